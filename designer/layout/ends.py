"""Where racks of a strip end at the earliest: one list that answers how many stand up to any place."""

import numpy as np
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.strips import FIT

__all__ = ["begun", "earliest", "stops"]


def earliest(stretch: Stretch, width: float, most: int, cross: float) -> NDArray[np.float64]:
    """The earliest place at which the last of 1, 2, 3 ... racks can end [m], runs of at most `most` with free
    cross-aisles between them; columns interrupt a run without ending it.

    >>> earliest(((0.0, 3.1),), 0.6, 2, 1.2).tolist()
    [0.6, 1.2, 3.0]
    """
    if len(stretch) == 1:
        (a, b), = stretch
        count = np.arange(int((b - a) / width) + 1)
        ends = a + (count + 1) * width + count // most * cross
        return np.asarray(ends[ends <= b + FIT])
    found: list[float] = []
    front: list[tuple[float, int, int]] = [(stretch[0][0], 0, 0)] if stretch else []
    while front:
        ahead = []
        for end, run, gap in front:
            if run < most:
                for k in range(gap, len(stretch)):
                    a, b = stretch[k]
                    if (to := max(a, end) + width) <= b + FIT:
                        ahead.append((to, run + 1, k))
                        break
            if run:
                for k in range(gap, len(stretch)):
                    a, b = stretch[k]
                    if max(a, end) + cross <= b + FIT:
                        ahead += _begun(stretch, k, max(a, end) + cross, width)
                        break
        ahead.sort()
        front, least = [], most + 1
        for state in ahead:
            if state[1] < least:
                front.append(state)
                least = state[1]
        if front:
            found.append(front[0][0])
    return np.array(found)


def _begun(stretch: Stretch, gap: int, start: float, width: float) -> list[tuple[float, int, int]]:
    """The first rack of a run that begins at a place or later."""
    for k in range(gap, len(stretch)):
        a, b = stretch[k]
        if (end := max(a, start) + width) <= b + FIT:
            return [(end, 1, k)]
    return []


def begun(stretch: Stretch, start: float, cross: float) -> Stretch:
    """What is left of a stretch from a place on that rows may begin at, a passage before it free of columns; all of it
    if it begins later.
    """
    if not stretch or start <= stretch[0][0] + FIT:
        return stretch
    for k, (a, b) in enumerate(stretch):
        if (first := max(start, a + cross)) < b - FIT:
            return ((first, b), *stretch[k + 1 :])
    return ()


def stops(stretch: Stretch, ends: NDArray[np.float64], cross: float) -> NDArray[np.float64]:
    """Where rows of a stretch must end that end at each place or before, a passage beyond free of columns; its own end
    where that comes first.
    """
    low, high = (np.array([gap[k] for gap in stretch]) for k in (0, 1))
    last = np.minimum(ends[:, None], high - cross)
    stop = np.where(last >= low, last, low[0]).max(axis=1)
    return np.asarray(np.where(ends >= high[-1] - FIT, high[-1], stop))
