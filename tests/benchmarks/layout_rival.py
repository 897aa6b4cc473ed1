"""Other ways to count racks in a hall: shapely with an STRtree, first fit, a uniform pitch, CP-SAT over cells."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.floor import Floor, column_shape, door_zone
from designer.layout.frame import Frame, directions
from designer.layout.needs import Kind
from designer.layout.rows import Line, lines_of, solve
from designer.layout.strips import count_stretch

__all__ = ["Cells", "first_fit", "prove", "shapely_stretches", "straight_bound", "uniform_pitch"]


#: Cells of a room by place.
Cells = frozenset[tuple[int, int]]


def _turned(frame: Frame, shapes: Sequence[shapely.Polygon]) -> NDArray[np.object_]:
    return shapely.transform(np.array(shapes, dtype=object), frame.into)


def shapely_stretches(floor: Floor, frame: Frame, lows: NDArray[np.float64], deep: float) -> list[tuple[Stretch, ...]]:
    """Free stretches of strips by shapely alone, vectorised: an STRtree finds what each strip meets, intersections are
    taken of all pairs at once, and their bounds are the shadows. Turned once per direction, not per strip.
    """
    hall, rules = floor.hall, floor.rules
    outline = _turned(frame, [hall.polygon])[0]
    u0, _, u1, _ = outline.bounds
    ends = [*(k.polygon for k in hall.keep_outs), *(door_zone(hall.polygon, d, rules) for d in hall.doors)]
    solids = _turned(frame, [*ends, *(column_shape(c, rules.column) for c in hall.columns)])
    strips = shapely.box(u0 - 9.0, lows + 1e-6, u1 + 9.0, lows + deep - 1e-6)  # a strip on a wall only touches it
    outside = shapely.difference(strips, outline)
    parts, owner = shapely.get_parts(outside, return_index=True)
    keep = np.ptp(shapely.bounds(parts)[:, [1, 3]], axis=1) > 1e-6
    walls = [
        (s, b[0] - rules.row_end, b[2] + rules.row_end)
        for s, b in zip(owner[keep].tolist(), shapely.bounds(parts[keep]).tolist(), strict=True)
    ]
    tree = shapely.STRtree(solids)
    strip, solid = tree.query(strips, predicate="intersects")
    met = shapely.intersection(strips[strip], solids[solid])
    real = np.ptp(shapely.bounds(met)[:, [1, 3]], axis=1) > 1e-6
    bounds = shapely.bounds(met[real])
    posts: list[tuple[int, float, float]] = []
    for s, k, b in zip(strip[real].tolist(), solid[real].tolist(), bounds.tolist(), strict=True):
        if k >= len(ends):
            posts.append((s, b[0], b[2]))
        else:
            pad = rules.row_end if k < len(hall.keep_outs) else 0.0
            walls.append((s, b[0] - pad, b[2] + pad))
    return _grouped(len(lows), walls, posts)


def _grouped(
    count: int, walls: Sequence[tuple[int, float, float]], posts: Sequence[tuple[int, float, float]]
) -> list[tuple[Stretch, ...]]:
    by_wall: list[list[tuple[float, float]]] = [[] for _ in range(count)]
    by_post: list[list[tuple[float, float]]] = [[] for _ in range(count)]
    for s, a, b in walls:
        by_wall[s].append((a, b))
    for s, a, b in posts:
        by_post[s].append((a, b))
    return [_free(w, p) for w, p in zip(by_wall, by_post, strict=True)]


def _free(walls: Sequence[tuple[float, float]], posts: Sequence[tuple[float, float]]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    reach = -math.inf
    for a, b in sorted(walls):
        if a - reach > 1e-6 and reach > -math.inf:
            gaps, start = [], reach
            for left, right in sorted(posts):
                if right > start and left < a:
                    gaps += [(start, left)] if left - start > 1e-6 else []
                    start = max(start, right)
            gaps += [(start, a)] if a - start > 1e-6 else []
            found += [tuple(gaps)] if gaps else []
        reach = max(reach, b)
    return tuple(found)


def _worth(floor: Floor, kind: Kind, line: Line) -> int:
    rules = floor.rules
    return sum(count_stretch(s, kind.width, rules.row_racks, rules.cross) for s in line.stretches)


def first_fit(floor: Floor, kind: Kind) -> int:
    """Rows along the longest wall, each at the lowest level where its claim holds a rack, facing in turn."""
    rules, frame = floor.rules, Frame(directions(floor.hall.polygon)[0])
    _, low, _, high = floor.extent(frame)
    deep = kind.depth + rules.cold + rules.hot
    total, level, facing, shared = 0, low, 1, 0.0
    while level - shared + deep <= high + 1e-6:
        lines = [x for x in lines_of(floor, frame, np.array([level - shared]), kind.depth) if x.facing == facing]
        worth = sum(_worth(floor, kind, line) for line in lines)
        if worth:
            total, level = total + worth, level - shared + deep
            facing, shared = -facing, rules.cold if facing == 1 else rules.hot
        else:
            level += rules.step
    return total


def uniform_pitch(floor: Floor, kind: Kind) -> int:
    """The best of pods at one pitch over every offset of the placer's step and every direction of the walls."""
    rules, best = floor.rules, 0
    deep, pitch = kind.depth + rules.cold + rules.hot, 2 * kind.depth + rules.cold + rules.hot
    for turn in directions(floor.hall.polygon):
        frame = Frame(turn)
        _, low, _, high = floor.extent(frame)
        for first in np.arange(0.0, pitch, rules.scheme_step):
            for shift in (kind.depth + rules.cold, kind.depth + rules.hot):
                facings = (1, -1) if shift == kind.depth + rules.cold else (-1, 1)
                starts = np.arange(low + first - pitch, high, pitch)
                total = 0
                for facing, lows in zip(facings, (starts, starts + shift), strict=True):
                    fits = lows[(lows >= low - 1e-6) & (lows + deep <= high + 1e-6)]
                    lines = lines_of(floor, frame, fits, kind.depth)
                    total += sum(_worth(floor, kind, line) for line in lines if line.facing == facing)
                best = max(best, total)
    return best


