"""The formulas of the cash flow against closed forms and disclosed deals."""

import pytest

from designer.conversion.economics import formulas
from designer.units import q


def test_months_make_the_year():
    """Twelve monthly steps of the effective rate are the rate of the year: 1.11 again."""
    assert (1.0 + formulas.monthly_rate(r=0.11).m_as("")) ** 12 == pytest.approx(1.11, rel=1e-12)


def test_loan_of_a_published_example():
    """200,000 at 7.5 % a year in twelfths over 15 years cost 1,854.0247 a month (numpy-financial, pmt)."""
    found = formulas.loan_payment(L=q(200000, "USD"), i_m=0.075 / 12, n=180)
    assert found.m_as("USD") == pytest.approx(1854.0247200054619, rel=1e-12)


def test_income_of_a_megawatt_hour_mined():
    """At 30.5 J/TH a MWh is 118,033 PH, 1.3661 PH for a day: at 45 USD for a PH and day 61.48 USD."""
    found = formulas.hash_income(h=q(45, "USD/PH/day"), e=q(30.5, "J/TH"))
    assert found.m_as("USD/MWh") == pytest.approx(3.6e9 / 30.5 / 1000 / 86400 * 45, rel=1e-9)
    left = formulas.mining_margin(p_h=found, p_el=q(42, "USD/MWh"), c_op=q(6, "USD/MWh"))
    assert left.m_as("USD/MWh") == pytest.approx(13.475, abs=1e-3)


def test_lease_of_a_disclosed_deal():
    """3.0 bn USD over ten years and 168 MW of critical IT are 148.8 USD/kW and month."""
    month = formulas.lease_income(P_IT=q(168, "MW"), u=1.0, c_kW=q(148.81, "USD/kW/month"), t=q(1, "month"))
    assert month.m_as("USD") * 120 == pytest.approx(3.0e9, rel=1e-4)


def test_yield_of_a_disclosed_deal():
    """300 M USD a year at 82.5 % over 168 MW at 10 M USD/MW is a yield on cost of 14.7 %."""
    income = formulas.net_income(R_m=q(25, "MUSD"), O_m=q(25 * 0.175, "MUSD"), E_m=q(0, "USD"))
    found = formulas.yield_on_cost(NOI=income, C=q(1680, "MUSD"))
    assert found.m_as("") == pytest.approx(0.147, abs=5e-4)


def test_capex_and_what_it_is_divided_by():
    """100 M USD of lines with 12 % soft cost and 15 % contingency are 128.8 M USD; 6.44 for 20, 5.15 for 25 MW."""
    found = formulas.capex_total(C_lines=q(100, "MUSD"), s_soft=0.12, s_cont=0.15, C_compute=q(0, "USD"))
    assert found.m_as("USD") == pytest.approx(128.8e6)
    assert formulas.capex_per_power(C=found, P=q(20, "MW")).m_as("USD/MW") == pytest.approx(6.44e6)
    assert formulas.capex_per_power(C=found, P=q(25, "MW")).m_as("USD/MW") == pytest.approx(5.152e6)


def test_what_a_lease_passes_on():
    """Of 20 USD/kW and month over 10 MW a lease that recovers 80 % leaves 40,000 USD a month to the owner."""
    found = formulas.opex_borne(P_IT=q(10, "MW"), c_op=q(20, "USD/kW/month"), s_rec=0.8, t=q(1, "month"))
    assert found.m_as("USD") == pytest.approx(40000.0)
    assert formulas.energy_income(E=q(100, "MWh"), p=q(42, "USD/MWh")).m_as("USD") == pytest.approx(4200.0)
    assert formulas.cover(NOI=q(24, "MUSD"), A=q(1, "MUSD")).m_as("") == pytest.approx(2.0)
