"""Mistakes as lines for people: ``file:line: path: message (said ..., expected ...). Hint``."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from unicodedata import category

from designer import folders
from designer.catalog.reading import read
from designer.errors import Mistake, Place

__all__ = ["label", "mistake_facts", "render", "render_all", "say", "words"]


_FACT = re.compile(r"\{([a-z_]+)\}")
#: A piece of words that is only said when all its facts are there.
_PIECE = re.compile(r"\[\[(.*?)\]\]")


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """The words of every code, from ``templates/words/errors.yaml``."""
    path = folders.templates() / "words" / "errors.yaml"
    data: Mapping[str, Mapping[str, str]] = read(path.read_bytes(), path.name).data
    return data


@lru_cache(maxsize=1)
def _sayings() -> Mapping[str, Any]:
    path = folders.templates() / "words" / "cli.yaml"
    data: Mapping[str, Any] = read(path.read_bytes(), path.name).data
    return data


def say(key: str, /, **facts: str) -> str:
    """A line of the command line, by its dotted key in ``templates/words/cli.yaml``."""
    found: Any = _sayings()
    for part in key.split("."):
        found = found[part]
    return _FACT.sub(lambda match: _plain(facts.get(match[1], "")), str(found))


def label(group: str, key: str) -> str:
    """A word of a group, or the key itself where there is none."""
    found: Any = _sayings()
    for part in group.split("."):
        found = found[part]
    return str(found.get(key, key))


def render(mistake: Mistake) -> str:
    """One mistake as one line.

    >>> render(Mistake("file-missing", Place("a.yaml")))
    'a.yaml: there is no such file. Check the name; `designer new DIR` writes a starter brief.'
    """
    entry = words().get(mistake.code, words()["other"])
    expected = _expected(entry, mistake)
    told = [f"said {_plain(mistake.said)}"] if mistake.said else []
    told += [f"expected {expected}"] if expected else []
    message = _fill(entry["message"], _facts(mistake)) + (f" ({', '.join(told)})" if told else "")
    return f"{_where(mistake.place)}{message}. {_hint(entry, mistake)}"


def mistake_facts(mistake: Mistake) -> dict[str, str | int]:
    """One mistake as data: code, file, line, path, said, expected, message, hint."""
    entry = words().get(mistake.code, words()["other"])
    place = mistake.place
    return {
        "code": mistake.code, "file": place.file, "line": place.line, "path": place.path, "said": mistake.said,
        "expected": _expected(entry, mistake), "message": _fill(entry["message"], _facts(mistake)),
        "hint": _hint(entry, mistake),
    }


def _facts(mistake: Mistake) -> dict[str, str]:
    return {**mistake.facts, "said": mistake.said, "expected": mistake.expected}


def _expected(entry: Mapping[str, str], mistake: Mistake) -> str:
    if "expected" in entry and mistake.expected:
        return _fill(entry["expected"], _facts(mistake))
    return _plain(mistake.expected)


def _hint(entry: Mapping[str, str], mistake: Mistake) -> str:
    facts = _facts(mistake)
    hints = [_fill(entry["near"], facts)] if "near" in entry and facts.get("near") else []
    hint = " ".join([*hints, _fill(entry["hint"], facts).strip()]).strip()
    return f"{hint[:-1]}." if hint.endswith(";") else hint


def render_all(mistakes: Iterable[Mistake]) -> str:
    """Several mistakes, one line each."""
    return "\n".join(render(mistake) for mistake in mistakes)


def _where(place: Place) -> str:
    line = f":{place.line}" if place.line else ""
    file = f"{_plain(place.file)}{line}: " if place.file else ""
    return f"{file}{_plain(place.path)}: " if place.path else file


def _fill(template: str, facts: Mapping[str, str]) -> str:
    def said(match: re.Match[str]) -> str:
        return match[1] if all(facts.get(name) for name in _FACT.findall(match[1])) else ""

    return _plain(_FACT.sub(lambda match: facts.get(match[1], ""), _PIECE.sub(said, template)))


def _plain(text: str) -> str:
    """A text without anything that could move the cursor or start a new line; odd spaces become plain ones."""
    return "".join(c if c.isprintable() else " " if category(c) == "Zs" else f"\\x{ord(c):02x}" for c in text)
