"""What is placed in a hall does not know how the hall was drawn: mirrored, turned, shifted, in feet."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from shapely.affinity import rotate, scale, translate
from shapely.geometry import Polygon

from designer.layout import laid, place
from designer.layout.bearings import bearings_of
from designer.layout.checker import judge
from designer.model import Box, Motion, Position


def _halls() -> ModuleType:
    path = Path(__file__).with_name("moved_halls.py")
    spec = importlib.util.spec_from_file_location("moved_halls", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["moved_halls"] = module
    spec.loader.exec_module(module)
    return module


HALLS = _halls()
#: Halls that came out otherwise mirrored or turned while they were placed in the axes of their drawing.
SEEDS = (3, 5, 29)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_hall_moved_is_placed_alike(seed: int) -> None:
    """Racks, rows, every box by room, lengths of cable, busway, pipe and tray, ways out, breaches: all the same."""
    assert {how: what for how, what in HALLS.unlike(seed) if what} == {}


@pytest.mark.slow
def test_one_more_column_gains_nothing_and_more_floor_or_import_loses_nothing() -> None:
    """A column more, a hall larger on all sides, a larger feed."""
    assert [line for seed in (1, 4) for line in HALLS.losses(seed)] == []


def test_what_is_compared_tells_halls_apart() -> None:
    """One door moved along its wall is another hall: the comparison is not blind."""
    site = HALLS.site_of(3)
    programme = HALLS.sized(site)
    here = HALLS.facts(place(site, programme, HALLS.CATALOG))
    doors = (replace(site.hall.doors[0], x=site.hall.polygon.centroid.x), *site.hall.doors[1:])
    other = replace(site, hall=replace(site.hall, doors=doors[1:]))
    assert HALLS.changed(here, HALLS.facts(place(other, programme, HALLS.CATALOG)))


@pytest.mark.parametrize("how", ["mirror x", "turn 33", "turn 90"])
def test_what_is_laid_back_is_judged_alike_where_it_stands(how: str) -> None:
    """The checker, in the plan of the brief, finds what it found in the axes of the hall, and nothing else."""
    site = HALLS.moved(HALLS.site_of(3), how)
    layout = place(site, HALLS.sized(site), HALLS.CATALOG)
    assert layout.placed
    keys = {b.key for b in layout.breaches if not b.key.startswith("mine")}
    assert {b.key for b in judge(layout, site, HALLS.CATALOG)} == keys


@pytest.mark.parametrize("how", list(HALLS.MOVES))
def test_every_drawing_of_a_hall_is_the_same_in_its_own_axes(how: str) -> None:
    """Outline, columns, doors and yards come out at the same places, whatever was done to the drawing."""
    for seed in range(6):
        site = HALLS.site_of(seed)
        (_, one), (_, other) = laid(site), laid(HALLS.moved(site, how))
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
        assert bearings_of(laid(HALLS.site_of(seed))[1].hall) == Motion()
