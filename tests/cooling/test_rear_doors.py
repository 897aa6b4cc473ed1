"""A small hall with rear doors, designed whole: places, water, heat, outages, power, bill; and what is refused."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from designer import pipeline, site
from designer.catalog import Catalog, Rack, RearDoor
from designer.checks.records import Verdict
from designer.cooling.circuit_places import circle_of
from designer.cooling.rear_doors import door_box, held_out
from designer.documents.drawings.drawing import Text
from designer.documents.pack import with_drawings
from designer.documents.subject import Subject
from designer.errors import Refused
from designer.site.rear_doors import door_of, doored

pytestmark = pytest.mark.slow

BRIEF = Path(__file__).resolve().parents[1] / "pipeline" / "rear_doors.yaml"
DOOR = Catalog().get(RearDoor, "chilleddoor")


@pytest.fixture(scope="module")
def judged(doored_hall):
    """The hall, designed once."""
    return doored_hall


@pytest.fixture(scope="module")
def plan(judged):
    """Its cooling plan."""
    return judged.design.trades.cooling


def varied(tmp_path: Path, **cooling: object) -> Path:
    """The brief with other wishes for its cooling; a wish of "" is taken out."""
    said = yaml.safe_load(BRIEF.read_text())
    said["cooling"] = {k: v for k, v in (said["cooling"] | cooling).items() if v != ""}
    said["project"]["date"] = "2026-11-23"
    path = tmp_path / "brief.yaml"
    path.write_text(yaml.safe_dump(said))
    return path


def test_every_rack_that_leaves_heat_has_one_door_at_its_back(judged, plan):
    """One door a rack, in its box, against its back; racks as deep and heavy as with it."""
    trades = judged.design.trades
    racks = {p.tag: p for p in trades.layout.of("rack")}
    hot = {load.tag for load in trades.loads if load.tag in racks and load.heat_air_kw > 0.0}
    assert sorted(d.rack for d in plan.doors) == sorted(hot)
    bare, seats = Catalog(), {e.tag: e for e in plan.elements if e.kind == "rear-door"}
    for door in plan.doors:
        rack = racks[door.rack]
        record = bare.get(Rack, rack.catalog.partition("/")[2])
        assert rack.box.depth == pytest.approx(record.depth.si("m") + DOOR.depth.si("m"))
        assert rack.mass_kg == pytest.approx(record.mass_installed.si("kg") + DOOR.mass.si("kg"))
        turn = math.radians(rack.box.at.rotation)
        at = seats[door.tag].position
        back = (at.y - rack.box.at.y) * math.cos(turn) - (at.x - rack.box.at.x) * math.sin(turn)
        assert back == pytest.approx((rack.box.depth - DOOR.depth.si("m")) / 2.0)


def test_a_door_stands_in_its_rack_whichever_way_that_is_turned(judged):
    """The door's corners lie in the box of the rack, its outer face on the rack's."""
    box = judged.design.trades.layout.of("rack")[0].box
    for turn in (0.0, 37.0, 90.0, 180.0, 270.0):
        rack = replace(box, at=replace(box.at, rotation=turn))
        door = door_box(rack, 0.33)
        for mine, whole in zip(door.corners[2:], rack.corners[2:], strict=True):
            assert mine == pytest.approx(whole)


def test_heat_is_closed_at_every_door_and_over_the_hall(judged, plan):
    """Water and air of each door take and give the same heat; doors, air units and fans carry all that warms the air;
    all that goes in leaves the site.
    """
    for door in plan.doors:
        water = door.flow / 60.0 * (door.water_out - door.water_in) * 4.0
        assert water == pytest.approx(door.heat, rel=0.08)
        assert door.heat + door.rest == pytest.approx(door.air_heat + door.fan_power)
        assert door.heat <= door.capacity + 1e-9
        rate = door.air_heat / (door.air_in - plan.temperatures["air_supply"])
        assert rate * (door.air_in - door.air_out) == pytest.approx(door.heat - door.fan_power)
    total = next(line for line in plan.balance if line.level == "total")
    assert math.fsum(plan.rejected.values()) == pytest.approx(total.power, rel=1e-9)
    air = total.air
    carried = math.fsum(d.heat for d in plan.doors) + math.fsum(u.heat for u in plan.air_units)
    assert carried == pytest.approx(air, rel=1e-9)
    assert math.fsum(d.heat for d in plan.doors) > 0.9 * math.fsum(d.air_heat for d in plan.doors)


def test_every_door_hangs_on_the_ring_between_its_valves(plan):
    """Supply and return to each door in the pipe schedule with its flow, its valves in the list, one order on both
    sides of the ring.
    """
    runs, valves = {r.tag: r for r in plan.pipes}, {tag for tag, _, _ in plan.valves}
    for door in plan.doors:
        for side in "SR":
            assert runs[f"CHW-{door.tag}-{side}"].flow == pytest.approx(door.flow)
        assert {f"HV-{door.tag}-1", f"HV-{door.tag}-2", f"TV-{door.tag}", f"DV-{door.tag}", f"AV-{door.tag}"} <= valves
    users = {tag: tag for tag in (*(u.tag for u in plan.air_units), *(d.tag for d in plan.doors))}
    orders = []
    for side in "SR":
        taps = circle_of(plan.pipes, "CHW", side, users, (), 2.0).taps
        order = sorted(taps, key=lambda tag: (taps[tag], tag))
        first = order.index(plan.doors[0].tag)
        orders.append(order[first:] + order[:first])
    assert orders[0] == orders[1]
    wanted = math.fsum(d.flow for d in plan.doors)
    whole = next(r.flow for r in plan.pipes if r.tag == "CHW-LEG-A-S")
    assert whole > wanted


def test_one_door_valve_section_chiller_or_feed_out_loses_no_rack(plan):
    """Every state of the proof is solved and met; each door is taken out for work and by fault, and the air units then
    carry its rack beside their own heat.
    """
    assert {o.verdict for o in plan.outages} == {"met"}
    doors = {d.tag: d for d in plan.doors}
    out = [o for o in plan.outages if o.kind == "rear-door"]
    assert sorted(o.tags[0] for o in out) == sorted([*doors, *doors])
    able = math.fsum(u.capacity for u in plan.air_units)
    room = math.fsum(u.heat - u.fan_power for u in plan.air_units)
    carried = math.fsum(x.heat for x in (*plan.air_units, *plan.doors))
    chilled = carried / math.fsum(r.capacity for r in plan.rejection)
    for outage in out:
        assert outage.air == pytest.approx(max((room + doors[outage.tags[0]].heat) / able, chilled), rel=1e-6)
        assert outage.air < 1.0


def test_how_many_doors_may_be_out_is_what_the_units_carry(plan):
    """By hand: the largest first, until the units are full; none where they are full already."""
    able, heats = [u.capacity for u in plan.air_units], sorted((d.heat for d in plan.doors), reverse=True)
    count = held_out(plan.doors, 40.0, able)
    assert 40.0 + sum(heats[:count]) <= sum(able) < 40.0 + sum(heats[: count + 1])
    assert held_out(plan.doors, sum(able), able) == 0


def test_fans_hang_on_both_sides_of_the_core_supply(judged):
    """Each door with fans is a load of two cords; its peak is the rated fan, its design power the fan law's."""
    loads = [load for load in judged.design.trades.loads if load.kind == "rear-door"]
    assert len(loads) == len(judged.design.trades.cooling.doors)
    for load in loads:
        assert load.cords == 2
        assert load.design_kw <= load.peak_kw == pytest.approx(DOOR.fan_power.si("kW"))
    fed = judged.design.trades.power
    sides = {e.tag.rpartition("-")[2] for e in fed.elements if e.tag.startswith(f"CK-{loads[0].tag}-")}
    assert sides == {"A", "B"}


