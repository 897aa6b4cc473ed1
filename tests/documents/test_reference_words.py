"""The committed packs of the reference sites: no key without words shows in them."""

from pathlib import Path

import pytest

OUTPUTS = Path(__file__).resolve().parents[2] / "outputs"
TEXTS = sorted(
    [*OUTPUTS.glob("*/pack/*.md"), *OUTPUTS.glob("*/pack/sheets/*.md"), *OUTPUTS.glob("*/pack/drawings/*.svg")]
)


@pytest.mark.parametrize("path", TEXTS or [None], ids=lambda p: f"{p.parents[1].name}-{p.stem}" if p else "none")
def test_every_key_has_words(path):
    """Labels, headers, notes, rules and requirements of real designs have words with all their facts."""
    if path is None:
        pytest.skip("no reference pack is committed")
    text = path.read_text(encoding="utf-8").replace("\\", "")
    assert [part.split("]]")[0] for part in text.split("[[")[1:]] == []
