"""No network cabinet holds every leaf of a machine, and no two planes or sides of one share a cabinet or a tray path.

Remedy: add a network cabinet, so that the leaves of a unit can stand in two, and keep both tray paths to every rack.
"""

from collections.abc import Iterator

import numpy as np

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.fabric.records import Network
from designer.fabric.standing import sides_apart

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "FAB-17", "fabric", "block", ("redundancy.important_parts",), clause="one cabinet lost leaves every machine a way"
)

#: Networks that a machine must not lose with one cabinet.
_CORE = ("compute", "storage", "in_band")


def judge(design: Design) -> Iterator[Ruling]:
    """Each network of which the leaves have cabinets."""
    runs = design.trades.fabric.runs
    rows = [
        (network.name, not _held_by_one(network) and not any(True for _ in sides_apart(network, runs)))
        for network in design.trades.fabric.networks
        if network.name.partition("-")[0] in _CORE and _seated(network)
    ]
    yield from every(rows)


def _seated(network: Network) -> bool:
    """Whether every leaf has a cabinet."""
    racks = np.array(network.racks or ("",))
    leaf = network.devices["tier"] == 1
    return len(racks) == len(leaf) and bool(leaf.any()) and bool((racks[leaf] != "").all())


def _held_by_one(network: Network) -> bool:
    """Whether some machine with several leaves has all of them in one cabinet."""
    links = network.cables[(network.cables["layer"] == 0) & (network.cables["a"] < network.counts.hosts)]
    racks = np.unique(np.array(network.racks), return_inverse=True)[1].reshape(-1)
    leaves = np.unique(links["a"].astype(np.int64) * len(racks) + links["b"]) // len(racks)
    cabinets = np.unique(links["a"].astype(np.int64) * len(racks) + racks[links["b"]]) // len(racks)
    several = np.bincount(leaves, minlength=len(racks)) > 1
    return bool((several & (np.bincount(cabinets, minlength=len(racks)) == 1)).any())
