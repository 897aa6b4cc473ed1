"""Names of interfaces as the switches' own systems print them, and the ports of machines by network.

InfiniBand switches of 100G lanes print ``IB1/17/2`` (cage 17, second link), those of 200G lanes ``sw17p2``; Ethernet
switches print ``swp17`` for a whole cage and ``swp17s1`` for the second part of a split one. A switch that is itself a
customer of a network hangs on its management ports; its port for fabric managers has a name of its own. A machine's
port is named by network, so that no name comes twice.
"""

import numpy as np

from designer.catalog import Catalog, Switch
from designer.fabric.exports.columns import Index, Part
from designer.fabric.records import Network

__all__ = ["interface_name", "interface_texts", "switch_of"]

#: From this lane rate [Gbit/s] on, InfiniBand switches run the newer system.
_NEWER = 200


def switch_of(catalog: Catalog, address: str) -> Switch | None:
    """The record of a switch by its address; None for other machines."""
    kind, _, slug = address.rpartition("/")
    return catalog.get(Switch, slug) if kind == "switch" and slug in catalog.slugs("switch") else None


def interface_name(switch: Switch, lanes: int, port: int) -> str:
    """The name of a logical port counted from 1, where each cage holds `lanes` of them."""
    cage, part = divmod(port - 1, max(1, lanes))
    if switch.manager_port is not None and cage >= switch.cages + switch.uplink_cages:
        return switch.manager_port.name
    if switch.family != "infiniband":
        return f"swp{cage + 1}" if lanes <= 1 else f"swp{cage + 1}s{part}"
    return f"sw{cage + 1}p{part + 1}" if switch.lane_rate >= _NEWER else f"IB1/{cage + 1}/{part + 1}"


def interface_texts(network: Network, catalog: Catalog, device: Index, port: Index) -> Part:
    """The interface names of the ports of some devices; each pair of model and port is formatted once."""
    span = int(port.max(initial=0)) + 1
    tier, model = network.devices["tier"], network.devices["model"]
    upper = set(np.unique(model[tier > 0]).tolist())
    texts: list[str] = []
    for number, address in enumerate(network.models or ("",)):
        switch = switch_of(catalog, address)
        if switch is None:
            texts += [f"{network.name}{n}" for n in range(span)]
        elif number in upper:
            lanes = network.lanes[number] if network.lanes else 1
            texts += [interface_name(switch, lanes, n) for n in range(span)]
        else:
            stem = "mgmt" if switch.family == "infiniband" and switch.lane_rate < _NEWER else "eth"
            texts += [f"{stem}{n - 1}" for n in range(span)]
    return Part(tuple(texts), model[device].astype(np.int32) % max(1, len(network.models)) * span + port)
