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
_STEM = re.compile(r"LEAF-(?:\d+-)?([A-Z]+)\d")


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
    for row in np.flatnonzero(network.devices["tier"] == 1).tolist():
        found = _STEM.search(network.names[row]) if _SHARED not in network.names[row] else None
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
    found: dict[tuple[int, int], list[int]] = {}
    for low, high, rail in _between(network, lower, upper, True)[0].tolist():
        found.setdefault((low, high), []).append(rail)
    return {key: tuple(rails) for key, rails in sorted(found.items())}


def links_between(network: Network, lower: int, upper: int) -> dict[tuple[int, int], int]:
    """Links between the units of two tiers: (unit below, unit above) -> number."""
    pairs, counts = _between(network, lower, upper, False)
    return {(low, high): count for (low, high), count in zip(pairs.tolist(), counts.tolist(), strict=True)}


def _between(
    network: Network, lower: int, upper: int, rails: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct (unit below, unit above), with the rail below on demand, of the links of two tiers; links of each."""
    tier, cables, units = network.devices["tier"], network.cables, _units(network)
    chosen = np.flatnonzero((tier[cables["a"]] == lower) & (tier[cables["b"]] == upper))
    below, above = cables["a"][chosen], cables["b"][chosen]
    columns = [units[below], units[above], *([network.devices["rail"][below].astype(np.int64)] if rails else [])]
    least = [int(column.min(initial=0)) for column in columns]
    widths = [int(column.max(initial=0)) - low + 1 for column, low in zip(columns, least, strict=True)]
    keys = np.ravel_multi_index([c - low for c, low in zip(columns, least, strict=True)], widths)
    found, counts = np.unique(keys, return_counts=True)
    parts = np.unravel_index(found, widths)
    return np.stack([part + low for part, low in zip(parts, least, strict=True)], axis=1), counts
