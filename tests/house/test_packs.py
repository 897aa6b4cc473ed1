"""The reference packs beside their briefs are what the tool makes now."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("rebuild_packs", ROOT / "tests" / "house" / "rebuild_packs.py")
assert spec
assert spec.loader
rebuild_packs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(rebuild_packs)


@pytest.mark.parametrize("site", rebuild_packs.SITES)
def test_committed_pack_is_current(site: str):
    """A pack rebuilt from its brief equals the committed one, byte for byte (`make packs` renews it)."""
    committed = rebuild_packs.kept_files(ROOT / "outputs" / site / "pack")
    made = rebuild_packs.rebuilt(site)
    assert list(committed) == list(made)
    assert [name for name in made if made[name] != committed[name]] == []
