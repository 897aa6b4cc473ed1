"""Halls from DXF drawings: by the layers that the brief names, or by the customary names of layers."""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shapely.geometry import LineString, MultiPoint, Polygon

from designer.model import NoteKind, Point
from designer.site.brief_hall import DrawingBrief
from designer.site.draft import Draft, Path_, near
from designer.site.drawn import KINDS, Drawn, DrawnDoor
from designer.site.dxf_items import (
    areas_on,
    columns_on,
    doors_on,
    grid_on,
    halls_of,
    links_of,
    north_of,
    openings_on,
    plant_on,
    said_height,
)
from designer.site.dxf_sheet import CODES, METRES, DxfSheet
from designer.site.files import bytes_beside
from designer.site.rings import Gap, Rings, hall_of, rings_of
from designer.units import UnitTrouble, parse, q

__all__ = ["read_drawing"]

#: Customary layers (AIA/NCS and near) of each kind, the best first.
_CUSTOM: dict[str, tuple[str, ...]] = {
    "footprint": ("A-FLOR-OTLN*", "A-AREA-BNDY*", "A-WALL-OTLN*", "A-WALL*", "*WALL*"),
    "columns": ("S-COLS*", "A-COLS*", "*COLUMN*"),
    "doors": ("A-DOOR*", "*DOOR*"),
    "openings": ("A-WALL-LOUV*", "A-LOUV*", "*LOUV*"),
    "keep_outs": ("A-AREA-KEEP*", "*KEEP*", "*MEZZ*"),
    "equipment": ("A-EQPM*", "*-EQPM*", "E-TRNF*", "E-SWBD*", "E-UPSS*", "E-BATT*", "E-GENR*"),
    "yards": ("A-SITE-YARD*", "*YARD*"),
    "grid": ("S-GRID*", "A-GRID*"),
}
#: Status of a layer by NCS that is no part of what stands there: new, future.
_NOT_THERE = ("-N", "-F")
#: A loose end of this many times the hall's extent means that the hall itself is open.
_LARGER = 1.2
#: A hall that is nowhere wider than this [m] is the body of a wall.
_THIN = 1.2


@dataclass(frozen=True, slots=True)
class _Job:
    """One drawing being read: its sheet, layers of each kind, whether the brief named them, tolerance for gaps [m]."""

    draft: Draft
    sheet: DxfSheet
    layers: Mapping[str, tuple[str, ...]]
    named: bool
    tolerance: float
    path: Path_
    file: str


def read_drawing(draft: Draft, brief: DrawingBrief, path: Path_) -> Drawn:
    """What a DXF holds; its `outline` is None, with mistakes, where it bounds no hall."""
    here = (*path, "dxf")
    if brief.dxf.lower().endswith(".dwg"):
        draft.wrong("drawing-dwg", here, brief.dxf)
        return Drawn()
    content = bytes_beside(draft, brief.dxf, here)
    if content is None:
        return Drawn()
    import ezdxf
    from ezdxf import recover

    try:
        document, _ = recover.read(io.BytesIO(content))
        return _take(draft, brief, path, document)
    except (ezdxf.DXFError, OSError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError):
        draft.wrong("drawing-unreadable", here, brief.dxf)
        return Drawn()


def _take(draft: Draft, brief: DrawingBrief, path: Path_, document: Any) -> Drawn:
    said = CODES.get(int(document.header.get("$INSUNITS", 0)))
    unit = brief.unit or said
    if unit is None:
        draft.wrong("drawing-unitless", (*path, "dxf"), brief.dxf)
        return Drawn()
    if said is not None and METRES[said] != METRES[unit]:
        draft.note(NoteKind.RISK, "drawing_unit_differs", "hall.footprint", said=said, unit=unit)
    sheet = DxfSheet(document, METRES[unit], draft.threshold("arc_tolerance").si("m"))
    layers = _layers(draft, brief, path, sheet)
    if layers is None:
        return Drawn()
    named = brief.layers is not None or bool(brief.layer)
    job = _Job(draft, sheet, layers, named, draft.threshold("drawing_gap").si("m"), path, brief.dxf)
    sheet.move(_datum(job))
    outline = _outline(job)
    if outline is None:
        return Drawn()
    drawn = _items(job, outline)
    draft.decide(
        "drawing_read", "hall.footprint", file=brief.dxf, unit=unit, layers=", ".join(layers["footprint"])[:80],
        arcs=q(sheet.sagitta, "m"), columns=len(drawn.columns), doors=len(drawn.doors),
    )
    if drawn.datum != (0.0, 0.0):
        draft.decide("datum_taken", "hall.footprint", x=q(drawn.datum[0], "m"), y=q(drawn.datum[1], "m"))
    if sheet.xrefs:
        draft.ask("drawing_xrefs", "hall.footprint", names=", ".join(sheet.xrefs)[:80])
    return drawn


