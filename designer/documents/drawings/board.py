"""The drawing board: collects items, places labels where nothing is, and keeps what goes into the legend column."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from designer.checks.records import Design
from designer.documents.drawings.drawing import Circle, Item, Paper, Path, Stamp, Text, Transform
from designer.documents.drawings.lettering import Extent, extent, text_width
from designer.documents.drawings.placing import Occupied
from designer.documents.drawings.styles import GREY, LABEL, NOTE, PAPERS, SMALL
from designer.documents.subject import Subject, Voice

__all__ = ["COLUMN", "STRIP", "Board", "LegendEntry", "SideTable"]

XY = tuple[float, float]
#: A text, the rectangle around it, and its distance from what it names.
Place = tuple[Text, Extent, float]

#: Width of the column with notes, legend and title block [mm].
COLUMN = 150.0
#: Width of the strips with grid bubbles beside a window [mm].
STRIP = 13.0
_BINDING, _EDGE, _PAD = 20.0, 10.0, 4.0
#: Directions in which a label is tried, the best first, as multiples of its half size.
_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample (line, filled box or letters) and what it means."""

    text: str
    pen: str = ""
    colour: str = ""
    fill: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SideTable:
    """A small table of the legend column; widths are shares of the column."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]


@dataclass(slots=True)
class Board:
    """One drawing in the making. Points are paper millimetres; `m` turns model metres into them."""

    subject: Voice
    number: str
    paper: Paper
    transform: Transform = field(default_factory=Transform)
    scaled: bool = False
    scale_text: str = ""
    items: list[Item] = field(default_factory=list)
    occupied: Occupied = field(default_factory=Occupied)
    avoided: Occupied = field(default_factory=Occupied)
    legend: list[LegendEntry] = field(default_factory=list)
    tables: list[SideTable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    window: Extent | None = None
    focus: Extent | None = None
    unplaced: list[str] = field(default_factory=list)
    key: str = ""
    north: bool = True

    @classmethod
    def of(cls, subject: Voice, number: str, key: str = "") -> "Board":
        """A board on the sheet of the pack's unit system. `key` names its words where that is not its number."""
        unscaled = subject.words.label("drawing.no_scale")
        return cls(subject, number, PAPERS[subject.printer.system], scale_text=unscaled, key=key)

    @property
    def design(self) -> Design:
        """The design that the board shows. Raises `TypeError` for a fabric alone."""
        if not isinstance(self.subject, Subject):
            raise TypeError(self.number)
        return self.subject.design

    @property
    def area(self) -> Extent:
        """The part of the sheet for the model: left, bottom, right, top."""
        return _BINDING + _PAD, _EDGE + _PAD, self.paper.width - _EDGE - COLUMN - _PAD, self.paper.height - _EDGE - _PAD

    @property
    def view(self) -> Extent:
        """Where the model shows: all of the area, or of a window what is left beside the strips of grid bubbles."""
        left, bottom, right, top = self.area
        return self.area if self.window is None else (left + STRIP, bottom, right, top - STRIP)

    def word(self, text_key: str, /, **facts: str) -> str:
        """A text of this drawing."""
        return self.subject.words.drawing(self.key or self.number, text_key, **facts)

    def m(self, x: float, y: float) -> XY:
        """A model point on paper."""
        return self.transform.to_paper(x, y)

    def mm(self, metres: float) -> float:
        """A model length on paper."""
        return metres * self.transform.scale

    def inside(self, x: float, y: float) -> bool:
        """Whether a model point lies on the part of the sheet that shows the model."""
        left, bottom, right, top = self.view
        px, py = self.m(x, y)
        return left <= px <= right and bottom <= py <= top

    def line(
        self, points: Iterable[XY], layer: str, pen: str = "outline", colour: str = "", *, keep_clear: bool = False
    ) -> None:
        """A polyline; with `keep_clear` labels stay off it, else they do where there is room."""
        kept = tuple(points)
        self.items.append(Path(kept, layer, pen, colour))
        (self.occupied if keep_clear else self.avoided).take_line(kept)

    def polygon(
        self, points: Iterable[XY], layer: str, pen: str = "outline", *, colour: str = "", fill: str = "", tag: str = ""
    ) -> None:
        """A closed polygon; labels stay off its outline where there is room."""
        kept = tuple(points)
        self.items.append(Path(kept, layer, pen, colour, fill, True, tag=tag))
        if pen:
            self.avoided.take_line((*kept, kept[0]))

    def rectangle(
        self, box: Extent, layer: str, pen: str = "outline", *, colour: str = "", fill: str = "", tag: str = ""
    ) -> None:
        """An upright rectangle: left, bottom, right, top."""
        left, bottom, right, top = box
        self.polygon(
            ((left, bottom), (right, bottom), (right, top), (left, top)), layer, pen, colour=colour, fill=fill, tag=tag
        )

    def circle(
        self, centre: XY, radius: float, layer: str, pen: str = "outline", *, colour: str = "", fill: str = ""
    ) -> None:
        """A circle."""
        self.items.append(Circle(*centre, radius, layer, pen, colour, fill))

    def arc(self, centre: XY, radius: float, layer: str, pen: str, angles: tuple[float, float]) -> None:
        """An arc between two angles [degrees, anticlockwise]."""
        self.items.append(Circle(*centre, radius, layer, pen, start=angles[0], end=angles[1]))

    def stamp(self, stamp: Stamp, *, keep_clear: bool = True) -> None:
        """A tagged item of the model."""
        self.items.append(stamp)
        if keep_clear:
            turn = math.radians(stamp.rotation)
            w = abs(math.cos(turn)) * stamp.width + abs(math.sin(turn)) * stamp.depth
            d = abs(math.sin(turn)) * stamp.width + abs(math.cos(turn)) * stamp.depth
            self.occupied.take((stamp.x - w / 2, stamp.y - d / 2, stamp.x + w / 2, stamp.y + d / 2))

    def text(self, text: Text) -> None:
        """A text at a fixed place; its box is taken."""
        if text.text:
            self.items.append(text)
            self.occupied.take(extent(text))

    def try_text(self, text: Text, gap: float = 0.3) -> bool:
        """A text at a fixed place if that is free."""
        if not text.text or not self.occupied.free(extent(text), gap):
            return False
        self.text(text)
        return True

    def try_places(self, places: Iterable[Text], gap: float = 0.3) -> bool:
        """The first of some texts whose place is free and off every line, or else just free."""
        listed = [text for text in places if text.text]
        for avoid in (True, False):
            for text in listed:
                box = extent(text)
                if self.occupied.free(box, gap) and (not avoid or self.avoided.free(box, 0.0)):
                    self.text(text)
                    return True
        return False

    def write(self, at: XY, text: str, layer: str, height: float = NOTE, **style: object) -> None:
        """A text from its start, middle or end (`anchor`), at a fixed place."""
        self.text(Text(*at, text, height, layer, **style))  # type: ignore[arg-type]

    def centred(
        self, box: Extent, text: str, layer: str, heights: Sequence[float] = (LABEL, NOTE, SMALL), **style: object
    ) -> bool:
        """A text in the middle of a box, along it or upright, at the largest height that fits. The box itself may be
        taken.
        """
        left, bottom, right, top = box
        for height in heights:
            width = text_width(text, height, bool(style.get("bold")))
            for long, short, turn in ((right - left, top - bottom, 0.0), (top - bottom, right - left, 90.0)):
                if width + 0.8 <= long and height * 1.3 <= short:
                    dx, dy = (0.0, -height / 2) if turn == 0.0 else (height / 2, 0.0)
                    at = ((left + right) / 2 + dx, (bottom + top) / 2 + dy)
                    self.write(at, text, layer, height, anchor="middle", rotation=turn, **style)
                    return True
        return False

    def label(
        self,
        at: XY,
        text: str,
        layer: str,
        height: float = NOTE,
        reach: float = 45.0,
        *,
        own: Extent | None = None,
        **style: object,
    ) -> bool:
        """A text as near to a point as nothing else stands, with a leader when it is away from it.

        Off every line where there is room, with a leader that crosses nothing but its `own` box; else where it can.
        """
        places: Iterable[Place] = self._free_places(at, text, layer, height, reach, style)
        for avoid, crossing in ((True, False), (False, False), (False, True)):
            seen = []
            for made, box, distance in places:
                seen.append((made, box, distance))
                if avoid and not self.avoided.free(box, 0.0):
                    continue
                leader = _leader(at, box, own) if distance > height * 2.0 else ()
                if leader and not crossing and not self._clear(leader):
                    continue
                self.text(made)
                if leader:
                    self.items.append(Path(leader, layer, "fine", GREY))
                    self.occupied.take_line(leader)
                return True
            places = seen
        self.unplaced.append(text)
        return False

    def _free_places(
        self, at: XY, text: str, layer: str, height: float, reach: float, style: Mapping[str, object]
    ) -> Iterator[Place]:
        """Free places of a text around a point, the nearest first, all on the visible part, with box and distance."""
        half, distance = (text_width(text, height) / 2, height / 2), height * 0.9
        left, bottom, right, top = self.view
        made = Text(*at, text, height, layer, "middle", **style)  # type: ignore[arg-type]
        first = extent(made)
        while distance <= reach:
            for u, v in _SIDES:
                x, y = at[0] + u * (half[0] + distance), at[1] + v * (half[1] + distance) - height / 2
                dx, dy = x - at[0], y - at[1]
                box = first[0] + dx, first[1] + dy, first[2] + dx, first[3] + dy
                shown = box[0] > left and box[2] < right and box[1] > bottom and box[3] < top
                if shown and self.occupied.free(box, 0.6):
                    yield replace(made, x=x, y=y), box, distance
            distance += height * 0.8

    def _clear(self, leader: tuple[XY, ...]) -> bool:
        """Whether a leader, once it has left what it points to, crosses nothing on its way."""
        (ax, ay), (bx, by) = leader
        steps, left = max(2, int(math.dist(*leader) / 0.8)), False
        for i in range(steps):
            x, y = ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps
            free = self.occupied.free((x - 0.1, y - 0.1, x + 0.1, y + 0.1), 0.0)
            if left and not free:
                return False
            left = left or free
        return True

    def dimension(self, start: XY, end: XY, offset: float, text: str, layer: str = "G-ANNO-DIMS") -> None:
        """A dimension string parallel to a horizontal or vertical measure, at an offset from it [mm], text in its
        middle.
        """
        upright = abs(end[0] - start[0]) < abs(end[1] - start[1])
        dx, dy = (offset, 0.0) if upright else (0.0, offset)
        a, b = (start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy)
        sign = 1.0 if offset > 0 else -1.0
        for p, q in ((start, a), (end, b)):
            tail = (q[0] + sign * 1.5, q[1]) if upright else (q[0], q[1] + sign * 1.5)
            self.items.append(Path((p, tail), layer, "fine"))
        self.items.append(Path((a, b), layer, "fine"))
        for x, y in (a, b):
            self.items.append(Path(((x - 1, y - 1), (x + 1, y + 1)), layer, "light"))
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        place = (middle[0] - 1.2, middle[1]) if upright else (middle[0], middle[1] + 1.2)
        made = Text(*place, text, SMALL, layer, "middle", 90.0 if upright else 0.0)
        if text_width(text, SMALL) <= math.dist(a, b) - 1.0:
            self.try_text(made)
        else:
            self.try_text(
                replace(made, anchor="start", x=b[0] + 2.0)
                if not upright
                else replace(made, anchor="start", y=b[1] + 2.0)
            )


def _leader(at: XY, box: Extent, own: Extent | None) -> tuple[XY, ...]:
    """The line from a point, or from the edge of the box around it, to the nearest point of a label's box."""
    end = (min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3]))
    if own is None:
        return at, end
    start = (min(max(end[0], own[0]), own[2]), min(max(end[1], own[1]), own[3]))
    return () if math.dist(start, end) < 1.0 else (start, end)
