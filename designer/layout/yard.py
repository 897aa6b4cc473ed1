"""Plant outdoors: transformers beside their switchboards, heat rejection beside the mechanical gallery, generators."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon

from designer.layout.blocked import FAR, Blocked, Stretch, block, join
from designer.layout.equipment import Item, Seat, placed_of
from designer.layout.floor import Floor
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.layout.rules import Rules
from designer.layout.strips import FIT
from designer.model import Point
from designer.site.records import Site
from designer.sizing.records import Module

__all__ = ["Batch", "Yard", "assumed_yard", "pack_yard", "place_yard", "surveyed_of", "yards_of"]


@dataclass(frozen=True, slots=True)
class Yard:
    """An outdoor area with its tag."""

    tag: str
    polygon: Polygon


def assumed_yard(hall: Polygon, rules: Rules, depth: float) -> Polygon:
    """A strip of a depth [m] beside the hall's longest wall, off it by the distance of liquid-filled plant."""
    corners = list(hall.exterior.coords)
    edges = [(a, b) for a, b in itertools.pairwise(corners)]
    (ax, ay), (bx, by) = max(edges, key=lambda e: round(((e[0][0] - e[1][0]) ** 2 + (e[0][1] - e[1][1]) ** 2), 6))
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    nx, ny = (by - ay) / length, -(bx - ax) / length
    if not hall.exterior.is_ccw:
        nx, ny = -nx, -ny
    near, far = rules.yard_offset, rules.yard_offset + depth
    strip = Polygon(
        [
            (px + nx * d, py + ny * d)
            for (px, py), d in (((ax, ay), near), ((bx, by), near), ((bx, by), far), ((ax, ay), far))
        ]
    )
    free = strip.difference(hall.buffer(near - FIT))
    parts = [p for p in getattr(free, "geoms", [free]) if isinstance(p, Polygon) and not p.is_empty]
    return max(parts, key=lambda p: round(p.area, 6), default=strip)


def yards_of(yards: Sequence[Polygon], hall: Polygon, rules: Rules) -> Iterator[tuple[Yard, ...]]:
    """The yards given; where none is, assumed ones of growing depth, until one takes the plant."""
    given = [y for y in yards if not y.is_empty]
    if given:
        yield tuple(Yard(f"YARD-{i}", p) for i, p in enumerate(given, start=1))
        return
    depth = rules.yard_depth
    while depth <= rules.yard_depth_most:
        yield (Yard("YARD-1", assumed_yard(hall, rules, depth)),)
        depth += rules.yard_depth


@dataclass(frozen=True, slots=True)
class _Lot:
    """A yard while it is being filled, along a wall: frame, obstacles with their working space and without, levels from
    the hall outward. Where it is `shared`, working spaces may lie over one another, though no box in any."""

    yard: Yard
    frame: Frame
    blocked: Blocked
    bodies: Blocked
    low: float
    high: float
    outward: int
    shared: bool = False


def surveyed_of(site: Site, items: Iterable[Item], yards: Sequence[Yard]) -> tuple[Placed, ...]:
    """Existing outdoor plant at its surveyed place, if it stands in a yard and its survey line names one item."""
    surveyed = {p.tags[0]: p.position for p in site.plant if p.position is not None and len(p.tags) == 1}
    found = []
    for item in items:
        at = surveyed.get(item.tag) if item.existing else None
        yard = next((y for y in yards if at is not None and y.polygon.covers(Spot(at))), None)
        if at is not None and yard is not None:
            (placed,) = placed_of(Frame(0.0), [Seat(item, at[0], at[1], -1)], yard.tag)
            found.append(placed)
    return tuple(found)


