"""Small halls: plant that finds no wall beside the racks, passages just as wide as wanted, ways that must be walked."""

import math
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import LineString, Polygon, box

from designer.catalog import Catalog
from designer.layout import place
from designer.layout.cuts import best_scheme
from designer.layout.equipment import items_of
from designer.layout.floor import Floor
from designer.layout.needs import needs_of
from designer.layout.overhead import Hung, overhead_of
from designer.layout.records import Layout, Passage
from designer.layout.rules import read_rules
from designer.layout.ways import reach_of, ways_of
from designer.ledger import Evidence, Status, Value
from designer.site.records import Door, FibreRoute, Hall, Site
from designer.sizing.records import Module, Programme


@pytest.fixture(scope="module")
def cabin(make_hall: Callable[..., Hall]) -> Hall:
    """A hall of 370 m2 with a goods door at one end and exits in two other walls."""
    return make_hall(
        box(0, 0, 20.7, 18),
        doors=[
            Door("D1", 0, 9, 4, 4, "roll-up", False),
            Door("D2", 10.35, 0, 1, 2.2, "personnel", True),
            Door("D3", 20.7, 9, 1.2, 2.4, "personnel", True),
        ],
    )


def test_air_units_stand_past_the_galleries(cabin, make_site, make_programme, catalog: Catalog) -> None:
    """Two fan walls of 3 m find a place in a hall whose racks take 4 m of its length, and the plan is legal."""
    wall = Module("ACU", "air-unit", "air-unit/test", 2, 2, 3.0, 1.7, 3.5, 1.2, 0.0, 0.0, 1500, "mechanical", 1, ())
    boards = Module("MSB", "switchboard", "switchboard/test", 6, 6, 2.4, 1.0, 2.2, 1.07, 0.92, 0.0, 900,
                    "electrical", 2, ())
    pumps = Module("FWP", "pump", "pump/test", 2, 2, 2.4, 1.1, 1.6, 1.2, 0.9, 0.0, 900, "mechanical", 1, ())
    layout = place(make_site(cabin), make_programme(4, 5, 2, modules=(boards, pumps, wall)), catalog)
    assert layout.shortfalls == ()
    assert layout.breaches == ()
    assert len(layout.of("air-unit")) == 2
    strip = min(p.box.at.y - p.box.depth / 2 - p.clear_front for p in layout.of("air-unit"))
    assert all(g.polygon.bounds[3] <= strip + 1e-6 for g in layout.galleries if g.kind == "electrical")


def test_a_passage_as_wide_as_wanted_is_passed() -> None:
    """A corridor of 1.2 m takes what needs 1.2 m, at any turn; one of 1.19 m does not."""
    for wide, passed in ((1.2, True), (1.19, False)):
        ways = ways_of(box(0, 0, 10, wide), (), [(0.6, wide / 2)], 1.2, 0.2)
        cell = ways.cell((9.2, wide / 2), 0.6)
        assert math.isfinite(ways.length(0, cell)) is passed


def _open_if(told: bool) -> Passage:
    return Passage.OPEN if told else Passage.SHUT


def test_every_drawing_is_walked_before_one_that_is_shut_is_taken(cabin, make_programme, catalog: Catalog) -> None:
    """Where only rows across the hall are open, they are found whatever their rank."""
    programme = make_programme(8, 2, 1)
    items = items_of(programme)
    need = needs_of(programme, catalog, items)
    for axis in ("along", "across"):
        floor = Floor(cabin, read_rules(catalog))
        found = best_scheme(floor, items, need, lambda s, axis=axis: _open_if(s.axis == axis))
        assert found.complete
        assert found.axis == axis


def test_a_drawing_is_taken_whose_services_hang(cabin, make_programme, catalog: Catalog) -> None:
    """Of open drawings one that the hall is high enough for, though another ranks before it; none such, the first."""
    programme = make_programme(8, 2, 1)
    items = items_of(programme)
    need = needs_of(programme, catalog, items)
    floor = Floor(cabin, read_rules(catalog))
    first = best_scheme(floor, items, need, lambda s: Passage.OPEN)
    other = best_scheme(floor, items, need, lambda s: Passage.OPEN, lambda s: int(s.axis == first.axis))
    assert other.complete
    assert other.axis != first.axis
    assert best_scheme(floor, items, need, lambda s: Passage.OPEN, lambda s: 1).axis == first.axis


def test_racks_without_liquid_have_no_pipes_over_them() -> None:
    """No headers, no layer for them: the stack is so much lower."""
    rules = read_rules(Catalog())
    none = Value(None, Evidence("brief", Status.UNKNOWN), "brief:hall.clear_height")
    dry, wet = (overhead_of(rules, Hung(2.236, 1, headers=k), none) for k in (0, 2))
    assert [name for name, _, _ in wet.layers if name not in {n for n, _, _ in dry.layers}] == ["tcs-pipe"]
    assert dry.needed < wet.needed


