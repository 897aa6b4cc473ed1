"""What each liquid-cooled rack needs: flow and pressure drop at the actual supply temperature.

A published curve (flow and drop over supply temperature) goes first; then the maker's flow per kilowatt of rack; then
the stated rule of thumb, with a question to the maker.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.catalog import FlowPoint, Rack
from designer.cooling.bench import Bench
from designer.layout.records import Layout
from designer.ledger import Limit, Step, Value, formula, ln
from designer.ledger import exp as exponential
from designer.model import Load, NoteKind, Point
from designer.sizing.coolant import FluidState, density_of, heat_capacity_of
from designer.units import Quantity, q

__all__ = ["RackNeed", "loop_supply", "mean_state", "need_over_supply", "rack_limits", "rack_needs", "slug_of"]


@dataclass(frozen=True, slots=True)
class RackNeed:
    """A liquid-cooled rack: heat to liquid [kW], flow [LPM] and drop [kPa] that it needs, its place."""

    tag: str
    rack: str
    heat: float
    flow: float
    drop: float
    point: Point
    row: str
    slot: int


@formula("V_req", unit="LPM", source="lenovo-lp2357", clause="between two points of the published table")
def table_flow(V_a: Quantity, V_b: Quantity, T_s: Quantity, T_a: Quantity, T_b: Quantity, s: Quantity) -> Quantity:
    """Required flow of a rack at its supply temperature, from its published curve."""
    return s * V_a * exponential(ln(V_b / V_a) * ((T_s - T_a) / (T_b - T_a)))


@formula("V_req", unit="LPM", source="derived")
def flow_by_power(phi: Quantity, P_rack: Quantity) -> Quantity:
    """Required flow of a rack from its flow per kilowatt of rack power."""
    return phi * P_rack


@formula("dp_rack", unit="kPa", source="lenovo-lp2357", clause="exponent fitted to the published table")
def rack_drop(dp_ref: Quantity, V: Quantity, V_ref: Quantity, n: Quantity) -> Quantity:
    """Pressure drop of a rack at its flow."""
    return dp_ref * exponential(n * ln(V / V_ref))


@formula("T_ret", unit="degC", source="textbook")
def rack_return(T_s: Quantity, Q_liq: Quantity, V: Quantity, rho: Quantity, c_p: Quantity) -> Quantity:
    """Return temperature of a rack."""
    return T_s + (Q_liq / (V * rho * c_p)).to("delta_degC")


def slug_of(address: str) -> str:
    """``rack/gb200-nvl72`` or ``gb200-nvl72`` as the slug.

    >>> slug_of("rack/gb200-nvl72")
    'gb200-nvl72'
    """
    return address.rpartition("/")[2]


def loop_supply(bench: Bench, racks: Sequence[Rack]) -> Value:
    """Supply temperature of the technology loops: as wished, but never above the lowest rack limit."""
    wish = bench.site.wishes.cooling.supply_temperature
    limits = [r.supply_temperature_max for r in racks if r.supply_temperature_max.known]
    lowest = min(limits, key=lambda v: v.si("degC"), default=None)
    if not wish.known:
        if lowest is None:
            raise LookupError("supply_temperature")
        margin = bench.rules["supply_margin"]
        chosen = Value(
            q(lowest.si("degC") - margin.si("delta_degC"), "degC"), margin.evidence, "cooling.supply_proposed"
        )
        bench.decide("supply_proposed", supply=chosen, limit=lowest)
        return chosen
    if lowest is not None and wish.si("degC") > lowest.si("degC"):
        bench.fall_short("supply_above_limit", lowest.name, wish.q, lowest.q, None)
        bench.note(NoteKind.RISK, "supply_above_limit", lowest.name, wished=wish, limit=lowest)
        return lowest
    return wish


def rack_limits(bench: Bench, layout: Layout) -> tuple[Value | None, Value | None]:
    """The warmest coolant and the warmest air that every placed rack, else every wished one, takes; None where no rack
    says.
    """
    found = {slug_of(p.catalog) for p in layout.of("rack") if p.catalog}
    found = found or {c.rack for c in bench.site.wishes.compute if c.rack}
    records = [bench.catalog.get(Rack, slug) for slug in sorted(found)]
    limits = ([r.supply_temperature_max for r in records], [r.air_inlet_max for r in records])
    coolant, air = (min((v for v in x if v.known), key=lambda v: v.si("degC"), default=None) for x in limits)
    return coolant, air


def rack_needs(bench: Bench, loads: Sequence[Load], layout: Layout, supply: Value) -> tuple[RackNeed, ...]:
    """Every load with liquid heat, with what it needs; one set of steps per kind of rack and heat."""
    seats = {p.tag: p for p in layout.placed}
    known: dict[tuple[str, float], tuple[float, float]] = {}
    needs = []
    for load in sorted((x for x in loads if x.heat_liquid_kw > 0.0), key=lambda x: x.tag):
        seat = seats.get(load.tag)
        slug = slug_of(load.catalog or (seat.catalog if seat else ""))
        kind = (slug, round(load.heat_liquid_kw, 9))
        if kind not in known:
            suffix = slug if all(k[0] != slug for k in known) else f"{slug}-{load.tag}"
            known[kind] = _need(bench, bench.catalog.get(Rack, slug), load, supply, suffix)
        flow, drop = known[kind]
        place = seat.box.at if seat else load.position
        point = (place.x, place.y) if place else (0.0, 0.0)
        row, slot = (seat.row, seat.slot) if seat else ("", 0)
        needs.append(RackNeed(load.tag, slug, load.heat_liquid_kw, flow, drop, point, row, slot))
    return tuple(needs)


def _need(bench: Bench, rack: Rack, load: Load, supply: Value, suffix: str) -> tuple[float, float]:
    heat, power = load.heat_liquid_kw, load.design_kw
    if rack.flow_curve:
        flow, drop = _from_curve(bench, rack, heat, supply, suffix)
    else:
        phi = rack.flow_per_power
        if not phi.known:
            phi = bench.rules["flow_per_power_default"]
            bench.ask("rack_flow", rack.key, phi)
        elif phi.evidence.status.daggered or phi.evidence.status == "derived":
            bench.note(NoteKind.RFI, "rack_flow_curve", rack.key, assumed=phi)
        flow = bench.keep(flow_by_power, f"rack_flow[{suffix}]", phi=phi, P_rack=q(power, "kW"))
        drop = _drop(bench, rack, flow, suffix)
    state = bench.tcs.at(supply.si("degC"))
    limit = rack.return_temperature_max
    bench.keep(
        rack_return,
        f"rack_return[{suffix}]",
        limit=Limit("<=", limit.q, limit.name, limit.evidence.source) if limit.known else None,
        T_s=supply,
        Q_liq=q(heat, "kW"),
        V=flow,
        rho=density_of(state),
        c_p=heat_capacity_of(state),
    )
    return flow.si("LPM"), drop.si("kPa")


def _drop(bench: Bench, rack: Rack, flow: Step, suffix: str) -> Step:
    reference, at = rack.pressure_drop, rack.pressure_drop_flow
    at_flow: Value | Step = at
    if not reference.known:
        reference = bench.rules["rack_drop_default"]
        bench.ask("rack_drop", rack.key, reference)
    if not at.known:
        at_flow = flow
    return bench.keep(
        rack_drop, f"rack_drop[{suffix}]", dp_ref=reference, V=flow, V_ref=at_flow, n=bench.rules["rack_drop_exponent"]
    )


def _from_curve(bench: Bench, rack: Rack, heat: float, supply: Value, suffix: str) -> tuple[Step, Step]:
    """Flow and drop from the published table; its flow holds at the rack's design heat and scales with heat."""
    low, high = _bracket(rack.flow_curve, supply.si("degC"))
    design = rack.power_design.si("kW") * rack.liquid_fraction.si("") if rack.liquid_fraction.known else heat
    at = supply.q if supply.si("degC") >= low.supply.si("degC") else low.supply.q
    flow = bench.keep(
        table_flow,
        f"rack_flow[{suffix}]",
        V_a=low.flow,
        V_b=high.flow,
        T_s=at,
        T_a=low.supply,
        T_b=high.supply,
        s=q(heat / design),
    )
    near = high if abs(high.flow.si("LPM") - flow.si("LPM")) < abs(low.flow.si("LPM") - flow.si("LPM")) else low
    drop = bench.keep(
        rack_drop,
        f"rack_drop[{suffix}]",
        dp_ref=near.drop,
        V=flow,
        V_ref=near.flow,
        n=bench.rules["rack_drop_exponent"],
    )
    return flow, drop


