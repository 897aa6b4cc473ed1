"""The wishes: what the brief says, and where it is silent a proposal with its reason, kept as a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from designer.catalog import Climate, Coolant, Rack, Switchboard, Thresholds, Transformer
from designer.ledger import Value
from designer.model import Trade
from designer.site.brief_wishes import (
    CoolingBrief,
    FabricBrief,
    MiningBrief,
    NetworkBrief,
    PowerBrief,
    RequirementBrief,
)
from designer.site.draft import Draft, unknown
from designer.site.proposals import Proposals
from designer.site.records import (
    CoolingWish,
    FabricWish,
    Feed,
    MiningWish,
    NetworkWish,
    PlantItem,
    PowerWish,
    UserRequirement,
    Water,
)
from designer.site.supplies import Outdoors, proposed_air, proposed_supply
from designer.units import q

__all__ = [
    "Surroundings", "build_cooling", "build_fabric", "build_mining", "build_power", "build_user",
    "lv_systems", "same",
]

Rules = Literal["NEC", "IEC"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What proposals look at. Without a hall (`hall` False) proposals are made, but not noted as decisions."""

    feed: Feed
    water: Water
    climate: Climate | None
    plant: tuple[PlantItem, ...]
    racks: tuple[Rack, ...]
    unit: str
    hall: bool


def build_fabric(brief: FabricBrief | None) -> FabricWish:
    """Wishes per network; what is not said stays None, for the fabric room to propose."""
    said = brief or FabricBrief()
    networks = {name: _network(getattr(said, name)) for name in ("compute", "storage", "in_band", "oob")}
    return FabricWish(
        **networks, storage_nodes=said.storage_nodes, management_nodes=said.management_nodes, metro=said.metro,
        rtt_target=said.rtt_target,
    )


def _network(said: NetworkBrief) -> NetworkWish:
    return NetworkWish(
        topology=said.topology, switch=said.switch, spine_switch=said.spine_switch, planes=said.planes,
        oversubscription=said.oversubscription, unit_nodes=said.unit.nodes if said.unit else None, tiers=said.tiers,
        reserved_nodes=said.reserved_nodes, ports_per_node=said.ports_per_node, radix=said.radix,
        link_speed=said.link_speed, uplink_speed=said.uplink_speed, spines=said.spines,
        spine_oversubscription=said.spine_oversubscription, rails_per_leaf=said.rails_per_leaf, reserve=said.reserve,
        pod_units=said.pod.units if said.pod else None, group_links=said.group_links,
    )


def build_power(draft: Draft, brief: PowerBrief | None, around: Surroundings) -> PowerWish:
    """Wishes for power with the house's proposals."""
    said = brief or PowerBrief()
    desk = Proposals(draft, "power", Trade.POWER, around.hall)
    rules = said.rules or _rules(desk, said, around)
    return PowerWish(
        rules=rules,
        voltage=said.voltage or _voltage(desk, rules, around.plant),
        gpu_architecture=said.architecture.gpu or _gpu_architecture(desk, around.feed),
        core_architecture=said.architecture.core or desk.take("core_architecture", "2N"),
        mechanical_architecture=said.architecture.mechanical or desk.take("mechanical_architecture", "N+1"),
        core_ups=said.ups.core or desk.threshold("core_ups"),
        gpu_ups=said.ups.gpu or desk.threshold("gpu_ups"),
        generators=desk.flag("generators", said.generators, True),
        fuel=said.fuel or desk.threshold("fuel"),
        new_transformers=desk.flag("new_transformers", said.new_transformers, True),
        growth=said.growth or desk.threshold("growth"),
        smoothing=said.smoothing,
    )


