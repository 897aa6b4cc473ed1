"""The facility loop: two legs between coolers and hall, a ring past its consumers, pumps at their duty.

Every pipe of the ring and each leg carries the whole flow, the state with one section out. The head is that of the
longest path: cooler, leg, ring, strainer, control valve, exchanger.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.catalog import Pump
from designer.cooling.bench import Bench
from designer.cooling.coolant import FluidState
from designer.cooling.pipes import pump_power
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun, PumpDuty
from designer.cooling.runs import Way, corner, run_pipes
from designer.layout.records import Placed
from designer.ledger import ceil, formula
from designer.model import Point
from designer.site.records import Hall
from designer.units import Quantity, q

__all__ = ["Circuit", "PumpBank", "beside", "circuit_runs", "longest_path", "pump_bank"]

#: Machines whose bank is no deeper than so many of them stand in one line.
_IN_LINE = 1.5


@formula("dp_total", unit="kPa", source="textbook", clause="longest path")
def total_head(
    dp_pipes: Quantity, dp_source: Quantity, dp_user: Quantity, dp_valve: Quantity, dp_strainer: Quantity
) -> Quantity:
    """Head of a circuit on its longest path."""
    return dp_pipes + dp_source + dp_user + dp_valve + dp_strainer


@formula("dp", unit="kPa", source="textbook", clause="turbulent, with the square of flow")
def part_drop(dp_r: Quantity, V: Quantity, V_r: Quantity) -> Quantity:
    """Drop of a component at its flow."""
    return dp_r * (V / V_r) ** 2


@formula("n_pump", unit="", source="derived", clause="units that must run, by flow at the head of the loop")
def pumps_by_flow(V: Quantity, V_unit: Quantity) -> Quantity:
    """Pumps needed."""
    return ceil(V / V_unit)


@dataclass(frozen=True, slots=True)
class Circuit:
    """Where a circuit runs: name (``FWS`` or ``CHW``), sources outside, pumps between, users inside, flow [LPM],
    height.
    """

    name: str
    sources: tuple[Placed, ...]
    pumps: tuple[Placed, ...]
    users: tuple[Placed, ...]
    flow: float
    z: float


@dataclass(frozen=True, slots=True)
class PumpBank:
    """Pumps of a loop: how many must run, each one's duty, electric and shaft power of all at the design day [kW]."""

    duties: tuple[PumpDuty, ...]
    needed: int
    power: float
    shaft: float
    flow: float
    head: float


def circuit_runs(bench: Bench, circuit: Circuit, state: FluidState) -> tuple[PipeRun, ...]:
    """Legs A and B, user ring and source header, each supply and return."""
    if circuit.flow <= 0.0 or not circuit.users:
        return ()
    hall = bench.site.hall
    middle = (hall.polygon.centroid.x, hall.polygon.centroid.y) if bench.site.has_hall else _centre(circuit.users)
    near, ring = _in_halls(hall, circuit)
    inside = beside(near, middle)
    outside = beside(circuit.sources, middle) if circuit.sources else inside
    between = beside(circuit.pumps, middle) if circuit.pumps else inside
    bank = _centre(circuit.pumps or circuit.users)
    away = tuple(1.0 if middle[axis] >= bank[axis] else -1.0 for axis in (0, 1))
    second = _leg((outside, between, inside), 2.0 * away[0])
    legs = (("LEG-A", _leg((outside, between, inside))), ("LEG-B", second))
    ring = ring or _moved(_there_and_back(circuit.users), _centre(circuit.users), inside)
    sources = circuit.sources or circuit.users
    ways = [*legs, ("RING", ring), ("HEAD", _moved(_span(sources), _centre(sources), outside))]
    runs: list[PipeRun] = []
    for name, points in ways:
        for side in ("supply", "return"):
            shift = 0.0 if side == "supply" else bench.rules.si("pipe_spacing", "m")
            way = Way(
                f"{circuit.name}-{name}-{side[0].upper()}",
                circuit.name,
                f"{circuit.name.lower()}-{side}",
                circuit.flow,
                hall.by_links([(x + shift * away[0], y + shift * away[1]) for x, y in points]),
                circuit.z,
            )
            runs += run_pipes(bench, way, state)
    return tuple(runs)


