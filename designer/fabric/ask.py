"""What is asked of a topology, and what it gives back: arrays of hosts and attachments in, a network out.

A host port to be connected is one *attachment*. Attachments of one *service* (GPU nodes, storage nodes) have
the same speed and the same leaf shape; they stand in *blocks* (a scalable unit, a rack group) at *positions*.
"""

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from designer.fabric.forms import SwitchForm
from designer.fabric.records import Network
from designer.ledger import Step
from designer.model import Note

__all__ = [
    "UNBOUNDED", "Ask", "Attachments", "Bounds", "Built", "Hosts", "Service", "Topology", "Unbuildable", "attach",
    "dry",
]


class Unbuildable(Exception):
    """A network cannot be built as asked. `key` is the reason, `facts` the numbers, `nearest` what could be built.

    Keys: ``topology``, ``speed``, ``radix``, ``one-path``, ``planes``, ``tiers``, ``two-tiers``, ``three-tiers``,
    ``spines``, ``spine-ratio``, ``pod``, ``groups``.
    """

    def __init__(self, key: str, nearest: int = 0, **facts: int | str) -> None:
        super().__init__(f"{key}: {facts}, nearest {nearest}")
        self.key, self.nearest, self.facts = key, nearest, facts


@dataclass(frozen=True, slots=True, eq=False)
class Hosts:
    """Hosts of a network in order. `model` indexes `models` (``kind/slug``), `unit` counts from 0, -1 = none.

    `lanes` says for each model how many ports of this network one host cage holds. `serves` counts the hosts that the
    network is for: the rows after them are appliances.
    """

    names: tuple[str, ...]
    racks: tuple[str, ...]
    model: NDArray[np.int16]
    unit: NDArray[np.int32]
    models: tuple[str, ...]
    lanes: tuple[int, ...]
    serves: int
    gpus: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """Attachments of one leaf shape: so many blocks of so many positions, port speed [Gbit/s], oversubscription;
    `spread` is the least number of leaves that a group of them is dealt over.
    """

    name: str
    blocks: int
    positions: int
    speed: float
    oversubscription: float
    label: str = "SU"
    spread: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Attachments:
    """One entry per host port to be connected (equal lengths): host row, 1-based port, service, block, rail, plane,
    position in the block. Rail and plane count from 0."""

    host: NDArray[np.int32]
    port: NDArray[np.int16]
    service: NDArray[np.int16]
    block: NDArray[np.int32]
    rail: NDArray[np.int16]
    plane: NDArray[np.int16]
    position: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.host)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the brief bounds beyond the rules: spines of a plane or pod (None = by rule), oversubscription of spines
    below cores, rails that share a leaf, share of leaf ports kept free, units of a pod (None = as many as fit), and
    links between two groups (None = by bandwidth)."""

    spines: int | None = None
    spine_oversubscription: float = 1.0
    fold: int = 1
    reserve: float = 0.0
    pod_units: int | None = None
    group_links: int | None = None


UNBOUNDED = Bounds()


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """Everything that a topology needs to build one network.

    `spare` are attachments without a position of their own (fabric managers): they take free leaf ports, or the leaves'
    own ports for them, at `spare_speed` [Gbit/s] (0 = as the first service), `spare_by_rail` those of the group of
    rails that they name, counted from 0. `tiers` forces a number of tiers. `uplinks` (0 = by bandwidth) and
    `spine_uplinks` are for management networks. `tops_join` says whether a cable joins two spines, or spines
    and cores. `dry` asks for the counts alone, with no array: so many host links are to be counted.
    """

    network: str
    prefix: str
    topology: str
    hosts: Hosts
    attachments: Attachments
    services: tuple[Service, ...]
    leaf: SwitchForm
    spine: SwitchForm
    rails: int
    planes: int
    up_speed: float
    tiers: int | None = None
    least_spines: int = 2
    uplinks: int = 0
    spine_uplinks: int = 0
    peer_links: int = 0
    spare: Attachments | None = None
    spare_speed: float = 0.0
    spare_by_rail: bool = False
    bounds: Bounds = UNBOUNDED
    tops_join: bool = True
    dry: int | None = None

    @property
    def sides(self) -> int:
        """Switches that each machine port pair is spread over: planes where there are any, else rails."""
        return self.planes if self.planes > 1 else self.rails


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A network with the steps that sized it, the decisions taken, and appliances that found no port."""

    network: Network
    steps: tuple[Step, ...]
    notes: tuple[Note, ...] = ()
    unattached: int = 0
    facts: dict[str, int] = field(default_factory=dict)


class Topology(Protocol):
    """A topology module: its name, the networks that it may be wished for, and how it builds. Found by `topologies` by
    its place."""

    TOPOLOGY: str
    NETWORKS: tuple[str, ...]

    def build(self, ask: Ask) -> Built:
        """Build the network. Raises `Unbuildable`."""


def dry(ask: Ask, units: int) -> Ask:
    """The same ask for so many units of its first service, all positions taken, to be counted and not built."""
    none = np.zeros(0, np.int32)
    small = np.zeros(0, np.int16)
    services = (replace(ask.services[0], blocks=units), *ask.services[1:])
    hosts = Hosts((), (), small, none, ask.hosts.models, ask.hosts.lanes, 0)
    links = units * ask.services[0].positions * ask.rails * ask.planes
    empty = Attachments(none, small, small, none, small, small, none)
    return replace(ask, hosts=hosts, attachments=empty, services=services, spare=None, dry=links)


def attach(
    hosts: NDArray[np.int32], positions: NDArray[np.int32], blocks: NDArray[np.int32], rails: int, planes: int = 1,
    service: int = 0,
) -> Attachments:
    """Attachments of hosts that each have one port for every rail and plane; port = rail * planes + plane + 1.

    >>> a = attach(np.array([0, 1], "i4"), np.array([0, 1], "i4"), np.zeros(2, "i4"), rails=2)
    >>> a.port.tolist(), a.rail.tolist()
    ([1, 2, 1, 2], [0, 1, 0, 1])
    """
    each = rails * planes
    slot = np.tile(np.arange(each, dtype=np.int16), len(hosts))
    return Attachments(
        host=np.repeat(hosts, each).astype(np.int32),
        port=(slot + 1).astype(np.int16),
        service=np.full(len(slot), service, np.int16),
        block=np.repeat(blocks, each).astype(np.int32),
        rail=(slot // planes).astype(np.int16),
        plane=(slot % planes).astype(np.int16),
        position=np.repeat(positions, each).astype(np.int32),
    )
