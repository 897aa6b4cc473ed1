"""Which racks hang on which pair of blocks: counts balanced over pairs, cut along the rows into the fewest busway
runs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from designer.power.architectures import Shape

__all__ = ["Part", "Run", "assign", "balanced_counts", "cheapest_cut", "turns"]


@dataclass(frozen=True, slots=True)
class Part:
    """A feed pair of a system, and how many racks it takes."""

    system: int
    pair: tuple[int, int]
    racks: int


@dataclass(frozen=True, slots=True)
class Run:
    """Racks next to one another in a row on one pair: what one pair of busways carries. Row and racks by index."""

    row: int
    first: int
    last: int
    system: int
    pair: tuple[int, int]


def balanced_counts(racks: int, systems: int, shape: Shape, offset: int = 0) -> tuple[Part, ...]:
    """Rack counts of every pair, differing by one at most; the pairs with one more touch every block as evenly as
    can be.

    This minimises the worst load of any block after any loss for racks of equal power: with r pairs of one more in a
    system of m blocks some block must be touched ceil(2r/m) times, and the order of `Shape.pairs` reaches that bound.
    `offset` turns the order, so that several kinds of rack do not favour the same pairs.

    >>> from designer.power.architectures import shape_of
    >>> [p.racks for p in balanced_counts(20, 1, shape_of("4-to-make-3"))]
    [4, 4, 3, 3, 3, 3]
    """
    parts = []
    per_system, over = divmod(racks, systems)
    for system in range(systems):
        mine = per_system + (1 if (system - offset) % systems < over else 0)
        each, more = divmod(mine, len(shape.pairs))
        turned = offset % len(shape.pairs)
        favoured = {(turned + k) % len(shape.pairs) for k in range(more)}
        for number, pair in enumerate(shape.pairs):
            parts.append(Part(system, pair, each + (1 if number in favoured else 0)))
    return tuple(parts)


def turns(kinds: Sequence[tuple[int, float]], systems: int, shape: Shape) -> tuple[int, ...]:
    """The turn of the pairs' order for every kind of rack (count, power of one [kW]): each the first that, beside the
    kinds before it, leaves the least spread of racks over the pairs of any system, then the least worst block after any
    loss.

    >>> from designer.power.architectures import shape_of
    >>> turns([(7, 132.0), (5, 40.0)], 1, shape_of("4-to-make-3"))
    (0, 1)
    """
    laid: _Laid = {}
    found = []
    for racks, kilowatts in kinds:
        tried = range(len(shape.pairs) * max(systems, 1) if laid else 1)
        beside = [_beside(laid, balanced_counts(racks, systems, shape, turn), kilowatts) for turn in tried]
        best = min(tried, key=[(*_uneven(x, shape), n) for n, x in enumerate(beside)].__getitem__) if laid else 0
        found.append(best)
        laid = beside[best]
    return tuple(found)


_Laid = dict[tuple[int, tuple[int, int]], tuple[int, float]]


def _beside(laid: _Laid, parts: Iterable[Part], kilowatts: float) -> _Laid:
    """Racks and power of every pair with these parts beside those that are laid."""
    made = dict(laid)
    for part in parts:
        count, power = made.get((part.system, part.pair), (0, 0.0))
        made[part.system, part.pair] = count + part.racks, power + part.racks * kilowatts
    return made


def _uneven(laid: _Laid, shape: Shape) -> tuple[int, float]:
    """Spread of racks over the pairs of a system, and the worst block after any loss [kW]."""
    spread, worst = 0, 0.0
    for system in sorted({system for system, _ in laid}):
        mine = {pair: part for (of, pair), part in laid.items() if of == system}
        counts = [count for count, _ in mine.values()]
        spread = max(spread, max(counts) - min(counts))
        for block in range(shape.members):
            half = sum(power / 2 if a != b else power for (a, b), (_, power) in mine.items() if block in (a, b))
            shared = [power / 2 for (a, b), (_, power) in mine.items() if block in (a, b) and a != b]
            worst = max(worst, half + max(shared, default=0.0))
    return spread, round(worst, 6)


def cheapest_cut(rows: Sequence[int], small: int, few: int, many: int, longest: int) -> tuple[int, ...]:
    """The order of `few` parts of ``small + 1`` racks and `many` of `small` along the rows that gives the fewest runs.

    Exact, by dynamic programming over how many parts of each size are laid. `longest` is the most racks of a run.

    >>> cheapest_cut((10, 9, 9), 9, 1, 2, 10)
    (10, 9, 9)
    """
    edges = [0]
    for row in rows:
        edges.append(edges[-1] + row)

    def runs(start: int, end: int) -> int:
        total = 0
        for low, high in pairwise(edges):
            here = min(end, high) - max(start, low)
            total += -(-here // longest) if here > 0 else 0
        return total

    @cache
    def best(large: int, plain: int) -> tuple[int, int]:
        if (large, plain) == (0, 0):
            return 0, 0
        end = large * (small + 1) + plain * small
        options = []
        if plain:
            options.append((best(large, plain - 1)[0] + runs(end - small, end), small))
        if large:
            options.append((best(large - 1, plain)[0] + runs(end - small - 1, end), small + 1))
        return min(options)

    order, large, plain = [], few, many
    for _ in range(few + many):
        size = best(large, plain)[1]
        order.append(size)
        large, plain = (large - 1, plain) if size == small + 1 else (large, plain - 1)
    return tuple(reversed(order))


def assign(rows: Sequence[int], systems: int, shape: Shape, longest: int, offset: int = 0) -> tuple[Run, ...]:
    """Runs of all racks, row after row; `rows` counts the racks of each row in the order of the hall.

    Raises `ValueError` when there is no system to hang them on.
    """
    racks = sum(rows)
    if racks and (systems < 1 or longest < 1):
        raise ValueError((racks, systems, longest))
    parts = [p for p in balanced_counts(racks, max(systems, 1), shape, offset) if p.racks]
    if not parts:
        return ()
    small = min(p.racks for p in parts)
    few = sum(p.racks > small for p in parts)
    sizes = cheapest_cut(tuple(rows), small, few, len(parts) - few, longest)
    waiting = {size: [p for p in parts if p.racks == size] for size in set(sizes)}
    runs: list[Run] = []
    start = 0
    for size in sizes:
        part = waiting[size].pop(0)
        runs += _runs(rows, start, start + size, part, longest)
        start += size
    return tuple(runs)


def _runs(rows: Sequence[int], start: int, end: int, part: Part, longest: int) -> list[Run]:
    found, low = [], 0
    for row, count in enumerate(rows):
        first, last = max(start - low, 0), min(end - low, count)
        pieces = -(-(last - first) // longest) if last > first else 0
        cuts = [first + (last - first) * n // pieces for n in range(pieces + 1)] if pieces else []
        found += [Run(row, a, b - 1, part.system, part.pair) for a, b in pairwise(cuts)]
        low += count
    return found
