"""The drawings of the committed reference packs, read back from their SVG files and judged text by text.

Nothing of the drawing code is used: widths come from the shipped font itself, places from the files.
"""

import functools
import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from designer import folders

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "outputs").glob("*/pack/drawings/*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
#: Capitals over the em of the font; least height of capitals on a large and on a small sheet [mm].
CAPITALS, LARGE, SMALL = 1409 / 2048, 2.5, 1.8
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
            width = sum(known.get(ord(c), 0.6) for c in node.text) * size
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


@pytest.fixture(scope="module")
def drawn():
    """Size of the sheet and labels of every drawing, read once."""
    found = {}
    for path in SHEETS:
        root = ElementTree.parse(path).getroot()
        found[path] = (*(float(root.get(k).removesuffix("mm")) for k in ("width", "height")), list(labels(root)))
    return found


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: f"{p.parents[2].name}-{p.stem}")
class TestSheet:
    """One committed drawing."""

    def test_no_two_labels_overlap(self, path, drawn):
        """No two texts of a drawing cover one another."""
        assert list(overlapping(drawn[path][2])) == []

    def test_no_label_leaves_the_frame(self, path, drawn):
        """Every text lies inside the frame, or, as a zone mark, wholly in the margin around it."""
        width, height, found = drawn[path]
        for one in found:
            assert min(one.left, one.top) >= 0, one
            assert one.right <= width, one
            assert one.bottom <= height, one
            inside = (
                one.left >= BINDING and one.right <= width - EDGE and one.top >= EDGE and one.bottom <= height - EDGE
            )
            beside = one.right <= BINDING or one.left >= width - EDGE or one.bottom <= EDGE or one.top >= height - EDGE
            assert inside or beside, one

    def test_every_label_is_large_enough(self, path, drawn):
        """Capitals are at least 2.5 mm high on A1 and ANSI D, 1.8 mm on smaller sheets."""
        width, _, found = drawn[path]
        least = LARGE if width > 600 else SMALL
        assert [one for one in found if one.height < least - 0.011] == []


def test_a_moved_label_is_seen():
    """Two labels on one another, one across the frame and a small one are each found."""
    text = '<text x="{x}" y="50">R-0101</text>'
    root = ElementTree.fromstring(
        '<svg xmlns="http://www.w3.org/2000/svg" width="841mm" height="594mm"><g font-size="3.63">'
        + text.format(x=100)
        + text.format(x=104)
        + text.format(x=18)
        + "</g></svg>"
    )
    found = list(labels(root))
    assert list(overlapping(found)) == [("R-0101", "R-0101")]
    assert any(one.left < BINDING < one.right for one in found)
    assert all(abs(one.height - 2.5) < 0.01 for one in found)
