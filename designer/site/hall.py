"""The hall: footprint, columns, doors, openings, keep-outs and yards, in metres, each where it can be."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

from designer.catalog.reading import dotted
from designer.ledger import Evidence, Status, Value
from designer.model import check_unique
from designer.site.brief_hall import (
    AxisBrief,
    ColumnBrief,
    ColumnGrid,
    DrawingBrief,
    GridBrief,
    HallBrief,
    HallPartBrief,
    MapBrief,
    ShellBrief,
)
from designer.site.draft import Draft, Path_, unknown
from designer.site.drawing import read_drawing
from designer.site.drawn import Drawn
from designer.site.from_drawing import columns_of, doors_of, keep_outs_of, openings_of, yards_of
from designer.site.geojson import read_map
from designer.site.halls import drawn_halls, several_halls
from designer.site.outline import area_of, canonical, nearest_wall, sound
from designer.site.records import Column, Door, GridLine, Hall, KeepOut, Opening, Slab
from designer.units import q

__all__ = ["build_hall", "check_height", "no_hall"]

_HALL: Path_ = ("hall",)
_SLAB = ("thickness", "concrete_strength", "subgrade_modulus", "uniform_load", "point_load")


def no_hall() -> Hall:
    """The placeholder of a brief without a hall."""
    slab = Slab(*(unknown(f"hall.slab.{name}") for name in _SLAB))
    return Hall(Polygon(), unknown("hall.clear_height"), slab, (), (), (), (), (), False)


def build_hall(draft: Draft, brief: HallBrief) -> tuple[Hall | None, Drawn]:
    """The hall of the brief and what its drawing holds; None, with mistakes, when its footprint is no area.

    Several halls become one floor with the links between them.
    """
    several = brief.halls is not None
    hall, drawn = several_halls(draft, brief, build_shell) if several else build_shell(draft, brief, _HALL)
    yards = [area_of(draft, corners, ("hall", "yards", i)) for i, corners in enumerate(brief.yards)]
    if hall is None:
        return None, drawn
    _check_yards(draft, hall.polygon, yards)
    listed = [yard for yard in yards if yard is not None]
    hall = replace(
        hall,
        yards=(*_beside(hall.yards, listed), *listed),
        sprinklered=bool(brief.sprinklered),
        structure=brief.structure,
        given_unit=brief.unit,
        north=brief.north.si("deg") if brief.north is not None and brief.north.known else drawn.north or 0.0,
        network_racks=brief.placing.network or "",
        cdus=brief.placing.cdus,
        grid=(*drawn.grid, *(GridLine(g.name, (g.start[0], g.start[1]), (g.end[0], g.end[1])) for g in brief.grid)),
    )
    _ask(draft, brief, hall)
    return hall, drawn


def build_shell(draft: Draft, brief: ShellBrief, base: Path_) -> tuple[Hall | None, Drawn]:
    """One hall, in its own coordinates, from what the brief says of it at a path."""
    polygon, drawn = _outline(draft, brief, base)
    listed = tuple(_columns(draft, brief, base))
    keep_outs = _keep_outs(draft, brief, base)
    height = _height(draft, brief, drawn, base)
    if polygon is None or height is None:
        return None, drawn
    _check_columns(draft, polygon, listed, brief, base)
    _check_keep_outs(draft, polygon, keep_outs, base)
    kept, sited = keep_outs_of(draft, polygon, drawn), yards_of(draft, polygon, drawn)
    hall = Hall(
        polygon=polygon,
        clear_height=height,
        slab=_slab(draft, brief, base),
        columns=(*columns_of(polygon, drawn, listed), *listed),
        doors=(*doors_of(draft, polygon, drawn, len(brief.doors or ())), *_doors(draft, polygon, brief, base)),
        openings=(*openings_of(draft, polygon, drawn), *_openings(draft, polygon, brief, base)),
        keep_outs=(*kept, *(k for k in keep_outs if k is not None)),
        yards=sited,
        sprinklered=False,
        datum=drawn.datum,
    )
    _ask_shell(draft, brief, hall, base)
    return (drawn_halls(draft, hall, drawn) if base == _HALL else hall), drawn


def _outline(draft: Draft, brief: ShellBrief, base: Path_) -> tuple[Polygon | None, Drawn]:
    """The footprint less its holes, and what else its drawing holds."""
    path: Path_ = (*base, "footprint")
    drawn = Drawn()
    if brief.footprint is None:
        draft.wrong("missing", path, expected="footprint")
        return None, drawn
    if isinstance(brief.footprint, DrawingBrief):
        drawn = read_drawing(draft, brief.footprint, path)
    elif isinstance(brief.footprint, MapBrief):
        drawn = read_map(draft, brief.footprint, path)
    if isinstance(brief.footprint, list):
        polygon = area_of(draft, brief.footprint, path)
    else:
        polygon = sound(draft, canonical(drawn.outline), path) if drawn.outline is not None else None
    holes = [area_of(draft, corners, (*base, "holes", i)) for i, corners in enumerate(brief.holes)]
    for index, hole in enumerate(holes):
        if polygon is not None and hole is not None:
            if not Polygon(polygon.exterior).contains(hole):
                draft.wrong("hole-outside", (*base, "holes", index))
            elif isinstance(rest := polygon.difference(hole), Polygon):
                polygon = orient(rest)
            else:
                draft.wrong("hole-cuts", (*base, "holes", index))
    return polygon, drawn


def _height(draft: Draft, brief: ShellBrief, drawn: Drawn, base: Path_) -> Value | None:
    """The clear height of the brief, or of its drawing."""
    if brief.clear_height is not None:
        return brief.clear_height
    if drawn.clear_height is not None:
        name = dotted((*base, "clear_height"))
        given = Value(q(drawn.clear_height, "m"), Evidence("brief", Status.ASSUMPTION), f"brief:{name}")
        draft.given[name] = given
        return given
    if drawn.outline is not None or base != _HALL:
        draft.wrong("missing", (*base, "clear_height"), expected="clear_height")
    return None


def check_height(draft: Draft, said: object) -> None:
    """A hall whose corners are listed says its clear height; one that is drawn may have it in its drawing."""
    drawn = isinstance(said, Mapping) and isinstance(said.get("footprint"), Mapping)
    if isinstance(said, Mapping) and not drawn and "clear_height" not in said and "halls" not in said:
        draft.wrong("missing", ("hall", "clear_height"), expected="clear_height")


def _slab(draft: Draft, brief: ShellBrief, base: Path_) -> Slab:
    values = []
    for name in _SLAB:
        value: Value | None = getattr(brief.slab, name)
        if value is None or not value.known:
            draft.ask(f"slab_{name}_unknown", dotted((*base, "slab", name)), of=_of(brief))
        values.append(value or unknown(dotted((*base, "slab", name))))
    return Slab(*values)


def _of(brief: ShellBrief) -> str:
    """What a question about one of several halls adds to its title."""
    return f", {brief.name}" if isinstance(brief, HallPartBrief) else ""


def _ask_shell(draft: Draft, brief: ShellBrief, hall: Hall, base: Path_) -> None:
    if brief.columns is None and not hall.columns:
        draft.ask("columns_not_stated", dotted((*base, "columns")), of=_of(brief))
    if brief.doors is None and not hall.doors:
        draft.ask("doors_not_stated", dotted((*base, "doors")), of=_of(brief))


def _ask(draft: Draft, brief: HallBrief, hall: Hall) -> None:
    if brief.sprinklered is None:
        draft.ask("sprinklers_unknown", "hall.sprinklered")
    if not brief.structure:
        draft.ask("structure_unknown", "hall.structure")
    if not hall.yards:
        draft.ask("yards_not_stated", "hall.yards")


def _columns(draft: Draft, brief: ShellBrief, base: Path_) -> Iterator[Column]:
    if brief.columns is None:
        return
    entries = [brief.columns] if isinstance(brief.columns, ColumnGrid) else brief.columns
    letters, number = 0, 0
    most, total = int(draft.threshold("columns_max").si("")), sum(_count(entry) for entry in entries)
    if total > most:
        draft.wrong("columns-too-many", (*base, "columns"), total, most)
        return
    for entry in entries:
        if isinstance(entry, ColumnBrief):
            number += 1
            width, depth = (side.si("m") for side in entry.size)
            turn = entry.rotation.si("deg") % 180.0 if entry.rotation is not None and entry.rotation.known else 0.0
            yield Column(entry.tag or f"COL-{number:02d}", entry.at[0], entry.at[1], width, depth, turn)
        else:
            yield from _grid(entry.grid, letters)
            letters += len(_lines(entry.grid.y))


def _count(entry: ColumnBrief | ColumnGrid) -> int:
    return 1 if isinstance(entry, ColumnBrief) else len(_lines(entry.grid.x)) * len(_lines(entry.grid.y))


def _grid(grid: GridBrief, letters: int) -> Iterator[Column]:
    xs, ys = _lines(grid.x), _lines(grid.y)
    width, depth = (side.si("m") for side in grid.size)
    for row, y in enumerate(ys):
        for line, x in enumerate(xs):
            yield Column(f"{_letter(letters + row)}{line + 1}", x, y, width, depth)


def _lines(axis: AxisBrief | Sequence[float]) -> list[float]:
    if isinstance(axis, AxisBrief):
        return [round(axis.start + i * axis.spacing.si("m"), 6) for i in range(axis.count)]
    return list(axis)


def _letter(index: int) -> str:
    """A, B ... Z, AA, AB ..."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _check_columns(
    draft: Draft, polygon: Polygon, columns: Sequence[Column], brief: ShellBrief, base: Path_
) -> None:
    listed = isinstance(brief.columns, list) and all(isinstance(c, ColumnBrief) for c in brief.columns)
    seen: set[tuple[float, float]] = set()
    for index, column in enumerate(columns):
        path: Path_ = (*base, "columns", index) if listed else (*base, "columns")
        said = f"{column.tag} {draft.spot((column.x, column.y))}"
        if not polygon.covers(ShapelyPoint(column.x, column.y)):
            draft.wrong("column-outside", path, said)
        elif (column.x, column.y) in seen:
            draft.wrong("column-twice", path, said)
        elif column.outline().area > polygon.area / 2:
            sides = f"{draft.length(column.width)} x {draft.length(column.depth)}"
            draft.wrong("column-larger-than-hall", path, f"{column.tag} {sides}")
        seen.add((column.x, column.y))
    _unique(draft, columns, (*base, "columns"))


