"""A containerlab topology of an Ethernet network, cut to one scalable unit: its machines, their leaves, and what is
above these.

Switches run a container of SONiC, whose ports are ``eth1``, ``eth2`` ... as the design counts them; machines are plain
Linux. The lab tries addressing, routing and load balancing on the designed links; speeds and optics it cannot show.
"""

import numpy as np
import yaml

from designer.fabric.records import Network

__all__ = ["containerlab"]

_SPINE = 2
_SWITCH, _MACHINE = "sonic-vs", "linux"
_KINDS = {_SWITCH: {"image": "docker-sonic-vs:latest"}, _MACHINE: {"image": "alpine:latest"}}


def containerlab(network: Network) -> str:
    """The text of a ``.clab.yml`` of the network's first unit."""
    devices, cables, names = network.devices, network.cables, network.names
    keep = (devices["tier"] < _SPINE) & (devices["unit"] == 0)
    for layer in (1, 2):
        climbing = cables[(cables["layer"] == layer) & keep[cables["a"]]]
        keep[climbing["b"]] = True
    inside = cables[keep[cables["a"]] & keep[cables["b"]]]
    used = np.unique(np.concatenate([inside["a"], inside["b"]])).tolist()
    nodes = {
        names[row]: {"kind": _SWITCH if devices["tier"][row] else _MACHINE, "group": f"tier-{devices['tier'][row]}"}
        for row in used
    }
    links = [
        {"endpoints": [f"{names[a]}:eth{a_port}", f"{names[b]}:eth{b_port}"]}
        for a, a_port, b, b_port in inside[["a", "a_port", "b", "b_port"]].tolist()
    ]
    lab = {"name": network.name, "topology": {"kinds": _KINDS, "nodes": nodes, "links": links}}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(
        yaml.dump(lab, Dumper=dumper, sort_keys=False, explicit_start=True, default_flow_style=None, width=10**6)
    )
