"""Water of racks by hand."""

import pytest

from designer.sizing import water as f
from designer.units import magnitude, q


def test_water_of_latent_rejection():
    """All heat by evaporation: 1.48 L evaporated and 1.85 L made up per kWh at five cycles of concentration."""
    made = f.water_guessed(f_latent=1, w_evap=q(1.48, "L/kWh"), coc=5)
    water = f.water_per_rack(Q_rack=q(1, "kW"), w_heat=made)
    assert magnitude(water, "L/day") / 24 == pytest.approx(1.85, abs=1e-9)


def test_what_other_racks_leave():
    """Of 100 m3 a day at 2 m3 for 100 kW, 1,000 kW leave 80."""
    left = f.water_left(W_limit=q(100000, "L/day"), W_rack=q(2000, "L/day"), Q_held=q(1000, "kW"), Q_rack=q(100, "kW"))
    assert magnitude(left, "L/day") == pytest.approx(80000.0)


def test_racks_between_too_many_and_enough():
    """10 m3 at 0.9 are 11 racks; 11 were too many and 9 enough: 10 are tried; by a rate for 7 no fewer than 9; 15 of
    those from 12 to 17.
    """
    ten = f.racks_by_water(W_limit=q(10, "m3/day"), W_rack=q(900, "L/day"))
    assert magnitude(ten, "") == 11
    assert magnitude(f.racks_tried(N_water=ten, N_within=q(10), N_for=q(9)), "") == 10
    assert magnitude(f.racks_tried(N_water=q(7), N_within=q(10), N_for=q(9)), "") == 9
    assert magnitude(f.racks_halved(N_within=q(17), N_for=q(12)), "") == 15
    assert magnitude(f.racks_halved(N_within=q(13), N_for=q(12)), "") == 13
