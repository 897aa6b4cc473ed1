"""Usable energy of a battery system, by hand."""

import pytest

from designer.power.storing import usable_energy
from designer.units import magnitude, q


def test_usable_energy_by_hand():
    """3,086 kWh to a depth of 90 % at 80 % of life are 2,221.9 kWh."""
    found = usable_energy(E_rated=q(3086, "kWh"), f_depth=q(0.9), f_life=q(0.8))
    assert magnitude(found, "kWh") == pytest.approx(2221.92, abs=0.01)
