"""The high and low points of a pipe that falls from one end to the other, and leaves its level on the way to pass
others.
"""

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["profile", "turns"]

#: A point of a profile: metres from the high end, level over that of the low end [m].
Spot = tuple[float, float]
#: Levels closer than this are one; passings closer than this along a pipe lead on into one another [m].
_SAME, _JOINED = 1e-9, 0.05


def profile(length: float, fall: float, raised: Sequence[tuple[float, float, float]]) -> list[Spot]:
    """The line of a pipe from its high end to its low one, with what is raised (from, to, by how much [m]; negative
    where it is lowered).

    >>> profile(10.0, 0.02, [(4.0, 6.0, 0.3)])
    [(0.0, 0.02), (4.0, 0.012), (4.0, 0.312), (6.0, 0.308), (6.0, 0.008), (10.0, 0.0)]
    """

    def level(at: float) -> float:
        return round(fall * (1.0 - at / length), 9) if length > 0.0 else 0.0

    points, last = [(0.0, level(0.0))], -1.0
    for start, end, by in sorted(raised):
        start = max(start, last, 0.0)
        if start - last > _JOINED or last < 0.0:
            points += [(last, level(last))] if last >= 0.0 else []
            points.append((start, level(start)))
        last = max(min(end, length), start)
        points += [(start, round(level(start) + by, 9)), (last, round(level(last) + by, 9))]
    points += [(last, level(last))] if last >= 0.0 else []
    return [*points, (length, level(length))]


def turns(points: Sequence[Spot]) -> list[tuple[float, bool]]:
    """Where a profile has its high points (True) and its low ones, both ends among them, from its beginning [m].

    Over what is passed a pipe has a high point, and a low one before it; under it a low one, and a high one behind it.

    >>> turns(profile(10.0, 0.02, []))
    [(0.0, True), (10.0, False)]
    >>> turns(profile(10.0, 0.02, [(4.0, 6.0, 0.3)]))
    [(0.0, True), (4.0, False), (4.0, True), (10.0, False)]
    >>> turns(profile(10.0, 0.02, [(4.0, 6.0, -0.3)]))
    [(0.0, True), (6.0, False), (6.0, True), (10.0, False)]
    """
    kept = [points[0], *(b for a, b in pairwise(points) if abs(b[1] - a[1]) > _SAME)]
    if len(kept) < 2:
        return []
    found = [(kept[0][0], kept[0][1] > kept[1][1])]
    for a, b, c in zip(kept, kept[1:], kept[2:], strict=False):
        if (b[1] - a[1]) * (c[1] - b[1]) < 0.0:
            found.append((b[0], b[1] > a[1]))
    return [*found, (kept[-1][0], kept[-1][1] > kept[-2][1])]
