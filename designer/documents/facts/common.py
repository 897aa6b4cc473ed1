"""What several fact modules share: pairs, notes as rows, references, places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from designer.catalog import KINDS, Catalog, Rack
from designer.documents.grid import Grid, Marked, Raw
from designer.documents.model import Ref
from designer.documents.subject import Subject, Voice
from designer.ledger import Value
from designer.model import Note, NoteKind

__all__ = [
    "catalogued",
    "feet_of",
    "limit_name",
    "name_of",
    "note_grid",
    "notes_of",
    "number_of_sheet",
    "pairs",
    "record_grid",
    "sheet_ref",
    "value_text",
]

#: Which sheet tells of a trade.
_SHEETS = {
    "site": "04",
    "sizing": "02",
    "layout": "05",
    "power": "06",
    "fabric": "07",
    "cooling": "08",
    "redundancy": "09",
    "bom": "10",
    "conversion": "16",
    "requirements": "03",
}

#: Groups of labels whose members come from outside.
_OPEN = ("reuse_tests", "trades", "bom_units", "conditions")


def number_of_sheet(trade: str) -> str:
    """The number of the sheet that tells of a trade."""
    return _SHEETS.get(trade, "02")


def sheet_ref(trade: str) -> Ref:
    """A reference to that sheet."""
    number = number_of_sheet(trade)
    return Ref(f"sheet-{number}", number)


def record_grid(subject: Voice, key: str, columns: str, records: Iterable[object], **more: Any) -> Grid:
    """Records as rows. A column is ``header=attribute:measure@words``: the attribute (dots allowed) defaults to the
    header, `words` says how it turns into text: ``name`` of a catalog address, ``fact``, ``yesno``, ``tags``, or the
    group of labels that it belongs to.
    """
    parsed = []
    for column in columns.split():
        plain, _, words = column.partition("@")
        named, _, measure = plain.partition(":")
        header, _, attribute = named.partition("=")
        parsed.append((header, attrgetter(attribute or header), measure, words))
    rows = [tuple(_field(subject, get(one), words) for _, get, _, words in parsed) for one in records]
    fields = ",".join(f"{header}:{measure}" if measure else header for header, _, measure, _ in parsed)
    return Grid.of(key, fields, rows, **more)


def _field(subject: Voice, value: Any, words: str) -> Raw:
    match words:
        case "":
            kept: Raw = value
            return kept
        case "name":
            return name_of(subject, value)
        case "fact":
            return subject.printer.fact(value) if value.known and value.q.magnitude else ""
        case "yesno":
            return subject.words.label("yes" if value else "no")
        case "tags":
            return subject.listed(value)
        case "constraints":
            return subject.words.constraint(value)
    return subject.words.named(words, str(value)) if words in _OPEN else subject.words.label(f"{words}.{value}")


def pairs(subject: Voice, key: str, rows: Iterable[tuple[str, Raw]]) -> Grid:
    """A two-column table of labelled values; empty ones are left out. Labels stand under ``<key>`` in the words."""
    kept = [(subject.words.label(f"{key}.{name}"), value) for name, value in rows if value not in ("", None)]
    return Grid.of(key, "item,value_of_item", kept)


def notes_of(subject: Voice, kind: NoteKind, trades: Sequence[str] = ()) -> tuple[Note, ...]:
    """The notes of a kind (and of some trades) in the order in which the rooms made them, each once."""
    seen: dict[tuple[str, str, str], Note] = {}
    for note in subject.notes:
        if note.kind is kind and (not trades or str(note.trade) in trades):
            seen.setdefault((note.key, note.subject, str(sorted(note.facts, key=str))), note)
    return tuple(n for n in seen.values() if n.kind is not NoteKind.RFI or not _asked_again(subject, n))


def _asked_again(subject: Voice, note: Note) -> bool:
    """Whether a question of the site is asked of the same subject, and more closely, by another trade."""
    if str(note.trade) != "site" or not note.subject:
        return False
    return any(n.kind is NoteKind.RFI and n.subject == note.subject and n.trade != note.trade for n in subject.notes)


def note_grid(subject: Voice, key: str, notes: Sequence[Note], prefix: str, *, schedule: bool = True) -> Grid:
    """Notes of one kind as rows: number, trade, subject, title, text. `prefix` starts the numbers (``RFI-001``).

    The number counts all notes of the kind in the pack, so that a note has the same one on every sheet.
    """
    every = notes_of(subject, notes[0].kind) if notes else ()
    numbers = {id(note): number for number, note in enumerate(every, 1)}
    rows = []
    for note in notes:
        said = subject.words.note(note)
        trade = subject.words.label(f"trades.{note.trade}")
        about = subject.words.term(subject.words.named("networks", note.subject))
        rows.append((f"{prefix}-{numbers.get(id(note), 0):03d}", trade, about, said.title, said.text))
    labels = tuple(f"note-{row[0]}" for row in rows) if len(notes) == len(every) else ()
    return Grid.of(key, "id,trade,subject,title,text", rows, labels=labels, schedule=schedule)


def name_of(subject: Voice, catalog: str) -> str:
    """The trade name of a catalog record (``kind/slug``), or the address as it stands."""
    kind, _, slug = catalog.partition("/")
    if not kind:
        return ""
    return subject.record_name(kind, slug) if slug else subject.record_name("rack", kind)


def limit_name(subject: Subject, key: str) -> str:
    """A limit on the racks of the design in words (``import``); of what a trade could not meet which trade, and what.
    """
    limit = next((one for one in subject.design.trades.programme.limits if one.key == key), None)
    return subject.words.limit(*limit.told.partition(":")[::2]) if limit else subject.words.limit(key)


#: Under which names records hold the mass that counts, the most telling first.
_MASSES = ("mass_installed", "mass_wet", "mass", "mass_dry")


def catalogued(subject: Voice, catalog: str, field: str, number: float | None) -> Marked:
    """A number that was taken from a catalog record (``kind/slug`` or the slug of a rack), with the dagger of its
    value there; ``mass`` is the mass that counts. What no known value stands behind is assumed and carries one.
    """
    kind, _, slug = catalog.rpartition("/")
    schema = KINDS.get(kind or "rack")
    if schema is None or slug not in subject.catalog.slugs(kind or "rack"):
        return Marked(number, dagger=False)
    record = subject.catalog.get(schema, slug)
    held = (getattr(record, name, None) for name in (_MASSES if field == "mass" else (field,)))
    value = next((v for v in held if isinstance(v, Value) and v.known), None)
    return Marked(number, dagger=value is None or value.evidence.status.daggered)


def feet_of(catalog: Catalog, rack: str) -> int:
    """Levelling feet of a rack by its address; none of one that the catalog does not hold."""
    slug = rack.removeprefix("rack/")
    return catalog.get(Rack, slug).feet if slug in catalog.slugs("rack") else 0


def value_text(subject: Voice, measure: str, value: Value) -> str:
    """A value in print, with a dagger where it is due."""
    return subject.printer.value(measure, value)


def tally(items: Iterable[str]) -> list[tuple[str, int]]:
    """How often each text occurs, sorted by text."""
    return sorted(Counter(items).items())
