"""A hall without any liquid rack: its air coils on the water of towers, with no chiller and no technology loop."""

import math
from pathlib import Path

import pytest

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
