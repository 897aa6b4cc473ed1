"""Mined energy, income and flatness by hand."""

import pytest

from designer.power.dispatch import asic_racks, flatness, margin_of, mined, revenue
from designer.units import magnitude, q


def test_energy_and_money():
    """500 kW over a year are 4,380 MWh; at 75 USD/MWh 328.5 kUSD, less 40 USD/MWh of energy 153.3 kUSD."""
    energy = mined(P_mean=q(500, "kW"), t=q(8760, "h"))
    assert magnitude(energy, "MWh") == pytest.approx(4380.0)
    assert magnitude(revenue(E=energy, p=q(75, "USD/MWh")), "kUSD") == pytest.approx(328.5)
    left = margin_of(E=energy, p=q(75, "USD/MWh"), p_el=q(40, "USD/MWh"))
    assert magnitude(left, "kUSD") == pytest.approx(153.3)


def test_racks_by_place_and_by_power():
    """The smaller of positions and power, in whole racks."""
    assert magnitude(asic_racks(N_free=q(9.0), P_left=q(600, "kW"), P_asic=q(112, "kW")), "") == 5.0
    assert magnitude(asic_racks(N_free=q(3.0), P_left=q(600, "kW"), P_asic=q(112, "kW")), "") == 3.0


def test_flatness():
    """Flatness of a load is its mean over its greatest: 4.5 of 5 MW are 0.9."""
    assert magnitude(flatness(P_mean=q(4.5, "MW"), P_most=q(5, "MW")), "") == pytest.approx(0.9)
