"""What cannot be true together: mistakes that show only when several parts of the brief are read side by side."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from designer import catalog
from designer.catalog import Rack
from designer.ledger import Value
from designer.site.brief_wishes import ComputeBrief
from designer.site.draft import Draft, Path_, near
from designer.site.rear_doors import ANY_DOOR, fits
from designer.site.records import (
    ComputeWish,
    CoolingWish,
    FabricWish,
    Feed,
    Hall,
    MiningWish,
    PlantItem,
    PowerWish,
    UserRequirement,
)
from designer.site.supplies import without_water
from designer.site.wishes import Surroundings, lv_systems, same, served

__all__ = [
    "check_compute", "check_cooling", "check_fabric", "check_mining", "check_power", "check_requirements", "check_size",
]

#: Kinds of plant whose records belong to one rule pack.
_RULED: dict[str, type[catalog.Transformer] | type[catalog.Switchboard]] = {
    "transformer": catalog.Transformer, "switchboard": catalog.Switchboard,
}
#: Ways of rejection that evaporate water.
_WET_WAYS = ("adiabatic", "hybrid", "tower")


def check_compute(draft: Draft, brief: Sequence[ComputeBrief], single: bool, hall: bool) -> tuple[Rack, ...]:
    """Every kind names a known rack or system, in a number that can be meant. Returns the racks."""
    racks: list[Rack] = []
    for index, item in enumerate(brief):
        path: Path_ = ("compute",) if single else ("compute", index)
        if (item.rack is None) == (item.system is None):
            draft.wrong("compute-which", path)
        if item.system is not None and item.nodes is None:
            draft.wrong("missing", (*path, "nodes"), expected="nodes")
        if item.rack is not None and item.nodes is not None:
            draft.wrong("compute-nodes-of-rack", (*path, "nodes"), item.nodes)
        for key, number, most in (("racks", item.racks, "racks_max"), ("nodes", item.nodes, "nodes_max")):
            limit = int(draft.threshold(most).si(""))
            if number is not None and number > limit:
                draft.wrong("compute-absurd", (*path, key), number, limit)
        if hall and item.rack is not None and item.racks is None and any(_endless(b) for b in brief[:index]):
            draft.wrong("compute-max-twice", (*path, "rack"), item.rack)
        if not hall and item.rack is not None and item.racks is None:
            draft.wrong("fabric-count-missing", (*path, "racks"), "max" if draft.says((*path, "racks")) else "")
        rack = draft.record(Rack, item.rack, (*path, "rack"))
        if rack is not None and rack.purpose not in ("gpu", "legacy"):
            draft.wrong("compute-purpose", (*path, "rack"), rack.slug, purpose=rack.purpose)
        if rack is not None and rack in racks:
            draft.wrong("tag-twice", (*path, "rack"), rack.slug)
        elif rack is not None:
            racks.append(rack)
        system = draft.record(catalog.System, item.system, (*path, "system"))
        if hall and system is not None and not any(r.system == system.slug for r in draft.catalog.all(Rack)):
            draft.wrong("system-without-rack", (*path, "system"), system.slug)
    return tuple(racks)


def _endless(item: ComputeBrief) -> bool:
    """Whether as many racks of a kind are wanted as the hall takes."""
    return item.rack is not None and item.racks is None


def check_fabric(draft: Draft, wish: FabricWish, topologies: Sequence[str]) -> None:
    """Switches are in the catalog and topologies among those that the fabric room knows (when it says which)."""
    for name in ("compute", "storage", "in_band", "oob"):
        network = getattr(wish, name)
        for key in ("switch", "spine_switch"):
            draft.record(catalog.Switch, getattr(network, key), ("fabric", name, key))
        said = network.topology
        if said is not None and topologies and said not in topologies:
            draft.wrong("topology-unknown", ("fabric", name, "topology"), said, ", ".join(topologies),
                        near=near(said, tuple(topologies)))


def check_power(draft: Draft, wish: PowerWish, feed: Feed, plant: Sequence[PlantItem]) -> None:
    """Rules, frequency, voltage and catalog items belong to one world."""
    rules, frequency = wish.rules, feed.frequency
    systems = [(f, v) for pack, f, v in lv_systems(draft) if pack == rules]
    if frequency.known:
        systems_now = [(f, v) for f, v in systems if same(draft, frequency.q, _hertz(draft, f))]
        if not systems_now:
            draft.wrong("rules-frequency", ("power", "rules"), f"{rules}, {_text(frequency, 'Hz')}")
            return
        systems = systems_now
    if wish.voltage.known and not any(same(draft, wish.voltage.q, level.q) for _, level in systems):
        legal = ", ".join(sorted({_text(level, "V") for _, level in systems}))
        draft.wrong("voltage-rules", ("power", "voltage"), _text(wish.voltage, "V"), legal, rules=rules)
    elif wish.voltage.known:
        levels = served(draft, rules)
        if not any(abs(level.si("V") - wish.voltage.si("V")) < 1.0 for level in levels):
            legal = ", ".join(_text(level, "V") for level in levels)
            draft.wrong("voltage-unserved", ("power", "voltage"), _text(wish.voltage, "V"), legal, rules=rules)
    for index, item in enumerate(plant):
        schema = _RULED.get(item.kind)
        if schema is None or not item.catalog or item.catalog not in draft.catalog.slugs(item.kind):
            continue
        other = draft.catalog.get(schema, item.catalog).rules
        if other != rules:
            draft.wrong("rules-mixed", ("plant", index, "catalog"), item.catalog, rules, other=other)
        if item.primary.known and item.secondary.known and item.primary.q <= item.secondary.q:
            draft.wrong("voltages-reversed", ("plant", index, "primary"), _text(item.primary, "kV"),
                        _text(item.secondary, "V"))


def _hertz(draft: Draft, text: str) -> object:
    return next(v.q for v in (draft.threshold("frequency_nec"), draft.threshold("frequency_iec"))
                if f"{v.si('Hz'):.0f}" == text)


def check_cooling(draft: Draft, wish: CoolingWish, around: Surroundings, place: bool) -> None:
    """Supply below the racks' limits, coolants known and allowed, rejection that the place (when known) can give."""
    racks, water = around.racks, around.water
    supply = wish.supply_temperature
    for rack in racks:
        limit = rack.supply_temperature_max
        if rack.cooling != "air" and limit.known and supply.known and supply.q > limit.q:
            draft.wrong("supply-above-rack", ("cooling", "supply_temperature"), _text(supply, "degC"),
                        _text(limit, "degC"), rack=rack.slug)
        known = wish.coolant in draft.catalog.slugs("coolant")
        if known and rack.coolants and wish.coolant not in rack.coolants and draft.says(("cooling", "coolant")):
            legal = ", ".join(rack.coolants)
            draft.wrong("coolant-of-rack", ("cooling", "coolant"), wish.coolant, legal, rack=rack.slug)
    for key, schema in (("coolant", catalog.Coolant), ("facility_coolant", catalog.Coolant), ("cdu", catalog.Cdu),
                        ("cooler", catalog.Cooler), ("chiller", catalog.Chiller)):
        if draft.says(("cooling", key)):
            _check_product(draft, schema, getattr(wish, key), ("cooling", key))
    _check_doors(draft, wish, racks)
    if "chiller" in wish.rejection and not wish.chillers_allowed:
        draft.wrong("chiller-forbidden", ("cooling", "rejection"), "chiller")
    wet = [way for way in wish.rejection if way in _WET_WAYS]
    if wet and place and not water.available:
        nearest = without_water(draft, racks, around.climate)
        draft.wrong("rejection-without-water", ("cooling", "rejection"), ", ".join(wet), **nearest)
    _check_machines(draft, wish, around, place and not water.available)


