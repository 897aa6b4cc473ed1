"""Ways out and ways in of a finished layout, walked over its free floor."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from shapely.geometry import Polygon

from designer.catalog import Catalog
from designer.layout.records import Breach, Layout, Placed, Route, Walk
from designer.layout.ways import Ways, reach_of, ways_of
from designer.model import Point, Polyline
from designer.site.records import Door, Hall

__all__ = ["Escape", "dead_end_breaches", "escape_breaches", "escape_of", "move_breaches", "moves_of"]


@dataclass(frozen=True, slots=True)
class Escape:
    """Ways out: per rack tag the travel to the nearest exit [m], exits reached, common path [m], the nearest exit; by
    row the route to the nearest exit, and to the `second` one.
    """

    travel: dict[str, float]
    reached: dict[str, int]
    common: dict[str, float]
    routes: tuple[Route, ...]
    nearest: dict[str, str] = field(default_factory=dict)
    second: tuple[Route, ...] = ()

    @property
    def longest(self) -> float:
        """The longest travel [m]; 0 where nobody can get out or nothing stands."""
        return max((d for d in self.travel.values() if math.isfinite(d)), default=0.0)

    @property
    def walks(self) -> tuple[Walk, ...]:
        """The ways out by rack, in the order of their tags."""
        return tuple(
            Walk(
                tag, self.reached[tag], self.nearest.get(tag, ""), travel if math.isfinite(travel) else None,
                self.common.get(tag),
            )
            for tag, travel in sorted(self.travel.items())
        )  # fmt: skip


def escape_of(layout: Layout, hall: Hall, barriers: Sequence[Polygon], catalog: Catalog) -> Escape:
    """The ways from every rack front to every exit, over the least width of a way out."""
    width, step = (catalog.threshold("layout", key).si("m") for key in ("egress_width", "path_grid"))
    exits = sorted((d for d in hall.doors if d.exit), key=lambda d: d.tag)
    racks = sorted((p for p in layout.placed if p.kind == "rack"), key=lambda p: p.tag)
    if not exits or not racks:
        return Escape({p.tag: math.inf for p in racks}, {p.tag: 0 for p in racks}, {}, ())
    doors = [(d.x, d.y) for d in exits]
    ways = ways_of(hall.polygon, barriers, doors, width, step)
    cells = {p.tag: ways.cell(p.box.before(width / 2 + step / 2), step) for p in racks}
    last = [_apart(ways, ways.cell(door, width), door) for door in doors]
    lengths = {t: [ways.length(k, c) + last[k] for k in range(len(exits))] for t, c in cells.items()}
    first = {p.tag: _apart(ways, cells[p.tag], p.box.before(0.0)) for p in racks}
    travel = {t: min(row) + first[t] for t, row in lengths.items()}
    reached = {t: sum(math.isfinite(d) for d in row) for t, row in lengths.items()}
    nearest = {t: exits[row.index(min(row))].tag for t, row in lengths.items() if math.isfinite(min(row))}
    found = Escape(travel, reached, _common(ways, cells, lengths), (), nearest)
    routes, second = (_routes(layout, exits, ways, (cells, lengths), rank) for rank in (0, 1))
    return replace(found, routes=routes, second=second)


def _apart(ways: Ways, cell: int, at: Point) -> float:
    """From a place to its cell [m]; nothing where it has none."""
    return math.dist(at, ways.places[cell]) if cell >= 0 else 0.0


def _common(ways: Ways, cells: dict[str, int], lengths: dict[str, list[float]]) -> dict[str, float]:
    """By rack with two ways out, the length that the nearest shares with another [m], the least over the others."""
    pairs = [
        (tag, order[0], other)
        for tag in lengths
        if len(order := [k for d, k in sorted((d, k) for k, d in enumerate(lengths[tag])) if math.isfinite(d)]) > 1
        for other in order[1:]
    ]
    starts = np.array([pair[1:] for pair in pairs], dtype=np.int64).reshape(-1, 2)
    common = ways.shared(starts[:, 0], starts[:, 1], np.array([cells[tag] for tag, _, _ in pairs], dtype=np.int64))
    least: dict[str, float] = {}
    for (tag, _, _), shared in zip(pairs, common.tolist(), strict=True):
        least[tag] = min(shared, least.get(tag, math.inf))
    return least


def _routes(
    layout: Layout, exits: Sequence[Door], ways: Ways, told: tuple[dict[str, int], dict[str, list[float]]], rank: int
) -> tuple[Route, ...]:
    """For each row the way out of its worst rack, from its front to the nearest exit (rank 0) or the next one (1);
    `told` are the cells of the racks and their lengths to each exit [m].
    """
    cells, lengths = told
    boxes = {p.tag: p for p in layout.placed}
    found = []
    for row in layout.rows:
        ranked = {t: sorted((d, k) for k, d in enumerate(lengths.get(t, ())) if math.isfinite(d)) for t in row.members}
        members = [t for t in row.members if len(ranked[t]) > rank]
        if not members:
            continue
        worst = max(members, key=lambda t: (round(ranked[t][0][0], 6), t))
        door = ranked[worst][rank][1]
        line = (boxes[worst].box.before(0.0), *ways.line(door, cells[worst]), (exits[door].x, exits[door].y))
        name = f"EXIT-{row.tag.removeprefix('ROW-')}"
        found.append(Route(name, "egress", Polyline(line), "", worst, (exits[door].tag,)))
    return tuple(found)


def _goods_doors(hall: Hall) -> list[Door]:
    """Roll-up doors; double ones where there are none; else the widest."""
    for kind in ("roll-up", "double"):
        found = sorted((d for d in hall.doors if d.kind == kind), key=lambda d: d.tag)
        if found:
            return found
    return sorted(hall.doors, key=lambda d: (-d.width, d.tag))[:1]


def moves_of(layout: Layout, hall: Hall, barriers: Sequence[Polygon], catalog: Catalog) -> tuple[Route, ...]:
    """For each row the way of a rack from a goods door to the middle of its cold aisle; rows without one are left
    out.
    """
    doors = _goods_doors(hall)
    if not layout.rows or not doors:
        return ()
    width, step = (catalog.threshold("layout", key).si("m") for key in ("delivery_width", "path_grid"))
    ways = ways_of(hall.polygon, barriers, [(d.x, d.y) for d in doors], width, step)
    found = []
    for row, cell in _row_cells(layout, ways, width):
        door = min(range(len(doors)), key=lambda k: (ways.length(k, cell), k))
        if math.isfinite(ways.length(door, cell)):
            line = Polyline(tuple(reversed(ways.line(door, cell))))
            found.append(Route(f"MOVE-{row.removeprefix('ROW-')}", "delivery", line, "", doors[door].tag, (row,)))
    return tuple(found)


def _row_cells(layout: Layout, ways: Ways, width: float) -> Iterator[tuple[str, int]]:
    boxes = {p.tag: p for p in layout.placed}
    for row in layout.rows:
        members = [boxes[t] for t in row.members if t in boxes]
        if members:
            yield row.tag, ways.cell(members[len(members) // 2].box.before(width / 2 + ways.step), 2 * ways.step)


def dead_end_breaches(layout: Layout, hall: Hall, barriers: Sequence[Polygon], catalog: Catalog) -> Iterator[Breach]:
    """Long rows must be left by both ends: with every long aisle shut in its middle, each end still reaches an exit."""
    most = catalog.threshold("code", "dead_end_cabinets").si("")
    width, step = (catalog.threshold("layout", key).si("m") for key in ("egress_width", "path_grid"))
    boxes = {p.tag: p for p in layout.placed}
    widths = {a.tag: a.width for a in layout.aisles}
    exits = sorted((d for d in hall.doors if d.exit), key=lambda d: d.tag)
    long_rows = [(r, [boxes[t] for t in r.members if t in boxes]) for r in layout.rows]
    long_rows = [(r, members) for r, members in long_rows if len(members) > most]
    if not exits or not long_rows:
        return
    gates = [_gate(members[len(members) // 2], widths.get(row.cold_aisle, width)) for row, members in long_rows]
    floor = reach_of(hall.polygon, barriers, gates, [(d.x, d.y) for d in exits], width, step)
    for row, members in long_rows:
        for rack in (members[0], members[-1]):
            if not floor.reached(floor.cell(rack.box.before(width / 2 + step / 2), step)):
                yield Breach("dead-end", (row.tag, rack.tag), float(len(members)), most, "")


def _gate(rack: Placed, deep: float) -> Polygon:
    """The aisle before a rack, as if it were shut there."""
    a, b = rack.box.corners[:2]
    length = math.dist(a, b)
    nx, ny = (b[1] - a[1]) / length, -(b[0] - a[0]) / length
    return Polygon([a, b, (b[0] + nx * deep, b[1] + ny * deep), (a[0] + nx * deep, a[1] + ny * deep)])


def escape_breaches(layout: Layout, escape: Escape, hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """Travel, number of exits, common path; nothing is asked of a hall without racks."""
    suffix = "sprinklered" if hall.sprinklered else "unsprinklered"
    travel = catalog.threshold("code", f"travel_factory_{suffix}").si("m")
    common = catalog.threshold("code", "common_path_sprinklered" if hall.sprinklered else "common_path").si("m")
    least = catalog.threshold("layout", "exits_least").si("")
    few = tuple(t for t, n in sorted(escape.reached.items()) if n < least)
    if few:
        yield Breach("egress-exits", few, float(min(escape.reached[t] for t in few)), least, "")
    far = tuple(t for t, d in sorted(escape.travel.items()) if math.isfinite(d) and d > travel)
    if far:
        yield Breach("egress-travel", far, max(escape.travel[t] for t in far), travel, "m")
    shared = tuple(t for t, d in sorted(escape.common.items()) if d > common)
    if shared:
        yield Breach("egress-common", shared, max(escape.common[t] for t in shared), common, "m")


def move_breaches(layout: Layout, moves: Sequence[Route], hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """The goods door against the tallest rack, and a way for a rack to every row."""
    racks = [p for p in layout.placed if p.kind == "rack"]
    if not racks:
        return
    doors, spare = _goods_doors(hall), catalog.threshold("layout", "delivery_headroom").si("m")
    if not doors:
        yield Breach("goods-door", (), 0.0, 1.0, "")
        return
    tall = max(p.box.height for p in racks) + spare
    wide = max(min(p.box.width, p.box.depth) for p in racks) + spare
    best = max(doors, key=lambda d: (min(d.height - tall, d.width - wide), d.tag))
    if best.height < tall:
        yield Breach("goods-door-height", (best.tag,), best.height, tall, "m")
    if best.width < wide:
        yield Breach("goods-door-width", (best.tag,), best.width, wide, "m")
    met = {row for move in moves for row in move.serves}
    shut = tuple(row.tag for row in layout.rows if row.tag not in met)
    if shut:
        yield Breach("delivery-way", shut, 0.0, catalog.threshold("layout", "delivery_width").si("m"), "m")
