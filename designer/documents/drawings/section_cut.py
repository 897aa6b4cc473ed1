"""Where the sections cut the hall and what they meet: square to the rows through as many racks as can be, and along
the rows before as many racks as can be.

Places along a cut are metres from the origin of the rows' frame.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, Polygon

from designer.documents.drawings.board import Board
from designer.documents.subject import Subject
from designer.layout.frame import Frame
from designer.layout.records import Layout, Placed, TrayNetwork

__all__ = ["Cut", "Span", "cut_ends", "cut_of", "long_cut_of", "long_cuts_of", "plant_cuts"]

XY = tuple[float, float]
Span = tuple[float, float]
_SAME = 1e-6
#: How tags of plant rooms begin, in the order in which they are shown.
_PLANT = ("MECH", "ELEC")


@dataclass(frozen=True, slots=True)
class Cut:
    """A plane: the frame whose u is square to it, and its place along u [m].

    A section shows v from left to right: who looks at it looks to lower u, to higher u in a mirrored frame.
    """

    frame: Frame
    at: float

    @property
    def look(self) -> float:
        """Where the section looks along u: 1 or -1."""
        return 1.0 if self.frame.mirrored else -1.0

    def spans(self, polygon: Polygon) -> list[Span]:
        """What of a polygon lies in the plane."""
        low, high = (f(v for _, v in self.frame.into(polygon.exterior.coords)) for f in (min, max))
        line = LineString([self.frame.out(self.at, low - 1.0), self.frame.out(self.at, high + 1.0)])
        met = polygon.intersection(line)
        parts = [p for p in getattr(met, "geoms", [met]) if p.length > _SAME]
        levels = [sorted(float(v) for _, v in self.frame.into(p.coords)) for p in parts]
        return sorted((found[0], found[-1]) for found in levels)

    def crossings(self, points: Sequence[XY]) -> Iterator[float]:
        """Where a line in the plan passes through the plane."""
        placed = self.frame.into(points).tolist()
        for (ua, va), (ub, vb) in itertools.pairwise(placed):
            if (ua - self.at) * (ub - self.at) <= 0.0 and abs(ub - ua) > _SAME:
                yield va + (vb - va) * (self.at - ua) / (ub - ua)

    def beyond(self, tray: TrayNetwork) -> list[Span]:
        """The pieces of the nearest tray that runs along the plane, behind it."""
        ends = [(self.frame.into([tray.nodes[e.a], tray.nodes[e.b]])).tolist() for e in tray.edges]
        along = [
            (a, b) for a, b in ends
            if abs(a[0] - b[0]) < _SAME < abs(a[1] - b[1]) and (a[0] - self.at) * self.look > _SAME
        ]
        nearest = min((a[0] for a, _ in along), key=lambda u: abs(u - self.at), default=0.0)
        return [(min(a[1], b[1]), max(a[1], b[1])) for a, b in along if abs(a[0] - nearest) < _SAME]

    def racks(self, layout: Layout) -> list[tuple[Span, Placed]]:
        """The racks in the plane, from its low end."""
        found = [(span, p) for p in layout.of("rack") for span in self.spans(Polygon(p.box.corners))]
        return sorted(found, key=lambda one: one[0])


def cut_of(layout: Layout) -> Cut | None:
    """The plane through most rows, of those the one nearest the middle of all racks; nothing without rows."""
    racks = layout.of("rack")
    if not racks or not layout.rows:
        return None
    frame = Frame(layout.rows[0].direction)
    centres = [float(u) for u, _ in frame.into([(r.box.at.x, r.box.at.y) for r in racks])]
    middle = (min(centres) + max(centres)) / 2
    met = {u: sum(abs(u - other) < r.box.width / 2 for other, r in zip(centres, racks, strict=True)) for u in centres}
    return Cut(frame, min(met, key=lambda u: (-met[u], round(abs(u - middle), 3), u)))


def plant_cuts(layout: Layout, first: Cut) -> Iterator[tuple[str, Cut]]:
    """The planes square to the rows through most plant of each plant room, mechanical ones first, that meet no rack:
    where rows stand beside a room the first plane shows it already.
    """
    rooms = sorted({p.room for p in layout.placed if p.room.startswith(_PLANT)}, key=lambda r: (_PLANT.index(r[:4]), r))
    for room in rooms:
        spans = []
        for placed in (p for p in layout.placed if p.room == room):
            along = first.frame.into(placed.box.corners)[:, 0]
            spans.append((float(along.min()), float(along.max())))
        middles = [(low + high) / 2 for low, high in spans]
        held = {u: sum(low < u < high for low, high in spans) for u in middles}
        cut = Cut(first.frame, min(held, key=lambda u: (-held[u], round(u, 3))))
        if not cut.racks(layout):
            yield room, cut


def long_cut_of(layout: Layout) -> tuple[Cut, Span] | None:
    """The plane along the rows before the line of most racks that looks at it, and the part of u that is looked at:
    from the middle of the aisle before it to that of the aisle behind it; nothing without such rows.
    """
    return next(iter(long_cuts_of(layout)), None)


def long_cuts_of(layout: Layout) -> list[tuple[Cut, Span]]:
    """Such planes before every line of racks that looks at one, that of most racks first."""
    if not layout.rows:
        return []
    frame = Frame(layout.rows[0].direction).across()
    lines: dict[float, list[Placed]] = {}
    for rack in layout.of("rack"):
        corners = frame.into(rack.box.corners)
        front, rear = float(corners[:2, 0].mean()), float(corners[2:, 0].mean())
        if rear - front > rack.box.depth / 2:
            lines.setdefault(round(front, 3), []).append(rack)
    widths = {aisle.tag: aisle.width for aisle in layout.aisles}
    found = []
    for front in sorted(lines, key=lambda at: (-len(lines[at]), at)):
        depth = max(rack.box.depth for rack in lines[front])
        row = next(row for row in layout.rows if lines[front][0].tag in row.members)
        at = front - widths.get(row.cold_aisle, 0.0) / 2
        found.append((Cut(frame, at), (at, front + depth + widths.get(row.hot_aisle, 0.0) / 2)))
    return found


def cut_ends(board: Board, subject: Subject, cut: Cut | None) -> list[tuple[XY, XY, XY]]:
    """The ends of a cut on a plan, beyond the hall: where its stroke begins and ends, and where its arrow points."""
    if cut is None:
        return []
    spans, scale, found = cut.spans(subject.site.hall.polygon), board.transform.scale, []
    for v, sign in ((spans[0][0], -1.0), (spans[-1][1], 1.0)):
        reach = [v + sign * millimetres / scale for millimetres in (1.0, 7.0)]
        inner, outer = (board.m(*cut.frame.out(cut.at, place)) for place in reach)
        found.append((inner, outer, board.m(*cut.frame.out(cut.at + cut.look * 4.0 / scale, reach[1]))))
    return found