def _check_machines(draft: Draft, wish: CoolingWish, around: Surroundings, dry: bool) -> None:
    """The named cooler is one of the named ways and does not want water of a `dry` place; a chiller may be there."""
    cooler = wish.cooler if wish.cooler in draft.catalog.slugs("cooler") else None
    kind = draft.catalog.get(catalog.Cooler, cooler).type if cooler else ""
    if dry and kind == "tower":
        nearest = without_water(draft, around.racks, around.climate)
        draft.wrong("rejection-without-water", ("cooling", "cooler"), cooler, **nearest)
    elif kind and kind not in wish.rejection and draft.says(("cooling", "rejection")):
        draft.wrong("cooler-of-rejection", ("cooling", "cooler"), cooler, ", ".join(wish.rejection), kind=kind)
    if wish.chiller and not wish.chillers_allowed:
        draft.wrong("chiller-forbidden-named", ("cooling", "chiller"), wish.chiller)


def _check_product(draft: Draft, schema: type[catalog.Record], slug: str | None, path: Path_) -> None:
    """A product that is named is in the catalog, and all that a design needs of it is known."""
    record = draft.record(schema, slug, path)
    unknown = record.missing() if record is not None else ()
    if record is not None and unknown:
        fit = ", ".join(each.slug for each in draft.catalog.all(schema) if not each.missing())
        draft.wrong("product-incomplete", path, record.slug, fit, unknown=", ".join(unknown))


