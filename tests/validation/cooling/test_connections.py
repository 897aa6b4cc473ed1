"""Lines of vessels by hand."""

import pytest

from designer.cooling.connections import expansion_flow
from designer.units import magnitude, q


def test_flow_into_an_expansion_vessel():
    """1 MW that stays in water of 40 degC warms 0.2412 m3 by a kelvin each second; from 992.2 to 988.1 kg/m3 over 10 K
    that is 0.1 L/s, 6.0 LPM.
    """
    flow = expansion_flow(
        Q=q(1000.0, "kW"), rho=q(992.2, "kg/m3"), c_p=q(4179.0, "J/kg/K"), rho_c=q(992.2, "kg/m3"),
        rho_h=q(988.1, "kg/m3"), dT=q(10.0, "delta_degC"),
    )
    by_hand = 1000.0 / (992.2 * 4.179) / 10.0 * (992.2 / 988.1 - 1.0) * 60000.0
    assert magnitude(flow, "LPM") == pytest.approx(by_hand, rel=1e-9)
    assert magnitude(flow, "LPM") == pytest.approx(6.0, abs=0.05)
