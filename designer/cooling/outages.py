"""Every element of the plant out in turn, for maintenance and by fault, each state solved.

A fault's automatic reaction is what the controls do by themselves: the others of a group share, check valves hold,
sectional valves shut on both sides, the other panel or cord takes over. For maintenance an element is isolated by the
valves beside it; a valve taken out itself needs what lies on both its sides isolated.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from designer.cooling.bench import Bench
from designer.cooling.circuit_network import CircuitNetwork, CircuitState
from designer.cooling.door_aisles import Breathing, breathing_of
from designer.cooling.hydraulics import Unsolved
from designer.cooling.outage_cases import Case, cases_of
from designer.cooling.plant_states import Works, chilled_of, coil_flows, plant_of
from designer.cooling.records import Outage
from designer.cooling.states import (
    FacilityState,
    LoopResult,
    Plant,
    facility_state,
    loop_result,
    normal_flows,
)
from designer.cooling.technology_loop import SolvedLoop
from designer.layout.records import Layout
from designer.model import Element, Link

__all__ = ["Judged", "Proof", "outages_of"]

_SMALL = 1e-4


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its verdict and what was solved for it: facility side, technology loops, chilled circuit with what
    its users want [kg/s]; None and nothing where there is none, or where the solver refused the state.
    """

    case: Case
    outage: Outage
    facility: FacilityState | None = None
    loops: tuple[LoopResult, ...] = ()
    chilled: tuple[CircuitState, Mapping[str, float]] | None = None
    warm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """All cases in order, and what they were solved on: the plant, the chilled circuit, the aisles behind doors."""

    judged: tuple[Judged, ...] = ()
    plant: Plant | None = None
    chilled: CircuitNetwork | None = None
    breathing: Breathing | None = None


def outages_of(
    bench: Bench,
    layout: Layout,
    works: Works,
    valves: Sequence[tuple[str, str, str]],
    power: tuple[Sequence[Element], Sequence[Link]],
) -> Proof:
    """All states: normal, each element out for maintenance, each failed. None where neither a technology loop nor air
    units carry heat.

    Args:
        bench: the workbench of the room.
        layout: places.
        works: the settled plant.
        valves: (tag, type, place) rows.
        power: elements and links of the power trade, for the feeds of the plant.

    A state without a solution has the verdict ``unsolved`` and names the element in `worst`.
    """
    if not works.side.loops and not (works.air.units and works.air.heat > 0.0):
        return Proof()
    racks = tuple(p.tag for p in layout.of("rack"))
    parts = plant_of(bench, layout, works), chilled_of(bench, layout, works), breathing_of(bench, layout, works.air)
    prover = _Prover(bench, works, *parts, racks)
    cases = cases_of(bench, layout, works, valves, power)
    return Proof(tuple(prover.judge(case) for case in cases), *parts)


