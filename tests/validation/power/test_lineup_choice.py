"""Reactors in series with a source, by hand and against the impedances themselves."""

import pytest

from designer.power.lineup_choice import series_reactor


def test_eleven_kilovolts_at_a_thousand_megavolt_amperes():
    """52.5 kA at 11 kV come from 0.1331 ohm with c of 1.10; 0.0066 ohm more leave 50 kA."""
    ohms = series_reactor.function(c=1.10, V_n=11000.0, I_max=50000.0, I_k=52486.4)
    assert ohms == pytest.approx(0.00662, rel=2e-3)
    whole = 1.10 * 11000.0 / 3**0.5 / 52486.4 + ohms
    assert 1.10 * 11000.0 / 3**0.5 / whole == pytest.approx(50000.0)


def test_nothing_to_limit():
    """A fault at the rating asks for none."""
    assert series_reactor.function(c=1.10, V_n=13800.0, I_max=40000.0, I_k=40000.0) == 0.0
