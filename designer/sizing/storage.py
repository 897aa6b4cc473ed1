"""Storage of the hall, counted once: nodes by the read bandwidth of its GPUs, racks by what one holds, what they draw.

The fabric wires just these nodes, and heat and loads follow from them.
"""

from dataclasses import dataclass
from math import ceil

from designer.catalog import Catalog, Rack, System
from designer.ledger import Step
from designer.site.records import Site
from designer.sizing import formulas as f
from designer.units import q

__all__ = ["Storage", "nodes_in_rack", "nodes_wanted", "storage_of"]


@dataclass(frozen=True, slots=True)
class Storage:
    """Storage nodes, racks that hold them, and what all racks draw together [kW]."""

    nodes: int
    racks: int
    power_kw: float
    steps: tuple[Step, ...] = ()


def nodes_wanted(catalog: Catalog, gpus: int, key: str) -> Step:
    """Nodes for the read bandwidth of so many GPUs, as a step named `key`."""
    return f.storage_nodes.step(
        key,
        n_gpu=q(float(gpus)),
        b_gpu=catalog.threshold("fabric", "storage_read_per_gpu"),
        b_node=catalog.threshold("fabric", "storage_node_read"),
        n_least=catalog.threshold("fabric", "storage_nodes_least"),
    )


def nodes_in_rack(catalog: Catalog, rack: Rack, node: System) -> int:
    """Nodes that a rack holds by rack units, by power and by mass."""
    units = int(rack.units_high * catalog.threshold("fabric", "rack_units_usable").si("")) // node.units_high
    spared = rack.power_design.si("kW") - catalog.threshold("fabric", "rack_base").si("kW")
    content = rack.mass_installed.si("kg") - catalog.threshold("fabric", "cabinet_mass").si("kg")
    by_mass = int(content / node.mass.si("kg")) if node.mass.known else units
    return max(0, min(units, int(spared / node.power_design.si("kW")), by_mass))


def storage_of(site: Site, catalog: Catalog, gpus: int) -> Storage:
    """The storage of a hall: nodes as the brief says, else by the GPUs; none for a hall without either."""
    wished = site.wishes.fabric.storage_nodes
    steps: tuple[Step, ...] = ()
    nodes = wished or 0
    if wished is None and gpus:
        steps = (nodes_wanted(catalog, gpus, "sizing.storage_nodes"),)
        nodes = int(steps[0].number)
    if not nodes:
        return Storage(0, 0, 0.0)
    rack = catalog.get(Rack, "storage-rack")
    node = catalog.get(System, rack.system)
    racks = f.storage_racks.step(
        "sizing.storage_racks",
        n_st=q(float(nodes)),
        n_rack=q(float(nodes_in_rack(catalog, rack, node))),
        n_least=catalog.threshold("sizing", "least_storage_racks"),
    )
    power = f.storage_power.step(
        "sizing.storage_power",
        n_st=q(float(nodes)),
        P_node=node.power_design,
        N_st=racks,
        P_base=catalog.threshold("fabric", "rack_base"),
    )
    return Storage(nodes, ceil(racks.number), power.si("kW"), (*steps, racks, power))
