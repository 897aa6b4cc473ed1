"""The SVG writer: one group per run of items with the same layer and style, coordinates to a hundredth of a
millimetre.
"""

import base64
import math
from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from designer.documents.drawings.drawing import Circle, Drawing, Item, Path, Picture, Stamp, Text
from designer.documents.drawings.lettering import FONT_FAMILY, em_of
from designer.documents.drawings.styles import BLACK, PENS
from designer.documents.printing import NBSP

__all__ = ["write_fragment", "write_svg", "write_thumbnail"]

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
#: Texts lower than this are left out of a thumbnail [mm].
_THUMBNAIL_TEXT = 3.3


def write_svg(drawing: Drawing, description: str) -> bytes:
    """The drawing as SVG in true size."""
    paper = drawing.paper
    width, height = _number(paper.width), _number(paper.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
        f' font-family="{FONT_FAMILY}" role="img">'
    )
    parts = [
        _XML,
        head,
        f"<title>{escape(f'{drawing.number} {drawing.title}')}</title>",
        f"<desc>{escape(description)}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    left, bottom, right, top = drawing.area
    corner = f'x="{_number(left)}" y="{_number(paper.height - top)}"'
    view = f'<rect {corner} width="{_number(right - left)}" height="{_number(top - bottom)}"/>'
    parts.append(f'<clipPath id="view">{view}</clipPath>')
    for space, items in groupby(drawing.items, key=lambda item: item.space):
        clipped = space == "model" and drawing.windowed
        parts.append('<g clip-path="url(#view)">' if clipped else "<g>")
        parts.extend(_groups(items, paper.height))
        parts.append("</g>")
    parts.append("</svg>")
    return ("\n".join(parts) + "\n").encode()


def write_fragment(items: Iterable[Item], height: float) -> str:
    """Items as SVG groups by layer, for a picture of another file; `height` is that of the sheet [mm]."""
    return "\n".join([f'<g font-family="{FONT_FAMILY}">', *_groups(items, height), "</g>"]) + "\n"


def write_thumbnail(drawing: Drawing) -> bytes:
    """What the drawing shows, without frame, legend, small texts and texts beside it, cropped to it."""
    items = [
        i for i in drawing.items if i.space == "model" and not (isinstance(i, Text) and i.height < _THUMBNAIL_TEXT)
    ]
    left, bottom, right, top = drawing.focus or _bounds(items, drawing.area)
    items = [i for i in items if not isinstance(i, Text) or (left <= i.x <= right and bottom <= i.y <= top)]
    width, height = right - left, top - bottom
    box = f"{_number(left)} {_number(drawing.paper.height - top)} {_number(width)} {_number(height)}"
    size = f'width="{_number(width)}mm" height="{_number(height)}mm" viewBox="{box}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT_FAMILY}">'
    return "\n".join([_XML, head, *_groups(items, drawing.paper.height), "</svg>\n"]).encode()


def _bounds(items: Iterable[Item], area: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    points = [p for item in items for p in _corners(item)]
    if not points:
        return area
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) - 3, min(ys) - 3, max(xs) + 3, max(ys) + 3


def _corners(item: Item) -> Iterable[tuple[float, float]]:
    """The points that a line or a circle reaches."""
    if isinstance(item, Path):
        return item.points
    if isinstance(item, Circle):
        return (item.x - item.radius, item.y - item.radius), (item.x + item.radius, item.y + item.radius)
    return ()


def _groups(items: Iterable[Item], height: float) -> Iterable[str]:
    for (layer, style), group in groupby(items, key=lambda item: (item.layer, _style(item))):
        yield f'<g data-layer="{layer}"{style}>'
        yield from (_item(item, height) for item in group)
        yield "</g>"


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _style(item: Item) -> str:
    if isinstance(item, Text):
        weight = ' font-weight="bold"' if item.bold else ""
        anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
        return f' fill="{item.colour or BLACK}" font-size="{_number(em_of(item.height))}"{weight}{anchor}'
    fill = f' fill="{item.fill}"' if item.fill else ' fill="none"'
    if not item.pen:
        return fill
    pen = PENS[item.pen]
    dash = f' stroke-dasharray="{" ".join(_number(d) for d in pen.dash)}"' if pen.dash else ""
    return f'{fill} stroke="{item.colour or BLACK}" stroke-width="{_number(pen.weight)}"{dash}'


def _item(item: Item, height: float) -> str:
    match item:
        case Text():
            return _text(item, height)
        case Circle():
            return _circle(item, height)
        case Path():
            return f'<path{_tag(item.tag)} d="{_data(item.points, height, item.closed)}"/>'
        case Stamp():
            return _stamp(item, height)
        case Picture():
            return _picture(item, height)


def _tag(tag: str, kind: str = "") -> str:
    return (f" data-tag={quoteattr(tag)}" if tag else "") + (f" data-kind={quoteattr(kind)}" if kind else "")


def _text(item: Text, height: float) -> str:
    x, y = _number(item.x), _number(height - item.y)
    turn = f' transform="rotate({_number(-item.rotation)} {x} {y})"' if item.rotation else ""
    kept = "".join(c for c in item.text if c.isprintable() or c == NBSP)
    return f'<text x="{x}" y="{y}"{turn}>{escape(kept)}</text>'


def _circle(item: Circle, height: float) -> str:
    if item.end - item.start >= 360:
        return f'<circle cx="{_number(item.x)}" cy="{_number(height - item.y)}" r="{_number(item.radius)}"/>'
    ends = [
        (item.x + item.radius * math.cos(math.radians(a)), item.y + item.radius * math.sin(math.radians(a)))
        for a in (item.start, item.end)
    ]
    (x0, y0), (x1, y1) = ends
    large = int((item.end - item.start) % 360 > 180)
    r = _number(item.radius)
    return f'<path d="M{_number(x0)} {_number(height - y0)}A{r} {r} 0 {large} 0 {_number(x1)} {_number(height - y1)}"/>'


def _picture(item: Picture, height: float) -> str:
    kind = "image/svg+xml" if item.kind == "svg" else "image/png"
    place = f'x="{_number(item.x)}" y="{_number(height - item.y - item.height)}"'
    size = f'width="{_number(item.width)}" height="{_number(item.height)}"'
    return f'<image {place} {size} href="data:{kind};base64,{base64.b64encode(item.content).decode()}"/>'


def _data(points: Iterable[tuple[float, float]], height: float, closed: bool) -> str:
    body = "L".join(f"{_number(x)} {_number(height - y)}" for x, y in points)
    return f"M{body}{'Z' if closed else ''}"


def _stamp(item: Stamp, height: float) -> str:
    turn = math.radians(item.rotation)
    c, s = math.cos(turn), math.sin(turn)

    def at(u: float, v: float) -> tuple[float, float]:
        return item.x + c * u - s * v, item.y + s * u + c * v

    w, d = item.width / 2, item.depth / 2
    data = _data((at(-w, -d), at(w, -d), at(w, d), at(-w, d)), height, True)
    if item.front:
        bar = -d + min(0.8, item.depth * 0.12)
        data += _data((at(-w, bar), at(w, bar)), height, False)
    return f'<path{_tag(item.tag, item.kind)} d="{data}"/>'
