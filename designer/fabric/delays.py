"""Latency of each class of pair as a declared range: switches by the catalog, cable by length, error correction.

No latency is computed as a fact: low and high are what the sources declare, over the shortest and the longest way.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Switch
from designer.fabric import budgets
from designer.fabric.basis import Basis
from designer.fabric.hops import hop_histogram
from designer.fabric.records import Network
from designer.fabric.reports import Reach
from designer.ledger import Value
from designer.model import NoteKind
from designer.units import q

__all__ = ["latency_of", "latency_ranges", "reaches", "switch_latency"]

Floats = NDArray[np.float64]

#: Pair class -> switches on the way, cables of each layer on the way (the last: between switches of one tier).
_WAYS: dict[str, tuple[int, tuple[int, ...]]] = {
    "same_leaf": (1, (2, 0, 0, 0)),
    "over_peer": (2, (2, 0, 0, 1)),
    "over_spine": (3, (2, 2, 0, 0)),
    "over_groups": (4, (2, 2, 0, 1)),
    "over_core": (5, (2, 2, 2, 0)),
}
_ENDS = ("low", "high")


def latency_ranges(found: Iterable[Reach], basis: Basis, network: Network) -> dict[str, tuple[float, float]]:
    """``network/class`` -> (low, high) [ns] of one way between two adapters, without the adapters themselves."""
    return {f"{network.name}/{one.pair}": _range(basis, network, one) for one in found}


def _range(basis: Basis, network: Network, reach: Reach) -> tuple[float, float]:
    shortest = sum(_metres(basis, network, layer)[0] * n for layer, n in enumerate(_WAYS[reach.pair][1]) if n)
    low = latency_of(basis, f"latency_low[{network.name}.{reach.pair}]", network, "low", (reach, shortest))
    return low, reach.worst_ns[1]


def reaches(basis: Basis, network: Network) -> tuple[Reach, ...]:
    """Typical and worst way of each class of pairs that the network has."""
    pairs = hop_histogram(network)
    made = []
    for name, (switches, ways) in _WAYS.items():
        if not pairs.get(switches):
            continue
        metres = [_metres(basis, network, layer) if n else (0.0, 0.0, 0.0) for layer, n in enumerate(ways)]
        typical = sum(n * one[1] for n, one in zip(ways, metres, strict=True))
        worst = sum(n * one[2] for n, one in zip(ways, metres, strict=True))
        blank = Reach(network.name, name, pairs[switches], switches, sum(ways), typical, worst, (0.0, 0.0), (0.0, 0.0))
        made.append(_timed(basis, network, blank))
    return tuple(made)


def _timed(basis: Basis, network: Network, blank: Reach) -> Reach:
    key = f"{network.name}.{blank.pair}"
    typical = [
        latency_of(basis, f"latency_typical_{end}[{key}]", network, end, (blank, blank.typical_m)) for end in _ENDS
    ]
    worst = [
        latency_of(basis, f"latency_worst_low[{key}]", network, "low", (blank, blank.worst_m)),
        latency_of(basis, f"latency_high[{key}]", network, "high", (blank, blank.worst_m)),
    ]
    return Reach(
        blank.network, blank.pair, blank.pairs, blank.switches, blank.links, blank.typical_m, blank.worst_m,
        (typical[0], typical[1]), (worst[0], worst[1]),
    )


def latency_of(basis: Basis, key: str, network: Network, end: str, way: tuple[Reach, float]) -> float:
    """One end of a range [ns] for a way of so many metres, kept as a step."""
    reach, metres = way
    step = basis.keep(
        budgets.latency,
        key,
        n_sw=q(float(reach.switches)),
        t_sw=switch_latency(basis, network, end),
        l_path=q(metres, "m"),
        t_m=basis.rule(f"propagation_{end}"),
        n_fec=q(float(reach.links)),
        t_fec=basis.rule(f"fec_{end}"),
    )
    return step.number


def _metres(basis: Basis, network: Network, layer: int) -> tuple[float, float, float]:
    """Shortest, mean and longest cable of a layer [m]; the assumed run where lengths are unknown."""
    length = network.cables["length"][network.cables["layer"] == layer].astype(float)
    known = length[length > 0]
    if not len(known):
        assumed = basis.number("assumed_run", "m")
        return assumed, assumed, assumed
    return float(known.min()), float(known.mean()), float(known.max())


def switch_latency(basis: Basis, network: Network, end: str) -> Value:
    """The least low or the greatest high latency of the switches; a planning value where none is published."""
    used = sorted({network.models[int(m)] for m in network.devices["model"][network.devices["tier"] > 0]})
    switches = [basis.catalog.get(Switch, model.partition("/")[2]) for model in used]
    values = [s.latency_low if end == "low" else s.latency_high for s in switches]
    if not values or not all(v.known for v in values):
        for switch in switches:
            basis.note(NoteKind.RFI, "latency_unknown", switch.key, switch=switch.name)
        return basis.rule(f"switch_latency_{end}")
    pick = min if end == "low" else max
    return pick(values, key=lambda v: v.si("ns"))
