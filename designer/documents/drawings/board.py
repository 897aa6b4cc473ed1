"""The drawing board: collects items, places labels where nothing is, and keeps what goes into the legend column."""

import heapq
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from designer.checks.records import Design
from designer.documents.drawings.drawing import Circle, Dimension, Item, Paper, Path, Stamp, Text, Transform
from designer.documents.drawings.labels import Label, dimension_texts, inside, leader, middled, within
from designer.documents.drawings.legend import LegendEntry, SideTable
from designer.documents.drawings.lettering import Extent, extent, text_width
from designer.documents.drawings.placing import Occupied
from designer.documents.drawings.styles import GREY, LABEL, NOTE, OWN_PAPER, PAPERS, SHRINK, SMALL
from designer.documents.subject import Subject, Voice

__all__ = ["COLUMN", "LAP", "STRIP", "Board", "LegendEntry", "SideTable"]

XY = tuple[float, float]
#: Where a text may start, the rectangle around it, its distance from what it names, and that point.
Place = tuple[XY, Extent, float, XY]

#: Width of the column with notes, legend and title block [mm].
COLUMN = 150.0
#: Width of the strips with grid bubbles beside a window [mm].
STRIP = 13.0
#: How much a part of a plan shows beyond its match lines [mm].
LAP = 12.0
_BINDING, _EDGE, _PAD = 20.0, 10.0, 4.0
#: Clear space around a label, and half the width of its leader [mm].
_AWAY, _THICK = 0.6, 0.1
#: What a leader may cross: nothing, things but no texts, all.
_NOTHING_CROSSED, _THINGS, _ALL = range(3)
#: Ways to place a label near what it names [mm]: off every line, else over thin ones.
_NEAR = ((True, _NOTHING_CROSSED, 24.0), (False, _NOTHING_CROSSED, 24.0))
_NOTHING: Extent = (math.inf, math.inf, -math.inf, -math.inf)
#: Directions in which a label is tried, the best first, as multiples of its half size.
_SIDES: tuple[XY, ...] = (
    *((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1)),
    *((1, 0.5), (-1, 0.5), (1, -0.5), (-1, -0.5), (0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1)),
)


