"""The words of the pack: labels, table headers, notes and evidence lines, read from `templates/words/` and filled
with facts.

A second language is a folder of templates; what it lacks is printed in English and remembered in `Words.untranslated`.
A brief may put texts of its own in place of some. A missing key is printed visibly as ``[[key]]`` and remembered in
`Words.missing`, so that a test can fail on it.
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from designer import folders
from designer.catalog import Source
from designer.documents.printing import Printer
from designer.documents.tags import ranged
from designer.ledger import Step
from designer.model import Note
from designer.model.notes import Fact

__all__ = ["NoteText", "Words", "counted", "fill", "read_words", "translated"]


#: What a passage of a template fills in.
_FIELDS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: The number of a turn inside the key of a constraint.
_TURN = re.compile(r"\.\d+\.")
#: Facts of notes that are members of lists, with the group of their labels.
_LISTS = {"network": "networks", "scheme": "pod_schemes", "limit": "limits", "following": "limits"}
#: An ending that only several things have, and a number of things before it.
_ENDING = re.compile(r"\((s|es)\)")
_COUNT = re.compile(r"(?<![\w.,])\d[\d,]*(?![\w.])")
#: A number within a term, and what stands for it in the key of its translation.
_NUMBER, _MASK = re.compile(r"\d[\d,.]*\d|\d"), "#"


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note in words."""

    title: str
    text: str


