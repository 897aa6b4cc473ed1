"""The catalog: records read when asked for, by kind and slug, from one YAML file each."""

import difflib
import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from designer import folders, units
from designer.catalog import kinds_cooling, kinds_data, kinds_it, kinds_power
from designer.catalog.reading import Document, read
from designer.catalog.record import Record
from designer.catalog.sources import Source, sources_of
from designer.errors import Mistake, Refused
from designer.ledger import Evidence, Status, Value

__all__ = ["KINDS", "Catalog", "UnknownRecord", "mistakes_of", "name_values"]

R = TypeVar("R", bound=Record)

#: Folder name -> schema. A new kind is a class here and a folder in `catalogs/`.
KINDS: dict[str, type[Record]] = {
    "rack": kinds_it.Rack,
    "system": kinds_it.System,
    "miner": kinds_it.Miner,
    "switch": kinds_it.Switch,
    "adapter": kinds_it.Adapter,
    "optic": kinds_it.Optic,
    "cable": kinds_it.Cable,
    "cdu": kinds_cooling.Cdu,
    "cooler": kinds_cooling.Cooler,
    "chiller": kinds_cooling.Chiller,
    "air-unit": kinds_cooling.AirUnit,
    "rear-door": kinds_cooling.RearDoor,
    "pump": kinds_cooling.Pump,
    "balancing-valve": kinds_cooling.BalancingValve,
    "wetted": kinds_cooling.Wetted,
    "coolant": kinds_cooling.Coolant,
    "pipe": kinds_cooling.Pipe,
    "climate": kinds_cooling.Climate,
    "transformer": kinds_power.Transformer,
    "switchboard": kinds_power.Switchboard,
    "busway": kinds_power.Busway,
    "ups": kinds_power.Ups,
    "battery": kinds_power.Battery,
    "storage-system": kinds_power.StorageSystem,
    "generator": kinds_power.Generator,
    "conductor": kinds_power.Conductor,
    "ladder": kinds_power.RatingLadder,
    "cost": kinds_data.Cost,
    "lead": kinds_data.Lead,
    "threshold": kinds_data.Thresholds,
}


class UnknownRecord(LookupError):
    """No record of that kind and slug; `near` lists close slugs."""

    def __init__(self, kind: str, slug: str, near: tuple[str, ...]) -> None:
        super().__init__(f"{kind}/{slug}")
        self.kind, self.slug, self.near = kind, slug, near


