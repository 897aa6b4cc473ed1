"""Lines of vessels by hand."""

from types import SimpleNamespace

import pytest
from shapely.affinity import translate
from shapely.geometry import LineString

from designer.cooling import connections
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


@pytest.mark.parametrize("off", [0.56, -0.56])
def test_make_up_lies_beside_the_coolers_headers(off):
    """0.56 m beyond the return of a header with two corners, on either side of it, and in its direction: 1.12 m from
    the supply; without a return 0.56 m from the supply.
    """
    supply = LineString([(30.0, 0.0), (5.0, 0.0), (5.0, -14.0), (26.0, -14.0)])
    back = translate(supply, yoff=off)
    header, other = (SimpleNamespace(points=tuple(way.coords)) for way in (supply, back))
    line = LineString(connections._beyond(header, other, 0.56))
    assert line.distance(back) == pytest.approx(0.56)
    assert line.distance(supply) == pytest.approx(1.12)
    assert line.coords[0][0] == pytest.approx(30.0)
    assert LineString(connections._beyond(header, header, 0.56)).distance(supply) == pytest.approx(0.56)
