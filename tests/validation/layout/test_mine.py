"""The floor of a mine that stays against hand calculation."""

import pytest

from designer.layout.mine import mine_by_floor
from designer.units import q


def test_floor_carries_its_share_of_the_miners():
    """21.39 MW of miners on half the floor."""
    half = mine_by_floor(P_miners=q(21390, "kW"), A_free=q(1393.5, "m2"), A_hall=q(2787, "m2"))
    assert half.m_as("kW") == pytest.approx(10695.0)
