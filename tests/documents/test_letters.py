"""Letters of every script: what the fonts at hand show is printed, for the rest stands a sign, and the PDF is made."""

import pytest

from designer import folders
from designer.documents.letters import STAND_IN, fonts_for, letters_of, stood_in


def test_house_words_are_all_shown():
    """Every letter of the words and templates of a language is in its fonts, so that none is stood in for."""
    for language in folders.languages():
        if folders.fonts(language) is None:
            continue
        root = folders.templates() / "languages" / language if language != "en" else folders.templates()
        files = [p for p in root.rglob("*.*") if p.suffix in (".j2", ".yaml", ".typ") and
                 (language != "en" or "languages" not in p.parts)]
        letters = set().union(*(letters_of(p.read_bytes()) for p in files))
        fonts, shown = fonts_for(language, letters)
        assert fonts == folders.fonts(language)
        assert {ord(letter) for letter in letters} <= shown
    _, shown = fonts_for("en", ())
    assert ord(STAND_IN) in shown


@pytest.mark.parametrize(("said", "printed"), [
    ("Łódź Zoë Ωμέγα Київ", "Łódź Zoë Ωμέγα Київ"), ("a\U0001f477\U0001f3fd\ufe0fb", "a□□b"), ("عربى", "□□□□"),
    ("x\ue000\ufffdy\u2060", "x□□y"),
    ("plain #$*", "plain #$*"),
])  # fmt: skip
def test_what_no_font_shows_is_stood_in_for(said, printed):
    """Latin, Greek and Cyrillic stay; pictures, private letters and scripts without a font become a sign each, marks
    that show nothing by themselves nothing.
    """
    _, shown = fonts_for("en", ())
    assert stood_in(said.encode(), shown).decode() == printed


@pytest.mark.skipif(folders.fonts("ja") is None, reason="the fonts of Japanese packs are not installed")
def test_fonts_of_another_language_serve_where_they_are_there():
    """An English pack with a Japanese name takes the Japanese fonts; one without does not."""
    fonts, shown = fonts_for("en", "日本")
    assert fonts == folders.fonts("ja")
    assert stood_in("日本".encode(), shown).decode() == "日本"
    assert fonts_for("en", "Zoë")[0] == folders.fonts()
