"""A hall without any liquid rack: its air coils on the water of towers, with no chiller and no technology loop."""

import math
from pathlib import Path

import pytest
from shapely.geometry import Point

from designer import pipeline
from designer.catalog import AirUnit, Catalog
from designer.documents.facts.summary import _lead
from designer.documents.subject import Subject

BRIEF = Path(__file__).resolve().parents[1] / "pipeline" / "air_hall.yaml"


@pytest.fixture(scope="module")
def judged():
    """The hall, designed once."""
    return pipeline.design(BRIEF)


@pytest.fixture(scope="module")
def plan(judged):
    """Its cooling plan."""
    return judged.design.trades.cooling


def test_towers_carry_all_that_the_air_takes(plan):
    """All heat is rejected, and what the coolers take is what the coils take with their fans and the pumps' work."""
    assert not plan.shortfalls
    assert plan.air_source == "facility"
    assert plan.mode == "tower"
    assert not plan.cdus
    assert not plan.racks
    coils = math.fsum(u.heat for u in plan.air_units)
    pumps = math.fsum(p.heat_liquid_kw for p in plan.loads if p.kind == "pump")
    rejected = math.fsum(r.heat for r in plan.rejection)
    assert rejected == pytest.approx(coils + pumps, rel=1e-6)
    assert rejected > 300.0


def test_the_loop_has_the_flow_of_the_coils(plan):
    """Facility flow by hand: units that must run, each with the water that it is rated for."""
    record = Catalog().get(AirUnit, plan.air_units[0].catalog.partition("/")[2])
    running = sum(u.duty == "N" for u in plan.air_units)
    flow = math.fsum(p.flow for p in plan.pumps if p.duty == "N")
    assert flow == pytest.approx(running * record.water_flow.si("LPM"), rel=1e-6)
    approach = record.air_out_rated.si("degC") - record.water_in_rated.si("degC")
    assert plan.temperatures["fws_supply"] == pytest.approx(plan.temperatures["air_supply"] - approach)


def test_the_loop_is_a_whole_one(plan):
    """Pipes, vessels that take the expansion, valves about every section, states with each element out."""
    assert {run.loop for run in plan.pipes} == {"FWS", "MUW"}
    assert plan.clashes == (), "tanks stand clear of the mains in the yard"
    assert plan.volumes["expansion_fws"] > 0.01 * plan.volumes["fws_total"]
    assert "expansion_tcs" not in plan.volumes
    tests = {o.test for o in plan.outages}
    assert "T0" in tests
    assert len(tests) > 1


def test_the_first_page_speaks_of_air(judged):
    """No supply of coolant is told where none is; the air of the racks is."""
    lead = _lead(Subject.of(judged.design, judged.findings))
    assert lead["rejection"]
    assert lead["supply"] == ""
    assert "°C" in lead["air"]


def test_the_hall_rides_on_its_air_alone(judged, plan):
    """Fans lost: one node of air, hot aisles warm at the start, followed in small steps until it is as warm as racks
    take; neither floor nor walls. Cold lost: the loop's content by the kelvin. The table of rides tells both against
    the start of the generating sets.
    """
    hall, layout = judged.design.trades.site.hall, judged.design.trades.layout
    rides = {ride.lost: ride for ride in plan.rides}
    assert set(rides) == {"air-water", "hall-air"}
    high = hall.clear_height.si("m")
    inside = [p.box for p in layout.placed if hall.polygon.covers(Point(p.box.at.x, p.box.at.y))]
    room = hall.polygon.area * high - sum(b.width * b.depth * b.height for b in inside)
    assert 0.8 * hall.polygon.area * high < room < hall.polygon.area * high
    hot = sum(aisle.polygon.area for aisle in layout.aisles if aisle.kind == "hot") * high
    supply, back = plan.temperatures["air_supply"], plan.temperatures["hot_aisle"]
    pascal = 101325.0 * (1.0 - 2.25577e-5 * judged.design.trades.site.elevation.si("m")) ** 5.25588
    density = pascal / 287.055 / (supply + 273.15)
    heat, warm, seconds, step = sum(u.heat - u.fan_power for u in plan.air_units), 0.0, 0.0, 0.01
    warm = (supply * (room - hot) + back * hot) / room
    while warm < rides["hall-air"].limit:
        warm, seconds = warm + heat * step / (room * density * 1.006), seconds + step
    assert rides["hall-air"].seconds == pytest.approx(seconds, rel=0.01, abs=2 * step)
    assert rides["hall-air"].seconds < rides["air-water"].seconds
    for ride in rides.values():
        assert ride.held == (ride.seconds >= ride.gap)
        assert ride.curve[-1] == (ride.seconds, ride.limit)
