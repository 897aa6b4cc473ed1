"""How many GPU racks each limit allows."""

from designer.ledger import Given, Limit, Step, Value, given
from designer.model import Constraint, Trade
from designer.sizing import formulas as f
from designer.sizing.architecture import Architecture, read_architecture
from designer.sizing.basis import Basis
from designer.sizing.demand import Demand, Part, PlantChoice, total
from designer.sizing.harmonic_share import usable_of
from designer.sizing.import_share import ai_import
from designer.sizing.ratings import share_of
from designer.sizing.records import CapacityLimit
from designer.sizing.water import Rejected, water_limit
from designer.units import Quantity, q

__all__ = ["block_rating", "block_share", "limits_before_area", "rejected_heat", "system_size"]


def limits_before_area(
    basis: Basis, demand: Demand, choice: PlantChoice, held: tuple[Part, ...], constraints: tuple[Constraint, ...]
) -> list[CapacityLimit]:
    """Every limit on one kind of racks beside those `held`, but the floor, which needs the galleries too."""
    gpu = read_architecture(basis.site.wishes.power.gpu_architecture)
    others = sum(part.racks for part in held)
    found = [
        _wanted_limit(demand),
        _import_limit(basis, demand, held),
        _transformer_limit(basis, demand, gpu),
        _slab_limit(basis, demand),
        _height_limit(basis, demand),
        _radix_limit(basis, demand),
        _cooling_limit(basis, demand, choice, held),
        _water_limit(basis, demand, choice, held, constraints),
        *(_constraint_limit(c, others) for c in constraints if c.key == "racks.max"),
    ]
    return [limit for limit in found if limit is not None]


def system_size(basis: Basis, demand: Demand, gpu: Architecture) -> Step | None:
    """GPU racks of one m-to-make-(m-1) system; None for other architectures."""
    if not gpu.system:
        return None
    return f.racks_per_system.step(
        basis.name("racks_per_system"),
        m_blocks=q(float(gpu.system)),
        n_pairs=q(float(gpu.pairs)),
        S_block=block_rating(basis),
        pf=basis.rule("power_factor_kw_per_kva"),
        f_max=block_share(basis, gpu),
        P_rack=demand.wanted.rack.power_design,
    )


def block_share(basis: Basis, kind: Architecture, source: str = "rack") -> Step:
    """Share of a block's rating that loads of a harmonic source may take after a loss, kept with the steps."""
    factor, usable = usable_of(basis.catalog, source)
    step = share_of(basis.catalog, kind, usable)
    basis.steps.extend((factor, usable, step))
    return step


def block_rating(basis: Basis) -> Value | Step:
    """Rating of a unit transformer: of the largest group of the survey that may stay, else what the feed asks for."""
    return basis.kept.rating or basis.feed_rating


def _wanted_limit(demand: Demand) -> CapacityLimit | None:
    racks = demand.wanted.racks
    return None if racks is None else CapacityLimit("wanted", Trade.SIZING, racks, "")


def _import_limit(basis: Basis, demand: Demand, held: tuple[Part, ...]) -> CapacityLimit | None:
    feed = basis.site.feed
    if not feed.import_limit.known:
        return None
    available: Given = ai_import(basis.site)
    if isinstance(available, Step):
        basis.steps.append(available)
    if held:
        available = basis.keep(
            f.import_left, "import_left", P_import=available, P_held=q(total(held, "gross"), "kW")
        )
    house = basis.keep(
        f.house_power,
        "house_power",
        A_hall=given(q(basis.site.hall.polygon.area, "m2"), "brief", name="brief:hall.footprint"),
        p_house=basis.rule("house_load"),
    )
    step = basis.keep(
        f.racks_by_import,
        "racks_by_import",
        P_import=available,
        f_reserve=basis.rule("import_reserve"),
        P_house=house,
        P_gross=demand.gross,
    )
    return CapacityLimit("import", Trade.POWER, max(0, round(step.number)), step.key)


def _transformer_limit(basis: Basis, demand: Demand, gpu: Architecture) -> CapacityLimit | None:
    existing = sum(p.count for p in basis.kept.units)
    size = system_size(basis, demand, gpu)
    if size is None or not existing:
        return None
    basis.steps.append(size)
    step = basis.keep(
        f.racks_by_transformers,
        "racks_by_transformers",
        n_blocks=given(q(float(existing)), "brief", name="brief:plant"),
        m_blocks=q(float(gpu.system)),
        N_sys=size,
    )
    if basis.site.wishes.power.new_transformers:
        return None
    return CapacityLimit("transformers", Trade.POWER, round(step.number), step.key)