def longest_path(runs: Sequence[PipeRun], circuit: str) -> float:
    """Drop of the longest path [kPa]: one leg, the whole ring and the source header, there and back."""
    drops = {run.tag.rstrip("ABCD").removesuffix("-"): run.drop for run in runs}
    total = 0.0
    for name in ("LEG-A", "RING", "HEAD"):
        for side in ("S", "R"):
            total += next((d for tag, d in drops.items() if tag == f"{circuit}-{name}-{side}"), 0.0)
    return total


def pump_bank(
    bench: Bench, placed: Sequence[Placed], flow_lpm: float, drops: tuple[float, float, float], loop: str
) -> PumpBank:
    """Pumps of a loop for a flow; drops = (pipes, source, user) [kPa].

    Units beside the needed ones stand by in rotation.
    """
    rules = bench.rules
    head = bench.keep(
        total_head,
        f"head[{loop}]",
        dp_pipes=q(drops[0], "kPa"),
        dp_source=q(drops[1], "kPa"),
        dp_user=q(drops[2], "kPa"),
        dp_valve=rules["control_valve_drop"],
        dp_strainer=rules["strainer_drop"],
    )
    if not placed or flow_lpm <= 0.0:
        if flow_lpm > 0.0:
            bench.fall_short("pumps", loop, q(2.0), q(0.0), ("pumps.extra", 2.0))
        return PumpBank((), 0, 0.0, 0.0, flow_lpm, head.si("kPa"))
    record = bench.catalog.get(Pump, slug_of(placed[0].catalog))
    unit = _flow_at(record, head.si("kPa"))
    if unit <= 0.0:
        bench.fall_short("pump_head", loop, head.q, record.head_curve[0].head.q, None)
        unit = min(p.flow.si("LPM") for p in record.head_curve)
    needed = int(bench.keep(pumps_by_flow, f"pumps[{loop}]", V=q(flow_lpm, "LPM"), V_unit=q(unit, "LPM")).si(""))
    total = bench.spare.total(needed)
    if total > len(placed):
        bench.fall_short(
            "pumps", loop, q(float(total)), q(float(len(placed))), ("pumps.extra", float(total - len(placed)))
        )
    shaft, electric = _powers(bench, record, flow_lpm / needed, head.si("kPa"), loop)
    duties = tuple(
        PumpDuty(p.tag, loop, record.key, flow_lpm / needed, head.si("kPa"), electric, "N" if i < needed else "R")
        for i, p in enumerate(sorted(placed, key=lambda p: p.tag))
    )
    running = min(needed, len(placed))
    return PumpBank(duties, needed, electric * running, shaft * running, flow_lpm, head.si("kPa"))


def _powers(bench: Bench, record: Pump, flow: float, head: float, loop: str) -> tuple[float, float]:
    """Shaft and electric power of one running pump [kW]."""
    rules = bench.rules
    eta = record.efficiency if record.efficiency.known else rules["pump_efficiency_default"]
    motor = record.motor_efficiency if record.motor_efficiency.known else rules["motor_efficiency_default"]
    shaft = bench.keep(pump_power, f"pump_shaft[{loop}]", V=q(flow, "LPM"), dp=q(head, "kPa"), eta=eta)
    return shaft.si("kW"), shaft.si("kW") / motor.si("")


