"""Lines of what stands beside the loops: expansion vessels, the buffer tank, tanks of make-up water.

A vessel's line carries what the loop expands by while all its heat stays in it. The buffer tank takes the whole flow in
and out. Each tank feeds the make-up header of the coolers alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString
from shapely.geometry import Point as Spot

from designer.catalog import Coolant
from designer.cooling.bench import Bench
from designer.cooling.floor_space import late_of
from designer.cooling.insulated import outside_m
from designer.cooling.records import CoolingPlan, LoopItem, PipeRun
from designer.cooling.runs import Way, run_pipes
from designer.cooling.vessel_ways import Ground, Wanted
from designer.layout.frame import Frame
from designer.layout.late import seat_late
from designer.layout.records import Layout, Placed
from designer.ledger import formula
from designer.sizing.coolant import FluidState, density_of, fluid_of, heat_capacity_of
from designer.units import Quantity, q

__all__ = ["MAKE_UP", "buffer_drop", "vessel_lines"]

#: The loop of make-up water.
MAKE_UP = "MUW"
#: Temperatures between which a coolant's expansion is taken [K].
_SPAN = 10.0


@formula("V_exp", unit="LPM", source="derived", clause="heat that stays in the loop, times the coolant's expansion")
def expansion_flow(
    Q: Quantity, rho: Quantity, c_p: Quantity, rho_c: Quantity, rho_h: Quantity, dT: Quantity
) -> Quantity:
    """Flow into an expansion vessel while no heat leaves the loop."""
    return Q / (rho * c_p * dT) * (rho_c / rho_h - 1)


@dataclass(frozen=True, slots=True)
class _Job:
    """The workbench, where everything stands, the runs that lines may leave, and the ground that they are laid on."""

    bench: Bench
    seats: Mapping[str, Placed]
    runs: tuple[PipeRun, ...]
    ground: Ground

    def lines(self, name: tuple[str, str], item: LoopItem, run: PipeRun, flow: tuple[float, FluidState],
              share: float = 0.5) -> tuple[PipeRun, ...]:  # fmt: skip
        """The line of an item: name = (tag, service), from a run, for a flow [LPM] in a state; others laid later keep
        off it.
        """
        loop = MAKE_UP if item.kind == "water-tank" else item.loop
        points, down = self.ground.way(Wanted(self.seats[item.tag], share, run, loop, *flow))
        found = run_pipes(self.bench, Way(name[0], loop, name[1], flow[0], points, run.z, down), flow[1])
        for each in found:
            self.ground.lay(each)
        return found


def vessel_lines(bench: Bench, layout: Layout, plan: CoolingPlan, heats: Mapping[str, float]) -> tuple[PipeRun, ...]:
    """The lines of all vessels and tanks of a plan, each to where the layout will seat it; none of what finds no floor.

    Args:
        bench: the workbench.
        layout: everything that stands, without them.
        plan: the plan with its items and pipes.
        heats: heat of each loop [kW].
    """
    seats = {p.tag: p for p in seat_late(bench.site.hall, layout, late_of(bench, plan)).placed}
    turn = next((row.direction for row in layout.rows), 0.0)
    own = [i.tag for i in plan.items if i.box]
    runs = tuple(r for r in plan.pipes if len(r.points) > 1 and r.loop != MAKE_UP and not any(t in r.tag for t in own))
    job = _Job(bench, seats, runs, Ground(bench, Frame(turn), seats, runs))
    found: list[PipeRun] = []
    for item in plan.items:
        if item.tag in seats and item.kind in ("expansion", "buffer"):
            found += _of_loop(job, item, plan, heats)
    return (*found, *_make_up(job, plan))


def buffer_drop(lines: Sequence[PipeRun]) -> float:
    """What the buffer tank's lines lose [kPa]."""
    return sum({r.tag.rstrip("ABCD"): r.drop for r in lines if "-BUF-" in r.tag}.values())


