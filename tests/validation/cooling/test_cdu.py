"""Pumps and ratings of CDUs against data sheets and the maker's curve."""


import pytest

from designer.catalog import Cdu, Coolant
from designer.cooling import cdu
from designer.sizing.coolant import fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.tables import second_rating


def test_rated_point_is_reproduced(bench, catalog):
    """The model at its rated flows, approach and coolants carries its rated heat, and needs its rated approach."""
    record = catalog.get(Cdu, "xdu1350")
    states = (bench.tcs.at(45.0), fluid_of(catalog.get(Coolant, "water")).at(41.0))
    model = cdu.model_of(bench, record, *states)
    eps, c_min = model.effect(model.tcs_flow, model.fws_flow, *states)
    rise = model.heat_rated / states[0].kw_per_k(model.tcs_flow)
    assert eps * c_min * (rise + model.approach_rated) == pytest.approx(model.heat_rated, rel=1e-9)
    needed = cdu.approach_needed(model, model.heat_rated, (model.tcs_flow, model.fws_flow), states)
    assert needed == pytest.approx(model.approach_rated, rel=1e-9)


def test_a_loop_with_more_glycol_carries_less(bench, catalog):
    """The same unit at the same flows: each step of glycol on the facility side takes from its UA, none adds."""
    record = catalog.get(Cdu, "xdu1350")
    sizes = []
    for slug in ("water", "pg25", "pg40", "pg55"):
        states = (bench.tcs.at(45.0), fluid_of(catalog.get(Coolant, slug)).at(41.0))
        model = cdu.model_of(bench, record, *states)
        assert model.plates.films[0] == 1.0
        sizes.append(model.plates.ua_at(1200.0, 1200.0) / model.plates.ua)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == pytest.approx(1.0)


def test_a_second_rating_lies_between_still_and_warmer_films(bench, catalog):
    """The XDU1350 at 8 K, printed 2,912 kW: twice its 1,368 kW at 4 K whatever the facility flow, if its films stay as
    they are; 2,984 to 3,088 kW if they follow the warmer coolants of facility water of 40 to 20 degC.
    """
    record = catalog.get(Cdu, "xdu1350")
    states = (bench.tcs.at(45.0), fluid_of(catalog.get(Coolant, "water")).at(41.0))
    model = cdu.model_of(bench, record, *states)
    for facility in (800.0, 1200.0, 1600.0):
        flows = (model.tcs_flow, facility)
        single, double = (cdu.approach_needed(model, heat, flows, states) for heat in (1368.0, 2736.0))
        assert double == pytest.approx(2.0 * single, rel=1e-12)
    still, warm, cool = 2.0 * model.heat_rated, second_rating(catalog, 40.0), second_rating(catalog, 20.0)
    assert still < 2912.0 < warm < cool
    assert (warm, cool) == pytest.approx((2984.0, 3088.0), abs=1.0)


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