@dataclass(slots=True)
class _Prover:
    """Solves cases; what several cases share is solved once."""

    bench: Bench
    works: Works
    plant: Plant
    chilled: CircuitNetwork | None
    breathing: Breathing | None = None
    racks: tuple[str, ...] = ()
    facilities: dict[object, FacilityState] = field(default_factory=dict)
    loops: dict[object, LoopResult] = field(default_factory=dict)
    cold: dict[object, tuple[CircuitState, dict[str, float]]] = field(default_factory=dict)

    def judge(self, case: Case) -> Judged:
        """The state of a case with its verdict; one without a solution names the element and gives no number."""
        try:
            return self._judge(case)
        except Unsolved as trouble:
            return Judged(case, _refused(case, trouble.element))

    def _judge(self, case: Case) -> Judged:
        running = {
            s.loop.tag: tuple(c.tag for c in s.loop.cdus if c.tag not in case.out) for s in self.works.side.loops
        }
        facility = self._facility(case, running)
        results = [self._loop(s, case, facility, running[s.loop.tag]) for s in self.works.side.loops]
        inlets = self.breathing.inlets(self._shares(case, facility), case.out) if self.breathing else {}
        warm = self.breathing.too_warm(inlets) if self.breathing else ()
        air = self._air(case, facility), max(inlets.values(), default=math.nan), warm
        outage = self._outage(case, facility, results, air)
        return Judged(case, outage, facility, tuple(results), self._cold(case) if self._cools(case) else None, warm)

    def _cools(self, case: Case) -> bool:
        """Whether the chilled circuit runs: some chiller is left."""
        return self.chilled is not None and any(d.tag not in case.out for d in self.works.chillers.duties)

    def _facility(self, case: Case, running: Mapping[str, Sequence[str]]) -> FacilityState:
        key = case.out
        if key not in self.facilities:
            flows = {**normal_flows(self.plant, running), **coil_flows(self.bench, self.works, "facility")}
            self.facilities[key] = facility_state(self.plant, case.out, flows)
        return self.facilities[key]

    def _loop(
        self, solved: SolvedLoop, case: Case, facility: FacilityState, running: Sequence[str]
    ) -> LoopResult:
        closed = tuple(sorted(case.closed.get(solved.loop.tag, ())))
        flows = tuple(round(facility.flows.get(tag, 0.0), 6) for tag in running)
        fed = [tag for tag, flow in zip(running, flows, strict=True) if flow > 0.0]
        key = (solved.loop.tag, tuple(fed), closed, round(facility.supply_c, 6), flows)
        if key not in self.loops:
            try:
                self.loops[key] = loop_result(self.plant, solved, facility, fed, closed)
            except Unsolved as trouble:
                if trouble.reason != "starved":
                    raise
                self.loops[key] = loop_result(self.plant, solved, facility, ())
        return self.loops[key]

    def _air(self, case: Case, facility: FacilityState) -> float:
        """Heat of the hall's air over what the units that run carry; nil without units that cool."""
        air = self.works.air
        units = [u for u in air.units if u.tag not in case.out]
        if not air.units or air.heat <= 0.0:
            return 0.0
        if not units:
            return math.inf
        share = (air.heat + self._undone(case, facility)) / math.fsum(u.capacity for u in units)
        if air.source == "facility" and facility.circuit is not None:
            wanted = coil_flows(self.bench, self.works, "facility")
            got = min((facility.flows[u.tag] / wanted[u.tag] for u in units), default=0.0)
            return share / got if got > _SMALL else math.inf
        return max(share, self._chillers(case)) if air.source == "chilled" else share

    def _undone(self, case: Case, facility: FacilityState) -> float:
        """Heat of rear doors that are out, and what others miss of theirs for want of water [kW]."""
        shares = self._shares(case, facility)
        return math.fsum(d.heat * shares[d.tag] for d in self.works.air.doors)

    def _shares(self, case: Case, facility: FacilityState) -> dict[str, float]:
        """Share of its heat that each rear door leaves undone: all where it is out, else what its water lacks."""
        air, got = self.works.air, dict.fromkeys((d.tag for d in self.works.air.doors), 1.0)
        if air.source == "facility" and facility.circuit is not None:
            wanted = coil_flows(self.bench, self.works, "facility")
            got = {tag: facility.flows[tag] / wanted[tag] for tag in got}
        elif air.source == "chilled" and self._cools(case):
            state, asked = self._cold(case)
            got = {tag: state.users[tag] / asked[tag] if tag in asked else 0.0 for tag in got}
        return {d.tag: 1.0 if d.tag in case.out else 1.0 - min(1.0, got[d.tag]) for d in air.doors}

    def _chillers(self, case: Case) -> float:
        """Heat of the chilled circuit over what its chillers carry, or over what its flows let through."""
        duties = [d for d in self.works.chillers.duties if d.tag not in case.out]
        if not duties or self.chilled is None:
            return math.inf
        share = self.works.air.carried / math.fsum(d.capacity for d in duties)
        state, wanted = self._cold(case)
        got = min((state.users[tag] / flow for tag, flow in wanted.items()), default=0.0)
        if got >= 1.0 - _SMALL:
            return share
        return max(share, 1.0 / got) if got > _SMALL else math.inf

    def _cold(self, case: Case) -> tuple[CircuitState, dict[str, float]]:
        """The chilled circuit in a case, and what each of its users that is left wants [kg/s]."""
        assert self.chilled is not None
        out = frozenset(t for t in (*case.out, *case.chilled) if t in self.chilled.groups)
        out |= {f"{t}-P" for t in out if f"{t}-P" in self.chilled.groups}
        if out not in self.cold:
            live = [u for u in self.chilled.plan.users if u.tag not in out]
            wanted = {u.tag: u.flow for u in live}
            twins = [d.tag for d in self.works.exchangers.duties]
            left = [tag for tag in twins if tag in wanted]
            wanted |= {tag: wanted[tag] * len(twins) / len(left) for tag in left}
            self.cold[out] = self.chilled.solve(sorted(out), wanted), wanted
        return self.cold[out]

    def _outage(
        self, case: Case, facility: FacilityState, results: Sequence[LoopResult],
        breathed: tuple[float, float, tuple[str, ...]],
    ) -> Outage:
        """The state told; breathed = (share of the air units, warmest inlet behind doors, racks too warm there)."""
        air, inlet, warm = breathed
        worst = min(results, key=lambda r: (r.share, r.tag), default=None)
        hottest = max(results, key=lambda r: (r.supply_c - r.limit_c, r.tag), default=None)
        uncooled = [t for r in results for t in r.lost]
        lost = self.racks if air > 1.0 + _SMALL else tuple(dict.fromkeys((*uncooled, *warm)))
        circuit = facility.circuit
        states = self._circuits(case, circuit)
        heads = [r.head_margin for r in results if not math.isnan(r.head_margin) and r.flow_share > 0.0]
        measured = Outage(
            case.test,
            case.tags,
            case.kind,
            case.reaction,
            worst.share if worst else math.nan,
            worst.worst if worst else "",
            hottest.supply_c if hottest else math.nan,
            hottest.limit_c if hottest else math.nan,
            facility.supply_c if circuit is not None else math.nan,
            max((r.heat_share for r in results), default=math.nan),
            min(heads, default=math.nan),
            max((r.flow_share for r in results), default=math.nan),
            max((_pumped(network, state) for network, state in states), default=0.0),
            min((state.margin / 1000.0 for _, state in states), default=math.nan),
            max([*(r.velocity for r in results), *(state.velocity for _, state in states)], default=math.nan),
            self._pressure(results),
            air,
            lost,
            tuple(t for r in results for t in r.below),
            "",
            inlet,
        )
        return _judged(self.bench, measured)

    def _circuits(self, case: Case, circuit: CircuitState | None) -> list[tuple[CircuitNetwork, CircuitState]]:
        """The facility and the chilled circuit with their states, those that there are."""
        found = [] if circuit is None or self.plant.circuit is None else [(self.plant.circuit, circuit)]
        if self.chilled is not None and self._cools(case):
            found.append((self.chilled, self._cold(case)[0]))
        return found

    def _pressure(self, results: Iterable[LoopResult]) -> float:
        """Highest gauge pressure of the loops [bar]: fill and head."""
        return self.works.fill + max((r.pressure for r in results), default=math.nan)


