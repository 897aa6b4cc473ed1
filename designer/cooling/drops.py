"""The drop of every part of every loop in its design state, so that a reader can close the head along any path.

The design state has nothing out and all valves as they are set. A branch of a network that is a machine with its pipes
and valves is told part by part in the order in which it is passed; what a pressure-independent valve takes is what the
mains offer over all else.
"""

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from designer.cooling.balancing import settings_of
from designer.cooling.bench import Bench
from designer.cooling.circuit_network import CircuitNetwork, CircuitPlan
from designer.cooling.circuit_ways import OUT
from designer.cooling.drop_records import DropPath, LoopDrop
from designer.cooling.hydraulics import Solution
from designer.cooling.outage_cases import NORMAL
from designer.cooling.outages import Proof
from designer.cooling.pipe_flows import Lines, circuit_lines, loop_lines
from designer.cooling.plant_states import Works
from designer.cooling.records import PipeRun, ValveSetting
from designer.cooling.technology_loop import SolvedLoop
from designer.ledger import Step
from designer.units import magnitude

__all__ = ["drops_of", "paths_of"]

#: Kinds of what gives head.
GIVERS = ("cdu", "pump")
#: Parts of a CDU that its published head is left after.
_WITHIN = (("cdu-exchanger", ""), ("line-filter", "FIL-"))
#: Kinds of valves that a user of a loop has of its own.
_THROTTLES = ("balancing", "control")
#: What ends the tags of a machine's pipes before it and behind it.
_SIDES = {
    "user": (("S",), ("R",)), "source": (("R",), ("S",)), "pump": (("S",), (f"{OUT[1:]}-S",)),
    "between": (("S",), (f"{OUT[1:]}-S",)),
}
_KPA = 1000.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a branch: kind, tags (of equal pipes side by side), drop [kPa]."""

    kind: str
    tags: tuple[str, ...]
    drop: float | None


def drops_of(
    bench: Bench, works: Works, proof: Proof, valves: Sequence[tuple[str, str, str]]
) -> tuple[LoopDrop, ...]:
    """All parts of the technology loops, the facility and the chilled-water loop, in that order; of a circuit without a
    state with nothing out none. `valves` are (tag, type, place) rows.
    """
    settings = {s.rack: s for s in settings_of(bench, works.side)}
    found = [row for solved in works.side.loops for row in _technology(solved, settings)]
    solved_cases = (each for each in proof.judged if each.outage.verdict != "unsolved")
    normal = next((each for each in solved_cases if each.case.test == NORMAL), None)
    if normal is None or proof.plant is None:
        return tuple(found)
    told = (*works.runs, *works.lines), {place: tag for tag, kind, place in valves if kind == "control"}
    circuit = proof.plant.circuit
    if circuit is not None and normal.facility is not None:
        standby = sorted(d.tag for d in works.pumps.duties if d.duty == "R")
        found += _circuit(circuit, circuit.solve(standby, normal.facility.flows).solution, told)
    if proof.chilled is not None and normal.chilled is not None:
        found += _circuit(proof.chilled, normal.chilled[0].solution, told)
    return tuple(found)


def _technology(solved: SolvedLoop, settings: Mapping[str, ValveSetting]) -> Iterator[LoopDrop]:
    """A technology loop with all its CDUs running and its valves set."""
    network, loop = solved.network, solved.loop.tag
    state = network.meet()
    flow, pressure = state.solution.flow, state.solution.pressure
    lost = network.losses.at(flow, exact=True)[0] / _KPA
    runs = _runs_by_branch(loop_lines(network))
    racks = {f"rack {r.tag}": (r, m) for r, m in zip(solved.loop.racks, network.required.tolist(), strict=True)}
    net, lpm = network.net, network.state.lpm
    for i, name in enumerate(net.branches):
        ends = (net.nodes[int(net.start[i])], net.nodes[int(net.end[i])])
        parts: list[_Part] = [_Part("pipe", (runs.get(i, name),), float(lost[i]))]
        serves = ""
        if name in racks:
            rack, need = racks[name]
            serves, share = rack.tag, float(flow[i]) / need
            own, valve = rack.drop * share**network.exponent, settings.get(rack.tag)
            taken = valve.drop * share**2 if valve else 0.0
            parts = [_Part("rack", (rack.tag,), own), _Part("hoses", (rack.tag,), float(lost[i]) - own - taken)]
            parts += [_Part("balancing", (valve.tag,), taken)] if valve else []
        yield from _told(loop, serves, ends, lpm(float(flow[i])), parts)
    for tag in sorted(state.heads):
        ends = (f"R {tag}", f"S {tag}")
        gives = float(pressure[network.nodes[ends[0]]] - pressure[network.nodes[ends[1]]]) / _KPA
        through = lpm(state.total / len(state.heads))
        yield LoopDrop(loop, tag, "cdu", tag, *ends, through, gives)
        yield from (LoopDrop(loop, f"{mark}{tag}", kind, tag, *ends, through, None) for kind, mark in _WITHIN)


def _circuit(
    network: CircuitNetwork, solution: Solution, told: tuple[Sequence[PipeRun], Mapping[str, str]]
) -> Iterator[LoopDrop]:
    """A facility or chilled-water circuit in a state; told = (runs, control valves by place). What is shut, or held by
    its check valve, is no part of any path.
    """
    runs, controls = told
    net, plan, lpm = network.net, network.plan, network.state.lpm
    lost = network.losses.at(solution.flow, exact=True)[0] / _KPA
    lines = _runs_by_branch(circuit_lines(network, runs))
    users = {user.tag: user for user in plan.users}
    for i, name in enumerate(net.branches):
        if not solution.open[i]:
            continue
        ends = (net.nodes[int(net.start[i])], net.nodes[int(net.end[i])])
        kind, _, tag = name.partition(" ")
        flow = float(solution.flow[i])
        if kind not in _SIDES:
            part = _Part("pipe", (lines.get(i, f"{plan.name}-BANK"),), float(lost[i]))
            yield from _told(plan.name, "", ends, lpm(flow), [part])
            continue
        whole = float(solution.pressure[net.start[i]] - solution.pressure[net.end[i]]) / _KPA
        before, after = _branches(runs, plan.name, (kind, tag), lpm(flow))
        rest = whole - math.fsum(part.drop or 0.0 for part in (*before, *after))
        own: list[_Part] = []
        if kind == "user":
            share = (flow / users[tag].flow) ** 2 / _KPA
            own = [_Part(what, (f"{tag}-STR" if what == "strainer" else tag,), drop * share)
                   for what, drop in users[tag].own]  # fmt: skip
            rest -= math.fsum(part.drop or 0.0 for part in own)
            own.append(_Part("control", (controls.get(tag, tag),), rest))
        else:
            own.append(_Part(_machine(plan, kind), (tag,), rest))
        yield from _told(plan.name, tag, ends, lpm(flow), [*before, *own, *after])


def _machine(plan: CircuitPlan, kind: str) -> str:
    """What a branch of a circuit is: its chillers are the sources of chilled water, and stand early in a supply."""
    if kind == "source":
        return "chiller" if plan.name == "CHW" else "cooler"
    return "pump" if kind == "pump" else "chiller" if plan.early else "trim"


def _branches(
    runs: Sequence[PipeRun], circuit: str, machine: tuple[str, str], flow: float
) -> tuple[list[_Part], list[_Part]]:
    """The pipes before and behind a machine, in the order in which they are passed, at its flow [LPM]; machine =
    (kind, tag).
    """
    kind, tag = machine
    sides = [[f"{circuit}-{tag}-{side}" for side in each] for each in _SIDES[kind]]
    if kind == "between":
        sides = [[f"{circuit}-TRIM-IN-S", *sides[0]], [*sides[1], f"{circuit}-TRIM-OUT-S"]]
    own = sum(r.flow for r in runs if r.tag.rstrip("ABCD") == f"{circuit}-{tag}-{_SIDES[kind][0][0]}")
    if kind == "pump" and circuit != "FWS":
        return [], []
    made: list[list[_Part]] = []
    for names in sides:
        found = {name: [r for r in runs if r.tag.rstrip("ABCD") == name and r.flow > 0.0] for name in names}
        made.append([_Part("pipe", tuple(r.tag for r in each), each[-1].drop * (flow / own) ** 2)
                     for each in found.values() if each and own > 0.0])  # fmt: skip
    return made[0], made[1]


def _runs_by_branch(lines: Lines) -> dict[int, str]:
    """The run of each branch that is a piece of one."""
    return {int(b): lines.tags[int(r)] for b, r in zip(lines.branch, lines.run, strict=True)}


def _told(
    loop: str, serves: str, ends: tuple[str, str], flow: float, parts: Sequence[_Part]
) -> Iterator[LoopDrop]:
    """The parts of a branch one behind another, the nodes between them named by what they serve and numbered."""
    stops = [_coded(ends[0]), *(f"{serves} {number}" for number in range(1, len(parts))), _coded(ends[1])]
    for part, start, end in zip(parts, stops, stops[1:], strict=False):
        for tag in part.tags:
            yield LoopDrop(loop, tag, part.kind, serves, start, end, flow / len(part.tags), part.drop)


def _coded(node: str) -> str:
    """A node's name as a code in any language: a side with what is there."""
    words = node.replace("leg ", "leg-").split(" ")
    return " ".join(word.upper() if word.islower() or word.startswith("leg-") else word for word in words)