def _slab_limit(basis: Basis, demand: Demand) -> CapacityLimit | None:
    rack, slab = demand.wanted.rack, basis.site.hall.slab
    if not slab.uniform_load.known:
        return None
    mass = rack.mass_installed if rack.mass_installed.known else rack.mass_dry
    limit = Limit("<=", slab.uniform_load.q, "uniform load of the slab", "brief")
    step = basis.keep(
        f.spread_load, "spread_load", m_rack=mass, g=basis.rule("gravity"), A_rack=demand.area, limit=limit
    )
    return None if step.verdict else CapacityLimit("slab", Trade.LAYOUT, 0, step.key, fails=True)


def _height_limit(basis: Basis, demand: Demand) -> CapacityLimit | None:
    """No rack where none stands upright under the roof."""
    roof, rack = basis.site.hall.clear_height, demand.wanted.rack.height
    if not roof.known or not rack.known or rack.si("m") <= roof.si("m"):
        return None
    limit = Limit(">=", q(0.0, "m"), "a rack upright under the roof", "derived")
    step = basis.keep(f.height_left, "height_left", h_hall=roof, h_rack=rack, limit=limit)
    return CapacityLimit("height", Trade.LAYOUT, 0, step.key)


def _radix_limit(basis: Basis, demand: Demand) -> CapacityLimit | None:
    system = demand.wanted.system
    ports = sum(p.count for p in system.ports if p.network == "compute") if system else 0
    if not ports:
        return None
    step = basis.keep(
        f.racks_by_ports,
        "racks_by_ports",
        R_switch=demand.compute_switches.inputs[2].quantity,
        n_ports=q(float(ports * demand.wanted.rack.systems)),
        o_sub=q(float(basis.site.wishes.fabric.compute.oversubscription or 1.0)),
    )
    return CapacityLimit("radix", Trade.FABRIC, round(step.number), step.key)


def _rejected(demand: Demand, choice: PlantChoice) -> Quantity:
    """Heat of one GPU rack that goes to the coolers."""
    return demand.liquid.result if choice.chiller else demand.liquid.result + demand.air.result


def _held_heat(held: tuple[Part, ...], choice: PlantChoice) -> float:
    return total(held, "liquid") + (0.0 if choice.chiller else total(held, "air"))


def _cooling_limit(
    basis: Basis, demand: Demand, choice: PlantChoice, held: tuple[Part, ...]
) -> CapacityLimit | None:
    """No rack where no cooler makes facility water that is cold enough; else as many as the yards hold coolers for."""
    heat, site = _rejected(demand, choice), basis.site
    if not heat.magnitude or site.climate is None or not site.climate.design_dry_bulb.known:
        return None
    if choice.cooler is None or choice.cooler_unit is None:
        return CapacityLimit("cooling", Trade.COOLING, 0, "sizing.facility_supply", fails=True)
    if not site.hall.yards:
        return None
    cooler = choice.cooler
    width = cooler.width.si("m") + basis.rule("clear_side_cooler").si("m")
    depth = cooler.depth.si("m") + basis.rule("clear_front_cooler").si("m")
    room = basis.keep(
        f.coolers_in_yards,
        "coolers_in_yards",
        A_yard=given(q(sum(yard.area for yard in site.hall.yards), "m2"), "brief", name="brief:hall.yards"),
        A_cooler=q(width * depth, "m2"),
    )
    step = basis.keep(
        f.racks_by_coolers,
        "racks_by_coolers",
        n_yard=room,
        Q_cooler=choice.cooler_unit,
        Q_held=q(_held_heat(held, choice), "kW"),
        Q_rack=heat,
    )
    return CapacityLimit("cooling", Trade.COOLING, max(0, round(step.number)), step.key)


def _water_limit(
    basis: Basis, demand: Demand, choice: PlantChoice, held: tuple[Part, ...], constraints: tuple[Constraint, ...]
) -> CapacityLimit | None:
    if choice.cooler is None or choice.cooler.type == "dry":
        return None
    others = sum(part.racks for part in held)
    rejected = Rejected(_rejected(demand, choice), _held_heat(held, choice), others)
    return water_limit(basis, rejected, constraints, choice.cooler.type == "tower")


def rejected_heat(parts: tuple[Part, ...], choice: PlantChoice) -> float:
    """Heat of the racks that goes to the coolers [kW]."""
    return _held_heat(parts, choice)


def _constraint_limit(constraint: Constraint, others: int) -> CapacityLimit:
    trade = Trade(constraint.trade) if constraint.trade in set(Trade) else Trade.SIZING
    return CapacityLimit("found", trade, max(0, int(constraint.amount) - others), constraint.origin)
