"""Messages in the language of the brief, or of the environment; every message has its words in both languages."""

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from designer import folders
from designer.cli import app
from designer.cli.words import VARIABLE, language, listen, render, say, words
from designer.errors import Mistake, Place

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "pipeline" / "small.yaml"
FACT = re.compile(r"\{([a-z_]+)\}")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    """Each test begins without a language and leaves none behind."""
    monkeypatch.delenv(VARIABLE, raising=False)
    listen(Path("none"))
    yield
    listen(Path("none"))


def leaves(tree, path=()):
    """Every text of a tree of words by its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, tree


@pytest.mark.parametrize("spoken", [one for one in folders.languages() if one != "en"])
@pytest.mark.parametrize("name", ["errors", "cli"])
def test_every_message_is_translated_with_its_facts(name, spoken):
    """A translation has the words of every code and of every saying, with the same facts, and none besides."""
    english, other = (
        dict(leaves(yaml.safe_load((place / "words" / f"{name}.yaml").read_text(encoding="utf-8"))))
        for place in (folders.templates(), folders.templates() / "languages" / spoken)
    )
    assert set(other) == set(english)
    assert [path for path, text in english.items() if set(FACT.findall(text)) != set(FACT.findall(other[path]))] == []


def test_a_japanese_brief_is_refused_in_japanese(tmp_path):
    """A brief in Japanese with three mistakes: located in Japanese lines, no English sentence, exit code 2."""
    text = SMALL.read_text().replace("project: {", "project: {language: ja, ", 1)
    path = tmp_path / "site.yaml"
    path.write_text(text.replace("racks: 3", "racks: many, colour: red").replace("rules: IEC", "rules: DIN"))
    done = CliRunner().invoke(app, ["check", str(path)])
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len([line for line in lines if line.startswith(str(path))]) >= 3, done.stderr
    assert not re.search(r"Write |Known keys|Choose|expected|said|mistakes", done.stderr)
    assert re.search(r"誤り \d+ 件。何も書いていません。", done.stderr)


def test_a_brief_that_cannot_be_read_further_is_told_in_its_language(tmp_path):
    """The language is found even where the brief is no YAML; a brief without one is told in English."""
    path = tmp_path / "site.yaml"
    path.write_text("project:\n  language: ja\n  name: [\n")
    assert "YAML として読めません" in CliRunner().invoke(app, ["check", str(path)]).stderr
    path.write_text("project:\n  name: [\n")
    assert "not readable as YAML" in CliRunner().invoke(app, ["check", str(path)]).stderr


def test_the_environment_names_the_language_where_no_brief_does(monkeypatch, tmp_path):
    """The brief wins over the environment; an unknown language is English."""
    monkeypatch.setenv(VARIABLE, "ja")
    assert language() == "ja"
    assert say("steps.read") == "設計条件書を読む"
    assert render(Mistake("file-missing", Place("a.yaml"))).startswith("a.yaml: そのようなファイルはありません。")
    assert words()["other"]["message"] == "これは使えません"
    (tmp_path / "site.yaml").write_text("project: {name: A, language: en}\n")
    listen(tmp_path / "site.yaml")
    assert language() == "en"
    listen(Path("none"))
    monkeypatch.setenv(VARIABLE, "xx")
    assert say("steps.read") == "Reading the brief"


def test_an_unknown_saying_is_an_error():
    """A key that no language has is a mistake of the code, not an empty line."""
    with pytest.raises(KeyError):
        say("steps.unheard")
