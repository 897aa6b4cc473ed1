"""One state of the site as a design graph of its own, proven like the finished design: the plant that stands by then,
the racks that are live, and the transformers and miners that are left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from designer.catalog import Catalog
from designer.model import Commodity, Element, Fate, Link, Load, LoadClass, Trade
from designer.redundancy import join, outlines, rules_of
from designer.redundancy.claims import CRITICAL, loses
from designer.redundancy.records import DesignGraph, Proof, Removal

__all__ = ["Mine", "Proven", "prove_state"]

_NEED: Mapping[Commodity, int] = {Commodity.POWER: 1}


@dataclass(frozen=True, slots=True)
class Mine:
    """A transformer left to the mine with the miners on it: tag, rating [kW], mining power [kW], power factor."""

    transformer: str
    rating_kw: float
    power_kw: float
    power_factor: float


@dataclass(frozen=True, slots=True)
class Proven:
    """What the proof of a state says: share served by test, worst loading, what is not served, elements proven, live
    load that is not served with nothing removed [kW].
    """

    served: Mapping[str, float]
    worst: float
    worst_tag: str
    exceptions: tuple[str, ...]
    elements: int
    lost_kw: float


def prove_state(
    proof: Proof, loads: Sequence[Load], standing: Iterable[str], mine: Sequence[Mine], catalog: Catalog
) -> Proven:
    """Prove a state: `standing` are the tags of the finished design that stand in it, `proof` is that design's own."""
    graph, rules, kept = proof.graph, rules_of(catalog), set(standing)
    if not mine and kept >= graph.elements.keys():
        return _proven(proof.removals, proof.served, rules.most, len(graph.elements))
    elements = [graph.elements[tag] for tag in sorted(kept) if tag in graph.elements]
    links = [link for link in graph.links if link.source in kept and link.target in kept]
    groups = [group for group in graph.groups if all(member in kept for member in group.members)]
    live = [load for load in loads if load.tag in kept]
    source = _source(graph, kept)
    more, ties, miners = _mine(mine, source, kept)
    outside = [] if source in kept else [Element(source, "utility", Trade.POWER, sources=(Commodity.POWER,))]
    joined = join((*elements, *outside, *more), (*links, *ties), groups, (*live, *miners))
    removals, served = outlines(joined, rules)
    return _proven(removals, served, rules.most, len(joined.graph.elements))


def _source(graph: DesignGraph, kept: set[str]) -> str:
    """Where the mine's feeders begin: the service entrance as it stands today."""
    entrances = [e.tag for e in graph.elements.values() if e.kind == "service" and e.tag in kept]
    return min(entrances, default="MINE-SERVICE")


def _mine(mine: Sequence[Mine], source: str, kept: set[str]) -> tuple[list[Element], list[Link], list[Load]]:
    """The transformers left, a board and a group of miners on each: one path, nothing redundant, as they stand."""
    elements, links, loads = [], [], []
    for one in mine:
        if one.transformer in kept:
            continue
        board, miners = f"{one.transformer}-MINE-BOARD", f"{one.transformer}-MINERS"
        elements += [
            Element(one.transformer, "transformer", Trade.POWER, needs=_NEED, capacity=one.rating_kw, fate=Fate.REUSE),
            Element(board, "switchboard", Trade.POWER, needs=_NEED, capacity=one.rating_kw, fate=Fate.REUSE),
            Element(miners, "miner", Trade.POWER, needs=_NEED, load_class=LoadClass.FLEXIBLE, fate=Fate.REUSE),
        ]
        links += [Link(a, b, Commodity.POWER) for a, b in ((source, one.transformer), (one.transformer, board),
                                                           (board, miners))]  # fmt: skip
        power = one.power_kw
        loads.append(Load(
            miners, "miner", Trade.POWER, LoadClass.FLEXIBLE, power, power, 0.0, one.power_factor, heat_air_kw=power,
            cords=1,
        ))  # fmt: skip
    return elements, links, loads


def _proven(removals: Sequence[Removal], served: Mapping[str, float], most: float, count: int) -> Proven:
    """Load lost with nothing removed; claims of single removals as shares; the mine has one path and is no promise."""
    normal = [r for r in removals if r.test == "T0"]
    wrong = []
    if any(loses(r) for r in normal):
        wrong.append("live-load-starved")
    if any(r.lost_kw.get(LoadClass.FLEXIBLE.value, 0.0) > 0.0 for r in normal):
        wrong.append("mine-starved")
    worst = max((r for r in removals if r.test in ("T0", "T1", "T2")), key=lambda r: r.worst_share)
    if worst.worst_share > most:
        wrong.append("overload")
    lost = max((sum(r.lost_kw.get(c, 0.0) for c in CRITICAL) for r in normal), default=0.0)
    return Proven(dict(served), worst.worst_share, worst.worst_tag, tuple(wrong), count, lost)
