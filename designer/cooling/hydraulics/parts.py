"""The connected parts of a network over the branches that carry flow, and which of them a given pressure holds."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Unsolved

__all__ = ["Loose", "Parts"]

#: Weight [kg/s/Pa] that ties a part between shut valves to the pressure that it had.
_TIE = 1e-6
#: Share of the largest flow across its valves below which a part gives as much as it gets.
_EVEN = 1e-9
#: How far beyond all pressures a part goes that does not.
_BEYOND = 3.0


@dataclass(frozen=True, slots=True)
class Loose:
    """Parts that hang between shut and limiting valves: which nodes, what leaves each part more than enters [kg/s] by
    node, weights that tie one node of each to the pressure that it had.
    """

    hanging: Bools
    excess: Floats
    ties: Floats

    @classmethod
    def of(cls, label: Ints, hanging: Bools, leaving: Floats) -> "Loose":
        """From the part of each node, those that hang, and what leaves each node over shut and limiting valves."""
        at = np.flatnonzero(hanging)
        whole = np.bincount(label[at], leaving[at], minlength=int(label.max()) + 1)
        excess = np.where(hanging, whole[label], 0.0)
        excess[np.abs(excess) <= _EVEN * (1.0 + float(np.max(np.abs(leaving))))] = 0.0
        _, first = np.unique(label[at], return_index=True)
        ties = np.zeros(label.size)
        ties[at[first]] = _TIE
        return cls(hanging, excess, ties)

    def evened(self, asked: Floats) -> Floats:
        """What leaves each node, with the excess of each part made good where it is tied, so that it stands still."""
        return np.asarray(asked - np.where(self.ties > 0.0, self.excess, 0.0))

    def pressed(self, pressure: Floats) -> Floats:
        """Pressures with parts of an excess beyond all others."""
        beyond = _BEYOND * (1.0 + float(np.max(np.abs(pressure))))
        return np.asarray(pressure - np.sign(self.excess) * beyond)


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
        rows = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=count))])
        columns = end[np.argsort(start, kind="stable")]
        links = sparse.csr_matrix((np.ones(start.size), columns, rows), shape=(count, count))
        parts, label = csgraph.connected_components(links, directed=False)
        reached = np.zeros(parts, dtype=np.bool_)
        reached[label[self.held]] = True
        return label.astype(np.int64), reached
