"""What is worked out about a settled fabric: losses, placement, arrangements, entries, split sites, latency."""

from dataclasses import dataclass

__all__ = ["Arrangement", "Entry", "Loss", "Placement", "Reach", "Split"]


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
class Entry:
    """A dark-fibre entry: route, metro, path name, length [m], round trip there and back [s] as (low, high), entry
    point in the plan [m] or None, way from there to the middle of the network cabinets [m], diverse of all others."""

    name: str
    metro: str
    path: str
    length_m: float
    round_trip_s: tuple[float, float]
    at: tuple[float, float] | None
    inside_m: float
    diverse: bool


@dataclass(frozen=True, slots=True)
class Split:
    """The same machines in so many places: links between places, switches on the worst way, one-way latency between
    places [ns] as (low, high), oversubscription between places with the links that can be had, and with all of them
    the links and transceivers needed."""

    kind: str
    places: int
    gpus_each: int
    distance_m: float
    switches: int
    latency_ns: tuple[float, float]
    links_full: int
    links_given: int
    oversubscription: float
