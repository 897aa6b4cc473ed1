"""The plant in any state: facility circuit, heat rejection, exchangers and technology loops solved in turn.

From outdoors inwards: what the coolers still reach, what each CDU gets of facility water, at which supply its
exchanger then carries its share of heat, what flow the racks need at that supply, whether the CDUs give it.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from designer.catalog import Rack
from designer.cooling.bench import Bench
from designer.cooling.cdu import head_at
from designer.cooling.circuit_network import CircuitNetwork, CircuitState
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.hydraulics import MASS_GATE
from designer.cooling.hydraulics.network import Floats
from designer.cooling.loop_network import LoopState
from designer.cooling.loops import facility_flow
from designer.cooling.outdoors import lowest_supply
from designer.cooling.rack_flow import need_over_supply
from designer.cooling.technology import TechnologySide
from designer.cooling.technology_loop import SolvedLoop

__all__ = ["FacilityState", "LoopResult", "Plant", "facility_state", "loop_result", "normal_flows"]

_ROUNDS = 30
_CLOSE = 1e-7
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Plant:
    """What states are made of: technology side, facility circuit (None without one), heat [kW] and heat capacity rate
    [kW/K] of the facility loop, its design supply [degC], coolers standing; what each chiller carries [kW] where
    chillers may take heat of the facility loop, the heat of the air coils that they carry first [kW], and the trim
    exchangers by which they do, with how many of them must run.
    """

    bench: Bench
    side: TechnologySide
    circuit: CircuitNetwork | None
    heat: float
    rate: float
    supply_c: float
    coolers: tuple[str, ...]
    cooler: CoolerSet | None
    chill: Mapping[str, float]
    chilled_air: float
    exchangers: tuple[str, ...] = ()
    exchangers_needed: int = 0


@dataclass(frozen=True, slots=True)
class FacilityState:
    """Facility side: flow of each user [kg/s], nil where it is within the gate of the balance; supply reached [degC];
    the circuit's state.
    """

    flows: Mapping[str, float]
    supply_c: float
    circuit: CircuitState | None


@dataclass(frozen=True, slots=True)
class LoopResult:
    """A technology loop in a state: flow of each rack [kg/s] and head of each running CDU [kPa] by tag
    and the heat of each of them [kW]; residuals of mass and head [kg/s, Pa].

    `share` is the smallest rack flow over what the rack needs at the supply reached, `worst` that rack; `supply_c` the
    supply reached [degC], `limit_c` the lowest rack limit; `heat_share` heat of a CDU over what its exchanger carries
    at the design supply, `head_margin` [kPa] and `flow_share` of its pumps; `velocity` [m/s], `pressure` [bar] over the
    loop's fill; racks `lost` and racks `below` their need. `sent` is the flow of each branch of its network [kg/s].
    """

    tag: str
    share: float
    worst: str
    supply_c: float
    limit_c: float
    heat_share: float
    head_margin: float
    flow_share: float
    velocity: float
    pressure: float
    lost: tuple[str, ...]
    below: tuple[str, ...]
    flows: Mapping[str, float] = field(default_factory=dict)
    heads: Mapping[str, float] = field(default_factory=dict)
    cdu_kw: float = 0.0
    residuals: tuple[float, float] = (0.0, 0.0)
    sent: Floats = field(default_factory=lambda: np.zeros(0))


def facility_state(plant: Plant, out: Collection[str], flows: Mapping[str, float]) -> FacilityState:
    """The facility side with elements out (tags of pumps, coolers, users; ``leg A``, ``ring S1`` ...).

    Args:
        plant: the plant.
        out: elements out.
        flows: what the control valves pass [kg/s] by user, where it is not the normal flow.

    Raises `hydraulics.Unsolved`.
    """
    state = plant.side.states[1]
    if plant.circuit is None:
        return FacilityState({}, math.inf, None)
    solved = plant.circuit.solve(sorted(out), flows)
    users = {tag: m if m > MASS_GATE else 0.0 for tag, m in solved.users.items()}
    total = math.fsum(m for tag, m in users.items() if tag not in out)
    rate = total * state.heat_capacity / 1000.0
    running = [c for c in plant.coolers if c not in out]
    if rate <= 0.0 or not running or plant.cooler is None:
        return FacilityState(users, math.inf, solved)
    standing = math.fsum(kw for tag, kw in plant.chill.items() if tag not in out)
    chilled = min(plant.heat, max(0.0, standing - plant.chilled_air)) if plant.chill else 0.0
    if plant.exchangers:
        left = sum(tag not in out for tag in plant.exchangers)
        chilled *= min(1.0, left / plant.exchangers_needed)
    if plant.chill and chilled >= plant.heat:
        return FacilityState(users, plant.supply_c, solved)
    reached = lowest_supply(plant.bench, plant.cooler.only(running), plant.heat - chilled, rate)
    cold = (reached if reached is not None else math.inf) - chilled / rate
    return FacilityState(users, max(plant.supply_c, cold), solved)


def loop_result(
    plant: Plant, solved: SolvedLoop, facility: FacilityState, running: Sequence[str], closed: Sequence[str] = ()
) -> LoopResult:
    """A technology loop with these CDUs running and elements out. Raises `hydraulics.Unsolved`."""
    side, bench = plant.side, plant.bench
    assert side.model is not None
    assert side.supply is not None
    wanted = side.supply.si("degC")
    limit = _limit(bench, solved)
    every = tuple(r.tag for r in solved.loop.racks)
    if not running:
        return LoopResult(solved.loop.tag, 0.0, every[0], math.inf, limit, math.inf, 0.0, 0.0, 0.0, 0.0, every, ())
    supply, need = wanted, 1.0
    for _ in range(_ROUNDS):
        state = solved.network.meet(running, closed, need)
        reached, heat_share = _reached(plant, solved, facility, state)
        new = max(wanted, reached)
        moved, supply = abs(new - supply), new
        need = _need(bench, solved, wanted, min(supply, limit))
        if moved <= _CLOSE or supply > limit:
            break
    given = _given(plant, solved, state, need)
    share, worst = solved.network.share(given, need)
    lost = solved.network.lost(given)
    ratio = given.flows / (solved.network.required * need)
    below = tuple(
        t for t, s, m in zip(every, ratio, given.flows, strict=True) if m > 0.0 and s < 1.0 - 1e-4
    )
    flow = side.states[0].lpm(given.total / max(len(given.heads), 1))
    spare = head_at(side.model, flow) - max(given.heads.values()) / 1000.0
    return LoopResult(
        solved.loop.tag,
        share,
        worst,
        supply,
        limit,
        heat_share,
        spare if side.model.flows else math.nan,
        flow / (side.model.flows[-1] if side.model.flows else side.model.tcs_flow),
        solved.network.velocity(given),
        given.highest / 1e5,
        lost,
        below,
        dict(zip(every, given.flows.tolist(), strict=True)),
        {tag: head / 1000.0 for tag, head in given.heads.items()},
        solved.loop.heat * _served(solved, state) / len(state.heads),
        (given.solution.mass_residual, given.solution.head_residual),
        given.solution.flow,
    )


def _reached(
    plant: Plant, solved: SolvedLoop, facility: FacilityState, state: LoopState
) -> tuple[float, float]:
    """Supply that the exchangers of the running CDUs reach [degC], and heat over what they carry at design supply."""
    side = plant.side
    assert side.model is not None
    assert side.supply is not None
    tcs, fws = side.states
    count = len(state.heads)
    flow = tcs.lpm(state.total / count)
    rise = solved.loop.heat * _served(solved, state) / count / tcs.kw_per_k(flow)
    heat = solved.loop.heat * _served(solved, state) / count
    supplies, shares = [], []
    for tag in state.heads:
        cold = fws.lpm(facility.flows.get(tag, 0.0))
        if cold <= 0.0 or not math.isfinite(facility.supply_c):
            return math.inf, math.inf
        effect, least = side.model.effect(flow, cold, tcs, fws)
        supplies.append(facility.supply_c + heat / (effect * least) - rise)
        shares.append(heat / (effect * least * (side.supply.si("degC") + rise - facility.supply_c)))
    return max(supplies), max(shares)


def _served(solved: SolvedLoop, state: LoopState) -> float:
    """Share of the loop's heat that its served racks give off."""
    heats = np.array([r.heat for r in solved.loop.racks])
    return float(heats[state.flows > 0.0].sum() / heats.sum())


