"""Seeded halls moved about: what is placed in them must not know how they were drawn.

Run with ``python -m tests.layout.moved_halls FIRST LAST``: each hall is mirrored, shifted, turned and drawn in feet,
and placed again with the programme that its site is sized for; a table tells how often each move changed something,
and what. One more column, a larger hall and a larger feed are tried too. The tests look at a few seeds. With a third
number, the step between seeds, one programme is placed in halls with ever more floor instead.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from shapely.affinity import affine_transform, translate
from shapely.geometry import MultiPoint, Point, Polygon, box
from shapely.ops import unary_union

from designer.catalog import Catalog
from designer.layout import place
from designer.layout.lengths import lengths_of
from designer.layout.records import Layout
from designer.ledger import given
from designer.requirements.records import Requirements
from designer.site import read_site
from designer.site.records import Column, Door, KeepOut, Opening, Site
from designer.sizing import Programme, size
from designer.units import q
from tests.benchmarks import layout_halls

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()
NONE = Requirements(())
FT = 0.3048
#: Metres of import and of racks for each square metre of floor [kW/m2].
_DENSITY = 1.6
#: Lengths are one within this share.
SAME = 1e-6

Affine = tuple[float, float, float, float, float, float]


def _turn(degrees: float) -> Affine:
    quarter = {90: (0.0, 1.0), 180: (-1.0, 0.0)}.get(int(degrees)) if degrees == int(degrees) else None
    c, s = quarter or (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
    return (c, -s, s, c, 0.0, 0.0)


#: Moves by name, as shapely writes them; drawing in feet is the noise of the conversion.
MOVES: dict[str, Affine] = {
    "mirror x": (-1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    "mirror y": (1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
    "shift": (1.0, 0.0, 0.0, 1.0, 1017.731, -233.0009),
    "turn 90": _turn(90),
    "turn 180": _turn(180),
    "turn 17.3": _turn(17.3),
    "turn 33": _turn(33),
    "feet": (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
}


@cache
def _brief() -> Site:
    return read_site(ROOT / "tests/pipeline/small.yaml", CATALOG)


def site_of(seed: int) -> Site:
    """A site of a seed: its hall with doors, louvres, keep-outs and yards, and an import by the floor."""
    draw = random.Random(seed)
    outline = replace(layout_halls.sample(seed * 3 + 1), turn=0.0).hall if seed % 2 else layout_halls.sample(seed).hall
    polygon, columns = outline.polygon, outline.columns
    walls = sorted(zip(polygon.exterior.coords, polygon.exterior.coords[1:], strict=False),
                   key=lambda w: -round(math.dist(*w), 6))  # fmt: skip
    doors = [_door(draw, "D0", walls[draw.randrange(3)], "roll-up", 4.0)]
    doors += [_door(draw, f"D{k}", wall, "double", 1.8) for k, wall in enumerate(walls[: draw.randint(2, 4)], 1)]
    doors = [d for k, d in enumerate(doors) if all(math.dist((d.x, d.y), (e.x, e.y)) > 6 for e in doors[:k])]
    openings = []
    if draw.random() < 0.5:
        (ax, ay), (bx, by) = walls[draw.randrange(2)]
        ends = [(ax + t * (bx - ax), ay + t * (by - ay)) for t in (0.1, 0.9)]
        openings = [Opening("L1", ends[0], ends[1], "louvre", 3.0)]
    keep_outs = []
    if draw.random() < 0.4:
        x, y = _inside(draw, polygon)
        keep_outs = [KeepOut("K1", box(x - 1.5, y - 1.0, x + 1.5, y + 1.0), "pit")]
    wall = walls[draw.randrange(2)]
    yards = (_yard(polygon, wall, draw.uniform(30, 60)),) if draw.random() < 0.6 else ()
    brief = _brief()
    hall = replace(
        brief.hall, polygon=polygon, columns=columns, doors=tuple(doors), openings=tuple(openings),
        keep_outs=tuple(keep_outs), yards=yards, turn=0.0,
    )  # fmt: skip
    entries = [walls[k % len(walls)] for k in (0, 1)]
    fibre = tuple(
        replace(route, entry=(0.7 * a[0] + 0.3 * b[0], 0.7 * a[1] + 0.3 * b[1]))
        for route, (a, b) in zip(brief.fibre, entries, strict=False)
    )
    power = given(q(round(_DENSITY * polygon.area / 1000, 3), "MW"), "brief")
    wishes = replace(brief.wishes, compute=tuple(replace(w, racks=None) for w in brief.wishes.compute))
    return replace(brief, hall=hall, fibre=fibre, plant=(), wishes=wishes, feed=replace(brief.feed, import_limit=power))


def _door(draw: random.Random, tag: str, wall: tuple, kind: str, width: float) -> Door:
    (ax, ay), (bx, by) = wall
    share = draw.choice((0.25, 0.5, 0.7))
    height = 4.0 if kind == "roll-up" else 2.4
    return Door(tag, ax + share * (bx - ax), ay + share * (by - ay), width, height, kind, kind != "roll-up")  # type: ignore[arg-type]


def _inside(draw: random.Random, polygon: Polygon) -> tuple[float, float]:
    """A place well inside a hall."""
    low_x, low_y, high_x, high_y = polygon.bounds
    core = polygon.buffer(-2.5)
    while True:
        x, y = draw.uniform(low_x, high_x), draw.uniform(low_y, high_y)
        if core.contains(Point(x, y)):
            return x, y


def _yard(polygon: Polygon, wall: tuple, deep: float) -> Polygon:
    """A yard along a wall, 5 m off."""
    (ax, ay), (bx, by) = wall
    length = math.dist(*wall)
    nx, ny = (by - ay) / length, -(bx - ax) / length
    if not polygon.exterior.is_ccw:
        nx, ny = -nx, -ny
    near = [(ax + 5 * nx, ay + 5 * ny), (bx + 5 * nx, by + 5 * ny)]
    return Polygon([*near, *((x + deep * nx, y + deep * ny) for x, y in near[::-1])])


def moved(site: Site, how: str) -> Site:
    """The site with everything in it moved."""
    a, b, d, e, x0, y0 = MOVES[how]
    there = (lambda v: v / FT * FT) if how == "feet" else (lambda v: v)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return there(a * x + b * y + x0), there(d * x + e * y + y0)

    def shape(polygon: Polygon) -> Polygon:
        return Polygon([at((x, y)) for x, y in affine_transform(polygon, (1, 0, 0, 1, 0, 0)).exterior.coords])

    def turned(degrees: float) -> float:
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return math.degrees(math.atan2(d * c + e * s, a * c + b * s))

    hall = site.hall
    hall = replace(
        hall,
        polygon=shape(hall.polygon),
        columns=tuple(replace(c, x=at((c.x, c.y))[0], y=at((c.x, c.y))[1], rotation=turned(c.rotation))
                      for c in hall.columns),
        doors=tuple(replace(o, x=at((o.x, o.y))[0], y=at((o.x, o.y))[1]) for o in hall.doors),
        openings=tuple(replace(o, start=at(o.start), end=at(o.end)) for o in hall.openings),
        keep_outs=tuple(replace(k, polygon=shape(k.polygon)) for k in hall.keep_outs),
        yards=tuple(shape(y) for y in hall.yards),
    )  # fmt: skip
    fibre = tuple(r if r.entry is None else replace(r, entry=at(r.entry)) for r in site.fibre)
    plant = tuple(p if p.position is None else replace(p, position=at(p.position)) for p in site.plant)
    return replace(site, hall=hall, fibre=fibre, plant=plant)


def sized(site: Site) -> Programme:
    """The programme of a site."""
    return size(site, NONE, CATALOG, (), 0)


def facts(layout: Layout) -> dict[str, object]:
    """What must not change with the drawing."""
    kinds = Counter((p.kind, p.purpose, p.room) for p in layout.placed)
    rows = tuple((row.tag, row.members) for row in layout.rows)
    found: dict[str, object] = {
        "capacity": layout.capacity, "bound": layout.bound, "equipment": kinds, "rows": rows,
        "breaches": tuple((b.key, b.subjects) for b in layout.breaches),
        "egress": layout.egress_distance, "reserve": sum(g.polygon.area for g in layout.galleries),
    }  # fmt: skip
    return found | {name: made for name, (made, _) in lengths_of(layout).items()}


def changed(one: dict[str, object], other: dict[str, object]) -> list[str]:
    """What is not the same."""
    found = []
    for key in sorted({*one, *other}):
        a, b = one.get(key), other.get(key)
        if isinstance(a, float) and isinstance(b, float):
            if not math.isclose(a, b, rel_tol=SAME, abs_tol=1e-6):
                found.append(f"{key} {b / a - 1:+.1e}" if a else key)
        elif a != b:
            found.append(f"{key} {a} -> {b}" if isinstance(a, int) else key)
    return found


def unlike(seed: int, moves: tuple[str, ...] = tuple(MOVES)) -> Iterator[tuple[str, list[str]]]:
    """Each move of a hall with what it changed."""
    site = site_of(seed)
    programme = sized(site)
    base = facts(place(site, programme, CATALOG))
    for how in moves:
        other = moved(site, how)
        yield how, changed(base, facts(place(other, sized(other), CATALOG)))


def with_column(site: Site, seed: int) -> Site:
    """The site with one more column somewhere."""
    x, y = _inside(random.Random(seed + 1), site.hall.polygon)
    return replace(site, hall=replace(site.hall, columns=(*site.hall.columns, Column("EXTRA", x, y, 0.4, 0.4))))


def larger_hall(site: Site, metres: float = 1.0) -> Site:
    """The site with a hall that holds the old one: every wall moved out, and as much more import as the lighting of
    the larger floor takes, which is all that it takes of another limit.
    """
    polygon = site.hall.polygon.buffer(metres, join_style="mitre")
    walls = polygon.exterior
    doors = tuple(replace(d, x=p.x, y=p.y) for d in site.hall.doors
                  for p in [walls.interpolate(walls.project(Point(d.x, d.y)))])  # fmt: skip
    lit = _lit(site, polygon.area - site.hall.polygon.area)
    return replace(lit, hall=replace(site.hall, polygon=polygon, doors=doors, openings=()))


def _lit(site: Site, area: float) -> Site:
    """The site with the import that lighting and small power of so much more floor [m2] take."""
    house, kept = CATALOG.threshold("sizing", "house_load"), CATALOG.threshold("sizing", "import_reserve")
    more = area * house.si("kW/m2") / (1.0 - kept.si(""))
    limit = given(q(site.feed.import_limit.si("kW") + more, "kW"), "brief")
    return replace(site, feed=replace(site.feed, import_limit=limit))


def swept(site: Site, metres: float, across: bool) -> Site:
    """The site with a hall that holds the old one, longer by so much along its longest wall or wider `across` that:
    all the floor that it passes when it is pushed that far.
    """
    hall = site.hall
    ring = list(hall.polygon.exterior.coords)
    (ax, ay), (bx, by) = max(pairwise(ring), key=lambda w: round(math.dist(*w), 6))
    du, dv = ((bx - ax), (by - ay)) if not across else ((ay - by), (bx - ax))
    by_u, by_v = (metres * d / math.dist((ax, ay), (bx, by)) for d in (du, dv))
    passed = [MultiPoint([*w, *((x + by_u, y + by_v) for x, y in w)]).convex_hull for w in pairwise(ring)]
    polygon = unary_union([hall.polygon, translate(hall.polygon, by_u, by_v), *passed])
    walls = polygon.exterior
    doors = tuple(replace(d, x=p.x, y=p.y) for d in hall.doors
                  for p in [walls.interpolate(walls.project(Point(d.x, d.y)))])  # fmt: skip
    return replace(site, hall=replace(hall, polygon=polygon, doors=doors, openings=()))


#: What gives a hall more floor; nothing where there is none of it.
GROWTHS: dict[str, Callable[[Site], Site]] = {
    "walls out": lambda site: larger_hall(site),
    "walls a hand out": lambda site: larger_hall(site, 0.05),
    "longer": lambda site: swept(site, 3.0, False),
    "wider": lambda site: swept(site, 2.0, True),
    "a column less": lambda site: replace(site, hall=replace(site.hall, columns=site.hall.columns[1:])),
    "no keep-out": lambda site: replace(site, hall=replace(site.hall, keep_outs=())),
}


def fewer(seed: int) -> Iterator[str]:
    """What of one programme loses its place in a hall with more floor."""
    site = site_of(seed)
    programme = sized(site)
    here = _standing(site, programme)
    for name, grow in GROWTHS.items():
        there = _standing(grow(site), programme)
        if there < here:
            yield f"{name}: {here} -> {there}"


def _standing(site: Site, programme: Programme) -> tuple[int, int]:
    """GPU racks placed, and everything else."""
    placed = place(site, programme, CATALOG).placed
    racks = sum(p.purpose == "gpu" for p in placed)
    return racks, len(placed) - racks


def larger_feed(site: Site) -> Site:
    """The site with half as much import again."""
    limit = site.feed.import_limit
    return replace(site, feed=replace(site.feed, import_limit=given(q(1.5 * limit.si("kW"), "kW"), "brief")))


def counts(site: Site) -> tuple[int, int]:
    """Racks that the floor could hold, and GPU racks placed."""
    layout = place(site, sized(site), CATALOG)
    return layout.capacity, sum(p.purpose == "gpu" for p in layout.placed)


def losses(seed: int) -> Iterator[str]:
    """What one more column gains, and a larger hall or feed loses."""
    site = site_of(seed)
    here = counts(site)
    tried: dict[str, tuple[Callable[[], Site], int]] = {
        "column": (lambda: with_column(site, seed), -1), "hall": (lambda: larger_hall(site), 1),
        "feed": (lambda: larger_feed(site), 1),
    }  # fmt: skip
    for name, (make, sign) in tried.items():
        there = counts(make())
        for what, before, after in zip(("capacity", "racks"), here, there, strict=True):
            if sign * (after - before) < 0:
                yield f"{name}: {what} {before} -> {after}"


def main() -> None:
    """The table for a range of seeds."""
    first, last, *step = map(int, sys.argv[1:])
    if step:
        for seed in range(first, last, *step):
            print(f"{seed:4d} {'; '.join(fewer(seed)) or 'nothing lost'}", flush=True)
        return
    bad: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for seed in range(first, last):
        for how, what in unlike(seed):
            bad[how] += bool(what)
            kinds.update(w.split()[0] for w in what)
            if what:
                print(f"{seed:4d} {how:10s} {'; '.join(what)}", flush=True)
        for line in losses(seed):
            bad[line.split(":")[0]] += 1
            print(f"{seed:4d} {line}", flush=True)
    print(f"{last - first} halls; changed by each move: " +
          ", ".join(f"{how} {bad[how]}" for how in (*MOVES, "column", "hall", "feed")))
    print("what changed: " + (", ".join(f"{k} {n}" for k, n in kinds.most_common()) or "nothing"))


if __name__ == "__main__":
    main()
