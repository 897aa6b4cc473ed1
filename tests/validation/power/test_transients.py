"""The moment of the transient peak against the release of a breaker, by hand."""

import pytest

from designer.power.transients import lowest_release, moment_current
from designer.units import magnitude, q


def test_tap_off_of_a_gb300():
    """A whip of a quarter of 135 kW carries 47.4 A at 415 V and pf 0.99; at 155 kW 54.5 A, far below 5 x 60 A."""
    worst = 135e3 / 4 / (3**0.5 * 415 * 0.99)
    racks = {"P_peak": q(155 / 4, "kW"), "P_design": q(135 / 4, "kW")}
    peak = moment_current(I_worst=q(worst, "A"), V=q(415, "V"), pf=0.99, **racks)
    assert magnitude(peak, "A") == pytest.approx(155e3 / 4 / (3**0.5 * 415 * 0.99), rel=1e-9)
    assert magnitude(peak, "A") == pytest.approx(54.45, abs=0.01)
    assert magnitude(lowest_release(k_low=5, I_n=q(60, "A")), "A") == 300.0


def test_main_of_a_block():
    """4,000 A of main, 3,478 A at worst, 15 racks rising from 132 to 207 kW: 5,063 A, below twice the rating."""
    peak = moment_current(
        I_worst=q(3478, "A"), P_peak=q(15 * 207.24, "kW"), P_design=q(15 * 132, "kW"), V=q(415, "V"), pf=0.99
    )
    assert magnitude(peak, "A") == pytest.approx(3478 + 15 * 75.24e3 / (3**0.5 * 415 * 0.99), rel=1e-9)
    assert magnitude(peak, "A") < magnitude(lowest_release(k_low=2, I_n=q(4000, "A")), "A")
