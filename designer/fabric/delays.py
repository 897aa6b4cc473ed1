"""Latency of each class of pair as a declared range: switches by the catalog, cable by length, error correction."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Switch
from designer.fabric import budgets
from designer.fabric.basis import Basis
from designer.fabric.records import Network
from designer.ledger import Value
from designer.model import NoteKind
from designer.units import q

__all__ = ["latency_ranges"]

Floats = NDArray[np.float64]

#: Pair class -> switches on the way, cables of each layer on the way.
_WAYS: dict[str, tuple[int, tuple[int, ...]]] = {
    "same_leaf": (1, (2,)),
    "over_spine": (3, (2, 2)),
    "over_core": (5, (2, 2, 2)),
}


def latency_ranges(basis: Basis, network: Network) -> dict[str, tuple[float, float]]:
    """``network/class`` -> (low, high) [ns] of one way between two adapters, without the adapters themselves."""
    found: dict[str, tuple[float, float]] = {}
    layers = int(network.cables["layer"][network.cables["layer"] < 3].max(initial=0))
    for name, (switches, ways) in _WAYS.items():
        if len(ways) > layers + 1:
            continue
        metres = _metres(network, ways)
        pair = []
        for end, length in zip(("low", "high"), metres, strict=True):
            step = basis.keep(
                budgets.latency,
                f"latency_{end}[{network.name}.{name}]",
                n_sw=q(float(switches)),
                t_sw=_switch_latency(basis, network, end),
                l_path=q(length, "m"),
                t_m=basis.rule(f"propagation_{end}"),
                n_fec=q(float(sum(ways))),
                t_fec=basis.rule(f"fec_{end}"),
            )
            pair.append(step.number)
        found[f"{network.name}/{name}"] = (pair[0], pair[1])
    return found


def _metres(network: Network, ways: Iterable[int]) -> tuple[float, float]:
    """Shortest and longest cable length on the way [m]; 0 where lengths are unknown."""
    low = high = 0.0
    for layer, count in enumerate(ways):
        length = network.cables["length"][network.cables["layer"] == layer]
        if len(length):
            low += count * float(length.min())
            high += count * float(length.max())
    return low, high


def _switch_latency(basis: Basis, network: Network, end: str) -> Value:
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
