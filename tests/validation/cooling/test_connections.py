"""Lines of vessels by hand."""

import pytest

from designer.cooling import connections
from designer.cooling.connections import expansion_flow
from designer.cooling.records import PipeRun
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


@pytest.mark.parametrize("rise", [0.0, 0.55])
def test_make_up_hangs_above_both_headers_of_the_coolers(rise):
    """On the way of the supply header at 4.64 m, 0.56 m above the higher of that and its return, at one level with it
    or 0.55 m above it.
    """
    way = ((30.0, 0.0), (5.0, 0.0), (5.0, -14.0), (26.0, -14.0))
    header, back = (
        PipeRun("", "FWS", "", "", "", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, "", way, z) for z in (4.64, 4.64 + rise)
    )
    over = connections._above(header, back, 0.56)
    assert over.points == way
    assert over.z == pytest.approx(4.64 + rise + 0.56)
