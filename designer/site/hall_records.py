"""The hall as the brief gives it, checked and in metres: footprint, floor, columns, doors, openings, keep-outs."""

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Literal

from shapely import contains_xy
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon, box

from designer.ledger import Value
from designer.model import Point

__all__ = ["Column", "Door", "GridLine", "Hall", "HallPart", "KeepOut", "Link", "Opening", "Slab"]


@dataclass(frozen=True, slots=True)
class Slab:
    """The floor: thickness, concrete strength, subgrade, and the uniform and point loads it is rated for, if known."""

    thickness: Value
    concrete_strength: Value
    subgrade_modulus: Value
    uniform_load: Value
    point_load: Value


@dataclass(frozen=True, slots=True)
class Column:
    """A column: centre [m], plan size [m] and rotation [degrees, anticlockwise]."""

    tag: str
    x: float
    y: float
    width: float
    depth: float
    rotation: float = 0.0

    def outline(self, clearance: float = 0.0) -> Polygon:
        """Its plan with a clearance around it [m]."""
        half_w, half_d = self.width / 2 + clearance, self.depth / 2 + clearance
        upright = box(self.x - half_w, self.y - half_d, self.x + half_w, self.y + half_d)
        return rotate(upright, self.rotation, origin=(self.x, self.y)) if self.rotation else upright