def straight_bound(floor: Floor, kind: Kind, step: float = 0.05) -> int:
    """Racks that no straight rows of one direction can exceed, at any offsets whatever, off any grid.

    A row at any level lies in a cell of the grid; its claim holds no more than the claim less that cell. Distances
    between rows are whole steps, so that rows that keep them keep them from cell to cell too, and the programme over
    cells never loses an arrangement.
    """
    rules, best = floor.rules, 0
    deep = kind.depth + rules.cold + rules.hot
    for turn in directions(floor.hall.polygon):
        frame = Frame(turn)
        blocked, landings, (_, low, _, high) = floor.walkable(frame), floor.landings(frame), floor.extent(frame)
        lows = low + step * np.arange(-1, math.ceil((high - low - deep) / step) + 1)
        above, below = (lows + step, lows + deep - rules.cold), (lows + rules.cold + step, lows + deep)
        solid = {1: (landings, *above), -1: (landings, *below)}
        lines = [
            Line(at + rules.hot if facing > 0 else at + rules.cold, facing, at, at + deep, stretches)
            for facing, barred in solid.items()
            for at, stretches in zip(
                lows.tolist(), blocked.stretches(lows + step, lows + deep, barred), strict=True
            ) if stretches
        ]  # fmt: skip
        lines.sort(key=lambda line: (round(line.body, 6), line.facing))
        chosen = solve(
            lines, kind.depth, rules, lambda s: count_stretch(s, kind.width, rules.row_racks, rules.cross)
        )
        best = max(best, sum(_worth(floor, kind, line) for line in chosen))
    return best


@dataclass(frozen=True, slots=True)
class _Spot:
    """A possible rack over cells: body, aisles, the hot one of them, and on each side its neighbours, the end zone that
    lies within walls, and the one that holds no rack of another row.
    """

    body: Cells
    aisle: Cells
    hot: Cells
    sides: tuple[tuple[list[tuple[int, int, int]], Cells, Cells], ...]