def _bracket(curve: Sequence[FlowPoint], supply_c: float) -> tuple[FlowPoint, FlowPoint]:
    """The two points around a supply temperature; the end pair outside the table."""
    points = sorted(curve, key=lambda p: p.supply.si("degC"))
    for low, high in itertools.pairwise(points):
        if supply_c <= high.supply.si("degC"):
            return low, high
    return points[-2], points[-1]


def need_over_supply(rack: Rack, design_c: float, supply_c: float) -> float:
    """Flow that a rack needs at a supply over that at the design supply [degC], from its published curve.

    One where no curve is published: its flow per kilowatt then holds up to its supply limit.
    """
    if not rack.flow_curve:
        return 1.0
    points = sorted((p.supply.si("degC"), p.flow.si("LPM")) for p in rack.flow_curve)
    supplies, logs = [p[0] for p in points], [math.log(p[1]) for p in points]
    at, design = (float(np.interp(t, supplies, logs)) for t in (supply_c, design_c))
    beyond = max(0.0, supply_c - supplies[-1]) * (logs[-1] - logs[-2]) / (supplies[-1] - supplies[-2])
    return math.exp(at + beyond - design)


def mean_state(bench: Bench, supply_c: float, heat_kw: float, flow_lpm: float) -> FluidState:
    """The coolant at the mean temperature of a loop that carries a heat with a flow."""
    first = bench.tcs.at(supply_c)
    rise = heat_kw / first.kw_per_k(flow_lpm) if flow_lpm > 0.0 else 0.0
    return bench.tcs.at(supply_c + rise / 2.0)
