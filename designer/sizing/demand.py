"""What one GPU rack brings with it: network, cooling, losses, floor, water."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, inf
from typing import Literal

from designer.catalog import AirUnit, Cdu, Chiller, Cooler, Rack, Switch, System
from designer.ledger import Given, Step, Value, given
from designer.sizing import formulas as f
from designer.sizing.basis import Basis, Wanted
from designer.sizing.records import Standing
from designer.sizing.standing import Beside
from designer.sizing.storage import Storage
from designer.units import Quantity, q

__all__ = ["Counted", "Demand", "Part", "PlantChoice", "demand_of", "total"]


_Demanded = Literal["it", "network", "liquid", "air", "mechanical", "losses", "gross"]


@dataclass(frozen=True, slots=True)
class PlantChoice:
    """The products that sizing counts with; `chiller` is None when the facility water is cold enough for the air.

    With `trim` the chillers carry that share of the facility loop's heat on the design day; the coolers' capacity is
    then that at the outdoor air at which they do the work alone. `standing` is the mine's plant,
    judged; `kept` are those of its products that pass: cooler (with its rank, air and capacity), air unit, chiller.
    `mixed` are all of its coolers that pass with their lines, `beside` those that stand in the bank of new ones.
    `cold_enough` tells whether the coils of the air units take the facility water. `approach` is what the CDUs are
    counted with, `cdu_heat` what one carries at it; `chilled` is the supply of the chillers [degC].
    """

    cdu: Cdu | None
    cooler: Cooler | None
    chiller: Chiller | None
    air_unit: AirUnit
    cooler_air: Step | None
    cooler_unit: Step | None
    trim: Step | None = None
    standing: tuple[Standing, ...] = ()
    kept: tuple[tuple[float, Cooler, Step, Step] | None, AirUnit | None, Chiller | None] = (None, None, None)
    mixed: tuple[tuple[Beside, ...], tuple[Standing, ...]] = ((), ())
    beside: tuple[Beside, ...] = ()
    cold_enough: bool = True
    approach: Step | Value | None = None
    cdu_heat: Step | Value | None = None
    chilled: float = inf


@dataclass(frozen=True, slots=True)
class Demand:
    """The steps of one GPU rack's demand, with the switches counted by network."""

    wanted: Wanted
    switch: Switch
    side_switch: Switch
    compute_switches: Step
    side_switches: Step
    switching: Step
    network: Step
    it: Step
    liquid: Step
    air: Step
    mechanical: Step
    losses: Step
    gross: Step
    area: Step


@dataclass(frozen=True, slots=True)
class Counted:
    """What the fabric counted for so many GPUs: power over that of the closed form, and their storage."""

    share: Step
    storage: Storage
    gpus: int


@dataclass(frozen=True, slots=True)
class Part:
    """So many GPU racks of one kind."""

    demand: Demand
    racks: int


def total(parts: Iterable[Part], name: _Demanded) -> float:
    """A demand of all parts together [kW]."""
    return fsum(part.racks * getattr(part.demand, name).si("kW") for part in parts)


def demand_of(basis: Basis, wanted: Wanted, choice: PlantChoice, counted: Counted | None = None) -> Demand:
    """The demand of one GPU rack, each number a step named by the rack's slug.

    Its networks by closed form, or as the fabric `counted` them.
    """
    slug, rack = wanted.rack.slug, wanted.rack
    switch, side = _switches(basis, wanted)
    ports, side_ports = _ports(wanted, "compute"), _ports(wanted, "storage") + _ports(wanted, "in_band")
    radix = _radix(switch, _speed(wanted, "compute"))
    compute = basis.keep(
        f.switches_per_rack,
        f"switches[{slug}]",
        n_ports=_count(ports),
        n_stages=_count(_stages(basis, wanted, radix, ports)),
        R_switch=_count(radix),
    )
    side_step = basis.keep(
        f.switches_per_rack,
        f"side_switches[{slug}]",
        n_ports=_count(side_ports),
        n_stages=_count(3),
        R_switch=_count(_radix(side, _speed(wanted, "storage"))),
    )
    switching = basis.keep(
        f.switching_per_rack,
        f"switching[{slug}]",
        S_compute=compute,
        P_compute=_power(switch),
        S_side=side_step,
        P_side=_power(side),
    )
    network = basis.keep(
        f.network_per_rack,
        f"network[{slug}]",
        P_sw=switching,
        k_net=counted.share if counted else q(1.0),
        P_st=_storage(basis, rack, counted),
    )
    it = basis.keep(f.it_per_rack, f"it[{slug}]", P_rack=rack.power_design, P_net=network)
    liquid = basis.keep(f.liquid_per_rack, f"liquid[{slug}]", P_rack=rack.power_design, f_liq=rack.liquid_fraction)
    air = basis.keep(f.air_per_rack, f"air[{slug}]", P_IT=it, Q_liq=liquid, f_loss=basis.rule("loss_share"))
    mechanical = _mechanical(basis, rack, liquid, air, choice)
    losses = basis.keep(
        f.losses_per_rack, f"losses[{slug}]", P_IT=it, P_mech=mechanical, f_loss=basis.rule("loss_share")
    )
    gross = basis.keep(f.gross_per_rack, f"gross[{slug}]", P_IT=it, P_mech=mechanical, P_loss=losses)
    area = _area(basis, rack)
    steps = (compute, side_step, switching, network, it, liquid, air, mechanical, losses, gross, area)
    return Demand(wanted, switch, side, *steps)


