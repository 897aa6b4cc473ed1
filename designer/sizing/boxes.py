"""A kind of plant as boxes to be placed: footprint and mass of its record, zone and clearances."""

from dataclasses import dataclass

from designer.catalog import Record
from designer.sizing.records import Module, Zone

__all__ = ["BOX", "Where", "module_of"]

#: What must be known of a record to place it.
BOX = ("width", "depth", "height")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a module stands: zone, clearances front, rear and side [m], groups, sections, tags that stand already,
    numbers that are others'.
    """

    zone: Zone
    clear: tuple[float, float, float]
    groups: int = 1
    sections: int = 1
    existing: tuple[str, ...] = ()
    others: tuple[int, ...] = ()


def module_of(prefix: str, record: Record, count: int, needed: int, where: Where) -> Module:
    """So many boxes of a record, `needed` of them without the spares."""
    values = dict(record.values())
    width = values.get("section_width") or values["width"]
    mass = next((values[name] for name in ("mass_wet", "mass") if name in values and values[name].known), None)
    return Module(
        prefix,
        record.kind,
        record.key,
        count,
        needed,
        width.si("m") * where.sections,
        values["depth"].si("m"),
        values["height"].si("m"),
        *where.clear,
        mass.si("kg") if mass else 0.0,
        where.zone,
        where.groups,
        where.existing,
        where.others,
    )
