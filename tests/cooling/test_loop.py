"""A loop given as a brief of its own: read, solved, written."""

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from designer.catalog import Catalog, Coolant
from designer.cli import app
from designer.cooling.loop import read_loop_bytes, solve_loop_brief
from designer.errors import Refused
from designer.sizing.coolant import fluid_of

BRIEF = """
loop:
  name: Two racks on a pump
  coolant: pg25
  temperature: 40 degC
  nodes: [{tag: s0}, {tag: s1}, {tag: r1}, {tag: r0, pressure: 1 bar}, {tag: p}]
  pipes:
    - {tag: S1, from: s0, to: s1, length: 10 m, bore: 54.76 mm, roughness: 0.045 mm, fittings: {elbow-90: 2}}
    - {tag: R1, from: r1, to: r0, length: 33 ft, record: stainless-10s, size: '2"'}
  components:
    - {tag: rack-1, from: s1, to: r1, flow: 119 LPM, drop: 8.5 psi, exponent: 1.897, heat: 121.5 kW}
    - {tag: rack-2, from: s1, to: r1, flow: 119 LPM, drop: 8.5 psi, exponent: 1.897, heat: 60 kW}
    - {tag: hx, from: p, to: s0, flow: 200 LPM, drop: 50 kPa, outlet: 40 degC}
  pumps:
    - {tag: pump, from: r0, to: p, curve: [{flow: 0 LPM, head: 250 kPa}, {flow: 400 LPM, head: 80 kPa}]}
"""


def answer(text: str):
    """The solved brief."""
    return solve_loop_brief(read_loop_bytes(text.encode(), "loop.yaml", Catalog()))


def test_heat_and_flow_close():
    """The pump's head is what the circuit loses; the exchanger takes what the racks give."""
    found = {b.tag: b for b in answer(BRIEF).branches}
    assert -found["pump"].drop == pytest.approx(sum(found[t].drop for t in ("S1", "R1", "rack-1", "hx")), rel=1e-9)
    assert -found["hx"].heat == pytest.approx(181.5, rel=1e-9)
    assert found["rack-1"].flow + found["rack-2"].flow == pytest.approx(found["pump"].flow, rel=1e-9)
    assert found["hx"].outlet == 40.0