def _room_of(placed: Placed) -> Polygon:
    """A box with the largest of its clearances all around."""
    return Polygon(placed.box.corners).buffer(
        max(placed.clear_front, placed.clear_rear, placed.clear_side), join_style="mitre"
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Boxes of one module that belong together, and the place that they want to be near."""

    items: tuple[Item, ...]
    wish: Point


def place_yard(
    floor: Floor, frame: Frame, yards: Sequence[Yard], batches: Sequence[Batch], fixed: Sequence[Placed]
) -> tuple[tuple[Placed, ...], tuple[Item, ...]]:
    """Plant in its yards, and items that found no place.

    Each batch stands as one block of aligned rows, as near to its wish as any yard allows; where no block
    fits, its boxes look for places one by one.
    """
    return _filled(floor, _lots(floor, (frame,), yards, fixed), batches)


def pack_yard(
    floor: Floor, frame: Frame, yards: Sequence[Yard], batches: Sequence[Batch], fixed: Sequence[Placed]
) -> tuple[tuple[Placed, ...], tuple[Item, ...]]:
    """The same where the wishes leave no room for all: blocks may stand turned by a right angle, the largest may
    choose first, all may draw to one end of the yard. Of these, the one that leaves the fewest, then the nearest. Where
    each leaves some, neighbours share their working space.
    """
    lots = _lots(floor, (frame, frame.across()), yards, fixed)
    largest = sorted(batches, key=lambda b: (-round(_ground(b), 6), b.items[0].tag))
    ways = [_drawn(order, frame, end) for end in (None, -FAR, FAR) for order in (batches, largest)]
    wishes = {item.tag: batch.wish for batch in batches for item in batch.items}

    def worth(found: tuple[tuple[Placed, ...], tuple[Item, ...]]) -> tuple[int, float]:
        return len(found[1]), round(sum(_walk(frame, p.box.at.x, p.box.at.y, wishes[p.tag]) for p in found[0]), 3)

    apart = min((_filled(floor, lots, way) for way in ways), key=worth)
    if not apart[1]:
        return apart
    close = [replace(lot, shared=True) for lot in lots]
    return min([apart, *(_filled(floor, close, way) for way in ways)], key=worth)


def _walk(frame: Frame, x: float, y: float, wish: Point) -> float:
    """Distance of a place from a wish, walked square [m]."""
    (u, v), (a, b) = frame.into([(x, y), wish]).tolist()
    return float(abs(u - a) + abs(v - b))


def _ground(batch: Batch) -> float:
    """Ground of the boxes of a batch with their working space [m2]."""
    return sum(
        (i.module.width + i.module.clear_side) * (i.module.clear_rear + i.module.depth + i.module.clear_front)
        for i in batch.items
    )


def _drawn(batches: Sequence[Batch], frame: Frame, end: float | None) -> list[Batch]:
    """Batches that wish for one end of the yard; for what they wish where none is named."""
    if end is None:
        return list(batches)
    levels = [frame.into([batch.wish])[0, 1] for batch in batches]
    return [Batch(batch.items, frame.out(end, float(v))) for batch, v in zip(batches, levels, strict=True)]


def _filled(
    floor: Floor, lots: Sequence[_Lot], batches: Sequence[Batch]
) -> tuple[tuple[Placed, ...], tuple[Item, ...]]:
    lots = list(lots)
    placed: list[Placed] = []
    left: list[Item] = []
    waiting = list(batches)
    while waiting:
        batch = waiting.pop(0)
        found = [(lot, _seat_block(lot, batch, floor.rules.step)) for lot in lots]
        reached = [(n, lot, seats) for n, (lot, seats) in enumerate(found) if seats]
        if reached:
            _, lot, seats = min(reached, key=lambda r: (round(_reach(r[1], r[2], batch.wish), 3), r[0]))
            placed += placed_of(lot.frame, seats, lot.yard.tag)
            lots = [_taken(one, lot, seats) if one.yard == lot.yard else one for one in lots]
        elif len(batch.items) == 1:
            left += batch.items
        else:
            waiting = [*(Batch((item,), batch.wish) for item in batch.items), *waiting]
    return tuple(placed), tuple(left)


def _lots(floor: Floor, frames: Sequence[Frame], yards: Sequence[Yard], fixed: Sequence[Placed]) -> list[_Lot]:
    """Every yard in every frame, with what stands there already."""
    rooms, boxes = [_room_of(p) for p in fixed], [Polygon(p.box.corners) for p in fixed]
    return [
        _lot(frame, floor.hall.polygon, yard, (block(frame, rooms), block(frame, boxes)))
        for yard in yards for frame in frames
    ]


def _lot(frame: Frame, hall: Polygon, yard: Yard, standing: tuple[Blocked, Blocked]) -> _Lot:
    levels = frame.into(yard.polygon.exterior.coords)[:, 1]
    middle = frame.into([(hall.centroid.x, hall.centroid.y)])[0, 1]
    outward = 1 if (levels.max() + levels.min()) / 2 >= middle else -1
    around = block(frame, [yard.polygon], inside_out=True)
    blocked, bodies = (join(around, one) for one in standing)
    return _Lot(yard, frame, blocked, bodies, float(levels.min()), float(levels.max()), outward)


def _reach(lot: _Lot, seats: Sequence[Seat], wish: Point) -> float:
    """Mean distance of seats from a wish, walked square [m]."""
    u, v = lot.frame.into([wish])[0].tolist()
    return sum(abs(s.u - u) + abs(s.v - v) for s in seats) / len(seats)


def _seat_block(lot: _Lot, batch: Batch, step: float) -> tuple[Seat, ...]:
    """The block of rows and columns that is nearest to the wish; nothing when none fits."""
    wish = lot.frame.into([batch.wish])[0, 0]
    module, count = batch.items[0].module, len(batch.items)
    pitch, deep = module.width + module.clear_side, module.clear_rear + module.depth + module.clear_front
    shapes = [(rows, -(-count // rows)) for rows in range(1, count + 1)]
    blocks = []
    for rows, columns in (s for s in shapes if s[0] == -(-count // s[1])):
        spot = _spot(lot, _Ground(columns * pitch + module.clear_side, rows * deep, module), wish, step)
        if spot:
            blocks.append(tuple(_block_seat(lot, spot, item, k, columns) for k, item in enumerate(batch.items)))
    return min(blocks, key=lambda seats: round(_reach(lot, seats, batch.wish), 3), default=())


def _block_seat(lot: _Lot, spot: tuple[float, float], item: Item, number: int, columns: int) -> Seat:
    """The seat of one box in a block whose middle and near edge are given; rows rise away from the hall."""
    module, (row, column) = item.module, divmod(number, columns)
    pitch, deep = module.width + module.clear_side, module.clear_rear + module.depth + module.clear_front
    u = spot[0] + (column - (columns - 1) / 2) * pitch
    near = spot[1] + lot.outward * row * deep
    return Seat(item, u, near + lot.outward * (module.clear_rear + module.depth / 2), lot.outward)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a block takes with its working space: along the wall and away from it [m], and the module it is made of."""

    width: float
    deep: float
    module: Module


def _spot(lot: _Lot, ground: _Ground, wish: float, step: float) -> tuple[float, float] | None:
    """Middle along the wall and near edge of the free rectangle nearest to the wish and to the hall."""
    deep = ground.deep
    if deep > lot.high - lot.low + FIT:
        return None
    rising = np.arange(0.0, lot.high - lot.low - deep + FIT, step)
    lows = lot.low + rising if lot.outward == 1 else lot.high - deep - rising
    best: tuple[float, float, float] | None = None
    for off, low, free in zip(rising.tolist(), lows.tolist(), _free(lot, ground, lows), strict=True):
        if best is not None and off >= best[0]:
            break
        near = low if lot.outward == 1 else low + deep
        spots = [(off + abs(u - wish), u, near) for u in (min(max(wish, a), b) for a, b in free)]
        best = min([*spots, *([best] if best else [])], key=lambda s: (round(s[0], 6), s[1]), default=None)
    return None if best is None else (best[1], best[2])


def _free(lot: _Lot, ground: _Ground, lows: NDArray[np.float64]) -> Iterator[list[tuple[float, float]]]:
    """For each low edge, from where to where the middle of a block may stand: its working space off what others take,
    or off their boxes with its boxes off what they take."""
    around = (lot.bodies if lot.shared else lot.blocked).stretches(lows, lows + ground.deep)
    if not lot.shared:
        yield from (_middles(stretches, ground.width) for stretches in around)
        return
    module = ground.module
    near, far = (module.clear_rear, module.clear_front)[:: lot.outward]
    within = lot.blocked.stretches(lows + near, lows + ground.deep - far)
    for outer, inner in zip(around, within, strict=True):
        boxes = _middles(inner, ground.width - 2 * module.clear_side)
        spaces = _middles(outer, ground.width)
        both = ((max(a, c), min(b, d)) for a, b in spaces for c, d in boxes)
        yield [(low, high) for low, high in both if low <= high + FIT]


def _middles(stretches: Sequence[Stretch], width: float) -> list[tuple[float, float]]:
    """From where to where the middle of a width may lie in stretches, walls on both sides."""
    return [(a + width / 2, b - width / 2) for s in stretches for a, b in s if b - a >= width - FIT]


def _taken(one: _Lot, lot: _Lot, seats: Sequence[Seat]) -> _Lot:
    """A lot of the same yard with a block's boxes and their working space taken, which stand in `lot`."""
    module = seats[0].item.module
    side, rear, front = module.clear_side, module.clear_rear, module.clear_front

    def boxes(side: float, rear: float, front: float) -> Blocked:
        half, reach = module.width / 2 + side, module.depth / 2
        ends = [(rear, front)[:: seat.facing] for seat in seats]
        return block(one.frame, [
            lot.frame.rectangle(s.u - half, s.v - reach - low, s.u + half, s.v + reach + high)
            for s, (low, high) in zip(seats, ends, strict=True)
        ])  # fmt: skip

    return replace(
        one, blocked=join(one.blocked, boxes(side, rear, front)), bodies=join(one.bodies, boxes(0.0, 0.0, 0.0))
    )
