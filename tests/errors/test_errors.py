"""Bad briefs and bad commands, each with the message it must give, word for word."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import designer
from designer.catalog import Catalog
from designer.cli import app
from designer.cli.words import render_all, words
from designer.errors import Mistake, Refused
from designer.site import read_bytes

HERE = Path(__file__).parent
CATALOG = Catalog()
BRIEFS = sorted(HERE.glob("[0-9]*.yaml"))
COMMANDS = sorted(HERE.glob("[0-9]*.args"))
#: Codes that are named outside a call that makes a mistake.
_MADE = re.compile(
    r'(?:wrong|PydanticCustomError|UnitTrouble|Mistake)\(\s*"([a-z][a-z0-9_-]+)"|code = "([a-z][a-z0-9_-]+)"'
)
#: Codes that only the parser of forms gives.
_OF_FORMS = {
    "missing",
    "extra_forbidden",
    "string_too_long",
    "string_too_short",
    "string_pattern_mismatch",
    "float_type",
    "int_type",
    "dict_type",
    "bool_type",
    "list_type",
    "model_type",
    "literal_error",
    "too_short",
    "too_long",
    "greater_than_equal",
    "less_than_equal",
}


@cache
def _mistakes(path: Path, beside: Path) -> tuple[Mistake, ...]:
    with pytest.raises(Refused) as refused:
        read_bytes(path.read_bytes(), path.name, CATALOG, beside, ("rail-optimised", "top-of-rack"))
    return refused.value.mistakes


def _compare(path: Path, text: str) -> None:
    golden = path.with_suffix(".txt")
    if os.environ.get("REWRITE_GOLDENS"):
        golden.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BRIEFS, ids=lambda p: p.stem)
def test_a_bad_brief_is_refused_with_its_words(path: Path, beside: Path) -> None:
    """Each bad brief gives exactly the lines that stand beside it, every mistake at once."""
    mistakes = _mistakes(path, beside)
    assert mistakes
    _compare(path, render_all(mistakes))


@pytest.mark.parametrize("path", COMMANDS, ids=lambda p: p.stem)
def test_a_bad_command_is_refused_with_its_words(path: Path, desk: Path) -> None:
    """Each bad command ends with exit code 2, nothing on stdout and its line on stderr."""
    result = CliRunner().invoke(app, path.read_text(encoding="utf-8").split())
    assert result.exit_code == 2
    assert result.stdout == ""
    _compare(path, result.stderr.rstrip("\n"))


def test_there_are_enough_bad_briefs() -> None:
    """The collection holds at least forty bad briefs, and no golden without its brief."""
    assert len(BRIEFS) >= 40
    assert {p.stem for p in HERE.glob("*.txt")} == {p.stem for p in (*BRIEFS, *COMMANDS)}


def _codes_in_code() -> set[str]:
    sources = sorted(Path(designer.__file__).parent.rglob("*.py"))
    found = (_MADE.findall(path.read_text(encoding="utf-8")) for path in sources)
    return {code for hits in found for hit in hits for code in hit if code}


def test_every_code_has_words() -> None:
    """No mistake that the code can make is without words, and no words are without a mistake."""
    assert _codes_in_code() | _OF_FORMS | {"other"} == set(words())


def test_every_code_is_shown_by_an_example(beside: Path) -> None:
    """Each code is given by at least one bad brief or bad command; a missing font stands in the tests of languages."""
    shown = {mistake.code for path in BRIEFS for mistake in _mistakes(path, beside)}
    told = "\n".join(path.with_suffix(".txt").read_text(encoding="utf-8") for path in COMMANDS)
    shown |= {code for code, entry in words().items() if re.search(_pattern(entry["message"]), told)}
    assert set(words()) - shown - {"font-missing"} == {"other"}


def _pattern(message: str) -> str:
    """A message with any text in the place of its facts."""
    return re.sub(r"\\{[a-z_]+\\}", ".+", re.escape(message))


def test_words_hold_only_known_facts(beside: Path) -> None:
    """No line shows a fact that was not filled in, and none breaks into two lines."""
    for path in BRIEFS:
        mistakes = _mistakes(path, beside)
        lines = render_all(mistakes).splitlines()
        assert len(lines) == len(mistakes)
        assert not any("  " in line or "()" in line or "{" in line.partition(" Write ")[0] for line in lines), path
