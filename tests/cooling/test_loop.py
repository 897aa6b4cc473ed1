"""A loop given as a brief of its own: read, solved, written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from designer.catalog import Catalog
from designer.cli import app
from designer.cooling.loop import read_loop_bytes, solve_loop_brief

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
