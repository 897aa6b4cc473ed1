"""What is placed in a hall does not know how the hall was drawn: mirrored, turned, shifted, in feet."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, scale, translate
from shapely.geometry import Polygon

from designer.layout import laid, place
from designer.layout.bearings import bearings_of
from designer.layout.checker import judge
from designer.model import Box, Motion, Position
from tests.layout import moved_halls

#: Halls that came out otherwise mirrored or turned while they were placed in the axes of their drawing.
SEEDS = (3, 5, 29)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_hall_moved_is_placed_alike(seed: int) -> None:
    """Racks, rows, every box by room, lengths of cable, busway, pipe and tray, ways out, breaches: all the same."""
    assert {how: what for how, what in moved_halls.unlike(seed) if what} == {}


@pytest.mark.slow
def test_one_more_column_gains_nothing_and_more_floor_or_import_loses_nothing() -> None:
    """A column more, a hall larger on all sides with the import that its lighting takes, a larger feed; in the last of
    these halls that lighting takes a rack where nobody feeds it.
    """
    assert [line for seed in (1, 4, 3108) for line in moved_halls.losses(seed)] == []


@pytest.mark.slow
@settings(max_examples=3, derandomize=True)
@given(st.integers(0, 3000))
def test_more_floor_loses_nothing_of_a_programme(seed: int) -> None:
    """Walls out, far or by a hand, a longer hall, a wider one, a column less, no keep-out: with one programme no rack
    and no plant loses its place (``python -m tests.layout.moved_halls 0 3000 53`` looks at more halls).
    """
    assert list(moved_halls.fewer(seed)) == []


@pytest.mark.parametrize(("across", "metres"), [(False, 3.0), (True, 2.0)])
def test_a_longer_hall_holds_the_old_one(across: bool, metres: float) -> None:
    """Swept floor holds all there was, and grows by what the hall is wide or long times how far it is pushed."""
    for seed in range(6):
        site = moved_halls.site_of(seed)
        old, new = site.hall.polygon, moved_halls.swept(site, metres, across).hall.polygon
        assert new.buffer(1e-6).covers(old)
        ring = list(old.exterior.coords)
        (ax, ay), (bx, by) = max(pairwise(ring), key=lambda w: round(math.dist(*w), 6))
        u = ((bx - ax) / math.dist((ax, ay), (bx, by)), (by - ay) / math.dist((ax, ay), (bx, by)))
        side = (-u[1], u[0]) if not across else u
        reach = [x * side[0] + y * side[1] for x, y in ring]
        assert new.area - old.area >= metres * (max(reach) - min(reach)) - 1e-6


def test_what_is_compared_tells_halls_apart() -> None:
    """One door moved along its wall is another hall: the comparison is not blind."""
    site = moved_halls.site_of(3)
    programme = moved_halls.sized(site)
    here = moved_halls.facts(place(site, programme, moved_halls.CATALOG))
    doors = (replace(site.hall.doors[0], x=site.hall.polygon.centroid.x), *site.hall.doors[1:])
    other = replace(site, hall=replace(site.hall, doors=doors[1:]))
    assert moved_halls.changed(here, moved_halls.facts(place(other, programme, moved_halls.CATALOG)))


@pytest.mark.parametrize("how", ["mirror x", "turn 33", "turn 90"])
def test_what_is_laid_back_is_judged_alike_where_it_stands(how: str) -> None:
    """The checker, in the plan of the brief, finds what it found in the axes of the hall, and nothing else."""
    site = moved_halls.moved(moved_halls.site_of(3), how)
    layout = place(site, moved_halls.sized(site), moved_halls.CATALOG)
    assert layout.placed
    keys = {b.key for b in layout.breaches if not b.key.startswith("mine")}
    assert {b.key for b in judge(layout, site, moved_halls.CATALOG)} == keys


@pytest.mark.parametrize("how", list(moved_halls.MOVES))
def test_every_drawing_of_a_hall_is_the_same_in_its_own_axes(how: str) -> None:
    """Outline, columns, doors and yards come out at the same places, whatever was done to the drawing."""
    for seed in range(6):
        site = moved_halls.site_of(seed)
        (_, one), (_, other) = laid(site), laid(moved_halls.moved(site, how))
        assert one.hall.polygon.equals_exact(other.hall.polygon, 1e-6)
        for a, b in zip(one.hall.doors, other.hall.doors, strict=True):
            assert (a.x, a.y) == pytest.approx((b.x, b.y), abs=1e-6)
        for a, b in zip(one.hall.columns, other.hall.columns, strict=True):
            assert (a.x, a.y) == pytest.approx((b.x, b.y), abs=1e-6)


@pytest.mark.parametrize(
    "motion", [Motion(17.3, False, (3.0, -4.0)), Motion(90.0, True, (1.0, 2.0)), Motion(33.0, True)]
)
def test_a_motion_is_what_geometry_says(motion: Motion) -> None:
    """Against shapely's own turning, mirroring and shifting; back again, and a box keeps front and floor."""
    shape = Polygon([(0, 0), (5, 0), (5, 2), (1, 3)])
    turned = rotate(shape, -motion.turn, origin=(0, 0))
    turned = scale(turned, 1.0, -1.0, origin=(0, 0)) if motion.mirrored else turned
    turned = translate(turned, -motion.origin[0], -motion.origin[1])
    assert motion.shape(shape).symmetric_difference(turned).area < 1e-6
    assert motion.shape_back(motion.shape(shape)).symmetric_difference(shape).area < 1e-6
    assert motion.inverse.at((2.0, 5.0)) == pytest.approx(motion.back((2.0, 5.0)), abs=1e-8)
    box = Box(Position(3.0, 1.0, 0.0, 30.0), 0.6, 1.2, 2.0)
    there = motion.box_back(box)
    assert motion.shape_back(Polygon(box.corners)).symmetric_difference(Polygon(there.corners)).area < 1e-6
    assert there.before(1.0) == pytest.approx(motion.back(box.before(1.0)), abs=1e-6)


def test_a_hall_in_its_own_axes_stays_as_it_is() -> None:
    """The axes of a hall laid in its axes are those of the plan."""
    for seed in range(6):
        assert bearings_of(laid(moved_halls.site_of(seed))[1].hall) == Motion()
