"""Seeded halls for the benchmarks of placing: six shapes, some turned, columns sparse, dense, scattered or none."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from shapely import affinity
from shapely.geometry import Point, Polygon
from shapely.geometry import box as rectangle

from designer.layout.needs import Kind
from designer.ledger import Evidence, Status, Value
from designer.site.records import Column, Door, Hall, KeepOut, Slab

__all__ = ["RACK", "SEEDS", "Sample", "hall_of", "sample", "samples"]

#: The rack that is counted: 600 x 1,200 mm, units of eight.
RACK = Kind("gb200-nvl72", "gpu", 0.6, 1.2, 2.236, 1553.0, 4, 132.0, True, True, 1, 8)
SEEDS = range(48)
_SHAPES = ("rectangle", "L", "T", "trapezoid", "U", "chamfered")
_COLUMNS = ("none", "sparse", "dense", "scattered")


@dataclass(frozen=True, slots=True)
class Sample:
    """A seeded hall and what kind it is."""

    seed: int
    shape: str
    columns: str
    turn: float
    hall: Hall


def hall_of(polygon: Polygon, columns: tuple[Column, ...] = (), keep_outs: tuple[KeepOut, ...] = ()) -> Hall:
    """A hall of a polygon with two doors at the middles of its two longest walls."""
    none = Value(None, Evidence("brief", Status.UNKNOWN), "x")
    corners = list(polygon.exterior.coords)
    walls = sorted(itertools.pairwise(corners), key=lambda w: -math.dist(*w))[:2]
    doors = tuple(
        Door(f"D{i}", (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, 1.2, 2.4, "double", True) for i, (a, b) in enumerate(walls)
    )
    return Hall(polygon, none, Slab(*[none] * 5), columns, doors, (), keep_outs, (), False)


def sample(seed: int) -> Sample:
    """The hall of a seed."""
    rng = np.random.default_rng(seed)
    shape, columns = _SHAPES[seed % len(_SHAPES)], _COLUMNS[seed // len(_SHAPES) % len(_COLUMNS)]
    width, depth = float(rng.uniform(24, 110)), float(rng.uniform(14, 48))
    polygon = _outline(shape, width, depth, rng)
    turn = 0.0 if seed % 3 else float(round(rng.uniform(3, 87), 1))
    posts = _posts(polygon, columns, rng)
    polygon = affinity.rotate(polygon, turn, origin=(0, 0))
    moved = []
    for k, (x, y, side) in enumerate(posts):
        spot = affinity.rotate(Point(x, y), turn, origin=(0, 0))
        moved.append(Column(f"C{k}", spot.x, spot.y, side, side))
    return Sample(seed, shape, columns, turn, hall_of(polygon, tuple(moved)))


def samples() -> list[Sample]:
    """All of them."""
    return [sample(seed) for seed in SEEDS]


def _outline(shape: str, w: float, d: float, rng: np.random.Generator) -> Polygon:
    a, b = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.35, 0.6))
    whole = rectangle(0, 0, w, d)
    if shape == "L":
        return Polygon(whole.difference(rectangle(a * w, b * d, w + 1, d + 1)))
    if shape == "T":
        legs = rectangle(-1, -1, 0.3 * w, b * d).union(rectangle(0.7 * w, -1, w + 1, b * d))
        return Polygon(whole.difference(legs))
    if shape == "U":
        return Polygon(whole.difference(rectangle(0.35 * w, b * d, 0.65 * w, d + 1)))
    if shape == "trapezoid":
        return Polygon([(0, 0), (w, 0), (w - a * w / 3, d), (b * w / 4, d)])
    if shape == "chamfered":
        c = 0.3 * min(w, d)
        return Polygon([(0, 0), (w - c, 0), (w, c), (w, d), (c, d), (0, d - c)])
    return whole


def _posts(polygon: Polygon, columns: str, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    _, _, w, d = polygon.bounds
    if columns == "none":
        return []
    if columns == "scattered":
        places = [(float(rng.uniform(1, w - 1)), float(rng.uniform(1, d - 1)), 0.4) for _ in range(25)]
    else:
        bay, side = (12.0, 0.5) if columns == "sparse" else (6.0, 0.4)
        xs, ys = np.arange(bay, w - 1, bay), np.arange(bay, d - 1, bay)
        places = [(float(x), float(y), side) for x in xs for y in ys]
    return [p for p in places if polygon.contains(Point(p[0], p[1]).buffer(0.5))]