def prove(
    wide: int,
    high: int,
    posts: Sequence[tuple[int, int]] = (),
    facings: Sequence[int] = (0, 1),
    seconds: float = 60.0,
    past_aisles: bool = True,
    shut: tuple[Cells, Cells] = (frozenset(), frozenset()),
) -> tuple[int, bool]:
    """Most racks in a room of 0.3 m cells with columns on single cells, by CP-SAT, and whether it is proven. Cells that
    are `shut` lie behind walls, which everything keeps off, or on the landings of doors: racks and hot aisles keep off
    these.

    A rack is 2 x 4 cells with 6 cells free before and 4 behind it; beside it stands a rack of the same row, or 4 cells
    are free of racks and walls, beside its aisles too (`past_aisles`) or beside its body
    alone. A column interrupts a row without ending it: the mate then stands behind it, up to
    three cells off. Columns may not stand in bodies or aisles; one that is not at a wall takes its cell from the
    passage beside it: racks of other rows then keep five cells off. Facings: 0 front up, 1 front down, 2 front right, 3
    front left; rows of one direction are (0, 1) or (2, 3), all four mix rows at right angles.
    """
    from ortools.sat.python import cp_model

    behind, landings = shut
    every = _spots((wide, high, behind), frozenset(posts), facings, past_aisles)
    spots = {k: spot for k, spot in every.items() if not (spot.body | spot.hot) & landings}
    model = cp_model.CpModel()
    chosen = {key: model.new_bool_var(str(key)) for key in spots}
    covering: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for key, spot in spots.items():
        for cell in spot.body:
            covering.setdefault(cell, []).append(chosen[key])
    body = {cell: model.new_bool_var(f"b{cell}") for cell in covering}
    for cell, users in covering.items():
        model.add(sum(users) == body[cell])
    for key, spot in spots.items():
        for cell in spot.aisle & body.keys():
            model.add_implication(chosen[key], body[cell].Not())
        for k, (mates, zone, clear) in enumerate(spot.sides):
            free = model.new_bool_var(f"f{key}{k}")
            inside = all(0 <= x < wide and 0 <= y < high for x, y in zone) and not zone & behind
            for cell in clear & body.keys() if inside else ():
                model.add_implication(free, body[cell].Not())
            if not inside:
                model.add(free == 0)
            model.add_bool_or([chosen[key].Not(), free, *(chosen[mate] for mate in mates if mate in chosen)])
    model.maximize(sum(chosen.values()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    return round(solver.objective_value), status == cp_model.OPTIMAL


def _spots(
    room: tuple[int, int, Cells], posts: Cells, facings: Sequence[int], past_aisles: bool
) -> dict[tuple[int, int, int], _Spot]:
    """Every rack position by low corner and facing in a room of so many cells, some of them shut."""
    found, (wide, high, shut) = {}, room
    away = frozenset(p for p in posts if _off_walls(p, room))
    for facing in facings:
        up = facing < 2
        width, depth = (2, 4) if up else (4, 2)
        for x in range(wide - width + 1):
            for y in range(high - depth + 1):
                front, rear = (6, 4) if facing in (0, 2) else (4, 6)
                after, before = (front, rear) if past_aisles else (0, 0)
                if up:
                    low, top = _cells(x, y - rear, x + 2, y), _cells(x, y + 4, x + 2, y + 4 + front)
                    strip = {p[0] for p in posts if y - rear <= p[1] < y + 4 + front}
                    ends = y - before, y + 4 + after
                    zones = [(-1, _cells(x - k, ends[0], x, ends[1])) for k in (4, 5)]
                    zones += [(1, _cells(x + 2, ends[0], x + 2 + k, ends[1])) for k in (4, 5)]
                    places = {sign: [(at, y, facing) for at in _mates(x, sign, strip)] for sign in (-1, 1)}
                else:
                    low, top = _cells(x - rear, y, x, y + 2), _cells(x + 4, y, x + 4 + front, y + 2)
                    strip = {p[1] for p in posts if x - rear <= p[0] < x + 4 + front}
                    ends = x - before, x + 4 + after
                    zones = [(-1, _cells(ends[0], y - k, ends[1], y)) for k in (4, 5)]
                    zones += [(1, _cells(ends[0], y + 2, ends[1], y + 2 + k)) for k in (4, 5)]
                    places = {sign: [(x, at, facing) for at in _mates(y, sign, strip)] for sign in (-1, 1)}
                sides = tuple(
                    (places[sign], zone, wider if zone & away else zone)
                    for (sign, zone), (_, wider) in zip(zones[::2], zones[1::2], strict=True)
                )
                body, aisle = _cells(x, y, x + width, y + depth), low | top
                legal = all(0 <= a < wide and 0 <= b < high for a, b in aisle) and not (body | aisle) & (posts | shut)
                if legal:
                    found[x, y, facing] = _Spot(body, aisle, low if facing in (0, 2) else top, sides)
    return found


def _off_walls(post: tuple[int, int], room: tuple[int, int, Cells]) -> bool:
    """Whether a column is farther from every wall than a passage at right angles reaches, with its own cell."""
    (x, y), (wide, high, behind) = post, room
    reach = math.sqrt(2) * (4 + 0.5)
    outer = min(x + 0.5, y + 0.5, wide - x - 0.5, high - y - 0.5)
    return outer > reach and all(math.dist(post, cell) - math.sqrt(0.5) > reach for cell in behind)


def _mates(at: int, sign: int, posts: set[int]) -> list[int]:
    """Where the next rack of a row may stand: beside, or behind a column between."""
    found = [at + 2 * sign]
    for gap in (1, 2, 3):
        between = range(at + 2, at + 2 + gap) if sign > 0 else range(at - gap, at)
        found += [at + sign * (2 + gap)] if posts & set(between) else []
    return found


def _cells(x0: int, y0: int, x1: int, y1: int) -> frozenset[tuple[int, int]]:
    return frozenset((x, y) for x in range(x0, x1) for y in range(y0, y1))
