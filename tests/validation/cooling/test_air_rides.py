"""The hall's own air after a loss: closed forms of its heat capacity."""

import pytest

from designer.cooling.air_rides import room_air, still_air
from designer.units import magnitude, q


def test_more_that_stands_in_a_hall_or_is_hot_rides_shorter():
    """The closed form: nothing stands, nothing is hot: m c dT / Q; half the air hot by twice the margin: no time."""
    whole = {"rho": q(1.2, "kg/m3"), "c_p": q(1006, "J/kg/K"), "dT": q(10, "delta_degC"), "Q": q(100, "kW")}
    hot = {"dT_rack": q(20, "delta_degC")}
    free = still_air(V_air=q(1000, "m3"), V_hot=q(0, "m3"), **whole, **hot)
    assert magnitude(free, "s") == pytest.approx(1000 * 1.2 * 1.006 * 10 / 100)
    assert magnitude(still_air(V_air=q(1000, "m3"), V_hot=q(500, "m3"), **whole, **hot), "s") == pytest.approx(0.0)


def test_the_air_of_a_hall_by_hand():
    """Area times height less what stands in it."""
    assert magnitude(room_air(A=q(800, "m2"), H=q(7, "m"), V_kit=q(100, "m3")), "m3") == pytest.approx(5500.0)
