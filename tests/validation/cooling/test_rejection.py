"""Coolers, chillers and water against the published cooler record, exchanger charts and the water figures."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalog import Cooler
from designer.cooling import rejection
from designer.units import magnitude, q


def films(ua, air, fluid):
    """UA of LBNL's DryCoilEffectivenessNTU as HADryCoil writes it: hA of water and air, each by its share of flow."""
    water = ua * (2.0 / 3.0 + 1.0) / (2.0 / 3.0)
    return 1.0 / (1.0 / (water * fluid**0.85) + 1.0 / (2.0 / 3.0 * water * air**0.8))


@pytest.fixture
def trillium(bench, catalog):
    """BAC Trillium TDFS1238N at sea level (lbl-buildings, read)."""
    bench.density_ratio = 1.0
    return rejection.cooler_model(bench, catalog.get(Cooler, "bac-trillium-tdfs1238n"))


def test_published_cooler_point(trillium):
    """lbl-buildings: 2,931 kW, air 35 degC, fluid 46.11 to 40.55 degC: the model returns its own point."""
    leaving = float(rejection.outlet(trillium, 46.11, trillium.fluid_rate_rated, 35.0))
    assert leaving == pytest.approx(40.55, abs=1e-6)
    assert trillium.fluid_rate_rated * (46.11 - leaving) == pytest.approx(2931, rel=1e-6)


def series(units, ratio):
    """Crossflow, both fluids unmixed, by Mason's exact series."""
    total = hot = cold = 0.0
    hot_term, cold_term = math.exp(-units), math.exp(-ratio * units)
    for n in range(400):
        hot, cold = hot + hot_term, cold + cold_term
        total += (1 - hot) * (1 - cold)
        hot_term, cold_term = hot_term * units / (n + 1), cold_term * ratio * units / (n + 1)
    return total / (ratio * units)


def test_the_series_itself():
    """Textbook table: NTU 1 at equal rates 0.476."""
    assert series(1.0, 1.0) == pytest.approx(0.476, abs=1e-3)


@given(st.floats(0.2, 6.0), st.floats(0.1, 1.0))
def test_crossflow_against_the_exact_series(units, ratio):
    """The textbook approximation that the coolers use is within 2 % of the exact series from NTU 1 up, 4 % below."""
    assert float(rejection.crossflow(units, ratio)) == pytest.approx(
        series(units, ratio), rel=0.02 if units >= 1.0 else 0.04
    )


def test_heat_follows_the_inlet_difference(trillium):
    """At fixed flows the heat is linear in fluid minus air; thinner air carries less."""
    one = 50.0 - float(rejection.outlet(trillium, 50.0, 500.0, 30.0))
    two = 50.0 - float(rejection.outlet(trillium, 50.0, 500.0, 40.0))
    assert one == pytest.approx(2 * two, rel=1e-9)


def test_elevation_costs_capacity(bench, catalog):
    """At 1,097 m the same cooler leaves the fluid warmer than at sea level."""
    high = rejection.cooler_model(bench, catalog.get(Cooler, "bac-trillium-tdfs1238n"))
    bench.density_ratio = 1.0
    low = rejection.cooler_model(bench, catalog.get(Cooler, "bac-trillium-tdfs1238n"))
    assert float(rejection.outlet(high, 46.11, 527.0, 35.0)) > float(rejection.outlet(low, 46.11, 527.0, 35.0)) + 0.1


@given(st.floats(20, 60), st.floats(100, 3000), st.floats(-20, 45), st.floats(0.1, 1.0))
def test_the_outlet_lies_between_air_and_inlet(trillium_model, warm, rate, air, fan):
    """No cooler cools below its air or warms the fluid."""
    leaving = float(rejection.outlet(trillium_model, warm, rate, air, fan))
    assert min(warm, air) - 1e-9 <= leaving <= max(warm, air) + 1e-9


@pytest.fixture(scope="module")
def trillium_model():
    """The published cooler, made once for the property."""
    return rejection.CoolerModel("cooler/x", "dry", 2931.0, 439.6, 680.0, 117.7, 0.0, 80.0, 527.2)


def test_adiabatic_air():
    """T = T_db - eta (T_db - T_wb): 37 degC dry, 21.5 wet, 0.75 gives 25.375."""
    air = rejection.adiabatic_air(T_db=q(37, "degC"), eta=q(0.75), T_wb=q(21.5, "degC"))
    assert magnitude(air, "degC") == pytest.approx(25.375)


