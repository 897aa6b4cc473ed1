"""Closed outlines from the lines of a drawing: closed curves as they are, open ones joined end to end.

Ends closer than a tolerance are joined and counted; wider gaps are told by their place. Walls that stop at a door are
carried through it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot

from designer.model import Point

__all__ = ["Gap", "Rings", "hall_of", "rings_of"]

#: Two outlines this close to one another [m] are the two faces of one wall.
_WALL = 1.0
#: Areas below this [m2] are no rings.
_SPECK = 1e-4
#: Lines are cut at one another on a grid of this [m]: an end that lies on a line but for rounding meets it.
_GRID = 1e-6


@dataclass(frozen=True, slots=True)
class Gap:
    """Two loose ends and how far they are apart [m]."""

    one: Point
    other: Point
    width: float


@dataclass(frozen=True, slots=True)
class Rings:
    """Outlines that are closed, or could be closed by joining ends; gaps that were joined; gaps that were too wide."""

    areas: tuple[Polygon, ...]
    joined: tuple[Gap, ...]
    open: tuple[Gap, ...]


def rings_of(
    curves: Iterable[tuple[Sequence[Point], bool]], tolerance: float, bridges: Sequence[LineString] = ()
) -> Rings:
    """Areas bounded by curves (points [m], closed?); bridges carry walls through their doors.

    Raises nothing: a closed curve that crosses itself is handed on as it is.
    """
    areas: list[Polygon] = []
    loose: list[list[Point]] = []
    joined: list[Gap] = []
    whole = []
    for points, closed in curves:
        gap = math.dist(points[0], points[-1])
        if closed or (len(points) > 3 and gap <= tolerance):
            areas.append(Polygon(points))
            joined += [] if closed or gap <= 1e-6 else [Gap(points[0], points[-1], gap)]
            whole.append(LineString([*points, points[0]]))
        else:
            loose.append(list(points))
    snapped, found = _snapped(loose, tolerance)
    joined += found
    lines = [LineString(p) for p in snapped if len(p) > 1 and LineString(p).length > 1e-9]
    hops = _hops(lines, tolerance)
    joined += [Gap(_xy(h.coords[0]), _xy(h.interpolate(0.5, normalized=True).coords[0]), h.length / 2) for h in hops]
    # with doors to be carried through, the closed walls beside them are cut too
    net = [*lines, *hops, *((*bridges, *whole) if bridges else ())]
    if net:
        cut = shapely.get_parts(shapely.union_all(net, grid_size=_GRID))
        areas += shapely.get_parts(shapely.polygonize(cut)).tolist()
    kept = [a for a in areas if not a.is_valid or a.area > _SPECK]
    return Rings(tuple(_unlike(kept)), tuple(joined), tuple(_open(lines, [*hops, *bridges])))


def _unlike(areas: Sequence[Polygon]) -> list[Polygon]:
    """Each area once."""
    found: dict[tuple[float, ...], Polygon] = {}
    for area in areas:
        key = (*(round(v, 4) for v in area.bounds), round(area.area, 3))
        found.setdefault(key, area)
    return list(found.values())


def _xy(place: Sequence[float]) -> Point:
    return float(place[0]), float(place[1])


def _snapped(loose: Sequence[list[Point]], tolerance: float) -> tuple[list[list[Point]], list[Gap]]:
    """Ends that lie within the tolerance of one another, moved to their middle."""
    if not loose:
        return [], []
    ends = np.array([p for line in loose for p in (line[0], line[-1])])
    pairs = cKDTree(ends).query_pairs(tolerance, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(ends), len(ends)))
    count, label = connected_components(graph, directed=False)
    middles = np.array([np.bincount(label, ends[:, k], count) / np.bincount(label, minlength=count) for k in (0, 1)]).T
    moved, gaps = [], []
    for index, line in enumerate(loose):
        a, b = (_xy(middles[label[2 * index + k]]) for k in (0, 1))
        moved.append([a, *line[1:-1], b] if a != b else [a, *line[1:-1]])
    off = np.hypot(*(ends - middles[label]).T)
    for group in np.unique(label[off > 1e-5]):
        members = ends[label == group]
        far = max(((math.dist(p, q), tuple(p), tuple(q)) for p in members for q in members), key=lambda t: t[0])
        gaps.append(Gap(_xy(far[1]), _xy(far[2]), far[0]))
    return moved, gaps


def _loose_ends(lines: Sequence[LineString]) -> list[tuple[Point, int]]:
    """Ends that meet no other end, with the line that they belong to."""
    count: dict[Point, list[int]] = {}
    for index, line in enumerate(lines):
        for place in (line.coords[0], line.coords[-1]):
            count.setdefault((round(place[0], 6), round(place[1], 6)), []).append(index)
    return sorted((p, members[0]) for p, members in count.items() if len(members) == 1)


def _hops(lines: Sequence[LineString], tolerance: float) -> list[LineString]:
    """Short pieces from a loose end to the line beside it that it nearly meets."""
    if not lines:
        return []
    tree, found = shapely.STRtree(lines), []
    for end, own in _loose_ends(lines):
        spot = Spot(end)
        for index in sorted(tree.query(spot.buffer(tolerance)).tolist()):
            other = lines[index]
            if index != own and 1e-9 < other.distance(spot) <= tolerance:
                foot = other.interpolate(other.project(spot))
                away = (2 * foot.x - spot.x, 2 * foot.y - spot.y)
                found.append(LineString([end, away]))
                break
    return found


def _open(lines: Sequence[LineString], bridges: Sequence[LineString]) -> list[Gap]:
    """The loose ends that are left, each with the nearest other, the widest gap first."""
    touched = shapely.union_all(bridges).buffer(1e-6) if bridges else Polygon()
    ends = [
        (p, own) for p, own in _loose_ends(lines)
        if not touched.intersects(Spot(p))
        and not any(i != own and line.distance(Spot(p)) < 1e-6 for i, line in enumerate(lines))
    ]
    gaps = []
    for p, _ in ends:
        others = [(math.dist(p, q), q) for q, _ in ends if q != p]
        if others:
            width, q = min(others)
            gaps.append(Gap(min(p, q), max(p, q), width))
    return sorted(set(gaps), key=lambda g: (-round(g.width, 6), g.one))


def hall_of(rings: Rings, holes: bool) -> Polygon | None:
    """The largest area; of the two faces of a wall the inner one; with `holes` less what is drawn inside it."""
    if not rings.areas:
        return None
    chosen = max(rings.areas, key=lambda a: (round(a.area, 6), a.bounds))
    if not chosen.is_valid:
        return chosen
    sound = [a for a in rings.areas if a.is_valid]
    while inner := [a for a in sound if a is not chosen and _is_inner_face(chosen, a)]:
        chosen = max(inner, key=lambda a: a.area)
    if holes:
        cut = [Polygon(a.exterior) for a in sound if a is not chosen and _is_hole(chosen, a)]
        rest = chosen.difference(shapely.union_all(cut)) if cut else chosen
        parts = [p for p in shapely.get_parts(rest) if isinstance(p, Polygon)]
        return max(parts, key=lambda p: p.area, default=chosen)
    return Polygon(chosen.exterior)


def _is_inner_face(outer: Polygon, inner: Polygon) -> bool:
    near = outer.exterior.hausdorff_distance(inner.exterior) <= _WALL
    return bool(near and outer.buffer(1e-6).contains(inner) and inner.area < outer.area - _SPECK)


def _is_hole(hall: Polygon, area: Polygon) -> bool:
    """Whether an area lies inside the hall, off its walls, and is none of the hall's own."""
    inside = Polygon(hall.exterior).contains(area)
    return bool(inside and hall.exterior.distance(area) > 1e-6)
