"""Areas of the plan: from corners to a valid polygon, or to mistakes that say what is wrong with them."""

import math
from collections.abc import Sequence
from itertools import pairwise

from shapely import normalize, remove_repeated_points
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from designer.model import Point
from designer.site.draft import Draft, Path_

__all__ = ["area_of", "canonical", "nearest_wall", "points_of", "sound"]

#: Corners closer than this [m] are the same corner.
_SAME = 1e-3


def points_of(corners: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    """Corners [m] as points, a repeated first corner at the end left out."""
    points = tuple((float(x), float(y)) for x, y in corners)
    if len(points) > 1 and math.dist(points[0], points[-1]) < _SAME:
        points = points[:-1]
    return points


def area_of(draft: Draft, corners: Sequence[Sequence[float]], path: Path_) -> Polygon | None:
    """The anticlockwise polygon of corners [m]; None, with mistakes, when they bound no proper area."""
    points = points_of(corners)
    if len(points) < 3:
        draft.wrong("outline-too-few", path, len(points), 3)
        return None
    twins = [i for i, p in enumerate(points) if math.dist(p, points[i - 1]) < _SAME]
    for index in twins:
        draft.wrong("outline-duplicate", (*path, index), draft.spot(points[index]))
    if twins:
        return None
    side = max(max(p[i] for p in points) - min(p[i] for p in points) for i in (0, 1))
    limit = draft.threshold("side_max")
    if side > limit.si("m"):
        draft.wrong("outline-too-large", path, draft.length(side), draft.length(limit.si("m")))
        return None
    polygon = Polygon(points)
    if polygon.convex_hull.area < _SAME * side:
        draft.wrong("outline-flat", path)
        return None
    if not polygon.is_valid:
        draft.wrong("outline-crossing", path, _where(draft, polygon))
        return None
    return orient(polygon)


def sound(draft: Draft, outline: Polygon, path: Path_) -> Polygon | None:
    """An outline of a drawing with its holes, anticlockwise; None, with mistakes, when it bounds no proper area.

    Corners that lie on one another but for the drawing's rounding are one.
    """
    outline = remove_repeated_points(outline, _SAME)
    whole = area_of(draft, list(outline.exterior.coords)[:-1], path)
    if whole is None or not outline.interiors:
        return whole
    cut = orient(Polygon(whole.exterior, [list(ring.coords) for ring in outline.interiors]))
    if not cut.is_valid:
        draft.wrong("outline-crossing", path, _where(draft, cut))
        return None
    return cut


def canonical(area: Polygon) -> Polygon:
    """The same area with its corners counter-clockwise from the lowest left one, however it was drawn."""
    return orient(normalize(area))


def nearest_wall(polygon: Polygon, point: Point) -> tuple[float, Point, float]:
    """Distance [m] of a point to the outline or a hole of it, the nearest point of it, and the length [m] of that
    wall.
    """
    here = ShapelyPoint(point)
    ring = min((polygon.exterior, *polygon.interiors), key=lambda r: round(r.distance(here), 6))
    at = ring.interpolate(ring.project(here))
    corners = list(ring.coords)
    walls = [(_off(here, a, b), math.dist(a, b)) for a, b in pairwise(corners)]
    return float(ring.distance(here)), (round(at.x, 6), round(at.y, 6)), min(walls)[1]


def _off(here: ShapelyPoint, a: Sequence[float], b: Sequence[float]) -> float:
    """Distance of a point to the wall from a to b, rounded so that equal walls compare equal."""
    length = math.dist(a, b)
    along = ((here.x - a[0]) * (b[0] - a[0]) + (here.y - a[1]) * (b[1] - a[1])) / length**2
    share = min(1.0, max(0.0, along))
    foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    return round(math.dist((here.x, here.y), foot), 6)


def _where(draft: Draft, polygon: Polygon) -> str:
    text = explain_validity(polygon)
    _, _, tail = text.partition("[")
    return draft.spot([float(part) for part in tail.rstrip("]").split()]) if tail else text
