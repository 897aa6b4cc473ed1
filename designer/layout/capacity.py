"""How many GPU racks the bare hall could hold: the placer's count, and a bound that no arrangement of rows in planned
aisles, along or square to one another, can pass.
"""

import math
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.layout.crossing import crossed
from designer.layout.floor import Floor, column_shape
from designer.layout.frame import Frame
from designer.layout.gaps import gap_area
from designer.layout.needs import Kind
from designer.layout.prices import FINE, Effort, priced
from designer.layout.rows import Line, lines_of, lows_of, solve
from designer.layout.stacking import clear_columns, row_length
from designer.layout.strips import count_stretch
from designer.ledger import Step, floor, formula, maximum
from designer.units import Quantity, q

__all__ = [
    "Bounds",
    "bound_by_area",
    "bound_by_rows",
    "bounds_of",
    "capacity_lines",
    "capacity_of",
    "gap_to_bound",
    "least_area",
    "rows_bound",
    "sharp_bound",
    "unit_area",
]


@formula(
    "A_unit", unit="m2", source="house-measured", clause="each rack owns half its aisles and its share of a cross-aisle"
)
def unit_area(
    w_rack: Quantity, d_rack: Quantity, hot: Quantity, cold: Quantity, cross: Quantity, n_row: Quantity
) -> Quantity:
    """Floor that a rack owns alone where rows are parallel."""
    return (w_rack + cross / n_row) * (d_rack + (hot + cold) / 2)


@formula(
    "A_least", unit="m2", source="derived", clause="two runs at right angles own one square where their cold sides meet"
)
def least_area(A_unit: Quantity, cold: Quantity, cross: Quantity, n_row: Quantity) -> Quantity:
    """Floor that a rack owns alone in any arrangement: each run shares a square at both corners of its cold side."""
    return A_unit - maximum((cold - cross) / 2, q(0.0, "m")) ** 2 / n_row


@formula("A_own", unit="m2", source="derived", clause="body and half aisles, none of which may hold a column")
def bare_area(w_rack: Quantity, d_rack: Quantity, hot: Quantity, cold: Quantity) -> Quantity:
    """Floor that a rack owns alone and that no column may stand on."""
    return w_rack * (d_rack + (hot + cold) / 2)


@formula(
    "N_bound", unit="", source="house-measured", clause="area that half aisles may cover over the area that a rack owns"
)
def bound_by_area(A_free: Quantity, A_unit: Quantity) -> Quantity:
    """Racks that no arrangement in the planned aisles can exceed."""
    return floor(A_free / A_unit)


@formula("N_rows", unit="", source="derived", clause="length of rows and half cross-aisles over a rack's share of it")
def bound_by_rows(L_rows: Quantity, w_rack: Quantity, cross: Quantity, n_row: Quantity) -> Quantity:
    """Racks that no parallel rows can exceed, at any offsets, staggered as they like."""
    return floor(L_rows / (w_rack + cross / n_row))


@formula("g", unit="", source="derived")
def gap_to_bound(N: Quantity, N_bound: Quantity) -> Quantity:
    """Share of the bound that the placer leaves."""
    return 1 - N / N_bound


@dataclass(frozen=True, slots=True)
class Bounds:
    """Racks placed by geometry alone, the bound, the gap, and the steps that led to them."""

    capacity: int
    bound: int
    gap: float
    steps: tuple[Step, ...]


def bounds_of(hall_floor: Floor, kind: Kind) -> Bounds:
    """Capacity and bound of a bare hall for one kind of rack."""
    capacity = capacity_of(hall_floor, kind)
    steps = (*_bound_steps(hall_floor, kind), rows_bound(hall_floor, kind))
    bound = min(round(s.number) for s in steps if s.key.startswith("layout.bound["))
    gap = gap_to_bound.step("layout.gap", N=q(float(capacity)), N_bound=q(float(max(1, bound))))
    return Bounds(capacity, bound, gap.number if bound else 0.0, (*steps, gap))


