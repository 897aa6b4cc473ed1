"""Trim exchangers: their water, their transfer and their number by hand."""

import math

import pytest

from designer.cooling import trim, volumes
from designer.units import magnitude, q


def test_transfer_by_the_logarithmic_mean():
    """1 MW, 38 to 31 degC against 19 to 29: ends of 9 and 12 K, mean 10.43 K, 95.9 kW/K (textbook, counterflow)."""
    mean = (12.0 - 9.0) / math.log(12.0 / 9.0)
    found = trim.exchanger_ua(Q=q(1000, "kW"), dT_a=q(9, "delta_degC"), dT_b=q(12, "delta_degC"))
    assert magnitude(found, "kW/K") == pytest.approx(1000.0 / mean, rel=1e-12)
    assert magnitude(found, "kW/K") == pytest.approx(95.894, rel=1e-4)


def test_chilled_water_of_the_heat():
    """1 MW over 10 K of water of 4,170 kJ/(m3 K): 1,438.8 L/min."""
    found = trim.chilled_flow(Q=q(1000, "kW"), rho_cp=q(4170, "kJ/K/m3"), dT=q(10, "delta_degC"))
    assert magnitude(found, "LPM") == pytest.approx(1438.849, rel=1e-6)


def test_a_bank_has_one_more_than_needed(bench):
    """3 MW on exchangers of 2 MW: two run, a third stands by; each running one takes half of both waters."""
    bank = trim.trim_bank(bench, 3000.0, (6000.0, 400.0, 31.0), (19.0, 29.0), 60.0)
    assert (len(bank.duties), bank.needed, [d.duty for d in bank.duties]) == (3, 2, ["N", "N", "R"])
    assert bank.duties[0].facility_in == pytest.approx(31.0 + 3000.0 / 400.0)
    assert bank.duties[0].facility_flow == pytest.approx(3000.0)
    assert bank.water == pytest.approx(2.0 * bank.duties[0].chilled_flow)
    heat = bank.water / 60000.0 * bench.fws.at(24.0).volumetric / 1000.0 * 10.0
    assert heat == pytest.approx(3000.0, rel=1e-9)


def test_evaporators_stand_in_the_supply_without_chilled_water(bench):
    """No chilled-water loop: no exchanger, the chillers' own drop is in the way of the facility water."""
    bank = trim.trim_bank(bench, 500.0, (6000.0, 400.0, 16.0), (0.0, 0.0), 60.0)
    assert (bank.duties, bank.drop) == ((), 60.0)
    assert trim.trim_bank(bench, 0.0, (6000.0, 400.0, 16.0), (19.0, 29.0), 60.0) == trim.NO_TRIM


def test_water_hardly_colder_is_said_with_the_nearest_supply(bench):
    """Facility water of 20 degC by chilled water of 19.5: 1 K short of the 1.5 K of a plate exchanger."""
    trim.trim_bank(bench, 500.0, (6000.0, 40.0, 20.0), (19.5, 29.5), 60.0)
    note = bench.said["trim_approach", "FWS"]
    assert note.facts["nearest"].m_as("degC") == pytest.approx(21.0)


def test_water_on_site(bench):
    """24 m3 a day for 12 h: 12 m3; dry coolers keep none."""
    found = volumes.stored_water(W_t=q(24_000, "L/day"), t=q(12, "h"))
    assert magnitude(found, "m3") == pytest.approx(12.0)
    assert volumes.water_stored(bench, 0.0) == {}
