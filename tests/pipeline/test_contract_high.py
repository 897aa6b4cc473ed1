"""A contract's factor above the disclosed deals names what makes it, and its nearest choice does what it says."""

import copy

import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog

pytestmark = pytest.mark.slow

BRIEF = yaml.safe_load("""
project: {name: High, number: H-1, client: C, revision: A, date: '2026-11-01', issued_for: concept, units: SI}
site:
  location: X
  climate: montreal-qc
  utility: {voltage: 34.5 kV, frequency: 60 Hz, import_limit: 2 MW, fault_level: 1500 MVA, feeds: 2}
  water: {available: true, daily_limit: 5 m3/day}
  fibre:
  - {name: e, metro: M, length: 30 km, path: east}
  - {name: w, metro: M, length: 40 km, path: west}
hall:
  footprint: [[0 m, 0 m], [30 m, 0 m], [30 m, 20 m], [0 m, 20 m]]
  clear_height: 5.5 m
  slab: {thickness: 0.2 m, uniform_load: 10 kPa}
  doors:
  - {tag: D1, at: [0 m, 10 m], width: 4 m, height: 4 m, kind: roll-up}
  - {tag: D2, at: [15 m, 0 m], width: 1 m, height: 2.2 m, kind: personnel}
  - {tag: D3, at: [30 m, 10 m], width: 1.2 m, height: 2.4 m, kind: personnel}
compute: {rack: hgx-b200-liquid, racks: max}
power: {rules: NEC, voltage: 415 V}
cooling: {architecture: N+1, supply_temperature: 25 degC, air_supply: 30 degC}
plant: []
""")


@pytest.fixture(scope="module")
def designed(tmp_path_factory):
    """Designs of the brief with a supply temperature, and with a rack."""
    path, catalog = tmp_path_factory.mktemp("high") / "site.yaml", Catalog()

    def make(supply: str, rack: str = "hgx-b200-liquid"):
        brief = copy.deepcopy(BRIEF)
        brief["cooling"]["supply_temperature"], brief["compute"]["rack"] = supply, rack
        path.write_text(yaml.safe_dump(brief, sort_keys=False), encoding="utf-8")
        judged = pipeline.design(path, catalog)
        notes = {n.key: n.facts for n in judged.design.notes if n.key.startswith("power.contract_high")}
        return judged, notes

    return make


def test_warmer_water_brings_the_factor_under_what_is_said(designed):
    """Chillers on water of 25 degC make it: their share closes the sum; at 40 degC it is below the said bound."""
    judged, notes = designed("25 degC")
    power, facts = judged.design.trades.power, notes["power.contract_high_liquid"]
    assert "POW-09" in judged.findings.failing
    chillers = sum(x.design_kw for x in power.loads if x.kind == "chiller")
    assert facts["chillers"].m_as("kW") == pytest.approx(chillers)
    said = facts["eased"].m_as("")
    assert said < facts["factor"].m_as("") == pytest.approx(power.contract[-1][1])
    after, none = designed("40 degC")
    assert after.design.trades.power.contract[-1][1] <= said
    assert "POW-09" not in after.findings.failing
    assert not none


def test_a_hall_of_air_is_told_that_water_does_not_help(designed):
    """Air-cooled racks on chillers: no heat goes to liquid; the bound is that without any chillers."""
    judged, notes = designed("40 degC", "dgx-h200-x4")
    facts = notes["power.contract_high_air"]
    assert facts["liquid"].m_as("") == 0.0
    assert facts["eased"].m_as("") < facts["factor"].m_as("")
    assert "POW-09" in judged.findings.failing
