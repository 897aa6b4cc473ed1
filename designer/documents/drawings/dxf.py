"""The DXF writer: model space in true units, the sheet in paper space with one viewport, tagged items as block references.

Nothing depends on the clock: header dates and identifiers are fixed.
"""

import io
import re
from typing import Any

from designer.documents.drawings.drawing import Circle, Drawing, Item, Path, Stamp, Text
from designer.documents.drawings.styles import PENS, layer_colour
from designer.documents.printing import NBSP, System

__all__ = ["write_dxf"]

_FEET = 1 / 0.3048
#: $INSUNITS: feet, metres, millimetres.
_UNIT_CODES = {"ft": 2, "m": 6, "mm": 4}
_ALIGN = {"start": 0, "middle": 1, "end": 2}


def write_dxf(drawing: Drawing, system: System) -> bytes:
    """The drawing as DXF R2010 text; scaled drawings are in feet or metres, diagrams in millimetres."""
    import ezdxf  # heavy; only an issued pack needs it

    ezdxf.options.write_fixed_meta_data_for_testing = True
    document = ezdxf.new("R2010")
    writer = _Writer(drawing, document, system)
    for item in drawing.items:
        writer.add(item)
    writer.viewport()
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode("utf-8")


class _Writer:
    def __init__(self, drawing: Drawing, document: Any, system: System) -> None:
        self.drawing, self.document = drawing, document
        unit = ("ft" if system == "IP" else "m") if drawing.scaled else "mm"
        self.factor = _FEET if unit == "ft" else 1.0
        document.header["$INSUNITS"] = _UNIT_CODES[unit]
        document.header["$LTSCALE"] = self.size(1.0)
        document.header["$PSLTSCALE"] = 1
        self.model = document.modelspace()
        self.sheet = document.paperspace()
        paper = drawing.paper
        self.sheet.page_setup(size=(paper.width, paper.height), margins=(0, 0, 0, 0), units="mm")
        document.styles.new("HOUSE", dxfattribs={"font": "arial.ttf"})
        for name, pen in PENS.items():
            if pen.dash:
                pattern = [sum(pen.dash), *(d if i % 2 == 0 else -d for i, d in enumerate(pen.dash))]
                document.linetypes.add(name.upper(), pattern=pattern)
        for layer in sorted({item.layer for item in drawing.items}):
            document.layers.add(layer, color=layer_colour(layer))

    def size(self, millimetres: float) -> float:
        """A paper length in model units."""
        return millimetres / self.drawing.transform.scale * self.factor

    def point(self, item: Item, x: float, y: float) -> tuple[float, float]:
        if item.space == "paper":
            return x, y
        mx, my = self.drawing.transform.to_model(x, y)
        return mx * self.factor, my * self.factor

    def add(self, item: Item) -> None:
        space = self.sheet if item.space == "paper" else self.model
        match item:
            case Path():
                self._path(space, item)
            case Circle():
                self._circle(space, item)
            case Text():
                self._text(space, item)
            case Stamp():
                self._stamp(space, item)

    def _attributes(self, item: Path | Circle | Stamp) -> dict[str, object]:
        found: dict[str, object] = {"layer": item.layer}
        if item.pen:
            pen = PENS[item.pen]
            found["lineweight"] = round(pen.weight * 100)
            if pen.dash:
                found["linetype"] = item.pen.upper()
        colour = item.colour if item.pen else item.fill
        if colour and colour != "#000000":
            found["true_color"] = int(colour[1:], 16)
        return found

    def _path(self, space: Any, item: Path) -> None:
        points = [self.point(item, x, y) for x, y in item.points]
        attributes = self._attributes(item)
        if item.fill and not item.pen:
            if len(points) in (3, 4):
                corners = [points[0], points[1], points[-1], points[2]] if len(points) == 4 else [*points, points[-1]]
                space.add_solid(corners, dxfattribs=attributes)
            return
        space.add_lwpolyline(points, close=item.closed, dxfattribs=attributes)

    def _circle(self, space: Any, item: Circle) -> None:
        centre = self.point(item, item.x, item.y)
        radius = item.radius if item.space == "paper" else self.size(item.radius)
        attributes = self._attributes(item)
        if item.end - item.start >= 360:
            space.add_circle(centre, radius, dxfattribs=attributes)
        else:
            space.add_arc(centre, radius, item.start, item.end, dxfattribs=attributes)

    def _text(self, space: Any, item: Text) -> None:
        place = self.point(item, item.x, item.y)
        height = item.height if item.space == "paper" else self.size(item.height)
        attributes: dict[str, object] = {
            "layer": item.layer,
            "height": height,
            "rotation": item.rotation,
            "style": "HOUSE",
            "insert": place,
            "halign": _ALIGN[item.anchor],
            "align_point": place,
        }
        if item.colour and item.colour != "#000000":
            attributes["true_color"] = int(item.colour[1:], 16)
        space.add_text("".join(c for c in item.text if c.isprintable() or c == NBSP), dxfattribs=attributes)

    def _stamp(self, space: Any, item: Stamp) -> None:
        width, depth = (
            (item.width, item.depth) if item.space == "paper" else (self.size(item.width), self.size(item.depth))
        )
        name = self._block(item, width, depth)
        attributes = self._attributes(item)
        reference = space.add_blockref(
            name, self.point(item, item.x, item.y), dxfattribs={**attributes, "rotation": item.rotation}
        )
        height = depth * 0.2
        for key, text in (("TAG", item.tag), ("KIND", item.kind)):
            attribute = reference.add_attrib(
                key, text, reference.dxf.insert, dxfattribs={"height": height, "layer": item.layer}
            )
            attribute.is_invisible = True

    def _block(self, item: Stamp, width: float, depth: float) -> str:
        kind = re.sub(r"[^A-Za-z0-9]", "-", item.kind).upper()
        name = f"{kind}-{round(width * 1000)}-{round(depth * 1000)}{'-F' if item.front else ''}"
        blocks = self.document.blocks
        if name not in blocks:
            block = blocks.new(name)
            w, d = width / 2, depth / 2
            block.add_lwpolyline([(-w, -d), (w, -d), (w, d), (-w, d)], close=True, dxfattribs={"layer": "0"})
            if item.front:
                bar = -d + depth * 0.12
                block.add_lwpolyline([(-w, bar), (w, bar)], dxfattribs={"layer": "0"})
        return name

    def viewport(self) -> None:
        """The window of the sheet through which the model is seen, at the drawing's scale."""
        left, bottom, right, top = self.drawing.area
        centre = ((left + right) / 2, (bottom + top) / 2)
        mx, my = self.drawing.transform.to_model(*centre)
        view = self.sheet.add_viewport(
            centre,
            size=(right - left, top - bottom),
            view_center_point=(mx * self.factor, my * self.factor),
            view_height=self.size(top - bottom),
        )
        view.dxf.layer = "DEFPOINTS"
