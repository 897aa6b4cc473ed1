"""Balancing valves against the textbook flow coefficient and the equal-percentage curve."""

import math

import pytest

from designer.catalog import BalancingValve, Catalog
from designer.cooling.balancing import opening, opening_of
from designer.cooling.pipes import valve_kv
from designer.units import magnitude, q


def test_flow_coefficient_of_the_public_fixture():
    """Definition of Kv: 150 L/min of water at 0.1 bar is Kv 28.4605."""
    made = valve_kv(V=q(150, "LPM"), dp=q(0.1, "bar"), rho=q(1000, "kg/m3"))
    assert magnitude(made, "m3/h") == pytest.approx(28.4605, rel=1e-5)


@pytest.mark.parametrize("share", [0.1, 0.35, 0.8, 1.0])
def test_equal_percentage(share):
    """Kv = Kvs R^(h-1): the opening found from Kv is the stroke that gives it."""
    assert opening(19.2 * 30.0 ** (share - 1.0), 19.2, 30.0) == pytest.approx(share)


def test_the_opening_stays_within_the_stroke():
    """More than fully open and less than shut are their ends."""
    assert opening(40.0, 20.0, 30.0) == 1.0
    assert opening(20.0 / 30.0 / math.e, 20.0, 30.0) == 0.0


@pytest.mark.parametrize(("dn", "kv", "turns"), [(15, 0.212, 1.0), (15, 1.98, 3.5), (25, 0.60, 0.5), (50, 33.0, 4.0)])
def test_a_printed_setting_is_found_again(dn, kv, turns):
    """A coefficient of the maker's table gives the turns printed beside it, out of four."""
    valve = Catalog().get(BalancingValve, "imi-stad")
    size = next(s for s in valve.sizes if s.dn == dn)
    assert opening_of(valve, size, kv) * 4.0 == pytest.approx(turns)
