"""The power chain from the utility connection to both cords of every load."""

from dataclasses import dataclass

from designer.layout.records import Route
from designer.ledger import Step
from designer.model import BulkItem, Element, Fate, Link, Load, Note, RedundancyGroup, Shortfall
from designer.power.swing_records import Dispatch, Smoothing, Volatility
from designer.power.switchgear_records import Cubicle, DuctBank, Storage

__all__ = [
    "Assignment",
    "Backup",
    "Block",
    "Branch",
    "BusState",
    "Dispatch",
    "Distortion",
    "GeneratorStep",
    "Harmonics",
    "Loading",
    "Opening",
    "Option",
    "PowerChain",
    "ReuseLine",
    "Selectivity",
    "Smoothing",
    "Transient",
    "Volatility",
    "Whip",
]


@dataclass(frozen=True, slots=True)
class ReuseLine:
    """One surveyed item: what it becomes (`fate`), the test that decided (`test`, a words key), value against limit."""

    tag: str
    kind: str
    count: int
    fate: Fate
    test: str
    value: str
    limit: str
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A power block: unit transformer + switchboard (+ UPS) with its name in the architecture (A, B, C, D ... of
    system n).
    """

    tag: str
    system: str
    letter: str
    transformer: str
    switchboard: str
    ups: str
    rating_kva: float
    load_classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which two blocks feed a load's cords A and B (one block when single corded), through which busways."""

    load: str
    block_a: str
    block_b: str
    busway_a: str
    busway_b: str


@dataclass(frozen=True, slots=True)
class Loading:
    """Loading of an element: normal and worst after the loss of any one other [kVA], rating [kVA], and which loss it
    was. `leaning` is the worst when the cords of every pair lean to this element by their tolerance (0 = not shared).
    """

    tag: str
    kind: str
    normal: float
    worst: float
    rating: float
    worst_when: str
    leaning: float = 0.0


@dataclass(frozen=True, slots=True)
class Selectivity:
    """A kind of breakers in series: kinds, ratings [A] and their ratio, greatest fault behind the lower one [kA], up to
    which fault only the lower one opens [kA], verdict (full, partial, none), how many pairs.
    """

    upstream: str
    downstream: str
    upstream_a: float
    downstream_a: float
    ratio: float
    fault_ka: float
    limit_ka: float
    verdict: str
    pairs: int


@dataclass(frozen=True, slots=True)
class Option:
    """An architecture in a module size for a load class (empty = all): blocks and those to buy, installed and stranded
    power, loading in normal service and after a loss, transformer losses, floor of transformers and boards, mid price.

    `meets`: every load stays fed after the loss of any one block, within its rating. `chosen`: the brief's.
    """

    name: str
    load_class: str
    size_kva: float
    blocks: int
    bought: int
    installed_kva: float
    normal_share: float
    worst_share: float
    stranded_kva: float
    loss_kw: float
    floor_m2: float
    cost_usd: float
    meets: bool
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Harmonics:
    """A transformer under harmonics: K-factor, distortion of its current, usable and worst share of its rating."""

    transformer: str
    k_factor: float
    distortion: float
    usable: float
    worst: float


@dataclass(frozen=True, slots=True)
class Distortion:
    """The import at the connection: short-circuit over demand power, distortion of current and voltage [share], the
    limit of that which is `held` (``current`` or ``voltage``), front ends of the drives, what it was with six-pulse
    drives, and the current [A] of filters at low voltage that it still wants.
    """

    ratio: float
    current: float
    voltage: float
    limit: float
    held: str
    front: str
    before: float
    filters: float

    @property
    def found(self) -> float:
        """The distortion that is held against the limit [share]."""
        return self.current if self.held == "current" else self.voltage


@dataclass(frozen=True, slots=True)
class GeneratorStep:
    """A step of load onto the generating sets: number, what comes on (a words key), power [kW], share of the running
    sets and the share that they take at once.
    """

    number: int
    what: str
    kw: float
    share: float
    limit: float


@dataclass(frozen=True, slots=True)
class Backup:
    """What carries the core: minutes of the installed battery at end of life and wished, start of the sets [s], their
    load steps, fuel [L], hours on it, sets and those needed.
    """

    ups_minutes: float
    ups_wished: float
    start_seconds: float
    steps: tuple[GeneratorStep, ...]
    fuel_l: float
    fuel_hours: float
    sets: int
    sets_needed: int


