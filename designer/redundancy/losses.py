"""What a removal costs: loads lost per class, racks lost, whether only redundancy is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Load, LoadClass
from designer.redundancy.records import DesignGraph
from designer.redundancy.scenarios import Scenario

__all__ = ["Losses", "Settled", "losses"]

Table = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settled:
    """Working elements x scenarios; those with nothing removed, and in the normal state; the classes shed.

    What does not work in the normal state cannot be lost by a removal; `normal` is None when it is itself judged.
    """

    table: Table
    base: Table
    normal: Table | None = None
    shed: frozenset[LoadClass] = frozenset()


@dataclass(frozen=True, slots=True)
class Losses:
    """`lost` is loads x scenarios, without the subject itself and without members that their group can spare.

    `lost_kw` is classes x scenarios in the order of `LoadClass`; `gpu_racks` counts lost class C3 loads; `touched` says
    that something beside the removed items stopped, or that what was removed feeds something or stood in a group.
    """

    lost: Table
    lost_kw: NDArray[np.float64]
    gpu_racks: NDArray[np.int64]
    touched: Table


def losses(
    scenarios: Sequence[Scenario], settled: Settled, graph: DesignGraph, loads: Sequence[Load]
) -> Losses:
    """Judge what has `settled`.

    A load whose element stopped is lost, unless it is what was removed, or belongs to redundancy groups that all still
    have as many working members as they need: then only redundancy is gone. A load that is shed is lost.
    """
    table = settled.table
    index = {tag: n for n, tag in enumerate(graph.elements)}
    rows = [index[load.tag] for load in loads]
    lost = ~table[rows]
    place = {load.tag: n for n, load in enumerate(loads)}
    for column, scenario in enumerate(scenarios):
        own = scenario.removed if scenario.test == "T4" else (scenario.tag,)
        lost[[place[tag] for tag in own if tag in place], column] = False
    lost &= ~_spared(table, index, graph, loads)
    lost[[n for n, load in enumerate(loads) if load.load_class in settled.shed]] = True
    if settled.normal is not None:
        lost &= settled.normal[rows][:, None]
    classes = np.array([[load.load_class is c for load in loads] for c in LoadClass], dtype=np.float64)
    demand = np.array([load.design_kw for load in loads])
    kw = (classes * demand) @ lost.astype(np.float64)
    gpu = np.array([load.load_class is LoadClass.GPU for load in loads], dtype=np.bool_)
    return Losses(lost, kw, lost[gpu].sum(axis=0), _touched(scenarios, settled, graph))


def _spared(
    table: Table, index: Mapping[str, int], graph: DesignGraph, loads: Sequence[Load]
) -> Table:
    """Loads x scenarios: True where every group of the load still has enough working members."""
    kept: dict[str, Table] = {}
    for group in graph.groups:
        members = [index[m] for m in group.members if m in index]
        enough = table[members].sum(axis=0) >= group.needed
        for member in group.members:
            kept[member] = kept[member] & enough if member in kept else enough
    never = np.zeros(table.shape[1], dtype=np.bool_)
    return np.stack([kept.get(load.tag, never) for load in loads]) if loads else np.zeros((0, table.shape[1]), np.bool_)


def _touched(scenarios: Sequence[Scenario], settled: Settled, graph: DesignGraph) -> Table:
    """Whether more stopped than was removed, or what was removed feeds or backs something."""
    index = {tag: n for n, tag in enumerate(graph.elements)}
    carries = {m for g in graph.groups for m in g.members} | {link.source for link in graph.links}
    newly = (settled.base[:, None] & ~settled.table).sum(axis=0)
    removed = [[t for t in s.removed if settled.base[index[t]]] for s in scenarios]
    more = newly > np.array([len(tags) for tags in removed])
    missed = np.array([any(t in carries for t in tags) for tags in removed], dtype=np.bool_)
    return np.asarray(more | missed, dtype=np.bool_)
