"""The axes that a hall is laid out in: found from the hall alone, so that it does not matter how it was drawn.

Of the axes along its longest wall, in all four directions and mirrored, those are taken in which the hall lies long,
has its louvres at the top, and in which what tells its images apart lies far along and low; only halls that are their
own image leave a choice, and there it does not matter. Everything is placed in these axes, then laid back into the
plan.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import shapely
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

from designer.layout.records import Layout
from designer.model import Motion, Note, Point
from designer.site.records import Hall, Site
from designer.site.squaring import moved
from designer.units import q

__all__ = ["bearings_of", "laid", "laid_back"]

#: Walls as long as the longest within so much are longest too, places as near are one [m].
_SAME = 1e-4
_DIGITS = 4
#: A hall turned by less [deg] stands square.
_SQUARE = 0.05

Marks = tuple[tuple[object, ...], ...]
Place = Callable[[Point], Point]


def bearings_of(hall: Hall, others: Sequence[tuple[str, Point]] = ()) -> Motion:
    """The axes of a hall, from its corner; `others` are places that tell its images apart where the hall does not:
    entries of fibre, plant as surveyed, each with its name [m].
    """
    found = [_seen(hall, others, turn, mirrored) for turn in _turns(hall.polygon) for mirrored in (False, True)]
    return min(found, key=lambda f: f[0])[1]


def laid(site: Site) -> tuple[Motion, Site]:
    """The site in the axes of its hall, and those axes."""
    others = [(route.name, route.entry) for route in site.fibre if route.entry is not None]
    others += [(item.tag, item.position) for item in site.plant if item.position is not None]
    motion = bearings_of(site.hall, others)
    hall, fibre, plant = moved(site.hall, site.fibre, site.plant, motion)
    return motion, replace(site, hall=_from_its_corner(hall), fibre=fibre, plant=plant)


def laid_back(motion: Motion, layout: Layout) -> Layout:
    """A layout made in the axes of a hall, in the plan of its brief."""
    if motion == Motion():
        return layout
    return replace(
        layout,
        notes=tuple(_note_back(motion, note) for note in layout.notes),
        placed=tuple(replace(p, box=motion.box_back(p.box)) for p in layout.placed),
        rows=tuple(
            replace(
                row, direction=motion.rotation_back(row.direction) % 180.0,
                facing=(motion.rotation_back(row.facing - 90.0) + 90.0) % 360.0,
            )
            for row in layout.rows
        ),
        aisles=tuple(replace(a, polygon=motion.shape_back(a.polygon)) for a in layout.aisles),
        galleries=tuple(replace(g, polygon=motion.shape_back(g.polygon)) for g in layout.galleries),
        trays=tuple(replace(t, nodes=tuple(motion.back(node) for node in t.nodes)) for t in layout.trays),
        routes=tuple(replace(r, line=motion.line_back(r.line)) for r in layout.routes),
        second_ways=tuple(replace(r, line=motion.line_back(r.line)) for r in layout.second_ways),
        elements=tuple(
            e if e.position is None else replace(e, position=motion.position_back(e.position)) for e in layout.elements
        ),
    )  # fmt: skip


def _note_back(motion: Motion, note: Note) -> Note:
    """A note with what it says of the rows' direction in the plan."""
    if note.key != "layout.rows":
        return note
    direction = note.facts["direction"]
    turned = q(motion.rotation_back(direction.m_as("deg")) % 180.0, "deg")  # type: ignore[union-attr]
    return replace(note, facts={**note.facts, "direction": turned})


def _turns(polygon: Polygon) -> Iterator[float]:
    """Directions of the longest walls and square to them [deg]."""
    walls = [w for ring in (polygon.exterior, *polygon.interiors) for w in pairwise(ring.coords)]
    longest = max(math.dist(*w) for w in walls)
    known: list[float] = []
    for (ax, ay), (bx, by) in walls:
        if math.dist((ax, ay), (bx, by)) > longest - _SAME:
            turn = math.degrees(math.atan2(by - ay, bx - ax)) % 90.0
            turn = 0.0 if min(turn, 90.0 - turn) < _SQUARE else turn
            if all(min(abs(turn - one), 90.0 - abs(turn - one)) >= _SQUARE for one in known):
                known.append(turn)
    yield from (turn + 90.0 * quarter for turn in known for quarter in range(4))


def _seen(hall: Hall, others: Sequence[tuple[str, Point]], turn: float, mirrored: bool) -> tuple[Marks, Motion]:
    """What a hall looks like in axes, and those axes moved to its corner."""
    turned = Motion(turn, mirrored)
    ring = [turned.at((x, y)) for x, y, *_ in hall.polygon.exterior.coords]
    (u0, u1), (v0, v1) = ((min(axis), max(axis)) for axis in zip(*ring, strict=True))
    motion = Motion(turn, mirrored, (u0, v0))
    upright = u1 - u0 < v1 - v0 - _SAME
    return ((upright, round(-_louvres_high(hall, motion, v1 - v0), 2)), *_marks(hall, others, motion.at)), motion


def _louvres_high(hall: Hall, motion: Motion, height: float) -> float:
    """Louvre in the upper half of a hall [m]."""
    ends = [(motion.at(o.start), motion.at(o.end)) for o in hall.openings if o.kind == "louvre"]
    return sum(math.dist(a, b) for a, b in ends if (a[1] + b[1]) / 2 > height / 2 + _SAME)


def _marks(hall: Hall, others: Sequence[tuple[str, Point]], at: Place) -> Marks:
    """Everything of a hall by place, from its far end, what shapes it most first."""

    def spot(point: Point) -> Point:
        u, v = at(point)
        return round(-u, _DIGITS) + 0.0, round(v, _DIGITS) + 0.0

    def corners(shape: Polygon) -> tuple[Point, ...]:
        rings = (shape.exterior, *shape.interiors)
        return tuple(sorted(spot((x, y)) for ring in rings for x, y, *_ in ring.coords[1:]))

    return (
        corners(hall.polygon),
        tuple((*corners(part.polygon), part.name) for part in hall.parts),
        tuple(sorted(corners(yard) for yard in hall.yards)),
        tuple(sorted((o.kind, *sorted((spot(o.start), spot(o.end)))) for o in hall.openings)),
        tuple(sorted((*spot((d.x, d.y)), d.kind, d.exit, d.width, d.tag) for d in hall.doors)),
        tuple(sorted((corners(k.polygon), k.passable, k.tag) for k in hall.keep_outs)),
        tuple(sorted((*spot((c.x, c.y)), c.width, c.depth) for c in hall.columns)),
        tuple(sorted((corners(link.polygon), link.tag) for link in hall.links)),
        tuple((*spot(place), name) for name, place in others),
        tuple(corners(yard) for yard in hall.yards),
    )


def _from_its_corner(hall: Hall) -> Hall:
    """The hall with its outline told from the lowest corner on, anticlockwise."""
    return replace(hall, polygon=orient(shapely.normalize(hall.polygon)))
