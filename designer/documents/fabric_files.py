"""The files of the fabric: graphs, the cable schedule, port map, and what simulators, schedulers and inventories
read.
"""

import json
from collections.abc import Iterator

from designer.catalog import Catalog, Switch
from designer.documents.workbook import table_csv
from designer.fabric import Fabric, Network, exports
from designer.fabric.exports.schedule import PORT_COLUMNS

__all__ = ["fabric_files"]


def fabric_files(fabric: Fabric, catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """File names below ``fabric/`` with their content, made one after the other.

    The compute network, or the first, is the topology; the files of the others carry their name.
    """
    networks = fabric.networks
    main = next((n for n in networks if n.name == "compute"), networks[0] if networks else None)
    if main is None:
        return
    yield from _graphs(fabric, main)
    cables = (row for n in networks for row in exports.cable_rows(n, fabric.seats, fabric.runs))
    yield "cables.csv", table_csv(exports.CABLE_COLUMNS, cables)
    ports = ((n.name, *row) for n in networks for row in exports.port_map_rows(n))
    yield "ports.csv", table_csv(("network", *PORT_COLUMNS), ports)
    inventory = (row for n in networks for row in exports.netbox_rows(n, catalog, fabric.seats, fabric.runs))
    yield "netbox-cables.csv", table_csv(exports.NETBOX_COLUMNS, inventory)
    yield "topology.conf", exports.slurm_topology(main).encode()
    if _infiniband(main, catalog):
        yield f"{main.name}.net", exports.ibsim_net(main).encode()


def _graphs(fabric: Fabric, main: Network) -> Iterator[tuple[str, bytes]]:
    for network in fabric.networks:
        stem = "topology" if network is main else f"topology-{network.name}"
        yield f"{stem}.graphml", exports.graphml(network)
        text = json.dumps(exports.node_link(network), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield f"{stem}.json", (text + "\n").encode()


def _infiniband(network: Network, catalog: Catalog) -> bool:
    """Whether every switch of a network speaks InfiniBand."""
    used = {
        network.models[m]
        for m, tier in zip(network.devices["model"], network.devices["tier"], strict=True)
        if tier > 0 and m >= 0
    }
    slugs = {address.rsplit("/", 1)[-1] for address in used}
    return bool(slugs) and all(
        slug in catalog.slugs("switch") and catalog.get(Switch, slug).family == "infiniband" for slug in slugs
    )
