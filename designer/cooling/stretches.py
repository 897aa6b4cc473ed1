"""Stretches of a piece at which something bars it: told together where they nearly touch, and what passings leave."""

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

__all__ = ["JOINT", "NEAR", "TOUCH", "between", "joined"]

#: Lengths, levels and shares of floor smaller than this are none [m, m2].
TOUCH = 1e-3
#: Passings closer than this along a pipe are one [m].
NEAR = 0.6
#: Pipes of one loop that share their place over no more than that are a joint of both [m].
JOINT = 0.6


def between(
    stretches: Sequence[tuple[float, float, list[str]]], bends: Sequence[tuple[float, float, float, BaseGeometry]]
) -> list[tuple[float, float, list[str]]]:
    """What is left of stretches beside the passings of a piece, where it is longer than a joint."""
    made = []
    for start, end, names in stretches:
        at = start
        for low, high in (*sorted(bend[:2] for bend in bends), (end, end)):
            if min(low, end) - at > JOINT or (at == start and low >= end):
                made.append((at, min(low, end), names))
            at = max(at, high)
    return made


def joined(found: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, list[str]]]:
    """Stretches that touch or nearly do as one."""
    made: list[tuple[float, float, list[str]]] = []
    for start, end, name in sorted(found):
        if made and start <= made[-1][1] + NEAR:
            first, last, names = made[-1]
            made[-1] = (first, max(last, end), sorted({*names, name}))
        else:
            made.append((start, end, [name]))
    return made

