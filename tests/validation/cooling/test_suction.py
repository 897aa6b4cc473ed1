"""NPSH against published examples; each stands in the manual too."""

import pytest

from designer.cooling import pressures, suction
from designer.units import magnitude, q

G = q(9.80665, "N/kg")


@pytest.mark.parametrize(("celsius", "kpa"), [(80.0, 47.4), (60.0, 19.95), (20.0, 2.339)])
def test_vapour_pressure(celsius, kpa):
    """Grundfos, The Centrifugal Pump, physical properties of water: 47.4 kPa at 80 degC; steam tables below."""
    assert magnitude(pressures.vapour_pressure(T=q(celsius, "degC")), "kPa") == pytest.approx(kpa, rel=2e-3)


@pytest.mark.parametrize(("level", "printed"), [(15.0, 46.0), (-20.0, 11.0)])
def test_open_tanks(level, printed):
    """Water of 60 degF, 34 ft of air, 0.6 ft of vapour, 2.4 ft lost: 46 ft from 15 ft above, 11 ft from 20 below."""
    foot = q(1, "ft")
    density = q(999.0, "kg/m3")
    found = suction.npsh_available(
        p=34 * foot * density * G, p_v=0.6 * foot * density * G, dp_s=2.4 * foot * density * G, rho=density, g=G,
        z=level * foot,
    )
    assert magnitude(found, "ft") == pytest.approx(printed, abs=1e-9)


def test_margin():
    """ANSI/HI 9.6.1, building services: the greater of 1.1 times and 0.6 m more; they meet at 6 m."""
    for required, needed in ((3.0, 3.6), (6.0, 6.6), (10.0, 11.0)):
        found = suction.npsh_needed(NPSH_R=q(required, "m"), k=q(1.1), m=q(0.6, "m"))
        assert magnitude(found, "m") == pytest.approx(needed)
