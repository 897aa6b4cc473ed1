"""The connected parts of a network over the branches that carry flow, and which of them a given pressure holds."""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Unsolved

__all__ = ["Parts"]


class Parts:
    """Parts of a network with given pressures `held` (NaN where free); what was asked is remembered."""

    def __init__(self, net: Network, held: Floats) -> None:
        self.net, self.held = net, np.flatnonzero(~np.isnan(held))
        self.known: dict[bytes, tuple[Ints, Bools]] = {}

    def over(self, live: Bools, keep: bool = True) -> tuple[Ints, Bools]:
        """Part of each node over live branches, and whether each part has a held node."""
        key = live.tobytes() if keep else b""
        if keep and key in self.known:
            return self.known[key]
        found = self._joined(live)
        if keep:
            self.known[key] = found
        return found

    def cut_off(self, shut: Bools) -> Bools | None:
        """Nodes that closed branches have cut off; None when there are none. Raises `Unsolved` for a part that was
        never held.
        """
        label, reached = self.over(~shut)
        if reached.all():
            return None
        dead = ~reached[label]
        whole, fed = self.over(np.ones(shut.size, dtype=np.bool_))
        if not fed.all():
            raise Unsolved(self.net.nodes[int(np.argmax(~fed[whole]))], "no-reference")
        return np.asarray(dead)

    def _joined(self, live: Bools) -> tuple[Ints, Bools]:
        net, count = self.net, len(self.net.nodes)
        every = bool(live.all())
        start, end = (net.start, net.end) if every else (net.start[live], net.end[live])
        links = sparse.coo_matrix((np.ones(start.size, dtype=np.int8), (start, end)), shape=(count, count))
        parts, label = csgraph.connected_components(links.tocsr(), directed=False)
        reached = np.zeros(parts, dtype=np.bool_)
        reached[label[self.held]] = True
        return label.astype(np.int64), reached
