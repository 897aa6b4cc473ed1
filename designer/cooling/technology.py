"""The technology side: racks' needs, loops, CDU groups and their duty with a unit out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.catalog import Cdu, Rack
from designer.cooling.bench import Bench
from designer.cooling.cdu import CduModel, approach_needed, head_at, model_of
from designer.cooling.lanes import lanes_of
from designer.cooling.loops import Duty, Loop, facility_flow, loops_of, needed_units, shared
from designer.cooling.rack_flow import RackNeed, loop_supply, mean_state, rack_needs, slug_of
from designer.cooling.records import CduDuty
from designer.cooling.technology_loop import SolvedLoop, solve_loop
from designer.layout.records import Layout
from designer.ledger import Evidence, Limit, Status, Value, formula
from designer.model import Load
from designer.sizing.coolant import FluidState
from designer.units import Quantity, q

__all__ = ["TechnologySide", "technology_side"]


#: Times that CDUs are shared anew after the loops are solved.
_ROUNDS = 3


@formula("T_fws", unit="degC", source="derived", clause="approach of the CDU")
def facility_supply(T_tcs: Quantity, dT: Quantity) -> Quantity:
    """Facility supply temperature."""
    return T_tcs - dT


@formula("margin", unit="", source="derived", clause="with one unit of the group out")
def cdu_margin(Q_avail: Quantity, Q: Quantity) -> Quantity:
    """Heat margin of a CDU at its duty."""
    return Q_avail / Q - 1


@formula("margin_head", unit="kPa", source="derived", clause="with one unit of the group out")
def head_margin(H_avail: Quantity, H: Quantity) -> Quantity:
    """Head margin of a CDU at its duty."""
    return H_avail - H


@dataclass(frozen=True, slots=True)
class TechnologySide:
    """Everything on the racks' side. `needed` CDUs by loop; `heat` of racks [kW]; `facility_flow` [LPM] and design
    supplies.
    """

    supply: Value | None
    loops: tuple[SolvedLoop, ...]
    needed: dict[str, int]
    model: CduModel | None
    states: tuple[FluidState, FluidState]
    duties: tuple[CduDuty, ...]
    heat: float
    flow: float
    facility_flow: float
    facility_supply_c: float | None
    cdu_power: float

    @property
    def returned_c(self) -> float:
        """Mixed return of the racks [degC]."""
        if self.supply is None or self.flow <= 0.0:
            return 0.0
        return self.supply.si("degC") + self.heat / self.states[0].kw_per_k(self.flow)


def technology_side(bench: Bench, loads: Sequence[Load], layout: Layout) -> TechnologySide:
    """Solve the technology side. Without liquid heat, or without CDUs, it is empty (the latter with a shortfall)."""
    racks = _racks(bench, loads, layout)
    heat = math.fsum(x.heat_liquid_kw for x in loads)
    still = (bench.tcs.at(40.0), bench.fws.at(40.0))
    if heat <= 0.0:
        return TechnologySide(None, (), {}, None, still, (), 0.0, 0.0, 0.0, None, 0.0)
    supply = loop_supply(bench, racks)
    needs = rack_needs(bench, loads, layout, supply)
    for rack in racks:
        bench.ask("branch_share", rack.key, bench.rules["branch_share"])
    placed = layout.of("cdu")
    if not placed:
        bench.fall_short("cdus", "TCS", q(heat, "kW"), q(0.0, "kW"), ("cdus.extra", 2.0))
        return TechnologySide(supply, (), {}, None, still, (), heat, 0.0, 0.0, None, 0.0)
    return _solve(bench, needs, layout, supply)


def _racks(bench: Bench, loads: Sequence[Load], layout: Layout) -> tuple[Rack, ...]:
    seats = {p.tag: p.catalog for p in layout.placed}
    slugs = {slug_of(x.catalog or seats.get(x.tag, "")) for x in loads if x.heat_liquid_kw > 0.0}
    return tuple(bench.catalog.get(Rack, slug) for slug in sorted(slugs))


def _solve(bench: Bench, needs: Sequence[RackNeed], layout: Layout, supply: Value) -> TechnologySide:
    placed = layout.of("cdu")
    heat, flow = math.fsum(n.heat for n in needs), math.fsum(n.flow for n in needs)
    supply_c = supply.si("degC")
    tcs = mean_state(bench, supply_c, heat, flow)
    fws = bench.fws.at(tcs.temperature_c)
    model = model_of(bench, bench.catalog.get(Cdu, slug_of(placed[0].catalog)), tcs, fws)
    fws = bench.fws.at(tcs.temperature_c - model.approach_rated)
    states = (tcs, fws)
    loops, needed = _settled(bench, loops_of(bench, needs, placed, model, states), layout, (model, states, supply_c))
    approach = _approach(bench, loops, needed, model, states)
    fws_c = bench.keep(facility_supply, "facility_supply", T_tcs=supply, dT=approach).si("degC")
    duties = tuple(d for s in loops for d in _duties(bench, s, needed[s.loop.tag], model, (states, approach.si("K"))))
    _decide_loops(bench, loops, needed, placed_count=len(placed))
    total = math.fsum(s.flow for s in loops)
    matched = math.fsum(
        facility_flow(bench, model, s.flow / needed[s.loop.tag], states) * needed[s.loop.tag] for s in loops
    )
    power = model.power * sum(min(needed[s.loop.tag], len(s.loop.cdus)) for s in loops)
    return TechnologySide(supply, loops, needed, model, states, duties, heat, total, matched, fws_c, power)


def _settled(
    bench: Bench,
    loops: tuple[Loop, ...],
    layout: Layout,
    design: tuple[CduModel, tuple[FluidState, FluidState], float],
) -> tuple[tuple[SolvedLoop, ...], dict[str, int]]:
    """The loops solved, with CDUs shared by what each needs at its solved flow and head, and that need by loop."""
    model, states, supply_c = design
    for _ in range(_ROUNDS):
        lanes = lanes_of(bench, loops, layout.routes, states[0])
        solved = tuple(
            solve_loop(bench, loop, states[0], supply_c, layout.routes, lanes[loop.tag]) for loop in loops
        )
        needed = {s.loop.tag: _needed(bench, s, model, states) for s in solved}
        wanted = tuple(replace(s.loop, needed=needed[s.loop.tag]) for s in solved)
        again = shared(bench, wanted, layout.of("cdu"))
        if all(len(a.cdus) == len(s.loop.cdus) for a, s in zip(again, solved, strict=True)):
            break
        loops = again
    return solved, needed


def _needed(bench: Bench, solved: SolvedLoop, model: CduModel, states: tuple[FluidState, FluidState]) -> int:
    """Units that must run at the solved flow and head, by flow, heat and head at once."""
    duty = Duty(solved.loop.heat, solved.flow, solved.head, states, model.approach_rated)
    return max(solved.loop.needed, needed_units(bench, model, duty))


def _approach(
    bench: Bench,
    loops: Sequence[SolvedLoop],
    needed: dict[str, int],
    model: CduModel,
    states: tuple[FluidState, FluidState],
) -> Value:
    """The design approach: the rated one, or what the needed units take when that is more."""
    worst = model.approach_rated
    for solved in loops:
        count = needed[solved.loop.tag]
        flow = solved.flow / count
        flows = (flow, facility_flow(bench, model, flow, states))
        worst = max(worst, approach_needed(model, solved.loop.heat / count, flows, states))
    rated = model.record.approach_rated
    if rated.known and worst <= rated.si("K"):
        return rated
    return Value(q(worst, "K"), Evidence("derived", Status.DERIVED), "cooling.approach")


def _duties(
    bench: Bench, solved: SolvedLoop, needed: int, model: CduModel, design: tuple[tuple[FluidState, FluidState], float]
) -> list[CduDuty]:
    """Each CDU's duty with the spare units out, with its margins kept as steps."""
    states, approach = design
    members = solved.loop.cdus
    running = max(min(needed, len(members)), bench.spare.running(len(members)))
    heat, flow = solved.loop.heat / running, solved.flow / running
    fws_flow = facility_flow(bench, model, flow, states)
    eps, c_min = model.effect(flow, fws_flow, *states)
    available = eps * c_min * (heat / states[0].kw_per_k(flow) + approach)
    head = head_at(model, flow)
    tag = solved.loop.tag
    bench.keep(
        cdu_margin,
        f"cdu_margin[{tag}]",
        limit=Limit(">=", q(0.0), "heat envelope", "derived"),
        Q_avail=q(available, "kW"),
        Q=q(heat, "kW"),
    )
    if model.flows:
        bench.keep(
            head_margin,
            f"cdu_head_margin[{tag}]",
            limit=Limit(">=", q(0.0, "kPa"), "head envelope", "derived"),
            H_avail=q(head, "kPa"),
            H=q(solved.head, "kPa"),
        )
    return [
        CduDuty(c.tag, tag, model.record.key, heat, available, approach, flow, fws_flow, solved.head, head)
        for c in members
    ]


def _decide_loops(bench: Bench, loops: Sequence[SolvedLoop], needed: dict[str, int], placed_count: int) -> None:
    """The decision on loops with its blast radius, and what is missing."""
    wanted = sum(bench.spare.total(n) for n in needed.values())
    largest = max(loops, key=lambda s: (len(s.loop.racks), s.loop.tag))
    row = max((len(w.racks) for s in loops for w in s.ways.rows), default=0)
    bench.decide(
        "loops",
        "TCS",
        loops=len(loops),
        racks=len(largest.loop.racks),
        cdus=len(largest.loop.cdus),
        needed=needed[largest.loop.tag],
        row=row,
        spread=q(max(s.spread for s in loops) * 100.0, "%"),
    )
    if wanted > placed_count:
        bench.fall_short(
            "cdus", "TCS", q(float(wanted)), q(float(placed_count)), ("cdus.extra", float(wanted - placed_count))
        )