def test_chiller_slope():
    """Screening factor: -1.2 %/K above 35 degC: 1,000 kW at 40 degC is 940 kW, COP 5.0 is 4.7."""
    capacity = rejection.chiller_capacity(Q_r=q(1000, "kW"), s=q(0.012), T_air=q(40, "degC"), T_r=q(35, "degC"))
    assert magnitude(capacity, "kW") == pytest.approx(940)
    cop = rejection.chiller_cop(COP_r=q(5), s=q(0.012), T_air=q(40, "degC"), T_r=q(35, "degC"))
    assert magnitude(cop, "") == pytest.approx(4.7)


@pytest.mark.parametrize(("feet", "factor"), [(2500, 0.98), (5000, 0.97), (7500, 0.95), (10_000, 0.93)])
def test_air_cooled_chillers_lose_capacity_with_elevation(feet, factor, catalog):
    """Carrier, Engineering Guide for Altitude Effects, table 4-2, air-cooled condensing units: within 0.55 %."""
    slope = catalog.threshold("cooling", "chiller_altitude")
    found = rejection.chiller_altitude(Q_r=q(1000, "kW"), k=slope.q, z=q(feet, "ft"))
    assert magnitude(found, "kW") / 1000.0 == pytest.approx(factor, abs=0.0055)


def test_coolers_needed_is_the_fewest(trillium):
    """One cooler fewer does not reach the supply, the stated number does; air above the supply never does."""
    job = (1000.0, 48.0, 36.0)
    for air in (20.0, 25.0, 30.0):
        count = rejection.coolers_needed(trillium, job, air)
        assert float(rejection.outlet(trillium, 48.0, 1000.0 / count, air)) <= 36.0
        if count > 1:
            assert float(rejection.outlet(trillium, 48.0, 1000.0 / (count - 1), air)) > 36.0
    assert rejection.coolers_needed(trillium, job, 36.0) == 0


@pytest.mark.parametrize(
    ("air", "fluid", "share"), [(1, 1, 1.0), (0.5, 1, 0.6922), (1, 0.5, 0.7570), (0.2, 0.6, 0.3582)]
)
def test_a_dry_coil_follows_both_its_flows(trillium, air, fluid, share):
    """UA over the rated one at shares of airflow and fluid flow, air film two thirds of the fluid's, exponents 0.8 and
    0.85 (LBNL Buildings, DryCoilEffectivenessNTU): half the air leaves 69 %, half the fluid 76 %.
    """
    found = float(trillium.dry.ua(trillium.ua, air * trillium.air_rate, fluid))
    assert found / trillium.ua == pytest.approx(share, abs=5e-4)
    assert found == pytest.approx(films(trillium.ua, air, fluid), rel=1e-4)


def test_a_cooler_at_part_speed_is_the_exchanger_of_its_films(trillium):
    """The outlet at 30 % of fan speed and 80 % of the flow is that of crossflow with the UA of both films; a UA that
    stays would leave the fluid colder.
    """
    rate, air = 0.8 * trillium.fluid_rate_rated, 0.3 * trillium.air_rate
    ua = films(trillium.ua, 0.3, 0.8)
    effect = 1.0 - math.exp((rate / air) * (ua / air) ** 0.22 * (math.exp(-(air / rate) * (ua / air) ** 0.78) - 1.0))
    leaving = float(rejection.outlet(trillium, 45.0, rate, 25.0, 0.3))
    assert leaving == pytest.approx(45.0 - effect * air * 20.0 / rate, abs=1e-3)
    assert leaving > float(rejection.outlet(replace(trillium, dry=None), 45.0, rate, 25.0, 0.3)) + 0.3


def test_thin_air_weakens_the_film(bench, catalog):
    """At nine tenths of the density full fans move nine tenths of the mass: the UA falls by that to the air's share."""
    bench.density_ratio = 0.9
    high = rejection.cooler_model(bench, catalog.get(Cooler, "bac-trillium-tdfs1238n"))
    assert float(high.dry.ua(high.ua, high.air_rate, 1.0)) == pytest.approx(films(high.ua, 0.9, 1.0), rel=1e-4)


def test_fans_at_part_speed(trillium):
    """Less air, warmer fluid: monotone over the whole range of speed."""
    speeds = np.linspace(0.1, 1.0, 50)
    leaving = rejection.outlet(trillium, 46.0, 500.0, 25.0, speeds)
    assert np.all(np.diff(leaving) < 0)