class _Filler(string.Formatter):
    """Fills named fields; an unknown field stays visible."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        name = field_name.split(".")[0].split("[")[0]
        return kwargs.get(name, f"[[{field_name}]]"), name

    def format_field(self, value: Any, format_spec: str) -> str:
        return str(value)


def fill(template: str, facts: Mapping[str, str]) -> str:
    """A template of words with its named facts; braces in facts stay as they are.

    >>> fill("{n} racks of {kind}", {"n": "96"})
    '96 racks of [[kind]]'
    """
    try:
        return counted(_Filler().vformat(template, (), facts))
    except (ValueError, IndexError):
        return template


def counted(text: str) -> str:
    """A text whose endings follow the number before them.

    >>> counted("1 loop(s) on 2 bus(es), 3 2N system(s)")
    '1 loop on 2 buses, 3 2N systems'
    """

    def said(ending: re.Match[str]) -> str:
        before = _COUNT.findall(text, 0, ending.start())
        return "" if before and before[-1] == "1" else ending[1]

    return _ENDING.sub(said, text) if "s)" in text else text


@cache
def _read(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {} if path.is_file() else {}


@cache
def read_words(name: str, language: str = "en") -> dict[str, Any]:
    """A file of words by its name below `words` of the templates in a language, with those of the folder of that name;
    empty without any.
    """
    place = (folders.templates() / "languages" / language if language != "en" else folders.templates()) / "words"
    found = dict(_read(place / f"{name}.yaml"))
    for path in sorted((place / name).glob("*.yaml")):
        found |= _read(path)
    return found


def translated(text: str, language: str) -> str:
    """A term of the trade that catalog, ledger and rules hold in English: the name of a record, a formula's title, a
    clause. Its translation is found by the English itself, or by it with ``#`` for each of its numbers; what has none,
    such as the name of a product, stays as it is.

    >>> translated("Diesel generating set 2500 kW in enclosure", "ja")
    'ディーゼル発電機2500 kW、パッケージ形'
    """
    if language == "en" or not text:
        return text
    known = read_words("terms", language)
    if (found := known.get(text)) is None and (found := known.get(_NUMBER.sub(_MASK, text))) is not None:
        numbers = iter(_NUMBER.findall(text))
        found = re.sub(_MASK, lambda _: next(numbers, _MASK), str(found))
    return text if found is None else str(found)


@dataclass(frozen=True, slots=True)
class Words:
    """Looks words up and fills them. `sources` are the catalog's sources by id, `names` names what a fact may be,
    `texts` are the brief's own by file and key.
    """

    printer: Printer
    sources: Mapping[str, Source] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    found: dict[tuple[str, str], Any] = field(default_factory=dict)
    names: Callable[[str], str] = str
    language: str = "en"
    texts: Mapping[str, str] = field(default_factory=dict)
    untranslated: set[str] = field(default_factory=set)

    def label(self, key: str, /, **facts: str) -> str:
        """A label such as ``verdicts.pass``."""
        text = str(self._find("labels", key))
        return fill(text, facts) if facts or "{" in text else text

    def stage(self, issued_for: str, key: str) -> str:
        """Name or status of what a pack is issued for: one of the house's, or the brief's own words."""
        if self.has(f"stages.{issued_for}"):
            return self.label(f"stages.{issued_for}.{key}")
        return self.label(f"own_stage.{key}", said=issued_for, upper=issued_for.upper())

    def group(self, key: str) -> dict[str, str]:
        """A group of labels as they stand, their fields unfilled, for what fills them later."""
        found = self._find("labels", key)
        return {str(name): str(text) for name, text in found.items()} if isinstance(found, Mapping) else {}

    def has(self, key: str) -> bool:
        """Whether a label exists."""
        return self._looked_up("labels", key) is not None

    def table(self, key: str) -> tuple[str, Mapping[str, str]]:
        """Title and headers of a table."""
        found, plain = self._find("tables", key), read_words("tables").get(key, {})
        if not isinstance(found, Mapping):
            return str(found), {}
        title = self.texts.get(f"tables.{key}.title", found.get("title", plain.get("title", "")))
        return str(title), {**plain.get("columns", {}), **found.get("columns", {})}

    def header(self, table: str, column: str) -> str:
        """Header of one column: the table's own word, or the common one."""
        own = self.table(table)[1].get(column)
        return str(own) if own is not None else str(self._find("tables", f"common.{column}"))

    def drawing(self, key: str, text_key: str, /, **facts: str) -> str:
        """A text of a drawing."""
        return fill(str(self._find("drawings", f"{key}.{text_key}")), facts)

    def note(self, note: Note) -> NoteText:
        """Title and text of a note, filled with its facts and its subject."""
        facts = {name: self._told(name, fact) for name, fact in note.facts.items()}
        facts.setdefault("subject", self.fact(note.subject))
        room, _, short = note.key.partition(".")
        for file in dict.fromkeys((room, str(note.trade))):
            for key in (note.key, short):
                if isinstance(entry := self._looked_up(f"notes/{file}", key), Mapping):
                    return NoteText(fill(str(entry["title"]), facts), fill(str(entry["text"]).strip(), facts))
        self.missing.add(f"notes:{note.key}")
        listed = ", ".join(f"{name} = {text}" for name, text in sorted(facts.items()))
        return NoteText(f"[[{note.key}]]", listed)

    def passage(self, text: str) -> str:
        """A passage of a template in the language of the pack. Its translation is found by the English text itself, so
        that a passage that changed is printed in English until it is translated anew.
        """
        if self.language == "en" or not any(letter.isalpha() for letter in _FIELDS.sub("", text)):
            return text
        found = read_words("sheets", self.language).get(text)
        if found is None:
            self.untranslated.add(f"sheets:{text[:40]}")
        return str(found) if found is not None else text

    def term(self, text: str) -> str:
        """A term of the trade in the language of the pack, as `translated` finds it."""
        return translated(text, self.language)

    def key(self, group: str, key: str) -> str:
        """A key of the records as a schedule holds it: as it stands in English, elsewhere by its label."""
        return key if self.language == "en" else self.named(group, key)

    def fact(self, fact: Fact) -> str:
        """A fact as text: the slug of a catalog record as the record's name, the key of a constraint in words, each
        part of a list of terms.
        """
        if not isinstance(fact, str):
            return self.printer.fact(fact)
        if (named := self.constraint(fact)) != fact:
            return named
        record, _, field_ = fact.rpartition(".")
        if "/" in record and self.has(f"fields.{field_}"):
            return self.label("fields.of", record=self.fact(record), field=self.label(f"fields.{field_}"))
        named = self.names(fact)
        return named if self.language == "en" else ", ".join(self._terms(named.split(", ")))

    def _terms(self, parts: Sequence[str]) -> Iterator[str]:
        """The terms of a list of them, some of which hold commas of their own: the longest that are known first."""
        at = 0
        while at < len(parts):
            known = (end for end in range(len(parts), at, -1) if self.term(term := ", ".join(parts[at:end])) != term)
            end = next(known, at + 1)
            yield self.term(", ".join(parts[at:end]))
            at = end

    def _told(self, name: str, fact: Fact) -> str:
        """A fact of a note: the member of an open list by its label, any other as it prints."""
        group = _LISTS.get(name)
        if group == "limits" and isinstance(fact, str):
            return self.limit(*fact.partition(":")[::2])
        return self.named(group, fact) if group and isinstance(fact, str) else self.fact(fact)

    def limit(self, key: str, basis: str = "") -> str:
        """What limits the racks; of what a trade could not meet (`basis`, such as ``layout.plant``) both named."""
        if basis and self.has(f"shortfalls.{basis}"):
            trade = self.label(f"trades.{basis.partition('.')[0]}")
            return self.label("limits.found_by", trade=trade, what=self.label(f"shortfalls.{basis}"))
        return self.named("limits", key)

    def ranged(self, tags: Iterable[str]) -> str:
        """Tags shortened to runs, in the language of the pack."""
        return ranged(tags, self.label("tags_between"))

    def constraint(self, key: str) -> str:
        """What a constraint asks for, in words, whatever the turn that asked; any other text as it stands."""
        return self.named("constraints", _TURN.sub(".", key)) if "." in key else key

    def named(self, group: str, key: str) -> str:
        """The label of an open list's member, or the member as it stands."""
        return self.label(f"{group}.{key}") if self.has(f"{group}.{key}") else key

    def setpoint(self, key: str) -> str:
        """A set point in words; what stands in brackets after its key is kept."""
        name, bracket, subject = key.partition("[")
        label = self.label(f"setpoints.{name}")
        return f"{label} {subject.rstrip(']')}" if bracket else label

    def claim(self, claim: str) -> NoteText:
        """What a proof may say: title and statement."""
        entry = self._find("claims", claim)
        return (
            NoteText(str(entry["title"]), str(entry["text"]).strip())
            if isinstance(entry, Mapping)
            else NoteText(entry, "")
        )

    def requirement(self, key: str, facts: Mapping[str, Fact]) -> str:
        """A requirement in words, filled with its facts."""
        entry = self._find("requirements", key)
        text = str(entry.get("text", entry)) if isinstance(entry, Mapping) else str(entry)
        return fill(text, {name: self.fact(fact) for name, fact in facts.items()})

    def source(self, source: str) -> str:
        """A source as publisher and title; a house source by its label; else the id as it stands."""
        if self.has(f"sources.{source}"):
            return self.label(f"sources.{source}")
        known = self.sources.get(source)
        if known is None:
            return source
        publisher, title = self.term(known.publisher), self.term(known.title)
        return title if publisher in ("", "-") else self.label("published", publisher=publisher, title=title)

    def evidence(self, step: Step) -> tuple[str, ...]:
        """Where a step's formula and limit come from, as short texts."""
        parts = [self.label("calculation.source", source=self.source(step.source))]
        if step.clause:
            parts.append(self.term(step.clause))
        if step.limit is not None:
            facts = {"clause": self.term(step.limit.clause), "source": self.source(step.limit.source)}
            parts.append(self.label("calculation.limit", **facts))
        return tuple(parts)

    def _looked_up(self, file: str, key: str) -> Any:
        """The brief's own text, else that of the language, else the English one."""
        if (own := self.texts.get(f"{file}.{key}")) is not None:
            return own
        plain = _walk(read_words(file), key)
        if self.language == "en":
            return plain
        found = _walk(read_words(file, self.language), key)
        if isinstance(plain, Mapping):
            found = {**plain, **(found or {})}
            if found != plain and all(found[part] != plain[part] for part in plain if isinstance(plain[part], str)):
                return found
        elif found is not None:
            return found
        if plain is not None:
            self.untranslated.add(f"{file}:{key}")
        return plain if found is None else found

    def _find(self, file: str, key: str) -> Any:
        known = self.found.get((file, key))
        if known is None:
            known = self._looked_up(file, key)
            if known is None:
                self.missing.add(f"{file}:{key}")
                known = f"[[{key}]]"
            self.found[file, key] = known
        return known


def _walk(tree: Any, key: str) -> Any:
    if isinstance(tree, Mapping) and key in tree:
        return tree[key]
    head, dot, rest = key.partition(".")
    inner = tree.get(head) if isinstance(tree, Mapping) else None
    return _walk(inner, rest) if dot and inner is not None else None
