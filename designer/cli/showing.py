"""``designer show``: what the catalog and the rooms hold, with values, status and source."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from designer.catalog import KINDS, Catalog, Record, Thresholds
from designer.catalog.fields import Part
from designer.cli import listing
from designer.cli.words import group, label, say
from designer.errors import Mistake, Place, Refused
from designer.ledger import Status, Value
from designer.site.draft import near

__all__ = ["show"]

Row = tuple[str, ...]

_LISTS: dict[str, Callable[[], dict[str, str]]] = {
    "topology": listing.topologies, "rule": listing.rules, "sheet": listing.sheets,
    "subject": lambda: group("subjects"),
}


def show(kind: str, name: str) -> int:
    """Print a kind or one record. Raises `Refused` for an unknown one."""
    found = _kind(kind)
    catalog = Catalog()
    if found in _LISTS:
        _named(found, name)
    elif found == "source":
        _sources(catalog, name)
    elif name:
        _record(catalog, found, name)
    else:
        records = [catalog.get(KINDS[found], slug) for slug in catalog.slugs(found)]
        _table(("name", "title", "maker"), [(r.slug, r.name, r.maker) for r in records])
    return 0


def _kind(said: str) -> str:
    """The kind meant by ``rack``, ``racks``, ``air_units`` ..."""
    legal = (*KINDS, *_LISTS, "source")
    plain = said.strip().lower().replace("_", "-").replace(" ", "-")
    candidates = (plain, plain.removesuffix("s"), plain.removesuffix("es"), plain.removesuffix("ies") + "y")
    for candidate in candidates:
        if candidate in legal:
            return candidate
    names = ", ".join(sorted(legal))
    raise Refused([Mistake("kind-unknown", said=said, expected=names, facts={"near": near(plain, legal)})])


def _named(kind: str, name: str) -> None:
    rows = _LISTS[kind]()
    if name:
        key = next((k for k in rows if k.lower() == name.lower()), None)
        if key is None:
            raise _unknown(kind, name, tuple(rows))
        rows = {key: rows[key]}
    _table(("name", "title"), list(rows.items()))


def _sources(catalog: Catalog, name: str) -> None:
    sources = catalog.sources()
    if name and name not in sources:
        raise _unknown("source", name, tuple(sources))
    chosen = [sources[name]] if name else [sources[key] for key in sorted(sources)]
    _table(("name", "title", "source", "note"), [(s.id, s.title, s.publisher, f"{s.date} {s.address}") for s in chosen])


def _record(catalog: Catalog, kind: str, name: str) -> None:
    if name not in catalog.slugs(kind):
        raise _unknown(kind, name, catalog.slugs(kind))
    record: Record = catalog.get(KINDS[kind], name)
    rows: list[Row] = []
    if isinstance(record, Thresholds):
        for item in record.items:
            rows.extend(_value_rows(item.key, catalog.threshold(name, item.key)))
    else:
        for field in type(record).model_fields:
            rows.extend(_rows(field, getattr(record, field)))
    _table(("field", "value", "status", "source", "note"), rows)


def _rows(path: str, part: Any) -> list[Row]:
    """Every field of a record as rows, those of its parts included."""
    if isinstance(part, Value):
        return _value_rows(path, part)
    if isinstance(part, Part):
        return [row for name in type(part).model_fields for row in _rows(f"{path}.{name}", getattr(part, name))]
    if isinstance(part, list) and any(isinstance(item, (Part, Value)) for item in part):
        return [row for index, item in enumerate(part) for row in _rows(f"{path}[{index}]", item)]
    if isinstance(part, list):
        return [(path, ", ".join(map(str, part)), "", "", "")] if part else []
    return [(path, str(part), "", "", "")] if part not in (None, "") else []


def _value_rows(path: str, value: Value) -> list[Row]:
    evidence = value.evidence
    note = "; ".join(text for text in (evidence.locator, evidence.note) if text)
    said = [
        say("show.conflict", value=_quantity(v), source=v.evidence.source, status=str(v.evidence.status))
        for v in value.conflicts
    ]
    notes = "; ".join([*([note] if note else []), *said])
    return [(path, _quantity(value), str(evidence.status), evidence.source, notes)]


def _quantity(value: Value) -> str:
    if value.quantity is None:
        return say("show.unknown")
    dagger = "†" if value.evidence.status is not Status.UNKNOWN and value.evidence.status.daggered else ""
    return f"{value.quantity:.6g~P}".strip() + dagger


def _unknown(kind: str, name: str, legal: Sequence[str]) -> Refused:
    facts = {"near": near(name, legal)}
    return Refused([Mistake("record-unknown", Place(), said=name, expected=kind, facts=facts)])


def _table(columns: Row, rows: Sequence[Row]) -> None:
    """A table on a terminal, tab-separated lines in a pipe."""
    headers = [label("show.columns", column) for column in columns]
    if not sys.stdout.isatty():
        for row in (headers, *rows):
            print("\t".join(cell.replace("\t", " ") for cell in row))
        return
    table = Table(*headers, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
