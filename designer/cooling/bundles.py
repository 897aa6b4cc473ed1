"""Equal pipes in parallel as a bundle: each on a way of its own beside the others, a pipe and its hanger apart."""

import itertools
import math
from collections.abc import Sequence

from designer.model import Point

__all__ = ["beside_way", "offsets"]

#: Lengths smaller than this are none [m]; sines smaller than this turn a way straight back or not at all.
_NOTHING = 1e-6


def offsets(count: int, pitch: float) -> tuple[float, ...]:
    """Where so many pipes lie beside the middle of their bundle [m], the one nearest to it first.

    >>> offsets(3, 0.5), offsets(2, 0.5)
    ((0.0, -0.5, 0.5), (-0.25, 0.25))
    """
    places = [(k - (count - 1) / 2.0) * pitch for k in range(count)]
    return tuple(sorted(places, key=lambda off: (abs(off), off)))


def beside_way(points: Sequence[Point], off: float) -> tuple[Point, ...]:
    """A way so far to the left of another [m] (to the right where negative), its corners mitred; closed where that is.

    >>> beside_way([(0.0, 0.0), (4.0, 0.0), (4.0, 3.0)], 1.0)
    ((0.0, 1.0), (3.0, 1.0), (3.0, 3.0))
    """
    way = [p for i, p in enumerate(points) if i == 0 or math.dist(p, points[i - 1]) > _NOTHING]
    if len(way) < 2 or abs(off) <= _NOTHING:
        return tuple(points)
    left = [((a[1] - b[1]) / math.dist(a, b), (b[0] - a[0]) / math.dist(a, b)) for a, b in itertools.pairwise(way)]
    closed = len(way) > 3 and math.dist(way[0], way[-1]) <= _NOTHING
    before = [left[-1] if closed else left[0], *left]
    after = [*left, left[0] if closed else left[-1]]
    made: list[Point] = []
    for (x, y), one, two in zip(way, before, after, strict=True):
        # both normals over 1 + their cosine reach the corner of the two moved lines; a way that turns back has none
        cosine = one[0] * two[0] + one[1] * two[1]
        if 1.0 + cosine <= _NOTHING:
            made += [(x + off * n[0], y + off * n[1]) for n in (one, two)]
            continue
        share = off / (1.0 + cosine)
        made.append((x + share * (one[0] + two[0]), y + share * (one[1] + two[1])))
    return tuple(made)
