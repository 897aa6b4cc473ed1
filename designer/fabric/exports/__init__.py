"""The fabric in the formats of those who build and run it: graphs, schedules, simulators, schedulers, inventories."""

from designer.fabric.exports.columns import csv_cell, csv_chunks
from designer.fabric.exports.containerlab import containerlab
from designer.fabric.exports.graphs import graphml, graphml_chunks, node_link, node_link_chunks, view
from designer.fabric.exports.infiniband import ibsim_chunks, ibsim_net, subnets
from designer.fabric.exports.inventory import NETBOX_COLUMNS, device_types, netbox_columns, netbox_rows
from designer.fabric.exports.schedule import (
    CABLE_COLUMNS,
    LABEL_COLUMNS,
    PORT_COLUMNS,
    cable_columns,
    cable_rows,
    label_columns,
    label_of,
    port_map_columns,
    port_map_rows,
    port_name,
)
from designer.fabric.exports.slurm import slurm_topology, slurm_yaml

__all__ = [
    "CABLE_COLUMNS", "LABEL_COLUMNS", "NETBOX_COLUMNS", "PORT_COLUMNS", "cable_columns", "cable_rows", "containerlab",
    "csv_cell", "csv_chunks", "device_types", "graphml", "graphml_chunks", "ibsim_chunks", "ibsim_net", "label_columns",
    "label_of", "netbox_columns", "netbox_rows", "node_link", "node_link_chunks", "port_map_columns", "port_map_rows",
    "port_name",
    "slurm_topology", "slurm_yaml", "subnets", "view",
]
