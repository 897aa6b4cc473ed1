"""The model space of a DXF as curves, blocks and texts of layers, in metres of the plan.

Frozen and switched-off layers and invisible entities are left out. Blocks are taken apart where lines are wanted, and
a thing on layer 0 of a block lies on the layer of its insert. Heights (z) are dropped.
"""

import fnmatch
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapely.geometry import MultiPoint, Polygon

from designer.model import Point

__all__ = ["CODES", "METRES", "Block", "Curve", "DxfSheet", "Lettering"]

#: Metres per drawing unit, by name and by the code of $INSUNITS.
METRES = {
    "m": 1.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "km": 1000.0, "ft": 0.3048, "in": 0.0254, "yd": 0.9144,
    "us-ft": 1200.0 / 3937.0,
}
CODES = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 7: "km", 10: "yd", 14: "dm", 21: "us-ft"}
_CURVES = frozenset((
    "LINE", "LWPOLYLINE", "POLYLINE", "CIRCLE", "ARC", "ELLIPSE", "SPLINE", "SOLID", "TRACE", "3DFACE",
))
#: Blocks in blocks are followed this deep.
_DEPTH = 8
#: Flag of a vertex that only controls a spline.
_FRAME = 16
#: Places nearer than this [m] are one.
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of the drawing [m], arcs as chords: its kind, layer, points and whether it is closed.

    `centre` is that of an arc or circle. `facts` are what our own drawings write beside it.
    """

    kind: str
    layer: str
    points: tuple[Point, ...]
    closed: bool
    centre: Point | None = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """An insert: block name, layer, insertion point [m], rotation [deg], attributes, and what it draws."""

    name: str
    layer: str
    at: Point
    rotation: float
    facts: dict[str, str]
    curves: tuple[Curve, ...]

    @property
    def points(self) -> list[Point]:
        """All points that it draws [m]; its insertion point where it draws none."""
        return [p for curve in self.curves for p in curve.points] or [self.at]

    @property
    def rectangle(self) -> Polygon:
        """The rectangle along its own axes around what it draws."""
        turn = math.radians(self.rotation)
        c, s = math.cos(turn), math.sin(turn)
        local = [((x - self.at[0]) * c + (y - self.at[1]) * s, (y - self.at[1]) * c - (x - self.at[0]) * s)
                 for x, y in self.points]
        (u0, v0, u1, v1) = MultiPoint(local).bounds
        return Polygon([(self.at[0] + u * c - v * s, self.at[1] + u * s + v * c)
                        for u, v in ((u0, v0), (u1, v0), (u1, v1), (u0, v1))])


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text: layer, place [m] and what it says."""

    layer: str
    at: Point
    text: str