def _flow_at(record: Pump, head_kpa: float) -> float:
    """Largest flow [LPM] of a pump at a head [kPa] at full speed: linear in flow squared between points; 0 above the
    curve.
    """
    points = sorted((p.flow.si("LPM"), p.head.si("kPa")) for p in record.head_curve)
    flows, heads = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    if head_kpa > heads[0]:
        return 0.0
    return float(np.sqrt(np.interp(head_kpa, heads[::-1], np.square(flows)[::-1])))


def _centre(placed: Sequence[Placed]) -> Point:
    count = len(placed)
    return (math.fsum(p.box.at.x for p in placed) / count, math.fsum(p.box.at.y for p in placed) / count)


def beside(placed: Sequence[Placed], middle: Point, off: float = 0.45) -> Point:
    """The middle of a bank's long side that faces a point, so far [m] in front of it: mains pass before machines, not
    over them. Of machines that stand in no single line, their middle.
    """
    corners = [c for p in placed for c in p.box.corners]
    low, high = (tuple(end(c[axis] for c in corners) for axis in (0, 1)) for end in (min, max))
    extent = [high[axis] - low[axis] for axis in (0, 1)]
    own = [max(_extent(p, axis) for p in placed) for axis in (0, 1)]
    across = min((0, 1), key=lambda axis: extent[axis] / own[axis] + 1e-6 * extent[axis])
    if extent[across] > _IN_LINE * own[across]:
        return _centre(placed)
    at = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0]
    at[across] = high[across] + off if middle[across] >= at[across] else low[across] - off
    return (at[0], at[1])


def _extent(placed: Placed, axis: int) -> float:
    values = [c[axis] for c in placed.box.corners]
    return max(values) - min(values)


def _moved(way: Sequence[Point], start: Point, end: Point) -> tuple[Point, ...]:
    """A way moved from one place to another."""
    return tuple((x + end[0] - start[0], y + end[1] - start[1]) for x, y in way)


def _leg(points: Sequence[Point], aside: float = 0.0) -> tuple[Point, ...]:
    """A way through points with corners, moved aside [m]."""
    way: list[Point] = []
    for a, b in itertools.pairwise(points):
        way += [p for p in corner((a[0] + aside, a[1]), (b[0] + aside, b[1])) if not way or p != way[-1]]
    return tuple(way)


def _in_halls(hall: Hall, circuit: Circuit) -> tuple[Sequence[Placed], tuple[Point, ...]]:
    """Of several halls the users in that of the pumps, and the ring past the users of each and back; all users and no
    ring where there is one hall."""
    groups: dict[str, list[Placed]] = {}
    for one in circuit.users:
        groups.setdefault(hall.part_at(one.box.at.x, one.box.at.y), []).append(one)
    if len(groups) < 2:
        return circuit.users, ()
    pump = circuit.pumps[0].box.at if circuit.pumps else circuit.users[0].box.at
    home = hall.part_at(pump.x, pump.y)
    halls = sorted(groups, key=lambda name: (name != home, name))
    points = [point for name in halls for point in _span(groups[name])]
    return groups[halls[0]], (*points, points[0])


def _span(placed: Sequence[Placed]) -> tuple[Point, ...]:
    """The straight way past placed things, along their longer extent."""
    xs, ys = [p.box.at.x for p in placed], [p.box.at.y for p in placed]
    centre = _centre(placed)
    if max(xs) - min(xs) >= max(ys) - min(ys):
        return ((min(xs), centre[1]), (max(xs), centre[1]))
    return ((centre[0], min(ys)), (centre[0], max(ys)))


def _there_and_back(placed: Sequence[Placed]) -> tuple[Point, ...]:
    """A ring: past the things and back one metre aside."""
    (x0, y0), (x1, y1) = _span(placed)
    if abs(x1 - x0) >= abs(y1 - y0):
        return ((x0, y0), (x1, y1), (x1, y1 - 1.0), (x0, y0 - 1.0), (x0, y0))
    return ((x0, y0), (x1, y1), (x1 - 1.0, y1), (x0 - 1.0, y0), (x0, y0))
