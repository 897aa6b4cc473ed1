"""The programme: the racks that the binding limit allows, and everything that must be placed with them."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from designer.catalog import Catalog
from designer.ledger import Step
from designer.model import Constraint, LoadClass, Note, NoteKind
from designer.model.notes import Fact
from designer.requirements.records import Requirements
from designer.site.records import Site
from designer.sizing import standby
from designer.sizing.basis import Basis, wanted_racks
from designer.sizing.choices import choose_plant
from designer.sizing.demand import Part, PlantChoice, demand_of, total
from designer.sizing.floor import area_limit
from designer.sizing.keeping import with_kept
from designer.sizing.limits import block_rating, limits_before_area, rejected_heat
from designer.sizing.modules import Plan, extra_of, plan_modules
from designer.sizing.network import counted_of, network_of, storage_for
from designer.sizing.records import CapacityLimit, NetworkNeed, Programme, RackGroup
from designer.sizing.rounds import APPROACH, LIFTED, WATER_FIRST, asked_for
from designer.sizing.smoothing import standby_of
from designer.sizing.storage import Storage
from designer.units import magnitude, q

__all__ = ["size"]

#: Kinds of mechanical plant that run as whole units.
_UNITS = ("cdu", "cooler", "air-unit")


def size(
    site: Site,
    requirements: Requirements,
    catalog: Catalog,
    constraints: tuple[Constraint, ...] = (),
    round: int = 0,
    counted: NetworkNeed | None = None,
) -> Programme:
    """The programme of a site under the constraints that earlier rounds found.

    Networks are estimated by closed form, or taken as the fabric `counted` them for so many racks; then the plant too
    is chosen for those, so that which products stand does not hang on what the hall might have been.

    Raises `errors.Refused` for an unknown architecture or a system that no rack holds.
    """
    approach = next((c.amount for c in constraints if c.key == APPROACH), None)
    basis = Basis(site, catalog, approach=approach, dry=any(c.key == WATER_FIRST for c in constraints))
    choice = choose_plant(basis, counted.served if counted else ())
    rating = block_rating(basis)
    if isinstance(rating, Step):
        basis.steps.append(rating)
    parts, limits = _parts(basis, choice, constraints, counted)
    choice = with_kept(basis, parts, choice, extra_of(parts, constraints))
    plan = plan_modules(basis, parts, choice, constraints)
    units = _of_units(basis, parts, plan, choice)
    network, storage = network_of(basis, parts, counted, constraints), storage_for(basis, parts)
    _tell(basis, counted, storage)
    flow = _duty(basis, "sizing.pumps", "m3/s")
    ordered = tuple(sorted(limits, key=lambda limit: (limit.fails, limit.racks, limit.key)))
    _explain(basis, ordered, constraints, parts[-1].racks)
    return Programme(
        racks=_groups(basis, parts, network, storage),
        gpus=sum(part.racks * part.demand.wanted.rack.gpus for part in parts),
        limits=ordered,
        binding=ordered[0].key,
        next_binding=ordered[1].key if len(ordered) > 1 else "",
        network=network,
        modules=plan.modules,
        estimates=_estimates(basis, parts, (plan, units), constraints),
        blocks=plan.gpu_blocks,
        core_blocks=plan.core_blocks,
        constraints=constraints,
        round=round,
        notes=tuple(basis.notes),
        steps=_unique(basis.steps),
        storage_nodes=storage.nodes,
        standing=choice.standing,
        facility_flow=flow,
        chilled_heat=_duty(basis, "sizing.chillers", "kW") or (0.0 if flow else _liquid(parts)),
        approach=choice.approach.si("delta_degC") if choice.approach else 0.0,
        rejected=rejected_heat(parts, choice),
        water_rate=next((_water(s) for s in basis.steps if s.key == "sizing.water_per_rack"), 0.0),
    )


def _water(step: Step) -> float:
    """Make-up water for heat that a step counted with [L/kWh]."""
    return next(magnitude(i.quantity, "L/kWh") for i in step.inputs if i.symbol == "w_heat")


def _duty(basis: Basis, key: str, unit: str) -> float:
    """What units were sized for, in a unit; 0 where none were."""
    step = next((s for s in basis.steps if s.key == key), None)
    asked = next((i.quantity for i in step.inputs if i.symbol == "X_duty"), None) if step is not None else None
    return magnitude(asked, unit) if asked is not None else 0.0


def _liquid(parts: tuple[Part, ...]) -> float:
    """Heat that the racks give to coolant [kW]: their exchangers have mains even where nothing takes it outdoors."""
    return sum(part.racks * part.demand.liquid.si("kW") for part in parts)


def _parts(
    basis: Basis, choice: PlantChoice, constraints: tuple[Constraint, ...], need: NetworkNeed | None
) -> tuple[tuple[Part, ...], list[CapacityLimit]]:
    """How many racks of each kind, in turn beside those before; and the limits on the last kind."""
    parts: tuple[Part, ...] = ()
    limits: list[CapacityLimit] = []
    wanted = wanted_racks(basis.site, basis.catalog)
    counted, full = counted_of(basis, wanted, choice, need), choice
    if need is None:
        full = choose_plant(Basis(basis.site, basis.catalog, approach=basis.approach, dry=basis.dry), floor=True)
    for kind in wanted:
        basis.mark = kind.rack.slug if kind is not wanted[-1] else ""
        demand = demand_of(basis, kind, choice, counted)
        limits = limits_before_area(basis, demand, choice, parts, constraints)
        limits.append(area_limit(basis, demand, parts, (full, constraints, need)))
        aside = {c.origin for c in constraints if c.key == LIFTED and kind is wanted[-1]}
        if kind is wanted[-1]:
            limits = _whole(basis, limits, aside, (sum(part.racks for part in parts), need))
        parts = (*parts, Part(demand, _allowed(limit for limit in limits if limit.key not in aside)))
    return parts, limits


def _whole(
    basis: Basis, limits: list[CapacityLimit], aside: Collection[str], made: tuple[int, NetworkNeed | None]
) -> list[CapacityLimit]:
    """The limits, the binding ones but those set aside held to the racks whose whole switches they bear; `made` are the
    racks of other kinds and what was counted."""
    held, need = made
    allowed = _allowed(limit for limit in limits if limit.key not in aside)
    if need is None or need.most is None or held + allowed <= need.most:
        return limits
    basis.decide("whole_switches", racks=need.most, more=held + allowed, switches=need.switches)
    most = max(0, need.most - held)
    return [replace(one, racks=most) if one.racks == allowed and not one.fails else one for one in limits]


def _allowed(limits: Iterable[CapacityLimit]) -> int:
    return max(0, min((limit.racks for limit in limits if not limit.fails), default=0))


def _tell(basis: Basis, counted: NetworkNeed | None, storage: Storage) -> None:
    """Decisions on networks and storage."""
    if counted is not None and counted.racks:
        share = next((s for s in basis.steps if s.key == "sizing.network_share"), None)
        basis.decide(
            "network_counted",
            racks=sum(number for _, number in counted.served),
            switches=counted.switches,
            power=q(counted.power_kw, "kW"),
            cabinets=counted.racks,
            share=q(share.number if share else 1.0),
        )
    if storage.racks:
        basis.decide("storage", nodes=storage.nodes, racks=storage.racks, power=q(storage.power_kw, "kW"))


def _groups(basis: Basis, parts: tuple[Part, ...], need: NetworkNeed, storage: Storage) -> tuple[RackGroup, ...]:
    groups = []
    for part in parts:
        rack, unit = part.demand.wanted.rack, part.demand.wanted.unit_racks(basis)
        groups.append(RackGroup(rack.slug, "gpu", part.racks, unit, rack.power_design.si("kW"), LoadClass.GPU))
    if need.racks:
        each = need.power_kw / need.racks
        groups.append(RackGroup("network-rack", "network", need.racks, 0, each, LoadClass.CORE))
    if storage.racks:
        each = storage.power_kw / storage.racks
        groups.append(RackGroup("storage-rack", "storage", storage.racks, 0, each, LoadClass.CORE))
    return tuple(groups)


def _of_units(basis: Basis, parts: tuple[Part, ...], plan: Plan, choice: PlantChoice) -> float:
    """Power of the mechanical units that must run on the design day [kW]."""
    none, chiller = q(0.0, "kW"), choice.chiller
    counts = {kind: q(float(sum(m.needed for m in plan.modules if m.kind == kind))) for kind in _UNITS}
    heat = total(parts, "air") + (total(parts, "liquid") * choice.trim.number if choice.trim else 0.0)
    return basis.keep(
        standby.mechanical_of_units,
        "mechanical_of_units",
        n_cdu=counts["cdu"],
        P_cdu=choice.cdu.power if choice.cdu else none,
        n_clr=counts["cooler"],
        P_clr=choice.cooler.fan_power if choice.cooler else none,
        n_acu=counts["air-unit"],
        P_acu=choice.air_unit.fan_power,
        Q_source=q(heat if chiller else 0.0, "kW"),
        f_source=1 / chiller.cop_rated.q if chiller else q(0.0),
    ).si("kW")


def _estimates(
    basis: Basis, parts: tuple[Part, ...], made: tuple[Plan, float], constraints: tuple[Constraint, ...]
) -> dict[str, float]:
    """Closed-form figures [kW]; `made` is the plan and the power of its mechanical units."""
    plan, units = made
    shares = total(parts, "mechanical")
    mechanical = max(shares, units)
    house = next((s.number for s in basis.steps if s.key == "sizing.house_power"), 0.0)
    racks = sum(part.racks for part in parts)
    found = [asked_for(c, racks) for c in constraints if c.key == "losses.kw"]
    outdoor = standby_of(basis, plan.modules)
    return {
        "it": total(parts, "it"),
        "network": total(parts, "network"),
        "mechanical": mechanical,
        "core": plan.core_kw,
        "losses": max([total(parts, "losses"), *found]),
        "house": house,
        "outdoor": outdoor,
        "heat_liquid": total(parts, "liquid"),
        "heat_air": total(parts, "air"),
        "site_peak": total(parts, "gross") + mechanical - shares + house + outdoor,
    }


def _explain(basis: Basis, limits: tuple[CapacityLimit, ...], constraints: tuple[Constraint, ...], racks: int) -> None:
    following = limits[1] if len(limits) > 1 else limits[0]
    facts: dict[str, Fact] = {"racks": racks, "limit": limits[0].told, "following": following.told}
    basis.decide("binding", "", **facts, following_racks=following.racks)
    for limit in limits:
        if limit.fails:
            basis.notes.append(Note(NoteKind.RISK, f"sizing.fails_{limit.key}", limit.trade, limit.basis))
    for constraint in constraints:
        basis.decide(
            "round",
            constraint.key,
            constraint=constraint.key,
            amount=q(constraint.amount, constraint.unit),
            origin=constraint.trade,
            round=constraint.round,
        )


def _unique(steps: list[Step]) -> tuple[Step, ...]:
    return tuple({step.key: step for step in steps}.values())
