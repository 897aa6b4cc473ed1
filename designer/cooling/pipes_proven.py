"""What the states of the outage proof send through each run of the pipe schedule: with nothing out, and at most."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from designer.cooling.hydraulics.network import Floats
from designer.cooling.outage_cases import NORMAL
from designer.cooling.outages import Judged, Proof
from designer.cooling.pipe_flows import Lines, circuit_lines, loop_lines
from designer.cooling.plant_states import Works
from designer.cooling.records import PipeFlow
from designer.sizing.coolant import FluidState

__all__ = ["pipe_flows_of"]


def pipe_flows_of(proof: Proof, works: Works) -> tuple[PipeFlow, ...]:
    """The flows of all runs that some state was solved for, by tag.

    A technology loop without any facility water has no state in the proof: its pipes are told as they were solved when
    they were sized, with all CDUs running.
    """
    found = [
        each
        for number, solved in enumerate(works.side.loops)
        for each in _told(
            loop_lines(solved.network), solved.network.state, _looped(proof.judged, number), solved.carried
        )
    ]  # fmt: skip
    circuit = proof.plant.circuit if proof.plant else None
    runs = (*works.runs, *works.lines)
    if circuit is not None:
        sides = ((c, c.facility.circuit.solution.flow) for c in proof.judged if c.facility and c.facility.circuit)
        found += _told(circuit_lines(circuit, runs), circuit.state, sides, {})
    if proof.chilled is not None:
        cold = ((c, c.chilled[0].solution.flow) for c in proof.judged if c.chilled)
        found += _told(circuit_lines(proof.chilled, runs), proof.chilled.state, cold, {})
    return tuple(sorted(found, key=lambda f: f.tag))


def _looped(judged: Sequence[Judged], number: int) -> Iterator[tuple[Judged, Floats]]:
    """The states of a technology loop that some CDU feeds."""
    for each in judged:
        if each.loops and each.loops[number].sent.size:
            yield each, each.loops[number].sent


def _told(
    lines: Lines, coolant: FluidState, states: Iterator[tuple[Judged, Floats]], sized: Mapping[str, float]
) -> Iterator[PipeFlow]:
    """What each run carries in states given with the flows of their branches; without states as it was sized."""
    most, at = np.full(len(lines.tags), -1.0), np.zeros(len(lines.tags), dtype=np.int64)
    seen, cases, normal = set[int](), list[Judged](), dict(sized)
    for case, flow in states:
        if id(flow) in seen:
            continue
        seen.add(id(flow))
        found = lines.most(flow)
        if case.case.test == NORMAL:
            normal = {tag: coolant.lpm(kg_s) for tag, kg_s in zip(lines.tags, found.tolist(), strict=True)}
        more = found > most
        most[more], at[more] = found[more], len(cases)
        cases.append(case)
    for tag, kg_s, number in zip(lines.tags, most.tolist(), at.tolist(), strict=True):
        if cases:
            worst = cases[number].case
            yield PipeFlow(tag, normal.get(tag), coolant.lpm(kg_s), worst.test, worst.tags)
        elif tag in normal:
            yield PipeFlow(tag, normal[tag], normal[tag], NORMAL, ())
