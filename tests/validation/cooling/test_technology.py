"""The temperature chain of the LBNL data-centre model and the margins of a CDU."""

import pytest

from designer.cooling import technology
from designer.units import magnitude, q


def test_lbl_temperature_chain():
    """lbl-buildings ChillerWSE: DB 36, tower 39, plant 42, racks 45 degC; approaches of 3 K each."""
    plant = technology.facility_supply(T_tcs=q(45, "degC"), dT=q(3, "K"))
    assert magnitude(plant, "degC") == pytest.approx(42)
    tower = technology.facility_supply(T_tcs=plant, dT=q(3, "K"))
    assert magnitude(tower, "degC") == pytest.approx(39)
    assert magnitude(technology.facility_supply(T_tcs=tower, dT=q(3, "K")), "degC") == pytest.approx(36)


def test_margins():
    """A CDU of 1,000 kW at 800 kW has 25 %; 250 kPa against 110 has 140 kPa."""
    assert magnitude(technology.cdu_margin(Q_avail=q(1000, "kW"), Q=q(800, "kW")), "") == pytest.approx(0.25)
    assert magnitude(technology.head_margin(H_avail=q(250, "kPa"), H=q(110, "kPa")), "kPa") == pytest.approx(140)
