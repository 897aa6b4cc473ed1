"""House power by hand: 30,000 ft2 at 15 W/m2."""

import pytest

from designer.power.house_loads import house_power, lighting_power
from designer.units import magnitude, q


def test_house_power():
    """2,787 m2 at 15 W/m2 are 41.8 kW; less 8 kW of controls 33.8 kW remain."""
    house = house_power(A_hall=q(30000, "ft2"), p_house=q(15, "W/m2"))
    assert magnitude(house, "kW") == pytest.approx(41.8, abs=0.05)
    assert magnitude(lighting_power(P_house=house, P_ctrl=q(8, "kW")), "kW") == pytest.approx(33.8, abs=0.05)
