"""Exchanger and pumps of CDUs against back-calculated ratings, textbook effectiveness and the maker's curve."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalog import Cdu
from designer.cooling import cdu
from designer.cooling.coolant import FluidState
from designer.units import magnitude, q

#: Data sheets, balanced back-calculation: effectiveness, UA [kW/K]; technology rise [K].
RATINGS = {"xdu1350": (0.81, 342, 17.1), "chx2000": (0.74, 400, 14.1), "deschutes": (0.84, 667, 15.8)}


@pytest.mark.parametrize("slug", sorted(RATINGS))
def test_back_calculated_ratings(bench, catalog, slug):
    """Data sheets calculated back: effectiveness = dT/(dT + ATD) and UA of three CDUs, PG25, balanced flows."""
    record = catalog.get(Cdu, slug)
    effectiveness, size, rise = RATINGS[slug]
    state = bench.tcs.at(45.0)
    rate = q(state.kw_per_k(record.tcs_flow_rated.si("LPM")), "kW/K")
    assert record.heat_rated.si("kW") / magnitude(rate, "kW/K") == pytest.approx(rise, abs=0.15)
    eps = cdu.rated_effectiveness(Q_r=record.heat_rated, ATD=record.approach_rated, C_tcs=rate, C_min=rate)
    assert magnitude(eps, "") == pytest.approx(effectiveness, abs=0.006)
    assert magnitude(eps, "") == pytest.approx(rise / (rise + record.approach_rated.si("K")), abs=0.003)
    ua = cdu.exchanger_size(NTU=cdu.transfer_units(epsilon=eps, C_r=q(1.0)), C_min=rate)
    assert magnitude(ua, "kW/K") == pytest.approx(size, rel=0.012)


@given(st.floats(0.05, 8.0), st.floats(0.05, 1.0))
def test_effectiveness_and_its_inverse(units, ratio):
    """NTU -> effectiveness -> NTU returns, at every ratio, balanced included."""
    eps = cdu.effectiveness(NTU=q(units), C_r=q(ratio))
    assert 0 < magnitude(eps, "") < 1
    assert cdu.counterflow(units, ratio) == pytest.approx(magnitude(eps, ""), rel=1e-12)
    assert magnitude(cdu.transfer_units(epsilon=eps, C_r=q(ratio)), "") == pytest.approx(units, rel=1e-5)


def test_textbook_effectiveness():
    """Counterflow, textbook charts: NTU 1 balanced 0.5; NTU 3, Cr 0.5: 0.874; a condenser 1 - exp(-NTU)."""
    assert cdu.counterflow(1.0, 1.0) == pytest.approx(0.5)
    assert cdu.counterflow(3.0, 0.5) == pytest.approx(0.8744, abs=5e-4)
    assert cdu.counterflow(2.0, 1e-9) == pytest.approx(1 - math.exp(-2.0), rel=1e-6)


def test_rated_point_is_reproduced(bench, catalog):
    """The model at its rated flows and approach carries its rated heat, and needs its rated approach for it."""
    record = catalog.get(Cdu, "xdu1350")
    states = (bench.tcs.at(45.0), bench.fws.at(41.0))
    model = cdu.model_of(bench, record, *states)
    eps, c_min = model.effect(model.tcs_flow, model.fws_flow, *states)
    rise = model.heat_rated / states[0].kw_per_k(model.tcs_flow)
    assert eps * c_min * (rise + model.approach_rated) == pytest.approx(model.heat_rated, rel=1e-9)
    needed = cdu.approach_needed(model, model.heat_rated, (model.tcs_flow, model.fws_flow), states)
    assert needed == pytest.approx(model.approach_rated, rel=1e-9)


def test_a_scalar_kilowatt_is_a_trap(bench, catalog):
    """Flow rating against heat rating: at 1.5 LPM/kW a 1,368 kW CDU with 1,200 LPM carries 800 kW by flow."""
    record = catalog.get(Cdu, "xdu1350")
    assert record.tcs_flow_rated.si("LPM") / 1.5 == pytest.approx(800.0)
    states = (bench.tcs.at(45.0), bench.fws.at(41.0))
    model = cdu.model_of(bench, record, *states)
    eps, c_min = model.effect(1200.0, 1200.0, *states)
    assert eps * c_min * (10.0 + 4.0) < 0.7 * model.heat_rated


def test_heat_follows_the_approach(bench, catalog):
    """At fixed flows and return rise, heat capacity grows linearly with the entering difference."""
    states = (bench.tcs.at(45.0), bench.fws.at(41.0))
    model = cdu.model_of(bench, catalog.get(Cdu, "chx2000"), *states)
    eps, c_min = model.effect(1500.0, 1500.0, *states)
    one = cdu.exchanger_heat(epsilon=q(eps), C_min=q(c_min, "kW/K"), T_hot=q(55, "degC"), T_cold=q(35, "degC"))
    two = cdu.exchanger_heat(epsilon=q(eps), C_min=q(c_min, "kW/K"), T_hot=q(55, "degC"), T_cold=q(45, "degC"))
    assert magnitude(one, "kW") == pytest.approx(2 * magnitude(two, "kW"))


def test_head_curve(bench, catalog):
    """Vertiv guide: 2.5 bar at 1,200 LPM; the curve falls, is never above its first point, and ends at its last."""
    states = (bench.tcs.at(45.0), bench.fws.at(41.0))
    model = cdu.model_of(bench, catalog.get(Cdu, "xdu1350"), *states)
    assert cdu.head_at(model, 1200.0) == pytest.approx(250.0)
    heads = [cdu.head_at(model, f) for f in range(0, 1201, 50)]
    assert heads == sorted(heads, reverse=True)
    assert cdu.head_at(model, 1300.0) == 0.0


@pytest.mark.parametrize("flow", [600.0, 900.0, 1050.0, 1200.0])
def test_head_between_points_follows_the_fit(bench, catalog, flow):
    """Third-party fit kPa = 476.457 + 0.092063 V - 2.34e-4 V2 (secondary): within 6 % between the points."""
    states = (bench.tcs.at(45.0), bench.fws.at(41.0))
    model = cdu.model_of(bench, catalog.get(Cdu, "xdu1350"), *states)
    assert cdu.head_at(model, flow) == pytest.approx(476.457 + 0.092063 * flow - 2.34e-4 * flow**2, rel=0.06)


@pytest.mark.parametrize(
    ("load", "moved", "plant", "rise", "warm"),
    [(1.0, 6411.482, 1.0, 5.05956, 47.7164), (0.6, 3877.08, 0.54589, 5.60476, 45.31060)],
)
def test_published_cdu_model(load, moved, plant, rise, warm):
    """LBNL Buildings, example CDU_epsNTU, reference results of 2026-06: 48 racks of 132 kW, 36 degC facility water, 42
    and 47 degC, 6 K at the design. At full and at 60 % load the hot entry comes out within 0.2 K of 47.78 and 45.38
    degC (1.5 % of its difference to the facility water), the facility rise within 0.01 K of 5.06 and 5.60 K: films are
    half and half here, told apart by their properties there, with an exponent of 0.8.
    """
    water, glycol = FluidState(36.0, 1000.0, 4184.0, 7.1e-4, 0.62), FluidState(42.0, 1000.0, 3930.0, 1.3e-3, 0.48)
    power, design = 48 * 132.0, 5.0
    flows = [state.lpm(power / design / state.heat_capacity * 1000.0) for state in (glycol, water)]
    size = power / design * (design / 6.0)
    model = cdu.CduModel(None, power, 6.0, *flows, size, 0.7, (), (), 0.0, 0.0)  # type: ignore[arg-type]
    # Flows of the example by the square root of its drops: 65,688 of 80,000 Pa in the rack loop.
    racks, facility = flows[0] * math.sqrt(65688.4 / 80000.0), flows[1] * plant
    eps, least = model.effect(racks, facility, glycol, water)
    entry = 36.0 + moved / (eps * least)
    pump = (moved - load * power) / glycol.kw_per_k(racks)
    assert moved / water.kw_per_k(facility) == pytest.approx(rise, abs=0.01)
    assert entry == pytest.approx(warm + pump, abs=0.2)
    assert (entry - 36.0) / (warm + pump - 36.0) == pytest.approx(1.0, abs=0.015)
