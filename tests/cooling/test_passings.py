"""Pipes of the plant against other services: rings pass under the busways, what meets at one level is passed."""

import math
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Polygon, box
from shapely.geometry import Point as Spot

from designer.cooling import carry, passed_of, with_passings
from designer.cooling.insulated import outside_m
from designer.layout.records import Route
from designer.model import Polyline

FJORD = {"cdu": "xdu1350", "pump": "facility-500", "air-unit": "fan-wall-warm-400", "cooler": "dry-1000-nordic"}
PLANT = {"cdu": 5, "pump": 3, "air-unit": 8, "cooler": 8, "chiller": 0}


def _middle(plan, hall, longest=False):
    """A piece of the first ring indoors, or the longest: the run, its beginning and the middle of the piece."""
    ring = next(p for p in plan.pipes if p.tag.startswith("TCS-01-RING-S"))
    pieces = list(zip(ring.points, ring.points[1:], strict=False))
    (ax, ay), (bx, by) = max(
        pieces, key=lambda ends: (hall.polygon.contains(Spot(*ends[0])), math.dist(*ends) * longest, ends)
    )
    return ring, (ax, ay), ((ax + bx) / 2, (ay + by) / 2), abs(bx - ax) < abs(by - ay)


def test_rings_hang_over_the_racks_and_headers_higher(fjord, build, catalog):
    """With a stack that says where racks end, rings hang there, under the busways; headers at their own level."""
    programme, layout, loads = build(
        32, "hgx-b200-liquid", (106.0, 0.8), PLANT, {**FJORD, "chiller": "1mw-air-cooled"}
    )
    stacked = replace(layout, heights=(("rack", 0.0, 2.2), *layout.heights))
    pipes = carry(fjord, programme, stacked, loads, catalog).pipes
    assert {p.z for p in pipes if "-RING-" in p.tag and p.loop.startswith("TCS")} == {2.2}
    assert {p.z for p in pipes if "-ROW-" in p.tag} == {2.6}


def test_rings_hang_over_tall_cdus_of_a_gallery(fjord, build, catalog):
    """Where CDUs of a gallery are taller than the racks the rings and their branches hang over them."""
    programme, layout, loads = build(
        32, "hgx-b200-liquid", (106.0, 0.8), PLANT, {**FJORD, "chiller": "1mw-air-cooled"}
    )
    placed = tuple(replace(p, box=replace(p.box, height=2.5)) if p.kind == "cdu" else p for p in layout.placed)
    stacked = replace(layout, placed=placed, heights=(("rack", 0.0, 2.2), *layout.heights))
    pipes = carry(fjord, programme, stacked, loads, catalog).pipes
    assert {p.z for p in pipes if p.tag.startswith(("TCS-01-RING", "TCS-01-CDU"))} == {2.5}


@pytest.mark.parametrize(("roof", "above"), [(5.0, True), (3.6, False)])
def test_chilled_water_hangs_over_facility_water_where_the_hall_is_high(prairie, build, catalog, roof, above):
    """Under high sprinklers the loops have levels of their own; under low ones they share a level, and pass."""
    programme, layout, loads = build()
    layers = (("tcs-pipe", 2.6, 3.1), ("fws-pipe", 3.2, 3.6), ("sprinkler", roof, roof + 0.46))
    pipes = carry(prairie, programme, replace(layout, heights=layers), loads, catalog).pipes
    # outdoors the return hangs a tier above the supply
    tier = ("HEAD-R", "CLR", "CH-")
    levels = {
        name: {p.z for p in pipes if p.loop == name and not any(part in p.tag for part in tier)}
        for name in ("FWS", "CHW")
    }  # fmt: skip
    assert levels["FWS"] == {3.2}
    if above:
        assert min(levels["CHW"]) >= 3.6
    else:
        assert levels["CHW"] == {3.2}


def test_a_ring_passes_a_busway_at_its_level(fjord, fjord_plan, build, catalog):
    """A planted busway through a ring at its level is passed at a free one, one well above it is not."""
    layout = build()[1]
    ring, _, (x, y), upright = _middle(fjord_plan, fjord.hall)
    across = ((x - 1.0, y), (x + 1.0, y)) if upright else ((x, y - 1.0), (x, y + 1.0))
    deep = catalog.threshold("layout", "stack_busway").si("m")
    for rise, found in ((0.0, True), (1.0, False)):
        busway = Route("BW-X", "busway", Polyline(across, ring.z + rise), "A")
        plan = with_passings(fjord_plan, replace(layout, routes=(busway,)), fjord.hall, catalog)
        passed = [p for p in plan.passings if "BW-X" in p.over]
        assert bool(passed) is found
        for one in passed:
            assert one.level >= ring.z + deep or one.level + one.width <= ring.z
            assert one.elbows == 4
            assert one.rise > 0.0