class Catalog:
    """The records below a folder (the house catalog by default). Records are read once, on first use."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or folders.catalogs()
        self._records: dict[tuple[type[Record], str], Record] = {}
        self._kinds: dict[type[Record], tuple[Record, ...]] = {}
        self._slugs: dict[str, tuple[str, ...]] = {}
        self._thresholds: dict[tuple[str, str], Value] = {}

    def slugs(self, kind: str) -> tuple[str, ...]:
        """The slugs of a kind, sorted; the folder is listed once."""
        if kind not in self._slugs:
            self._slugs[kind] = tuple(sorted(p.stem for p in (self.root / kind).glob("*.yaml")))
        return self._slugs[kind]

    def get(self, schema: type[R], slug: str) -> R:
        """The record of a kind. Raises `UnknownRecord`, or `Refused` when the file itself is wrong.

        ``catalog.get(Rack, "gb200-nvl72").power_design.q``
        """
        found = self._records.get((schema, slug))
        if found is None:
            kind = kind_of(schema)
            path = self.root / kind / f"{slug}.yaml"
            if slug not in self.slugs(kind):
                near = tuple(difflib.get_close_matches(slug, self.slugs(kind), n=3, cutoff=0.3))
                raise UnknownRecord(kind, slug, near)
            found = load(path, schema)
            self._records[schema, slug] = found
        return found  # type: ignore[return-value]

    def all(self, schema: type[R]) -> tuple[R, ...]:
        """All records of a kind, by slug."""
        found = self._kinds.get(schema)
        if found is None:
            found = self._kinds[schema] = tuple(self.get(schema, slug) for slug in self.slugs(kind_of(schema)))
        return found  # type: ignore[return-value]

    def with_records(self, records: Iterable[Record]) -> "Catalog":
        """This catalog with `records` in the place of those of their kind and slug; the files, so the digest, stay."""
        made = Catalog(self.root)
        made._records, made._slugs, made._thresholds = dict(self._records), self._slugs, self._thresholds
        made._records.update({(type(record), record.slug): record for record in records})
        return made

    def threshold(self, family: str, key: str) -> Value:
        """One threshold as a value named ``threshold/family.key``. Raises `KeyError` when the key is not there."""
        found = self._thresholds.get((family, key))
        if found is None:
            record = self.get(kinds_data.Thresholds, family)
            item = next((item for item in record.items if item.key == key), None)
            if item is None:
                raise KeyError(f"{family}.{key}")
            evidence = Evidence(item.source, Status(item.status), item.at, item.note)
            found = Value(units.parse(str(item.value), item.unit), evidence, f"threshold/{family}.{key}")
            self._thresholds[family, key] = found
        return found

    def sources(self) -> dict[str, Source]:
        """All sources by id."""
        return sources_of(self.root / "sources.yaml")

    def resolve(self, address: str) -> Value:
        """The value behind an address such as ``rack/gb200-nvl72.power_design``. Raises `KeyError`."""
        record_key, _, field = address.partition(".")
        kind, _, slug = record_key.partition("/")
        if kind == "threshold":
            return self.threshold(slug, field)
        if kind not in KINDS or slug not in self.slugs(kind):
            raise KeyError(address)
        return dict(self.get(KINDS[kind], slug).values())[field]

    @property
    def digest(self) -> str:
        """SHA-256 over every catalog file, names and bytes, in sorted order."""
        return _digest(self.root)


@lru_cache(maxsize=4)
def _digest(root: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def kind_of(schema: type[Record]) -> str:
    """The folder name of a schema."""
    return next(kind for kind, one in KINDS.items() if one is schema)


def load(path: Path, schema: type[R]) -> R:
    """Read one record. Raises `Refused` with every mistake located. The same bytes are read once in a process."""
    return _record(path.read_bytes(), path.parent.name, path.stem, schema)  # type: ignore[return-value]


@cache
def _record(text: bytes, kind: str, slug: str, schema: type[Record]) -> Record:
    document = read(text, f"{kind}/{slug}.yaml")
    context = {"address": f"{kind}/{slug}.", "default": Evidence("", Status.ASSUMPTION)}
    try:
        record = schema.model_validate(document.data, context=context)
    except ValidationError as trouble:
        raise Refused(mistakes_of(trouble, document)) from None
    name_values(record.values(), f"{record.key}.")
    return record


def name_values(values: Iterable[tuple[str, Value]], prefix: str) -> None:
    """Give each freshly read value its full address, those inside sub-parts included."""
    for path, value in values:
        object.__setattr__(value, "name", f"{prefix}{path}")


def mistakes_of(trouble: ValidationError, document: Document, under: tuple[str | int, ...] = ()) -> list[Mistake]:
    """Every pydantic error as a located mistake, its path below `under`. Codes are pydantic's own names or ours.

    Parts of a path that pydantic adds itself (``function-...``, union tags, which begin with ``|``) are left out.
    """
    found = []
    for error in trouble.errors(include_url=False):
        own = tuple(p for p in error["loc"] if not (isinstance(p, str) and p.startswith(("function-", "|"))))
        path = (*under, *own)
        context: dict[str, Any] = dict(error.get("ctx") or {})
        said = str(context.get("said", _said(document.data, path)))
        expected = str(context.get("unit") or context.get("expected") or "")
        facts = {k: str(v) for k, v in context.items() if k not in ("error",)}
        found.append(Mistake(str(error["type"]), document.place(path), said[:80], expected, facts))
    return found


def _said(data: Any, path: tuple[str | int, ...]) -> str:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return ""
    return "" if isinstance(data, (dict, list)) else str(data)
