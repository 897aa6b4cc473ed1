"""The work sheet of one reading: sections of the brief, mistakes and notes found so far, until the `Site` is made."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from designer.catalog import Catalog, Record, UnknownRecord
from designer.catalog.fields import Part
from designer.catalog.reading import Document, dotted
from designer.catalog.store import mistakes_of
from designer.errors import Mistake
from designer.ledger import Evidence, Status, Value
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact
from designer.site.brief import Brief
from designer.site.records import HourlyWeather
from designer.units import q

__all__ = ["Draft", "Path_", "near", "unknown"]

#: A path in the brief: ``("hall", "columns", 2)``.
Path_ = tuple[str | int, ...]

#: Units that a hall may be drawn in, with the decimals that tell a place.
_PLACES = {"m": 2, "mm": 0, "ft": 2, "in": 1}
_VALUE_KEYS = ("value", "status", "note", "source", "at")
#: Sections that state wishes: what is said there is so because it is said.
_WISHES = ("compute", "fabric", "power", "cooling", "requirements")


def near(said: str, choices: Sequence[str]) -> str:
    """Up to three close choices as text, empty when there is none."""
    return ", ".join(difflib.get_close_matches(said.lower(), choices, n=3, cutoff=0.6))


def unknown(path: str) -> Value:
    """A value that the brief does not give."""
    return Value(None, Evidence("brief", Status.UNKNOWN, "", "not stated"), f"brief:{path}")


@dataclass
class Draft:
    """What is collected while one brief is read."""

    document: Document
    catalog: Catalog
    folder: Path | None = None
    topologies: tuple[str, ...] = ()
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    given: dict[str, Value] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    weather: HourlyWeather | None = None

    def wrong(self, code: str, path: Path_, said: object = "", expected: object = "", **facts: object) -> None:
        """Add a mistake at a path."""
        texts = {key: str(value) for key, value in facts.items()}
        self.mistakes.append(Mistake(code, self.document.place(path), str(said)[:80], str(expected), texts))

    @property
    def unit(self) -> str:
        """The unit of bare numbers of the hall."""
        return _hall_unit(self.document.data)

    def length(self, metres: float) -> str:
        """A length [m] as the brief would say it, in the hall's unit."""
        return f"{q(metres, 'm').m_as(self.unit):.{_PLACES[self.unit]}f} {self.unit}"

    def spot(self, point: Sequence[float]) -> str:
        """A point [m] as the brief would say it, in the hall's unit."""
        x, y = (f"{q(part, 'm').m_as(self.unit):.{_PLACES[self.unit]}f}" for part in point[:2])
        return f"({x}, {y}) {self.unit}"

    def says(self, path: Path_) -> bool:
        """Whether the brief says something at a path."""
        return path in self.document.lines

    def note(self, kind: NoteKind, key: str, subject: str = "", trade: Trade = Trade.SITE, **facts: Fact) -> None:
        """Add a note of this room."""
        self.notes.append(Note(kind, f"site.{key}", trade, subject, facts))

    def ask(self, key: str, subject: str, **facts: Fact) -> None:
        """Add a question to the owner."""
        self.notes.append(Note(NoteKind.RFI, f"site.{key}", Trade.SITE, subject, facts))

    def decide(self, key: str, subject: str, trade: Trade = Trade.SITE, **facts: Fact) -> None:
        """Add a decision taken because the brief leaves it open."""
        self.note(NoteKind.DECISION, key, subject, trade, **facts)

    def threshold(self, key: str) -> Value:
        """A limit or proposal of the family `brief`."""
        return self.catalog.threshold("brief", key)

    def record(self, schema: type[Record], slug: str | None, path: Path_) -> Any:
        """The catalog record of a slug, or None with a mistake when there is none of that name."""
        if slug is None:
            return None
        try:
            return self.catalog.get(schema, slug)
        except UnknownRecord as trouble:
            close = near(slug, self.catalog.slugs(trouble.kind))
            self.wrong("record-unknown", path, slug, trouble.kind, near=close)
            return None

    def sections(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Each section of the brief in its form; a section with mistakes is None."""
        for key in data:
            if key not in Brief.model_fields:
                keys = tuple(Brief.model_fields)
                self.wrong("extra_forbidden", (key,), key, near=near(key, keys), keys=", ".join(keys))
        return {name: self._section(name, data) for name in Brief.model_fields}

    def _section(self, name: str, data: Mapping[str, Any]) -> Any:
        if name not in data:
            if Brief.model_fields[name].is_required():
                self.wrong("missing", (name,), expected=name)
            return None
        context = {"unit": _hall_unit(data), "default": _evidence(name, data)}
        try:
            part = _adapter(name).validate_python(data[name], context=context)
        except ValidationError as trouble:
            found = mistakes_of(trouble, self.document, (name,))
            self.mistakes.extend(_sharpen(mistake) for mistake in found)
            return None
        self.given.update(_name_values(part, (name,), self.document))
        return part


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    field_ = Brief.model_fields[name]
    form: Any = Annotated[field_.annotation, *field_.metadata] if field_.metadata else field_.annotation
    return TypeAdapter(form)


def _hall_unit(data: Mapping[str, Any]) -> str:
    hall = data.get("hall")
    unit = hall.get("unit") if isinstance(hall, dict) else None
    return unit if isinstance(unit, str) and unit in _PLACES else "m"


def _evidence(section: str, data: Mapping[str, Any]) -> Evidence:
    if section in _WISHES:
        return Evidence("brief", Status.READ)
    project = data.get("project")
    said = project.get("evidence") if isinstance(project, dict) else None
    legal = said in ("read", "secondary", "memory", "assumption")
    return Evidence("brief", Status(str(said)) if legal else Status.ASSUMPTION)


def _name_values(part: Any, path: Path_, document: Document) -> Iterator[tuple[str, Value]]:
    """Every value of a freshly read part by its dotted path, which becomes its name; its line becomes its locator."""
    if isinstance(part, Value):
        name = dotted(path)
        object.__setattr__(part, "name", f"brief:{name}")
        if part.evidence.source == "brief" and not part.evidence.locator:
            locator = f"{Path(document.file).name}:{document.line(path)}"
            object.__setattr__(part, "evidence", replace(part.evidence, locator=locator))
        yield name, part
    elif isinstance(part, Part):
        for name, info in type(part).model_fields.items():
            if name in part.model_fields_set:
                yield from _name_values(getattr(part, name), (*path, info.alias or name), document)
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from _name_values(item, (*path, index), document)
    elif isinstance(part, tuple):
        whole = part[0] is part[-1]
        for key, item in zip(("low", "mid", "high"), part[:1] if whole else part, strict=False):
            yield from _name_values(item, path if whole else (*path, key), document)


def _sharpen(mistake: Mistake) -> Mistake:
    """The same mistake with the near keys of an unknown key, or told as apparent power given for real power."""
    facts = dict(mistake.facts)
    code, said, expected = mistake.code, mistake.said, mistake.expected
    if code == "extra_forbidden":
        keys = _VALUE_KEYS if "said" in facts else _keys_at(mistake.place.path)
        said = facts.get("said", mistake.place.path.rsplit(".", 1)[-1])
        facts.update(near=near(said, keys), keys=", ".join(keys))
    elif code == "unit-dimension" and said.rstrip().endswith("VA") and expected.endswith("W"):
        code = "apparent-for-real"
    elif code == "unit-dimension" and said.rstrip().endswith("W") and expected.endswith("VA"):
        code = "real-for-apparent"
    elif code.startswith("unit-") and expected.startswith("USD") and "USD" not in said:
        code = "price-currency"
    elif code in ("unit-dimension", "unit-missing") and expected == "%/year":
        code = "escalator-period"
    return Mistake(code, mistake.place, said, expected, facts)


def _keys_at(dotted: str) -> tuple[str, ...]:
    """The legal keys beside an unknown key; empty when the place is a quantity."""
    annotation: Any = Brief
    for part in dotted.split(".")[:-1]:
        name = part.split("[")[0]
        annotation = next((f.annotation for m in _parts(annotation) for n, f in m.model_fields.items()
                           if name in (n, f.alias)), None)
    keys = {f.alias or n for m in _parts(annotation) for n, f in m.model_fields.items()}
    return tuple(sorted(keys))


def _parts(annotation: Any) -> list[type[Part]]:
    """Every form that an annotation can take, through lists, unions and annotations."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    if get_origin(annotation) is None:
        return []
    inner = get_args(annotation)
    inner = inner[:1] if get_origin(annotation) is Annotated else inner
    return [part for one in inner for part in _parts(one)]
