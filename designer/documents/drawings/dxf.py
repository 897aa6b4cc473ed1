"""The DXF writer: model space in true units, the sheet in paper space with one viewport, tagged items as blocks.

ezdxf makes the skeleton (header, layers, line types, blocks, layouts, viewport); the entities, which are many and
of four kinds only, are written as group codes between its sections. Nothing depends on the clock: dates and
identifiers are fixed.
"""

import io
import math
import re
from collections.abc import Iterable
from typing import Any

from designer.documents.drawings.drawing import Circle, Drawing, Item, Path, Stamp, Text
from designer.documents.drawings.styles import PENS, layer_colour
from designer.documents.printing import NBSP, System

__all__ = ["write_dxf"]

_FEET = 1 / 0.3048
#: $INSUNITS: feet, metres, millimetres.
_UNIT_CODES = {"ft": 2, "m": 6, "mm": 4}
_ALIGN = {"start": 0, "middle": 1, "end": 2}
#: Group codes as they are written, right-aligned to three places.
_CODES = tuple(f"{code:3d}" for code in range(1072))
_SEED = re.compile(r"(\$HANDSEED\s+5\s+)([0-9A-F]+)")
#: The name under which facts stand beside lines.
_OWN = "RETROFIT_DESIGNER"
_ENTITIES = "  2\nENTITIES\n"
#: A fill in the colour of the paper only covers what lies below it; a CAD file needs none.
_BLANK = "#FFFFFF"
#: Height of the text of a dimension [mm].
_DIMENSION_TEXT = 2.5
#: Corners of the polygon that stands for a filled circle.
_CORNERS = 24


def write_dxf(drawing: Drawing, system: System) -> bytes:
    """The drawing as DXF R2010 text; scaled drawings are in feet or metres, diagrams in millimetres."""
    writer = _Writer(drawing, system)
    text = writer.skeleton()
    found = _SEED.search(text)
    if found is None:
        raise ValueError(drawing.number)
    body = writer.entities(int(found.group(2), 16))
    text = _SEED.sub(lambda m: f"{m.group(1)}{writer.handle:X}", text, count=1)
    head, middle, tail = text.partition(_ENTITIES)
    return (head + middle + body + tail).encode("utf-8")


def _order_classes(document: Any) -> None:
    """Put the classes that ezdxf declares by itself in order: it takes them from a set, whose order is by chance."""
    document.classes.add_required_classes(document.dxfversion)
    known = document.classes.classes
    for key in sorted(known):
        known.move_to_end(key)


