"""A witness for each removal that is survived: one load that lost a feed, and a way on which power still reaches it."""

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designer.redundancy.wiring import Wiring

__all__ = ["ways"]


def ways(
    wiring: Wiring, state: tuple[NDArray[np.bool_], NDArray[np.bool_]], loads: Sequence[int],
    needing: NDArray[np.bool_], tags: Sequence[str],
) -> list[tuple[str, ...]]:
    """For each scenario a live way from a source to the first load that lost a feed, as tags; empty where none did.

    Ways over closed links come first. `state` is what works, elements x scenarios, and what works in the normal state:
    a feed that is dead in that is lost by no removal. `needing` marks elements that need the commodity, the others are
    its sources.
    """
    table, normal = state
    found: list[tuple[str, ...]] = [()] * table.shape[1]
    fed = np.isin(wiring.targets, loads)
    sources, targets = wiring.sources[fed], wiring.targets[fed]
    if not len(sources):
        return found
    hit = normal[sources, None] & ~table[sources] & table[targets]
    first = hit.argmax(axis=0)
    touched = np.flatnonzero(hit[first, np.arange(table.shape[1])])
    inward: dict[int, list[tuple[int, bool]]] = {}
    for link, source, target in zip(wiring.links, wiring.sources.tolist(), wiring.targets.tolist(), strict=True):
        inward.setdefault(target, []).append((source, link.normally_open))
    ends = needing.tolist()
    for scenario, start in zip(touched.tolist(), targets[first[touched]].tolist(), strict=True):
        live = table[:, scenario]
        way = _way(start, inward, (live, ends), False) or _way(start, inward, (live, ends), True)
        found[scenario] = tuple(tags[n] for n in way)
    return found


def _way(
    start: int, inward: dict[int, list[tuple[int, bool]]], state: tuple[NDArray[np.bool_], Sequence[bool]], ties: bool
) -> list[int]:
    """Elements of a shortest live way from a source to `start`, over normally-open links where `ties` may be used."""
    live, needing = state
    came = {start: -1}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if not needing[here]:
            way = [here]
            while came[way[-1]] >= 0:
                way.append(came[way[-1]])
            return way
        for source, opened in inward.get(here, ()):
            if source not in came and live[source] and (ties or not opened):
                came[source] = here
                waiting.append(source)
    return []
