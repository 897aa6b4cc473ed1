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
#: Lines of a node and of a link; names of devices are letters, digits and dashes.
_NODE = "    {0}: {{kind: {1}, group: tier-{2}}}\n"
_LINK = "    - endpoints: ['{0}:eth{1}', '{2}:eth{3}']\n"
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
    tiers = devices["tier"].tolist()
    head = yaml.safe_dump({"name": network.name, "topology": {"kinds": _KINDS}}, sort_keys=False, explicit_start=True)
    nodes = "".join(_NODE.format(names[row], _SWITCH if tiers[row] else _MACHINE, tiers[row]) for row in used)
    links = "".join(
        _LINK.format(names[a], a_port, names[b], b_port)
        for a, a_port, b, b_port in inside[["a", "a_port", "b", "b_port"]].tolist()
    )
    return f"{head}  nodes:\n{nodes}  links:\n{links}"