class _Writer:
    def __init__(self, drawing: Drawing, system: System) -> None:
        self.drawing = drawing
        self.unit = ("ft" if system == "IP" else "m") if drawing.scaled else "mm"
        self.factor = _FEET if self.unit == "ft" else 1.0
        self.axes = math.cos(math.radians(drawing.turn)), math.sin(math.radians(drawing.turn))
        self.owners = {"model": "", "paper": ""}
        self.handle = 0
        self.lines: list[str] = []
        #: Layers whose lines and texts are dimensions.
        self.measured = {one.layer for one in drawing.dimensions}

    def size(self, millimetres: float) -> float:
        """A paper length in model units."""
        return millimetres / self.drawing.transform.scale * self.factor

    def skeleton(self) -> str:
        """The file without its entities, as ezdxf writes it."""
        import ezdxf  # heavy; only an issued pack needs it

        ezdxf.options.write_fixed_meta_data_for_testing = True
        document = ezdxf.new("R2010")
        document.header["$INSUNITS"] = _UNIT_CODES[self.unit]
        document.header["$LTSCALE"] = self.size(1.0)
        document.header["$PSLTSCALE"] = 1
        paper, sheet = self.drawing.paper, document.paperspace()
        sheet.page_setup(size=(paper.width, paper.height), margins=(0, 0, 0, 0), units="mm")
        document.appids.new(_OWN)
        document.styles.new("HOUSE", dxfattribs={"font": "arial.ttf"})
        for name, pen in PENS.items():
            if pen.dash:
                pattern = [sum(pen.dash), *(d if i % 2 == 0 else -d for i, d in enumerate(pen.dash))]
                document.linetypes.add(name.upper(), pattern=pattern)
        for layer in sorted({item.layer for item in self.drawing.items}):
            document.layers.add(layer, color=layer_colour(layer))
        self._blocks(document)
        self._dimensions(document)
        self._viewport(sheet)
        self.owners = {"model": document.modelspace().layout_key, "paper": sheet.layout_key}
        _order_classes(document)
        stream = io.StringIO()
        document.write(stream)
        return stream.getvalue()

    def _blocks(self, document: Any) -> None:
        """One block for each kind and size of tagged item."""
        for item in self.drawing.items:
            if isinstance(item, Stamp) and (name := self._block_name(item)) not in document.blocks:
                block = document.blocks.new(name)
                w, d = self._span(item, item.width) / 2, self._span(item, item.depth) / 2
                block.add_lwpolyline([(-w, -d), (w, -d), (w, d), (-w, d)], close=True, dxfattribs={"layer": "0"})
                if item.front:
                    bar = -d + 2 * d * 0.12
                    block.add_lwpolyline([(-w, bar), (w, bar)], dxfattribs={"layer": "0"})

    def _dimensions(self, document: Any) -> None:
        """Every measure as a dimension of its own, in model units, with the text of the drawing."""
        if not self.drawing.dimensions:
            return
        space, height = document.modelspace(), self.size(_DIMENSION_TEXT)
        style = document.dimstyles.new("HOUSE")
        style.set_arrows(blk="ARCHTICK")
        sizes = {"dimtxt": 1.0, "dimasz": 0.8, "dimexe": 0.6, "dimexo": 0.0, "dimgap": 0.4}
        style.dxf.update({key: share * height for key, share in sizes.items()} | {"dimtad": 1, "dimtxsty": "HOUSE"})
        for one in self.drawing.dimensions:
            upright = abs(one.end[0] - one.start[0]) < abs(one.end[1] - one.start[1])
            base = (one.start[0] + one.offset, one.start[1]) if upright else (one.start[0], one.start[1] + one.offset)
            places = [self._at(*place) for place in (base, one.start, one.end)]
            looks = {"angle": (90.0 if upright else 0.0) + self.drawing.turn, "text": one.text, "dimstyle": "HOUSE"}
            space.add_linear_dim(*places, **looks, dxfattribs={"layer": one.layer}).render()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """A place of the model from its place on paper."""
        mx, my = self.drawing.transform.to_model(x, y)
        c, s = self.axes
        return (c * mx - s * my) * self.factor, (s * mx + c * my) * self.factor

    def _viewport(self, sheet: Any) -> None:
        """The window of the sheet through which the model is seen, at the drawing's scale."""
        left, bottom, right, top = self.drawing.area
        centre = ((left + right) / 2, (bottom + top) / 2)
        mx, my = self.drawing.transform.to_model(*centre)
        view = sheet.add_viewport(
            centre,
            size=(right - left, top - bottom),
            view_center_point=(mx * self.factor, my * self.factor),
            view_height=self.size(top - bottom),
        )
        view.dxf.layer = "DEFPOINTS"
        view.dxf.view_twist_angle = -self.drawing.turn

    def _span(self, item: Item, millimetres: float) -> float:
        return millimetres if item.space == "paper" else self.size(millimetres)

    def _block_name(self, item: Stamp) -> str:
        kind = re.sub(r"[^A-Za-z0-9]", "-", item.kind).upper()
        width, depth = self._span(item, item.width), self._span(item, item.depth)
        return f"{kind}-{round(width * 1000)}-{round(depth * 1000)}{'-F' if item.front else ''}"

    def entities(self, first_handle: int) -> str:
        """All items as group codes; handles go on from the skeleton's."""
        self.handle = first_handle
        for item in self.drawing.items:
            if item.layer in self.measured:
                continue
            match item:
                case Path():
                    self._path(item)
                case Circle():
                    self._circle(item)
                case Text():
                    self._text(item)
                case Stamp():
                    self._stamp(item)
        return "\n".join(self.lines) + "\n" if self.lines else ""

    def _put(self, *tags: tuple[int, object]) -> None:
        for code, value in tags:
            self.lines += (_CODES[code], value if isinstance(value, str) else _plain(value))

    def _begin(self, kind: str, item: Item, owner: str = "") -> None:
        owner = owner or self.owners[item.space]
        sheet = " 67\n1\n" if item.space == "paper" else ""
        self.lines.append(
            f"  0\n{kind}\n  5\n{self.handle:X}\n330\n{owner}\n100\nAcDbEntity\n{sheet}  8\n{item.layer}"
        )
        self.handle += 1

    def _look(self, item: Path | Circle | Stamp) -> None:
        if item.pen:
            pen = PENS[item.pen]
            if pen.dash:
                self._put((6, item.pen.upper()))
            self._put((370, round(pen.weight * 100)))
        colour = item.colour if item.pen else item.fill
        if colour and colour != "#000000":
            self._put((420, int(colour[1:], 16)))

    def _point(self, item: Item, x: float, y: float) -> tuple[float, float]:
        if item.space == "paper":
            return x, y
        return self._at(x, y)

    def _angle(self, item: Item, degrees: float) -> float:
        return degrees if item.space == "paper" else degrees + self.drawing.turn

    def _path(self, item: Path) -> None:
        points = [self._point(item, x, y) for x, y in item.points]
        if item.fill and item.fill != _BLANK:
            self._fill(item, points)
        if not item.pen:
            return
        self._begin("LWPOLYLINE", item)
        self._look(item)
        self._polyline(points, item.closed)
        if item.facts:
            self._put((1001, _OWN), *((1000, _line(f"{key}={text}")[:255]) for key, text in item.facts))

    def _polyline(self, points: Iterable[tuple[float, float]], closed: bool) -> None:
        kept = list(points)
        self._put((100, "AcDbPolyline"), (90, len(kept)), (70, int(closed)))
        self._corners(kept)

    def _corners(self, points: Iterable[tuple[float, float]]) -> None:
        self.lines += [f" 10\n{_plain(x)}\n 20\n{_plain(y)}" for x, y in points]

    def _fill(self, item: Path | Circle | Stamp, points: list[tuple[float, float]]) -> None:
        """A solid hatch with the points as its boundary, below the outline."""
        self._begin("HATCH", item)
        if item.fill != "#000000":
            self._put((420, int(item.fill[1:], 16)))
        self._put((100, "AcDbHatch"), (10, 0.0), (20, 0.0), (30, 0.0), (210, 0.0), (220, 0.0), (230, 1.0))
        self._put((2, "SOLID"), (70, 1), (71, 0), (91, 1), (92, 7), (72, 0), (73, 1), (93, len(points)))
        self._corners(points)
        self._put((97, 0), (75, 1), (76, 1), (98, 1), (10, points[0][0]), (20, points[0][1]))

    def _round(self, item: Circle) -> list[tuple[float, float]]:
        """The corners of a polygon in place of a circle."""
        turns = (2.0 * math.pi * i / _CORNERS for i in range(_CORNERS))
        places = ((item.x + item.radius * math.cos(t), item.y + item.radius * math.sin(t)) for t in turns)
        return [self._point(item, x, y) for x, y in places]

    def _circle(self, item: Circle) -> None:
        x, y = self._point(item, item.x, item.y)
        whole = item.end - item.start >= 360
        if whole and item.fill and item.fill != _BLANK:
            self._fill(item, self._round(item))
        self._begin("CIRCLE" if whole else "ARC", item)
        self._look(item)
        self._put((100, "AcDbCircle"), (10, x), (20, y), (30, 0.0), (40, self._span(item, item.radius)))
        if not whole:
            start, end = self._angle(item, item.start), self._angle(item, item.end)
            self._put((100, "AcDbArc"), (50, start), (51, end))

    def _text(self, item: Text) -> None:
        x, y = self._point(item, item.x, item.y)
        self._begin("TEXT", item)
        if item.colour and item.colour != "#000000":
            self._put((420, int(item.colour[1:], 16)))
        across, up, high = _plain(x), _plain(y), _plain(self._span(item, item.height))
        self.lines.append(
            f"100\nAcDbText\n 10\n{across}\n 20\n{up}\n 30\n0\n 40\n{high}\n  1\n{_line(item.text)}\n"
            f" 50\n{_plain(self._angle(item, item.rotation))}\n  7\nHOUSE\n 72\n{_ALIGN[item.anchor]}\n"
            f" 11\n{across}\n 21\n{up}\n 31\n0\n100\nAcDbText"
        )

    def _stamp(self, item: Stamp) -> None:
        x, y = self._point(item, item.x, item.y)
        if item.fill and item.fill != _BLANK:
            self._fill(item, [self._point(item, *corner) for corner in item.corners])
        insert = f"{self.handle:X}"
        self._begin("INSERT", item)
        self._look(item)
        self._put(
            (100, "AcDbBlockReference"),
            (66, 1),
            (2, self._block_name(item)),
            (10, x),
            (20, y),
            (30, 0.0),
            (50, self._angle(item, item.rotation)),
        )
        for key, text in (("TAG", item.tag), ("KIND", item.kind)):
            self._begin("ATTRIB", item, insert)
            height = self._span(item, item.depth) * 0.2
            self._put((100, "AcDbText"), (10, x), (20, y), (30, 0.0), (40, height), (1, _line(text)), (7, "HOUSE"))
            self._put((100, "AcDbAttribute"), (2, key), (70, 1))
        self._begin("SEQEND", item, insert)


def _plain(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) >= 1e-4 else f"{value:.6g}"


def _line(text: str) -> str:
    return text if text.isprintable() else "".join(c for c in text if c.isprintable() or c == NBSP)
