"""The hours: energy in equals energy out in every hour, the published hour counts, PUE and WUE by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.catalog import Climate
from designer.cooling import energy
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.rejection import ChillerModel, CoolerModel, WetSide, outlet
from designer.cooling.weather import screening_year
from designer.units import magnitude, q

COOLER = CoolerModel("cooler/x", "adiabatic", 1500.0, 160.0, 300.0, 38.0, 0.75, 80.0, 187.5)
CHILLER = ChillerModel("chiller/x", "air-cooled", 1000.0, 4.0, 0.012, 35.0, 10.0, 60.0)


def plant(it=14_760.0, rate=1000.0, supply=36.0, trim=False, wet=True):
    """A plant whose heats are what goes in: IT, losses, constant plant power."""
    losses, constant, liquid = 480.0, 480.0, 0.86 * it
    air = it + losses + constant - liquid - 220.0
    return energy.Plant(
        it,
        losses,
        constant,
        liquid,
        rate,
        supply,
        air,
        19.0,
        0.0,
        220.0,
        CoolerSet.alike(COOLER, 11),
        CHILLER,
        6,
        trim,
        wet,
        1.0,
        3.0,
        0.1,
        5.0,
        6.0,
        0.12,
    )


@given(
    st.floats(100, 30_000),
    st.floats(200, 4000),
    st.floats(20, 45),
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.floats(-30, 48), st.floats(0, 20)), min_size=1, max_size=40),
)
@settings(max_examples=80, deadline=None)
def test_energy_closes_in_every_hour(it, rate, supply, trim, wet, weather):
    """Whatever plant and weather: IT, losses and mechanical power equal the heat rejected, hour by hour, to 1e-9."""
    dry = np.array([t for t, _ in weather])
    bulb = dry - np.array([d for _, d in weather])
    made = plant(it, rate, supply, trim, wet)
    hours = energy.run_hours(made, dry, bulb)
    put_in = made.it_kw + made.loss_kw + hours.mechanical
    assert np.allclose(hours.rejected, put_in, rtol=1e-9, atol=1e-9)
    assert np.all(hours.water >= 0)
    assert np.all((hours.fan_speed >= 0.1 - 1e-12) & (hours.fan_speed <= 1.0 + 1e-12) | (hours.fan_speed == 0.0))


@pytest.mark.parametrize(("slug", "measured"), [("greensboro-nc", 2662), ("miami-fl", 7272), ("sand-point-ak", 0)])
def test_trim_hours_of_a_cool_supply(catalog, slug, measured):
    """TMY2 stations: TCS 30 degC needs air at or below 21 degC, exceeded 2,662 h (Greensboro), 7,272 h (Miami).

    A plant whose dry coolers need exactly 5 K: hours above setpoint against the measured years within a tenth.
    """
    year = screening_year(catalog.get(Climate, slug))
    big = replace(COOLER, air_rate=1e6, ua=1e9, type="dry", saturation=0.0)
    bank = CoolerSet.alike(big, 11)
    made = replace(
        plant(supply=21.0, wet=False), cooler=bank, chiller=None, chillers=0, chilled_heat=0.0, recirculation=0.0
    )
    hours = energy.run_hours(made, year.dry, year.wet)
    above = int(np.sum(hours.mode == "above-setpoint"))
    assert above == int(np.sum(year.dry > 21.0))
    assert abs(above - measured) <= 0.1 * measured + 100


def test_warm_supply_never_trims(catalog):
    """Hours of TMY2 stations: TCS 45 degC needs air at or below 36 degC: 0 trim hours at all three stations."""
    for slug in ("greensboro-nc", "miami-fl", "sand-point-ak"):
        year = screening_year(catalog.get(Climate, slug))
        assert int(np.sum(year.dry > 36.0)) == 0


def test_fans_follow_the_cube():
    """A cold hour runs the fans at the speed that just holds the supply, with power by the cube."""
    hours = energy.run_hours(plant(wet=False), np.array([-5.0, 10.0, 20.0]), np.array([-6.0, 8.0, 15.0]))
    assert np.all(np.diff(hours.fan_speed) > 0)
    assert hours.fans == pytest.approx(11 * 38.0 * hours.fan_speed**3)
    assert np.all(hours.mode == "dry")
    assert hours.supply == pytest.approx([36.0] * 3)


def test_water_only_in_wet_hours():
    """A mild hour uses no water; a hot dry one does, and less than all-latent rejection would."""
    hours = energy.run_hours(plant(), np.array([15.0, 37.0]), np.array([10.0, 21.5]))
    assert list(hours.mode) == ["dry", "adiabatic"]
    assert hours.water[0] == 0.0
    assert 0 < hours.water[1] < 1.85 * 0.86 * 14_760.0


def test_trim_takes_the_rest():
    """Where dry coolers leave the water too warm, the chillers take exactly the missing heat."""
    hours = energy.run_hours(plant(trim=True, wet=False), np.array([35.5]), np.array([20.0]))
    assert hours.mode[0] == "chiller-trim"
    assert hours.supply[0] == pytest.approx(36.0)
    free = energy.run_hours(plant(trim=False, wet=False), np.array([35.5]), np.array([20.0]))
    assert free.mode[0] == "above-setpoint"
    assert free.supply[0] > 36.0
    assert hours.compressors[0] > free.compressors[0]


def test_pue_and_wue():
    """100 MWh of IT with 8 mechanical and 3 lost is 1.11; 50 m3 on 100 MWh is 0.5 L/kWh."""
    made = energy.pue(E_IT=q(100, "MWh"), E_mech=q(8, "MWh"), E_loss=q(3, "MWh"))
    assert magnitude(made, "") == pytest.approx(1.11)
    assert magnitude(energy.wue(V_water=q(50, "m3"), E_IT=q(100, "MWh")), "L/kWh") == pytest.approx(0.5)


TOWER = replace(COOLER, key="cooler/t", type="tower", saturation=1.0, wet=WetSide(60.0, 300.0, 4.5, 8e-5, 0.6))


def test_a_tower_is_always_wet():
    """A tower runs on the wet bulb in every hour; less of its heat leaves as vapour in cold than in warm air."""
    made = replace(plant(), cooler=CoolerSet.alike(TOWER, 11))
    hours = energy.run_hours(made, np.array([-10.0, 5.0, 38.0]), np.array([-11.0, 3.0, 20.0]))
    assert list(hours.mode) == ["tower"] * 3
    shares = hours.used.evaporated / (3600.0 / 2430.0 * 0.86 * 14_760.0)
    assert 0.4 < shares[0] < shares[1] < 0.9 < shares[2]


def test_free_cooling_shares_the_work_with_the_compressors():
    """Cold air rests the compressors, warm air rests the coil, between them the power lies between."""
    free = replace(CHILLER, type="free-cooling")
    made = replace(plant(), chiller=free, chilled_supply=19.0, chilled_return=29.0, chilled_heat=2000.0)
    hours = energy.run_hours(made, np.array([5.0, 12.0, 20.0, 35.0]), np.array([3.0, 8.0, 15.0, 20.0]))
    assert hours.free == pytest.approx([1.0, 1.0, 0.5, 0.0])
    assert np.all(np.diff(hours.compressors) >= 0)
    assert hours.compressors[0] == pytest.approx(0.12 * 2000.0 / free.at(10.0)[1], rel=1e-9)


def test_thin_air_runs_the_fans_faster():
    """Air at nine tenths of the pressure carries less heat: the fans turn faster for the same supply."""
    normal = energy.run_hours(plant(wet=False), np.array([20.0]), np.array([15.0]))
    thin = energy.run_hours(plant(wet=False), np.array([20.0]), np.array([15.0]), np.array([0.9]))
    assert thin.fan_speed[0] == pytest.approx(normal.fan_speed[0] / 0.9, rel=1e-6)
    assert thin.supply[0] == pytest.approx(normal.supply[0])


def test_the_parts_are_the_mechanical_energy(catalog):
    """Constant parts, fans and compressors of the year add up to its mechanical energy; every hour has one mode."""
    year = screening_year(catalog.get(Climate, "greensboro-nc"))
    made = replace(plant(), parts=(("cdu", 300.0), ("pump", 180.0)))
    annual, hours = energy.year_energy(made, year, 1000.0)
    assert sum(mwh for _, mwh in annual.parts) == pytest.approx(annual.mechanical)
    assert sum(annual.modes.values()) == sum(annual.chiller_modes.values()) == 8760
    assert annual.hourly is not None
    assert annual.hourly.pue == pytest.approx((made.it_kw + made.loss_kw + hours.mechanical) / made.it_kw)
    assert annual.peak_factor == pytest.approx((14_760.0 + 480.0 + 1000.0) / 14_760.0)


def test_fans_and_compressors_together_draw_least():
    """Exhaustive: while chillers finish the water, fans and compressors draw within 1 % of the least of a hundred fan
    speeds; what is left never passes the chillers' capacity, and too few of them want faster fans.
    """
    hot, bulb = np.array([38.0]), np.array([24.0])
    two = CoolerSet.alike(COOLER, 2)
    made = replace(plant(it=3000.0, rate=300.0, supply=31.0, trim=True, wet=False), chilled_heat=0.0, cooler=two)
    hour = energy.run_hours(made, hot, bulb)
    warm, air = made.facility_supply + made.facility_heat / made.facility_rate, 38.0 + made.recirculation
    capacity, cop = (float(x) for x in CHILLER.at(air))
    draws = [made.facility_heat / cop]
    for share in np.linspace(made.fan_least, 1.0, 100):
        left = float(outlet(COOLER, warm, made.facility_rate / made.coolers, air, share)) - made.facility_supply
        draws.append(made.coolers * COOLER.fan_power * share**made.fan_exponent + left * made.facility_rate / cop)
    assert min(draws) <= float(hour.fans[0] + hour.compressors[0]) + 1e-9 <= min(draws) * 1.01
    assert 0.0 < float(hour.fan_speed[0]) < 1.0
    assert float(hour.trimmed[0]) <= made.chillers * capacity
    few = energy.run_hours(replace(made, chillers=2), hot, bulb)
    assert float(few.fan_speed[0]) >= float(hour.fan_speed[0])
