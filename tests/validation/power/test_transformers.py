"""Transformers against the printed full-load currents and breakers (reference text on power, 5.2; derived)."""

import pytest

from designer.catalog import Catalog
from designer.power.rules import pack_of
from designer.power.three_phase import PER_VA, rated_current
from designer.power.transformers import loading_share, losses
from designer.units import magnitude, q

TABLE = [
    # MVA, V, FLA, breaker at 1.25, breaker with a 100 %-rated main
    (2.5, 415, 3478, 5000, 4000),
    (2.5, 480, 3007, 4000, 4000),
    (3.0, 415, 4174, 6000, 5000),
    (3.75, 480, 4511, 6000, 5000),
]


@pytest.mark.parametrize(("rating", "volts", "amperes", "usual", "full"), TABLE)
def test_full_load_current(rating, volts, amperes, usual, full):
    """Full-load current to the ampere, and both breakers."""
    pack = pack_of("NEC", Catalog())
    current = magnitude(rated_current(S_r=q(rating, "MVA"), V_r=q(volts, "V"), k_VA=PER_VA), "A")
    assert current == pytest.approx(amperes, abs=0.6)
    assert pack.breaker(current * 1.25) == usual
    assert pack.breaker(current) == full


@pytest.mark.parametrize(("share", "expected"), [(0.0, 3.0), (0.5, 8.0), (1.0, 23.0)])
def test_losses(share, expected):
    """3 + 20 k^2 kW of a 2.5 MVA transformer."""
    loss = losses(P_0=q(3, "kW"), P_k=q(20, "kW"), S=q(2500 * share, "kVA"), S_n=q(2500, "kVA"))
    assert magnitude(loss, "kW") == pytest.approx(expected)


def test_loading_share():
    """2,000 of 2,500 kVA is the 80 % of normal service."""
    assert magnitude(loading_share(S=q(2000, "kVA"), S_n=q(2.5, "MVA")), "") == pytest.approx(0.8)
