"""The scale-up layer: the switch chips inside a rack or on a board that join its GPUs, as arrays of the same form.

Every GPU deals its links evenly to all chips of its domain: 72 GPUs with 18 links to 18 chips have one link for each
pair; 8 GPUs with 18 links to 4 chips have 5, 5, 4 and 4. One domain is cut on demand; all are alike.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from designer.catalog import Rack
from designer.fabric.basis import Basis
from designer.fabric.population import Kind
from designer.fabric.records import DEVICE, Network, NetworkCounts, ScaleUp
from designer.fabric.wiring import blank_cables

__all__ = ["domain_network", "join_scale_up", "scale_ups"]


def scale_ups(basis: Basis, kinds: Sequence[Kind]) -> tuple[ScaleUp, ...]:
    """The domains of every kind whose racks are known to have switch chips."""
    made = []
    for kind in kinds:
        record = next((c.record for c in kind.cabinets if c.record is not None), None)
        domain = _domain(basis, kind, record) if record is not None else None
        if domain is not None:
            made.append(domain)
    return tuple(made)


def _domain(basis: Basis, kind: Kind, rack: Rack) -> ScaleUp | None:
    """Domains of a rack: one that spans its machines, or one for each machine."""
    if not rack.nvlink_domain or not rack.nvlink_switches or not rack.gpus:
        return None
    in_rack = rack.gpus // rack.nvlink_domain
    machines = max(1, rack.nvlink_domain // max(1, kind.system.gpus))
    links = int(basis.number("nvlink_links"))
    return ScaleUp(
        system=kind.system.key,
        domains=-(-len(kind.names) // machines),
        gpus=rack.nvlink_domain,
        machines=machines,
        chips=max(1, rack.nvlink_switches // max(1, in_rack)),
        links_per_gpu=links,
        gbyte_per_s=links * basis.number("nvlink_4" if kind.system.gpu.startswith("H") else "nvlink_5", "GB/s"),
    )


def domain_network(scale_up: ScaleUp, names: Sequence[str], label: str) -> Network:
    """One domain as a network: its machines below, its switch chips above, a row for each link of each GPU.

    `names` are the machines of the domain, `label` the stem of the chips' names. A machine's ports count through its
    GPUs: GPU g has ports g * links + 1 to (g + 1) * links.
    """
    machines, chips, each = len(names), scale_up.chips, scale_up.links_per_gpu
    gpus = scale_up.gpus // scale_up.machines
    cables = blank_cables(machines * gpus * each)
    grid = cables.reshape(machines, gpus, each)
    machine, gpu, link = np.ogrid[:machines, :gpus, :each]
    chip = link % chips
    share = each // chips + (np.arange(chips) < each % chips)
    grid["a"], grid["a_port"] = machine, gpu * each + link + 1
    grid["b"] = machines + chip
    grid["b_port"] = (machine * gpus + gpu) * share[chip] + link // chips + 1
    gbit = scale_up.gbyte_per_s * 8 / 2 / each
    cables["speed"], cables["plane"] = gbit, 0
    grid["rail"] = gpu
    devices = np.zeros(machines + chips, DEVICE)
    for key in ("unit", "rail", "plane", "seat"):
        devices[key] = -1
    devices["tier"][machines:], devices["model"][machines:] = 1, 1
    devices["unit"][:machines] = 0
    devices["index"] = np.r_[np.arange(machines), np.arange(chips)]
    counts = NetworkCounts(
        hosts=machines, gpus=machines * gpus, leaf=chips, spine=0, core=0, host_links=len(cables), leaf_spine_links=0,
        spine_core_links=0, planes=1, tiers=1, units=1, oversubscription=1.0,
    )
    chip_names = tuple(f"{label}-NVSW{i + 1:02d}" for i in range(chips))
    return Network(
        "nvlink", "scale-up", counts, counts, gbit, (*names, *chip_names), devices, cables,
        (scale_up.system, "part/nvlink-switch-chip"), (), (), (), (1, 1), (0, scale_up.gpus * int(share.max())), (0, 0),
        ("",) * (machines + chips),
    )




def join_scale_up(graph: Any, domain: Network) -> Any:
    """A view of a network with the links of one scale-up domain beside its own; machines keep their names."""
    names = domain.names
    graph.add_nodes_from((name, {"tier": "scale-up"}) for name in names[domain.counts.hosts :])
    columns = (domain.cables[key].tolist() for key in ("a", "b", "a_port", "b_port", "speed"))
    for a, b, a_port, b_port, speed in zip(*columns, strict=True):
        graph.add_edge(names[a], names[b], a_port=a_port, b_port=b_port, speed=speed, layer="scale-up")
    return graph
