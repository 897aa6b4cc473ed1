"""What the power graph could carry if power went wherever there is room: the maximum flow, a necessary test only."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from designer.model import Commodity, Element, Trade
from designer.redundancy.sharing import Feeds

__all__ = ["Mains"]

#: Flows are whole watts: scipy's maximum flow takes 32-bit integers.
_WATTS = 1000.0
_ENDLESS = 2_000_000_000


class Mains:
    """The power graph with the ratings of its elements and links, each element split into an inlet and an outlet.

    Built once; a question then only blanks the edges of what is dead.
    """

    def __init__(self, feeds: Feeds, elements: Sequence[Element], demands: Mapping[int, float]) -> None:
        place = {node: n for n, node in enumerate(sorted({*feeds.carriers, *demands}))}
        self._count = 2 * len(place) + 2
        self._start, self._end = self._count - 2, self._count - 1
        edges: dict[tuple[int, int], tuple[int, int]] = {}
        for node in feeds.carriers:
            rated = elements[node].capacity if elements[node].trade is Trade.POWER else None
            edges[2 * place[node], 2 * place[node] + 1] = (_watts(rated), node)
            if Commodity.POWER in elements[node].sources:
                edges[self._start, 2 * place[node]] = (_ENDLESS, node)
        for target, links in feeds.inward.items():
            for n in links:
                source = int(feeds.wiring.sources[n])
                key = (2 * place[source] + 1, 2 * place[target])
                size = _watts(feeds.wiring.links[n].capacity) + edges.get(key, (0, 0))[0]
                edges[key] = (min(_ENDLESS, size), source)
        for node, demand in demands.items():
            edges[2 * place[node], self._end] = (round(demand * _WATTS), -1)
        self._lay_down(edges)
        fed = sorted((place[t], int(feeds.wiring.sources[n])) for t in demands for n in feeds.inward.get(t, ()))
        self._fed = np.array(fed, dtype=np.int64).reshape(-1, 2)

    def _lay_down(self, edges: Mapping[tuple[int, int], tuple[int, int]]) -> None:
        ordered = sorted(edges)
        rows = np.array([a for a, _ in ordered], dtype=np.int64)
        self._columns = np.array([b for _, b in ordered], dtype=np.int32)
        self._starts = np.searchsorted(rows, np.arange(self._count + 1)).astype(np.int32)
        self._sizes = np.array([edges[key][0] for key in ordered], dtype=np.int32)
        self._owners = np.array([edges[key][1] for key in ordered], dtype=np.int64)
        self._demands = np.flatnonzero(self._columns == self._end)
        self._inlets = rows[self._demands]

    def could_carry(self, live: NDArray[np.bool_]) -> bool:
        """Whether some division of the flows serves every load that has a live feed, within all ratings."""
        reached = self._fed[live[self._fed[:, 1]], 0]
        fed = np.isin(self._inlets, 2 * reached)
        wanted = int(self._sizes[self._demands[fed]].sum(dtype=np.int64))
        return self.most_watts(live, self._demands[~fed]) >= wanted - int(fed.sum())

    def most_watts(self, live: NDArray[np.bool_], dropped: NDArray[np.int64] | None = None) -> int:
        """Maximum flow [W] from the live sources to the demands, without the `dropped` demand edges."""
        sizes = np.where((self._owners < 0) | live[self._owners], self._sizes, 0).astype(np.int32)
        if dropped is not None:
            sizes[dropped] = 0
        graph = csr_array((sizes, self._columns, self._starts), shape=(self._count, self._count))
        return int(maximum_flow(graph, self._start, self._end).flow_value)


def _watts(kilowatts: float | None) -> int:
    return min(_ENDLESS, round(kilowatts * _WATTS)) if kilowatts else _ENDLESS
