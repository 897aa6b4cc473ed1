"""The proof: every element removed, what stays served."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.catalog import Catalog
from designer.cooling.records import CoolingPlan
from designer.fabric.records import Fabric
from designer.layout.records import Layout
from designer.ledger import Step
from designer.model import Element, Link, Load, Note, RedundancyGroup
from designer.power.records import PowerChain
from designer.requirements.records import Requirements
from designer.site.records import Site
from designer.sizing.records import Programme

__all__ = [
    "Availability", "ClassAvailability", "CordFault", "CutSet", "DesignGraph", "Isolation", "Pairs", "Proof", "Removal",
    "Trades",
]


@dataclass(frozen=True, slots=True)
class Trades:
    """Everything that the rooms up to power have made: what is proved, counted and judged."""

    catalog: Catalog
    site: Site
    requirements: Requirements
    programme: Programme
    layout: Layout
    loads: tuple[Load, ...]
    fabric: Fabric
    cooling: CoolingPlan
    power: PowerChain


@dataclass(frozen=True, slots=True)
class DesignGraph:
    """All elements and links of all trades: the one graph of power, coolant, air, packets and control."""

    elements: dict[str, Element]
    links: tuple[Link, ...]
    groups: tuple[RedundancyGroup, ...]
    loads: dict[str, float]


@dataclass(frozen=True, slots=True)
class Removal:
    """One element taken out (`test` T1) or failed (T2): kW lost per load class and more.

    `lost` names the first few tags lost; `worst_share` is the highest loading and `worst_tag` what carries it.
    `verdict`: served, degraded (only redundancy lost), lost (some load lost), overload. `stopped` names the first few
    elements that stop beside what was removed. `could_carry` is the answer of the maximum flow: some division of the
    flows serves every load that is still fed within all ratings. `kept_kw` (T5) is the GPU power that keeps each
    commodity and, as ``all``, every one of them. `witness` is a live way from a source to one load that lost a feed.
    """

    test: str
    tag: str
    kind: str
    lost_kw: dict[str, float]
    lost: tuple[str, ...]
    lost_count: int
    worst_share: float
    worst_tag: str
    verdict: str
    stopped: tuple[str, ...] = ()
    stopped_count: int = 0
    could_carry: bool = True
    kept_kw: Mapping[str, float] = field(default_factory=dict)
    witness: tuple[str, ...] = ()
    racks: int = 0


@dataclass(frozen=True, slots=True)
class CordFault:
    """What is wrong with the cords of loads.

    `fault` is ``shared`` (both hang on `element`, the nearest that they share) or ``swapped`` (the cord's path is not
    that of `element`, which feeds it). `tags` are the loads or cords.
    """

    fault: str
    element: str
    kind: str
    load_class: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Isolation:
    """How an element is taken out: a word key of the method, the devices that open, what else goes off with them."""

    method: str
    devices: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set: elements that together lose `lost_kw` by class which none of them loses alone.

    Each of the two is named by the element that stands for its stretch (elements whose loss means the same to the
    rest); `sizes` are the elements of the stretches, `lost` the first loads, `racks` the GPU racks, `islanded` says
    that the utility is gone. `stretches` are their places in `Pairs.stretches`, the one out for work first.
    """

    tags: tuple[str, str]
    kinds: tuple[str, str]
    sizes: tuple[int, int]
    lost_kw: Mapping[str, float]
    lost: tuple[str, ...]
    lost_count: int
    racks: int
    islanded: bool = False
    stretches: tuple[int, int] = (-1, -1)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A fault while another element is out for work (T3): all pairs tried, one planned, automatic actions only.

    `tried` element pairs were judged through `judged` pairs of stretches; `losing` lose something that neither loses
    alone; `core` of them control, core or plant load, `wide` more GPU racks than the blast radius. `cuts` are the
    minimal cut sets of order 2 by stretch, the largest loss first. `scope`: ``plant`` (power and cooling) or ``all``.
    `stretches` names the elements of each stretch, out for work and failed.
    """

    scope: str
    tried: int
    judged: int
    losing: int
    core: int
    wide: int
    cuts: tuple[CutSet, ...]
    stretches: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ClassAvailability:
    """One load class: expected share of its power not served by blocks and by trials, and what that means in a year.

    `unserved` is without common causes, `common_cause` what they add, `switching` the time until an operator has
    switched over. `trials` with its standard error `error` repeats `unserved` by Monte Carlo. `hours` [h/year] of the
    mean load of the class; `assumed_share` is the part that rests on assumed failure data. Three or more elements
    down at once are left out of the blocks: no more than `neglected`.
    """

    load_class: str
    power_kw: float
    unserved: float
    common_cause: float
    switching: float
    hours: float
    trials: float
    error: float
    agrees: bool
    assumed_share: float
    interruptions: float
    neglected: float = 0.0

    @property
    def decided(self) -> bool:
        """Whether what the blocks leave out is less than what they find; else the trials cannot judge them."""
        return self.neglected < self.unserved


@dataclass(frozen=True, slots=True)
class Availability:
    """Per class, with the common-cause factor, the number of trials and their seed, kinds without public figures."""

    classes: tuple[ClassAvailability, ...]
    beta: float
    states: int
    seed: int
    assumed_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """All removals, the single points of failure by tag, and the words that the results allow.

    `claims` are word keys such as ``concurrently-maintainable-on-utility``. `served` maps a test to the share of
    removals that keep every C1-C4 load (T1G: those that the generators carry). `connection` are the single points
    whose loss takes the whole utility away, such as the service entrance of a site with one feed; `shed` are the load
    classes that do not run on the generators. Tests: T0 normal, T1 out for work, T1G the same on generators, T2
    failed, T4 a room, shared controller or shared passage lost, T5 failed and judged by the GPU power that keeps power
    and coolant and air and a fabric path. T3, a fault while another element is out, stands in `pairs`. `coupled_only`
    are faults whose GPU loss no commodity shows alone; `loading_limit` is what `worst_share` is held against.
    `outage` is the loss of all utility feeds at once.
    On generators that shed, the plant runs at `plant_share` of its power.
    `contained` are elements, controllers and passages that lose GPU racks, no more than the blast radius; `cords` what
    is wrong with the cords of loads that should have two paths.
    """

    graph: DesignGraph
    removals: tuple[Removal, ...]
    single_points: tuple[str, ...]
    disagreements: tuple[str, ...]
    served: dict[str, float]
    claims: tuple[str, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    connection: tuple[str, ...] = ()
    shed: tuple[str, ...] = ()
    loading_limit: float = 1.0
    coupled_only: tuple[str, ...] = ()
    single_points_on_generators: tuple[str, ...] = ()
    pairs: Pairs | None = None
    isolation: Mapping[str, Isolation] = field(default_factory=dict)
    availability: Availability | None = None
    contained: tuple[str, ...] = ()
    cords: tuple[CordFault, ...] = ()
    plant_share: float = 1.0
    outage: Removal | None = None
