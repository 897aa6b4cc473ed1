"""Floor of vessels and tanks by hand."""

import pytest

from designer.cooling import floor_space
from designer.units import magnitude, q


def test_an_upright_cylinder():
    """1,000 L at a height of twice the diameter: 4 V / (2 pi) = 0.6366 m3, its cube root 0.8603, in steps 0.9 m."""
    found = floor_space.cylinder(V=q(1000, "L"), r=q(2.0), s=q(0.05, "m"))
    assert magnitude(found, "m") == pytest.approx(0.9)


def test_box_of_a_vessel(bench):
    """With 0.1 m around it and feet of 0.3 m: 1.1 x 1.1 x 2.1 m; its content weighs about a tonne."""
    width, depth, height, mass = floor_space.cylinder_box(bench, "EXP-FWS", 1000.0, "expansion")
    assert (width, depth) == (pytest.approx(1.1),) * 2
    assert height == pytest.approx(2.1)
    assert mass == pytest.approx(1000.0, rel=0.05)
