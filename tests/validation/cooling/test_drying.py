"""Air dried for cold coils: heat against psychrometrics of another maker, against its two parts, and what decides."""

from dataclasses import replace

import psychrolib
import pytest

from designer.cooling.bench import Bench
from designer.cooling.drying import Drying, drying_heat, drying_of, make_up_air, make_up_tags
from designer.ledger import Evidence, Status, Value
from designer.sizing.plant import air_density
from designer.units import magnitude, q

DRY = 32.9
LATENT = 2_454.0


@pytest.fixture
def moist(bench: Bench) -> Bench:
    """A bench whose design air has a dew point of 24.5 degC at 32.9 degC."""
    dew = Value(q(24.5, "degC"), Evidence("derived", Status.DERIVED), "test")
    assert bench.site.climate is not None
    climate = bench.site.climate.model_copy(update={"design_dew_point": dew})
    bench.site = replace(bench.site, climate=climate)
    bench.dry_bulb = Value(q(DRY, "degC"), Evidence("derived", Status.DERIVED), "test")
    bench.keep(air_density, "air_density_supply", p=q(bench.pressure_pa(), "Pa"), T=q(24.0, "degC"))
    return bench


def by_psychrolib(bench: Bench, dew: float) -> tuple[float, float]:
    """Enthalpy [kJ/kg] and moisture [kg/kg] that drying takes of the design air, by PsychroLib."""
    psychrolib.SetUnitSystem(psychrolib.SI)
    pressure = bench.pressure_pa()
    wet, held = (psychrolib.GetHumRatioFromTDewPoint(t, pressure) for t in (24.5, dew))
    taken = psychrolib.GetMoistAirEnthalpy(DRY, wet) - psychrolib.GetMoistAirEnthalpy(dew, held)
    return taken / 1000.0, wet - held


def test_the_heat_is_that_of_another_psychrometrics(moist):
    """Water of 17.3 degC holds 15.3 degC: heat over mass flow as PsychroLib has the enthalpies, within 0.2 per cent;
    and nearly what cooling and condensing take apart.
    """
    made = drying_of(moist, 17.3)
    assert isinstance(made, Drying)
    assert made.dew == pytest.approx(15.3)
    mass = made.airflow * moist.made["cooling.air_density_supply"].si("kg/m3")
    taken, water = by_psychrolib(moist, made.dew)
    assert made.heat == pytest.approx(mass * taken, rel=2e-3)
    assert made.heat == pytest.approx(mass * (1.03 * (DRY - made.dew) + water * LATENT), rel=3e-2)


def test_outdoor_air_fills_the_hall_once_in_its_time(moist):
    """Air that enters times the time of a change is the hall's volume."""
    made = drying_of(moist, 17.3)
    assert made is not None
    seconds = moist.rules.si("air_change", "h") * 3600.0
    hall = moist.site.hall
    assert made.airflow * seconds == pytest.approx(hall.polygon.area * hall.clear_height.si("m"))


def test_units_carry_the_heat_with_their_spare(moist):
    """As many as carry the heat, and the spare of the architecture; each tag once; nothing without drying."""
    made = drying_of(moist, 17.3)
    assert made is not None
    each = moist.rules.si("make_up_unit", "kW")
    assert (made.needed - 1) * each < made.heat <= made.needed * each
    assert made.total == moist.spare.total(made.needed)
    assert len(set(make_up_tags(made))) == made.total
    assert make_up_tags(None) == ()
    assert made.power == pytest.approx(made.heat / moist.rules.si("drying_cop"))


def test_warm_water_needs_no_drying_and_too_cold_water_is_told(moist):
    """At the moistest air and its margin nothing is dried, a tenth below it is; below what coils hold there is a risk
    with the nearest water, and with that water the hall can be dried.
    """
    assert drying_of(moist, 26.5) is None
    assert drying_of(moist, 26.4) is not None
    moist.said.clear()
    assert drying_of(moist, 6.0) is None
    note = moist.said["door_water_sweats", "AIR-HALL"]
    nearest = note.facts["nearest"].m_as("degC")
    made = drying_of(moist, nearest)
    assert made is not None
    assert made.dew == pytest.approx(moist.rules.si("dew_point_least", "degC"))


def test_the_formulas_of_the_calculation_sheets():
    """Volume over time; mass flow times the enthalpy between."""
    air = make_up_air(A=q(800.0, "m2"), h=q(7.0, "m"), t=q(3.0, "h"))
    assert magnitude(air, "m3/s") == pytest.approx(800.0 * 7.0 / 10_800.0)
    heat = drying_heat(V=q(0.5, "m3/s"), rho=q(1.2, "kg/m3"), h_out=q(85.0, "kJ/kg"), h_held=q(43.0, "kJ/kg"))
    assert magnitude(heat, "kW") == pytest.approx(0.5 * 1.2 * 42.0)
