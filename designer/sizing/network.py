"""What the networks and the storage take of the hall: as the fabric counted them, else by closed form."""

from math import ceil

from designer.catalog import Rack
from designer.ledger import Step
from designer.model import Constraint
from designer.sizing import formulas as f
from designer.sizing.basis import Basis, Wanted
from designer.sizing.demand import Counted, Part, PlantChoice, demand_of
from designer.sizing.records import NetworkNeed
from designer.sizing.rounds import asked_for
from designer.sizing.storage import Storage, storage_of
from designer.units import q

__all__ = ["counted_of", "network_of", "storage_for"]


def counted_of(
    basis: Basis, wanted: tuple[Wanted, ...], choice: PlantChoice, need: NetworkNeed | None
) -> Counted | None:
    """What the fabric counted, against the closed form of the same racks; None where it has counted nothing."""
    if need is None or not need.power_kw:
        return None
    kinds = {kind.rack.slug: kind for kind in wanted}
    scratch, closed, gpus = Basis(basis.site, basis.catalog), 0.0, 0
    for slug, racks in need.served:
        closed += racks * demand_of(scratch, kinds[slug], choice).switching.si("kW")
        gpus += racks * kinds[slug].rack.gpus
    if not closed:
        return None
    share = basis.keep(f.network_share, "network_share", P_counted=q(need.power_kw, "kW"), P_closed=q(closed, "kW"))
    return Counted(share, storage_of(basis.site, basis.catalog, gpus), gpus)


def storage_for(basis: Basis, parts: tuple[Part, ...]) -> Storage:
    """The storage of so many racks, its steps kept once."""
    gpus = sum(part.racks * part.demand.wanted.rack.gpus for part in parts)
    found = storage_of(basis.site, basis.catalog, gpus) if any(part.racks for part in parts) else Storage(0, 0, 0.0)
    basis.steps = [s for s in basis.steps if s.key not in {new.key for new in found.steps}] + list(found.steps)
    return found


def network_of(
    basis: Basis, parts: tuple[Part, ...], counted: NetworkNeed | None, constraints: tuple[Constraint, ...]
) -> NetworkNeed:
    """The need of so many racks: as counted, in proportion where the count was made for others, else by closed form."""
    racks = sum(part.racks for part in parts)
    if not racks:
        return NetworkNeed(0, 0, 0.0, 0)
    for_racks = sum(count for _, count in counted.served) if counted else 0
    if counted is None or not for_racks:
        return _closed(basis, parts, constraints)
    step = f.network_racks_counted.step(
        "sizing.network_racks",
        n_counted=q(float(counted.racks)),
        N_racks=q(float(racks)),
        N_counted=q(float(for_racks)),
    )
    _keep(basis, step)
    share = racks / for_racks
    return NetworkNeed(
        ceil(counted.switches * share - 1e-9),
        ceil(counted.rack_units * share - 1e-9),
        counted.power_kw * share,
        max(ceil(step.number - 1e-9), _asked(constraints, racks)),
        _place(constraints),
        tuple((part.demand.wanted.rack.slug, part.racks) for part in parts),
    )


def _closed(basis: Basis, parts: tuple[Part, ...], constraints: tuple[Constraint, ...]) -> NetworkNeed:
    record = basis.catalog.get(Rack, "network-rack")
    switches, units, power = 0, 0, 0.0
    for part in parts:
        demand = part.demand
        compute, side = (ceil(part.racks * s.number) for s in (demand.compute_switches, demand.side_switches))
        switches += compute + side
        units += compute * demand.switch.units_high + side * demand.side_switch.units_high
        power += part.racks * demand.switching.si("kW")
    step = f.network_racks.step(
        "sizing.network_racks",
        U_switches=q(float(units)),
        U_usable=q(record.units_high * basis.catalog.threshold("fabric", "rack_units_usable").si("")),
        P_network=q(power, "kW"),
        P_rack=record.power_design,
    )
    _keep(basis, step)
    racks = max(ceil(step.number - 1e-9), _asked(constraints, sum(part.racks for part in parts)))
    return NetworkNeed(switches, units, power, racks, _place(constraints))


def _keep(basis: Basis, step: Step) -> None:
    """Keep a step in place of an earlier one of its key: the racks may have become fewer."""
    basis.steps = [s for s in basis.steps if s.key != step.key] + [step]


def _asked(constraints: tuple[Constraint, ...], racks: int) -> int:
    return max((int(asked_for(c, racks)) for c in constraints if c.key == "network_racks.min"), default=0)


def _place(constraints: tuple[Constraint, ...]) -> str:
    """Where the fabric asked for its cabinets last."""
    turns = [c.key.split(".")[1:] for c in constraints if c.key.startswith("network_place.")]
    return max(turns, key=lambda turn: int(turn[0]))[1] if turns else ""
