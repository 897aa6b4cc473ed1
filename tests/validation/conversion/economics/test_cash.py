"""Cash flows against published examples and closed forms."""

import numpy as np
import pytest

from designer.conversion.economics.cash import escalated, internal_rate, payback, present_value, spread, steps_up


def test_published_present_value():
    """-40,000, 5,000, 8,000, 12,000, 30,000 at 8 % are worth 3,065.2227 (numpy-financial, npv)."""
    assert present_value(0.08, [-40000, 5000, 8000, 12000, 30000]) == pytest.approx(3065.222668179, rel=1e-9)


@pytest.mark.parametrize(
    ("flow", "rate"),
    [([-100, 39, 59, 55, 20], 0.2809484), ([-100, 0, 0, 74], -0.0954958), ([-100, 100, 0, 7], 0.0620585)],
)
def test_published_internal_rates(flow, rate):
    """The internal rates of the examples of numpy-financial, irr."""
    assert internal_rate(flow) == pytest.approx(rate, abs=1e-6)


def test_no_rate_where_there_is_none():
    """Flows of one sign have no internal rate; a flow with two roots has no single one."""
    assert internal_rate([1.0, 2.0]) is None
    assert internal_rate([-1.0, -2.0]) is None
    assert internal_rate([-10.0, 40.0, -33.0]) is None


def test_annuity_in_closed_form():
    """180 equal flows at 0.8 % are worth A (1 - v^n) / r from the month after the first."""
    flow = [0.0, *[1000.0] * 180]
    assert present_value(0.008, flow) == pytest.approx(1000.0 * (1.0 - 1.008**-180) / 0.008, rel=1e-12)


def test_payback_is_the_month_that_stays():
    """A flow that dips below nothing again is paid back only when it stays; one that never does has none."""
    assert payback([-3.0, 2.0, 2.0, -2.0, 2.0]) == 4
    assert payback([-3.0, 1.0]) is None
    assert payback([1.0]) == 0


def test_amounts_are_neither_lost_nor_made():
    """What is spread over months adds up to the amount; a step in mid-month counts for the rest of the month."""
    assert spread(120.0, 1.5, 4.25, 12).sum() == pytest.approx(120.0)
    assert spread(120.0, 1.5, 4.25, 12)[1] == pytest.approx(120.0 * 0.5 / 2.75)
    assert np.allclose(steps_up([(1.5, 10.0), (3.0, 30.0)], 5), [0.0, 5.0, 10.0, 30.0, 30.0])
    assert np.allclose(escalated(0.02, 25)[[0, 11, 12, 24]], [1.0, 1.0, 1.02, 1.0404])
