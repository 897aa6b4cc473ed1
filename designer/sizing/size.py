"""The programme: the racks that the binding limit allows, and everything that must be placed with them."""

from collections.abc import Iterable, Sequence
from math import ceil

from designer.catalog import Catalog, Rack
from designer.ledger import Step
from designer.model import Constraint, LoadClass, Note, NoteKind, Shortfall
from designer.model.notes import Fact
from designer.requirements.records import Requirements
from designer.site.records import Site
from designer.sizing import formulas as f
from designer.sizing.basis import Basis, Wanted, wanted_racks
from designer.sizing.choices import choose_plant
from designer.sizing.demand import Part, PlantChoice, demand_of, total
from designer.sizing.limits import area_limit, block_rating, limits_before_area
from designer.sizing.modules import Plan, floor_area, plan_modules
from designer.sizing.records import CapacityLimit, NetworkNeed, Programme, RackGroup
from designer.units import q

__all__ = ["curable", "size", "tighten"]

#: Changes below a thousandth count as none.
_SAME = 0.001


def size(
    site: Site, requirements: Requirements, catalog: Catalog, constraints: tuple[Constraint, ...] = (), round: int = 0
) -> Programme:
    """The programme of a site under the constraints that earlier rounds found.

    Raises `errors.Refused` for an unknown architecture or a system that no rack holds.
    """
    basis = Basis(site, catalog)
    choice = choose_plant(basis)
    rating = block_rating(basis)
    if isinstance(rating, Step):
        basis.steps.append(rating)
    parts, limits = _parts(basis, wanted_racks(site, catalog), choice, constraints)
    plan = plan_modules(basis, parts, choice, constraints)
    ordered = tuple(sorted(limits, key=lambda limit: (limit.fails, limit.racks, limit.key)))
    _explain(basis, ordered, constraints, parts[-1].racks)
    return Programme(
        racks=_groups(basis, parts, constraints),
        gpus=sum(part.racks * part.demand.wanted.rack.gpus for part in parts),
        limits=ordered,
        binding=ordered[0].key,
        next_binding=ordered[1].key if len(ordered) > 1 else "",
        network=_network(basis, parts, constraints),
        modules=plan.modules,
        estimates=_estimates(basis, parts, plan, constraints),
        blocks=plan.gpu_blocks,
        core_blocks=plan.core_blocks,
        constraints=constraints,
        round=round,
        notes=tuple(basis.notes),
        steps=_unique(basis.steps),
    )


def _parts(
    basis: Basis, wanted: tuple[Wanted, ...], choice: PlantChoice, constraints: tuple[Constraint, ...]
) -> tuple[tuple[Part, ...], list[CapacityLimit]]:
    """How many racks of each kind, in turn beside those before; and the limits on the last kind."""
    parts: tuple[Part, ...] = ()
    limits: list[CapacityLimit] = []
    for kind in wanted:
        basis.mark = kind.rack.slug if kind is not wanted[-1] else ""
        demand = demand_of(basis, kind, choice)
        limits = limits_before_area(basis, demand, choice, parts, constraints)
        trial = (*parts, Part(demand, _allowed(limits)))
        plan = plan_modules(Basis(basis.site, basis.catalog, list(basis.steps)), trial, choice, constraints)
        others = _network(basis, trial, constraints).racks + _storage_racks(basis, sum(p.racks for p in trial))
        limits.append(area_limit(basis, demand, floor_area(plan.modules), others, parts))
        parts = (*parts, Part(demand, _allowed(limits)))
    return parts, limits


