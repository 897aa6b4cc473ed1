"""PG25 against CoolProp's MPG[0.2577] and Dow's DOWFROST LC 25; water against steam tables; heat of a flow."""

import pytest

from designer.sizing.coolant import flow_of_heat, heat_rate
from designer.units import magnitude, q

#: PG25, degC: density, heat capacity, viscosity [mPa s], conductivity.
COOLPROP = {
    20: (1020.0, 3911, 2.518, 0.464),
    25: (1017.8, 3924, 2.128, 0.469),
    40: (1010.5, 3960, 1.384, 0.482),
    50: (1004.9, 3984, 1.095, 0.491),
}
#: DOWFROST LC 25, Dow TDS 180-01627-01.
DOW = {25: (1030.3, 3880, 2.39, 0.462), 40: (1022.5, 3920, 1.58, 0.476)}


@pytest.mark.parametrize("at", sorted(COOLPROP))
def test_pg25_against_coolprop(pg25, at):
    """CoolProp INCOMP::MPG[0.2577], measured: within the rounding of the printed table."""
    density, capacity, viscosity, conductivity = COOLPROP[at]
    state = pg25.at(at)
    assert state.density == pytest.approx(density, abs=0.06)
    assert state.heat_capacity == pytest.approx(capacity, abs=0.6)
    assert state.viscosity * 1000 == pytest.approx(viscosity, abs=6e-4)
    assert state.conductivity == pytest.approx(conductivity, abs=6e-4)


@pytest.mark.parametrize("at", sorted(DOW))
def test_pg25_against_dow(pg25, at):
    """Dow: heat per volume agrees within 0.3 %; viscosity differs by 10 to 14 %, as the reference warns."""
    density, capacity, viscosity, conductivity = DOW[at]
    state = pg25.at(at)
    assert state.volumetric == pytest.approx(density * capacity, rel=3e-3)
    assert 0.10 < viscosity / (state.viscosity * 1000) - 1 < 0.15
    assert state.conductivity == pytest.approx(conductivity, rel=0.02)


def test_between_points_and_outside(pg25):
    """37.5 degC lies between its neighbours; outside the table the end point holds and says so."""
    low, mid, high = pg25.at(35), pg25.at(37.5), pg25.at(40)
    assert high.viscosity < mid.viscosity < low.viscosity
    assert mid.viscosity == pytest.approx((low.viscosity * high.viscosity) ** 0.5, rel=1e-12)
    assert pg25.outside(90)
    assert not pg25.outside(40)
    assert pg25.at(90).density == pg25.at(80).density


def test_expansion_of_pg25(pg25):
    """Expansion by the density tables: +2.5 % from 10 to 60 degC."""
    assert pg25.at(10).density / pg25.at(60).density - 1 == pytest.approx(0.025, abs=5e-4)


def test_rule_of_thumb_of_ocp(pg25):
    """ocp-oai 1.3: 1.5 LPM/kW of PG25 is 9.99 K at 45 degC."""
    state = pg25.at(45)
    assert 1.0 / state.kw_per_k(1.5) == pytest.approx(9.99, abs=0.02)


def test_water_properties(water):
    """Water at 40 degC, textbook: 992.2 kg/m3, 4179 J/kg/K, 0.653 mPa s, 0.631 W/m/K."""
    state = water.at(40)
    assert state.density == pytest.approx(992.2, abs=0.3)
    assert state.heat_capacity == pytest.approx(4179, rel=1e-3)
    assert state.viscosity * 1000 == pytest.approx(0.653, abs=3e-3)
    assert state.conductivity == pytest.approx(0.631, abs=4e-3)


def test_heat_and_flow_are_inverse():
    """C = V rho c and V = Q / (rho c dT) undo one another: 100 kW over 10 K of water is 143.5 LPM."""
    flow = flow_of_heat(
        Q=q(100, "kW"), rho=q(1000, "kg/m3"), c_p=q(4182, "J/kg/K"), T_return=q(50, "degC"), T_supply=q(40, "degC")
    )
    assert magnitude(flow, "LPM") == pytest.approx(143.472, abs=1e-3)
    rate = heat_rate(V=flow, rho=q(1000, "kg/m3"), c_p=q(4182, "J/kg/K"))
    assert magnitude(rate, "kW/K") * 10 == pytest.approx(100, rel=1e-12)
