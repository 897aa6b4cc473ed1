"""The fabric in the formats of those who build and run it: graphs, schedules, simulators, schedulers, inventories."""

from designer.fabric.exports.graphs import graphml, node_link, view
from designer.fabric.exports.infiniband import ibsim_net
from designer.fabric.exports.inventory import NETBOX_COLUMNS, netbox_rows
from designer.fabric.exports.schedule import CABLE_COLUMNS, cable_rows, label_of, port_map_rows, port_name
from designer.fabric.exports.slurm import slurm_topology

__all__ = [
    "CABLE_COLUMNS", "NETBOX_COLUMNS", "cable_rows", "graphml", "ibsim_net", "label_of", "netbox_rows", "node_link",
    "port_map_rows", "port_name", "slurm_topology", "view",
]
