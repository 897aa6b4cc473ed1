"""Footprints from DXF drawings: closed outlines of the model space, in metres by the drawing's own unit."""

import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

from shapely.geometry import LineString, Polygon
from shapely.ops import polygonize

from designer.site.brief_hall import DrawingBrief
from designer.site.draft import Draft, Path_, near
from designer.site.files import bytes_beside
from designer.site.outline import area_of
from designer.site.records import Column

__all__ = ["read_drawing"]

#: Metres per drawing unit, by name and by the code of $INSUNITS.
_METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001, "ft": 0.3048, "in": 0.0254}
_CODES = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m"}
#: Largest distance [drawing units as metres] between an arc and the chords that stand for it.
_SAGITTA = 0.01

_Ring = list[tuple[float, float]]


def read_drawing(draft: Draft, brief: DrawingBrief, path: Path_) -> tuple[Polygon | None, tuple[Column, ...]]:
    """The footprint (the largest closed outline of the layer) and the columns; None, with mistakes, without one."""
    here = (*path, "dxf")
    if brief.dxf.lower().endswith(".dwg"):
        draft.wrong("drawing-dwg", here, brief.dxf)
        return None, ()
    content = bytes_beside(draft, brief.dxf, here)
    if content is None:
        return None, ()
    import ezdxf
    from ezdxf import recover

    try:
        document, _ = recover.read(io.BytesIO(content))
        return _take(draft, brief, path, document)
    except (ezdxf.DXFError, OSError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError):
        draft.wrong("drawing-unreadable", here, brief.dxf)
        return None, ()


def _take(draft: Draft, brief: DrawingBrief, path: Path_, document: Any) -> tuple[Polygon | None, tuple[Column, ...]]:
    here = (*path, "dxf")
    unit = brief.unit or _CODES.get(int(document.header.get("$INSUNITS", 0)))
    if unit is None:
        draft.wrong("drawing-unitless", here, brief.dxf)
        return None, ()
    layers = tuple(sorted({str(entity.dxf.layer) for entity in document.modelspace()}))
    for key, layer in (("layer", brief.layer), ("columns_layer", brief.columns_layer)):
        if layer and layer not in layers:
            draft.wrong("drawing-layer", (*path, key), layer, ", ".join(layers)[:200], near=near(layer, layers))
            return None, ()
    rings = _rings(document, brief.layer, _METRES[unit])
    if not rings:
        draft.wrong("drawing-no-outline", here, brief.dxf)
        return None, ()
    polygon = area_of(draft, max(rings, key=_area), here)
    columns = _columns(_rings(document, brief.columns_layer, _METRES[unit])) if brief.columns_layer else ()
    return polygon, columns


def _rings(document: Any, layer: str, scale: float) -> list[_Ring]:
    """Closed outlines of a layer (of all layers when empty) [m]: polylines and circles, else areas bounded by lines."""
    from ezdxf import path as paths

    entities = [e for e in document.modelspace() if not layer or str(e.dxf.layer) == layer]
    rings: list[_Ring] = []
    lines = []
    for entity in entities:
        kind = entity.dxftype()
        if kind in ("LWPOLYLINE", "POLYLINE", "CIRCLE"):
            flat = [(v.x * scale, v.y * scale) for v in paths.make_path(entity).flattening(_SAGITTA / scale)]
            closed = kind == "CIRCLE" or entity.is_closed or math.dist(flat[0], flat[-1]) <= _SAGITTA
            rings.extend([list(_distinct(flat))] if closed and len(flat) > 2 else [])
        elif kind == "LINE":
            ends = [(entity.dxf.start.x * scale, entity.dxf.start.y * scale)]
            lines.append(LineString([*ends, (entity.dxf.end.x * scale, entity.dxf.end.y * scale)]))
    if rings or not lines:
        return rings
    return [list(_distinct(list(area.exterior.coords))) for area in polygonize(lines)]


def _distinct(points: Sequence[Sequence[float]]) -> Iterator[tuple[float, float]]:
    """Points to the micrometre, repeated ones left out."""
    before: tuple[float, float] | None = None
    first = (round(points[0][0], 6), round(points[0][1], 6))
    for index, point in enumerate(points):
        here = (round(point[0], 6), round(point[1], 6))
        if here != before and not (index == len(points) - 1 and here == first):
            yield here
        before = here


def _area(ring: Sequence[Sequence[float]]) -> float:
    return float(Polygon(ring).area) if len(ring) > 2 else 0.0


def _columns(rings: Sequence[_Ring]) -> tuple[Column, ...]:
    """A column for each outline: its bounding box."""
    boxes = sorted(Polygon(ring).bounds for ring in rings if len(ring) > 2)
    return tuple(
        Column(f"COL-{i:02d}", round((a + c) / 2, 6), round((b + d) / 2, 6), round(c - a, 6), round(d - b, 6))
        for i, (a, b, c, d) in enumerate(boxes, 1)
    )