def paths_of(drops: Sequence[LoopDrop], steps: Sequence[Step]) -> tuple[DropPath, ...]:
    """For each loop the closed path through the component whose own valve takes least, in the design state; for each
    circuit that of its design head, with every run at the flow that it is sized for.
    """
    found = []
    for loop in dict.fromkeys(row.loop for row in drops):
        found.append(_closed(loop, [row for row in drops if row.loop == loop and row.drop is not None]))
    for step in steps:
        loop = step.key.removeprefix("cooling.head[").rstrip("]")
        if step.key == f"cooling.head[{loop}]" and any(row.loop == loop for row in drops):
            lost = tuple((x.symbol, 1, magnitude(x.quantity, "kPa")) for x in step.inputs)
            found.append(DropPath(loop, "sized", "", "", step.si("kPa"), lost))
    return tuple(found)


#: A way from a node: the row, 1 along it or -1 against it, the node that it leads to.
_Step = tuple[LoopDrop, int, str]


def _closed(loop: str, rows: Sequence[LoopDrop]) -> DropPath:
    """The path through the valve that takes least and the machine that gives its head, in the fewest steps."""
    throttles = [row for row in rows if row.kind in _THROTTLES]
    chosen = min(throttles or [row for row in rows if row.kind == "rack"], key=lambda row: (row.drop or 0.0, row.tag))
    users = {row.serves for row in rows if row.kind in (*_THROTTLES, "rack")} - {chosen.serves}
    ways: dict[str, list[_Step]] = {}
    for row in rows:
        if row is not chosen and row.kind not in GIVERS and row.serves not in users:
            ways.setdefault(row.start, []).append((row, 1, row.end))
            ways.setdefault(row.end, []).append((row, -1, row.start))
    on, back = _reached(ways, chosen.end), _reached(ways, chosen.start)
    givers = [row for row in rows if row.kind in GIVERS and row.start in on and row.end in back]
    paths = {row.tag: [*_path(on, row.start), *((r, -way) for r, way in _path(back, row.end))] for row in givers}
    giver = min(givers, key=lambda row: (len(paths[row.tag]), row.tag))
    lost: dict[str, list[float]] = {}
    for row, way in ((chosen, 1), *paths[giver.tag]):
        lost.setdefault(row.kind, []).append(way * (row.drop or 0.0))
    told = tuple((kind, len(each), math.fsum(each)) for kind, each in sorted(lost.items()))
    return DropPath(loop, "normal", giver.tag, chosen.serves, -(giver.drop or 0.0), told)


def _reached(ways: Mapping[str, Sequence[_Step]], begin: str) -> dict[str, _Step | None]:
    """By which step each node is first reached, the way back in it."""
    found: dict[str, _Step | None] = {begin: None}
    line = deque([begin])
    while line:
        here = line.popleft()
        for row, way, there in ways.get(here, ()):
            if there not in found:
                found[there] = (row, way, here)
                line.append(there)
    return found


def _path(found: Mapping[str, _Step | None], to: str) -> Iterator[tuple[LoopDrop, int]]:
    """The rows from where a search began to a node, each with its way, the last first."""
    step = found[to]
    while step is not None:
        yield step[0], step[1]
        step = found[step[2]]
