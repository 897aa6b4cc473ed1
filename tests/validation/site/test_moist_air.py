"""Moist air against ASHRAE's tables, and the functions against one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.site import moist_air


@pytest.mark.parametrize(
    ("warm", "humidity", "heat"), [(0.0, 0.003789, 9.473), (10.0, 0.007661, 29.352), (20.0, 0.014758, 57.555),
                                   (30.0, 0.027329, 100.006), (40.0, 0.049141, 166.683)],
)
def test_saturated_air(warm, humidity, heat):
    """ASHRAE Fundamentals 2013, chapter 1, table 2 (memory): humidity within 0.6 % (real gas), enthalpy 0.5 %."""
    pressure = moist_air.STANDARD_PA
    assert float(moist_air.saturation_humidity(warm, pressure)) == pytest.approx(humidity, rel=6e-3)
    assert float(moist_air.saturated_enthalpy(warm, pressure)) == pytest.approx(heat, rel=5e-3)


@given(st.floats(-50, 75), st.floats(60_000, 105_000), st.floats(0, 200))
def test_saturated_air_of_an_enthalpy(warm, pressure, water):
    """The temperature found has the enthalpy asked for, with water at any temperature."""
    full = moist_air.saturation_humidity(warm, pressure)
    found = moist_air.saturated_at(moist_air.enthalpy(warm, full) - full * water, pressure, water)
    assert float(found) == pytest.approx(warm, abs=1e-6)


@given(st.floats(-20, 45), st.floats(0.05, 1.0), st.floats(70_000, 105_000))
def test_humidity_and_wet_bulb_are_inverse(dry, share, pressure):
    """Humidity of the wet bulb of a relative humidity is that humidity."""
    series = (np.array([x]) for x in (dry, share, pressure))
    wet = moist_air.wet_bulb(*series)
    expected = moist_air.humidity_of(share * moist_air.saturation_pressure(dry), pressure)
    assert float(moist_air.humidity_ratio(dry, wet, pressure)[0]) == pytest.approx(float(expected), abs=2e-6)
