"""The arithmetic of the phases against hand calculation."""

import pytest

from designer.conversion.phasing import formulas
from designer.units import q


def test_what_holds_the_mine():
    """Four 2.5 MVA transformers at 80 % and 0.95 carry 7.6 MW; 10 of 25 MW leave 15."""
    fed = formulas.mine_by_transformers(S_left=q(10000, "kVA"), s_load=0.8, pf=q(0.95, "kW/kVA"))
    assert fed.m_as("kW") == pytest.approx(7600.0)
    assert formulas.mine_by_import(P_limit=q(25, "MW"), P_AI=q(10000, "kW")).m_as("kW") == pytest.approx(15000.0)


def test_import_of_what_is_live():
    """Half of the loads of a design with 24 MW of import and 23 MW of loads draw 12 MW."""
    found = formulas.ai_import(P_live=q(11500, "kW"), P_peak=q(24000, "kW"), P_all=q(23000, "kW"))
    assert found.m_as("kW") == pytest.approx(12000.0)


def test_energy_mined_meanwhile():
    """100 weeks at 20 MW, 4 at 10 MW and 26 at 5 MW, 95 % of the time, are (2000 + 40 + 130) MW-weeks x 168 h."""
    found = formulas.mined_energy(
        P_rest=q(20, "MW"), t_rest=q(100, "week"), P_clear=q(10, "MW"), t_clear=q(4, "week"), P_work=q(5, "MW"),
        t_work=q(26, "week"), u=0.95,
    )  # fmt: skip
    assert found.m_as("MWh") == pytest.approx(2170 * 168 * 0.95)


def test_work_and_filling():
    """1,000 m2 at 400 m2 a week take 2.5 weeks; 62 m3 at 2 m3/h take 31 h."""
    assert formulas.weeks_of_work(n=q(1000, "m2"), r=q(400, "m2"), t_week=q(1, "week")).m_as("week") == 2.5
    assert formulas.fill_time(V=q(62, "m3"), q_fill=q(2, "m3/h")).m_as("h") == pytest.approx(31.0)