def _check_doors(draft: Draft, wish: CoolingWish, racks: Sequence[Rack]) -> None:
    """The rear doors named are known; each closes the back of every wanted rack that it is for."""
    own = dict(wish.rear_doors)
    for slug, door in own.items():
        draft.record(Rack, slug, ("cooling", "rear_doors", slug))
        _check_product(draft, catalog.RearDoor, door, ("cooling", "rear_doors", slug))
    if wish.rear_door and wish.rear_door != ANY_DOOR:
        _check_product(draft, catalog.RearDoor, wish.rear_door, ("cooling", "rear_door"))
    wanted = {rack.slug: rack for rack in racks if rack.slug not in own}
    named: list[tuple[str | None, Rack, Path_]] = []
    named += [(wish.rear_door, rack, ("cooling", "rear_door")) for rack in wanted.values()]
    known = [slug for slug in own if slug in draft.catalog.slugs("rack")]
    named += [(own[slug], draft.catalog.get(Rack, slug), ("cooling", "rear_doors", slug)) for slug in known]
    slack = draft.threshold("rear_door_slack").si("mm")
    for name, rack, path in named:
        if not name or name not in draft.catalog.slugs("rear-door"):
            continue
        if not fits(draft.catalog.get(catalog.RearDoor, name), rack, slack):
            fit = [d.slug for d in draft.catalog.all(catalog.RearDoor) if not d.missing() and fits(d, rack, slack)]
            draft.wrong("rear-door-of-rack", path, name, ", ".join(fit), rack=rack.slug)


def check_mining(draft: Draft, wish: MiningWish, feed: Feed) -> None:
    """The mine keeps no more than the feed gives."""
    keep, limit = wish.keep, feed.import_limit
    if keep.known and limit.known and keep.q > limit.q:
        draft.wrong("mine-over-import", ("mining", "keep"), _text(keep, "MW"), _text(limit, "MW"))


def check_size(draft: Draft, hall: Hall, racks: Sequence[Rack], wishes: Sequence[ComputeWish]) -> None:
    """The hall can hold the racks asked for, counted by their bare footprint."""
    area = hall.polygon.area
    frame: Any = hall.polygon.minimum_rotated_rectangle
    sides = list(frame.exterior.coords)
    longest = max(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in pairwise(sides))
    counts = {wish.rack: wish.racks or 1 for wish in wishes}
    total = 0.0
    for rack in racks:
        if not (rack.width.known and rack.depth.known):
            continue
        one = rack.width.si("m") * rack.depth.si("m")
        total += one * counts.get(rack.slug, 1)
        if one > area or max(rack.width.si("m"), rack.depth.si("m")) > longest:
            path: Path_ = ("hall", "footprint")
            draft.wrong("rack-larger-than-hall", path, f"{area:.2f} m2", f"{one:.2f} m2", rack=rack.slug)
            return
    most = draft.threshold("racks_max").si("")
    if total > area and all((wish.racks or 0) <= most for wish in wishes):
        draft.wrong("racks-larger-than-hall", ("compute",), f"{total:.0f} m2", f"{area:.0f} m2")


def check_requirements(draft: Draft, requirements: Sequence[UserRequirement]) -> None:
    """Keys stand once; a quantity needs a relation and a subject to be judged by, and a relation a quantity."""
    seen: set[str] = set()
    for index, item in enumerate(requirements):
        path: Path_ = ("requirements", index)
        if item.key in seen:
            draft.wrong("tag-twice", (*path, "key"), item.key)
        seen.add(item.key)
        if (item.quantity is None) != (item.relation == "") or (item.relation and not item.subject):
            draft.wrong("requirement-incomplete", path, item.key)


def _text(value: Value, unit: str) -> str:
    return f"{value.si(unit):g} {unit}"
