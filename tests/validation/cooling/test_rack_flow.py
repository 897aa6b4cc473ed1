"""Rack flow against the published GB300 table and its two fits."""

import math

import pytest

from designer.catalog import Rack
from designer.cooling import rack_flow
from designer.units import magnitude, q

#: lenovo-lp2357 p.38 Table 27: supply degC -> LPM, psi.
TABLE = {25: (59, 2.3), 30: (71, 3.2), 35: (89, 4.9), 40: (119, 8.5), 45: (177, 18.4)}
LIQUID = 0.9 * 135


@pytest.mark.parametrize("supply", sorted(TABLE))
def test_the_table_holds_the_return_at_55(water, supply):
    """Fit (a) of the reference: V = Q/(rho c (55 - T)), water, within 1.3 %."""
    flow = TABLE[supply][0]
    state = water.at((supply + 55) / 2)
    by_fit = LIQUID / (state.volumetric / 1e3 * (55 - supply)) * 60000
    assert by_fit == pytest.approx(flow, rel=0.014)
    returned = rack_flow.rack_return(
        T_s=q(supply, "degC"),
        Q_liq=q(LIQUID, "kW"),
        V=q(flow, "LPM"),
        rho=q(state.density, "kg/m3"),
        c_p=q(state.heat_capacity, "J/kg/K"),
    )
    assert magnitude(returned, "degC") == pytest.approx(55.0, abs=0.35)


@pytest.mark.parametrize("supply", sorted(TABLE))
def test_pg25_returns_a_little_warmer(pg25, supply):
    """With PG25 the same flows return at 55.3 to 55.9 degC (computed from Lenovo LP2357, Table 27)."""
    state = pg25.at((supply + 55) / 2)
    returned = supply + LIQUID / state.kw_per_k(TABLE[supply][0])
    assert 55.2 <= returned <= 56.0


@pytest.mark.parametrize("supply", sorted(TABLE))
def test_drop_exponent(bench, supply):
    """Fit (b): dp[psi] = 9.93e-4 V^1.897, within 1.5 %; our drop from the 40 degC point within 2.5 %."""
    flow, drop = TABLE[supply]
    assert 9.93e-4 * flow**1.897 == pytest.approx(drop, rel=0.016)
    ours = rack_flow.rack_drop(
        dp_ref=q(8.5, "psi"), V=q(flow, "LPM"), V_ref=q(119, "LPM"), n=bench.rules["rack_drop_exponent"]
    )
    assert magnitude(ours, "psi") == pytest.approx(drop, rel=0.025)


@pytest.mark.parametrize("supply", sorted(TABLE))
def test_the_catalog_record_is_the_table(catalog, supply):
    """The GB300 record holds Table 27 digit for digit."""
    points = {round(p.supply.si("degC")): p for p in catalog.get(Rack, "gb300-nvl72").flow_curve}
    assert points[supply].flow.si("LPM") == pytest.approx(TABLE[supply][0])
    assert points[supply].drop.si("psi") == pytest.approx(TABLE[supply][1], rel=1e-6)


def test_between_two_points_of_the_table():
    """37.5 degC: the geometric mean of 89 and 119, 102.9; fit (a) says 103.4."""
    flow = rack_flow.table_flow(
        V_a=q(89, "LPM"), V_b=q(119, "LPM"), T_s=q(37.5, "degC"), T_a=q(35, "degC"), T_b=q(40, "degC"), s=q(1.0)
    )
    assert magnitude(flow, "LPM") == pytest.approx(math.sqrt(89 * 119), rel=1e-9)
    assert magnitude(flow, "LPM") == pytest.approx(103.4, rel=0.01)


def test_flow_by_power():
    """The MGX ceiling: 130 LPM over 132 kW is 0.985 LPM/kW."""
    flow = rack_flow.flow_by_power(phi=q(130 / 132, "LPM/kW"), P_rack=q(132, "kW"))
    assert magnitude(flow, "LPM") == pytest.approx(130.0)


def test_need_rises_with_the_supply(catalog):
    """The GB300 table: 177 LPM at 45 degC over 119 at 40 is 1.487; without a curve the need does not change."""
    rack = catalog.get(Rack, "gb300-nvl72")
    assert rack_flow.need_over_supply(rack, 40.0, 45.0) == pytest.approx(177 / 119, rel=1e-9)
    assert rack_flow.need_over_supply(rack, 40.0, 40.0) == 1.0
    assert rack_flow.need_over_supply(rack, 40.0, 47.0) > 177 / 119