def _storage(basis: Basis, rack: Rack, counted: Counted | None) -> Step:
    key, gpus = f"storage[{rack.slug}]", q(float(rack.gpus))
    if counted is not None and counted.gpus:
        every = q(counted.storage.power_kw, "kW")
        return basis.keep(f.storage_share, key, P_all=every, n_gpu=gpus, N_gpu=q(float(counted.gpus)))
    return basis.keep(
        f.storage_per_rack,
        key,
        n_gpu=gpus,
        b_gpu=basis.catalog.threshold("fabric", "storage_read_per_gpu"),
        b_node=basis.catalog.threshold("fabric", "storage_node_read"),
        P_node=basis.catalog.get(System, basis.catalog.get(Rack, "storage-rack").system).power_design,
    )


def _area(basis: Basis, rack: Rack) -> Step:
    return basis.keep(
        f.area_per_rack,
        f"area[{rack.slug}]",
        w_rack=rack.width,
        d_rack=rack.depth,
        hot=basis.rule("aisle_hot"),
        cold=basis.rule("aisle_cold"),
        cross=basis.rule("aisle_cross"),
        n_row=basis.rule("row_length"),
    )


def _mechanical(basis: Basis, rack: Rack, liquid: Step, air: Step, choice: PlantChoice) -> Step:
    slug, none = rack.slug, q(0.0)
    rise, cdus = _flows(basis, rack, liquid, choice.cdu)
    pump = basis.keep(
        f.pump_share,
        f"pump_share[{slug}]",
        dp=basis.rule("fws_head"),
        rho_cp=basis.rule("water_rho_cp"),
        dT=rise,
        eta=basis.rule("pump_efficiency"),
    )
    cooler, chiller = choice.cooler, choice.chiller
    compressors = 1 / chiller.cop_rated.q if chiller else none
    fans = cooler.fan_power.q / choice.cooler_unit.q if cooler and choice.cooler_unit else none
    return basis.keep(
        f.mechanical_per_rack,
        f"mechanical[{slug}]",
        Q_liq=liquid,
        Q_air=air,
        f_cdu=cdus,
        f_pump=pump,
        f_cooler=fans + (compressors * choice.trim.q if choice.trim else none),
        f_air=_ratio(choice.air_unit.fan_power, choice.air_unit.heat_rated),
        f_source=compressors if chiller else fans,
    )


def _flows(basis: Basis, rack: Rack, liquid: Step, cdu: Cdu | None) -> tuple[Given, Given]:
    """Rise of the facility water, and CDU power for each unit of heat."""
    share = _ratio(cdu.power, cdu.heat_rated) if cdu else q(0.0)
    if not (rack.flow_per_power.known and liquid.number and cdu and cdu.tcs_flow_rated.known):
        return basis.rule("fws_rise"), share
    flow = rack.power_design.q * rack.flow_per_power.q
    rise = basis.keep(
        f.facility_rise,
        f"facility_rise[{rack.slug}]",
        Q_liq=liquid,
        V_tcs=flow,
        k_flow=basis.catalog.threshold("cooling", "facility_flow_ratio"),
        rho_cp=basis.rule("water_rho_cp"),
    )
    key = f"cdu_share[{rack.slug}]"
    cdus = {"P_cdu": cdu.power, "Q_cdu": cdu.heat_rated, "V_cdu": cdu.tcs_flow_rated}
    return rise, basis.keep(f.cdu_share, key, None, Q_liq=liquid, V_tcs=flow, **cdus)


def _switches(basis: Basis, wanted: Wanted) -> tuple[Switch, Switch]:
    wishes = basis.site.wishes.fabric
    fast = any(
        p.network == "compute" and p.speed.si("Gbit/s") > 400 for p in (wanted.system.ports if wanted.system else [])
    )
    compute = wishes.compute.switch or ("q3400-ra" if fast else "qm9700")
    side = wishes.storage.switch or "sn5600"
    return basis.catalog.get(Switch, compute), basis.catalog.get(Switch, side)


def _ports(wanted: Wanted, network: str) -> int:
    system = wanted.system
    return sum(p.count for p in system.ports if p.network == network) * wanted.rack.systems if system else 0


def _speed(wanted: Wanted, network: str) -> float:
    ports = wanted.system.ports if wanted.system else []
    return max((p.speed.si("Gbit/s") for p in ports if p.network == network), default=0.0)


def _radix(switch: Switch, speed: float) -> int:
    """Ports of a switch at a host's speed [Gbit/s]: its own, or split as far as its cages allow."""
    own = switch.port_speed.si("Gbit/s")
    fitting = [split for split in switch.splits if speed <= own / split] or [1]
    return switch.cages * switch.ports_per_cage * max(fitting)


def _stages(basis: Basis, wanted: Wanted, radix: int, ports: int) -> int:
    """Switch ports per host port: 3 in two tiers, 5 in three; three once the wanted racks may exceed R^2/2 hosts."""
    limit = basis.site.feed.import_limit
    racks = limit.si("kW") / wanted.rack.power_design.si("kW") if limit.known else 1.0
    return 3 if ports * racks <= radix * radix / 2 else 5


def _power(switch: Switch) -> Value:
    return switch.power_max if switch.power_max.known else switch.power_typical


def _ratio(part: Value, whole: Value) -> Quantity:
    return part.q / whole.q


def _count(number: int) -> Value:
    return given(q(float(number)), "catalog")