def _layers(draft: Draft, brief: DrawingBrief, path: Path_, sheet: DxfSheet) -> dict[str, tuple[str, ...]] | None:
    """Layers of each kind; None, with mistakes, when one that the brief names is not there."""
    if brief.layers is None and not brief.layer and not brief.columns_layer:
        return _customary(sheet)
    wanted: dict[str, tuple[tuple[Path_, str], ...]] = dict.fromkeys(KINDS, ())
    if brief.layer:
        wanted["footprint"] = (((*path, "layer"), brief.layer),)
    if brief.columns_layer:
        wanted["columns"] = (((*path, "columns_layer"), brief.columns_layer),)
    for kind in KINDS if brief.layers is not None else ():
        said = getattr(brief.layers, kind)
        wanted[kind] += tuple(((*path, "layers", kind), name) for name in said)
    fine = True
    for where, name in (pair for pairs in wanted.values() for pair in pairs):
        if sheet.on([name]):
            continue
        fine = False
        if sheet.hidden(name):
            draft.wrong("drawing-layer-hidden", where, name)
        else:
            draft.wrong("drawing-layer", where, name, ", ".join(sheet.layers)[:200], near=near(name, sheet.layers))
    found = {kind: sheet.on([name for _, name in pairs]) for kind, pairs in wanted.items()}
    if not found["footprint"]:
        taken = {layer for layers in found.values() for layer in layers}
        found["footprint"] = tuple(layer for layer in sheet.layers if layer not in taken)
    return found if fine else None


def _customary(sheet: DxfSheet) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for kind in (*KINDS[1:], "footprint"):
        groups = [[pattern] for pattern in _CUSTOM[kind]] if kind == "footprint" else [_CUSTOM[kind]]
        for patterns in groups:
            layers = [x for x in sheet.on(patterns) if x not in taken and not x.upper().endswith(_NOT_THERE)]
            found[kind] = tuple(layers)
            if layers:
                break
        taken |= set(found[kind])
    if not found["footprint"]:
        found["footprint"] = tuple(layer for layer in sheet.layers if layer not in taken)
    return found


def _datum(job: _Job) -> Point:
    """What is taken off coordinates that lie far from the drawing's origin, in whole hundreds of metres."""
    points = [p for c in job.sheet.curves if c.layer in job.layers["footprint"] for p in c.points]
    far = job.draft.threshold("datum_far").si("m")
    if not points or max(abs(v) for p in points for v in p) <= far:
        return 0.0, 0.0
    x, y = (math.floor(min(p[k] for p in points) / 100.0) * 100.0 for k in (0, 1))
    return x, y


def _outline(job: _Job) -> Polygon | None:
    """The hall; None, with a mistake that names the place, where no outline is closed."""
    draft, here = job.draft, (*job.path, "dxf")
    curves = [(c.points, c.closed) for c in job.sheet.curves if c.layer in job.layers["footprint"]]
    rings = rings_of(curves, job.tolerance)
    hall = hall_of(rings, job.named or _is_custom(job))
    bridges = _thresholds(job)
    if bridges:
        through = rings_of(curves, job.tolerance, bridges)
        other = hall_of(through, job.named or _is_custom(job))
        if other is not None and (hall is None or other.area > 1.1 * hall.area):
            rings, hall = through, other
    loose = [p for points, closed in curves if not closed for p in points]
    lost = rings.open and (hall is None or MultiPoint(loose).envelope.area > _LARGER * hall.envelope.area)
    if lost:
        _tell_open(draft, here, rings.open[0], job.tolerance)
        return None
    if hall is None and job.sheet.xrefs:
        draft.wrong("drawing-xref", here, ", ".join(job.sheet.xrefs))
    elif hall is None:
        draft.wrong("drawing-no-outline", here, job.file)
    elif hall.is_valid and hall.buffer(-_THIN / 2).is_empty:
        x, y = hall.representative_point().coords[0]
        draft.wrong("drawing-thin", here, f"({x:.2f}, {y:.2f}) m", f"{_THIN:.2f} m")
        return None
    if hall is not None:
        _tell_repairs(job, rings, hall)
        _tell_others(job, rings, hall)
    return hall