def test_services_of_a_low_hall_hang_close(
    make_hall: Callable[..., Hall], make_site: Callable[..., Site], make_programme: Callable[..., Programme]
) -> None:
    """Under 4 m the services of liquid-cooled rows share levels where they do not cross: nothing clashes, all fits."""
    doors = [Door("D1", 0, 5, 3.6, 3.6, "roll-up", True), Door("D2", 60, 10, 1.2, 2.4, "double", True)]
    layout = place(make_site(make_hall(box(0, 0, 60, 22), 4.0, doors=doors)), make_programme(24, 4, 2), Catalog())
    assert max(high for _, _, high in layout.heights) <= 4.0
    assert any(step.key == "layout.stack[close]" for step in layout.steps)
    assert any(note.key == "layout.stacked_close" for note in layout.notes)
    assert {b.key for b in layout.breaches} & {"service-clash", "height-stack"} == set()


@pytest.mark.parametrize("height", [4.1, 14 * 0.3048, 4.4])
def test_mains_of_a_low_hall_pass_between_the_trays(
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    height: float,
) -> None:
    """Fibre comes in at all four corners, behind galleries whose facility ring it must cross: the ways of path A lie
    under the mains, those of path B over them, and all stays under the sprinklers.
    """
    doors = [Door("D1", 0, 5, 3.6, 3.6, "roll-up", True), Door("D2", 60, 10, 1.2, 2.4, "double", True)]
    corners = {"a": (0.0, 1.5), "b": (60.0, 1.5), "c": (0.0, 21.0), "d": (60.0, 21.0)}
    none = Value(None, Evidence("brief", Status.UNKNOWN), "brief:fibre")
    fibre = tuple(FibreRoute(name, none, "M", name, at) for name, at in corners.items())
    programme = replace(make_programme(24, 4, 2, plant=0.25), facility_flow=0.09)
    site = make_site(make_hall(box(0, 0, 60, 22), height, doors=doors), fibre=fibre)
    layout = place(site, programme, Catalog())
    ring = [LineString(r.line.points) for r in layout.routes if r.kind.startswith("fws")]
    crossed = {
        tray.path for tray in layout.trays for e in tray.edges
        if any(line.crosses(LineString([tray.nodes[e.a], tray.nodes[e.b]])) for line in ring)
    }  # fmt: skip
    assert crossed == {"A", "B"}
    assert not layout.breaches
    levels = {name: (low, high) for name, low, high in layout.heights}
    a, b = (tray.z for tray in layout.trays)
    assert a + 0.1 <= levels["fws-pipe"][0] < levels["fws-pipe"][1] < b <= levels["sprinkler"][0] - 0.1 + 1e-6
    assert any(note.key == "layout.stacked_between" for note in layout.notes)


def test_a_roof_under_every_stack_says_what_would_do(
    make_hall: Callable[..., Hall], make_site: Callable[..., Site], make_programme: Callable[..., Programme]
) -> None:
    """At 3.3 m no stack-up fits: the risk names the least height that would, and at that height the hall is fine."""
    doors = [Door("D1", 0, 5, 3.6, 3.0, "roll-up", True), Door("D2", 60, 10, 1.2, 2.4, "double", True)]

    def at(height: float) -> Layout:
        return place(make_site(make_hall(box(0, 0, 60, 22), height, doors=doors)), make_programme(24, 4, 2), Catalog())

    low = at(3.3)
    told = next(note for note in low.notes if note.key == "layout.roof_low")
    least, zones = (told.facts[key].m_as("m") for key in ("close", "zones"))
    assert 3.3 < least < zones
    assert [b.value for b in low.breaches if b.key == "height-stack"] == [pytest.approx(zones)]
    cured = at(least + 1e-6)
    assert "height-stack" not in {b.key for b in cured.breaches}
    assert "layout.roof_low" not in {note.key for note in cured.notes}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_reached_is_what_has_a_way(seed: int) -> None:
    """With gates shut, the ground that hangs together with a door is the ground with a finite way to it."""
    draw = random.Random(seed)
    hall = Polygon([(0, 0), (14, 0), (14, 6), (8, 6), (8, 11), (0, 11)])
    boxes = [box(x, y, x + draw.uniform(0.4, 4), y + draw.uniform(0.4, 4)) for x, y in _spots(draw, 5)]
    gates = [box(x, y, x + 2.0, y + 0.3) for x, y in _spots(draw, 4)]
    doors = [(0.0, 5.0), (14.0, 2.0)]
    ways, floor = ways_of(hall, (*boxes, *gates), doors, 0.9, 0.3), reach_of(hall, boxes, gates, doors, 0.9, 0.3)
    assert np.array_equal(ways.places, floor.places)
    assert np.array_equal(np.isfinite(ways.distance).any(axis=0), floor.open)


def test_nothing_is_reached_where_nothing_is_free() -> None:
    """A hall narrower than the way, one that is full, and doors far away."""
    for hall, boxes, door in (
        (box(0, 0, 0.5, 0.5), (), (0.0, 0.0)), (box(0, 0, 9, 9), (box(-1, -1, 10, 10),), (0.0, 4.0)),
        (box(0, 0, 9, 9), (), (50.0, 50.0)),
    ):  # fmt: skip
        floor = reach_of(hall, boxes, (), [door], 1.2, 0.3)
        assert not floor.open.any()
        assert not floor.reached(floor.cell((4.5, 4.5), 0.3))


def _spots(draw: random.Random, count: int) -> list[tuple[float, float]]:
    return [(draw.uniform(-1, 13), draw.uniform(-1, 10)) for _ in range(count)]
