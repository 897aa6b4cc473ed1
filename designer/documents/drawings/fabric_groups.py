"""A network in groups: how many devices each tier and unit holds, and how many links run between the groups."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network

__all__ = ["Band", "Group", "bands", "links_between", "rails_between", "unit_stem"]

#: In the tag of a leaf for shared services.
_SHARED = "LEAF-SVC"
_STEM = re.compile(r"LEAF-([A-Z]+)\d")


@dataclass(frozen=True, slots=True)
class Group:
    """The devices of one tier and unit: their number, by rail where there are rails, and the first and last name.

    `until` is the last unit of a box that holds several.
    """

    tier: int
    unit: int
    count: int
    rails: tuple[tuple[int, int], ...]
    first: str
    last: str
    until: int = -1


@dataclass(frozen=True, slots=True)
class Band:
    """All groups of one tier, by unit."""

    tier: int
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """Devices of the tier."""
        return sum(g.count for g in self.groups)


def _units(network: Network) -> NDArray[np.int64]:
    """Unit of each device; leaves of shared services belong to none."""
    shared = np.array([_SHARED in name for name in network.names])
    return np.where(shared & (network.devices["tier"] == 1), -1, network.devices["unit"].astype(np.int64))


def unit_stem(network: Network) -> str:
    """What a unit of a network is called: ``SU``, or ``RK`` where each rack has leaves of its own."""
    for name, tier in zip(network.names, network.devices["tier"].tolist(), strict=True):
        found = _STEM.search(name) if tier == 1 and _SHARED not in name else None
        if found:
            return found.group(1)
    return "SU"


def bands(network: Network) -> tuple[Band, ...]:
    """Tiers from the hosts up; devices that belong to no unit form a group of their own."""
    members: dict[tuple[int, int], list[int]] = {}
    tiers, units = network.devices["tier"].tolist(), _units(network).tolist()
    for index, (tier, unit) in enumerate(zip(tiers, units, strict=True)):
        members.setdefault((tier, unit), []).append(index)
    rails = network.devices["rail"].tolist()
    groups: dict[int, list[Group]] = {}
    for (tier, unit), indices in sorted(members.items(), key=lambda one: (one[0][0], one[0][1] < 0, one[0][1])):
        counted = Counter(rails[i] for i in indices if rails[i] >= 0)
        made = Group(
            tier,
            unit,
            len(indices),
            tuple(sorted(counted.items())),
            network.names[indices[0]],
            network.names[indices[-1]],
        )
        groups.setdefault(tier, []).append(made)
    return tuple(Band(tier, tuple(found)) for tier, found in sorted(groups.items()))


def rails_between(network: Network, lower: int, upper: int) -> dict[tuple[int, int], tuple[int, ...]]:
    """The rails that the links between the units of two tiers belong to: (unit below, unit above) -> rails."""
    devices, cables = network.devices, network.cables
    a, b = devices[cables["a"]], devices[cables["b"]]
    chosen = (a["tier"] == lower) & (b["tier"] == upper)
    units = _units(network)
    below, above = units[cables["a"]], units[cables["b"]]
    found: dict[tuple[int, int], set[int]] = {}
    triples = zip(below[chosen].tolist(), above[chosen].tolist(), a["rail"][chosen].tolist(), strict=True)
    for low, high, rail in sorted(set(triples)):
        found.setdefault((low, high), set()).add(rail)
    return {key: tuple(sorted(rails)) for key, rails in sorted(found.items())}


def links_between(network: Network, lower: int, upper: int) -> dict[tuple[int, int], int]:
    """Links between the units of two tiers: (unit below, unit above) -> number."""
    devices, cables = network.devices, network.cables
    a, b = devices[cables["a"]], devices[cables["b"]]
    chosen = (a["tier"] == lower) & (b["tier"] == upper)
    units = _units(network)
    counted = Counter(zip(units[cables["a"]][chosen].tolist(), units[cables["b"]][chosen].tolist(), strict=True))
    return dict(sorted(counted.items()))
