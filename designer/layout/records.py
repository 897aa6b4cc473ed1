"""The placed hall: every box, row, aisle, gallery and route, in metres of the brief's datum."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from shapely.geometry import Polygon

from designer.ledger import Step
from designer.model import Box, Element, Note, Polyline, Shortfall

__all__ = [
    "Aisle",
    "Breach",
    "Gallery",
    "Layout",
    "Passage",
    "Passing",
    "Placed",
    "Route",
    "Row",
    "TrayEdge",
    "TrayNetwork",
    "Walk",
    "bare_layout",
]


@dataclass(frozen=True, slots=True)
class Placed:
    """One box in its place. `kind` is a catalog kind; `purpose` as in the programme (gpu, network, storage) for racks.

    `row` and `slot` (1-based from the low end) for things in rows; `unit` is the scalable unit (1-based, 0 = none);
    `room` is the compartment (``HALL``, ``ELEC-A``, ``ELEC-B``, ``MECH``, ``YARD-1``); `phase` the build phase.
    The front of a box is its -y side before rotation.
    """

    tag: str
    kind: str
    catalog: str
    box: Box
    mass_kg: float
    purpose: str = ""
    row: str = ""
    slot: int = 0
    unit: int = 0
    room: str = "HALL"
    phase: int = 1
    existing: bool = False
    clear_front: float = 0.0
    clear_rear: float = 0.0
    clear_side: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of racks: tags in order, direction of the row [deg], facing (rotation of its boxes), cold/hot aisle
    tags.
    """

    tag: str
    members: tuple[str, ...]
    direction: float
    facing: float
    cold_aisle: str
    hot_aisle: str


@dataclass(frozen=True, slots=True)
class Aisle:
    """An aisle: kind, free polygon, clear width [m], whether it is contained."""

    tag: str
    kind: Literal["cold", "hot", "cross", "service", "perimeter"]
    polygon: Polygon
    width: float
    contained: bool = False


@dataclass(frozen=True, slots=True)
class Gallery:
    """A part of the floor (or yard) given to plant or kept in reserve."""

    tag: str
    kind: Literal["electrical", "mechanical", "reserve", "staging", "yard", "mining"]
    polygon: Polygon


@dataclass(frozen=True, slots=True)
class TrayEdge:
    """A straight piece of tray between two nodes of the tray network, by index; `tag` is its name on the tray plan."""

    tag: str
    a: int
    b: int
    length: float


@dataclass(frozen=True, slots=True)
class TrayNetwork:
    """The overhead data tray as a graph: node places [m], edges, height [m]; `drops` maps a rack tag to its node.

    Two disjoint systems (A, B) are two networks; `path` names them.
    """

    path: str
    z: float
    nodes: tuple[tuple[float, float], ...]
    edges: tuple[TrayEdge, ...]
    drops: dict[str, int]


@dataclass(frozen=True, slots=True)
class Route:
    """A pipe or busway run in the plan. `serves` lists the tags along it in order; `source` is the tag it starts
    from.
    """

    tag: str
    kind: Literal["busway", "tcs-supply", "tcs-return", "fws-supply", "fws-return", "egress", "delivery", "cable"]
    line: Polyline
    path: str = ""
    source: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """The ways out of a rack: exits that it reaches, the nearest, travel to it [m] (None: no way), and what the two
    ways share before they part [m] (None: not two ways)."""

    rack: str
    exits: int
    nearest: str
    travel: float | None
    common: float | None


@dataclass(frozen=True, slots=True)
class Passing:
    """A service that leaves its level to pass others or tall machines: tag, system, what it passes, its way there [m],
    own underside and that of the passing [m], length of the passing and of its rises and falls [m], elbows, width of
    the service with what its hangers take [m].
    """

    tag: str
    system: str
    over: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    low: float
    level: float
    length: float
    rise: float
    elbows: int
    width: float


class Passage(Enum):
    """Whether all ways out and in of a layout can be walked: open, too long for some, or shut."""

    OPEN = "open"
    LONG = "long"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Breach:
    """What the independent checker found: rule key, tags concerned, value and limit in the stated unit."""

    key: str
    subjects: tuple[str, ...]
    value: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole placement. `bound` is an upper bound of racks for any arrangement by geometry alone; `gap` = 1 -
    capacity/bound.

    `capacity` is how many GPU-size racks the placer could fit by geometry; `heights` is the overhead stack-up [m] by
    layer (name, underside, top). `egress_distance` is the longest travel [m]; `network_racks` where those stand;
    `walks` the ways out of each rack, `second_ways` of each row that to another exit than the nearest.
    """

    placed: tuple[Placed, ...]
    rows: tuple[Row, ...]
    aisles: tuple[Aisle, ...]
    galleries: tuple[Gallery, ...]
    trays: tuple[TrayNetwork, ...]
    routes: tuple[Route, ...]
    heights: tuple[tuple[str, float, float], ...]
    capacity: int
    bound: int
    gap: float
    egress_distance: float
    breaches: tuple[Breach, ...]
    elements: tuple[Element, ...]
    shortfalls: tuple[Shortfall, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    network_racks: str = "middle"
    walks: tuple[Walk, ...] = ()
    second_ways: tuple[Route, ...] = ()

    def of(self, kind: str) -> tuple[Placed, ...]:
        """Placed items of one kind, in tag order."""
        return tuple(sorted((p for p in self.placed if p.kind == kind), key=lambda p: p.tag))


def bare_layout(
    placed: Sequence[Placed], rows: Sequence[Row], aisles: Sequence[Aisle], galleries: Sequence[Gallery]
) -> Layout:
    """A layout of boxes, rows, aisles and galleries alone: what can be walked through before anything else is drawn."""
    return Layout(
        placed=tuple(placed),
        rows=tuple(rows),
        aisles=tuple(aisles),
        galleries=tuple(galleries),
        trays=(),
        routes=(),
        heights=(),
        capacity=0,
        bound=0,
        gap=0.0,
        egress_distance=0.0,
        breaches=(),
        elements=(),
        shortfalls=(),
        notes=(),
        steps=(),
    )
