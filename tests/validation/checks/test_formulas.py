"""The rules' own arithmetic against published or hand-worked values."""

import pytest

from designer.checks import formulas
from designer.units import magnitude, q


def test_round_trip_of_a_hundred_kilometres() -> None:
    """Light in fibre takes 5 ns/m: 100 km there and back are 1 ms (fabric cabling guide, 4.9 to 5 ns/m)."""
    assert magnitude(formulas.round_trip(L_route=q(100, "km"), t_m=q(5, "ns/m")), "ms") == pytest.approx(1.0)


def test_one_litre_a_minute_of_water_and_ten_kelvin() -> None:
    """1 L/min of water of 1 kg/L and 4.186 kJ/(kg K) warmed by 10 K carries 0.698 kW."""
    heat = formulas.flow_heat(V=q(1, "LPM"), rho=q(1000, "kg/m3"), c_p=q(4186, "J/kg/K"), dT=q(10, "K"))
    assert magnitude(heat, "kW") == pytest.approx(0.6977, abs=1e-4)


def test_floor_load_of_the_heaviest_credible_rack() -> None:
    """1,553 kg on 0.6 m x (1.2 m + half of 3.0 m of aisles) are 15.23 kN over 1.62 m2: 9.40 kPa."""
    load = formulas.spread_load(
        m_rack=q(1553, "kg"), g=q(9.80665, "N/kg"), w_rack=q(0.6, "m"), d_rack=q(1.2, "m"), w_aisles=q(3.0, "m")
    )
    assert magnitude(load, "kPa") == pytest.approx(9.40, abs=0.01)


def test_half_a_rack_on_one_caster() -> None:
    """Half of 1,361 kg (3,000 lb) is 6.67 kN: the optimum rolling load of the OCP assessment, 680 kg."""
    force = formulas.caster_load(m_rack=q(1361, "kg"), g=q(9.80665, "N/kg"), s_caster=0.5)
    assert magnitude(force, "kN") == pytest.approx(6.67, abs=0.01)


def test_step_of_a_ramp() -> None:
    """1 MW/s allows 1 MW in one second."""
    assert magnitude(formulas.step_of_ramp(r_limit=q(1, "MW/s"), t_step=q(1, "s")), "MW") == 1.0