def _gpu_architecture(desk: Proposals, feed: Feed) -> str:
    """Four blocks of which three carry everything; two, where one of the usual size carries the whole import: four
    small ones would take twice the boards and the floor for them.
    """
    rule = partial(desk.draft.catalog.threshold, "sizing")
    block = rule("block_rating_default").si("kVA") * rule("power_factor_kw_per_kva").si("kW/kVA")
    if not feed.import_limit.known or feed.import_limit.si("kW") > block:
        return desk.take("gpu_architecture", "4-to-make-3")
    desk.decide("gpu_architecture_small", choice="2N", limit=feed.import_limit, block=q(block, "kW"))
    return "2N"


def build_cooling(draft: Draft, brief: CoolingBrief | None, around: Surroundings) -> CoolingWish:
    """Wishes for cooling with the house's proposals."""
    said = brief or CoolingBrief()
    desk = Proposals(draft, "cooling", Trade.COOLING, around.hall)
    coolant = said.coolant or _coolant(desk, around.racks)
    chillers = desk.flag("chillers_allowed", said.chillers_allowed, "chiller" in (said.rejection or ("chiller",)))
    ways = tuple(said.rejection or _rejection(desk, around.water, chillers))
    if said.chillers_allowed and "chiller" not in ways:
        ways = (*ways, "chiller")  # allowed where the named ways do not reach
    outdoors = Outdoors(around.climate, around.water.available, ways, chillers)
    return CoolingWish(
        supply_temperature=said.supply_temperature or proposed_supply(desk, around.racks, outdoors),
        coolant=coolant,
        facility_coolant=said.facility_coolant or _facility_coolant(desk, around.climate),
        architecture=said.architecture or desk.take("cooling_architecture", "N+1"),
        rejection=ways,
        chillers_allowed=chillers,
        air_supply=said.air_supply or proposed_air(
            desk, around.racks, outdoors, bool(said.rear_door or said.rear_doors)
        ),
        ride_through=said.ride_through or desk.threshold("ride_through"),
        cdu=said.cdu,
        cooler=said.cooler,
        heat_reuse=said.heat_reuse,
        chiller=said.chiller,
        flow_spread=said.flow_spread,
        rear_door=said.rear_door,
        rear_doors=tuple(sorted(said.rear_doors.items())),
    )


def build_mining(draft: Draft, brief: MiningBrief | None, hall: bool, appraised: bool) -> MiningWish:
    """What remains of the mine; prices are asked for, never guessed, unless the case is `appraised` at its own."""
    said = brief or MiningBrief()
    desk = Proposals(draft, "mining", Trade.SITE, hall)
    price = said.price or unknown("mining.price")
    power_price = said.power_price or unknown("mining.power_price")
    if hall and not appraised and not (price.known and power_price.known):
        draft.ask("mining_prices_unknown", "mining")
    return MiningWish(said.keep or desk.threshold("mining_keep"), price, power_price)


def build_user(brief: Sequence[RequirementBrief]) -> tuple[UserRequirement, ...]:
    """Requirements in the user's own words."""
    return tuple(UserRequirement(r.key, r.text, r.subject, r.relation or "", r.quantity) for r in brief)


def _rules(desk: Proposals, said: PowerBrief, around: Surroundings) -> Rules:
    """The rule pack by frequency, else by the voltages that only one pack knows, else by the unit of the hall."""
    frequency = around.feed.frequency
    voltages = [v for v in (said.voltage, *(p.secondary for p in around.plant)) if v is not None and v.known]
    if frequency.known:
        nec = same(desk.draft, frequency.q, desk.draft.threshold("frequency_nec").q)
        return _decided(desk, "rules_by_frequency", "NEC" if nec else "IEC", frequency=frequency)
    for voltage in voltages:
        packs = {rules for rules, _, level in lv_systems(desk.draft) if same(desk.draft, voltage.q, level.q)}
        if len(packs) == 1:
            return _decided(desk, "rules_by_voltage", "NEC" if "NEC" in packs else "IEC", voltage=voltage)
    return _decided(desk, "rules_by_unit", "NEC" if around.unit in ("ft", "in") else "IEC", unit=around.unit)