def _doors(draft: Draft, polygon: Polygon, brief: ShellBrief, base: Path_) -> tuple[Door, ...]:
    doors = []
    for index, door in enumerate(brief.doors or ()):
        path: Path_ = (*base, "doors", index)
        off, at, wall = nearest_wall(polygon, (door.at[0], door.at[1]))
        width, height = door.width.si("m"), door.height.si("m")
        tolerance = draft.threshold("wall_tolerance").si("m")
        if off > tolerance:
            draft.wrong("door-off-wall", (*path, "at"), draft.length(off), draft.length(tolerance), at=draft.spot(at))
        elif width > wall + tolerance:
            draft.wrong("door-wider-than-wall", (*path, "width"), draft.length(width), draft.length(wall))
        roof = brief.clear_height.si("m") if brief.clear_height is not None and brief.clear_height.known else math.inf
        if height > roof + tolerance:
            draft.wrong("door-higher-than-hall", (*path, "height"), draft.length(height), draft.length(roof))
        leaves = door.kind != "roll-up" if door.exit is None else door.exit
        ramp = door.ramp if door.ramp is not None and door.ramp.known else None
        doors.append(Door(door.tag or f"D{index + 1}", at[0], at[1], width, height, door.kind, leaves, ramp))
    _unique(draft, doors, (*base, "doors"))
    return tuple(doors)


