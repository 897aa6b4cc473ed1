"""The hall as the brief gives it, checked and in metres: footprint, floor, columns, doors, openings, keep-outs."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shapely.affinity import rotate
from shapely.geometry import Polygon, box

from designer.ledger import Value
from designer.model import Point

__all__ = ["Column", "Door", "GridLine", "Hall", "KeepOut", "Opening", "Slab"]


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
    """A door in a wall: centre [m], width and height [m], kind (roll-up, personnel), whether it is an exit."""

    tag: str
    x: float
    y: float
    width: float
    height: float
    kind: Literal["roll-up", "double", "personnel"]
    exit: bool


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
    """A part of the floor that must stay free, with its reason."""

    tag: str
    polygon: Polygon
    reason: str


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall in metres. `polygon` is valid, anticlockwise; `yards` are outdoor areas usable for plant.

    `north` is the direction of north in the plan [degrees, anticlockwise from +y]; `datum` is what was taken off the
    coordinates of its drawing [m]; `grid` are the building's own grid lines where they are known. The plan is laid
    square to the longest wall: `turn` is how far its axes are turned from those of the brief [degrees, anticlockwise].
    `network_racks` and `cdus` say where those are wanted (empty: not said).
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
