"""The air side against published airflow figures and gas law."""

import pytest

from designer.cooling import air
from designer.units import magnitude, q


def test_dry_air():
    """Dry air at 20 degC and 101.325 kPa: 1.2041 kg/m3."""
    rho = air.air_density(p=q(101.325, "kPa"), T=q(20, "degC"))
    assert magnitude(rho, "kg/m3") == pytest.approx(1.2041, abs=2e-4)


def test_airflow_of_the_dsx_guide():
    """nvidia-dsx p.62: 150 CFM/kW in hot-aisle containment is 11.7 K."""
    flow = air.rack_airflow(Q_air=q(1, "kW"), rho=q(1.2, "kg/m3"), dT=q(11.7, "delta_degC"), f_leak=q(0))
    assert magnitude(flow, "CFM") == pytest.approx(150, rel=5e-3)


def test_pw170_air_rise():
    """sizing-script: 233 kW at 29,081 CFM is an air difference of 14 K."""
    hot = air.hot_aisle(T_supply=q(24, "degC"), Q=q(233, "kW"), V=q(29081, "CFM"), rho=q(1.2, "kg/m3"))
    assert magnitude(hot, "degC") - 24 == pytest.approx(14.0, abs=0.15)


def test_coil_at_its_rating(catalog):
    """At the rated temperatures and sea level a coil gives its rated heat; at half the difference half of it."""
    full = air.coil_heat(
        Q_rated=q(233, "kW"), T_hot=q(40, "degC"), T_water=q(18, "degC"), dT_rated=q(22, "delta_degC"), sigma=q(1.0)
    )
    half = air.coil_heat(
        Q_rated=q(233, "kW"), T_hot=q(40, "degC"), T_water=q(29, "degC"), dT_rated=q(22, "delta_degC"), sigma=q(1.0)
    )
    assert magnitude(full, "kW") == pytest.approx(233)
    assert magnitude(half, "kW") == pytest.approx(116.5)


def test_outdoor_air_and_counts():
    """28.74 m3/s of air of 1.19 kg/m3 warmed by 11.7 K carry 402.5 kW; 1,000 kW takes three such units."""
    heat = air.outdoor_heat(V=q(28.74, "m3/s"), rho=q(1.19, "kg/m3"), T_hot=q(36.7, "degC"), T_supply=q(25, "degC"))
    assert magnitude(heat, "kW") == pytest.approx(402.5, abs=0.2)
    assert magnitude(air.units_by_heat(Q_room=q(1000, "kW"), Q_unit=heat, P_fan=q(20, "kW")), "") == 3
    assert magnitude(air.units_by_airflow(V_racks=q(60, "m3/s"), V_unit=q(28.74, "m3/s")), "") == 3
