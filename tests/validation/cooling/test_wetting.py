"""Water of towers against published balances, and the balances themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.cooling import wetting
from designer.site import moist_air
from designer.units import magnitude, q


def test_evaporation_by_hand():
    """100 kg/s from 0.010 to 0.030 take up 2 kg/s: 7,200 L/h."""
    taken = wetting.evaporation(m_air=q(100, "kg/s"), w_out=q(0.03), w_in=q(0.01), rho=q(1000, "kg/m3"))
    assert magnitude(taken, "L/h") == pytest.approx(7200)


def test_standard_air():
    """83 m3/s of standard air are 99.6 kg/s; at nine tenths of the pressure 89.64."""
    for ratio in (1.0, 0.9):
        mass = wetting.dry_air(V_air=q(83, "m3/s"), rho=q(1.2, "kg/m3"), sigma=q(ratio))
        assert magnitude(mass, "kg/s") == pytest.approx(99.6 * ratio)


def test_utility_example():
    """A public utility's 9,900 gpm over 8 degF, 114,048 gpd evaporated: 38,016 bled and drifted at 4 cycles, of which
    14,256 (0.1 %) are drift; make-up 152,064.
    """
    lost = wetting.drift(f_drift=q(0.001), V_circ=q(9900 * 1440, "gal/h"))
    assert magnitude(lost, "gal/h") == pytest.approx(14_256)
    bled = wetting.blowdown(E=q(114_048, "gal/h"), CoC=q(4), D=lost)
    assert magnitude(bled, "gal/h") == pytest.approx(23_760)
    assert magnitude(wetting.made_up(E=q(114_048, "gal/h"), D=lost, B=bled), "gal/h") == pytest.approx(152_064)


def test_drift_may_bleed_alone():
    """Where droplets carry off more salts than must be bled, nothing is bled."""
    assert magnitude(wetting.blowdown(E=q(100, "L/h"), CoC=q(11), D=q(20, "L/h")), "L/h") == 0.0


@given(st.floats(-15, 40), st.floats(0.1, 1.0), st.floats(1.0, 60.0), st.floats(0.7, 1.0))
def test_the_air_that_leaves_closes_the_balance(dry, humidity, kilowatts, contact):
    """Per kg of air and any contact: enthalpy out less in less that of the water made up is the heat, to 1e-6."""
    pressure = 95_000.0
    wet = float(moist_air.wet_bulb(np.array([dry]), np.array([humidity]), np.array([pressure]))[0])
    air = wetting.Air(dry, wet, pressure)
    leaving = float(wetting.over_fill(kilowatts, 1.0, air, contact, 20.0))
    entering = float(air.humidity)
    full = entering + (leaving - entering) / contact
    vapour = full * pressure / (0.621945 + full)
    warm = float(moist_air.dew_point(np.array([vapour]))[0])
    touched = moist_air.enthalpy(warm, full) - moist_air.enthalpy(dry, entering)
    heat = contact * float(touched) - (leaving - entering) * 83.72
    assert heat == pytest.approx(kilowatts, abs=2e-5 * kilowatts + 1e-4)
