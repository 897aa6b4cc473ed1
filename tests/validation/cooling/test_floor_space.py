"""Floor of vessels and tanks by hand."""

import pytest

from designer.cooling import floor_space
from designer.units import magnitude, q


def test_an_upright_cylinder():
    """1,000 L at a height of twice the diameter: 4 V / (2 pi) = 0.6366 m3, its cube root 0.8603 m."""
    found = floor_space.cylinder(V=q(1000, "L"), r=q(2.0))
    assert magnitude(found, "m") == pytest.approx(0.8603, abs=1e-4)


def test_box_of_a_vessel(bench):
    """With 0.1 m around it and feet of 0.3 m: 1.060 x 1.060 x 2.021 m; its content weighs about a tonne."""
    width, depth, height, mass = floor_space.cylinder_box(bench, "EXP-FWS", 1000.0, "expansion")
    assert (width, depth) == (pytest.approx(1.0603, abs=1e-4),) * 2
    assert height == pytest.approx(2.0206, abs=1e-4)
    assert mass == pytest.approx(1000.0, rel=0.05)
