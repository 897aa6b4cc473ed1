"""What a solved network sends through each run of the pipe schedule: the most that any of its pieces carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from designer.cooling.circuit_network import BUFFER, BYPASS, CircuitNetwork
from designer.cooling.circuit_ways import OUT
from designer.cooling.hydraulics.network import Floats, Ints
from designer.cooling.loop_network import LoopNetwork, stretches
from designer.cooling.records import PipeRun

__all__ = ["Lines", "circuit_lines", "loop_lines"]

#: What ends the tags of machines in a circuit's supply, and of pumps: their branch in, and that out.
_ENDS = {"source": ("S", "R"), "user": ("S", "R"), "pump": ("S", f"{OUT[1:]}-S"), "between": ("S", f"{OUT[1:]}-S")}


@dataclass(frozen=True, slots=True)
class Lines:
    """The runs that the branches of a network are pieces of: tags, pairs of branch and run, what share of the branch's
    flow the run has (one of equal pipes beside one another).
    """

    tags: tuple[str, ...]
    branch: Ints
    run: Ints
    share: Floats

    def most(self, flow: Floats) -> Floats:
        """The most that any piece of each run carries, either way, at the flows of the branches (both in one unit)."""
        found = np.zeros(len(self.tags))
        np.maximum.at(found, self.run, np.abs(flow[self.branch]) * self.share)
        return found


def loop_lines(network: LoopNetwork) -> Lines:
    """The runs of a technology loop."""
    plan, loop = network.plan, network.plan.loop.tag
    rows = {}
    for way in plan.ways.rows:
        for rack, number in zip(way.racks, stretches(plan.headers[way.row]), strict=True):
            rows[rack.tag] = f"{loop}-{way.row}-", number
    joins = {(a, b): number for number, (a, b, _) in enumerate(plan.ways.far_sections, start=1)}

    def named(branch: str) -> str:
        kind, *rest = branch.split()
        if kind == "ring":
            return f"{loop}-RING-{rest[0][0]}{_letter(rest[1], plan.main[1])}"
        if kind == "cdu":
            return f"{loop}-{rest[1]}-{rest[0]}{_letter(rest[2], plan.branch[1])}"
        if kind == "far":
            return f"{loop}-FAR-{rest[2]}{joins[rest[0], rest[1]]}"
        if kind == "back":
            return f"{loop}-{rest[0]}-RB"
        row, number = rows[rest[0]]
        return f"{row}{kind}{number}" if kind in ("S", "R") else ""

    return _lines([(name, (named(name),)) for name in network.net.branches])


def circuit_lines(network: CircuitNetwork, runs: Sequence[PipeRun]) -> Lines:
    """The runs of a facility or chilled-water circuit; `runs` tell which of them are pipes beside one another."""
    name = network.plan.name
    parts: dict[str, list[str]] = {}
    for run in runs:
        if run.loop == name:
            parts.setdefault(run.tag, []).append(run.tag)
            if run.tag[-2:-1] in ("S", "R") and run.tag[-1] in "ABCDEFGHIJKLMNOPQRST":
                parts.setdefault(run.tag[:-1], []).append(run.tag)

    def named(branch: str) -> tuple[str, ...]:
        kind, *rest = branch.split()
        if kind in _ENDS:
            tag = rest[0].removesuffix("-P") if name == "CHW" else rest[0]
            return tuple(f"{name}-{tag}-{end}" for end in _ENDS[kind])
        if branch.startswith(BYPASS) or kind == "bank":
            return ()
        if kind == "buffer":
            return (f"{name}-{BUFFER}-{rest[0]}-S",)
        if kind == "way":
            return (f"{name}-RING-{rest[0]}",)
        if kind == "head":
            return (f"{name}-HEAD-{rest[1]}",)
        leg, part = rest[:2]
        past = (f"{name}-TRIM-{part}-{leg}-S", f"{name}-TRIM-{part}-S")
        return past if part in ("IN", "OUT") else (f"{name}-LEG-{leg}-{part}",)

    return _lines([(each, named(each)) for each in network.net.branches], parts)


def _lines(
    named: Sequence[tuple[str, Sequence[str]]], parts: Mapping[str, Sequence[str]] | None = None
) -> Lines:
    """Branches with the runs that they are pieces of; `parts` are the equal pipes of a run. A branch that is a
    component passes through all of them at once; one that is a pipe is a number of one of them, in their order.
    """
    tags: dict[str, int] = {}
    branch, run, share = [], [], []
    for index, (name, wanted) in enumerate(named):
        for one in wanted:
            found = [one] * bool(one) if parts is None else parts.get(one, [])
            whole = name.split()[0] in _ENDS or len(found) <= 1
            for tag in found if whole else [found[int(name.rpartition(" ")[2])]]:
                branch.append(index)
                run.append(tags.setdefault(tag, len(tags)))
                share.append(1.0 / len(found) if whole else 1.0)
    return Lines(tuple(tags), np.array(branch, dtype=np.int64), np.array(run, dtype=np.int64), np.array(share))


def _letter(number: str, parallel: int) -> str:
    return chr(65 + int(number)) if parallel > 1 else ""
