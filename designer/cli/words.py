"""Mistakes as lines for people: ``file:line: path: message (said ..., expected ...). Hint``."""

import os
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import category

from designer import folders
from designer.catalog.reading import read
from designer.errors import Mistake, Place

__all__ = ["VARIABLE", "group", "label", "language", "listen", "mistake_facts", "render", "render_all", "say", "words"]


_FACT = re.compile(r"\{([a-z_]+)\}")
#: A piece of words that is only said when all its facts are there.
_PIECE = re.compile(r"\[\[(.*?)\]\]")


#: The variable of the environment that names the language of messages where no brief does.
VARIABLE = "DESIGNER_LANGUAGE"
#: How a brief names its language, in lines of keys or in braces, and how much of a file is looked through for it.
_SAID, _LOOKED = re.compile(rb"""(?:^|[{,\s])language:\s*["']?([a-z]{2})\b"""), 1 << 20
_heard: ContextVar[str] = ContextVar("language", default="")


def listen(brief: Path) -> None:
    """Speak the language of a brief from here on, whether or not the rest of it can be read."""
    try:
        with brief.open("rb") as file:
            found = _SAID.search(file.read(_LOOKED))
    except OSError:
        found = None
    _heard.set(found[1].decode() if found else "")


def language() -> str:
    """The language of messages: that of the brief, else that of the environment, else English."""
    asked = _heard.get() or os.environ.get(VARIABLE, "")
    return asked if asked in folders.languages() else "en"


def words() -> Mapping[str, Mapping[str, str]]:
    """The words of every code, from ``words/errors.yaml`` of the templates."""
    return {**_words("errors", "en"), **_words("errors", language())}


@lru_cache(maxsize=8)
def _words(name: str, spoken: str) -> Mapping[str, Any]:
    """A file of words in a language; nothing where the language has none."""
    place = folders.templates() if spoken == "en" else folders.templates() / "languages" / spoken
    path = place / "words" / f"{name}.yaml"
    data: Mapping[str, Any] = read(path.read_bytes(), path.name).data if path.is_file() else {}
    return data


def _said(key: str) -> Any:
    """A saying, or a group of them, in the language of messages, else in English; nothing where there is none."""
    for spoken in (language(), "en"):
        found: Any = _words("cli", spoken)
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if found is not None:
            return found
    return None


def say(key: str, /, **facts: str) -> str:
    """A line of the command line, by its dotted key in ``words/cli.yaml`` of the templates. Raises `KeyError`."""
    found = _said(key)
    if found is None:
        raise KeyError(key)
    return _FACT.sub(lambda match: _plain(facts.get(match[1], "")), str(found))


def label(group: str, key: str) -> str:
    """A word of a group, or the key itself where there is none."""
    found = _said(group)
    return str(found.get(key, key)) if isinstance(found, Mapping) else key


def group(name: str) -> dict[str, str]:
    """The words of a group by their keys."""
    found = _said(name)
    return {str(key): str(text) for key, text in found.items()} if isinstance(found, Mapping) else {}


def render(mistake: Mistake) -> str:
    """One mistake as one line.

    >>> render(Mistake("file-missing", Place("a.yaml")))
    'a.yaml: there is no such file. Check the name; `designer new DIR` writes a starter brief.'
    """
    entry = words().get(mistake.code, words()["other"])
    expected = _expected(entry, mistake)
    told = [say("mistake.said", said=mistake.said)] if mistake.said else []
    told += [say("mistake.expected", expected=expected)] if expected else []
    message = _fill(entry["message"], _facts(mistake))
    key = "mistake.line" if told else "mistake.bare"
    line = say(key, message=message, told=say("mistake.and").join(told), hint=_hint(entry, mistake))
    return f"{_where(mistake.place)}{line}"


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