def _openings(draft: Draft, polygon: Polygon, brief: ShellBrief, base: Path_) -> tuple[Opening, ...]:
    openings = []
    tolerance = draft.threshold("wall_tolerance").si("m")
    for index, opening in enumerate(brief.openings):
        path: Path_ = (*base, "openings", index)
        ends = []
        for key, point in (("from", opening.start), ("to", opening.end)):
            off, at, _ = nearest_wall(polygon, (point[0], point[1]))
            if off > tolerance:
                far, least = draft.length(off), draft.length(tolerance)
                draft.wrong("opening-off-wall", (*path, key), far, least, at=draft.spot(at))
            ends.append(at)
        if math.dist(*ends) <= 0:
            draft.wrong("opening-flat", path)
        tag = opening.tag or f"L{index + 1}"
        openings.append(Opening(tag, ends[0], ends[1], opening.kind, opening.height.si("m")))
    _unique(draft, openings, (*base, "openings"))
    return tuple(openings)


def _keep_outs(draft: Draft, brief: ShellBrief, base: Path_) -> list[KeepOut | None]:
    found: list[KeepOut | None] = []
    for index, item in enumerate(brief.keep_outs):
        polygon = area_of(draft, item.polygon, (*base, "keep_outs", index, "polygon"))
        tag = item.tag or f"K{index + 1}"
        found.append(None if polygon is None else KeepOut(tag, polygon, item.reason))
    _unique(draft, [k for k in found if k is not None], (*base, "keep_outs"))
    return found


def _check_keep_outs(draft: Draft, hall: Polygon, keep_outs: Sequence[KeepOut | None], base: Path_) -> None:
    """Keep-outs concern the hall."""
    least = draft.threshold("overlap_tolerance").si("m2")
    for index, item in enumerate(keep_outs):
        if item is not None and hall.intersection(item.polygon).area <= least:
            draft.wrong("keep-out-outside", (*base, "keep_outs", index), item.tag)
    rest = hall.difference(unary_union([item.polygon for item in keep_outs if item is not None]))
    if rest.area <= least:
        draft.wrong("keep-outs-whole", (*base, "keep_outs"))


def _beside(drawn: Sequence[Polygon], listed: Sequence[Polygon]) -> Iterator[Polygon]:
    """Yards of the drawing that the brief does not list again."""
    yield from (yard for yard in drawn if not any(yard.intersection(one).area > 1.0 for one in listed))


def _check_yards(draft: Draft, hall: Polygon, yards: Sequence[Polygon | None]) -> None:
    """Yards stand outside the hall and apart from one another."""
    least = draft.threshold("overlap_tolerance").si("m2")
    for index, yard in enumerate(yards):
        if yard is None:
            continue
        shared = hall.intersection(yard).area
        if shared > least:
            draft.wrong("yard-overlaps-hall", ("hall", "yards", index), f"{shared:.1f} m2")
        for other in range(index):
            before = yards[other]
            if before is not None and before.intersection(yard).area > least:
                draft.wrong("yards-overlap", ("hall", "yards", index), f"hall.yards[{other}]")


def _unique(draft: Draft, items: Sequence[Any], path: Path_) -> None:
    try:
        check_unique(item.tag for item in items)
    except KeyError as trouble:
        draft.wrong("tag-twice", path, trouble.args[0])
