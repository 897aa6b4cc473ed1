"""The files of the fabric: graphs, the cable schedule, port map, and what simulators, schedulers and inventories
read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from designer.catalog import Catalog, Switch
from designer.documents.folder import Content
from designer.fabric import Fabric, Network, exports
from designer.fabric.exports.columns import Column, of

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
    if _infiniband(main, catalog):
        parts = exports.subnets(main)
        for number, part in enumerate(parts, 1):
            stem = main.name if len(parts) == 1 else f"{main.name}-subnet-{number:02d}"
            yield f"{stem}.net", exports.ibsim_chunks(part)


def _schedules(fabric: Fabric, catalog: Catalog) -> Iterator[tuple[str, Content]]:
    """Cables, port map and inventory of all networks; the columns of the cables are made once for all of them."""
    networks = fabric.networks
    made = [exports.cable_columns(n, fabric.seats, fabric.runs) for n in networks]
    sizes = [len(n.cables) for n in networks]
    yield "cables.csv", _csv(exports.CABLE_COLUMNS, zip(made, sizes, strict=True))
    ports = (
        ({"network": of(n.name)} | columns, rows) for n in networks for columns, rows in [exports.port_map_columns(n)]
    )
    yield "ports.csv", _csv(("network", *exports.PORT_COLUMNS), ports)
    inventory = (exports.netbox_columns(n, catalog, columns) for n, columns in zip(networks, made, strict=True))
    yield "netbox-cables.csv", _csv(exports.NETBOX_COLUMNS, zip(inventory, sizes, strict=True))


def _csv(header: Sequence[str], tables: Iterable[tuple[Mapping[str, Column], int]]) -> Iterator[bytes]:
    """One CSV of several tables with the same columns."""
    yield (",".join(header) + "\n").encode()
    for columns, rows in tables:
        yield from exports.csv_chunks([columns[name] for name in header], rows)


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