def tighten(
    constraints: tuple[Constraint, ...], shortfalls: Iterable[Shortfall], round: int, racks: int = 0
) -> tuple[Constraint, ...]:
    """The constraints of the next round: racks.max only falls, the others only grow.

    Extras asked for in one round do not add up among themselves, but on top of those of earlier rounds. From `racks`
    the cap falls by half at most in one round: with fewer racks the plant that took their room shrinks too.
    """
    earlier = {c.key: c for c in constraints}
    held = dict(earlier)
    for shortfall in shortfalls:
        cure = shortfall.cure
        if cure is None:
            continue
        base = earlier[cure.key].amount if cure.key in earlier and cure.key.endswith(".extra") else 0.0
        amount = max(cure.amount, float(racks // 2)) if cure.key == "racks.max" else base + cure.amount
        asked = Constraint(cure.key, amount, shortfall.key, round)
        old = held.get(cure.key)
        if old is None or _tighter(asked, old):
            held[cure.key] = asked
    return tuple(held[key] for key in sorted(held))


def curable(shortfalls: Sequence[Shortfall], before: Sequence[Shortfall]) -> tuple[Shortfall, ...]:
    """The shortfalls without those that more plant did not help in the round `before`: as much wanted, no more got."""
    helped = {s.key: s for s in before}
    return tuple(s for s in shortfalls if s.key not in helped or not _futile(s, helped[s.key]))


def _futile(now: Shortfall, before: Shortfall) -> bool:
    if now.cure is None or not now.cure.key.endswith(".extra"):
        return False
    wanted, got = before.wanted.magnitude, before.got.magnitude
    less = float(now.wanted.m_as(before.wanted.units)) < wanted - _SAME * abs(wanted)
    more = float(now.got.m_as(before.got.units)) > got + _SAME * abs(got)
    return not less and not more


def _tighter(new: Constraint, old: Constraint) -> bool:
    """Whether a constraint asks for more than the one held; changes below a thousandth do not start another round."""
    return new.amount < old.amount if new.key.endswith(".max") else new.amount > old.amount * (1.0 + _SAME)


def _allowed(limits: list[CapacityLimit]) -> int:
    return max(0, min((limit.racks for limit in limits if not limit.fails), default=0))


def _storage_racks(basis: Basis, racks: int) -> int:
    share, least = basis.rule("storage_racks_per_gpu_rack").si(""), basis.rule("least_storage_racks").si("")
    return max(int(least), ceil(racks * share)) if racks else 0


def _network(basis: Basis, parts: tuple[Part, ...], constraints: tuple[Constraint, ...]) -> NetworkNeed:
    if not any(part.racks for part in parts):
        return NetworkNeed(0, 0, 0.0, 0)
    record = basis.catalog.get(Rack, "network-rack")
    switches, units, power = 0, 0, 0.0
    for part in parts:
        demand = part.demand
        compute = ceil(part.racks * demand.compute_switches.number)
        side = ceil(part.racks * demand.side_switches.number)
        switches += compute + side
        units += compute * demand.switch.units_high + side * demand.side_switch.units_high
        power += part.racks * (demand.network.si("kW") - _storage_kw(basis))
    step = f.network_racks.step(
        "sizing.network_racks",
        U_switches=q(float(units)),
        U_usable=q(record.units_high * basis.rule("network_rack_fill").si("")),
        P_network=q(power, "kW"),
        P_rack=record.power_design,
    )
    if all(s.key != step.key for s in basis.steps):
        basis.steps.append(step)
    racks = max(2, ceil(step.number - 1e-9), _asked(constraints))
    return NetworkNeed(switches, units, power, racks, _place(constraints))


def _asked(constraints: tuple[Constraint, ...]) -> int:
    return max((int(c.amount) for c in constraints if c.key == "network_racks.min"), default=0)


def _place(constraints: tuple[Constraint, ...]) -> str:
    """Where the fabric asked for its cabinets last."""
    turns = [c.key.split(".")[1:] for c in constraints if c.key.startswith("network_place.")]
    return max(turns, key=lambda turn: int(turn[0]))[1] if turns else ""


def _storage_kw(basis: Basis) -> float:
    record = basis.catalog.get(Rack, "storage-rack")
    return record.power_design.si("kW") * basis.rule("storage_racks_per_gpu_rack").si("")


def _groups(basis: Basis, parts: tuple[Part, ...], constraints: tuple[Constraint, ...]) -> tuple[RackGroup, ...]:
    groups = []
    for part in parts:
        rack, system = part.demand.wanted.rack, part.demand.wanted.system
        unit = int(basis.rule("unit_racks_default").si(""))
        if system and system.scalable_unit and rack.systems:
            unit = max(1, system.scalable_unit // rack.systems)
        groups.append(RackGroup(rack.slug, "gpu", part.racks, unit, rack.power_design.si("kW"), LoadClass.GPU))
    need = _network(basis, parts, constraints)
    network, storage = basis.catalog.get(Rack, "network-rack"), basis.catalog.get(Rack, "storage-rack")
    groups.append(RackGroup(network.slug, "network", need.racks, 0, network.power_design.si("kW"), LoadClass.CORE))
    count = _storage_racks(basis, sum(part.racks for part in parts))
    groups.append(RackGroup(storage.slug, "storage", count, 0, storage.power_design.si("kW"), LoadClass.CORE))
    return tuple(g for g in groups if g.count or g.purpose == "gpu")


def _estimates(
    basis: Basis, parts: tuple[Part, ...], plan: Plan, constraints: tuple[Constraint, ...]
) -> dict[str, float]:
    house = next((s.number for s in basis.steps if s.key == "sizing.house_power"), 0.0)
    found = [c.amount for c in constraints if c.key == "losses.kw"]
    return {
        "it": total(parts, "it"),
        "network": total(parts, "network"),
        "mechanical": total(parts, "mechanical"),
        "core": plan.core_kw,
        "losses": max([total(parts, "losses"), *found]),
        "house": house,
        "heat_liquid": total(parts, "liquid"),
        "heat_air": total(parts, "air"),
        "site_peak": total(parts, "gross") + house,
    }


def _explain(basis: Basis, limits: tuple[CapacityLimit, ...], constraints: tuple[Constraint, ...], racks: int) -> None:
    following = limits[1] if len(limits) > 1 else limits[0]
    facts: dict[str, Fact] = {"racks": racks, "limit": limits[0].key, "following": following.key}
    basis.decide("binding", "", **facts, following_racks=following.racks)
    for limit in limits:
        if limit.fails:
            basis.notes.append(Note(NoteKind.RISK, f"sizing.fails_{limit.key}", limit.trade, limit.basis))
    for constraint in constraints:
        basis.decide(
            "round",
            constraint.key,
            constraint=constraint.key,
            amount=q(constraint.amount),
            origin=constraint.origin,
            round=constraint.round,
        )


def _unique(steps: list[Step]) -> tuple[Step, ...]:
    return tuple({step.key: step for step in steps}.values())