def _pumped(network: CircuitNetwork, state: CircuitState) -> float:
    """Flow of the busiest pump of a circuit over the end of its curve."""
    ends = {tag: max(p[0] for p in points) for tag, points in network.plan.pumps}
    return max(flow / ends[tag] for tag, flow in state.pumps.items())


def _refused(case: Case, element: str) -> Outage:
    """A state that the solver refused."""
    no = math.nan
    head = (case.test, case.tags, case.kind, case.reaction)
    return Outage(*head, no, element, no, no, no, no, no, no, no, no, no, no, no, (), (), "unsolved")


def _judged(bench: Bench, found: Outage) -> Outage:
    """The state with its verdict: lost, short, strained or met."""
    rules = bench.rules
    if found.lost:
        verdict = "lost"
    elif found.below or found.supply > found.supply_limit + 1e-6:
        verdict = "short"
    elif any(_strains(found, rules.si("velocity_outage", "m/s"), rules.si("rack_pressure", "bar"))):
        verdict = "strained"
    else:
        verdict = "met"
    return replace(found, verdict=verdict)


def _strains(found: Outage, velocity: float, pressure: float) -> Iterator[bool]:
    """What is outside its envelope though every rack is served."""
    yield found.cdu_heat > 1.0 + _SMALL
    yield found.cdu_head < -_SMALL
    yield found.cdu_flow > 1.0 + _SMALL
    yield found.pump_flow > 1.0 + _SMALL
    yield found.velocity > velocity
    yield found.pressure > pressure
