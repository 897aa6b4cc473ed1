"""What the passings of a pipe add to it: metres of rise, fall and detour, and elbows, on the piece that has them.

Passings are found after pipes are laid and sized (`passings`), so that a hall with some is carried once more with them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shapely.geometry import LineString
from shapely.geometry import Point as Spot

from designer.cooling.hydraulics.fittings import coefficient
from designer.layout.records import Passing
from designer.model import Point

__all__ = ["ELBOW", "Added", "Passed", "passed_of"]

#: The fitting that a passing is made of.
ELBOW = "elbow-90"


@dataclass(frozen=True, slots=True)
class Added:
    """What passings add to a piece of pipe: metres and elbows."""

    metres: float = 0.0
    elbows: int = 0

    def loss(self, bore: float) -> float:
        """Sum of their loss coefficients in a bore [m]."""
        return self.elbows * coefficient(ELBOW, bore) if self.elbows else 0.0


@dataclass(frozen=True, slots=True)
class Passed:
    """The passings of pipes by tag."""

    by_tag: Mapping[str, tuple[Passing, ...]] = field(default_factory=dict)

    def of(self, tag: str) -> Added:
        """What all passings of a pipe add to it."""
        return _sum(self.by_tag.get(tag, ()))

    def along(self, tag: str, ways: Sequence[Sequence[Point]]) -> list[Added]:
        """What the passings of a pipe add to its pieces, each to that on which its middle lies."""
        held: list[list[Passing]] = [[] for _ in ways]
        for one in self.by_tag.get(tag, ()):
            spot = Spot(_middle(one))
            held[min(range(len(ways)), key=lambda i: (round(LineString(ways[i]).distance(spot), 4), i))].append(one)
        return [_sum(each) for each in held]

    def spans(self, tag: str, way: Sequence[Point], spans: Sequence[tuple[float, float]]) -> list[Added]:
        """What they add to pieces that are told by their places along the way of the whole pipe [m]."""
        held: list[list[Passing]] = [[] for _ in spans]
        for one in self.by_tag.get(tag, ()):
            at = LineString(way).project(Spot(_middle(one)))
            held[min(range(len(spans)), key=lambda i: (max(spans[i][0] - at, at - spans[i][1], 0.0), i))].append(one)
        return [_sum(each) for each in held]

    def highest(self, loop: str) -> float:
        """The highest underside of the passings of loops whose names begin so [m]; 0 without any."""
        return max((p.level for each in self.by_tag.values() for p in each if p.system.startswith(loop)), default=0.0)


def passed_of(passings: Sequence[Passing], pipes: Sequence[str]) -> Passed:
    """The passings of the pipes among the services."""
    tags, found = set(pipes), dict[str, tuple[Passing, ...]]()
    for one in passings:
        if one.tag in tags:
            found[one.tag] = (*found.get(one.tag, ()), one)
    return Passed(found)


def _middle(one: Passing) -> Point:
    (ax, ay), (bx, by) = one.points[0], one.points[-1]
    return (ax + bx) / 2.0, (ay + by) / 2.0


def _sum(some: Sequence[Passing]) -> Added:
    metres = math.fsum(p.rise + p.length - math.dist(p.points[0], p.points[-1]) for p in some)
    return Added(metres, sum(p.elbows for p in some))
