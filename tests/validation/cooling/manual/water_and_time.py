"""Published water use, tanks, thermal inertia, moist air, weather and whole sites."""

from collections.abc import Iterator

import numpy as np

from designer.catalog import Catalog, Climate, Coolant
from designer.cooling import rejection, technology, volumes, wetting
from designer.cooling.weather import DAY_SHAPE, screening_year
from designer.site.moist_air import dew_point, saturation_pressure, wet_bulb
from designer.sizing.coolant import fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

#: Latent heat behind the water figures.
LATENT = q(2430, "kJ/kg")


def water_rows() -> Iterator[Row]:
    """Evaporation, blowdown, adiabatic air."""
    rate = 3600.0 / magnitude(LATENT, "kJ/kg")
    bled = wetting.blowdown(E=q(rate, "L/h"), CoC=q(5), D=q(0, "L/h"))
    made = wetting.made_up(E=q(rate, "L/h"), D=q(0, "L/h"), B=bled)
    yield Row.of(("Water", "Heat all latent: evaporation; make-up at five cycles", "cooling reference, 2.4", "derived"),
                 ("L/kWh", (1.48, 1.85), (rate, magnitude(made, "L/h"))), 5e-3, absolute=True)  # fmt: skip
    lost, gallons, bleeds = q(14_256, "gal/h"), [], []
    for cycles in (4, 8):
        bleed = wetting.blowdown(E=q(114_048, "gal/h"), CoC=q(cycles), D=lost)
        bleeds.append(magnitude(bleed, "gal/h"))
        gallons.append(magnitude(wetting.made_up(E=q(114_048, "gal/h"), D=lost, B=bleed), "gal/h"))
    utility = ("example calculations of a utilities area, 9,900 gpm over 8 degF", "read")
    yield Row.of(("Water", "Tower that evaporates 114,048 gpd: make-up at 4 and at 8 cycles", *utility),
                 ("gpd", (152_064, 130_341), gallons), 1e-5)  # fmt: skip
    yield Row.of(("Water", "The same: blowdown beside 14,256 gpd of drift", *utility),
                 ("gpd", (23_760, 2_037), bleeds), 1e-3)  # fmt: skip
    cold = rejection.adiabatic_air(T_db=q(37, "degC"), eta=q(0.75), T_wb=q(21.5, "degC"))
    yield Row.of(("Water", "Adiabatic air, 37 degC dry, 21.5 wet, 0.75", "cooling reference, 2.4 (definition)",
                  "derived"), ("degC", 25.375, magnitude(cold, "degC")), 1e-9)  # fmt: skip


def tank_rows() -> Iterator[Row]:
    """Expansion, buffers, inertia."""
    tank = volumes.expansion_tank(V_s=q(4400, "gal"), rho_cold=q(997.9, "kg/m3"), rho_hot=q(951.0, "kg/m3"),
                                  p_fill=q(64.7, "psi"), p_max=q(124.7, "psi"))  # fmt: skip
    yield Row.of(("Tanks", "4,400 gal from 70 to 230 degF between 50 and 110 psig", "Amtrol, Engineering Handbook, "
                  "chapter 2 B, as a public program quotes it", "secondary"), ("gal", 421.6, magnitude(tank, "gal")),
                 0.075, "the source takes off what the steel pipes grow; without it the tank is larger")  # fmt: skip
    glycol = fluid_of(Catalog().get(Coolant, "pg25")).at(45.0)
    ride = volumes.ride_seconds(V=q(1.15, "m3"), rho=q(glycol.density, "kg/m3"), c_p=q(glycol.heat_capacity, "J/kg/K"),
                                dT=q(1, "delta_degC"), Q=q(1.94, "MW"))  # fmt: skip
    second = magnitude(ride, "s")
    yield Row.of(("Ride-through", "1.15 m3 of PG25 on 1.94 MW: a kelvin; 5 K", "cooling reference, 3.1", "derived"),
                 ("s", (2.4, 12.0), (second, 5 * second)), 0.02, "printed to two digits")  # fmt: skip
    cases = ((5, 4150.0), (5, 4000.0), (7, 4150.0))
    buffers = [
        magnitude(volumes.buffer_volume(Q=q(1, "MW"), t=q(t, "min"), rho=q(1000, "kg/m3"), c_p=q(c, "J/kg/K"),
                                        dT=q(10, "delta_degC"), V_loop=q(0, "m3")), "m3")
        for t, c in cases
    ]  # fmt: skip
    yield Row.of(("Ride-through", "Buffer at 10 K: 5 min of water, of PG25; 7 min of water", "cooling reference, 3.1",
                  "derived"), ("m3/MW", (7.2, 7.5, 10.1), buffers), 0.05, absolute=True)  # fmt: skip
    still = [volumes.still_seconds(C_tray=q(c, "kJ/K"), dT=q(1, "delta_degC"), P_tray=q(5.8, "kW")) for c in (3, 30)]
    trays = [1.0 / magnitude(t, "s") for t in still]
    yield Row.of(("Ride-through", "Tray of 5.8 kW without flow on 3 and 30 kJ/K", "cooling reference, 3.1", "derived"),
                 ("K/s", (2.0, 0.2), trays), 0.04, "printed to one digit")  # fmt: skip
    chain = [technology.facility_supply(T_tcs=q(t, "degC"), dT=q(3, "delta_degC")) for t in (45, 42, 39)]
    yield Row.of(("Reference designs", "Chain of 3 K approaches from racks of 45 degC: plant, tower, air",
                  "LBNL Buildings, ChillerWSE", "read"), ("degC", (42, 39, 36), [magnitude(t, "degC") for t in chain]),
                 1e-9)  # fmt: skip