def test_the_bill_counts_each_door_once_and_racks_without_them(judged, plan):
    """As many doors as racks that have one, none of them a spare; the mass of a rack's line is its own."""
    lines = [x for x in judged.design.bom.lines if x.catalog == DOOR.key]
    assert [x.total for x in lines] == [len(plan.doors)]
    rack = next(x for x in judged.design.bom.lines if x.catalog == "rack/hgx-b200-air")
    assert rack.mass_kg == pytest.approx(Catalog().get(Rack, "hgx-b200-air").mass_installed.si("kg"))
    assert lines[0].mass_kg == pytest.approx(DOOR.mass.si("kg"))


def test_the_proof_names_no_door_as_a_single_point(judged):
    """With any door out every rack keeps its air in the design graph."""
    doors = {d.tag for d in judged.design.trades.cooling.doors}
    assert doors.isdisjoint(judged.design.proof.single_points)
    out = [r for r in judged.design.proof.removals if r.tag in doors]
    assert {r.tag for r in out} == doors
    assert all(r.verdict in ("served", "degraded") and not r.lost_count for r in out)


def test_rules_on_doors_pass_and_the_dew_point_is_judged(judged):
    """COL-28 passes; COL-13 holds the doors' water against the moistest air."""
    rows = {(f.rule, f.verdict) for f in judged.findings.findings}
    assert ("COL-28", Verdict.PASS) in rows
    assert ("COL-28", Verdict.FAIL) not in rows
    dew = [f for f in judged.findings.findings if f.rule == "COL-13"]
    assert any(set(f.subjects) & {d.tag for d in judged.design.trades.cooling.doors} for f in dew)


