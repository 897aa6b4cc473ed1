"""UPS and battery arithmetic by hand (reference text on power, 5.4)."""

import pytest

from designer.power.ups import (
    battery_cabinets,
    battery_energy,
    ups_input,
    ups_loss,
    ups_modules,
    ups_power,
)
from designer.sizing.standby import recharge_power
from designer.units import magnitude, q


def test_side():
    """1,200 kW with 10 % growth is 1,320 kW: two modules of 1,250 kW."""
    side = ups_power(P_class=q(1200, "kW"), f_growth=q(10, "%"))
    assert magnitude(side, "kW") == pytest.approx(1320)
    assert magnitude(ups_modules(P_ups=side, P_module=q(1250, "kW")), "") == 2


def test_battery():
    """P t / (60 eta DoD 0.8): 1,320 kW for 5 min at 0.96, 0.9 and 0.8 is 159.1 kWh, five cabinets of 35 kWh."""
    energy = battery_energy(P=q(1320, "kW"), t=q(5, "min"), η_inv=0.96, DoD=0.9, f_eol=0.8)
    assert magnitude(energy, "kWh") == pytest.approx(1320 * 5 / (60 * 0.96 * 0.9 * 0.8))
    assert magnitude(battery_cabinets(E_bat=energy, E_cabinet=q(35, "kWh")), "") == 5


def test_losses_close():
    """Input less output is the loss; recharge adds its share."""
    inlet = magnitude(ups_input(P_out=q(1000, "kW"), η=0.965), "kW")
    assert inlet - 1000 == pytest.approx(magnitude(ups_loss(P_out=q(1000, "kW"), η=0.965), "kW"))
    assert magnitude(recharge_power(P_class=q(1000, "kW"), f_re=0.08), "kW") == 80
