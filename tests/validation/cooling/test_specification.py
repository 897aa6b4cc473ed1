"""Condensation on the insulation of cold lines against resistances in series, by hand."""

import math

import pytest

from designer.cooling.specification import surface_temperature
from designer.units import magnitude, q


def test_surface_of_insulation():
    """Water of 8 degC, 32 mm of 0.038 W/m/K, film of 9 W/m2/K, air of 24 degC: 22.135 degC; a DN 100 pipe is warmer."""
    kelvin = 24.0 - (24.0 - 8.0) * (1.0 / 9.0) / (1.0 / 9.0 + 0.032 / 0.038)
    found = surface_temperature(
        T_air=q(24, "degC"), T_c=q(8, "degC"), d=q(32, "mm"), lam=q(0.038, "W/m/K"), h=q(9, "W/m2/K")
    )
    assert magnitude(found, "degC") == pytest.approx(kelvin) == pytest.approx(22.135, abs=1e-3)
    inner, outer = 0.05715, 0.05715 + 0.032
    series = outer * math.log(outer / inner) / 0.038
    round_ = 24.0 - (24.0 - 8.0) * (1.0 / 9.0) / (1.0 / 9.0 + series)
    assert magnitude(found, "degC") < round_