@dataclass(frozen=True, slots=True)
class GridLine:
    """A building grid line: its name and two points of it [m]."""

    name: str
    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Door:
    """A door in a wall: centre [m], width and height [m], kind (roll-up, personnel), whether it is an exit; the slope
    of the ramp outside it, where there is one."""

    tag: str
    x: float
    y: float
    width: float
    height: float
    kind: Literal["roll-up", "double", "personnel"]
    exit: bool
    ramp: Value | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A louvre or other opening along a wall from start to end [m]."""

    tag: str
    start: Point
    end: Point
    kind: Literal["louvre", "penetration"]
    height: float


@dataclass(frozen=True, slots=True)
class KeepOut:
    """A part of the floor that must stay free, with its reason; people and racks may pass one that is `passable`."""

    tag: str
    polygon: Polygon
    reason: str
    passable: bool = False


@dataclass(frozen=True, slots=True)
class HallPart:
    """One of several halls of a site: its name, floor, clear height and slab."""

    name: str
    polygon: Polygon
    clear_height: Value
    slab: Slab


@dataclass(frozen=True, slots=True)
class Link:
    """What joins halls: a corridor for people, racks and services, or a trench for services alone.

    `polygon` lies outside the halls; `mouths` are the names of the halls that it opens into, each with the place before
    the middle of its mouth, inside the hall [m].
    """

    tag: str
    kind: Literal["corridor", "trench"]
    polygon: Polygon
    mouths: tuple[tuple[str, Point], ...]


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall in metres. `polygon` is valid, anticlockwise; `yards` are outdoor areas usable for plant.

    `north` is the direction of north in the plan [degrees, anticlockwise from +y]; `datum` is what was taken off the
    coordinates of its drawing [m]; `grid` are the building's own grid lines where they are known. The plan is laid
    square to the longest wall: `turn` is how far its axes are turned from those of the brief [degrees, anticlockwise].
    `network_racks` and `cdus` say where those are wanted (empty: not said). Where a site has several halls, `parts` are
    they and `links` what joins them; `polygon` is the floor of them all, `clear_height` the least and `slab` the
    weakest of theirs.
    """

    polygon: Polygon
    clear_height: Value
    slab: Slab
    columns: tuple[Column, ...]
    doors: tuple[Door, ...]
    openings: tuple[Opening, ...]
    keep_outs: tuple[KeepOut, ...]
    yards: tuple[Polygon, ...]
    sprinklered: bool
    structure: str = ""
    given_unit: str = "m"
    north: float = 0.0
    datum: Point = (0.0, 0.0)
    grid: tuple[GridLine, ...] = ()
    turn: float = 0.0
    network_racks: Literal["", "middle", "in-row", "end-of-row", "central-block"] = ""
    cdus: Literal["gallery", "in-row", "end-of-row"] = "gallery"
    parts: tuple[HallPart, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def column_lines(self) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]:
        """Lines through the columns by name and place [m]: numbers along x, letters along y."""
        xs, ys = _lines(c.x for c in self.columns), _lines(c.y for c in self.columns)
        return tuple((str(n), x) for n, x in enumerate(xs, 1)), tuple((_letter(n), y) for n, y in enumerate(ys))

    def given(self, x: float, y: float) -> Point:
        """A place of the plan in the brief's own axes [m]."""
        if not self.turn:
            return x, y
        c, s = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        return c * x - s * y, s * x + c * y

    def part_at(self, x: float, y: float) -> str:
        """The name of the hall that holds a place [m]; empty outdoors, in links, and where there is but one hall."""
        return next((p.name for p in self.parts if contains_xy(p.polygon, x, y)), "")

    def room_at(self, room: str, x: float, y: float) -> str:
        """What a room is called at a place [m]: behind it the name of the hall, where there are several."""
        name = self.part_at(x, y)
        return f"{room}-{name}" if name else room

    def side_of(self, room: str) -> str:
        """A room without the name of its hall: galleries of one side in several halls are one side."""
        return next((room.removesuffix(f"-{p.name}") for p in self.parts if room.endswith(f"-{p.name}")), room)

    def by_links(self, points: Sequence[Point], lane: Point = (0.0, 0.0)) -> tuple[Point, ...]:
        """A way through points [m] that passes from hall to hall through links; as it is where it stays in one. A way
        of no length keeps both its ends.

        A `lane` is how far the way passes a link beside its middle, to the left of who comes through, and how far
        nearer to the link it turns before and after it [m].
        """
        if not self.links or len(points) < 2:
            return tuple(points)
        found = [points[0]]
        for start, end in pairwise(points):
            crossed = self.links_between(self.part_at(*start), self.part_at(*end))
            for x, y in (mouth for _, out, into in crossed for mouth in _in_lane(out, into, lane)):
                found += self._corner((x, found[-1][1]), (found[-1][0], y), found[-1], (x, y))
                found.append((x, y))
            if crossed:
                found += self._corner((found[-1][0], end[1]), (end[0], found[-1][1]), found[-1], end)
            found.append(end)
        way = tuple(p for i, p in enumerate(found) if i == 0 or p != found[i - 1])
        return way if len(way) > 1 else (found[0], found[-1])

    def walls_passed(self, points: Sequence[Point]) -> int:
        """How often a way [m] passes a wall of a hall, along which it may run."""
        if len(points) < 2:
            return 0
        walls = [p.polygon.boundary for p in self.parts] or [self.polygon.boundary]
        met = (LineString(points).intersection(wall) for wall in walls)
        return sum(len(getattr(m, "geoms", (m,))) for m in met if not m.is_empty)

    def _corner(self, one: Point, other: Point, start: Point, end: Point) -> list[Point]:
        """Where a way between two points turns: at one corner, unless only the other lies on the floor."""
        if start[0] == end[0] or start[1] == end[1]:
            return []
        return [other if contains_xy(self.polygon, *other) and not contains_xy(self.polygon, *one) else one]

    def links_between(
        self, start: str, end: str, avoid: Container[str] = ()
    ) -> tuple[tuple[str, Point, Point], ...]:
        """The fewest links from one hall to another, each with the mouths that one leaves by and comes in by [m].

        The shortest of as many; links to `avoid` are taken only where there is no other way.
        """
        if not start or not end or start == end:
            return ()
        reached: dict[str, tuple[tuple[str, Point, Point], ...]] = {start: ()}
        while end not in reached:
            further: dict[str, tuple[tuple[str, Point, Point], ...]] = {}
            for link in (k for k in self.links if k.tag not in avoid):
                for (one, out), (other, into) in permutations(link.mouths, 2):
                    if one in reached and other not in reached:
                        way = (*reached[one], (link.tag, out, into))
                        further[other] = min(further.get(other, way), way, key=_length)
            if not further:
                return self.links_between(start, end) if avoid else ()
            reached |= further
        return reached[end]


def _in_lane(out: Point, into: Point, lane: Point) -> tuple[Point, Point]:
    """The mouths of a link moved into a lane: to the left, and towards one another [m]."""
    if lane == (0.0, 0.0):
        return out, into
    length = math.dist(out, into)
    ax, ay = (into[0] - out[0]) / length, (into[1] - out[1]) / length
    left, near = lane
    return (
        (round(out[0] - ay * left + ax * near, 6), round(out[1] + ax * left + ay * near, 6)),
        (round(into[0] - ay * left - ax * near, 6), round(into[1] + ax * left - ay * near, 6)),
    )


def _length(way: Sequence[tuple[str, Point, Point]]) -> float:
    """Length of a way through links, from the first mouth to the last [m]."""
    places = [mouth for _, *mouths in way for mouth in mouths]
    return round(sum(math.dist(a, b) for a, b in pairwise(places)), 6)


def _lines(values: Iterable[float]) -> list[float]:
    """Distinct places, closer than 5 cm taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 0.05:
            found.append(value)
    return found


def _letter(index: int) -> str:
    """A to Z, then AA to AZ.

    >>> _letter(0), _letter(26)
    ('A', 'AA')
    """
    return chr(65 + index) if index < 26 else f"A{chr(39 + index)}"
