"""The arithmetic of a comparison against hand calculation."""

import pytest

from designer.study import formulas
from designer.units import q


def test_cost_for_each_gpu_and_kilowatt():
    """120 M USD for 7,200 GPUs in 14.4 MW of IT is 16,667 USD a GPU and 8,333 USD/kW."""
    cost = q(120, "MUSD")
    assert formulas.cost_per_gpu(C_total=cost, n_gpu=q(7200)).m_as("USD") == pytest.approx(16666.67, rel=1e-6)
    assert formulas.cost_per_power(C_total=cost, P=q(14.4, "MW")).m_as("USD/kW") == pytest.approx(8333.33, rel=1e-6)


def test_risk_adds_points():
    """Two blocking, three advising, four open and five noted with 10, 3, 2 and 1 points are 42."""
    found = formulas.risk(n_block=2, n_advise=3, n_open=4, n_risk=5, w_block=10, w_advise=3, w_open=2, w_risk=1)
    assert found.m_as("") == 42.0


def test_shortfall_runs_from_best_to_worst():
    """The best of an objective falls 0 short, the worst 1, the middle one half."""
    assert [formulas.shortfall(x=x, x_best=10, x_worst=20).m_as("") for x in (10, 15, 20)] == [0.0, 0.5, 1.0]