@dataclass(frozen=True, slots=True)
class BusState:
    """A bus: voltage [V], fault level Ik'' and peak [kA], rating [kA], X/R, voltage drop to it [share].

    `fault_most_ka` is the fault level with the transformer's impedance at the low end of its tolerance: what the rating
    is held against.
    `motor_ka` and `inverter_ka` are what motors and inverters feed into `fault_ka`; `generator_ka` the fault level on
    the generating sets alone;
    `least_ka` the least fault (two lines, weak grid or the needed sets); `earth_ka` line to earth at a board;
    `duty_ka` what the rule pack's own test asks of the rating, with a path of X/R up to `tested_x_over_r`;
    `most_peak_ka` and `peak_rating_ka` the greatest peak and the peak that the rating makes (0 = none).
    """

    tag: str
    voltage: float
    fault_ka: float
    peak_ka: float
    rating_ka: float
    x_over_r: float
    drop: float
    fault_most_ka: float = 0.0
    motor_ka: float = 0.0
    generator_ka: float = 0.0
    least_ka: float = 0.0
    earth_ka: float = 0.0
    duty_ka: float = 0.0
    most_peak_ka: float = 0.0
    peak_rating_ka: float = 0.0
    tested_x_over_r: float = 0.0
    inverter_ka: float = 0.0


@dataclass(frozen=True, slots=True)
class Branch:
    """A feeder, busway or cable: size, current [A], ampacity [A], breaker [A], length [m], drop [share], loss [kW].

    `end_fault_ka` is the least fault at its far end, which its breaker must still see (0 = not asked).
    """

    tag: str
    kind: str
    catalog: str
    size: str
    source: str
    target: str
    current: float
    ampacity: float
    breaker: float
    length: float
    drop: float
    loss: float
    path: str = ""
    end_fault_ka: float = 0.0


@dataclass(frozen=True, slots=True)
class Whip:
    """The cords of one rack kind: shelves and whips on both sides together, current and rating of a whip [A].

    The shelves of one side carry `side_capacity_kw` for good and `pulse_kw` for a moment, all shelves but one
    `spared_kw`: held against the continuous `design_kw` and the transient `peak_kw` (which is `published` or assumed).
    Racks without shelves have 0 in both.
    """

    rack: str
    shelves: int
    whips: int
    current: float
    rating: float
    side_capacity_kw: float
    peak_kw: float
    design_kw: float = 0.0
    spared_kw: float = 0.0
    pulse_kw: float = 0.0
    factor: float = 1.0
    published: bool = True


@dataclass(frozen=True, slots=True)
class Transient:
    """Breakers of a place (a words key) and rating [A] in the moment of the racks' transient peak: the worst of them,
    what it carries at worst and in that moment [A], at which current its release opens without delay [A], how many.
    """

    place: str
    tag: str
    breaker: float
    worst: float
    peak: float
    release: float
    count: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening in the wall of a room: its place [m] and the busways that pass it."""

    tag: str
    room: str
    x: float
    y: float
    busways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PowerChain:
    """The whole chain. `site_power_peak_kw` is the import at the design day, losses included; `peak_site_factor` =
    that / critical IT.

    `loads` are all loads of the hall (fabric's, cooling's, racks', house) as fed. `losses_kw` by element class.
    `recharge_kw` is what recharging the batteries adds to the import after an outage (inside `site_power_peak_kw`);
    `power_factor` is that of the import; `routes` are the busways as they are fed, in the corridors that the layout
    kept for them: one for each busway element, from its board over the racks that it serves.
    `contract` leads from the peak site factor to that of a contract, part by part, as shares of critical IT.
    `architectures` compares alternatives: rows (name, blocks, installed kVA, worst loading share, stranded kVA, cost
    mid USD).
    """

    reuse: tuple[ReuseLine, ...]
    blocks: tuple[Block, ...]
    assignments: tuple[Assignment, ...]
    loadings: tuple[Loading, ...]
    buses: tuple[BusState, ...]
    branches: tuple[Branch, ...]
    whips: tuple[Whip, ...]
    architectures: tuple[tuple[str, int, float, float, float, float], ...]
    loads: tuple[Load, ...]
    losses_kw: dict[str, float]
    critical_it_kw: float
    site_power_peak_kw: float
    peak_site_factor: float
    import_limit_kw: float
    generators_kw: float
    ups_kw: float
    elements: tuple[Element, ...]
    links: tuple[Link, ...]
    groups: tuple[RedundancyGroup, ...]
    bulk: tuple[BulkItem, ...]
    shortfalls: tuple[Shortfall, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    recharge_kw: float = 0.0
    power_factor: float = 1.0
    routes: tuple[Route, ...] = ()
    selectivity: tuple[Selectivity, ...] = ()
    harmonics: tuple[Harmonics, ...] = ()
    distortion: Distortion | None = None
    backup: Backup | None = None
    options: tuple[Option, ...] = ()
    volatility: Volatility | None = None
    dispatch: Dispatch | None = None
    contract: tuple[tuple[str, float], ...] = ()
    transients: tuple[Transient, ...] = ()
    openings: tuple[Opening, ...] = ()
    cubicles: tuple[Cubicle, ...] = ()
    ducts: tuple[DuctBank, ...] = ()
    storage: Storage | None = None
