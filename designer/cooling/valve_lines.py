"""The line that each valve stands in: a run of the pipe schedule, a rack's drop, or a CDU's port on its loop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.pipes import Bore, choose_bore
from designer.cooling.records import PipeRun, ValveSetting

__all__ = ["OWN_SIZE", "Line", "lines_of", "own_bore"]

_OUTSIDE = ("FWS", "CHW")
#: Kinds of valves with a size of their own, on stubs.
OWN_SIZE = ("air vent", "drain", "relief")
_MM = 1000.0
#: Ports of a machine, by the end of a valve's tag, on the circuit that they belong to.
_PORTS = {"-FS": "FWS", "-FR": "FWS", "-CS": "CHW", "-CR": "CHW"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a valve can stop: loop (technology loops by their own tag), size, length [m] and flow [LPM]; `main`
    where it is one of the pipes that carry the whole.
    """

    loop: str
    bore: Bore
    length: float
    flow: float
    main: bool = False

    @property
    def velocity(self) -> float:
        """Velocity of its flow [m/s]."""
        return self.flow / 60000.0 / self.bore.area


def lines_of(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun], settings: Sequence[ValveSetting],
    valves: Sequence[tuple[str, str, str]],
) -> dict[str, Line]:
    """The line of each valve by its tag, at the flow that it is sized for, or that the loop with nothing out sends
    through it where that is more; a valve whose line is not drawn is left out.
    """
    sent = {tag: flow for solved in plant.technology.loops for tag, flow in solved.carried.items()}
    bores = {(b.catalog, b.nominal): b for b in (*bench.tcs_bores, *bench.fws_bores)}
    drawn: dict[str, Line] = {}
    for run in runs:
        bore = bores.get((run.catalog, run.nominal))
        if bore is not None:
            flow = max(run.flow, sent.get(run.tag, 0.0))
            drawn.setdefault(run.tag.rstrip("ABCD"), Line(run.loop, bore, run.length, flow, _is_main(run)))
    ports = _ports(bench, plant) | _drops(bench, plant, settings) | _streams(bench, plant)
    found = {tag: _line(tag, place, drawn, ports) for tag, _, place in valves}
    return {tag: line for tag, line in found.items() if line is not None}


def own_bore(bench: Bench, kind: str, line: Bore) -> Bore:
    """The size of a vent, drain or relief valve on a line: of the line's own sizes the smallest that its rule allows,
    at most the line's; drains are larger on large lines.
    """
    rules = bench.rules
    large = line.dn >= rules.si("drain_large_from", "m") * _MM
    drain = "drain_size_large" if large else "drain_size"
    key = {"air vent": "vent_size", "relief": "relief_size"}.get(kind, drain)
    sizes = (b for b in (*bench.tcs_bores, *bench.fws_bores) if b.catalog == line.catalog)
    fit = [b for b in sizes if rules.si(key, "m") * _MM <= b.dn <= line.dn]
    return min(fit, key=lambda b: b.dn, default=line)


def _is_main(run: PipeRun) -> bool:
    """Whether a run is one of the pipes that carry a circuit's whole flow."""
    name = run.tag.removeprefix(f"{run.loop}-").rstrip("ABCD-").removesuffix("-S").removesuffix("-R")
    return name.startswith(("RING", "LEG", "HEAD"))


def _ports(bench: Bench, plant: PlantPower) -> dict[str, Line]:
    """CDUs' ports on their technology loops, by tag: sized for the duty with a unit out."""
    rule, state = bench.size_rule(facility=False), plant.technology.states[0]
    found = {}
    for duty in plant.technology.duties:
        bore, many = choose_bore(duty.tcs_flow / 60000.0, bench.tcs_bores, state, rule)
        found[duty.tag] = Line(duty.loop, bore, 0.0, duty.tcs_flow / many)
    return found


def _drops(bench: Bench, plant: PlantPower, settings: Sequence[ValveSetting]) -> dict[str, Line]:
    """Racks' drops by rack."""
    bores = {b.nominal: b for b in bench.tcs_bores}
    loops = {rack.tag: s.loop.tag for s in plant.technology.loops for rack in s.loop.racks}
    length = bench.rules.si("branch_length", "m")
    return {
        s.rack: Line(loops[s.rack], bores[s.nominal], length, s.flow)
        for s in settings
        if s.nominal in bores and s.rack in loops
    }


def _streams(bench: Bench, plant: PlantPower) -> dict[str, Line]:
    """Side streams, with dosing and make-up of the same size, by tag of what stands in them."""
    flows = {s.loop.tag: s.flow for s in plant.technology.loops}
    flows |= {"FWS": plant.pumps.flow, "CHW": plant.air.water_flow + plant.exchangers.water}
    share = bench.rules.si("side_stream")
    found: dict[str, Line] = {}
    for loop, flow in flows.items():
        technology = loop.startswith("TCS")
        bores, rule = bench.tcs_bores if technology else bench.fws_bores, bench.size_rule(facility=not technology)
        state = plant.technology.states[0 if technology else 1]
        bore, many = choose_bore(flow * share / 60000.0, bores, state, rule)
        found |= {f"{item}-{loop}": Line(loop, bore, 0.0, flow * share / many) for item in ("FLT", "DOS", "MUP")}
    return found


def _line(tag: str, place: str, drawn: Mapping[str, Line], ports: Mapping[str, Line]) -> Line | None:
    """The line of one valve."""
    end = next((end for end in _PORTS if tag.endswith(end)), "")
    if end:
        return drawn.get(f"{_PORTS[end]}-{place}-S")
    if place in ports and not tag.startswith("TV-"):
        return ports[place]
    if tag == f"TV-{place}" and f"CHW-{place}-S" in drawn:
        return drawn[f"CHW-{place}-S"]
    names = [place.rstrip("ABCD"), *(f"{loop}-{place}-S" for loop in _OUTSIDE)]
    names += [f"{place}-S", f"{place}-S1", f"{place}-RING-S", f"{place}-HEAD-S", f"FWS-{place}-IN-S"]
    section, _, _ = place.rpartition("-")
    names += [f"{section.removeprefix('EXP-')}-{place}-S"]
    names += [f"{section}-RING-S"] + ([f"{section}-FAR-S{place[-1]}"] if "-F" in place else [])
    return next((drawn[name] for name in names if name in drawn), None)

