"""Generating sets by hand (reference text on power, 5.4): 2.5 MW burn about 650 to 700 L/h."""

import pytest

from designer.power.generators import first_step, fuel_volume, generator_sets
from designer.sizing.standby import backed_up_power, mechanical_share
from designer.units import magnitude, q


def test_fuel():
    """2.5 MW at 0.265 L/kWh burn 662.5 L in an hour."""
    assert 650 <= magnitude(fuel_volume(P_gen=q(2.5, "MW"), t=q(1, "h"), b=q(0.265, "L/kWh")), "L") <= 700


def test_sets():
    """UPS input, recharge and a tenth of the plant: 1,000 + 80 + 0.1 x 1,200 = 1,200 kW, two sets of 1,000 kW and a
    spare.
    """
    share = mechanical_share(P_core=q(1, "MW"), P_IT=q(10, "MW"))
    carried = backed_up_power(P_ups_in=q(1000, "kW"), P_re=q(80, "kW"), P_mech=q(1200, "kW"), f_mech=share)
    assert magnitude(carried, "kW") == pytest.approx(1200)
    assert magnitude(generator_sets(P_gen=carried, P_set=q(1000, "kW"), n_spare=1), "") == 3
    assert magnitude(first_step(P_step=q(1000, "kW"), n_running=2, P_set=q(1000, "kW")), "") == 0.5
