"""The facility loop: two legs between coolers and hall, a ring past its consumers, pumps at their duty.

Every pipe of the ring and each leg carries the whole flow, the state with one section out. The head is that of the
longest path: cooler, leg, ring, strainer, control valve, exchanger.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from designer.catalog import Pump
from designer.cooling.bench import Bench
from designer.cooling.circuit_ways import OUT, Banks, between_ways, circuit_ways
from designer.cooling.insulated import pitch_m, tier_m
from designer.cooling.pipes import pump_power
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun, PumpDuty
from designer.cooling.runs import Way, run_pipes
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.ledger import ceil, formula
from designer.model import Point
from designer.sizing.coolant import FluidState
from designer.units import Quantity, q

__all__ = ["Circuit", "PumpBank", "branch_drop", "circuit_runs", "longest_path", "pump_bank", "total_head"]

_SIDES = ("supply", "return")


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
    """What a circuit joins: name (``FWS`` or ``CHW``), sources outside, pumps between, users inside, flow [LPM],
    height; the flow of each user and how many sources and pumps share the whole; the turn of the hall [deg], and the
    rings of supply and return where the layout has hung them; what stands `between` sources and pumps in the supply,
    `passing` of them with the spares out.
    """

    name: str
    sources: tuple[Placed, ...]
    pumps: tuple[Placed, ...]
    users: tuple[Placed, ...]
    flow: float
    z: float
    flows: Mapping[str, float]
    sharing: tuple[int, int]
    turn: float = 0.0
    rings: tuple[Sequence[Point], Sequence[Point]] = ((), ())
    between: tuple[Placed, ...] = ()
    passing: int = 1

    def branch(self, tag: str) -> float:
        """Flow [LPM] that the branch to a machine must pass."""
        if tag in self.flows:
            return self.flows[tag]
        return self.flow / max(1, self.sharing[tag.removesuffix(OUT) in {p.tag for p in self.pumps}])


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
    """Legs A and B, user ring, source header and a branch to each machine, each supply and return."""
    if circuit.flow <= 0.0 or not circuit.users:
        return ()
    hall = bench.site.hall
    middle = (hall.polygon.centroid.x, hall.polygon.centroid.y) if bench.site.has_hall else _centre(circuit.users)
    machines = (circuit.sources or circuit.users, circuit.pumps, circuit.users)
    apart = pitch_m(bench, circuit.name, circuit.flow, state)
    rings = circuit.rings if not hall.links else ((), ())
    banks = Banks(*machines, middle, hall.by_links, hall.walls_passed, apart, rings, bench.standing)
    sides = circuit_ways(banks, Frame(circuit.turn), rings)
    outdoors = {p.tag for p in circuit.sources}
    above = tier_m(bench, circuit.name, circuit.flow, state) if outdoors else 0.0
    runs: list[PipeRun] = []
    for name in ("LEG-A", "LEG-B", "RING", "HEAD"):
        for side, ways in zip(_SIDES, sides, strict=True):
            points = {"LEG-A": ways.legs[0], "LEG-B": ways.legs[1], "RING": ways.ring, "HEAD": ways.head}[name]
            # the return header and its branches hang above the supply's, which they pass
            rise = above if name == "HEAD" and side == _SIDES[1] else 0.0
            way = _way(circuit, name, side, circuit.flow, points)
            runs += run_pipes(bench, replace(way, z=circuit.z + rise), state)
    for tag in sides[0].branches:
        for side, ways in zip(_SIDES, sides, strict=True):
            if tag in ways.branches:
                rise = above if tag in outdoors and side == _SIDES[1] else 0.0
                way = _way(circuit, tag, side, circuit.branch(tag), ways.branches[tag])
                runs += run_pipes(bench, replace(way, z=circuit.z + rise), state)
    if circuit.between:
        runs += _between(bench, circuit, banks, sides[0].legs, state)
    return tuple(runs)


def _between(
    bench: Bench, circuit: Circuit, banks: Banks, legs: tuple[tuple[Point, ...], ...], state: FluidState
) -> list[PipeRun]:
    """The supply's way past what stands in it: where the legs begin for machines outdoors, where they end for those
    beside the pumps.
    """
    end = 0 if circuit.between[0].kind == "chiller" else -1
    ways = between_ways(circuit.between, [leg[end] for leg in legs], banks, Frame(circuit.turn))
    tags = {name for p in circuit.between for name in (p.tag, f"{p.tag}{OUT}")}
    runs: list[PipeRun] = []
    for name, points in ways.items():
        flow = circuit.flow / circuit.passing if name in tags else circuit.flow
        runs += run_pipes(bench, _way(circuit, name, "supply", flow, points), state)
    return runs


def _way(circuit: Circuit, name: str, side: str, flow: float, points: tuple[Point, ...]) -> Way:
    tag = f"{circuit.name}-{name}-{side[0].upper()}"
    return Way(tag, circuit.name, f"{circuit.name.lower()}-{side}", flow, points, circuit.z)


def longest_path(runs: Sequence[PipeRun], circuit: Circuit) -> float:
    """Drop of the longest path [kPa]: one leg, the whole ring, the source header, what stands between, and the
    worst branch of each bank, there and back.
    """
    banks = ([p.tag for p in bank] for bank in (circuit.sources, circuit.pumps, circuit.users))
    pumps = [f"{p.tag}{OUT}" for p in circuit.pumps]
    beside = ([f"{p.tag}{end}" for p in circuit.between] for end in ("", OUT))
    worst = (
        max((branch_drop(runs, circuit.name, tag) for tag in bank), default=0.0) for bank in (*banks, pumps, *beside)
    )
    names = ("LEG-A", "RING", "HEAD", "TRIM-IN", "TRIM-OUT", "TRIM-IN-A", "TRIM-OUT-A")
    return math.fsum((*(branch_drop(runs, circuit.name, name) for name in names), *worst))


def branch_drop(runs: Sequence[PipeRun], circuit: str, name: str) -> float:
    """Drop of a part of a circuit there and back [kPa]; of parallel pipes that of one; nil of what it has not."""
    drops = {run.tag.rstrip("ABCD"): run.drop for run in runs}
    return math.fsum(drops.get(f"{circuit}-{name}-{side}", 0.0) for side in "SR")


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