@dataclass(slots=True)
class Board:
    """One drawing in the making. Points are paper millimetres; `m` turns model metres into them.

    `strips` are kept for dimensions, no label is placed there; what finds no place where it shows is `unplaced` and
    told in a note.

    A `schedule` stands on the free part of a plan where that has room for all of it. A `quiet` board carries no
    labels: what it shows is told elsewhere. A small sheet is drawn as a larger one with the house's letters, and made
    smaller by `shrink` when it is finished.
    """

    subject: Voice
    number: str
    paper: Paper
    transform: Transform = field(default_factory=Transform)
    scaled: bool = False
    scale_text: str = ""
    items: list[Item] = field(default_factory=list)
    occupied: Occupied = field(default_factory=Occupied)
    avoided: Occupied = field(default_factory=Occupied)
    lettered: Occupied = field(default_factory=Occupied)
    legend: list[LegendEntry] = field(default_factory=list)
    tables: list[SideTable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    window: Extent | None = None
    focus: Extent | None = None
    unplaced: list[str] = field(default_factory=list)
    key: str = ""
    north: bool = True
    ratio: int = 0
    beyond: frozenset[str] = frozenset()
    part: tuple[int, int] | None = None
    shrink: float = 1.0
    dimensions: list[Dimension] = field(default_factory=list)
    unlettered: list[tuple[XY, XY, str, str]] = field(default_factory=list)
    strips: list[Extent] = field(default_factory=list)
    frame: Extent | None = None
    quiet: bool = False
    schedule: SideTable | None = None

    @classmethod
    def of(cls, subject: Voice, number: str, key: str = "") -> "Board":
        """A board on the sheet that the brief or the unit system names. `key` names its words where that is not its
        number.
        """
        unscaled, wish = subject.words.label("drawing.no_scale"), subject.project.sheets
        name = wish.drawings or OWN_PAPER[subject.printer.system]
        paper, shrink = PAPERS[name], SHRINK[name]
        sides = (paper.height, paper.width) if wish.portrait else (paper.width, paper.height)
        drawn = Paper(paper.name, sides[0] / shrink, sides[1] / shrink)
        return cls(subject, number, drawn, scale_text=unscaled, key=key, shrink=shrink)

    @property
    def margins(self) -> tuple[float, float]:
        """From the edges of the sheet to its frame: at the binding, and elsewhere."""
        return _BINDING / self.shrink, _EDGE / self.shrink

    def at_scale(self, ratio: float) -> float:
        """Millimetres of this board for a metre at a scale of one to `ratio`."""
        return 1000.0 / ratio / self.shrink

    @property
    def design(self) -> Design:
        """The design that the board shows. Raises `TypeError` for a fabric alone."""
        if not isinstance(self.subject, Subject):
            raise TypeError(self.number)
        return self.subject.design

    @property
    def area(self) -> Extent:
        """The part of the sheet for the model: left, bottom, right, top; of a view among others its frame."""
        if self.frame is not None:
            return self.frame
        (binding, edge), paper = self.margins, self.paper
        return binding + _PAD, edge + _PAD, paper.width - edge - COLUMN - _PAD, paper.height - edge - _PAD

    @property
    def view(self) -> Extent:
        """Where the model shows: all of the area, or of a window what is left beside the strips of grid bubbles; a part
        of a plan ends a little beyond where others go on.
        """
        left, bottom, right, top = self.area
        if self.window is None:
            return self.area
        (west, south), (east, north) = self.m(*self.window[:2]), self.m(*self.window[2:])
        if self.frame is not None:
            return west, south, east, north
        return (
            west - LAP if "left" in self.beyond else left + STRIP, south - LAP if "bottom" in self.beyond else bottom,
            east + LAP if "right" in self.beyond else right, north + LAP if "top" in self.beyond else top - STRIP,
        )  # fmt: skip

    @property
    def title(self) -> str:
        """The title of the drawing, of a part with which it is."""
        title = self.word("title")
        if self.part is None:
            return title
        part, parts = (str(n) for n in self.part)
        return self.subject.words.label("drawing.part", title=title, part=part, parts=parts)

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
        turns = [math.radians(angles[0] + (angles[1] - angles[0]) * i / 6) for i in range(7)]
        self.avoided.take_line([(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns])

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
            for taken in (self.occupied, self.lettered):
                taken.take(extent(text))

    def try_text(self, text: Text, gap: float = 0.3) -> bool:
        """A text at a fixed place if that is free."""
        if not text.text or not self.occupied.free(extent(text), gap):
            return False
        self.text(text)
        return True

    def try_places(self, places: Iterable[Text], gap: float = 0.3) -> bool:
        """The first of some texts whose place is free and off every line, or else just free."""
        listed = [text for text in places if text.text and not self.quiet]
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
                if width + 1.6 <= long and height * 1.3 <= short:
                    dx, dy = (0.0, -height / 2) if turn == 0.0 else (height / 2, 0.0)
                    at = ((left + right) / 2 + dx, (bottom + top) / 2 + dy)
                    self.write(at, text, layer, height, anchor="middle", rotation=turn, **style)
                    return True
        return False

    def label(
        self, at: XY, text: str, layer: str, height: float = NOTE, reach: float = 45.0, *,
        own: Extent | None = None, **style: object,
    ) -> bool:
        """A text as near to a point as nothing else stands, with a leader when it is away from it.

        Off every line where there is room, with a leader that crosses nothing but its `own` box; else where it can.
        """
        return self.label_any((at,), text, layer, height, reach, own=own, **style)

    def label_any(
        self, points: Sequence[XY], text: str, layer: str, height: float = NOTE, reach: float = 45.0, *,
        own: Extent | None = None, **style: object,
    ) -> bool:
        """A text as near to any of some points as nothing else stands, with a leader when it is away from it: a long
        leader only where neither a place off every line nor one over thin lines is near.
        """
        points = points if self.window is None else [at for at in points if inside(at, self.view)]
        if self.quiet or not points:
            return False
        tried = Label(text, layer, height, reach, own, style)
        far = ((True, _NOTHING_CROSSED), (False, _NOTHING_CROSSED), (False, _THINGS), (False, _ALL))
        if self._labelled(points, tried, (*_NEAR, *((avoid, crossing, reach) for avoid, crossing in far))):
            return True
        if any(inside(at, self.view) for at in points):
            self.unplaced.append(text)
        return False

    def try_label(
        self, points: Sequence[XY], text: str, layer: str, height: float = NOTE, reach: float = 45.0, **style: object
    ) -> bool:
        """A text that points to one of some points, where there is a place from which its leader crosses nothing."""
        ways = (*_NEAR, (True, _NOTHING_CROSSED, reach), (False, _NOTHING_CROSSED, reach))
        return not self.quiet and self._labelled(points, Label(text, layer, height, reach, None, style), ways)

    def _labelled(self, points: Sequence[XY], tried: Label, ways: Iterable[tuple[bool, int, float]]) -> bool:
        """Place a label in the first way that has room: off every line or not, its leader crossing things or not, how
        far away.
        """
        places = self._tried(points, tried)
        for avoid, crossing, reach in ways:
            places, looked_at = itertools.tee(places)
            for start, box, distance, point in looked_at:
                if distance > reach:
                    break
                if avoid and not self.avoided.free(box, 0.0):
                    continue
                line = leader(point, box, tried.own) if distance > tried.height * 2.0 else ()
                if line and crossing < _ALL and not self._clear(line, things=crossing == _NOTHING_CROSSED):
                    continue
                self.text(middled(start, tried))
                if line:
                    self.items.append(Path(line, tried.layer, "fine", GREY))
                    self.occupied.take_line(line)
                return True
        return False

    def _tried(self, points: Sequence[XY], tried: Label) -> Iterator[Place]:
        """Free places of a text around some points, the nearest first."""
        places = [self._free_places(at, tried) for at in points]
        return heapq.merge(*places, key=lambda place: place[2]) if len(places) > 1 else places[0]

    def _free_places(self, at: XY, tried: Label) -> Iterator[Place]:
        """Free places of a text around a point, the nearest first, all on the visible part.

        What was in the way in a direction is often so a step further: it is looked at first.
        """
        height, ways, before = tried.height, [*enumerate(_SIDES)], [_NOTHING] * len(_SIDES)
        half, distance = (text_width(tried.text, height) / 2, height / 2), height * 0.9
        left, bottom, right, top = self.view
        strips = self.strips
        a, b, c, d = extent(middled((0.0, height / 2), tried))
        while distance <= tried.reach:
            for way, (u, v) in ways:
                x, y = at[0] + u * (half[0] + distance), at[1] + v * (half[1] + distance) - height
                box = west, south, east, north = a + x, b + y, c + x, d + y
                w, s, e, n = before[way]
                if west - _AWAY < e and w < east + _AWAY and south - _AWAY < n and s < north + _AWAY:
                    continue
                if any(west < e and w < east and south < n and s < north for w, s, e, n in strips):
                    continue
                if west > left and east < right and south > bottom and north < top:
                    met = self.occupied.met(box, _AWAY)
                    if met is None:
                        yield (x, y + height / 2), box, distance, at
                    else:
                        before[way] = met
            distance += height * 0.8

    def _clear(self, line: tuple[XY, ...], *, things: bool = True) -> bool:
        """Whether a leader crosses no text, and none of the `things` once it has left what it points to."""
        (ax, ay), (bx, by) = line
        steps, left, met, known = max(2, int(math.dist(*line) / 0.8)), False, self.occupied.met, _NOTHING
        for i in range(steps):
            x, y = ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps
            here = x - _THICK, y - _THICK, x + _THICK, y + _THICK
            if not self.lettered.free(here, 0.0):
                return False
            if known[0] < x + _THICK and x - _THICK < known[2] and known[1] < y + _THICK and y - _THICK < known[3]:
                continue
            found = met(here, 0.0) if things else None
            if found is None:
                left = True
            elif left:
                return False
            else:
                known = found
        return True

    def dimension(self, start: XY, end: XY, offset: float, text: str, layer: str = "G-ANNO-DIMS") -> None:
        """A dimension string parallel to a horizontal or vertical measure, at an offset from it [mm], text in its
        middle. In a window only where it shows whole: a string that is cut measures nothing.
        """
        upright = abs(end[0] - start[0]) < abs(end[1] - start[1])
        dx, dy = (offset, 0.0) if upright else (0.0, offset)
        a, b = (start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy)
        if self.window is not None and not all(inside(at, self.view) for at in (start, a, end, b)):
            return
        self.dimensions.append(Dimension(start, end, offset, text, layer))
        sign = 1.0 if offset > 0 else -1.0
        for p, q in ((start, a), (end, b)):
            tail = (q[0] + sign * 1.5, q[1]) if upright else (q[0], q[1] + sign * 1.5)
            self.line((p, tail), layer, "fine")
        self.line((a, b), layer, "fine")
        for x, y in (a, b):
            self.items.append(Path(((x - 1, y - 1), (x + 1, y + 1)), layer, "light"))
        self.unlettered.append((a, b, text, layer))

    def letter(self) -> None:
        """The figures of the dimensions, when everything else stands: in the middle of their lines where that is clear
        of all lines, else along them or beyond their ends, else away from them with a leader.
        """
        waiting, self.unlettered = self.unlettered, []
        for a, b, text, layer in waiting:
            places = [one for one in dimension_texts(a, b, text, layer) if not self.window or within(one, self.view)]
            middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
            if not self.try_places(places, 0.2) and inside(middle, self.view):
                self.label(middle, text, layer, SMALL)
