"""Rear doors on the racks of a brief: which racks they fit, and the racks with them, deeper and heavier."""

from designer.catalog import Catalog, Rack, RearDoor
from designer.ledger import Evidence, Status, Value
from designer.site.records import Site
from designer.units import q

__all__ = ["door_of", "doored", "fits"]

#: Height of a rack unit [mm].
_UNIT = 44.45


def fits(door: RearDoor, rack: Rack, slack_mm: float) -> bool:
    """Whether a door closes the back of a rack: as wide as it but for some slack, as high as its units at least. What a
    maker does not tell is taken to fit, and asked for.
    """
    narrow = door.width is not None and door.width.known and rack.width.known
    if narrow and door.width is not None and abs(door.width.si("mm") - rack.width.si("mm")) > slack_mm:
        return False
    low = door.height is not None and door.height.known
    return not (low and door.height is not None and door.height.si("mm") < rack.units_high * _UNIT)


def door_of(site: Site, catalog: Catalog, rack: str) -> RearDoor | None:
    """The door on the racks of a slug; None without a wish, where it does not fit, or where no heat is left to air."""
    wish = site.wishes.cooling.rear_door
    if not wish or rack not in catalog.slugs("rack"):
        return None
    door, record = catalog.get(RearDoor, wish), catalog.get(Rack, rack)
    cold = record.liquid_fraction.known and record.liquid_fraction.si("") >= 1.0
    slack = catalog.threshold("brief", "rear_door_slack").si("mm")
    return None if cold or record.purpose == "mining" or not fits(door, record, slack) else door


def doored(site: Site, catalog: Catalog) -> Catalog:
    """The catalog with the racks of the brief's rear door as deep and heavy as they are with it."""
    if not site.wishes.cooling.rear_door:
        return catalog
    bare, racks = Catalog(catalog.root), []
    for rack in catalog.all(Rack):
        door, plain = door_of(site, catalog, rack.slug), bare.get(Rack, rack.slug)
        if door is None:
            continue
        made = {name: _with(getattr(plain, name), door.mass, "kg", door) for name in ("mass_dry", "mass_installed")}
        made["depth"] = _with(plain.depth, door.depth, "mm", door)
        racks.append(catalog.get(Rack, rack.slug).model_copy(update=made))
    return catalog.with_records(racks)


def _with(value: Value, more: Value, unit: str, door: RearDoor) -> Value:
    """A value of a rack with that of its door."""
    if not value.known or not more.known:
        return value
    note = f"{value.si(unit):g} {unit} and {more.si(unit):g} {unit} of {door.slug}"
    return Value(q(value.si(unit) + more.si(unit), unit), Evidence("derived", Status.DERIVED, note), value.name)
