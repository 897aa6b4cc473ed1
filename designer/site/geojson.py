"""Halls from GeoJSON: features with a kind, in a plane unit or in degrees of WGS 84.

Degrees are laid flat around the hall's middle by the radii of the ellipsoid there (a tangent plane: the scale of a
hall a kilometre long is off by less than a part in a million). Then +y is true north.

A feature of several areas, lines or points, as most programs save even one, counts as one of each. Numbers that a
feature carries (height, width ...) are in the unit of the file, metres where that is in degrees.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely import get_coordinates, get_parts, transform
from shapely.errors import ShapelyError
from shapely.geometry import LineString, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from designer.model import Point
from designer.site.brief_hall import MapBrief
from designer.site.draft import Draft, Path_
from designer.site.drawn import KINDS, Drawn, DrawnArea, DrawnDoor, DrawnOpening, DrawnPlant
from designer.site.dxf_sheet import METRES
from designer.site.files import bytes_beside
from designer.site.records import Column, GridLine
from designer.units import UnitTrouble, parse, q

__all__ = ["read_map"]

#: Semi-major axis [m] and first eccentricity squared of the WGS 84 ellipsoid.
_AXIS, _ECCENTRIC = 6378137.0, 0.00669437999014
#: Names of kinds in the singular, as features carry them.
_KINDS = {kind.rstrip("s"): kind for kind in KINDS} | {kind: kind for kind in KINDS} | {"hall": "footprint"}
#: Geometries that each kind may have.
_FORMS = {
    "footprint": ("Polygon",), "columns": ("Polygon", "Point"), "doors": ("Point", "LineString"),
    "openings": ("LineString",), "keep_outs": ("Polygon",), "equipment": ("Polygon", "Point"), "yards": ("Polygon",),
    "grid": ("LineString",),
}
#: Geometries of several members, each of which is taken for a feature.
_MANY = ("MultiPolygon", "MultiLineString", "MultiPoint")
#: Properties that are lengths.
_LENGTHS = ("clear_height", "height", "width", "depth", "size")


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature: its number, kind, geometry in metres, properties in lower case, metres of one unit of theirs."""

    index: int
    kind: str
    shape: BaseGeometry
    facts: Mapping[str, Any]
    unit: float

    def text(self, *keys: str) -> str:
        """The first property of some names as a text."""
        return next((str(self.facts[k]).strip() for k in keys if self.facts.get(k) is not None), "")

    def length(self, *keys: str) -> float | None:
        """The first property of some names as metres: a number, or a text with its unit; nan where it is neither."""
        said = self.text(*keys)
        if not said:
            return None
        try:
            return float(said) * self.unit
        except ValueError:
            pass
        try:
            return float(parse(said, "m").m_as("m"))
        except UnitTrouble:
            return math.nan

    @property
    def corners(self) -> tuple[Point, ...]:
        """Its points [m], a repeated last one left out."""
        ring = self.shape.exterior if isinstance(self.shape, Polygon) else self.shape
        points = tuple((round(x, 6), round(y, 6)) for x, y, *_ in ring.coords)
        return points[:-1] if isinstance(self.shape, Polygon) else points


