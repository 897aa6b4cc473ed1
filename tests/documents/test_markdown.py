"""Pages of a pack are sound where a code-hosting site shows them; the checker is in `tests/markdown_faults.py`."""

import importlib.util
from pathlib import Path

import pytest

from designer.documents import issue

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("markdown_faults", ROOT / "tests" / "markdown_faults.py")
markdown_faults = importlib.util.module_from_spec(spec)
spec.loader.exec_module(markdown_faults)


@pytest.fixture(scope="module")
def pack(judged, tmp_path_factory):
    """A pack without its PDF."""
    out = tmp_path_factory.mktemp("read") / "pack"
    issue(*judged, out, False)
    return out


def test_pages_of_a_pack_are_sound(pack):
    """Links and pictures exist, tables have as many cells in every row, headings skip no level, fences are closed."""
    assert len(list(pack.rglob("*.md"))) > 10
    assert markdown_faults.faults(pack) == []


def test_pages_of_the_project_are_sound():
    """The same for the project's own pages."""
    assert markdown_faults.faults(ROOT / "docs") == []


def test_the_checker_can_tell(tmp_path):
    """A page with one of each fault has each of them found."""
    page = "# A\n\n### C\n\ntext\n| a | b |\n| - | - |\n| 1 |\n\n[x](none.md) ![](page.md) [y](#nowhere) [z](#a)\n"
    (tmp_path / "page.md").write_text(page)
    found = markdown_faults.faults(tmp_path)
    assert [fault[2] for fault in found] == ["none.md", "page.md", "#nowhere", "glued", "1 cells of 2", "### C"]