def sharp_bound(hall_floor: Floor, kind: Kind, effort: Effort = FINE) -> int:
    """Racks that no rows along or square to a wall can exceed, in any mix of both, at any offsets, staggered or not:
    the bound of areas made sharper by prices of the floor. Takes seconds, so that a design does without.
    Less effort leaves it a bound, only a less sharp one.
    """
    steps = _bound_steps(hall_floor, kind)
    bound = min(round(s.number) for s in steps if s.key.startswith("layout.bound["))
    least = next(s for s in steps if s.key == "layout.least_area").number
    cost = priced(hall_floor, kind, _inner(hall_floor), 1 / least, effort)
    return min(bound, math.floor(cost)) if math.isfinite(cost) else bound


def _inner(hall_floor: Floor) -> BaseGeometry:
    """The floor that runs can own: half an aisle or half a passage away from walls and keep-outs."""
    rules, hall = hall_floor.rules, hall_floor.hall
    solid = unary_union([k.polygon for k in hall.keep_outs])
    inset = min(rules.cold / 2, rules.hot / 2, rules.row_end - rules.cross / 2)
    return hall.polygon.difference(solid).buffer(-inset, join_style="mitre")


def capacity_of(hall_floor: Floor, kind: Kind) -> int:
    """The most racks over all directions of the hall's walls and their normals, alone or in a hall cut into parts."""
    cut = crossed(hall_floor, kind)
    return cut.racks if cut else 0


def capacity_lines(hall_floor: Floor, kind: Kind, turn: float) -> tuple[Line, ...]:
    """The rows of the most racks in one direction."""
    frame, rules = Frame(turn), hall_floor.rules
    lows = lows_of(hall_floor.levels(frame), kind.depth, rules, rules.scheme_step)
    lines = lines_of(hall_floor, frame, lows, kind.depth)
    return solve(lines, kind.depth, rules, lambda s: count_stretch(s, kind.width, rules.row_racks, rules.cross))


def rows_bound(hall_floor: Floor, kind: Kind) -> Step:
    """Racks that no arrangement in parallel rows along or square to a wall can exceed, at any offsets."""
    rules = hall_floor.rules
    return bound_by_rows.step(
        "layout.bound_rows",
        L_rows=q(row_length(hall_floor, kind), "m"),
        w_rack=q(kind.width, "m"),
        cross=rules.planned("aisle_cross"),
        n_row=rules.planned("row_length"),
    )


def _bound_steps(hall_floor: Floor, kind: Kind) -> tuple[Step, ...]:
    """Three bounds for any arrangement: with the cross-aisle's share, the same with what each column takes from its
    rows, and without that share but with more columns taken off.

    A cross-aisle is clear of columns but for the passage at a wall: the columns near walls count in the last alone.
    """
    rules, hall = hall_floor.rules, hall_floor.hall
    inner = _inner(hall_floor)
    posts = unary_union([column_shape(c, rules.column) for c in hall.columns])
    clear = unary_union([column_shape(c, rules.column) for c in clear_columns(hall_floor)])
    width, depth = q(kind.width, "m"), q(kind.depth, "m")
    hot, cold = rules.planned("aisle_hot"), rules.planned("aisle_cold")
    cross, row = rules.planned("aisle_cross"), rules.planned("row_length")
    unit = unit_area.step("layout.unit_area", w_rack=width, d_rack=depth, hot=hot, cold=cold, cross=cross, n_row=row)
    least = least_area.step("layout.least_area", A_unit=unit, cold=cold, cross=cross, n_row=row)
    bare = bare_area.step("layout.own_area", w_rack=width, d_rack=depth, hot=hot, cold=cold)
    return (
        unit,
        least,
        bare,
        bound_by_area.step("layout.bound[aisles]", A_free=q(inner.difference(clear).area, "m2"), A_unit=least),
        bound_by_area.step("layout.bound[gaps]", A_free=q(inner.area - gap_area(hall_floor, kind), "m2"), A_unit=least),
        bound_by_area.step("layout.bound[columns]", A_free=q(inner.difference(posts).area, "m2"), A_unit=bare),
    )
