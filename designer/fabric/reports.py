"""What is worked out about a settled fabric: losses, placement, arrangements, entries, split sites, latency."""

from dataclasses import dataclass

__all__ = ["Arrangement", "Cut", "Entry", "HopCount", "Loss", "Placement", "Reach", "RoutingProof", "Split"]


@dataclass(frozen=True, slots=True)
class Loss:
    """One class of elements of a network, each taken out in turn: how many, least share of bandwidth left to a node,
    to a rail or side, and to all together, and the failure that leaves a node least ("" = none costs anything)."""

    network: str
    element: str
    count: int
    worst: float
    rail: float
    overall: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the switches of a network stand: way of all its links through hall and trays [m] as seated, a lower bound
    that no seating in these cabinets can go below [m], links, longest [m], most of one unit's leaves in one cabinet."""

    network: str
    switches: int
    links: int
    routed_m: float
    bound_m: float
    longest_m: float
    unit_share: float

    @property
    def gap(self) -> float:
        """How far the seating lies above the bound, as a share of the bound."""
        return self.routed_m / self.bound_m - 1.0 if self.bound_m > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Compute links if the network cabinets stood elsewhere in the rows: total way and longest [m], what is placed."""

    name: str
    total_m: float
    longest_m: float
    built: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """A class of pairs of a network: pairs, switches between, links on the way, typical and longest cable on the way
    [m], latency as a declared range [ns] of the typical and of the worst way."""

    network: str
    pair: str
    pairs: int
    switches: int
    links: int
    typical_m: float
    worst_m: float
    typical_ns: tuple[float, float]
    worst_ns: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cut:
    """A network, or one plane of it (0 = it has one), cut in two halves by unit, rail or at random: what the
    ports of either side could send, flow between them in closed form (-1 = none for a mesh of groups) and as found; all
    in links of the slowest host port."""

    network: str
    plane: int
    cut: str
    low: float
    high: float
    closed: float
    found: float

    @property
    def wanted(self) -> float:
        """What the smaller half could send."""
        return min(self.low, self.high)


@dataclass(frozen=True, slots=True)
class HopCount:
    """Ordered pairs of host ports with so many switches between them (0 = no way), in closed form and by search."""

    network: str
    switches: int
    closed: int
    found: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A dark-fibre entry: route, metro, path name, length [m], round trip there and back [s] as (low, high), entry
    point in the plan [m] or None, way from there to the middle of the network cabinets [m], whether no other route
    shares its path, and the distance to the nearest other entry [m] (0 = unknown)."""

    name: str
    metro: str
    path: str
    length_m: float
    round_trip_s: tuple[float, float]
    at: tuple[float, float] | None
    inside_m: float
    diverse: bool
    apart_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Split:
    """The same machines in so many places: GPUs of each, distance between them [m], switches on the worst way, one-way
    latency [ns] as (low, high), links that full bandwidth wants at the border of each place and those that can be had,
    oversubscription between places."""

    kind: str
    places: int
    gpus_each: int
    distance_m: float
    switches: int
    latency_ns: tuple[float, float]
    links_full: int
    links_given: int
    oversubscription: float


@dataclass(frozen=True, slots=True)
class RoutingProof:
    """What is proved of the routes of a network.

    `subnets` need a subnet manager (or an address plan) each. `channels` are directed links between switches; no ring
    of channel dependencies exists with `lanes` virtual lanes on shortest ways and `detour_lanes` with detours (0 = with
    no number that was tried). `reached` is the share of leaf pairs that the allowed turns join. `load` is the expected
    load of the fullest link over its speed when `flows` of `flow_gbit_s` are hashed on `links` of `link_gbit_s`, in the
    `layer` where it is worst; `advice` is a key for words: spread (adaptive, spray or hash by the switches),
    adaptive-lanes, single-path.
    """

    network: str
    subnets: int
    channels: int
    lanes: int
    detour_lanes: int
    reached: float
    layer: int
    flows: int
    links: int
    flow_gbit_s: float
    link_gbit_s: float
    load: float
    advice: str
