"""What the rows say together: which keep the bounds, which are beaten by none, their order and the reasons for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.study import formulas
from designer.study.records import Bound, Objective, Row, Study, Variant

__all__ = ["WORKING", "Ranked", "broken", "front", "fronts", "rank"]

#: Conclusions of designs that may be built.
WORKING = ("go", "go-with-conditions")
#: Rows above which only so many fronts are told apart.
_LONG, _FRONTS = 5000, 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A variant with its row: rank (0 = not ranked), Pareto front (1 = beaten by none, 0 = not ranked), score (0 = best
    in every objective), bounds that it breaks, objectives in which it is best, the variant that beats it (or 0).
    """

    variant: Variant
    row: Row
    rank: int = 0
    front: int = 0
    score: float = 0.0
    broken: tuple[Bound, ...] = ()
    best: tuple[str, ...] = ()
    beaten_by: int = 0


def broken(row: Row, bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """The bounds that a row does not keep; a measure that a design does not have keeps none."""
    return tuple(bound for bound in bounds if not _kept(row.values.get(bound.measure), bound))


def _kept(number: float | None, bound: Bound) -> bool:
    if number is None:
        return False
    slack = 1e-9 * max(1.0, abs(bound.number))
    return number <= bound.number + slack if bound.relation == "<=" else number >= bound.number - slack


def rank(study: Study, rows: Mapping[str, Row]) -> tuple[Ranked, ...]:
    """Every variant that has a row: those that work and keep the bounds by front and score, then the others."""
    present = [(v, rows[v.key]) for v in study.variants if v.key in rows]
    able: list[Ranked] = []
    others: list[Ranked] = []
    for variant, row in present:
        wrong = broken(row, study.bounds) if row.status == "designed" else ()
        fit = row.status == "designed" and row.verdict in WORKING and not wrong
        fit = fit and all(row.values.get(o.measure) is not None for o in study.objectives)
        (able if fit else others).append(Ranked(variant, row, broken=wrong))
    return (*_ordered(able, study.objectives), *sorted(others, key=_unranked))


def _unranked(one: Ranked) -> tuple[int, int, int]:
    order = {"designed": 0, "refused": 1, "failed": 2}
    return (order[one.row.status], len(one.broken), one.variant.number)


def _ordered(able: Sequence[Ranked], objectives: Sequence[Objective]) -> list[Ranked]:
    if not able:
        return []
    table = _table([one.row for one in able], objectives)
    layers = fronts(table)
    scores = _scores(table, objectives).tolist()
    best = table.min(axis=0)
    numbers = [one.variant.number for one in able]
    order = sorted(range(len(able)), key=lambda n: (layers[n], round(scores[n], 12), numbers[n]))
    ahead = [n for n in order if layers[n] == 1]
    found = []
    for place, n in enumerate(order, 1):
        led = tuple(o.measure for o, x, top in zip(objectives, table[n], best, strict=True) if x == top)
        over = _beater(table, n, ahead) if layers[n] > 1 else None
        found.append(Ranked(
            able[n].variant, able[n].row, place, int(layers[n]), scores[n], (), led,
            numbers[over] if over is not None else 0,
        ))  # fmt: skip
    return found


def _table(rows: Sequence[Row], objectives: Sequence[Objective]) -> NDArray[np.float64]:
    """Rows x objectives, signed so that less is better."""
    signs = [1.0 if o.goal == "least" else -1.0 for o in objectives]
    return np.array([[s * float(r.values[o.measure] or 0.0) for o, s in zip(objectives, signs, strict=True)]
                     for r in rows])  # fmt: skip


def front(table: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows are beaten by none: no other is as good in every column and better in one. Less is better.

    >>> front(np.array([[1.0, 4.0], [2.0, 2.0], [3.0, 3.0], [4.0, 1.0]])).tolist()
    [True, True, False, True]
    """
    order = np.lexsort(table.T[::-1])
    kept: list[int] = []
    for n in order.tolist():
        if kept:
            others = table[kept]
            beaten = (others <= table[n]).all(axis=1) & (others < table[n]).any(axis=1)
            if beaten.any():
                continue
        kept.append(n)
    found = np.zeros(len(table), dtype=np.bool_)
    found[kept] = True
    return found


def fronts(table: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of the front of each row: 1 where none beats it, 2 where only those of front 1 do, and so on; of a
    long table only the first few are told apart, and all others share the next number.
    """
    layers = np.zeros(len(table), dtype=np.int64)
    left = np.arange(len(table))
    layer, most = 0, len(table) if len(table) <= _LONG else _FRONTS
    while left.size and layer < most:
        layer += 1
        mask = front(table[left])
        layers[left[mask]] = layer
        left = left[~mask]
    layers[left] = layer + 1
    return layers


def _scores(table: NDArray[np.float64], objectives: Sequence[Objective]) -> NDArray[np.float64]:
    """Weighted mean of how far each row stays behind the best of each objective."""
    total = np.zeros(len(table))
    weight = sum(o.weight for o in objectives)
    for column, objective in zip(table.T, objectives, strict=True):
        low, high = float(column.min()), float(column.max())
        if high > low and weight:
            total += objective.weight / weight * formulas.shortfall.function(column, low, high)
    return total


def _beater(table: NDArray[np.float64], n: int, ahead: Sequence[int]) -> int | None:
    """The first in the ranking that is as good as a row everywhere and better somewhere: one of the first front is."""
    others = table[ahead]
    beaten = (others <= table[n]).all(axis=1) & (others < table[n]).any(axis=1)
    return ahead[int(np.argmax(beaten))] if beaten.any() else None