def read_map(draft: Draft, brief: MapBrief, path: Path_) -> Drawn:
    """What a GeoJSON file holds; its `outline` is None, with mistakes, where it bounds no hall."""
    here = (*path, "geojson")
    content = bytes_beside(draft, brief.geojson, here)
    if content is None:
        return Drawn()
    try:
        data = json.loads(content.decode("utf-8-sig"))
        shapes = list(_shapes(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ShapelyError):
        draft.wrong("map-unreadable", here, brief.geojson)
        return Drawn()
    kinds = [(i, _kind(facts, form, len(shapes) == 1), facts, form) for i, facts, form in shapes]
    lawful = [_lawful(draft, here, *entry) for entry in kinds if entry[1]]
    halls = [form for _, kind, _, form in kinds if kind == "footprint"]
    if not all(lawful):
        return Drawn()
    if len(halls) != 1:
        if halls:
            draft.wrong("map-many-halls", here, len(halls), 1)
        else:
            draft.wrong("map-no-hall", here, brief.geojson)
        return Drawn()
    place = _plane(draft, brief, here, halls[0])
    if place is None:
        return Drawn()
    unit = METRES[brief.unit] if brief.unit is not None else 1.0
    features = [_Feature(i, kind, place(form), facts, unit) for i, kind, facts, form in kinds if kind]
    fine = [_measured(draft, here, one) for one in features]
    if not all(fine):
        return Drawn()
    left = sum(not kind for _, kind, _, _ in kinds)
    if left:
        draft.ask("drawing_left_out", "hall.footprint", count=left)
    return _drawn(features)


def _shapes(data: Any) -> Iterator[tuple[int, dict[str, Any], BaseGeometry]]:
    """The features of a file, or the one geometry that it is: number, properties, one area, line or point."""
    raw = data["features"] if data["type"] == "FeatureCollection" else [data]
    for index, feature in enumerate(raw):
        form = feature if "coordinates" in feature else feature.get("geometry")
        if form:
            whole = shape(form)
            parts = get_parts(whole) if whole.geom_type in _MANY else [whole]
            yield from ((index, _plain(feature.get("properties")), part) for part in parts)


def _measured(draft: Draft, here: Path_, feature: _Feature) -> bool:
    """Whether every length that a feature carries is one above zero."""
    for key in _LENGTHS:
        metres = feature.length(key)
        if metres is not None and not 0.0 < metres < math.inf:
            draft.wrong("map-length", here, feature.text(key), at=f"features[{feature.index}].properties.{key}")
            return False
    return True


def _plain(facts: Any) -> dict[str, Any]:
    return {str(k).lower(): v for k, v in facts.items()} if isinstance(facts, dict) else {}


def _kind(facts: Mapping[str, Any], form: BaseGeometry, alone: bool) -> str:
    """The kind that a feature says; the only area of a file is the hall."""
    said = str(facts.get("kind") or facts.get("layer") or facts.get("type") or "").lower().replace("-", "_")
    return _KINDS.get(said.replace(" ", "_"), "footprint" if alone and form.geom_type == "Polygon" else "")


def _lawful(
    draft: Draft, here: Path_, index: int, kind: str, facts: Mapping[str, Any], form: BaseGeometry
) -> bool:
    """Whether a feature has a geometry that its kind can have."""
    place = f"features[{index}]"
    if form.geom_type not in _FORMS[kind]:
        draft.wrong("map-geometry", here, form.geom_type, ", ".join(_FORMS[kind]), at=place, kind=kind)
        return False
    if form.is_empty or not form.is_valid:
        draft.wrong("map-shape", here, explain_validity(form), at=place)
        return False
    return True


def _plane(
    draft: Draft, brief: MapBrief, here: Path_, hall: BaseGeometry
) -> Callable[[BaseGeometry], BaseGeometry] | None:
    """From the file's coordinates to metres of the plan."""
    west, south, east, north = hall.bounds
    if brief.unit is not None:
        scale = METRES[brief.unit]
        far = draft.threshold("datum_far").si("m") / scale
        base = (0.0, 0.0)
        if max(map(abs, hall.bounds)) > far:
            base = (math.floor(west * scale / 100) * 100.0, math.floor(south * scale / 100) * 100.0)
            draft.decide("datum_taken", "hall.footprint", x=q(base[0], "m"), y=q(base[1], "m"))
        return lambda form: transform(form, lambda xy: xy[:, :2] * scale - base)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        draft.wrong("map-unitless", here, f"({west:g}, {south:g})")
        return None
    middle = math.radians((south + north) / 2)
    swell = 1 - _ECCENTRIC * math.sin(middle) ** 2
    metres = (
        math.radians(1) * _AXIS / math.sqrt(swell) * math.cos(middle),
        math.radians(1) * _AXIS * (1 - _ECCENTRIC) / swell**1.5,
    )
    sides, most = ((east - west) * metres[0], (north - south) * metres[1]), draft.threshold("side_max")
    if max(sides) > most.si("m"):
        draft.wrong("map-too-wide", here, f"{max(sides):.0f} m", f"{most.si('m'):.0f} m")
        return None
    draft.decide("map_laid_flat", "hall.footprint", longitude=f"{west:.7f}", latitude=f"{south:.7f}")
    return lambda form: transform(form, lambda xy: (xy[:, :2] - (west, south)) * metres)


def _drawn(features: Sequence[_Feature]) -> Drawn:
    found = Drawn()
    for one in features:
        tag = one.text("tag", "name", "id")
        match one.kind:
            case "footprint":
                assert isinstance(one.shape, Polygon)
                found.outline = one.shape
                found.clear_height = one.length("clear_height", "height")
            case "columns":
                found.columns.append(_column(one, tag))
            case "doors":
                found.doors.append(_door(one, tag))
            case "openings":
                ends = one.corners
                kind = one.text("opening", "use")
                found.openings.append(DrawnOpening(ends[0], ends[-1], tag, one.length("height"), kind))
            case "keep_outs":
                found.keep_outs.append(DrawnArea(one.corners, tag, one.text("reason", "use")))
            case "yards":
                found.yards.append(DrawnArea(one.corners, tag))
            case "equipment":
                kind = one.text("equipment", "use").lower()
                found.plant.append(DrawnPlant(tag, kind, _box(one), one.text("rating")))
            case "grid":
                found.grid.append(GridLine(tag, one.corners[0], one.corners[-1]))
    return found


def _box(one: _Feature) -> Polygon:
    """The area of a feature; of a point the square or rectangle that its width and depth say, else 1 m."""
    if isinstance(one.shape, Polygon):
        return one.shape
    width = one.length("width", "size") or 1.0
    depth = one.length("depth") or width
    x, y = one.corners[0]
    return Polygon([(x - width / 2, y - depth / 2), (x + width / 2, y - depth / 2),
                    (x + width / 2, y + depth / 2), (x - width / 2, y + depth / 2)])


def _column(one: _Feature, tag: str) -> Column:
    area = _box(one).minimum_rotated_rectangle
    (ax, ay), (bx, by), (cx, cy) = get_coordinates(area)[:3].tolist()
    turn = math.degrees(math.atan2(by - ay, bx - ax)) % 180.0
    sides = round(math.dist((ax, ay), (bx, by)), 6), round(math.dist((bx, by), (cx, cy)), 6)
    middle = round((ax + cx) / 2, 6), round((ay + cy) / 2, 6)
    if abs(turn - 90.0) < 1e-6:
        return Column(tag, *middle, sides[1], sides[0])
    return Column(tag, *middle, *sides, 0.0 if turn < 1e-6 or turn > 179.999999 else round(turn, 6))


def _door(one: _Feature, tag: str) -> DrawnDoor:
    line = LineString(one.corners) if len(one.corners) > 1 else None
    middle = line.interpolate(0.5, normalized=True).coords[0] if line is not None else one.corners[0]
    width = one.length("width") or (line.length if line is not None else 1.0)
    leaves = {"true": True, "yes": True, "false": False, "no": False}.get(one.text("exit").lower())
    kind = one.text("door", "use").lower()
    return DrawnDoor((round(middle[0], 6), round(middle[1], 6)), width, tag, one.length("height"), kind, leaves)
