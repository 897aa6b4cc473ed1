"""Pressures of a loop by hand."""

import pytest

from designer.cooling import specification
from designer.units import magnitude, q


def test_working_and_test_pressure():
    """2 bar absolute under 1.013 bar of air and 100 kPa of head: 1.987 bar gauge; relief 4.5 bar: 5.23 bar."""
    working = specification.working_pressure(p_fill=q(2, "bar"), p_atm=q(1.01325, "bar"), H=q(100, "kPa"))
    assert magnitude(working, "bar") == pytest.approx(1.98675)
    tested = specification.test_pressure(k=q(1.5), p_relief=q(4.5, "bar"), p_atm=q(1.01325, "bar"))
    assert magnitude(tested, "bar") == pytest.approx(5.230125)
