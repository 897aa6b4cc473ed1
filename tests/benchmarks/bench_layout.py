"""Placing: how good and how fast, over seeded halls and beside other ways of counting racks.

Run with ``python tests/benchmarks/bench_layout.py``; with ``--all`` the bound by prices is sought in large halls of
oblique walls too, in larger cells, which takes a minute or two a hall (they have the bound by areas else). Every ratio
is of two sides timed in turn in one run; nothing is asserted about the clock. CP-SAT is used where ortools is
installed.
"""

import importlib.util
import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely.geometry import box

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from layout_halls import RACK, Sample, hall_of, samples  # noqa: E402
from layout_rival import Cells, first_fit, prove, shapely_stretches, straight_bound, uniform_pitch  # noqa: E402

from designer.catalog import Catalog  # noqa: E402
from designer.layout import place  # noqa: E402
from designer.layout.capacity import bounds_of, capacity_lines, capacity_of, rows_bound, sharp_bound  # noqa: E402
from designer.layout.floor import Floor  # noqa: E402
from designer.layout.frame import Frame, directions  # noqa: E402
from designer.layout.lengths import lengths_of  # noqa: E402
from designer.layout.prices import COARSE, FINE  # noqa: E402
from designer.layout.rules import Rules, read_rules  # noqa: E402
from designer.layout.strips import count_stretch  # noqa: E402
from designer.requirements.records import Requirements  # noqa: E402
from designer.site import read_site  # noqa: E402
from designer.site.records import Column, Door, Hall, Site  # noqa: E402
from designer.sizing import Programme, size  # noqa: E402
from tests.layout import moved_halls  # noqa: E402

CATALOG = Catalog()
#: Step between neighbouring strips of the counting kernel [m].
STEP = 0.05
#: Halls of oblique walls from this area on have the bound by areas alone [m2].
OBLIQUE = 1100.0
#: Seeded halls whose cables and pipes are measured, and how many racks are wanted there.
LENGTHS = (0, 1, 2, 4, 5, 9, 10, 11, 14, 22)
FORTY = 40
#: Tiny rooms in cells of 0.3 m: sides, columns on single cells, corner from which an L is cut away (none: the far one),
#: and where doors of four cells in the low wall begin.
ROOMS: tuple[tuple[int, int, tuple[tuple[int, int], ...], tuple[int, int] | None, tuple[int, ...]], ...] = (
    (20, 20, (), None, ()),
    (24, 14, (), None, ()),
    (14, 30, (), None, ()),
    (22, 22, (), None, ()),
    (24, 16, ((11, 7),), None, ()),
    (18, 26, ((8, 12),), None, ()),
    (30, 14, ((12, 6), (20, 6)), None, ()),
    (28, 28, (), (14, 14), ()),
    (30, 24, (), (14, 14), ()),
    (28, 26, ((6, 6),), (14, 14), ()),
    (22, 20, (), None, (9,)),
    (28, 28, ((7, 20),), (14, 14), (4,)),
)


def racks_of(stretches: list, rules: Rules) -> list[int]:
    """Racks on each strip."""
    return [sum(count_stretch(s, RACK.width, rules.row_racks, rules.cross) for s in strip) for strip in stretches]