def _given(plant: Plant, solved: SolvedLoop, state: LoopState, need: float) -> LoopState:
    """The state itself where the CDUs have the head for it, else what they give at full speed."""
    side = plant.side
    model = side.model
    assert model is not None
    if not model.flows:
        return state
    running = tuple(state.heads)
    closed = solved.network.closed

    def enough(found: LoopState) -> bool:
        flow = side.states[0].lpm(found.total / len(running))
        return head_at(model, flow) >= max(found.heads.values()) / 1000.0 - 1e-6

    if enough(state):
        return state
    low, high = 0.0, state.total
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        found = solved.network.meet(running, closed, need, middle)
        low, high = (middle, high) if enough(found) else (low, middle)
        if high - low <= 1e-6 * state.total:
            break
    return solved.network.meet(running, closed, need, low or high)


def _limit(bench: Bench, solved: SolvedLoop) -> float:
    """Lowest supply limit of the loop's racks [degC]; infinite where none is published."""
    slugs = sorted({r.rack for r in solved.loop.racks})
    limits = [bench.catalog.get(Rack, slug).supply_temperature_max for slug in slugs]
    return min((v.si("degC") for v in limits if v.known), default=math.inf)


def _need(bench: Bench, solved: SolvedLoop, design_c: float, supply_c: float) -> float:
    """Flow that the racks need at a supply over that at the design supply: the most demanding kind decides."""
    slugs = sorted({r.rack for r in solved.loop.racks})
    return max(need_over_supply(bench.catalog.get(Rack, slug), design_c, supply_c) for slug in slugs)


def normal_flows(plant: Plant, running: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """What the control valve of each running CDU passes [kg/s] with so many of each loop running."""
    side = plant.side
    if side.model is None:
        return {}
    flows = {}
    for solved in side.loops:
        tags = running[solved.loop.tag]
        for tag in tags:
            each = facility_flow(plant.bench, side.model, solved.flow / len(tags), side.states)
            flows[tag] = side.states[1].kg_s(each)
    return flows

