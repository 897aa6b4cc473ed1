"""Sizing and placing in turn until all that is sized stands: the most racks that find a place with their plant."""

from collections.abc import Callable

from designer.layout.records import Layout
from designer.model import Constraint
from designer.sizing.records import Programme

__all__ = ["fitted"]

#: The cap on racks that sizing must respect.
_CAP = "racks.max"

Constraints = tuple[Constraint, ...]


def fitted(
    stand: Callable[[Constraints], tuple[Programme, Layout]],
    single: Callable[[], Layout],
    constraints: Constraints,
    round: int,
) -> tuple[Programme, Layout, Constraints]:
    """The programme of the constraints with its layout; where that leaves racks or plant without a place, or breaks a
    rule that a `single` rack in the hall keeps, the most racks below whose layout does not, with the constraint that
    says so.

    `stand` sizes and places. The count is found bit by bit from the highest: whether a count stands is asked of the
    same counts, in the same order, whatever number was wanted at first: of two numbers that do not stand the higher
    never ends with fewer racks.
    """
    best = stand(constraints)
    wanted, short = best[0].gpu_racks, _lacking(best[1], frozenset())
    if not short or not wanted:
        return *best, constraints
    broken = _broken(single())
    short = _lacking(best[1], broken)
    if not short:
        return *best, constraints
    most, found = 0, None
    for bit in reversed(range(wanted.bit_length())):
        # a rule broken at one count may be kept at more: rows fall otherwise
        for count in dict.fromkeys((most | 1 << bit, most | 1 << bit | 1 << bit >> 1)):
            if not most < count < wanted:
                continue
            trial = stand(_capped(constraints, count, short, round))
            lacking = _lacking(trial[1], broken)
            if not lacking:
                most, found = count, trial
                break
            short = lacking
            if _homeless(trial[1]):
                break
    best = found or stand(_capped(constraints, 0, short, round))
    return *best, best[0].constraints


def _lacking(layout: Layout, allowed: frozenset[str]) -> str:
    """The first thing that fewer racks would cure in a layout: what has no place, or a rule broken that is not among
    those `allowed`; empty without any."""
    broken = (f"layout.{key.replace('-', '_')}" for key in sorted(_broken(layout) - allowed))
    return _homeless(layout) or next(broken, "")


def _homeless(layout: Layout) -> str:
    """What has no place in a layout that fewer racks would give it; empty without any."""
    return next((s.key for s in layout.shortfalls if s.cure is not None and s.cure.key == _CAP), "")


def _broken(layout: Layout) -> frozenset[str]:
    """The rules that a layout breaks."""
    return frozenset(breach.key for breach in layout.breaches)


def _capped(constraints: Constraints, racks: int, origin: str, round: int) -> Constraints:
    """The constraints with a cap on racks in place of any above it."""
    held = {one.key: one for one in constraints} | {_CAP: Constraint(_CAP, float(racks), origin, round)}
    return tuple(held[key] for key in sorted(held))
