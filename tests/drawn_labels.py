"""Texts of a drawing read back from its SVG file, to be judged one by one.

Nothing of the drawing code is used: widths come from the shipped font itself, places from the files.
"""

import functools
import itertools
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from fontTools.ttLib import TTFont

from designer import folders

SVG = "{http://www.w3.org/2000/svg}"
#: Capitals over the em of the font; least height of capitals on a large and on a small sheet [mm].
CAPITALS, LARGE, SMALL = 1409 / 2048, 2.5, 1.8
#: Letters from here on are as wide as the font is high.
WIDE = 0x2E80
#: Frame of every sheet: binding margin and the other edges [mm].
BINDING, EDGE = 20.0, 10.0


@dataclass(frozen=True)
class Label:
    """A text with its box on the sheet [mm], y downwards, and the height of its capitals."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    height: float


@functools.cache
def advances(bold):
    """Advance widths of the shipped font in ems."""
    with TTFont(folders.templates() / "fonts" / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf") as font:
        widths, em = font["hmtx"], font["head"].unitsPerEm
        return {code: widths[name][0] / em for code, name in font.getBestCmap().items()}


def labels(root):
    """Every text of a drawing with its box; texts stand upright or along the sheet."""
    for group in root.iter(f"{SVG}g"):
        size = float(group.get("font-size", 0))
        for node in (one for one in group.findall(f"{SVG}text") if one.text):
            known = advances(group.get("font-weight") == "bold")
            width = sum(known.get(ord(c), 1.0 if ord(c) >= WIDE else 0.6) for c in node.text) * size
            x, y, height = float(node.get("x")), float(node.get("y")), size * CAPITALS
            start = {"middle": -width / 2, "end": -width}.get(group.get("text-anchor"), 0.0)
            turned = re.match(r"rotate\((-?[\d.]+)", node.get("transform", ""))
            turn = float(turned.group(1)) if turned else 0.0
            if turn == 0.0:
                box = (x + start, y - height, x + start + width, y)
            else:
                assert turn == -90.0, node.text
                box = (x - height, y - start - width, x, y - start)
            yield Label(node.text, *box, height)


def overlapping(found):
    """Pairs of labels whose capitals cover one another."""
    ordered = sorted(found, key=lambda one: (one.left, one.top, one.text))
    for index, one in enumerate(ordered):
        for other in itertools.takewhile(lambda o, edge=one.right: o.left < edge - 0.01, ordered[index + 1 :]):
            if one.top < other.bottom - 0.01 and other.top < one.bottom - 0.01:
                yield one.text, other.text


def outside(found, width, height):
    """Labels that are neither inside the frame nor, as a zone mark, wholly in the margin around it."""
    for one in found:
        inside = one.left >= BINDING and one.right <= width - EDGE and one.top >= EDGE and one.bottom <= height - EDGE
        beside = one.right <= BINDING or one.left >= width - EDGE or one.bottom <= EDGE or one.top >= height - EDGE
        on_paper = min(one.left, one.top) >= 0 and one.right <= width and one.bottom <= height
        if not on_paper or not (inside or beside):
            yield one


def too_small(found, width, height):
    """Labels whose capitals are lower than 2.5 mm on A1 and ANSI D, or than 1.8 mm on smaller sheets."""
    least = LARGE if max(width, height) > 600 else SMALL
    return [one for one in found if one.height < least - 0.011]


def read(svg):
    """Width and height of a sheet [mm], and its labels."""
    root = ElementTree.fromstring(svg)
    return *(float(root.get(k).removesuffix("mm")) for k in ("width", "height")), list(labels(root))