def quality(halls: list[Sample], rules: Rules) -> None:
    """Racks against the bounds, first fit and the uniform pitch."""
    print("seed shape      columns   turn  racks  areas  share  prices  share  parallel  straight  share  rows   "
          "share  first fit  uniform")
    spent, sharp, shares, level, strict, crossed, gains, below = 0.0, [], [], [], [], [], [], []
    for one in halls:
        floor = Floor(one.hall, rules)
        found, rows = bounds_of(floor, RACK), rows_bound(floor, RACK).number
        parallel = max(total(floor, turn) for turn in directions(one.hall.polygon))
        fit, pitch = first_fit(floor, RACK), uniform_pitch(floor, RACK)
        shares.append(found.capacity / found.bound)
        begun = time.process_time()
        plain = len(directions(one.hall.polygon)) == 2 or one.hall.polygon.area < OBLIQUE
        prices = found.bound
        if plain or "--all" in sys.argv:
            prices = sharp_bound(floor, RACK, FINE if plain else COARSE)
        spent += time.process_time() - begun
        sharp.append(found.capacity / prices)
        straight = straight_bound(floor, RACK)
        level.append(parallel / straight)
        strict.append(parallel / rows)
        crossed.append(found.capacity / parallel)
        gains.append(found.capacity / fit)
        below += [one.seed] if found.capacity < pitch else []
        print(
            f"{one.seed:4d} {one.shape:10s} {one.columns:9s} {one.turn:5.1f} {found.capacity:6d} {found.bound:6d}  "
            f"{shares[-1]:.3f}  {prices:6d}  {sharp[-1]:.3f}  {parallel:8d} {straight:8d}  {level[-1]:.3f} "
            f"{rows:5.0f}  {strict[-1]:.3f} {fit:9d} {pitch:9d}"
        )
    bare = [s for s, one in zip(shares, halls, strict=True) if one.columns == "none"]
    print(f"{len(halls)} halls: share of the area bound median {statistics.median(shares):.3f} (bare halls "
          f"{statistics.median(bare):.3f}), least {min(shares):.3f}")
    print(f"share of the bound by prices of the floor median {statistics.median(sharp):.3f}, least {min(sharp):.3f}, "
          f"at {spent / len(halls):.1f} s of processor a hall; before and after by family:")
    for of in ("shape", "columns"):
        names = sorted({getattr(one, of) for one in halls})
        print("  " + ", ".join(_family(halls, shares, sharp, of, name) for name in names))
    print(f"straight parallel rows alone, share of the bound at any offsets: median {statistics.median(level):.3f}, "
          f"least {min(level):.3f}")
    print(f"the same, share of the bound of rows straight or staggered: median {statistics.median(strict):.3f}, "
          f"least {min(strict):.3f}; rows at right angles add: median {statistics.median(crossed):.3f}, "
          f"most {max(crossed):.3f}")
    print(f"racks over first fit: median {statistics.median(gains):.3f}, least {min(gains):.3f}; "
          f"halls below the uniform pitch: {below or 'none'}")


def _family(halls: list[Sample], before: list[float], after: list[float], of: str, name: str) -> str:
    """Median shares of the halls of one family."""
    which = [k for k, one in enumerate(halls) if getattr(one, of) == name]
    old, new = (statistics.median(shares[k] for k in which) for shares in (before, after))
    return f"{name} {old:.3f} {new:.3f}"


def total(floor: Floor, turn: float) -> int:
    """Racks in parallel rows of one direction."""
    rules = floor.rules
    return sum(
        count_stretch(s, RACK.width, rules.row_racks, rules.cross)
        for line in capacity_lines(floor, RACK, turn) for s in line.stretches
    )


def kernel(halls: list[Sample], rules: Rules) -> None:
    """Strips cut with numpy beside shapely with an STRtree, at the same counts, in turn."""
    own = other = strips = unlike = 0.0
    deep = RACK.depth + rules.cold + rules.hot
    for one in halls:
        for turn in directions(one.hall.polygon):
            frame = Frame(turn)
            _, low, _, high = Floor(one.hall, rules).extent(frame)
            lows = np.arange(low, high - deep, STEP)
            if not len(lows):
                continue
            begun = time.perf_counter()
            ours = racks_of(Floor(one.hall, rules).blocked(frame).stretches(lows, lows + deep), rules)
            between = time.perf_counter()
            theirs = racks_of(shapely_stretches(Floor(one.hall, rules), frame, lows, deep), rules)
            ended = time.perf_counter()
            own, other, strips = own + between - begun, other + ended - between, strips + len(lows)
            unlike += sum(a != b for a, b in zip(ours, theirs, strict=True))
    print(f"{strips:.0f} strips: numpy {own:.2f} s, shapely with STRtree {other:.2f} s, ratio {other / own:.1f}, "
          f"strips counted unlike: {unlike:.0f}")


def exponent(rules: Rules) -> None:
    """How the time of the count grows with the area."""
    areas, spent = [], []
    for side in (20.0, 40.0, 80.0, 160.0):
        posts = tuple(
            Column(f"C{i}{j}", 8.0 * i, 8.0 * j, 0.4, 0.4)
            for i in range(1, int(2 * side / 8)) for j in range(1, int(side / 8))
        )
        hall = hall_of(box(0, 0, 2 * side, side), posts)
        runs = [timed(lambda hall=hall: capacity_of(Floor(hall, rules), RACK)) for _ in range(3)]
        areas.append(2 * side * side)
        spent.append(statistics.median(runs))
    slope = np.polyfit(np.log(areas), np.log(spent), 1)[0]
    print("count by area: " + ", ".join(f"{a:.0f} m2 {1000 * s:.0f} ms" for a, s in zip(areas, spent, strict=True))
          + f"; exponent {slope:.2f}")


