"""The proof: every element removed, what stays served."""

from dataclasses import dataclass

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

__all__ = ["DesignGraph", "Proof", "Removal", "Trades"]


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
    `verdict`: served, degraded (only redundancy lost), lost (some load lost), overload.
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


@dataclass(frozen=True, slots=True)
class Proof:
    """All removals, the single points of failure by tag, and the words that the results allow.

    `claims` are word keys such as ``concurrently-maintainable-on-utility``. `served` maps a test to the share of
    removals that keep every C1-C4 load (T1G: those that the generators carry). `connection` are the single points
    whose loss takes the whole utility away, such as the service entrance of a site with one feed; `shed` are the load
    classes that do not run on the generators. Tests: T0 normal, T1 out for work, T1G the same on generators, T2
    failed, T4 a room or shared controller lost.
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
