"""The files of the fabric: graphs, the cable schedule, port map, and what simulators, schedulers and inventories
read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from designer.catalog import Catalog
from designer.documents.folder import Content
from designer.documents.point_to_point import CABLE_SHEET, PORT_SHEET, Leaf, point_to_point
from designer.fabric import Fabric, Network, exports
from designer.fabric.exports.columns import Column, of
from designer.fabric.exports.interfaces import switch_of

__all__ = ["fabric_files"]


def fabric_files(fabric: Fabric, catalog: Catalog) -> Iterator[tuple[str, Content]]:
    """File names below ``fabric/`` with their content, whole or in chunks, made one after the other.

    The compute network, or the first, is the topology; the files of the others carry their name.
    """
    networks = fabric.networks
    main = next((n for n in networks if n.name == "compute"), networks[0] if networks else None)
    if main is None:
        return
    for network in networks:
        stem = "topology" if network is main else f"topology-{network.name}"
        yield f"{stem}.graphml", exports.graphml_chunks(network)
        yield f"{stem}.json", exports.node_link_chunks(network)
    yield from _schedules(fabric, catalog)
    yield "topology.conf", exports.slurm_topology(main, fabric.scale_up).encode()
    yield "topology.yaml", exports.slurm_yaml(main, fabric.scale_up).encode()
    for slug, text in exports.device_types(networks, catalog):
        yield f"netbox/{slug}.yaml", text.encode()
    for network in networks:
        if _speaks(network, catalog, "ethernet"):
            yield f"{network.name}.clab.yml", exports.containerlab(network).encode()
    if _speaks(main, catalog, "infiniband"):
        parts = exports.subnets(main)
        for number, part in enumerate(parts, 1):
            stem = main.name if len(parts) == 1 else f"{main.name}-subnet-{number:02d}"
            yield f"{stem}.net", exports.ibsim_chunks(part)


def _schedules(fabric: Fabric, catalog: Catalog) -> Iterator[tuple[str, Content]]:
    """Cables, labels, port map, inventory and workbook; the columns of the cables are made once for all of them."""
    networks = fabric.networks
    made = [exports.cable_columns(n, fabric.seats, fabric.runs) for n in networks]
    sizes = [len(n.cables) for n in networks]
    yield "cables.csv", _csv(exports.CABLE_COLUMNS, zip(made, sizes, strict=True))
    labels = (exports.label_columns(n, columns) for n, columns in zip(networks, made, strict=True))
    yield "labels.csv", _csv(exports.LABEL_COLUMNS, zip(labels, (2 * size for size in sizes), strict=True))
    ports = [exports.port_map_columns(n) for n in networks]
    named = (({"network": of(n.name)} | columns, rows) for n, (columns, rows) in zip(networks, ports, strict=True))
    yield "ports.csv", _csv(("network", *exports.PORT_COLUMNS), named)
    inventory = (exports.netbox_columns(n, catalog, columns) for n, columns in zip(networks, made, strict=True))
    yield "netbox-cables.csv", _csv(exports.NETBOX_COLUMNS, zip(inventory, sizes, strict=True))
    leaves = (
        Leaf(name, {key: columns[key] for key in keys}, rows)
        for n, cables, size, (mapped, used) in zip(networks, made, sizes, ports, strict=True)
        for name, keys, columns, rows in (
            (n.name, CABLE_SHEET, cables, size),
            (f"{n.name} ports", PORT_SHEET, mapped, used),
        )
    )
    yield "point-to-point.xlsx", point_to_point(leaves)


def _csv(header: Sequence[str], tables: Iterable[tuple[Mapping[str, Column], int]]) -> Iterator[bytes]:
    """One CSV of several tables with the same columns."""
    yield (",".join(header) + "\n").encode()
    for columns, rows in tables:
        yield from exports.csv_chunks([columns[name] for name in header], rows)


def _speaks(network: Network, catalog: Catalog, family: str) -> bool:
    """Whether every switch of a network is of a family."""
    models = np.unique(network.devices["model"][network.devices["tier"] > 0]).tolist()
    found = [switch_of(catalog, network.models[model]) for model in models]
    return bool(found) and all(switch is not None and switch.family == family for switch in found)
