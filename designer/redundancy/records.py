"""The proof: every element removed, what stays served."""

from dataclasses import dataclass

from designer.ledger import Step
from designer.model import Element, Link, Note, RedundancyGroup

__all__ = ["DesignGraph", "Proof", "Removal"]


@dataclass(frozen=True, slots=True)
class DesignGraph:
    """All elements and links of all trades: the one graph of power, coolant, air, packets and control."""

    elements: dict[str, Element]
    links: tuple[Link, ...]
    groups: tuple[RedundancyGroup, ...]
    loads: dict[str, float]


@dataclass(frozen=True, slots=True)
class Removal:
    """One element taken out (`test` T1) or failed (T2): kW lost per load class, tags lost (first few), worst loading, verdict.

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
    removals that keep every C1-C4 load.
    """

    graph: DesignGraph
    removals: tuple[Removal, ...]
    single_points: tuple[str, ...]
    disagreements: tuple[str, ...]
    served: dict[str, float]
    claims: tuple[str, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
