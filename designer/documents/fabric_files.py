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


def fabric_files(fabric: Fabric, catalog: Catalog) -> dict[str, bytes]:
    """File name below ``fabric/`` -> content. The compute network, or the first, is the topology; the others are
    named.
    """
    main = next((n for n in fabric.networks if n.name == "compute"), fabric.networks[0] if fabric.networks else None)
    if main is None:
        return {}
    files = dict(_graphs(fabric, main))
    files["cables.csv"] = table_csv(
        exports.CABLE_COLUMNS,
        (row for n in fabric.networks for row in exports.cable_rows(n, fabric.seats, fabric.runs)),
    )
    files["ports.csv"] = table_csv(
        ("network", *PORT_COLUMNS), ((n.name, *row) for n in fabric.networks for row in exports.port_map_rows(n))
    )
    files["netbox-cables.csv"] = table_csv(
        exports.NETBOX_COLUMNS,
        (row for n in fabric.networks for row in exports.netbox_rows(n, catalog, fabric.seats, fabric.runs)),
    )
    files["topology.conf"] = exports.slurm_topology(main).encode()
    if _infiniband(main, catalog):
        files[f"{main.name}.net"] = exports.ibsim_net(main).encode()
    return files


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