def _tell_others(job: _Job, rings: Rings, hall: Polygon) -> None:
    """Outlines on the footprint's layer that stand apart from the hall, wide enough to be halls themselves."""
    ground = Polygon(hall.exterior).buffer(_THIN)
    apart = [a for a in rings.areas if a.is_valid and not a.intersects(ground) and not a.buffer(-_THIN / 2).is_empty]
    if apart:
        large = max(apart, key=lambda a: (round(a.area, 6), a.bounds))
        x, y = large.representative_point().coords[0]
        job.draft.ask(
            "drawing_other_halls", "hall.footprint", count=len(apart), area=q(round(large.area, 1), "m2"),
            place=f"({x:.2f}, {y:.2f}) m",
        )  # fmt: skip


def _is_custom(job: _Job) -> bool:
    return bool(job.sheet.on(_CUSTOM["footprint"]))


def _tell_open(draft: Draft, here: Path_, gap: Gap, tolerance: float) -> None:
    place = f"({gap.one[0]:.2f}, {gap.one[1]:.2f}) - ({gap.other[0]:.2f}, {gap.other[1]:.2f}) m"
    draft.wrong("drawing-open", here, f"{gap.width:.3f} m", f"{tolerance:.3f} m", at=place)


def _tell_repairs(job: _Job, rings: Rings, hall: Polygon) -> None:
    near_hall = [g for g in rings.joined if g.width > 1e-5]
    if near_hall:
        widest = max(near_hall, key=lambda g: (g.width, g.one))
        place = f"({widest.one[0]:.2f}, {widest.one[1]:.2f}) m"
        job.draft.note(
            NoteKind.ASSUMPTION, "drawing_repaired", "hall.footprint", count=len(near_hall),
            widest=q(round(widest.width, 4), "m"), place=place,
        )


def _walls(job: _Job) -> list[LineString]:
    found = []
    for curve in job.sheet.curves:
        if curve.layer in job.layers["footprint"]:
            points = (*curve.points, curve.points[0]) if curve.closed else curve.points
            found += [LineString(pair) for pair in pairwise(points) if math.dist(*pair) > 1e-6]
    return found


def _doors(job: _Job, walls: Sequence[LineString]) -> list[DrawnDoor]:
    layers = job.layers["doors"]
    return doors_on(job.sheet, layers, walls, lambda text: _length(text, job.sheet.scale)) if layers else []


def _thresholds(job: _Job) -> list[LineString]:
    """A line across each door along its wall, long enough to meet what stops at the door."""
    walls, found = _walls(job), []
    for door in _doors(job, walls):
        long = [w for w in walls if w.length >= 0.5]
        if door.width > 0 and long:
            wall = min(long, key=lambda w: (round(w.distance(_spot(door.at)), 4), -w.length))
            (ax, ay), (bx, by) = wall.coords
            c, s = (bx - ax) / wall.length, (by - ay) / wall.length
            half = door.width / 2 + job.tolerance
            x, y = door.at
            found.append(LineString([(x - c * half, y - s * half), (x + c * half, y + s * half)]))
    return found


def _spot(at: Point) -> Any:
    return MultiPoint([at])


def _items(job: _Job, outline: Polygon) -> Drawn:
    """What stands on the other layers; columns that do not touch the hall are none of it."""
    sheet, layers, gap = job.sheet, job.layers, job.tolerance
    ring = list(outline.exterior.coords)
    walls = [LineString(pair) for pair in pairwise(ring)]
    columns = [c for c in columns_on(sheet, layers["columns"], gap) if c.outline().intersects(outline)]
    return Drawn(
        outline=outline,
        columns=columns,
        doors=_doors(job, walls),
        openings=openings_on(sheet, layers["openings"], walls, lambda text: _length(text, sheet.scale)),
        keep_outs=areas_on(sheet, layers["keep_outs"], gap),
        yards=areas_on(sheet, layers["yards"], gap),
        plant=plant_on(sheet, layers["equipment"], gap),
        grid=grid_on(sheet, layers["grid"]),
        north=north_of(sheet),
        clear_height=said_height(sheet, lambda text: _length(text, sheet.scale)),
        datum=_said_datum(sheet) or sheet.datum,
        halls=halls_of(sheet, outline, lambda text: _length(text, sheet.scale)),
        links=links_of(sheet),
    )


def _said_datum(sheet: DxfSheet) -> Point | None:
    """The datum that our own drawings say."""
    said = next((c.facts for c in sheet.curves if "DATUM_X" in c.facts), None)
    return None if said is None else (_length(said["DATUM_X"], 1.0) or 0.0, _length(said["DATUM_Y"], 1.0) or 0.0)


def _length(text: str, scale: float) -> float | None:
    """A length of an attribute [m]: with its unit, or a bare number in the drawing's unit."""
    try:
        return round(float(text) * scale, 6)
    except ValueError:
        pass
    try:
        return round(float(parse(text, "m").m_as("m")), 6)
    except UnitTrouble:
        return None
