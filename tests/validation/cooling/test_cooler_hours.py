"""The bank hour by hour against the second law, its rated point, and balances of heat and water made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.catalog import Cooler
from designer.cooling import energy
from designer.cooling.cooler_hours import Plant, cooler_hours, taken_up
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.rejection import Moist, conductance, cooler_model, outlet
from designer.cooling.wetting import Air
from designer.site import moist_air


@pytest.fixture
def models(bench, catalog):
    """The wet products of the catalog at sea level."""
    bench.density_ratio = 1.0
    return {slug: cooler_model(bench, catalog.get(Cooler, slug)) for slug in ("tower-3000", "hybrid-1200")}


def plant(model, heat, count, cycles=5.0, supply=32.0):
    """A plant of nothing but coolers."""
    rate = heat / 6.5
    return Plant(
        heat, 0.0, 0.0, heat, rate, supply, 0.0, 19.0, 0.0, 0.0, CoolerSet.alike(model, count), None, 0, False, True,
        0.0, 3.0, 0.1, cycles, 6.0, 0.12,
    )


@pytest.mark.parametrize("slug", ["tower-3000", "hybrid-1200"])
def test_wet_products_return_their_rated_point(models, catalog, slug):
    """At rated flow, wet bulb and full fans a tower and a wetted coil cool by what their records say, within 0.5 %."""
    record, model = catalog.get(Cooler, slug), models[slug]
    warm, cold = record.fluid_in_rated.si("degC"), record.air_rated.si("degC")
    moist = Moist(warm, record.fluid_out_rated.si("degC"), moist_air.STANDARD_PA)
    left = float(outlet(model, warm, model.fluid_rate_rated, cold, 1.0, moist))
    assert model.fluid_rate_rated * (warm - left) == pytest.approx(model.heat_rated, rel=5e-3)


def test_a_hybrid_carries_its_heat_dry_up_to_its_switchover(models, catalog):
    """Without water the rated heat leaves at the dry point of the record, to 1e-6."""
    record, model = catalog.get(Cooler, "hybrid-1200"), models["hybrid-1200"]
    pull = float(conductance(model, model.fluid_rate_rated, 15.0, Moist(40.0, 32.0, 101_325.0, False)))
    assert pull * (record.fluid_in_rated.si("degC") - 15.0) == pytest.approx(1200.0, rel=1e-6)


def test_dry_hours_stay_above_their_air(bench, catalog):
    """Thirty dry coolers for the heat of three: each hour reaches its 32 degC while that is 4 K above the air, else
    full fans reach the air and 4 K, though their effectiveness alone would hold less.
    """
    model = cooler_model(bench, catalog.get(Cooler, "dry-1000-nordic"))
    air = np.array([20.0, 27.9, 28.1, 31.0, 40.0])
    held = cooler_hours(plant(model, 3000.0, 30), air, air - 5.0, 1.0)
    free = cooler_hours(plant(replace(model, approach=0.0), 3000.0, 30), air, air - 5.0, 1.0)
    assert held.reached == pytest.approx(np.maximum(32.0, air + 4.0), abs=1e-6)
    assert (held.speed < 1.0).tolist() == [True, True, False, False, False]
    assert (free.reached < air + 4.0 - 1e-6).tolist() == [False, False, True, True, True]


@given(st.floats(-15, 45), st.floats(0.1, 1.0), st.floats(0.3, 1.0), st.floats(75_000, 103_000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_heat_and_water_close_in_every_hour(models, dry, share, load, pressure):
    """Any weather: heat = sensible + latent of the air less the enthalpy of the water made up (1e-6); make-up =
    evaporated + drift + bled, salts in = salts out at five cycles; and no tower's air leaves warmer than its water.
    """
    made = replace(plant(models["tower-3000"], 3000.0 * load, 1), pressure=pressure)
    air = np.array([dry])
    wet = moist_air.wet_bulb(air, np.array([share]), np.array([pressure]))
    hour = energy.run_hours(made, air, wet)
    outdoors = Air(air, wet, pressure)
    mass = models["tower-3000"].wet.air * hour.fan_speed
    rise = hour.used.evaporated / 3600.0 / mass
    leaving = moist_air.saturated_at(
        moist_air.enthalpy(air, outdoors.humidity) - outdoors.humidity * moist_air.water_enthalpy(32.0)
        + made.facility_heat / mass, pressure, moist_air.water_enthalpy(32.0),
    )
    states = ((leaving, outdoors.humidity + rise), (air, outdoors.humidity))
    after, before = (moist_air.enthalpy(t, w) for t, w in states)
    gained = mass * (after - before) - hour.used.evaporated / 3600.0 * moist_air.water_enthalpy(32.0)
    assert gained == pytest.approx(made.facility_heat, rel=1e-6)
    assert hour.water == pytest.approx(hour.used.evaporated + hour.used.drift + hour.used.bled)
    assert hour.water == pytest.approx(5.0 * (hour.used.drift + hour.used.bled)) or hour.used.bled == 0.0
    if hour.mode[0] == "tower":
        assert float(leaving[0]) <= made.facility_supply + made.facility_heat / made.facility_rate + 0.5


def test_a_mild_hour_evaporates_less_of_the_heat(models):
    """Cold air leaves warmer and takes more of the heat as warmth: the litres per kWh rise with the weather."""
    made = plant(models["tower-3000"], 3000.0, 1)
    hours = energy.run_hours(made, np.array([-5.0, 10.0, 25.0, 38.0]), np.array([-6.0, 7.0, 18.0, 20.0]))
    assert np.all(np.diff(hours.used.evaporated) > 0)
    assert np.all(np.diff(hours.fan_speed) > 0)


@pytest.mark.parametrize(("air", "wet", "mode"), [(27.9, 27.0, "dry"), (28.1, 20.0, "hybrid"), (30.9, 20.0, "hybrid")])
def test_a_dry_coil_is_credited_with_no_nearer_approach_than_any_dry_coil(models, air, wet, mode):
    """Any number of hybrid coolers for a supply of 32 degC: they work dry up to 4 K below it, whatever the 1.1 K of a
    wetted coil to the wet bulb would promise; wetted they reach it, and no more water than that is credited.
    """
    many = plant(models["hybrid-1200"], 3000.0, 200)
    bank = cooler_hours(many, np.array([air]), np.array([wet]), 1.0)
    assert list(bank.mode) == [mode]
    assert bank.reached[0] == pytest.approx(32.0, abs=1e-6)
    barred = cooler_hours(replace(many, wet_allowed=False), np.array([air]), np.array([wet]), 1.0)
    assert barred.reached[0] == pytest.approx(max(32.0, air + 4.0), abs=1e-6)


def test_pads_by_hand(models):
    """37 degC dry, 21.5 wet, 0.75: air to 25.375 degC takes up what the wet bulb's line says (PsychroLib: 0.00636)."""
    model = replace(models["tower-3000"], wet=None, type="adiabatic", saturation=0.75, air_rate=100.0)
    air = Air(37.0, 21.5, moist_air.STANDARD_PA)
    taken, lost = taken_up(model, (1000.0, 100.0), 1.0, air, (25.375, 30.0))
    mass = 100.0 / (1.006 + 1.86 * float(air.humidity))
    assert float(lost) == 0.0
    assert float(taken) / 3600.0 / mass == pytest.approx(
        float(moist_air.humidity_ratio(25.375, 21.5, moist_air.STANDARD_PA) - air.humidity), rel=1e-9
    )


def test_a_bank_without_heat_rests(models):
    """No heat, no fans, no water."""
    idle = replace(plant(models["tower-3000"], 3000.0, 1), facility_heat=0.0)
    bank = cooler_hours(idle, np.zeros(2), np.zeros(2), 1.0)
    assert list(bank.mode) == ["none", "none"]
    assert not bank.airs