def air_rows() -> Iterator[Row]:
    """Moist air: saturation, dew point, wet bulb."""
    fahrenheit, psi = (-4.0, 23.0, 41.0), (0.014974, 0.058268, 0.12656)
    found = [float(saturation_pressure(np.array([(t - 32.0) / 1.8]))[0]) / 6894.757 for t in fahrenheit]
    yield Row.of(("Moist air", "Saturation pressure at -4, 23, 41 degF", "ASHRAE Fundamentals 2017, chapter 1, table 3 "
                  "(tests of PsychroLib)", "secondary"), ("psi", psi, found), 3e-4)  # fmt: skip
    dew = float(dew_point(0.8 * saturation_pressure(np.array([25.0])))[0])
    yield Row.of(("Moist air", "Dew point of 25 degC, 80 %", "PsychroLib 2.5.0, documentation", "read"),
                 ("degC", 21.3094, dew), 2e-3, absolute=True)  # fmt: skip
    wet = float(wet_bulb(np.array([30.0]), np.array([0.5]), np.array([101325.0]))[0])
    yield Row.of(("Moist air", "Wet bulb of 30 degC, 50 %", "PsychroLib 2.5.0; cooling reference, 6", "measured"),
                 ("degC", 22.005, wet), 1e-3, absolute=True)  # fmt: skip
    hot, pressure = np.array([(100.0 - 32.0) / 1.8]), np.array([101325.0])
    vapour = 0.00523 * pressure / (0.621945 + 0.00523)
    bulb = wet_bulb(hot, vapour / saturation_pressure(hot), pressure)
    yield Row.of(("Moist air", "100 degF with 0.00523: wet bulb; dew point; humidity",
                  "ASHRAE Fundamentals 2017, chapter 1, example 1 (tests of PsychroLib)", "secondary"),
                 ("degF; degF; %", (65.0, 40.0, 13.0),
                  (float(bulb[0]) * 1.8 + 32.0, float(dew_point(vapour)[0]) * 1.8 + 32.0,
                   float(100.0 * vapour[0] / saturation_pressure(hot)[0]))), 0.025, "read off a chart")  # fmt: skip
    printed = (
        0.82, 0.88, 0.92, 0.95, 0.98, 1, 0.98, 0.91, 0.74, 0.55, 0.38, 0.23, 0.13, 0.05, 0, 0, 0.06, 0.14, 0.24, 0.39,
        0.5, 0.59, 0.68, 0.75,
    )  # fmt: skip
    yield Row.of(("Weather", "Design day: 24 fractions of the daily range", "ASHRAE; cooling reference, 6",
                  "secondary"), ("", printed, [float(x) for x in DAY_SHAPE]), 1e-9, absolute=True)  # fmt: skip


#: Station years: mean dry bulb, 0.4 % hours of dry and wet bulb, hours above 21/25/27/30/32/34.8/36 degC.
STATIONS = {
    "sand-point-ak": ("Sand Point AK, TMY3", 4.42, 16.6, 12.26, (0, 0, 0, 0, 0, 0, 0)),
    "greensboro-nc": ("Greensboro NC, TMY3", 14.42, 33.3, 25.48, (2662, 1171, 811, 234, 102, 10, 0)),
    "miami-fl": ("Miami FL, TMY2", 24.31, 31.7, 26.17, (7272, 3962, 2374, 459, 33, 0, 0)),
}


def station_rows(catalog: Catalog) -> Iterator[Row]:
    """Screening years against the station years of pvlib."""
    for slug, (name, mean, dry, wet, hours) in STATIONS.items():
        year = screening_year(catalog.get(Climate, slug))
        source = ("pvlib's station years; cooling reference, 6", "measured")
        yield Row.of(("Weather", f"{name}: mean dry bulb, 0.4 % dry bulb, 0.4 % wet bulb of the screening year",
                      *source),
                     ("degC", (mean, dry, wet),
                      (float(np.mean(year.dry)), float(np.quantile(year.dry, 0.996)),
                       float(np.quantile(year.wet, 0.996)))), 0.35, absolute=True)  # fmt: skip
        counted = [float(np.sum(year.dry > t)) for t in (21, 25, 27, 30, 32, 34.8, 36)]
        yield Row.of(("Weather", f"{name}: hours above 21, 25, 27, 30, 32, 34.8, 36 degC", *source),
                     ("h", hours, counted), 370.0,
                     "24 monthly values stand for 8,760 hours: a screening year, within a tenth and 100 h",
                     absolute=True)  # fmt: skip
    years = [screening_year(catalog.get(Climate, s)).dry for s in ("sand-point-ak", "greensboro-nc", "miami-fl")]
    yield Row.of(("Weather", "TCS 45 degC (air to 36 degC): hours of trim at the three stations",
                  "cooling reference, 6", "derived"), ("h", (0, 0, 0), [float(np.sum(y > 36.0)) for y in years]), 0.5,
                 absolute=True)  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published figure of water, tanks, moist air and weather."""
    yield from water_rows()
    yield from tank_rows()
    yield from air_rows()
    yield from station_rows(Catalog())
