"""What stands there today: the survey's lines, their tags spelled out, gaps filled from the catalog or asked for."""

from collections.abc import Sequence
from typing import Any

from designer import catalog
from designer.catalog import Record
from designer.ledger import Value
from designer.model import NoteKind, tag
from designer.site.brief_hall import PlantBrief
from designer.site.draft import Draft, unknown
from designer.site.records import Feed, PlantItem

__all__ = ["build_plant"]

#: Kind of plant -> the catalog schema of its records; kinds that are not here have none.
_SCHEMAS: dict[str, type[Record]] = {
    "transformer": catalog.Transformer, "switchboard": catalog.Switchboard, "miner": catalog.Miner,
    "air-unit": catalog.AirUnit, "cooler": catalog.Cooler, "chiller": catalog.Chiller, "generator": catalog.Generator,
    "ups": catalog.Ups, "battery": catalog.Battery, "busway": catalog.Busway, "pump": catalog.Pump, "cdu": catalog.Cdu,
}
#: Kind and survey field -> the field of the catalog record that can stand in for it.
_FROM_CATALOG: dict[tuple[str, str], str] = {
    ("transformer", "rating"): "rating", ("transformer", "primary"): "primary",
    ("transformer", "secondary"): "secondary", ("transformer", "impedance"): "impedance",
    ("switchboard", "rating"): "bus_current",
    ("switchboard", "bus_current"): "bus_current", ("switchboard", "interrupting"): "interrupting",
    ("switchboard", "secondary"): "voltage", ("miner", "rating"): "power", ("generator", "rating"): "rating",
    ("ups", "rating"): "rating", ("cooler", "rating"): "heat_rated", ("chiller", "rating"): "heat_rated",
    ("air-unit", "rating"): "heat_rated", ("cdu", "rating"): "heat_rated", ("battery", "rating"): "energy",
    ("pump", "rating"): "motor_rating",
}
#: Kind -> what a surveyor must find out before the item can be judged for reuse.
_ASKED: dict[str, tuple[str, ...]] = {
    "transformer": ("rating", "primary", "secondary", "impedance", "year"),
    "switchboard": ("rating", "interrupting", "year"),
    "generator": ("rating", "year"), "ups": ("rating", "year"), "cooler": ("rating",), "chiller": ("rating",),
    "miner": ("rating",), "panel": ("rating",),
}
_FIELDS = ("rating", "primary", "secondary", "impedance", "interrupting", "bus_current", "year")


def build_plant(draft: Draft, lines: Sequence[PlantBrief], feed: Feed) -> tuple[PlantItem, ...]:
    """The survey with its tags; each tag stands once. Transformers of another voltage than the feed's are noted."""
    limit = int(draft.threshold("plant_max").si(""))
    if sum(line.count for line in lines) > limit:
        draft.wrong("plant-too-many", ("plant",), sum(line.count for line in lines), limit)
        return ()
    items = tuple(_item(draft, line, index) for index, line in enumerate(lines))
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        twice = next((t for t in item.tags if t in seen), None)
        if twice is not None:
            draft.wrong("tag-twice", ("plant", index, "tag"), twice)
        seen.update(dict.fromkeys(item.tags, index))
        near = item.is_main or not any(other.is_main for other in items)
        if item.kind == "transformer" and near and item.primary.known and feed.voltage.known:
            apart = abs(item.primary.si("kV") / feed.voltage.si("kV") - 1)
            if apart > draft.threshold("voltage_tolerance").si(""):
                subject = f"plant[{index}].primary"
                draft.note(
                    NoteKind.RISK, "primary_differs", subject, tag=item.tag, primary=item.primary, voltage=feed.voltage
                )
    return items


def _item(draft: Draft, line: PlantBrief, index: int) -> PlantItem:
    record = _record(draft, line, index)
    values = {name: _value(line, record, name, index) for name in _FIELDS}
    if line.kind == "switchboard" and not values["bus_current"].known:
        values["bus_current"] = values["rating"]
    missing = [name for name in _ASKED.get(line.kind, ()) if not values[name].known]
    if missing:
        draft.ask("plant_data_unknown", f"plant[{index}]", tag=line.tag, kind=line.kind, missing=", ".join(missing))
    if line.condition == "unknown" and line.kind in ("transformer", "switchboard", "generator", "ups"):
        draft.ask("plant_condition_unknown", f"plant[{index}].condition", tag=line.tag, kind=line.kind)
    position = None if line.position is None else (line.position[0], line.position[1])
    size = None if line.size is None else (line.size[0].si("m"), line.size[1].si("m"))
    return PlantItem(
        tag=line.tag, tags=_tags(line.tag, line.count), kind=line.kind, catalog=line.catalog or "", count=line.count,
        condition=line.condition, path=line.path, position=position, size=size, **values,
    )


def _record(draft: Draft, line: PlantBrief, index: int) -> Any:
    if line.catalog is None:
        return None
    schema = _SCHEMAS.get(line.kind)
    if schema is None:
        draft.wrong("record-kind", ("plant", index, "catalog"), line.catalog, line.kind)
        return None
    return draft.record(schema, line.catalog, ("plant", index, "catalog"))


def _value(line: PlantBrief, record: Any, name: str, index: int) -> Value:
    said: Value | None = getattr(line, name)
    field = _FROM_CATALOG.get((line.kind, name))
    if said is None and record is not None and field:
        found: Value = getattr(record, field)
        return found
    return said or unknown(f"plant[{index}].{name}")


def _tags(prefix: str, count: int) -> tuple[str, ...]:
    if count == 1:
        return (prefix,)
    return tuple(tag(prefix, number, max(2, len(str(count)))) for number in range(1, count + 1))
