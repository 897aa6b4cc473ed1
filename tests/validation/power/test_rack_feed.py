"""Shelf and whip arithmetic against the printed table (reference text on power, section 2; derived, efficiency 0.97,
pf 0.99).
"""

import pytest

from designer.power.rack_feed import (
    pulse_capacity,
    shelf_current,
    spared_capacity,
    usable_apparent,
    whip_loss,
    whips_per_side,
)
from designer.power.three_phase import PER_VA, breaker_current, line_current
from designer.units import magnitude, q


@pytest.mark.parametrize(("volts", "amperes", "needed"), [(400, 49.6, 62.0), (415, 47.8, 59.8), (480, 41.3, 51.7)])
def test_shelf_current(volts, amperes, needed):
    """Current of a 33 kW shelf, and 1.25 times it: 60 A fails at 400 V and passes by 0.3 to 0.4 % at 415 V."""
    shelf = shelf_current(P_out=q(33, "kW"), η=0.97, pf=0.99, V=q(volts, "V"))
    assert magnitude(shelf, "A") == pytest.approx(amperes, abs=0.051)
    least = magnitude(breaker_current(I_L=shelf, f_cont=1.25), "A")
    assert least == pytest.approx(needed, abs=0.051)
    assert (least <= 60.0) == (volts > 400)


@pytest.mark.parametrize(("volts", "sixty", "hundred"), [(400, 33.3, 55.4), (415, 34.5, 57.5), (480, 39.9, 66.5)])
def test_usable_apparent(volts, sixty, hundred):
    """80 % of a 60 A and of a 100 A whip."""
    for whip, printed in ((60, sixty), (100, hundred)):
        usable = usable_apparent(V=q(volts, "V"), I_whip=q(whip, "A"), f_cont=1.25, k_VA=PER_VA)
        assert magnitude(usable, "kVA") == pytest.approx(printed, abs=0.051)


@pytest.mark.parametrize(("volts", "printed"), [(400, 192.5), (415, 185.5), (480, 160.4)])
def test_rack_current(volts, printed):
    """Line current of a 132 kW rack."""
    assert magnitude(line_current(P=q(132, "kW"), V=q(volts, "V"), pf=0.99), "A") == pytest.approx(printed, abs=0.051)


def test_whips_and_their_loss():
    """185.5 A need four 60 A whips a side; eight whips of 3 m at 1.6 ohm/km lose 62 W (3 n I^2 r L by hand)."""
    assert magnitude(whips_per_side(I_rack=q(185.5, "A"), f_cont=1.25, I_whip=q(60, "A")), "") == 4
    loss = whip_loss(n_whips=8, I_L=q(185.494, "A"), r=q(1.60757, "ohm/km"), L=q(3, "m"))
    assert magnitude(loss, "W") == pytest.approx(3 * 185.494**2 / 8 * 1.60757e-3 * 3, rel=1e-9)


def test_shelves_at_the_transient_peak():
    """Four shelves of 33 kW hold 160 % of 132 kW, 211 kW, for a moment: above the 155 kW of a GB300; seven of eight
    carry 231 kW for good (ORv3 HPR pulse; reference text on power, section 2).
    """
    assert magnitude(pulse_capacity(P_side=q(132, "kW"), f_pulse=1.6), "kW") == pytest.approx(211.2)
    assert magnitude(spared_capacity(n_shelves=8, P_shelf=q(33, "kW")), "kW") == pytest.approx(231.0)