def timed(work: Callable[[], object]) -> float:
    """Seconds of a piece of work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def oracle(rules: Rules) -> None:
    """Tiny rooms beside CP-SAT: rows of one direction, and rows at right angles mixed."""
    if importlib.util.find_spec("ortools") is None:
        print("CP-SAT: ortools is not installed, left out")
        return
    for wide, high, posts, corner, doors in ROOMS:
        hall, shut = _room(wide, high, posts, corner, doors)
        ours = capacity_of(Floor(hall, rules), RACK)
        ways = [prove(wide, high, posts, facings, 20.0, shut=shut) for facings in ((0, 1), (2, 3))]
        best, proven = max(n for n, _ in ways), all(p for _, p in ways)
        mixed, sure = prove(wide, high, posts, (0, 1, 2, 3), 20.0, shut=shut)
        loose, certain = prove(wide, high, posts, (0, 1, 2, 3), 10.0, past_aisles=False, shut=shut)
        sills = frozenset((x, y) for at in doors for x in range(at, at + 4) for y in range(5))
        onto, known = prove(wide, high, posts, (0, 1, 2, 3), 20.0, shut=(shut[0], sills))
        words = ["proven" if p else "not proven" for p in (proven, sure, certain, known)]
        print(
            f"{wide * 0.3:.1f} x {high * 0.3:.1f} m{', L' if corner else ''}, {len(posts)} columns, {len(doors)} "
            f"doors: {ours}; CP-SAT all four ways {mixed} {words[1]}, parallel rows {best} {words[0]}, ends of rows "
            f"without a way past their aisles {loose} {words[2]}, landings as wide as doors {onto} {words[3]}; bound"
            f" {sharp_bound(Floor(hall, rules), RACK)}"
        )


def _room(
    wide: int, high: int, posts: Sequence[tuple[int, int]], corner: tuple[int, int] | None, doors: Sequence[int]
) -> tuple[Hall, tuple[Cells, Cells]]:
    """A room as a hall, and its cells behind walls and on landings of doors: four cells wide and one at either side,
    five deep.
    """
    polygon = box(0, 0, wide * 0.3, high * 0.3)
    behind: Cells = frozenset()
    if corner:
        polygon = polygon.difference(box(corner[0] * 0.3, corner[1] * 0.3, wide, high))
        behind = frozenset((x, y) for x in range(corner[0], wide) for y in range(corner[1], high))
    columns = tuple(Column(f"C{i}", (x + 0.5) * 0.3, (y + 0.5) * 0.3, 0.1, 0.1) for i, (x, y) in enumerate(posts))
    leaves = tuple(Door(f"D{at}", (at + 2) * 0.3, 0.0, 1.2, 2.4, "personnel", True) for at in doors)
    landings = frozenset((x, y) for at in doors for x in range(at - 1, at + 5) for y in range(5))
    return replace(hall_of(polygon, columns), doors=leaves), (behind, landings)


def lengths() -> None:
    """Cable, busway and pipe of placed halls against the least that any route could have: seeded halls with one
    programme, and the reference halls with what their sites are first sized for.
    """
    made: list[tuple[str, Site, Programme]] = [(f"seed {seed}", *_forty(seed)) for seed in LENGTHS]
    for brief in sorted((HERE.parents[1] / "outputs").glob("*/site.yaml")):
        site = read_site(brief, CATALOG)
        made.append((brief.parent.name, site, size(site, Requirements(()), CATALOG)))
    shares: dict[str, list[float]] = {}
    for name, site, programme in made:
        begun = time.process_time()
        layout = place(site, programme, CATALOG)
        spent, found = time.process_time() - begun, lengths_of(layout)
        for kind, (got, least) in found.items():
            shares.setdefault(kind, []).append(got / least)
        text = ", ".join(f"{k} {got:.0f} m / {least:.0f} m = {got / least:.2f}" for k, (got, least) in found.items())
        print(f"{name}: {sum(p.kind == 'rack' for p in layout.placed)} racks in {spent:.1f} s; {text}")
    for kind, every in sorted(shares.items()):
        print(f"{kind} over its lower bound: median {statistics.median(every):.2f}, most {max(every):.2f}, "
              f"{len(every)} halls")


def _forty(seed: int) -> tuple[Site, Programme]:
    """The site of a seeded hall, and what it is sized for: so many racks, or fewer where its import carries no more."""
    site = moved_halls.site_of(seed)
    wishes = replace(site.wishes, compute=tuple(replace(w, racks=FORTY) for w in site.wishes.compute))
    site = replace(site, wishes=wishes)
    return site, size(site, Requirements(()), CATALOG)


def main() -> None:
    """All of it."""
    rules, halls = read_rules(CATALOG), samples()
    quality(halls, rules)
    kernel(halls[::4], rules)
    exponent(rules)
    oracle(rules)
    lengths()


if __name__ == "__main__":
    assert math.isfinite(STEP)
    main()
