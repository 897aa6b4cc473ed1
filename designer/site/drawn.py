"""What a drawing holds of a hall, in metres, whatever format it came in."""

from dataclasses import dataclass, field

from shapely.geometry import Polygon

from designer.model import Point
from designer.site.records import Column, GridLine

__all__ = ["KINDS", "Drawn", "DrawnArea", "DrawnDoor", "DrawnHall", "DrawnLink", "DrawnOpening", "DrawnPlant"]

#: What a layer, or the kind of a feature, can be drawn for.
KINDS = ("footprint", "columns", "doors", "openings", "keep_outs", "equipment", "yards", "grid")


@dataclass(frozen=True, slots=True)
class DrawnDoor:
    """A door: middle [m] and width [m]; height [m], kind and whether it is an exit where the drawing says so."""

    at: Point
    width: float
    tag: str = ""
    height: float | None = None
    kind: str = ""
    exit: bool | None = None


@dataclass(frozen=True, slots=True)
class DrawnOpening:
    """An opening along a wall from start to end [m]; height [m] and kind where they are said."""

    start: Point
    end: Point
    tag: str = ""
    height: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A keep-out or a yard: corners [m], and what is written in it."""

    corners: tuple[Point, ...]
    tag: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DrawnPlant:
    """A piece of existing plant: tag, kind (empty = not said), outline [m], rating as written."""

    tag: str
    kind: str
    outline: Polygon
    rating: str = ""


@dataclass(frozen=True, slots=True)
class DrawnHall:
    """One of several halls whose floors a drawing of ours shows as one: name, outline [m], clear height [m]."""

    name: str
    outline: Polygon
    clear_height: float | None


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """What joins two of them: tag, kind (corridor or trench), outline between the halls [m]."""

    tag: str
    kind: str
    outline: Polygon


@dataclass(slots=True)
class Drawn:
    """Everything read from one drawing; `outline` is None where it bounds no hall (the mistake is told already)."""

    outline: Polygon | None = None
    columns: list[Column] = field(default_factory=list)
    doors: list[DrawnDoor] = field(default_factory=list)
    openings: list[DrawnOpening] = field(default_factory=list)
    keep_outs: list[DrawnArea] = field(default_factory=list)
    yards: list[DrawnArea] = field(default_factory=list)
    plant: list[DrawnPlant] = field(default_factory=list)
    grid: list[GridLine] = field(default_factory=list)
    north: float | None = None
    clear_height: float | None = None
    datum: Point = (0.0, 0.0)
    halls: list[DrawnHall] = field(default_factory=list)
    links: list[DrawnLink] = field(default_factory=list)
