"""The published block of eight racks on one CDU as the hall of a brief, through the whole order of work."""

import math
from pathlib import Path

import pytest

from designer import pipeline

BRIEF = Path(__file__).parent / "halls" / "eight-racks.yaml"


@pytest.mark.slow
def test_eight_racks_come_to_one_unit_in_a_whole_hall():
    """Printed for eight NVL72-class racks: 924.48 kW in the liquid, one XDU1350 of 1,200 LPM and 244 kPa with 960 LPM
    taken, 38 degC out and 51.7 degC back, 120 LPM a rack within 130. A hall of a brief comes to the same unit and one
    to spare, the heat within 1 %, a return within 0.6 K, each rack's flow within 9 %: it takes the rack's ceiling.
    """
    plan = pipeline.design(BRIEF).design.trades.cooling
    assert len(plan.racks) == 8
    assert sum(rack.heat for rack in plan.racks) == pytest.approx(924.48, rel=0.01)
    assert [unit.catalog for unit in plan.cdus] == ["cdu/xdu1350"] * 2
    assert plan.cdus[0].heat == pytest.approx(sum(rack.heat for rack in plan.racks), rel=1e-3)
    taken = math.fsum(rack.flow for rack in plan.racks)
    assert 960.0 < taken == pytest.approx(960.0, rel=0.09)
    assert plan.cdus[0].tcs_flow == pytest.approx(taken, rel=1e-2)
    assert plan.cdus[0].tcs_flow < 1200.0
    assert plan.cdus[0].head_needed < 244.0
    assert all(120.0 < rack.flow < 131.0 for rack in plan.racks)
    assert plan.temperatures["tcs_supply"] == pytest.approx(38.0)
    assert plan.temperatures["tcs_return"] == pytest.approx(51.71964, abs=0.6)