def test_what_finds_no_level_clashes(fjord, fjord_plan, build, catalog):
    """Busways from the floor to the ceiling leave no level: the pair is told."""
    layout = build()[1]
    ring, _, (x, y), upright = _middle(fjord_plan, fjord.hall)
    across = ((x - 1.0, y), (x + 1.0, y)) if upright else ((x, y - 1.0), (x, y + 1.0))
    wall = tuple(Route(f"BW-{n}", "busway", Polyline(across, 0.25 * n), "A") for n in range(40))
    plan = with_passings(fjord_plan, replace(layout, routes=wall), fjord.hall, catalog)
    assert any(ring.tag in pair[:2] for pair in plan.clashes)


def test_a_ring_is_led_around_a_column(fjord, fjord_plan, build, catalog):
    """A planted column in a ring has it led aside at its level; walls of columns beside it leave no way, and are told.
    """
    layout = build()[1]
    ring, _, (x, y), upright = _middle(fjord_plan, fjord.hall, longest=True)
    column = replace(fjord.hall.columns[0], x=x, y=y, tag="C-X")
    plan = with_passings(fjord_plan, layout, replace(fjord.hall, columns=(column,)), catalog)
    past = [p for p in plan.passings if p.tag == ring.tag and "C-X" in p.over]
    assert past
    for one in past:
        assert one.rise == 0.0
        assert one.elbows == 4
        assert LineString(one.points).distance(column.outline()) >= one.width / 2
    wide = (column.width, 20.0) if not upright else (20.0, column.depth)
    shut = replace(column, width=wide[0], depth=wide[1])
    barred = with_passings(fjord_plan, layout, replace(fjord.hall, columns=(shut,)), catalog)
    assert not any(p.tag == ring.tag and "C-X" in p.over for p in barred.passings)
    assert _at_columns(barred) > _at_columns(plan)


def test_a_ring_between_a_column_and_machines_goes_over_these_and_around_it(fjord, fjord_plan, build, catalog):
    """Machines on both sides leave no way aside at the ring's level, the column no level straight on: it does both.
    Where the machines stand up to the ceiling nothing is left, and the ring stays at the column, as told.
    """
    layout = build()[1]
    ring, _, (x, y), upright = _middle(fjord_plan, fjord.hall, longest=True)
    hall = replace(fjord.hall, columns=(replace(fjord.hall.columns[0], x=x, y=y, tag="C-X"),))
    for tall, passes in ((3.0, True), (20.0, False)):
        full = replace(layout, routes=(), trays=(), placed=_flanked(layout, (x, y), upright, tall))
        plan = with_passings(replace(fjord_plan, pipes=(ring,)), full, hall, catalog)
        past = [p for p in plan.passings if p.tag == ring.tag and "C-X" in p.over]
        assert bool(past) is passes
        assert (_at_columns(plan) == 0) is passes
        for one in past:
            body = LineString(one.points).buffer(one.width / 2, cap_style="flat", join_style="mitre")
            assert one.level >= tall
            assert body.distance(hall.columns[0].outline()) > 0.0
            assert one.elbows == 6
            assert one.rise == pytest.approx(2.0 * (one.level - ring.z))
            assert one.length > math.dist(one.points[0], one.points[-1]) + 0.4


def _flanked(layout, spot, upright, tall):
    """Two machines of so many metres that leave half a metre to each side of a line through a spot."""
    unit, made = next(p for p in layout.placed if p.kind == "cdu"), []
    for name, off in (("LOW", -2.75), ("HIGH", 2.75)):
        x, y = (spot[0] + off, spot[1]) if upright else (spot[0], spot[1] + off)
        wide, deep = (4.9, 1.0) if upright else (1.0, 4.9)
        at = replace(unit.box.at, x=x, y=y, rotation=0.0)
        made.append(replace(unit, tag=name, box=replace(unit.box, at=at, width=wide, depth=deep, height=tall)))
    return tuple(made)


