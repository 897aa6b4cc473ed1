"""What a removal costs: loads lost per class, racks lost, what stopped beside them, whether only redundancy is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Load, LoadClass
from designer.redundancy.records import DesignGraph
from designer.redundancy.scenarios import Scenario

__all__ = ["Losses", "Settled", "count_of", "grouped", "losses", "spare_grouped"]

Table = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settled:
    """Working elements x scenarios; those with nothing removed, and in the normal state; the classes shed.

    What is shed is a loss, unless it is `off` before anything is removed. What does not work in the normal state cannot
    be lost by a removal; `normal` is None when it is itself judged.
    """

    table: Table
    base: Table
    normal: Table | None = None
    shed: frozenset[LoadClass] = frozenset()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Losses:
    """`lost` is loads x scenarios, without the subject itself and without members that their group can spare.

    `lost_kw` is classes x scenarios in the order of `LoadClass`; `gpu_racks` counts lost class C3 loads; `touched` says
    that something beside the removed items stopped, or that what was removed feeds something or stood in a group;
    `stopped` (elements x scenarios) is what stopped beside the removed items.
    """

    lost: Table
    lost_kw: NDArray[np.float64]
    gpu_racks: NDArray[np.int64]
    touched: Table
    stopped: Table


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
    own = [
        (place[tag], column)
        for column, s in enumerate(scenarios) for tag in (s.removed if s.test == "T4" else (s.tag,)) if tag in place
    ]
    if own:
        lost[tuple(np.array(own).T)] = False
    spare_grouped(lost, table, index, graph, place)
    lost[[n for n, load in enumerate(loads) if load.load_class in settled.shed]] = not settled.off
    if settled.normal is not None:
        lost &= settled.normal[rows][:, None]
    classes = np.array([[load.load_class is c for load in loads] for c in LoadClass], dtype=np.float64)
    demand = np.array([load.design_kw for load in loads])
    some = np.flatnonzero(lost.any(axis=0))
    kw = np.zeros((len(LoadClass), table.shape[1]))
    kw[:, some] = (classes * demand) @ lost[:, some].astype(np.float64)
    gpu = np.array([load.load_class is LoadClass.GPU for load in loads], dtype=np.bool_)
    touched, stopped = _touched(scenarios, settled, graph, index)
    return Losses(lost, kw, lost[gpu].sum(axis=0), touched, stopped)


def grouped(graph: DesignGraph, index: Mapping[str, int]) -> list[tuple[tuple[str, ...], list[int], int]]:
    """Members, their elements by index, and how many are needed, of every redundancy group."""
    return [(g.members, [index[m] for m in g.members if m in index], g.needed) for g in graph.groups]


def count_of(rows: Table) -> NDArray[np.int16]:
    """How many of the rows are set in each column; counted in small numbers, which is several times as fast."""
    return np.add.reduce(rows, axis=0, dtype=np.int16)


def spare_grouped(
    lost: Table, table: Table, index: Mapping[str, int], graph: DesignGraph, place: Mapping[str, int]
) -> None:
    """Take back the loss of loads whose groups all still have enough working members."""
    kept: dict[str, Table] = {}
    for members, rows, needed in grouped(graph, index):
        enough = count_of(table[rows]) >= needed
        for member in members:
            if member in place:
                kept[member] = kept[member] & enough if member in kept else enough
    for member, enough in kept.items():
        lost[place[member]] &= ~enough


def _touched(
    scenarios: Sequence[Scenario], settled: Settled, graph: DesignGraph, index: Mapping[str, int]
) -> tuple[Table, Table]:
    """Whether more stopped than was removed, or what was removed feeds or backs something; and what stopped beside."""
    tags = {m for g in graph.groups for m in g.members} | {link.source for link in graph.links}
    carries = np.zeros(len(index), dtype=np.bool_)
    carries[[index[tag] for tag in sorted(tags) if tag in index]] = True
    counts = [len(s.removed) for s in scenarios]
    rows = np.array([index[t] for s in scenarios for t in s.removed], dtype=np.int64)
    columns = np.repeat(np.arange(len(scenarios)), counts)
    stopped = settled.base[:, None] & ~settled.table
    stopped[rows, columns] = False
    missed = np.zeros(len(scenarios), dtype=np.bool_)
    missed[columns[carries[rows] & settled.base[rows]]] = True
    return np.asarray(stopped.any(axis=0) | missed, dtype=np.bool_), stopped
