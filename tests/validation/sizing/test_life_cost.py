"""Cost over the life by hand."""

import pytest

from designer.sizing.life_cost import life_cost
from designer.units import magnitude, q


def test_life_cost_by_hand():
    """Three machines of 200 kUSD with 40 each and 10 kW at 50 USD/MWh for 60,000 h: 720 + 30 kUSD."""
    cost = life_cost(n=q(3), c_unit=q(200000, "USD"), c_set=q(40000, "USD"), P=q(10, "kW"), p_el=q(50, "USD/MWh"),
                     t_worth=q(60000, "h"))  # fmt: skip
    assert magnitude(cost, "USD") == pytest.approx(750000)
