"""Revision clouds: what changed, marked on a drawing as drafters do, with a triangle that names the revision."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from designer.documents.drawings.drawing import Drawing, Item, Path, Stamp, Text
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.styles import COLOURS, SMALL

__all__ = ["cloud", "clouds_of"]

_LAYER, _RED = "G-REVS-N", COLOURS["vermillion"]

_PATH = re.compile(r'<path data-tag="([^"]+)"[^>]* d="M([^"]+)"')
_TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"( transform="rotate\(-90[^"]*")?[^>]*>([^<]+)</text>')
#: Margin of a cloud around what it marks, and the size of its bumps [mm].
_AROUND, _BUMP = 1.6, 2.4
#: Pieces of a bump in a CAD file, and how far it stands out [mm].
_PIECES, _RISE = 5, 0.7
#: Size of a label for which no outline is drawn: width of a letter and height [mm].
_LETTER, _LINE = 2.2, 4.0
#: Size of the letter of a revision: its capital is 2.5 mm high [mm].
_SIZE = 3.64
#: Width of a sheet, and the share of it beyond which the title block stands.
_WIDTH, _BLOCK = re.compile(r'<svg[^>]*? width="([\d.]+)mm"'), 0.6
Area = tuple[float, float, float, float]


def cloud(svg: bytes, tags: Mapping[str, str], mark: str) -> tuple[bytes, int]:
    """A drawing with a revision cloud and a triangle with `mark` around each of these tags, and how many there are.
    The revision table of the title block carries the triangle too.
    """
    text = svg.decode()
    found: dict[str, Area] = {}
    for tag, path in _PATH.findall(text):
        if tag in tags and tag not in found:
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
            found[tag] = (min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
    for x, y, turned, label in _TEXT.findall(text):
        if label in tags and label not in found:
            wide = _LETTER * len(label)
            left, low = float(x), float(y)
            level = (left - wide / 2, low - _LINE, left + wide / 2, low)
            found[label] = (left - _LINE, low - wide, left, low) if turned else level
    areas = _joined([_grown(area) for area in found.values()])
    drawn = "".join(_scallops(area) for area in areas) + "".join(_triangle(area, mark) for area in areas)
    drawn += _in_table(text, mark) if found else ""
    group = f'<g data-layer="{_LAYER}" fill="none" stroke="{_RED}" stroke-width="0.5">{drawn}</g>'
    return text.replace("</svg>", f"{group}\n</svg>").encode(), len(found)


def clouds_of(drawing: Drawing, tags: Collection[str], mark: str) -> tuple[Item, ...]:
    """The same clouds and triangles as items of a drawing, for its CAD file."""
    found: dict[str, Area] = {}
    for item in drawing.items:
        if isinstance(item, Stamp | Path) and item.tag in tags and item.tag not in found:
            points = item.corners if isinstance(item, Stamp) else item.points
            xs, ys = [x for x, _ in points], [y for _, y in points]
            found[item.tag] = (min(xs), min(ys), max(xs), max(ys))
    for text in drawing.texts:
        if text.text in tags and text.text not in found:
            found[text.text] = extent(text)
    made: list[Item] = []
    for left, low, right, high in _joined([_grown(area) for area in found.values()]):
        made.append(Path(tuple(_waves((left, low, right, high))), _LAYER, "outline", _RED, closed=True))
        x, y = right + 1.0, high + 1.0
        made.append(Path(((x, y), (x + 6.0, y), (x + 3.0, y + 5.2)), _LAYER, "outline", _RED, closed=True))
        made.append(Text(x + 3.0, y + 1.0, mark, SMALL, _LAYER, "middle", colour=_RED))
    return tuple(made)


def _waves(area: Area) -> Iterator[tuple[float, float]]:
    """Points of a closed line of bumps outwards around an area."""
    left, low, right, high = area
    corners = ((left, low), (left, high), (right, high), (right, low), (left, low))
    for (x0, y0), (x1, y1) in pairwise(corners):
        length = math.dist((x0, y0), (x1, y1))
        count, (u, v) = max(1, round(length / _BUMP)), ((x1 - x0) / length, (y1 - y0) / length)
        for step in range(count * _PIECES):
            along, out = length * step / (count * _PIECES), _RISE * math.sin(math.pi * (step % _PIECES) / _PIECES)
            yield x0 + u * along - v * out, y0 + v * along + u * out


def _grown(area: Area) -> Area:
    left, top, right, bottom = area
    return left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND


def _joined(areas: Sequence[Area]) -> list[Area]:
    """Areas that touch made one, so that a changed row has one cloud."""
    left = list(areas)
    joined: list[Area] = []
    while left:
        one = left.pop()
        touching = [o for o in left if o[0] <= one[2] and one[0] <= o[2] and o[1] <= one[3] and one[1] <= o[3]]
        if touching:
            for other in touching:
                left.remove(other)
            every = [one, *touching]
            left.append((min(a[0] for a in every), min(a[1] for a in every), max(a[2] for a in every),
                         max(a[3] for a in every)))  # fmt: skip
        else:
            joined.append(one)
    return sorted(joined)


def _scallops(area: Area) -> str:
    """A closed line of arcs around an area, as drafters cloud a change."""
    left, top, right, bottom = area
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    path = f"M{left:.2f} {top:.2f}"
    for (x0, y0), (x1, y1) in pairwise(corners):
        length = abs(x1 - x0) + abs(y1 - y0)
        count = max(1, round(length / _BUMP))
        for n in range(1, count + 1):
            x, y = x0 + (x1 - x0) * n / count, y0 + (y1 - y0) * n / count
            path += f"A{_BUMP / 1.6:.2f} {_BUMP / 1.6:.2f} 0 0 1 {x:.2f} {y:.2f}"
    return f'<path d="{path}Z"/>'


def _in_table(svg: str, mark: str) -> str:
    """A small triangle beside the mark in the revision table of the title block: what is clouded is of it."""
    width = float(_WIDTH.search(svg)[1]) if _WIDTH.search(svg) else 0.0  # type: ignore[index]
    said = [(float(x), float(y)) for x, y, turned, label in _TEXT.findall(svg) if label == mark and not turned]
    rows = [(x, y) for x, y in said if x > width * _BLOCK]
    if not rows:
        return ""
    x = min(x for x, _ in rows)
    y = max(y for other, y in rows if other == x)
    return f'<polygon points="{x + 5:.2f},{y:.2f} {x + 8:.2f},{y:.2f} {x + 6.5:.2f},{y - 2.6:.2f}" fill="#ffffff"/>'


def _triangle(area: Area, mark: str) -> str:
    x, y = area[2] + 1.0, area[1] - 1.0
    points = f"{x:.2f},{y:.2f} {x + 6:.2f},{y:.2f} {x + 3:.2f},{y - 5.2:.2f}"
    style = f'fill="#D55E00" stroke="none" font-size="{_SIZE}" text-anchor="middle"'
    letter = f'<text x="{x + 3:.2f}" y="{y - 1:.2f}" {style}>'
    return f'<polygon points="{points}" fill="#ffffff"/>{letter}{mark}</text>'
