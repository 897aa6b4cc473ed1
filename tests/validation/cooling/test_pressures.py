"""Pressures of a loop by hand."""

import pytest

from designer.cooling import pressures
from designer.units import magnitude, q

AIR, G = q(1.01325, "bar"), pressures.GRAVITY


@pytest.mark.parametrize(("height", "fill"), [(3.6, 2.0), (20.0, 3.274955)])
def test_fill_pressure_keeps_the_top_above_the_air(height, fill):
    """1,000 kg/m3 under 20 m: 1.961 bar of column on 1.013 of air and 0.3; at 3.6 m the set 2 bar are more."""
    found = pressures.fill_pressure(
        p_set=q(2, "bar"), p_atm=AIR, dp_top=q(0.3, "bar"), rho=q(1000, "kg/m3"), g=G, z=q(height, "m")
    )
    assert magnitude(found, "bar") == pytest.approx(fill, abs=5e-4)
    top = pressures.top_pressure(p_fill=found, p_atm=AIR, rho=q(1000, "kg/m3"), g=G, z=q(height, "m"))
    assert magnitude(top, "bar") >= 0.3 - 1e-9


@pytest.mark.parametrize(("head", "relief", "design"), [(100.0, 4.5, 4.48675), (200.0, 3.51325, 4.5)])
def test_relief_leaves_room_for_head_and_surge(head, relief, design):
    """Limit 5 bar gauge, a tenth kept: 100 kPa of head leave the set 4.5 bar absolute, 200 kPa take it down to 3.51."""
    found = pressures.relief_pressure(
        p_set=q(4.5, "bar"), p_limit=q(5, "bar"), s=q(0.1), p_atm=AIR, H=q(head, "kPa"), p_fill=q(2, "bar"),
        dp_least=q(0.5, "bar"),
    )
    assert magnitude(found, "bar") == pytest.approx(relief)
    worked = pressures.design_pressure(p_relief=found, p_atm=AIR, H=q(head, "kPa"))
    assert magnitude(worked, "bar") == pytest.approx(design)
    assert magnitude(pressures.test_pressure(k=q(1.5), p_design=worked), "bar") == pytest.approx(1.5 * design)


def test_the_vessel_keeps_a_span():
    """A head beyond the limit leaves the vessel its least span over the fill pressure: the rule then says no."""
    found = pressures.relief_pressure(
        p_set=q(4.5, "bar"), p_limit=q(5, "bar"), s=q(0.1), p_atm=AIR, H=q(400, "kPa"), p_fill=q(2, "bar"),
        dp_least=q(0.5, "bar"),
    )
    assert magnitude(found, "bar") == pytest.approx(2.5)