@pytest.mark.parametrize(("off", "passed"), [(0.15, True), (1.0, False)])
def test_pipes_of_one_loop_do_not_run_in_one_place(fjord, fjord_plan, build, catalog, off, passed):
    """A second leg planted beside a ring, nearer than their insulation and a hanger allow, takes a level of its own
    over the whole of it; one a metre off stays.
    """
    layout = build()[1]
    ring, _, (x, y), upright = _middle(fjord_plan, fjord.hall, longest=True)
    assert upright
    leg = replace(ring, tag="TCS-01-TWIN", points=((x + off, y - 3.0), (x + off, y + 3.0)))
    plan = with_passings(replace(fjord_plan, pipes=(ring, leg)), layout, fjord.hall, catalog)
    thick = outside_m(ring, catalog)
    found = [p for p in plan.passings if ring.tag in {p.tag, *p.over} and "TCS-01-TWIN" in {p.tag, *p.over}]
    assert bool(found) is passed
    for one in found:
        assert math.dist(*(one.points[0], one.points[-1])) >= 6.0 - 1e-6
        assert abs(one.level - ring.z) >= thick + catalog.threshold("layout", "hanger_side").si("m") - 1e-6


def _at_columns(plan):
    """Services that still meet columns, as told."""
    return sum(n.facts["count"] for n in plan.notes if n.key == "cooling.at_columns")


def test_passings_count_in_the_plan(fjord, fjord_plan, build, catalog):
    """A planted passing of a ring raises its drop, the elbows and vents of the bill, and the fill pressure."""
    programme, layout, loads = build()
    ring, _, (x, y), upright = _middle(fjord_plan, fjord.hall)
    across = ((x - 1.0, y), (x + 1.0, y)) if upright else ((x, y - 1.0), (x, y + 1.0))
    low = tuple(Route(f"BW-{n}", "busway", Polyline(across, 0.25 * n), "A") for n in range(round(ring.z / 0.25) + 3))
    told = with_passings(fjord_plan, replace(layout, routes=low), fjord.hall, catalog)
    passed = passed_of(told.passings, [p.tag for p in told.pipes])
    assert passed.of(ring.tag).elbows >= 4
    plans = [carry(fjord, programme, layout, loads, catalog, each) for each in (None, passed)]
    drops = [next(p for p in plan.pipes if p.tag == ring.tag).drop for plan in plans]
    assert drops[1] > drops[0]
    elbows, vents = ([sum(i.quantity.si("") for i in plan.bulk if i.key.startswith(key)) for plan in plans]
                     for key in ("elbow.", "valve.air-vent"))  # fmt: skip
    assert elbows[1] - elbows[0] == sum(passed.of(p.tag).elbows for p in plans[1].pipes)
    more = [[s.tag for f in plan.falls for s in f.stubs if s.kind == "air vent"] for plan in plans]
    assert vents[1] - vents[0] == len(more[1]) - len(more[0]) > 0
    fills = [next(p.fill for p in plan.pressures if p.loop == "TCS") for plan in plans]
    assert fills[1] >= fills[0]


def test_pipes_outdoors_pass_one_another_and_nothing_over_plant(fjord, fjord_plan, build, catalog):
    """Outdoors no two pipes share floor and level but where one ends at the other, and none lies over plant, checked
    on the way that each has with its passings. A planted pipe square over a header is passed; a planted tank on a leg
    is walked around or told as a clash, never passed over.
    """
    layout = build()[1]
    hall = replace(fjord.hall, polygon=fjord.hall.polygon.intersection(box(0.0, 0.0, 72.0, 30.0)), columns=())
    plan = with_passings(fjord_plan, layout, hall, catalog)
    assert not plan.clashes
    assert not _met_outdoors(plan, layout, hall, catalog)
    head = next(p for p in plan.pipes if p.tag == "FWS-HEAD-S")
    (ax, ay), (bx, by) = head.points[:2]
    (x, y), (dx, dy) = ((ax + 3 * bx) / 4, (ay + 3 * by) / 4), ((bx - ax) / math.dist((ax, ay), (bx, by)),
                                                               (by - ay) / math.dist((ax, ay), (bx, by)))  # fmt: skip
    rogue = replace(head, tag="CHW-X-S", loop="CHW", points=((x - dy, y + dx), (x + dy, y - dx)))
    more = replace(fjord_plan, pipes=(*fjord_plan.pipes, rogue))
    assert _met_outdoors(more, layout, hall, catalog)
    passed = with_passings(more, layout, hall, catalog)
    assert any("CHW-X-S" in {p.tag, *p.over} for p in passed.passings)
    assert not _met_outdoors(passed, layout, hall, catalog)
    leg = next(p for p in plan.pipes if p.tag == "FWS-LEG-A-S")
    a, b = max(
        zip(leg.points, leg.points[1:], strict=False),
        key=lambda ends: LineString(ends).difference(hall.polygon).length,
    )
    spot = LineString([a, b]).difference(hall.polygon).interpolate(0.5, normalized=True)
    cooler = next(p for p in layout.placed if p.kind == "cooler")
    at = replace(cooler.box.at, x=spot.x, y=spot.y)
    small = replace(cooler.box, at=at, width=0.5, depth=0.5, height=1.0)
    tank = replace(cooler, tag="TANK-X", room="YARD-1", box=small)
    full = replace(layout, placed=(*layout.placed, tank))
    assert _over_tank(plan, full, hall, catalog)
    around = with_passings(fjord_plan, full, hall, catalog)
    told = {tag for pair in around.clashes if "TANK-X" in pair for tag in pair[:2]}
    assert _over_tank(around, full, hall, catalog) <= told
    assert told or any("TANK-X" in p.over for p in around.passings)


