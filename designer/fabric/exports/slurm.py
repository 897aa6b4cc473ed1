"""Slurm's topology.conf: one logical leaf for each scalable unit, because a node may stand under one leaf only."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from designer.fabric.records import Network

__all__ = ["compressed", "slurm_topology"]

_NUMBERED = re.compile(r"(.*?)(\d+)\Z")


def slurm_topology(network: Network) -> str:
    """The text of a ``topology.conf`` (TopologyPlugin=topology/tree) of a compute network."""
    return "".join(f"{line}\n" for line in _lines(network))


def _lines(network: Network) -> Iterator[str]:
    unit = network.devices["unit"][: network.counts.hosts]
    units = sorted({int(u) for u in np.unique(unit)})
    digits = max(2, len(str(len(units))))
    leaves = []
    for number in units:
        name = f"su{number + 1:0{digits}d}"
        leaves.append(name)
        nodes = [network.names[row] for row in np.flatnonzero(unit == number).tolist()]
        yield f"SwitchName={name} Nodes={compressed(nodes)}"
    if len(leaves) > 1:
        yield f"SwitchName=spine Switches={compressed(leaves)}"


def compressed(names: Sequence[str]) -> str:
    """Names as Slurm's host list: runs of numbers of one width in brackets.

    >>> compressed(["dgx0001", "dgx0002", "dgx0004"])
    'dgx[0001-0002,0004]'
    """
    groups: dict[tuple[str, int], list[int]] = {}
    plain: list[str] = []
    for name in names:
        match = _NUMBERED.match(name)
        if match:
            groups.setdefault((match[1], len(match[2])), []).append(int(match[2]))
        else:
            plain.append(name)
    parts = []
    for (stem, width), numbers in groups.items():
        runs = _runs(sorted(numbers))
        text = ",".join(f"{a:0{width}d}" if a == b else f"{a:0{width}d}-{b:0{width}d}" for a, b in runs)
        parts.append(f"{stem}[{text}]" if len(numbers) > 1 else f"{stem}{text}")
    return ",".join([*plain, *parts])


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
