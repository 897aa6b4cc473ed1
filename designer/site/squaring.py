"""The plan laid square: the hall is turned so that most of its walls run along the axes, and everything with it.

Rooms then route along x and y, and drawings stand straight on the sheet. What is handed out again (CAD files, data,
schedules) is told in the brief's own axes.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from shapely.geometry import Polygon

from designer.model import Motion
from designer.site.records import FibreRoute, Hall, PlantItem

__all__ = ["moved", "squared", "turn_of"]

#: A hall turned by less [deg] stands square.
_SQUARE = 0.05


def turn_of(polygon: Polygon) -> float:
    """Direction of most of the walls [deg] within 45 degrees of the x axis; 0 for a hall that stands square.

    >>> turn_of(Polygon([(0, 0), (4, 3), (1, 7), (-3, 4)]))
    36.869898
    """
    weights: dict[float, float] = {}
    for ring in (polygon.exterior, *polygon.interiors):
        for (ax, ay), (bx, by) in pairwise(ring.coords):
            angle = math.degrees(math.atan2(by - ay, bx - ax)) % 90.0
            known = next((a for a in weights if min(abs(a - angle), 90.0 - abs(a - angle)) < _SQUARE), angle)
            weights[known] = weights.get(known, 0.0) + math.dist((ax, ay), (bx, by))
    heaviest = max(weights, key=lambda a: (round(weights[a], 3), -a))
    turn = heaviest - 90.0 if heaviest > 45.0 else heaviest
    return 0.0 if abs(turn) < _SQUARE else round(turn, 6)


def squared(
    hall: Hall, fibre: Sequence[FibreRoute], plant: Sequence[PlantItem]
) -> tuple[Hall, tuple[FibreRoute, ...], tuple[PlantItem, ...]]:
    """The hall laid square with the entries of its fibre and the places of its plant; unchanged where it is so."""
    turn = turn_of(hall.polygon)
    if not turn:
        return hall, tuple(fibre), tuple(plant)
    hall, fibre, plant = moved(hall, fibre, plant, Motion(turn))
    return replace(hall, north=round((hall.north - turn) % 360.0, 6), turn=turn), fibre, plant


def moved(
    hall: Hall, fibre: Sequence[FibreRoute], plant: Sequence[PlantItem], motion: Motion
) -> tuple[Hall, tuple[FibreRoute, ...], tuple[PlantItem, ...]]:
    """Everything that has a place, in other axes; north, datum and turn stay as they are."""
    at, laid = motion.at, motion.shape
    turned = replace(
        hall,
        polygon=laid(hall.polygon),
        columns=tuple(
            replace(c, x=at((c.x, c.y))[0], y=at((c.x, c.y))[1], rotation=_upright(motion.rotation(c.rotation)))
            for c in hall.columns
        ),
        doors=tuple(replace(d, x=at((d.x, d.y))[0], y=at((d.x, d.y))[1]) for d in hall.doors),
        openings=tuple(replace(o, start=at(o.start), end=at(o.end)) for o in hall.openings),
        keep_outs=tuple(replace(k, polygon=laid(k.polygon)) for k in hall.keep_outs),
        yards=tuple(laid(yard) for yard in hall.yards),
        grid=tuple(replace(g, start=at(g.start), end=at(g.end)) for g in hall.grid),
        parts=tuple(replace(p, polygon=laid(p.polygon)) for p in hall.parts),
        links=tuple(
            replace(k, polygon=laid(k.polygon), mouths=tuple((name, at(spot)) for name, spot in k.mouths))
            for k in hall.links
        ),
    )
    entries = tuple(r if r.entry is None else replace(r, entry=at(r.entry)) for r in fibre)
    return turned, entries, tuple(p if p.position is None else replace(p, position=at(p.position)) for p in plant)


def _upright(rotation: float) -> float:
    """A column's rotation, 0 where it is as good as square."""
    angle = rotation % 180.0
    return 0.0 if min(angle, 180.0 - angle) < _SQUARE else round(angle, 6)