def _of_loop(job: _Job, item: LoopItem, plan: CoolingPlan, heats: Mapping[str, float]) -> Iterator[PipeRun]:
    """The line of a vessel, or the two of the buffer tank."""
    loop, bench = item.loop, job.bench
    state = _state(bench, plan, loop)
    run = _nearest(job, item, *(("FWS-RING-S",) if item.kind == "buffer" else _TAPS.get(loop, (f"{loop}-S", loop))))
    if run is None:
        return
    if item.kind == "buffer":
        flow = sum(p.flow for p in plan.pumps if p.duty == "N")
        for end, share in (("IN", 0.25), ("OUT", 0.75)):
            yield from job.lines((f"FWS-{item.tag}-{end}-S", "fws-supply"), item, run, (flow, state), share)
        return
    flow = _expands(bench, loop, heats.get(loop, 0.0), state)
    yield from job.lines((f"{loop}-{item.tag}-S", f"{loop[:3].lower()}-expansion"), item, run, (flow, state))


#: Where a loop's vessels hold its pressure: at the suction of its pumps.
_TAPS = {"FWS": ("FWS-LEG-A-S", "FWS-LEG"), "CHW": ("CHW-LEG-A-R", "CHW-LEG")}


def _nearest(job: _Job, item: LoopItem, *starts: str) -> PipeRun | None:
    """The run nearest to an item among those whose tags begin alike; the first beginning that any has."""
    seat = job.seats[item.tag]
    here = Spot(seat.box.at.x, seat.box.at.y)
    for start in starts:
        runs = [r for r in job.runs if r.tag.startswith(start)]
        if runs:
            return min(runs, key=lambda r: (round(float(LineString(r.points).distance(here)), 6), r.tag))
    return None


def _state(bench: Bench, plan: CoolingPlan, loop: str) -> FluidState:
    fluid = bench.tcs if loop.startswith("TCS") else bench.fws
    return fluid.at(plan.temperatures.get(f"{loop[:3].lower()}_supply", bench.rules.si("expansion_cold", "degC")))


def _expands(bench: Bench, loop: str, heat: float, state: FluidState) -> float:
    """Flow into the vessel [LPM]."""
    fluid = bench.tcs if loop.startswith("TCS") else bench.fws
    warm = fluid.at(state.temperature_c + _SPAN)
    return bench.keep(
        expansion_flow, f"expansion_flow[{loop}]", Q=q(heat, "kW"), rho=density_of(state), c_p=heat_capacity_of(state),
        rho_c=density_of(state), rho_h=density_of(warm), dT=q(_SPAN, "delta_degC"),
    ).si("LPM")


def _make_up(job: _Job, plan: CoolingPlan) -> Iterator[PipeRun]:
    """The make-up header along the coolers' own, and the line of each tank to it, for the water of the design hour."""
    tanks = [i for i in plan.items if i.kind == "water-tank" and i.tag in job.seats]
    header = next((r for r in job.runs if r.tag.startswith("FWS-HEAD-S")), None)
    flow = sum(r.water for r in plan.rejection) / 60.0
    if not tanks or header is None or flow <= 0.0:
        return
    bench = job.bench
    water = fluid_of(bench.catalog.get(Coolant, "water")).at(bench.rules.si("expansion_cold", "degC"))
    name = f"{MAKE_UP}-HEAD-S"
    back = next((r for r in job.runs if r.tag.startswith("FWS-HEAD-R")), header)
    hanger = bench.catalog.threshold("layout", "hanger_side").si("m")
    over = _above(header, back, outside_m(header, bench.catalog) + hanger)
    found = run_pipes(bench, Way(name, MAKE_UP, "muw-supply", flow, over.points, over.z), water)
    yield from found
    for tank in tanks:
        yield from job.lines((f"{MAKE_UP}-{tank.tag}-S", "muw-supply"), tank, over, (flow, water))


def _above(header: PipeRun, back: PipeRun, tier: float) -> PipeRun:
    """The way of a header on a tier of its own above it and its return [m]: not over the machines."""
    return replace(header, z=max(header.z, back.z) + tier)
