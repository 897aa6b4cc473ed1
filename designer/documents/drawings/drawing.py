"""The geometry record of a drawing: items in paper millimetres, y upwards, from which every format is written.

Items of the space ``model`` stand at a true place; the DXF writer takes them back through the drawing's scale. Items of
the space ``paper`` belong to the sheet: frame, title block, legend.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

__all__ = [
    "Circle",
    "Dimension",
    "Drawing",
    "Item",
    "Paper",
    "Path",
    "Picture",
    "Space",
    "Stamp",
    "Text",
    "Transform",
    "resized",
]

Space = Literal["model", "paper"]
XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet size in millimetres, landscape."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Transform:
    """From model metres to paper millimetres: millimetres per metre, and where the model's origin lies on the paper."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_paper(self, x: float, y: float) -> XY:
        """A model point on the paper.

        >>> Transform(5.0, 10.0, 20.0).to_paper(2.0, 1.0)
        (20.0, 25.0)
        """
        return self.x + x * self.scale, self.y + y * self.scale

    def to_model(self, x: float, y: float) -> XY:
        """A paper point in the model."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points or, when closed, a polygon. `fill` is a colour or empty; `pen` names the line or is
    empty. `facts` are what a CAD file says beside it, so that the drawing can be read back.
    """

    points: tuple[XY, ...]
    layer: str
    pen: str = "outline"
    colour: str = ""
    fill: str = ""
    closed: bool = False
    space: Space = "model"
    tag: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle, or an arc when start and end differ [degrees, anticlockwise]."""

    x: float
    y: float
    radius: float
    layer: str
    pen: str = "outline"
    colour: str = ""
    fill: str = ""
    start: float = 0.0
    end: float = 360.0
    space: Space = "model"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. `height` is that of its capitals [mm]; the point is on its base line, at its start, middle or
    end.
    """

    x: float
    y: float
    text: str
    height: float
    layer: str
    anchor: Literal["start", "middle", "end"] = "start"
    rotation: float = 0.0
    bold: bool = False
    colour: str = ""
    space: Space = "model"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An item of the model drawn to size: a rectangle with its front marked, carrying its tag.

    `x`, `y` is the centre, `width` and `depth` its size on paper, `rotation` as in the model (front at -y before it).
    """

    tag: str
    kind: str
    x: float
    y: float
    width: float
    depth: float
    rotation: float
    layer: str
    pen: str = "outline"
    colour: str = ""
    fill: str = ""
    front: bool = False
    space: Space = "model"

    @property
    def corners(self) -> tuple[XY, ...]:
        """Its four corners on paper."""
        c, s = math.cos(math.radians(self.rotation)), math.sin(math.radians(self.rotation))
        w, d = self.width / 2, self.depth / 2
        return tuple((self.x + c * u - s * v, self.y + s * u + c * v) for u, v in ((-w, -d), (w, -d), (w, d), (-w, d)))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture from the brief, such as a logo: its lower left corner and size on paper, its kind and content."""

    x: float
    y: float
    width: float
    height: float
    kind: Literal["svg", "png"]
    content: bytes
    layer: str
    space: Space = "paper"
    pen: str = ""
    colour: str = ""
    fill: str = ""


Item: TypeAlias = Path | Circle | Text | Stamp | Picture


def resized(item: Item, factor: float) -> Item:
    """An item drawn larger or smaller, its line as it is."""
    match item:
        case Path():
            return replace(item, points=tuple((x * factor, y * factor) for x, y in item.points))
        case Circle():
            return replace(item, x=item.x * factor, y=item.y * factor, radius=item.radius * factor)
        case Text():
            return replace(item, x=item.x * factor, y=item.y * factor, height=item.height * factor)
        case Stamp(width=width, y=y):
            depth = item.depth * factor
            return replace(item, x=item.x * factor, y=y * factor, width=width * factor, depth=depth)
        case Picture(width=width, y=y):
            height = item.height * factor
            return replace(item, x=item.x * factor, y=y * factor, width=width * factor, height=height)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A measure of the model for CAD files: between two points on paper, its line at an offset, with its text."""

    start: XY
    end: XY
    offset: float
    text: str
    layer: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One finished drawing. `scaled` drawings have model units; others are diagrams in millimetres.

    `area` is the part of the sheet that shows the model: left, bottom, right, top [mm]; a `windowed` drawing shows only
    part of the model and is clipped to it. `focus` is what a thumbnail shows. `turn` is how far the model's axes are
    turned from those of the brief, in which CAD files are [degrees]. `dimensions` are drawn among the items, and stand
    here once more for formats that have entities of their own for them.
    """

    number: str
    title: str
    scale_text: str
    paper: Paper
    transform: Transform
    scaled: bool
    area: tuple[float, float, float, float]
    items: tuple[Item, ...]
    windowed: bool = False
    caption: str = ""
    alt: str = ""
    focus: tuple[float, float, float, float] | None = None
    turn: float = 0.0
    dimensions: tuple[Dimension, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all items that carry one, sorted."""
        return tuple(sorted(item.tag for item in self.items if isinstance(item, (Path, Stamp)) and item.tag))

    @property
    def texts(self) -> tuple[Text, ...]:
        """All texts."""
        return tuple(item for item in self.items if isinstance(item, Text))
