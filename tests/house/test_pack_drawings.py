"""The drawings of the committed reference packs, read back from their SVG files and judged text by text."""

import importlib.util
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "outputs").glob("*/pack/drawings/*.svg"))
spec = importlib.util.spec_from_file_location("drawn_labels", ROOT / "tests" / "drawn_labels.py")
drawn_labels = importlib.util.module_from_spec(spec)
spec.loader.exec_module(drawn_labels)


@pytest.fixture(scope="module")
def drawn():
    """Size of the sheet and labels of every drawing, read once."""
    return {path: drawn_labels.read(path.read_bytes()) for path in SHEETS}


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: f"{p.parents[2].name}-{p.stem}")
class TestSheet:
    """One committed drawing."""

    def test_no_two_labels_overlap(self, path, drawn):
        """No two texts of a drawing cover one another."""
        assert list(drawn_labels.overlapping(drawn[path][2])) == []

    def test_no_label_leaves_the_frame(self, path, drawn):
        """Every text lies inside the frame, or, as a zone mark, wholly in the margin around it."""
        width, height, found = drawn[path]
        assert list(drawn_labels.outside(found, width, height)) == []

    def test_every_label_is_large_enough(self, path, drawn):
        """Capitals are at least 2.5 mm high on A1 and ANSI D, 1.8 mm on smaller sheets."""
        width, height, found = drawn[path]
        assert drawn_labels.too_small(found, width, height) == []


def test_a_moved_label_is_seen():
    """Two labels on one another, one across the frame and a small one are each found."""
    text = '<text x="{x}" y="50">R-0101</text>'
    root = ElementTree.fromstring(
        '<svg xmlns="http://www.w3.org/2000/svg" width="841mm" height="594mm"><g font-size="3.63">'
        + text.format(x=100)
        + text.format(x=104)
        + text.format(x=18)
        + '</g><g font-size="3.0"><text x="300" y="80">low</text></g></svg>'
    )
    found = list(drawn_labels.labels(root))
    assert list(drawn_labels.overlapping(found)) == [("R-0101", "R-0101")]
    assert [one.left for one in drawn_labels.outside(found, 841, 594)] == [18]
    assert [one.text for one in drawn_labels.too_small(found, 841, 594)] == ["low"]