@dataclass
class DxfSheet:
    """A document with the metres of its unit, the largest distance of a chord from its arc [m], and what is taken off
    its coordinates [m].
    """

    document: Any
    scale: float
    sagitta: float
    datum: Point = (0.0, 0.0)

    def move(self, datum: Point) -> None:
        """Take a datum [m] off all coordinates from now on."""
        if datum != self.datum:
            self.datum = datum
            for name in ("curves", "blocks", "texts"):
                self.__dict__.pop(name, None)

    @cached_property
    def layers(self) -> tuple[str, ...]:
        """Layers on which something visible lies, sorted; blocks taken apart."""
        seen = {c.layer for c in self.curves} | {b.layer for b in self.blocks}
        return tuple(sorted(seen))

    @cached_property
    def all_layers(self) -> tuple[str, ...]:
        """Every layer of the drawing's table."""
        return tuple(sorted(str(layer.dxf.name) for layer in self.document.layers))

    @cached_property
    def curves(self) -> tuple[Curve, ...]:
        """Every visible line, those of blocks too."""
        return tuple(c for e, layer in self._walk(self._space, "", 0) if (c := self._curve(e, layer)) is not None)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every visible insert of the model space, rows and columns of one insert apart."""
        found = []
        for entity in self._space:
            if entity.dxftype() == "INSERT" and self._shown(entity, layer := str(entity.dxf.layer)):
                found += [self._block(one, layer) for one in _single(entity)]
        return tuple(found)

    @cached_property
    def texts(self) -> tuple[Lettering, ...]:
        """Every visible text of the model space."""
        found = []
        for entity in self._space:
            if entity.dxftype() in ("TEXT", "MTEXT", "ATTDEF") and self._shown(entity, str(entity.dxf.layer)):
                said = entity.plain_text() if entity.dxftype() != "ATTDEF" else entity.dxf.text
                at = entity.dxf.insert
                if entity.dxftype() == "TEXT" and entity.dxf.get("halign", 0) and entity.dxf.hasattr("align_point"):
                    at = entity.dxf.align_point
                found.append(Lettering(str(entity.dxf.layer), self._place(at), " ".join(str(said).split())))
        return tuple(found)

    @cached_property
    def xrefs(self) -> tuple[str, ...]:
        """Names of external drawings that are inserted but not part of the file."""
        names = {str(e.dxf.name) for e in self._space if e.dxftype() == "INSERT"}
        blocks = self.document.blocks
        return tuple(sorted(n for n in names if n in blocks and blocks.get(n).block.dxf.get("flags", 0) & 4))

    def on(self, patterns: Sequence[str]) -> tuple[str, ...]:
        """The layers with something visible that a list of names (with * and ?) means, whatever their case."""
        return tuple(layer for layer in self.layers if any(_like(layer, p) for p in patterns))

    def hidden(self, pattern: str) -> bool:
        """Whether a name means a layer that is frozen or switched off."""
        return any(_like(layer, pattern) and not self._visible(layer) for layer in self.all_layers)

    @property
    def _space(self) -> Any:
        return self.document.modelspace()

    def _visible(self, layer: str) -> bool:
        if layer not in self.document.layers:
            return True
        entry = self.document.layers.get(layer)
        return not (entry.is_frozen() or entry.is_off())

    def _shown(self, entity: Any, layer: str) -> bool:
        return self._visible(layer) and not entity.dxf.get("invisible", 0)

    def _walk(self, entities: Any, parent: str, depth: int) -> Iterator[tuple[Any, str]]:
        for entity in entities:
            layer = str(entity.dxf.layer)
            layer = parent if parent and layer == "0" else layer
            if not self._shown(entity, layer):
                continue
            if entity.dxftype() != "INSERT":
                yield entity, layer
            elif depth < _DEPTH:
                for one in _single(entity):
                    yield from self._walk(one.virtual_entities(), layer, depth + 1)

    def _curve(self, entity: Any, layer: str) -> Curve | None:
        kind = entity.dxftype()
        if kind not in _CURVES or (kind == "POLYLINE" and not (entity.is_2d_polyline or entity.is_3d_polyline)):
            return None
        flat = [self._place(v) for v in _vertices(entity, self.sagitta / self.scale)]
        points = tuple(p for i, p in enumerate(flat) if i == 0 or math.dist(p, flat[i - 1]) > _SAME)
        if len(points) < 2:
            return None
        shut = kind in ("SOLID", "TRACE", "3DFACE", "CIRCLE") or bool(getattr(entity, "is_closed", False))
        ends = math.dist(points[0], points[-1])
        shut = shut or (kind in ("ELLIPSE", "SPLINE", "POLYLINE", "LWPOLYLINE") and ends <= _SAME)
        if shut and ends <= _SAME:
            points = points[:-1]
        centre = self._place(entity.ocs().to_wcs(entity.dxf.center)) if kind in ("ARC", "CIRCLE") else None
        return Curve(kind, layer, points, shut and len(points) > 2, centre, _beside(entity))

    def _block(self, insert: Any, layer: str) -> Block:
        facts = {str(a.dxf.tag).upper(): str(a.dxf.text).strip() for a in insert.attribs}
        curves = tuple(
            c for e, on in self._walk(insert.virtual_entities(), layer, 1) if (c := self._curve(e, on)) is not None
        )
        at = self._place(insert.ocs().to_wcs(insert.dxf.insert))
        return Block(str(insert.dxf.name), layer, at, float(insert.dxf.get("rotation", 0.0)), facts, curves)

    def _place(self, vector: Any) -> Point:
        return round(vector[0] * self.scale - self.datum[0], 7), round(vector[1] * self.scale - self.datum[1], 7)


def _vertices(entity: Any, sagitta: float) -> list[Any]:
    """The points of a line in its own unit; arcs as chords of at most a sagitta, bulges taken as the arcs they are."""
    kind = entity.dxftype()
    if kind in ("ARC", "CIRCLE", "ELLIPSE"):
        return list(entity.flattening(sagitta))
    if kind not in ("LWPOLYLINE", "POLYLINE"):
        from ezdxf import path as paths

        return list(paths.make_path(entity).flattening(sagitta, segments=4))
    if kind == "POLYLINE" and entity.is_3d_polyline:
        return [v.dxf.location for v in entity.vertices if not v.dxf.flags & _FRAME]
    if kind == "LWPOLYLINE":
        corners = [(x, y, bulge, entity.dxf.elevation) for x, y, bulge in entity.get_points("xyb")]
    else:
        own = [v for v in entity.vertices if not v.dxf.flags & _FRAME]
        corners = [(*tuple(v.dxf.location)[:2], v.dxf.bulge, v.dxf.location.z) for v in own]
    follow = [*corners[1:], corners[0]] if entity.is_closed else corners[1:]
    flat = [corners[0][:2], *(p for a, b in zip(corners, follow, strict=False) for p in _arc(a, b, sagitta))]
    return list(entity.ocs().points_to_wcs((x, y, corners[0][3]) for x, y in flat))


def _arc(a: Sequence[float], b: Sequence[float], sagitta: float) -> list[Point]:
    """The points after the first of a piece of a polyline: its end, or chords of the arc that its bulge means."""
    chord = math.dist(a[:2], b[:2])
    if abs(a[2]) < 1e-9 or chord < 1e-12:
        return [(b[0], b[1])]
    angle = 4 * math.atan(a[2])
    radius = chord / 2 / abs(math.sin(angle / 2))
    most = 2 * math.acos(max(-1.0, 1 - min(sagitta, radius) / radius))
    count = max(1, math.ceil(abs(angle) / most))
    rise = chord / 2 / math.tan(angle / 2)
    mx, my = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    cx, cy = mx - (b[1] - a[1]) / chord * rise, my + (b[0] - a[0]) / chord * rise
    found = []
    for k in range(1, count):
        c, s = math.cos(angle * k / count), math.sin(angle * k / count)
        found.append((cx + (a[0] - cx) * c - (a[1] - cy) * s, cy + (a[0] - cx) * s + (a[1] - cy) * c))
    return [*found, (b[0], b[1])]


def _single(insert: Any) -> Iterator[Any]:
    """The inserts of an array, one by one; an insert of another drawing has nothing in it."""
    if insert.mcount > 1:
        yield from insert.multi_insert()
    else:
        yield insert


def _like(layer: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(layer.upper(), pattern.upper())


def _beside(entity: Any) -> dict[str, str]:
    """Keys and texts in the extended data of our own drawings."""
    if not entity.has_xdata("RETROFIT_DESIGNER"):
        return {}
    said = [str(tag.value) for tag in entity.get_xdata("RETROFIT_DESIGNER") if tag.code == 1000]
    return {key: text for key, _, text in (one.partition("=") for one in said)}