def test_doors_take_air_units_out_of_the_hall(judged, tmp_path):
    """The same hall without doors needs more air units and moves more air; with them it draws less at the site."""
    bare = pipeline.design(varied(tmp_path, rear_door="")).design
    assert not bare.trades.cooling.doors
    assert len(judged.design.trades.cooling.air_units) < len(bare.trades.cooling.air_units)
    assert not [p for p in bare.trades.layout.of("rack") if p.box.depth > 1.2 + 1e-9]


def test_racks_are_fitted_with_doors_once_however_often_they_are_asked(tmp_path):
    """A catalog with doors stays the same when doors are put on again."""
    read = site.read_site(varied(tmp_path), Catalog(), ("rail-optimised",), needs_hall=True)
    once = doored(read, Catalog())
    twice = doored(read, once)
    for slug in ("hgx-b200-air", "network-rack"):
        assert once.get(Rack, slug).depth.q == twice.get(Rack, slug).depth.q
        assert once.get(Rack, slug).mass_installed.q == twice.get(Rack, slug).mass_installed.q
    assert door_of(read, Catalog(), "asic-rack") is None


@pytest.mark.parametrize("door", ["coldlogik-cl20-42u600", "coldlogik-cl20-48u800"])
def test_a_door_too_small_or_too_wide_for_the_rack_is_refused(tmp_path, door):
    """42 units in front of 48, 800 mm on 600: refused at its key, with the doors that fit."""
    with pytest.raises(Refused) as refused:
        pipeline.design(varied(tmp_path, rear_door=door))
    found = [m for m in refused.value.mistakes if m.code == "rear-door-of-rack"]
    assert [m.place.path for m in found] == ["cooling.rear_door"]
    assert "chilleddoor" in found[0].expected


def test_without_cold_water_there_are_no_doors_and_it_is_said(tmp_path):
    """No chillers in a warm place: the wish is not met, the plan has no doors, COL-28 fails and a risk tells why."""
    made = pipeline.design(varied(tmp_path, chillers_allowed=False))
    plan = made.design.trades.cooling
    assert plan.doors == ()
    assert any(n.key == "cooling.rear_door_no_water" for n in plan.notes)
    assert any(f.rule == "COL-28" and f.verdict is Verdict.FAIL for f in made.findings.findings)


def test_doors_stand_on_the_drawings_with_their_tags(judged, plan):
    """The flow diagram has the doors with their heat and water, the rack layout every door by its tag, the elevations
    the door of each rack that they show.
    """
    drawn = with_drawings(Subject.of(judged.design, judged.findings)).drawings
    said = {number: [i.text for i in drawing.items if isinstance(i, Text)] for number, drawing in drawn.items()}
    flow = " ".join(said["M-601"])
    for one in plan.doors:
        assert one.tag in said["T-101"], one.tag
    assert "RD-0101 to RD-0108" in flow
    assert f"{sum(d.heat for d in plan.doors):.1f}" in flow
    assert f"{sum(d.flow for d in plan.doors):.0f}" in flow
    assert f"{len(plan.doors)} racks with rear doors" in flow
    shown = " ".join(said["T-201"])
    assert {"RD-0101", "RD-N-01", "RD-N-02", "RD-N-03", "RD-S-01"} <= {d.tag for d in plan.doors if d.tag in shown}
