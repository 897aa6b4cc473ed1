"""A hall made longer, a yard made deeper: the brief's geometry with more ground in it."""

from collections.abc import Callable
from dataclasses import replace

from shapely.affinity import scale
from shapely.geometry import Polygon

from designer.model import Point
from designer.site.hall_records import Column, Hall
from designer.site.records import Site

__all__ = ["longer", "wider_yard"]

#: What lies within this of the far wall moves with it [m].
_WALL = 0.05
Along = Callable[[float, float], Point]


def longer(site: Site, metres: float) -> Site:
    """The site with its hall longer by so many metres: the far end wall, its doors and what stands beyond move out,
    bays are added at the pitch of the last.
    """
    hall = site.hall
    left, bottom, right, top = hall.polygon.bounds
    across = 0 if right - left >= top - bottom else 1
    cut = (right if across == 0 else top) - _WALL

    def move(x: float, y: float) -> Point:
        step = metres if (x, y)[across] >= cut else 0.0
        return (x + step, y) if across == 0 else (x, y + step)

    grown = replace(
        hall,
        polygon=_moved(hall.polygon, move),
        columns=_bays(hall, across, cut + _WALL + metres),
        doors=tuple(replace(d, x=move(d.x, d.y)[0], y=move(d.x, d.y)[1]) for d in hall.doors),
        openings=tuple(replace(o, start=move(*o.start), end=move(*o.end)) for o in hall.openings),
        keep_outs=tuple(replace(k, polygon=_moved(k.polygon, move)) for k in hall.keep_outs),
        yards=tuple(_moved(yard, move) for yard in hall.yards),
        parts=tuple(replace(p, polygon=_moved(p.polygon, move)) for p in hall.parts),
        links=tuple(replace(k, polygon=_moved(k.polygon, move)) for k in hall.links),
    )  # fmt: skip
    fibre = tuple(replace(r, entry=move(*r.entry)) if r.entry else r for r in site.fibre)
    plant = tuple(replace(p, position=move(*p.position)) if p.position else p for p in site.plant)
    return replace(site, hall=grown, fibre=fibre, plant=plant)


def _moved(polygon: Polygon, move: Along) -> Polygon:
    rings = [[move(x, y) for x, y, *_ in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]
    return Polygon(rings[0], rings[1:])


def _bays(hall: Hall, across: int, end: float) -> tuple[Column, ...]:
    """The columns with bays added up to the new end wall, at the pitch of the last two lines of columns."""
    places = sorted({round((c.x, c.y)[across], 3) for c in hall.columns})
    if len(places) < 2:
        return hall.columns
    last, pitch = places[-1], places[-1] - places[-2]
    line = [c for c in hall.columns if abs((c.x, c.y)[across] - last) < _WALL]
    added = []
    count = int((end - _WALL - last) // pitch)
    for n in range(1, count + 1):
        for c in line:
            x, y = (c.x + n * pitch, c.y) if across == 0 else (c.x, c.y + n * pitch)
            added.append(replace(c, tag=f"{c.tag}+{n}", x=x, y=y))
    return (*hall.columns, *added)


def wider_yard(site: Site, area: float) -> Site:
    """The site with its largest yard deeper by so much area [m2], away from the hall. Raises `ValueError` without one.
    """
    yards = site.hall.yards
    largest = max(range(len(yards)), key=lambda n: yards[n].area)
    yard = yards[largest]
    left, bottom, right, top = yard.bounds
    centre, hall = yard.centroid, site.hall.polygon.centroid
    share = (yard.area + area) / yard.area
    if abs(centre.y - hall.y) >= abs(centre.x - hall.x):
        grown = scale(yard, 1.0, share, origin=(left, bottom if centre.y > hall.y else top))
    else:
        grown = scale(yard, share, 1.0, origin=(left if centre.x > hall.x else right, bottom))
    return replace(site, hall=replace(site.hall, yards=(*yards[:largest], grown, *yards[largest + 1 :])))