def test_lines_to_vessels_of_one_loop_are_checked(fjord, fjord_plan, build, catalog):
    """Two lines to vessels that are planted in one place outdoors, but for 6 cm, are found, and take levels of their
    own; a metre apart they are left.
    """
    layout = build()[1]
    leg = next(p for p in fjord_plan.pipes if p.tag.startswith("FWS-LEG-A-S"))
    far = [(300.0, 300.0), (306.0, 300.0)]
    for off, found in ((0.06, True), (1.0, False)):
        lines = [
            replace(leg, tag=f"FWS-{name}-S", points=tuple((x, y + rise) for x, y in far))
            for name, rise in (("EXP-FWS-A", 0.0), ("EXP-FWS-B", off))
        ]
        bare = replace(fjord_plan, pipes=tuple(lines))
        assert bool(_met_outdoors(bare, layout, fjord.hall, catalog)) is found
        plan = with_passings(bare, layout, fjord.hall, catalog)
        assert {p.tag for p in plan.passings} <= {line.tag for line in lines}
        assert bool(plan.passings) is found
        assert not plan.clashes
        assert not _met_outdoors(plan, layout, fjord.hall, catalog)


def _over_tank(plan, layout, hall, catalog):
    """Pipes over the planted tank."""
    return {one for one, other in _met_outdoors(plan, layout, hall, catalog) if other == "TANK-X"}


def _met_outdoors(plan, layout, hall, catalog):
    """Pairs of pipes that share floor and level outdoors, other than where one ends at the other, and pipes over plant,
    by their own bodies with their passings cut in.
    """
    bends = {}
    for one in plan.passings:
        bends.setdefault(one.tag, []).append(one)
    found = []
    for run in plan.pipes:
        thick = outside_m(run, catalog)
        way = LineString(run.points).difference(hall.polygon)
        for one in bends.get(run.tag, ()):
            way = way.difference(LineString([one.points[0], one.points[-1]]).buffer(1e-6, cap_style="flat"))
            found.append((run, LineString(one.points).difference(hall.polygon), one.level, thick))
        found.append((run, way, run.z, thick))
    bodies = [(run, way.buffer(thick / 2, cap_style="flat", join_style="mitre"), z, thick)
              for run, way, z, thick in found if way.length > 1e-3]  # fmt: skip
    met = []
    for i, (one, body, z, thick) in enumerate(bodies):
        met += [(one.tag, p.tag) for p in layout.placed if p.room.startswith("YARD") and p.tag not in one.tag
                and body.intersection(Polygon(p.box.corners)).area > 1e-3]  # fmt: skip
        for other, shape, level, deep in bodies[i + 1 :]:
            apart = min(z + thick, level + deep) - max(z, level) <= 1e-3
            if one.tag == other.tag or apart or body.intersection(shape).area <= 1e-3 or _tee(one, other):
                continue
            met.append((one.tag, other.tag))
    return met


def _tee(one, other):
    """Whether one of two pipes ends on the other."""
    ends = ((a, b.points[k]) for a, b in ((one, other), (other, one)) for k in (0, -1))
    return any(LineString(a.points).distance(Spot(*end)) < 0.05 for a, end in ends)
