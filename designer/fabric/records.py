"""Networks as arrays: devices, cables, placement. networkx graphs are views cut from them on demand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.reports import (
    Arrangement,
    Cut,
    Entry,
    HopCount,
    Loss,
    Placement,
    Reach,
    RoutingProof,
    Split,
)
from designer.ledger import Step
from designer.model import BulkItem, Element, Link, Load, Note, RedundancyGroup, Shortfall

__all__ = ["CABLE", "DEVICE", "Bundle", "Fabric", "Network", "NetworkCounts", "Run", "ScaleUp", "Seat", "Size"]

#: One device: name index is its row. `tier`: 0 host, 1 leaf, 2 spine, 3 core. -1 = not applicable.
DEVICE = np.dtype(
    [("tier", "i1"), ("unit", "i4"), ("rail", "i2"), ("plane", "i2"), ("index", "i4"), ("model", "i2"), ("seat", "i4")]
)
#: One link of a cable: device rows and 1-based ports of both ends (a is the lower tier), layer (0 host-leaf,
#: 1 leaf-spine, 2 spine-core, 3 between switches of one tier), speed [Gbit/s], length and stock length [m],
#: cable type and optics as indices into the network's tables (-1 = none), route as index into `Fabric.runs`.
CABLE = np.dtype(
    [("a", "i4"), ("a_port", "i2"), ("b", "i4"), ("b_port", "i2"), ("layer", "i1"), ("plane", "i2"), ("rail", "i2"),
     ("speed", "f4"), ("length", "f4"), ("stock", "f4"), ("cable", "i2"), ("a_optic", "i2"), ("b_optic", "i2"),
     ("route", "i4")]
)


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """Counts of one network. Links are logical links, one per pair of ports; `optics` are transceivers, not links.

    `hosts` are the machines that the network serves, `appliances` its own fabric managers, whose links are
    `appliance_links`; `peer_links` join switches of one tier: the two of a pair without spines, spines of two groups.
    `pods` are groups of leaves and spines below the cores or beside one another; `oversubscription` is that of leaves,
    `core_oversubscription` that of spines; `sides` are the switches of a dual-homed pair.
    """

    hosts: int
    gpus: int
    leaf: int
    spine: int
    core: int
    host_links: int
    leaf_spine_links: int
    spine_core_links: int
    planes: int
    tiers: int
    units: int
    oversubscription: float
    appliances: int = 0
    appliance_links: int = 0
    peer_links: int = 0
    pods: int = 0
    optics: int = 0
    core_oversubscription: float = 1.0
    sides: int = 2

    @property
    def switches(self) -> int:
        """Leaves, spines and cores."""
        return self.leaf + self.spine + self.core


@dataclass(frozen=True, slots=True)
class Size:
    """What a network would count at so many scalable units by the same rules; `counts` None = `reason` says why not."""

    network: str
    units: int
    nodes: int
    gpus: int
    built: bool
    counts: NetworkCounts | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScaleUp:
    """The scale-up domains of one kind of machine: GPUs, switch chips and links of a domain, links of a GPU.

    A GPU has `links_per_gpu` links, dealt evenly to the chips of its domain. `gbyte_per_s` is per GPU, both ways.
    """

    system: str
    domains: int
    gpus: int
    machines: int
    chips: int
    links_per_gpu: int
    gbyte_per_s: float

    @property
    def links(self) -> int:
        """Links of one domain."""
        return self.gpus * self.links_per_gpu


@dataclass(frozen=True, slots=True)
class Network:
    """One network: topology name, device names and arrays (`DEVICE`, `CABLE`), the catalog addresses its indices mean.

    `models` are ``kind/slug``; `lanes` says for each model how many logical ports of this network one cage holds, and
    `cages` how many cages it has (0 = not counted); `apart` is the number, from 0, of a cage for fabric
    managers behind them (0 = none). `racks` names the rack of each device, empty without a layout.
    """

    name: str
    topology: str
    counts: NetworkCounts
    per_plane: NetworkCounts
    speed_gbit_s: float
    names: tuple[str, ...]
    devices: NDArray[np.void]
    cables: NDArray[np.void]
    models: tuple[str, ...]
    cable_types: tuple[str, ...]
    optic_types: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    lanes: tuple[int, ...] = ()
    cages: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()
    racks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a device sits: rack tag (empty without a layout), lowest rack unit, height in units, power and mass."""

    device: str
    rack: str
    rack_unit: int
    units_high: int
    catalog: str
    power_kw: float
    mass_kg: float
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A way through the trays from rack to rack: tray path, edge tags in order and horizontal length [m].

    A run inside one rack has no edges; `path` is empty where no tray leads to the rack and the plan distance stands in.
    """

    path: str
    source: str
    target: str
    edges: tuple[str, ...]
    length_m: float


@dataclass(frozen=True, slots=True)
class Bundle:
    """Cables that share a tray section: tray path and edge tag, number of cables, fill of each parallel tray and what
    it carries [kg/m; NaN when unknown].
    """

    tray: str
    edge: str
    cables: int
    fill: float
    trays: int = 1
    load: float = 0.0


@dataclass(frozen=True, slots=True)
class Fabric:
    """Every network of the hall with its placement, lengths, latency range, failure table, loads and elements.

    `optic_power_kw` (switch side) is inside the loads already. `longest_m` and `total_m` are per network (name ->
    metres). `latency_ns` maps ``network/pair class`` to (low, high) declared bounds. `failures` rows: (network, element
    class, count, worst share of bandwidth left per node, overall share left). `runs` are the routes of the cables.
    Both, and `losses`, `placements`, `reaches`, `entries`, `splits`, `routing`, `cuts` and `hops`, are empty until
    `assess` has run; `arrangements` too where no better place of the cabinets was looked for.
    `sizes` are the counts of the compute networks at other sizes, `scale_up` the domains inside racks or machines.
    """

    networks: tuple[Network, ...]
    seats: tuple[Seat, ...]
    bundles: tuple[Bundle, ...]
    latency_ns: dict[str, tuple[float, float]]
    failures: tuple[tuple[str, str, int, float, float], ...]
    total_m: dict[str, float]
    longest_m: dict[str, float]
    loads: tuple[Load, ...]
    elements: tuple[Element, ...]
    links: tuple[Link, ...]
    groups: tuple[RedundancyGroup, ...]
    bulk: tuple[BulkItem, ...]
    shortfalls: tuple[Shortfall, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    runs: tuple[Run, ...] = ()
    optic_power_kw: float = 0.0
    sizes: tuple[Size, ...] = ()
    scale_up: tuple[ScaleUp, ...] = ()
    losses: tuple[Loss, ...] = ()
    placements: tuple[Placement, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
    reaches: tuple[Reach, ...] = ()
    entries: tuple[Entry, ...] = ()
    splits: tuple[Split, ...] = ()
    routing: tuple[RoutingProof, ...] = ()
    cuts: tuple[Cut, ...] = ()
    hops: tuple[HopCount, ...] = ()

    def network(self, name: str) -> Network:
        """The network of that name. Raises `KeyError`."""
        for network in self.networks:
            if network.name == name:
                return network
        raise KeyError(name)
