"""The committed packs of the reference sites: no key without words shows in them."""

import re
from pathlib import Path

import pytest

from designer.documents.printing import Printer
from designer.documents.wording import Words

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = ROOT / "outputs"
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


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_constraint_has_words(language):
    """What one trade may ask of sizing is named where the rounds of the design are printed."""
    source = "".join(p.read_text() for p in (ROOT / "designer").rglob("*.py"))
    asked = sorted({*re.findall(r'"([a-z_]+\.(?:extra|per_rack))"', source)})
    assert len(asked) > 8
    words = Words(Printer("SI"), language=language)
    assert [key for key in asked if words.label(f"constraints.{key}").startswith("[[")] == []
