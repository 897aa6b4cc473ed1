"""How headers fall: from where to where, by how much, with the vents at their high points and the drains at their low
ones.
"""

from dataclasses import dataclass

from designer.model import Point

__all__ = ["Fall", "Stub"]


@dataclass(frozen=True, slots=True)
class Stub:
    """A vent or a drain of a pipe: tag, kind (``air vent`` or ``drain``), what it stands on, its place in the plan [m]
    and whether it stands there beside those of its segment: at a passing, or where a long pipe rises again.
    """

    tag: str
    kind: str
    place: str
    at: Point
    more: bool = False


@dataclass(frozen=True, slots=True)
class Fall:
    """A segment of a header: its run, its way from its high end to its low one [m], by how much it falls [m], at what
    share of its length, and the valve at its low end (empty without one).
    """

    segment: str
    run: str
    way: tuple[Point, ...]
    fall: float
    share: float
    low: str
    stubs: tuple[Stub, ...] = ()
