"""How racks share technology loops: consecutive groups of them in parts of nearly equal flow."""

from collections.abc import Sequence
from math import fsum

__all__ = ["parted"]


def parted(flows: Sequence[float], count: int) -> list[int]:
    """The part of each group when they are dealt in order to at most `count` parts of nearly equal flow.

    >>> parted([8.0] * 17 + [6.0], 4)
    [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3]
    """
    total, parts, done, found = fsum(flows), min(count, len(flows)), 0.0, []
    for flow in flows:
        found.append(min(int((done + flow / 2.0) / total * parts), parts - 1) if total > 0.0 else 0)
        done += flow
    return found
