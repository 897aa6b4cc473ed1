"""Powers behind the UPS and the sets, by hand."""

import pytest

from designer.sizing import standby
from designer.units import magnitude, q


def test_core_and_plant():
    """1,843 kW of network and storage, 247 of CDUs, 81 of pumps, 8 of controls and 4 of panels are 2,183 kW; of
    2,308 kW of mechanical plant 1,980 are left, with 34 of lighting 2,014 kW.
    """
    core = standby.core_power(
        P_net=q(1843, "kW"), P_cdu=q(247, "kW"), P_pump=q(81, "kW"), P_ctrl=q(8, "kW"), P_panels=q(4, "kW")
    )
    plant = standby.plant_power(
        P_mech=q(2308, "kW"), P_cdu=q(247, "kW"), P_pump=q(81, "kW"), P_house=q(42, "kW"), P_ctrl=q(8, "kW")
    )
    assert (magnitude(core, "kW"), magnitude(plant, "kW")) == (pytest.approx(2183), pytest.approx(2014))


def test_ups_by_apparent_power():
    """1,232 kW at a power factor of 0.95 ask modules of unity factor for 1,297 kW: two of 1,250; of 0.9 for 1,232."""
    for k_unit, asked in ((1.0, 1296.8), (0.9, 1232.0)):
        found = standby.ups_asked(P_side=q(1232, "kW"), k_unit=k_unit, pf=0.95)
        assert magnitude(found, "kW") == pytest.approx(asked, abs=0.1)
