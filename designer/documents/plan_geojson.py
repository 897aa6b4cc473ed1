"""The plan of a pack as GeoJSON: what is enough to judge the layout again with another program.

Metres in the brief's own axes. The first corner of a box is the left end of its front seen from above with the front
below, the second the right end: its front is the first side. What the hall has of its own carries the kinds that a
brief's drawing may hold, so that the file is a brief's drawing too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from designer.cooling.insulated import outside_m
from designer.documents.facts.common import feet_of
from designer.documents.jsons import as_plain, dump
from designer.documents.subject import Subject
from designer.layout.checker_services import services_of
from designer.layout.mine import miners_kw
from designer.layout.records import Layout, Passing
from designer.ledger import Value
from designer.model import Point
from designer.site.records import Hall

__all__ = ["plan_geojson"]

#: What the layout keeps for pipes that the cooling room lays out.
_KEPT = ("TCS-", "FWS-")
#: Ways closer than this lie on one another [m].
_ON = 1e-3
#: Rules that the layout is held to, by family.
_RULES = {
    "layout": (
        "door_landing", "egress_width", "exits_least", "delivery_width", "delivery_headroom", "jack_length",
        "egress_travel", "egress_travel_sprinklered", "hanger_side", "stack_pipe_one", "feet_together", "path_grid",
        "foot_side", "concrete_poisson", "concrete_stiffness", "concrete_rupture", "concrete_punching",
        "concrete_punching_phi", "slab_safety",
    ),
    "site-assessment": ("goods_in_width_acceptable",),
    "code": (
        "row_cabinets", "circulation_width", "dead_end_cabinets", "common_path", "common_path_sprinklered",
        "moved_rack_caster_share", "sprinkler_clearance",
    ),
    "sizing": ("aisle_cold", "aisle_hot", "gravity"),
    "phasing": ("work_clearance", "around", "mine_share", "mine_power_factor"),
}  # fmt: skip

Feature = dict[str, Any]
Facts = Mapping[str, Any]


def plan_geojson(subject: Subject) -> bytes:
    """Hall, boxes, aisles, rooms, services with their levels, ways, states of the work, and the rules and printed
    figures that they are held to.
    """
    trades, hall = subject.design.trades, subject.site.hall
    features = [
        *_of_hall(hall), *_boxes(subject), *_zones(trades.layout, hall),
        *_services(subject), *_ways(trades.layout, hall),
        *_states(subject),
    ]  # fmt: skip
    rules = {
        f"{family}.{key}": as_plain(subject.catalog.threshold(family, key))
        for family, keys in _RULES.items() for key in keys
    }  # fmt: skip
    return dump({
        "type": "FeatureCollection", "unit": "m", "turn": as_plain(hall.turn), "features": features, "rules": rules,
        "figures": _figures(trades.layout) | {"mine": _mine(subject)}, "phases": _phases(subject),
    })  # fmt: skip


def _mine(subject: Subject) -> dict[str, Any]:
    """What the mine has today [kW, kVA]: miners, import, unit transformers; what is kept for it."""
    read = subject.site
    return {
        "miners": miners_kw(read.plant), "import": _known(read.feed.import_limit, "kW"),
        "keep": _known(read.wishes.mining.keep, "kW"),
        "transformers": {tag: item.rating.si("kVA") for item in read.plant
                         if item.feeds_hall and item.rating.known for tag in item.tags},
    }  # fmt: skip


def _figures(layout: Layout) -> dict[str, Any]:
    """What the pack prints of the whole: longest way out, racks by geometry and their bound, the stack overhead, the
    stresses of the slab [MPa].
    """
    slab = [s for s in layout.steps if s.key.startswith(("layout.slab_bending[", "layout.slab_punching["))]
    return {
        "slab": {s.key.removeprefix("layout."): s.si("MPa") for s in slab},
        "egress_distance": as_plain(layout.egress_distance), "capacity": layout.capacity, "bound": layout.bound,
        "heights": as_plain(layout.heights),
        "breaches": [{"key": b.key, "subjects": list(b.subjects)} for b in layout.breaches],
    }  # fmt: skip


def _phases(subject: Subject) -> dict[str, list[int]]:
    """By tag the phases in which an element is set and goes live; nothing for a design in one phase."""
    plan = subject.design.conversion.phasing
    return {tag: [plan.sets.get(tag, live), live] for tag, live in sorted(plan.lives.items())} if plan else {}


def _feature(kind: str, form: str, coordinates: Any, **facts: Any) -> Feature:
    said = {key: value for key, value in as_plain(facts).items() if value not in ("", None, [])}
    where = {"type": form, "coordinates": coordinates}
    return {"type": "Feature", "geometry": where, "properties": {"kind": kind} | said}


def _place(hall: Hall, x: float, y: float) -> list[float]:
    return [round(v, 6) for v in hall.given(x, y)]


def _ring(hall: Hall, points: Sequence[Sequence[float]]) -> list[list[float]]:
    found = [_place(hall, p[0], p[1]) for p in points]
    return found if found[0] == found[-1] else [*found, found[0]]


def _area(kind: str, hall: Hall, polygon: Polygon, **facts: Any) -> Feature:
    rings = [_ring(hall, list(r.coords)) for r in (polygon.exterior, *polygon.interiors)]
    return _feature(kind, "Polygon", rings, **facts)


def _line(kind: str, hall: Hall, points: Sequence[Point], **facts: Any) -> Feature:
    return _feature(kind, "LineString", [_place(hall, *p) for p in points], **facts)


def _of_hall(hall: Hall) -> Iterator[Feature]:
    """What stands before anything is placed."""
    yield _area(
        "footprint", hall, hall.polygon, clear_height=_known(hall.clear_height, "m"), sprinklered=hall.sprinklered,
        uniform_load=_known(hall.slab.uniform_load, "kPa"), point_load=_known(hall.slab.point_load, "kN"),
        thickness=_known(hall.slab.thickness, "m"), concrete=_known(hall.slab.concrete_strength, "MPa"),
        subgrade=_known(hall.slab.subgrade_modulus, "MN/m3"),
    )  # fmt: skip
    for part in hall.parts:
        yield _area("part", hall, part.polygon, tag=part.name, clear_height=_known(part.clear_height, "m"))
    for link in hall.links:
        yield _area("link", hall, link.polygon, tag=link.tag, link=link.kind)
    for column in hall.columns:
        yield _area("column", hall, column.outline(), tag=column.tag)
    for door in hall.doors:
        yield _feature(
            "door", "Point", _place(hall, door.x, door.y), tag=door.tag, width=door.width, height=door.height,
            door=door.kind, exit=door.exit, ramp=_known(door.ramp, ""),
        )  # fmt: skip
    for one in hall.openings:
        yield _line("opening", hall, (one.start, one.end), tag=one.tag, opening=one.kind, height=one.height)
    for zone in hall.keep_outs:
        yield _area("keep-out", hall, zone.polygon, tag=zone.tag, reason=zone.reason, passable=zone.passable)
    for number, yard in enumerate(hall.yards, 1):
        yield _area("yard", hall, yard, tag=f"Y{number}")


def _known(value: Value | None, unit: str) -> float | None:
    """A value of the brief in a unit; nothing where it is not known."""
    return value.si(unit) if value is not None and value.known else None


def _boxes(subject: Subject) -> Iterator[Feature]:
    """Racks and plant with their working space, mass and phase."""
    layout, hall = subject.design.trades.layout, subject.site.hall
    for one in sorted(layout.placed, key=lambda p: p.tag):
        yield _feature(
            "rack" if one.kind == "rack" else "plant", "Polygon", [_ring(hall, one.box.corners)],
            tag=one.tag, what=one.kind, product=one.catalog, purpose=one.purpose, row=one.row, room=one.room,
            slot=one.slot, unit=one.unit, width=one.box.width, depth=one.box.depth, height=one.box.height,
            base=one.box.at.z, mass=one.mass_kg, front=one.clear_front, rear=one.clear_rear, side=one.clear_side,
            existing=one.existing, feet=feet_of(subject.catalog, one.catalog) if one.kind == "rack" else None,
        )  # fmt: skip


def _zones(layout: Layout, hall: Hall) -> Iterator[Feature]:
    """Aisles and rooms."""
    for aisle in layout.aisles:
        yield _area(
            "aisle", hall, aisle.polygon, tag=aisle.tag, aisle=aisle.kind, width=aisle.width, contained=aisle.contained
        )
    for room in layout.galleries:
        yield _area("room", hall, room.polygon, tag=room.tag, room=room.kind)
    for row in layout.rows:
        yield {
            "type": "Feature", "geometry": None,
            "properties": {
                "kind": "row", "tag": row.tag, "members": list(row.members),
                "cold": row.cold_aisle, "hot": row.hot_aisle,
            },
        }  # fmt: skip


def _services(subject: Subject) -> Iterator[Feature]:
    """Busways and trays as they hang, pipes as they are laid, passings at their own level: way, what each takes in
    width, underside and top.
    """
    trades, hall, catalog = subject.design.trades, subject.site.hall, subject.catalog
    passings: dict[str, list[Passing]] = defaultdict(list)
    for one in trades.cooling.passings:
        passings[one.tag].append(one)
    for piece in services_of(trades.layout, catalog):
        if not piece.name.startswith(_KEPT):
            points = [(x, y) for x, y, *_ in piece.line.coords]
            facts = {"tag": piece.name, "system": piece.system, "width": 2.0 * piece.half}
            yield from _hung(hall, points, (piece.low, piece.high), passings[piece.name], facts)
    for pipe in trades.cooling.pipes:
        thick = outside_m(pipe, catalog)
        facts = {"tag": pipe.tag, "system": pipe.loop, "service": pipe.service, "width": thick, "nominal": pipe.nominal}
        for ends in pairwise(pipe.points):
            yield from _hung(hall, ends, (pipe.z, pipe.z + thick), passings[pipe.tag], facts)


def _hung(
    hall: Hall, points: Sequence[Point], levels: tuple[float, float], passings: Sequence[Passing], facts: Facts
) -> Iterator[Feature]:
    """A straight piece with its levels, less what of it is a passing; and those passings."""
    low, high = levels
    line, at = LineString(points), 0.0
    spans = sorted((line.project(Spot(p.points[0])), line.project(Spot(p.points[-1])), n)
                   for n, p in enumerate(passings) if _on(line, p))  # fmt: skip
    for start, end, n in [*((min(a, b), max(a, b), n) for a, b, n in spans), (line.length, line.length, -1)]:
        if start - at > _ON:
            part = substring(line, at, start)
            yield _line("service", hall, [(x, y) for x, y, *_ in part.coords], low=low, high=high, **facts)
        if n >= 0:
            level = passings[n].level
            yield _line("service", hall, passings[n].points, low=level, high=level + high - low, passing=True, **facts)
        at = max(at, end)


def _on(line: LineString, passing: Passing) -> bool:
    """Whether a passing begins and ends on a line."""
    return all(line.distance(Spot(passing.points[k])) < _ON for k in (0, -1))


def _ways(layout: Layout, hall: Hall) -> Iterator[Feature]:
    """Ways out and ways in."""
    for route in layout.routes:
        if route.kind in ("egress", "delivery") and len(route.line.points) > 1:
            yield _line(
                "way", hall, route.line.points, tag=route.tag, way=route.kind, source=route.source,
                serves=list(route.serves), length=route.line.length,
            )  # fmt: skip


def _states(subject: Subject) -> Iterator[Feature]:
    """The floor in each state of the work: what is live, under work, left to the mine."""
    plan = subject.design.conversion.phasing
    for state in plan.states if plan else ():
        facts = {
            "state": state.name, "number": state.number, "stage": state.stage, "left": list(state.left),
            "mine": state.mine_kw, "ai": state.ai_kw, "held_by": state.held_by,
        }  # fmt: skip
        for zone, area in sorted(state.zones.items()):
            if not area.is_empty:
                yield _many("state", subject.site.hall, area, zone=zone, **facts)


def _many(kind: str, hall: Hall, area: BaseGeometry, **facts: Any) -> Feature:
    parts = [g for g in getattr(area, "geoms", [area]) if isinstance(g, Polygon)]
    rings = [[_ring(hall, list(r.coords)) for r in (p.exterior, *p.interiors)] for p in parts]
    return _feature(kind, "MultiPolygon", rings, **facts)
