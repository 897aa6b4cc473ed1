"""The arithmetic of the scorecard against hand calculation."""

import pytest

from designer.conversion.suitability import formulas
from designer.units import q


def test_unknown_factors_count_neither_for_nor_against():
    """Points 3, 2 and 1 with weights 3, 1 and 1 and an unknown of weight 5 give 12 of 15 points on half the weight."""
    reached, known = 3 * 3 + 1 * 2 + 1 * 1, 3 + 1 + 1
    assert formulas.score(p_reached=reached, p_most=3 * known).m_as("") == pytest.approx(0.8)
    assert formulas.known_share(w_known=known, w_all=known + 5).m_as("") == pytest.approx(0.5)


def test_remedies_and_megawatts():
    """713 m2 of slab at 250 USD/m2 cost 178,250 USD; 20,699 kW of critical IT are 20.699 MW unlocked."""
    assert formulas.remedy_cost(n=q(713, "m2"), c=q(250, "USD/m2")).m_as("USD") == pytest.approx(178250.0)
    assert formulas.unlocked(P_IT=q(20699, "kW")).m_as("MW") == pytest.approx(20.699)
