"""The reference packs beside their briefs are what the tool makes now."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def _loaded(name: str, folder: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / folder / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rebuild_packs = _loaded("rebuild_packs", "tests/house")
markdown_faults = _loaded("markdown_faults", "tests")
by_hand = _loaded("by_hand", "tests")


@pytest.fixture(scope="module", params=rebuild_packs.SITES)
def issued(request, tmp_path_factory) -> tuple[str, Path]:
    """Each reference site with its pack as it is made now."""
    return request.param, rebuild_packs.issued(request.param, tmp_path_factory.mktemp(request.param) / "pack")


def test_committed_pack_is_current(issued: tuple[str, Path]):
    """A pack rebuilt from its brief equals the committed one, byte for byte but for charts (`make packs` renews it)."""
    site, pack = issued
    committed = rebuild_packs.kept_files(ROOT / "outputs" / site / "pack")
    made = rebuild_packs.kept_files(pack)
    assert list(committed) == list(made)
    compared = [name for name in made if not name.startswith(rebuild_packs.FREE)]
    assert [name for name in compared if made[name] != committed[name]] == []


def test_loops_of_the_pack_close_by_hand(issued: tuple[str, Path]):
    """Mass, energy and head of the loops close in sums and products of the printed schedules alone."""
    assert by_hand.faults(issued[1]) == []


def test_committed_pages_are_sound():
    """Every link and picture of the kept pages is there, tables and headings are as a code-hosting site wants them."""
    assert markdown_faults.faults(ROOT / "outputs") == []


def test_what_the_checker_found_is_in_the_units_of_the_pack():
    """creek-8 prints feet and pounds: heights and floor loads that the checker found too high or too heavy as well."""
    sheet = (ROOT / "outputs" / "creek-8" / "pack" / "sheets" / "05-layout.md").read_text(encoding="utf-8")
    found = sheet.partition("What the independent checker found")[2].partition("## ")[0]
    assert "psf" in found
    assert "ft" in found
    assert not re.search(r"\d\s(m|kPa|kN|m²)\b", found)
