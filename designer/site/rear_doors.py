"""Rear doors on the racks of a brief: which racks they fit, which product on which, and the racks with them, deeper and
heavier.

A brief names one product (`rear_door`), others for some kinds of racks (`rear_doors`), or `any`: then each kind of rack
gets, of the doors that close it and take its air by their rating, that whose fans draw least.
"""

from designer.catalog import Catalog, Rack, RearDoor
from designer.ledger import Evidence, Status, Value
from designer.site.records import Site
from designer.units import q

__all__ = ["ANY_DOOR", "door_of", "doored", "doors_wished", "fits", "rated_at", "suiting"]

#: The wish for whichever door suits each kind of rack.
ANY_DOOR = "any"
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


def doors_wished(site: Site) -> bool:
    """Whether the brief wants rear doors on any rack."""
    return bool(site.wishes.cooling.rear_door or site.wishes.cooling.rear_doors)


def door_of(site: Site, catalog: Catalog, rack: str) -> RearDoor | None:
    """The door on the racks of a slug; None without a wish, where it does not fit, or where no heat is left to air."""
    cooling = site.wishes.cooling
    wish = dict(cooling.rear_doors).get(rack, cooling.rear_door)
    if not wish or rack not in catalog.slugs("rack"):
        return None
    record = catalog.get(Rack, rack)
    cold = record.liquid_fraction.known and record.liquid_fraction.si("") >= 1.0
    if cold or record.purpose == "mining":
        return None
    if wish == ANY_DOOR:
        return suiting(site, catalog, rack)
    door = catalog.get(RearDoor, wish)
    return door if fits(door, record, catalog.threshold("brief", "rear_door_slack").si("mm")) else None


def rated_at(door: RearDoor, hot: float, water: float) -> float:
    """Heat of a door at its rated flows with air and water so warm [kW]: its effectiveness there stays; never more than
    its rating.

    Less air through the same door leaves it colder, so a rack of this heat or less is taken whole.
    """
    rated = door.water_in_rated.si("degC")
    share = max(0.0, hot - water) / (hot - rated) if hot > rated else 0.0
    return door.heat_rated.si("kW") * min(1.0, share)


def suiting(site: Site, catalog: Catalog, slug: str) -> RearDoor | None:
    """Of the doors that close a rack that whose fans draw least and that takes its air, else the ablest; on water as
    much colder than the hall's air as coils want it.
    """
    if slug not in catalog.slugs("rack"):
        return None
    rule, rack = catalog.threshold, catalog.get(Rack, slug)
    slack = rule("brief", "rear_door_slack").si("mm")
    closing = [d for d in catalog.all(RearDoor) if not d.missing() and fits(d, rack, slack)]
    if not closing:
        return None
    supply = site.wishes.cooling.air_supply.si("degC")
    hot = supply + rule("cooling", "air_delta").si("delta_degC")
    water = supply - rule("sizing", "chilled_air_approach").si("delta_degC")
    liquid = rack.liquid_fraction.si("") if rack.liquid_fraction.known else 0.0
    air = rack.power_design.si("kW") * (1.0 - liquid)
    able = [d for d in closing if rated_at(d, hot, water) >= air]
    if not able:
        return max(closing, key=lambda d: (rated_at(d, hot, water), d.slug))
    return min(able, key=lambda d: (d.fan_power.si("kW"), d.mass.si("kg"), d.slug))


def doored(site: Site, catalog: Catalog) -> Catalog:
    """The catalog with the racks of the brief's rear doors as deep and heavy as they are with them."""
    if not doors_wished(site):
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