def _decided(desk: Proposals, key: str, rules: Rules, **facts: Any) -> Rules:
    desk.decide(key, rules=rules, **facts)
    return rules


def same(draft: Draft, one: Any, other: Any) -> bool:
    """Whether two quantities name the same system voltage or frequency."""
    return bool(abs(one / other - 1).m_as("") <= draft.threshold("voltage_tolerance").si(""))


def lv_systems(draft: Draft) -> list[tuple[str, str, Value]]:
    """Every low voltage that a rule pack knows: rules, frequency as text, line-to-line voltage."""
    names = [item.key for item in draft.catalog.get(Thresholds, "brief").items if item.key.startswith("lv_")]
    return [(n.split("_")[1].upper(), n.split("_")[2], draft.threshold(n)) for n in names]


def served(draft: Draft, rules: str) -> list[Value]:
    """The low voltages for which the catalog has transformers and switchboards under a rule pack."""
    boards = {b.voltage.si("V") for b in draft.catalog.all(Switchboard) if b.rules == rules and b.level == "LV"}
    found = {t.secondary.si("V"): t.secondary for t in draft.catalog.all(Transformer) if t.rules == rules}
    return [found[volts] for volts in sorted(boards & found.keys())]


def _voltage(desk: Proposals, rules: Rules, plant: Sequence[PlantItem]) -> Value:
    """The low voltage that most transformers on site give, when there is gear for it; else the rules' usual one."""
    weights: dict[float, tuple[int, Value]] = {}
    levels = served(desk.draft, rules)
    for item in plant:
        if item.feeds_hall and item.secondary.known:
            level = next((level for level in levels if same(desk.draft, item.secondary.q, level.q)), None)
            if level is None:
                continue
            volts = level.si("V")
            value = item.secondary if item.secondary.si("V") == volts else level
            weights[volts] = (weights.get(volts, (0, value))[0] + item.count, value)
    if weights:
        count, value = max(weights.values(), key=lambda w: (w[0], w[1].si("V")))
        desk.decide("voltage_of_plant", voltage=value, count=count)
        return value
    return desk.threshold(f"voltage_{rules.lower()}")


def _coolant(desk: Proposals, racks: Sequence[Rack]) -> str:
    """The first coolant that every rack allows; inhibited glycol where the racks say nothing."""
    allowed = [r.coolants for r in racks if r.coolants]
    shared = [c for c in (allowed[0] if allowed else ()) if all(c in other for other in allowed)]
    legal = desk.draft.catalog.slugs("coolant")
    choice = next((c for c in shared if c in legal), "pg25")
    return desk.take("coolant", choice)


def _facility_coolant(desk: Proposals, climate: Climate | None) -> str:
    """The coolant with the highest freezing point that still lies below the coldest air by the margin."""
    coldest = None if climate is None or not climate.winter_dry_bulb.known else climate.winter_dry_bulb
    coolants = [c for c in desk.draft.catalog.all(Coolant) if c.freezing_point.known]
    if coldest is None or not coolants:
        return desk.take("facility_coolant", "pg25")
    limit = coldest.si("degC") - desk.draft.threshold("freeze_margin").si("delta_degC")
    safe = [c for c in coolants if c.freezing_point.si("degC") <= limit]
    order = sorted(coolants, key=lambda c: (c.freezing_point.si("degC"), c.slug))
    choice = max(safe, key=lambda c: (c.freezing_point.si("degC"), c.slug)) if safe else order[0]
    key = "facility_coolant_by_winter" if safe else "facility_coolant_coldest"
    desk.decide(key, choice=choice.slug, freezing=choice.freezing_point, coldest=coldest)
    return choice.slug


def _rejection(desk: Proposals, water: Water, chillers: bool) -> list[str]:
    """Dry coolers first, evaporation where water is there, chillers as trim where allowed."""
    ways = ["dry", *(["adiabatic"] if water.available else []), *(["chiller"] if chillers else [])]
    desk.decide("rejection_proposed", choice=", ".join(ways))
    return ways