def test_the_order_of_elements_changes_nothing():
    """Branches and nodes listed the other way round: the same flows to 1e-9."""
    lines = BRIEF.splitlines()
    at = next(i for i, line in enumerate(lines) if "rack-1" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    one, two = ({b.tag: b.flow for b in answer(text).branches} for text in (BRIEF, "\n".join(lines)))
    assert two == pytest.approx(one, rel=1e-9)


def test_units_change_nothing():
    """Ten metres told in feet and inches, a bar in psi: the same flows."""
    other = BRIEF.replace("length: 10 m", "length: 32.808399 ft").replace("1 bar", "14.503774 psi")
    one, two = ({b.tag: b.flow for b in answer(text).branches} for text in (BRIEF, other))
    assert two == pytest.approx(one, rel=1e-8)


def test_valves_say_where_they_stand():
    """A control valve limits, a check valve holds, a closed branch is closed."""
    text = BRIEF + """
  valves:
    - {tag: bypass, from: s0, to: r0, type: control, kv: 20 m3/h, flow: 30 LPM}
    - {tag: back, from: r0, to: s0, type: check, kv: 20 m3/h}
    - {tag: drain, from: s1, to: r1, type: isolating, kv: 50 m3/h, closed: true}
"""
    found = {b.tag: b for b in answer(text).branches}
    assert found["bypass"].position == "limiting"
    assert found["bypass"].volume_flow == pytest.approx(30.0, rel=0.01)
    assert (found["back"].position, found["back"].flow) == ("holding", 0.0)
    assert (found["drain"].position, found["drain"].flow) == ("closed", 0.0)


def test_the_command_writes_its_tables(tmp_path: Path):
    """`designer loop` writes README, JSON and CSV, the same bytes again, and ends with 0."""
    brief = tmp_path / "loop.yaml"
    brief.write_text(BRIEF)
    texts = []
    for name in ("one", "two"):
        result = CliRunner().invoke(app, ["loop", str(brief), "-o", str(tmp_path / name)])
        assert result.exit_code == 0
        files = sorted(p for p in (tmp_path / name).iterdir())
        assert [p.name for p in files] == ["README.md", "branches.csv", "loop.json", "manifest.json", "nodes.csv"]
        texts.append([p.read_bytes() for p in files])
    assert texts[0] == texts[1]
    told = json.loads((tmp_path / "one" / "loop.json").read_text())
    assert {b["tag"] for b in told["branches"]} == {"S1", "R1", "rack-1", "rack-2", "hx", "pump"}
    assert "| pump | pump |" in (tmp_path / "one" / "README.md").read_text()


EXCHANGER = """
loop:
  coolant: water
  temperature: 40 degC
  nodes: [{tag: a, demand: -2 kg/s, temperature: 50 degC}, {tag: b, pressure: 1 bar}]
  components:
    - tag: hx
      from: a
      to: b
      flow: 60 LPM
      drop: 20 kPa
      exchanger: {size: 12 kW/K, flow: 180 LPM, temperature: 30 degC}
"""


def test_an_exchanger_works_at_the_flow_that_passes_it():
    """Twice the flow that its drop is told at: effectiveness by the counterflow formula at what really flows."""
    found = answer(EXCHANGER).branches[0]
    water = fluid_of(Catalog().get(Coolant, "water"))
    other = 180.0 / 60000.0 * water.at(30.0).density
    own = 2.0 * water.at((found.inlet + found.outlet) / 2.0).heat_capacity
    beyond = other * water.at(30.0 - found.heat * 1000.0 / other / 4180.0 / 2.0).heat_capacity
    ratio = own / beyond
    assert ratio < 1.0
    decay = math.exp(-12000.0 / own * (1.0 - ratio))
    effect = (1.0 - decay) / (1.0 - ratio * decay)
    assert found.flow == pytest.approx(2.0)
    assert -found.heat == pytest.approx(effect * own * 20.0 / 1000.0, rel=1e-6)


def test_a_pump_that_cannot_reach_the_pressure_holds():
    """A pump between two given pressures, further apart than its shut-off head: it holds, the rest flows."""
    text = """
loop:
  coolant: water
  temperature: 20 degC
  nodes: [{tag: low, pressure: 130 kPa}, {tag: high, pressure: 403 kPa}, {tag: m}]
  pipes:
    - {tag: P, from: high, to: m, length: 20 m, bore: 12 mm, roughness: 0 mm, loss: 20}
    - {tag: Q, from: m, to: low, length: 30 m, bore: 27.86 mm, roughness: 0 mm}
  pumps:
    - {tag: pump, from: low, to: high, curve: [{flow: 7 LPM, head: 265 kPa}, {flow: 72 LPM, head: 159 kPa}]}
"""
    found = {b.tag: b for b in answer(text).branches}
    assert (found["pump"].position, found["pump"].flow) == ("holding", 0.0)
    assert found["P"].flow == pytest.approx(found["Q"].flow, rel=1e-12)
    assert found["P"].flow > 0.1


def test_what_goes_round_without_heat_keeps_the_temperature_told():
    """A pump that drives a circuit beside a dead end: no heat is told of, so all stands at the loop's temperature."""
    text = BRIEF.replace("outlet: 40 degC", "exponent: 2").replace("heat: 121.5 kW", "closed: true")
    text = text.replace(", heat: 60 kW", "")
    found = {b.tag: b for b in answer(text).branches}
    assert found["rack-2"].outlet == found["hx"].inlet == 40.0
    assert found["rack-2"].flow > 1.0


def test_a_pump_that_nothing_holds_is_named():
    """A pump that runs in a circle cut off from every held node has a flow that nobody knows: refused, not nought."""
    text = BRIEF.replace("pump, from: r0, to: p", "pump, from: r1, to: s1")
    for said, instead in (("S1,", "S1, closed: true,"), ("R1,", "R1, closed: true,"), ("heat: 121.5", "heat: 0")):
        text = text.replace(said, instead)
    with pytest.raises(Refused) as trouble:
        answer(text.replace("heat: 60", "heat: 0").replace(", outlet: 40 degC", ""))
    assert [(m.code, m.said) for m in trouble.value.mistakes] == [("loop-unheld", "pump")]
    assert trouble.value.mistakes[0].place.line > 1
