"""Published towers: moist-air balances, rules of thumb, and a year of a plant with towers."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from designer.catalog import Catalog, Climate, Cooler
from designer.cooling import wetting
from designer.cooling.cooler_hours import Plant
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.energy import year_energy
from designer.cooling.rejection import CoolerModel, WetSide
from designer.cooling.weather import screening_year
from designer.site import moist_air
from designer.sizing.plant import air_pressure_ratio
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

PART = "Towers"
#: kJ/kg in a Btu/lb, kg in a pound, gallons in a cubic metre.
BTU_LB, GALLONS = 2.326, 264.172


class Given(NamedTuple):
    """What a published balance states: water [kg/s, degC], air in and out [degC, relative humidity], water made up
    [degC].
    """

    water: float
    warm: float
    cold: float
    entering: tuple[float, float]
    leaving: tuple[float, float]
    made_up: float


def balance(given: Given) -> tuple[float, float]:
    """Dry air and evaporated water [kg/s] of a published balance: the air that leaves so carries the heat of the water.

    The water is what the saturated air evaporates that the tool finds for that airflow.
    """
    pressure = moist_air.STANDARD_PA
    (dry, share), (left, wet_share) = given.entering, given.leaving
    before = float(moist_air.humidity_of(share * moist_air.saturation_pressure(dry), pressure))
    after = float(moist_air.humidity_of(wet_share * moist_air.saturation_pressure(left), pressure))
    rise = float(moist_air.enthalpy(left, after) - moist_air.enthalpy(dry, before))
    heat = given.water * 4.186 * (given.warm - given.cold)
    mass = heat / (rise - (after - before) * float(moist_air.water_enthalpy(given.made_up)))
    wet = float(moist_air.wet_bulb(np.array([dry]), np.array([share]), np.array([pressure]))[0])
    found = float(wetting.over_fill(heat, mass, wetting.Air(dry, wet, pressure), 1.0, given.made_up))
    taken = wetting.evaporation(m_air=q(mass, "kg/s"), w_out=q(found), w_in=q(before), rho=q(1000, "kg/m3"))
    return mass, magnitude(taken, "L/h") / 3600.0


def balance_rows() -> Iterator[Row]:
    """Textbook balances with everything stated."""
    air, water = balance(Given(100.0, 35.0, 22.0, (20.0, 0.6), (30.0, 1.0), 22.0))
    yield Row.of((PART, "100 kg/s from 35 to 22 degC, air 20 degC, 60 %, leaving saturated at 30: dry air; evaporated",
                  "Cengel and Boles, example 14-9 (statement read in public course notes; figures from memory)",
                  "memory"), ("kg/s", (96.9, 1.80), (air, water)), 8e-3)  # fmt: skip
    air, water = balance(Given(4.5e7 / 3600, 38.0, 30.0, (25.0, 0.35), (35.0, 0.9), 20.0))
    yield Row.of((PART, "45,000 t/h from 38 to 30 degC, made up at 20, air 25 degC, 35 %, leaving at 35, 90 %: dry "
                  "air; made up",
                  "Moran and Shapiro, example 12.15", "memory"),
                 ("Gg/h", (20.3, 0.524), (air * 3600 / 1e6, water * 3600 / 1e6)), 0.027,
                 "the book's air leaves at 90 %; the tool's air is saturated, colder, and takes up more")  # fmt: skip
    air, water = balance(Given(10_000 / 60, 40.0, 25.0, (20.0, 0.5), (32.0, 0.98), 25.0))
    yield Row.of((PART, "10,000 kg/min from 40 to 25 degC, air 20 degC, 50 %, leaving at 32, 98 %: air by volume; "
                  "evaporated", "FOSSEE companion 3843, example 11.14", "read"),
                 ("m3/min; kg/min", (7_447, 203), (air * 60 * volume(20.0, 0.5), water * 60)), 0.042,
                 "the source reads 37 and 110 kJ/kg off a chart; such air has 38.6 and 109.4")  # fmt: skip
    heat = 1.2163 * 25.0 * BTU_LB
    share = taken(heat, 82.0, 0.4, 75.0) / (1.2163 + 0.0264)
    yield Row.of((PART, "100 to 75 degF, air 82 degF, 40 %, 1.216 lb of water cooled by a pound of dry air: evaporated",
                  "FOSSEE companion 2735, example 14.10", "read"), ("%", 2.12, 100.0 * share), 0.016)  # fmt: skip


def volume(celsius: float, share: float) -> float:
    """Moist air [m3] per kg of dry air at sea level."""
    vapour = share * float(moist_air.saturation_pressure(celsius))
    return 287.055 * (celsius + 273.15) / (moist_air.STANDARD_PA - vapour)


def taken(heat: float, fahrenheit: float, share: float, made_up: float) -> float:
    """Water taken up per dry air for a heat [kJ/kg] in air [degF, relative humidity], water made up [degF]."""
    dry, pressure = (fahrenheit - 32.0) / 1.8, moist_air.STANDARD_PA
    wet = float(moist_air.wet_bulb(np.array([dry]), np.array([share]), np.array([pressure]))[0])
    air = wetting.Air(dry, wet, pressure)
    return float(wetting.over_fill(heat, 1.0, air, 1.0, (made_up - 32.0) / 1.8) - air.humidity)


def thumb_rows() -> Iterator[Row]:
    """Rules of thumb of handbooks, for the nominal tower: 95 to 85 degF at a wet bulb of 78, 1.35 lb of water to a
    pound of air of 95 degF, 48 %; and in air of 59 degF, 70 %.
    """
    per_air, mild = (taken(1.35 * 10.0 * BTU_LB, *state, 85.0) / 1.35 for state in ((95.0, 0.477), (59.0, 0.7)))
    yield Row.of((PART, "Rule of thumb: water evaporated of that circulated, per 10 degF of range",
                  "SPX, Cooling Tower Fundamentals, 0.0008 a degF", "memory"), ("%", 0.8, 100.0 * mild), 0.1,
                 "a rule for all weather; here air of 59 degF, 70 %")  # fmt: skip
    yield Row.of((PART, "Rule of thumb: all heat as vapour, 1,050 Btu/lb, per 10 degF of range",
                  "expertctr.com, glossary: 875 gpm over 10 degF evaporate 8.75", "read"),
                 ("%", 1.0, 100.0 * per_air), 0.12, "the rule lets all heat evaporate and rounds up")  # fmt: skip
    yield Row.of((PART, "Typical loss per kelvin of range, 0.15 to 0.27, the default",
                  "EnergyPlus, input output reference, evaporation loss factor", "read"),
                 ("%/K", 0.20, 18.0 * per_air), 0.21, "the default is the middle of the printed range")  # fmt: skip


def nominal_tower(heat: float, density: float) -> CoolerModel:
    """The tower of the catalog, scaled to a heat [kW], at a density over standard."""
    record = Catalog().get(Cooler, "tower-3000")
    size = heat / record.heat_rated.si("kW")
    assert record.airflow is not None
    side = WetSide(record.airflow.si("m3/s") * 1.2 * size * density, 656.08 * size, 4.4892, 8e-5, 0.6)
    fans = record.fan_power.si("kW") * size
    return CoolerModel("cooler/nominal", "tower", heat, 447.13 * size * density, 656.08 * size, fans, 1.0, 90.0,
                       heat / 6.5, side)  # fmt: skip


def year_rows() -> Iterator[Row]:
    """NREL's ESIF in Golden: towers alone, 75 degF to the racks."""
    climate = Catalog().get(Climate, "denver-co")
    year = screening_year(climate)
    assert year is not None
    density = magnitude(air_pressure_ratio(z=climate.elevation.q), "")
    towers = CoolerSet.alike(nominal_tower(1000.0, density), 2)
    plant = Plant(
        1000.0, 0.0, 0.0, 1000.0, 1000.0 / 14.0, 24.0, 0.0, 19.0, 0.0, 0.0, towers, None, 0, False, True, 1.0, 3.0,
        0.1, 5.0, 6.0, 0.12, pressure=moist_air.STANDARD_PA * density,
    )  # fmt: skip
    made, _ = year_energy(plant, year, 0.0)
    yield Row.of(("Annual", "NREL ESIF, towers alone, racks at 75 degF: water of the year per kWh of heat",
                  "NREL, news 2018 and data centre pages: 2.5 Mgal a year with towers alone, 1.16 saved, 0.7 L/kWh "
                  "left; so 0.7 x 2.5 / (2.5 - 1.16)", "derived"), ("L/kWh", 1.31, made.wue), 0.15,
                 "printed figures of one and two digits; part of the heat warms the building instead of the towers, "
                 "cycles of concentration are not stated (here 5), the year is of statistics")  # fmt: skip
    yield Row.of(("Annual", "The same: water of the year at 1 MW", "NREL, news, 2018-08-23", "read"),
                 ("Mgal", 2.5, made.water * GALLONS / 1e6), 0.4,
                 "the source says approaching an hourly average of 1 MW, and part of it warms the building; by its own "
                 "0.7 L/kWh the mean was 0.83 MW")  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published figure of towers."""
    yield from balance_rows()
    yield from thumb_rows()
    yield from year_rows()
