"""Slurm's view of a compute network: a tree whose leaves are logical, because a node may stand under one leaf only.

A leaf is a rack-scale domain where the machines form such domains, a scalable unit otherwise. ``topology.conf`` holds
the tree; ``topology.yaml``, which newer versions read instead, holds the same tree and the domains as blocks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from designer.fabric.records import Network, ScaleUp

__all__ = ["compressed", "slurm_topology", "slurm_yaml"]

_NUMBERED = re.compile(r"(.*?)(\d+)\Z")
_TOP = "spine"


@dataclass(frozen=True, slots=True)
class _Switch:
    """A logical switch: its name and what is under it, switches or nodes; `domain` marks a rack-scale one."""

    name: str
    under: tuple[str, ...]
    leaf: bool
    domain: bool = False


def slurm_topology(network: Network, scale_up: Sequence[ScaleUp] = ()) -> str:
    """The text of a ``topology.conf`` (TopologyPlugin=topology/tree) of a compute network."""
    return "".join(
        f"SwitchName={switch.name} {'Nodes' if switch.leaf else 'Switches'}={compressed(switch.under)}\n"
        for switch in _switches(network, scale_up)
    )


def slurm_yaml(network: Network, scale_up: Sequence[ScaleUp] = ()) -> str:
    """The text of a ``topology.yaml``: the tree, and the rack-scale domains as blocks of doubling sizes."""
    switches = _switches(network, scale_up)
    tree = [
        {"switch": switch.name, "nodes" if switch.leaf else "children": compressed(switch.under)}
        for switch in switches
    ]
    found: list[dict[str, object]] = [{"topology": "fabric", "cluster_default": True, "tree": {"switches": tree}}]
    domains = [switch for switch in switches if switch.domain]
    if domains:
        base = min(len(domain.under) for domain in domains)
        sizes = [base << n for n in range(len(domains).bit_length())]
        blocks = [{"block": domain.name, "nodes": compressed(domain.under)} for domain in domains]
        found.append(
            {"topology": "domains", "cluster_default": False, "block": {"block_sizes": sizes, "blocks": blocks}}
        )
    return str(yaml.safe_dump(found, sort_keys=False, explicit_start=True, width=10**6))


def _switches(network: Network, scale_up: Sequence[ScaleUp]) -> list[_Switch]:
    """Leaves first, then units above domains, then the top. A domain stands whole in the unit of its first machine."""
    unit = network.devices["unit"][: network.counts.hosts].tolist()
    digits = max(2, len(str(len(set(unit)))))
    domain_of = _domains(network, scale_up)
    home: dict[str, int] = {}
    units: dict[int, dict[str, list[str]]] = {}
    for row in sorted(range(len(unit)), key=lambda row: (unit[row], row)):
        key = domain_of.get(row, f"su{unit[row] + 1:0{digits}d}")
        groups = units.setdefault(home.setdefault(key, unit[row]), {})
        groups.setdefault(key, []).append(network.names[row])
    leaves: list[_Switch] = []
    upper: list[_Switch] = []
    names = []
    for number, groups in sorted(units.items()):
        name = f"su{number + 1:0{digits}d}"
        names.append(name)
        leaves += [_Switch(key, tuple(nodes), True, key != name) for key, nodes in groups.items()]
        if set(groups) != {name}:
            upper.append(_Switch(name, tuple(groups), False))
    top = [_Switch(_TOP, tuple(names), False)] if len(names) > 1 else []
    return [*leaves, *upper, *top]


def _domains(network: Network, scale_up: Sequence[ScaleUp]) -> dict[int, str]:
    """The name of the rack-scale domain of each machine that is in one: what its machines' names share."""
    sizes = {system.system.rpartition("/")[2]: system.machines for system in scale_up if system.machines > 1}
    of_model = [sizes.get(model.rpartition("/")[2], 1) for model in network.models]
    models = network.devices["model"][: network.counts.hosts].tolist()
    return {
        row: stem
        for row, model in enumerate(models)
        if of_model[model] > 1 and (stem := network.names[row].rpartition("-")[0])
    }


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
