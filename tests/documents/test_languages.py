"""A second language is a folder of templates: with the same fields, in a font that covers it."""

import re
from dataclasses import replace

import pytest
import yaml
from fontTools.ttLib import TTFont

from designer import checks, folders
from designer.catalog import Catalog
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.facts.rules import rule_remedy, rule_title
from designer.documents.model import Paragraph
from designer.documents.printing import Printer
from designer.documents.sheets import _template, build_sheets, gather, sheet_templates
from designer.documents.subject import Subject
from designer.documents.wording import Words, read_words
from designer.documents.writers.typst import TypstWriter
from designer.errors import Refused
from designer.model import Note, NoteKind, Trade
from designer.site import read_bytes

JAPANESE = folders.templates() / "languages" / "ja" / "words"
#: Files of words that a pack is written with.
FILES = (
    "labels", "tables", "drawings", "claims", "requirements",
    *(f"notes/{path.stem}" for path in sorted((folders.templates() / "words" / "notes").glob("*.yaml"))),
)
#: Share of the texts that may be newer than their translation.
FRESH = 0.01
FIELD = re.compile(r"\{(\w+)\}")
FONT = folders.fonts("ja")


def leaves(tree, path=()):
    """Every text of a tree of words with its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, str(key)))
    elif isinstance(tree, str):
        yield ".".join(path), tree


@pytest.fixture(scope="module")
def japanese(judged_metric):
    """The metric design with its sheets and drawings in Japanese."""
    design, findings = judged_metric
    site = replace(design.trades.site, project=replace(design.trades.site.project, language="ja"))
    design = replace(design, trades=replace(design.trades, site=site))
    return with_drawings(Subject.of(design, findings))


@pytest.mark.parametrize("name", ["labels", "tables", "drawings", "claims"])
def test_every_translation_has_an_original_with_the_same_fields(name):
    """No Japanese text stands for a key that is gone, and each fills the same fields as the English one."""
    plain = dict(leaves(read_words(name)))
    for key, text in leaves(yaml.safe_load((JAPANESE / f"{name}.yaml").read_text(encoding="utf-8"))):
        assert key in plain, key
        assert set(FIELD.findall(text)) <= set(FIELD.findall(plain[key])), key


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_a_pack_is_translated(name):
    """The texts of the sheets, drawings, schedules and notes have Japanese ones, but for a few that are new since the
    last translation and are printed in English.
    """
    plain = [key for key, text in leaves(read_words(name)) if re.search("[a-z]{3}|[A-Z]{5}", text)]
    known = dict(leaves(read_words(name, "ja")))
    missing = [key for key in plain if key not in known]
    assert len(missing) <= FRESH * len(plain), missing


def test_every_passage_is_translated():
    """Every text of every sheet, of the pages of a fabric alone, of a study and of revisions has a Japanese one, also
    that of callouts with a title of their own.
    """
    words = Words(Printer("SI"), language="ja")
    pages = [_template(path, words) for path in sorted((folders.templates() / "markdown").glob("[!l]*.j2"))]
    assert [page for page in (*pages, *sheet_templates(words)) if not page.title] == []
    assert sorted(words.untranslated) == []


def test_every_rule_is_translated():
    """Statement and remedy of each rule are found by their English, so that a rule that changed falls back to it."""
    words = Words(Printer("SI"), language="ja")
    texts = [say(rule.about.id, words) for rule in checks.rules() for say in (rule_title, rule_remedy)]
    missing = [text for text in texts if not re.search("[\u3040-\u9fff]", text)]
    assert len(missing) <= FRESH * len(texts), missing


def test_a_whole_pack_is_in_japanese(japanese):
    """No sheet, drawing or table of a design falls back to English where English says a word."""
    build_sheets(japanese, gather(japanese))
    files = {name: dict(leaves(read_words(name))) for name in FILES}
    left = [(name, key) for name, _, key in (one.partition(":") for one in sorted(japanese.words.untranslated))]
    said = {(name, key): files[name].get(key, "") if name in files else key for name, key in left}
    fallen = [key for key, text in said.items() if re.search("[a-z]{3}", text)]
    assert len(fallen) <= 6, fallen


def test_passages_of_sheets_are_found_by_their_english():
    """Passages of the sheets are translated; one that changed falls back to English and is remembered."""
    words = Words(Printer("SI"), language="ja")
    titles = [template.title for template in sheet_templates(words)]
    assert titles[0] == "概要"
    assert words.passage("A sentence that nobody translated.") == "A sentence that nobody translated."
    assert any(text.startswith("sheets:A sentence") for text in words.untranslated)


def test_a_japanese_pack_says_what_the_english_one_says(japanese, judged_metric):
    """Sheet for sheet the same tables and figures, only the words differ."""
    plain = with_drawings(Subject.of(*judged_metric))
    ours, theirs = (build_sheets(one, gather(one)) for one in (japanese, plain))
    for one, other in zip(ours, theirs, strict=True):
        said, meant = ([type(b) for b in sheet.blocks if not isinstance(b, Paragraph)] for sheet in (one, other))
        assert said == meant, one.slug
    assert "".join(TypstWriter(japanese.words, {}).sheet(sheet) for sheet in ours).count("概要") >= 1
    assert not [key for key in japanese.words.missing if not key.startswith(("notes:", "requirements:"))]


def test_no_texts_overlap_in_japanese(japanese):
    """Labels of the drawings keep apart although their letters are wider."""
    assert text_width("平面図", 2.5) == pytest.approx(3 * 2.5 * 2048 / 1409)
    for number, drawing in japanese.drawings.items():
        assert [(a.text, b.text) for a, b in overlapping_texts(drawing)] == [], number


@pytest.mark.skipif(FONT is None, reason="the Japanese font (extra `ja`) is not installed")
def test_the_font_covers_every_letter():
    """Each letter of the Japanese templates is in the house font or in the Japanese one."""
    known = set()
    for folder in FONT:
        for path in sorted(folder.glob("*Regular.[ot]tf")):
            with TTFont(path, lazy=True) as font:
                known |= set(font.getBestCmap())
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted(JAPANESE.rglob("*.yaml")))
    assert {letter for letter in texts if ord(letter) not in known and letter.isprintable()} == set()


def test_a_missing_font_is_a_located_mistake(monkeypatch):
    """Without the font a Japanese brief is refused at its line, with the command that installs it."""
    monkeypatch.setattr(folders, "fonts", lambda language="en": None if language == "ja" else ())
    brief = b"project:\n  name: Kita\n  language: ja\ncompute: {rack: gb200-nvl72, racks: 8}\n"
    with pytest.raises(Refused) as refused:
        read_bytes(brief, "site.yaml", Catalog(), None, ("rail-optimised",))
    assert [(m.code, m.place.line) for m in refused.value.mistakes] == [("font-missing", 3)]


@pytest.mark.parametrize("name", ["layout", "sizing", "bom"])
def test_notes_are_translated_whole(name):
    """The notes of these rooms have all their sentences in Japanese, with the same fields and in the font."""
    folder = folders.templates() / "words" / "notes"
    plain = dict(leaves(yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))))
    ours = dict(leaves(yaml.safe_load((JAPANESE / "notes" / f"{name}.yaml").read_text(encoding="utf-8"))))
    assert ours.keys() == plain.keys()
    for key, text in ours.items():
        assert set(FIELD.findall(text)) <= set(FIELD.findall(plain[key])), key
        assert re.search("[\u3040-\u9fff]", text), key


@pytest.mark.parametrize(("language", "said"), [
    ("en", "what Layout could not meet (plant that found a place)"),
    ("ja", "レイアウトで満たせなかったもの（配置できた設備）"),
])  # fmt: skip
def test_a_limit_that_a_trade_found_names_the_trade(language, said):
    """What could not be met is named with its trade; any other limit, and what has no words, by its own."""
    words = Words(Printer("SI"), language=language)
    assert words.limit("found", "layout.plant").startswith(said)
    assert words.limit("found", "layout.nothing_known") == words.label("limits.found")
    assert words.limit("import", "sizing.racks_by_import") == words.label("limits.import")
    note = Note(NoteKind.DECISION, "sizing.binding", Trade.SIZING, "", {
        "racks": 3, "limit": "found:layout.plant", "following": "import", "following_racks": 6,
    })  # fmt: skip
    assert words.limit("found", "layout.plant") in words.note(note).text
    assert words.label("limits.import") in words.note(note).text
