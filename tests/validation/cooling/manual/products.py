"""Published machines at other points than their rating: chillers, CDUs, valves, doors, couplings, racks."""

import math
from collections.abc import Iterator

from designer.catalog import BalancingValve, Catalog, Cdu, Chiller, Coolant
from designer.cooling.balancing import opening_of
from designer.cooling.cdu import CduModel, head_at
from designer.cooling.rejection import ChillerModel, crossflow
from designer.sizing import exchanger, plant
from designer.sizing.approach import heat_at
from designer.sizing.coolant import fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

#: Capacity and energy curves of a data set from makers' catalogues: air [degC], capacity [kW], COP.
CHILLERS = {
    "carrier-30rb110": ((29.44, 40.0, 45.0), (492.7, 430.4, 398.3), (3.546, 2.743, 2.358)),
    "carrier-30rb250": ((29.44, 40.0, 45.0), (1127.3, 991.3, 919.2), (3.651, 2.845, 2.448)),
    "carrier-30rb390": ((29.44, 40.0, 45.0), (1810.7, 1585.4, 1468.2), (3.763, 2.891, 2.477)),
    "trane-cgam110": ((10.0, 20.0, 30.0, 40.0, 45.0), (508.3, 473.0, 430.0, 378.7, 350.3),
                      (5.822, 4.826, 3.714, 2.794, 2.425)),
}  # fmt: skip

#: Their reference point: capacity [kW] and COP printed for 6.67 degC leaving and air of 35 degC.
COLD_SUPPLY = {"carrier-30rb110": (371.0, 2.8), "carrier-30rb250": (836.2, 2.8), "carrier-30rb390": (1325.8, 2.8),
               "trane-cgam110": (367.2, 3.02)}  # fmt: skip


def _model(record: Chiller) -> ChillerModel:
    slope = record.cop_slope
    return ChillerModel(
        record.key, record.type, record.heat_rated.si("kW"), record.cop_rated.si(""), record.capacity_slope.si(""),
        record.air_rated.si("degC"), 10.0, 0.0, slope.si("") if slope is not None else None,
    )  # fmt: skip


def chiller_rows(catalog: Catalog) -> Iterator[Row]:
    """Capacity and COP over outdoor air against the curves of makers' catalogues."""
    source = ("EnergyPlus, datasets/AirCooledChiller.idf", "read")
    for slug, (airs, capacities, cops) in CHILLERS.items():
        record = catalog.get(Chiller, slug)
        found = [tuple(map(float, _model(record).at(air))) for air in airs]
        cold = min(airs) < 20.0
        why = "a line from 35 to 45 degC; colder air gives less heat and a better COP" if cold else ""
        water = record.supply_rated.si("degC")
        at = f"{water:g} degC leaving, air {', '.join(f'{air:g}' for air in airs)} degC"
        within = (0.07, 0.11) if cold else (0.0125, 0.0125)
        yield Row.of(("Chillers", f"{record.maker} {record.name}, {at}: capacity", *source),
                     ("kW", capacities, [c for c, _ in found]), within[0], why)  # fmt: skip
        yield Row.of(("Chillers", "The same: COP", *source), ("", cops, [c for _, c in found]), within[1], why)
    for slug, (capacity, cop) in COLD_SUPPLY.items():
        record = catalog.get(Chiller, slug)
        given = {"T_r": record.supply_rated.q, "T_s": q(6.67, "degC")}
        found = magnitude(plant.chiller_at_supply(Q_r=record.heat_rated.q, s=record.supply_slope.q, **given), "kW")
        cold = plant.chiller_cop_at_supply(COP_r=record.cop_rated.q, s=record.cop_supply_slope.q, **given)
        at = "6.67 degC leaving, air 35 degC"
        yield Row.of(("Chillers", f"{record.maker} {record.name}, {at}: capacity", *source),
                     ("kW", (capacity,), (found,)), 0.002)  # fmt: skip
        yield Row.of(("Chillers", "The same: COP", *source), ("", (cop,), (magnitude(cold, ""),)), 0.005)
    record = catalog.get(Chiller, "1mw-air-cooled")
    given = {"s": record.supply_slope.q, "T_r": q(15.56, "degC"), "T_s": q(6.67, "degC")}
    share = magnitude(plant.chiller_at_supply(Q_r=q(1.0, "kW"), **given), "kW")
    yield Row.of(("Chillers", "Generic: capacity at 6.67 over 15.56 degC leaving, against 30RB110, 30RB250, 30RB390",
                  *source), ("", (371 / 461, 836.2 / 1058, 1325.8 / 1696), (share,) * 3), 0.02,
                 "one slope for three machines of 0.0220 to 0.0246")  # fmt: skip
    generic = _model(catalog.get(Chiller, "1mw-air-cooled"))
    share = float(generic.at(45.0)[1]) / float(generic.at(35.0)[1])
    yield Row.of(("Chillers", "Generic: COP at 45 over 35 degC, against 30RB390, CGAM110, McQuay AGZ110D", *source),
                 ("", (2.477 / 3.324, 2.425 / 3.223, 2.309 / 3.076), (share,) * 3), 0.012)  # fmt: skip


#: Handbook properties at 20, 30, 40, 50 degC: density, heat capacity, conductivity, viscosity [mPa s].
WATER = ((998.3, 995.8, 992.3, 988.2), (4183.0, 4179.0, 4179.0, 4181.0), (0.5986, 0.6156, 0.6308, 0.6437),
         (1.001, 0.7973, 0.653, 0.5469))  # fmt: skip
#: The same of propylene glycol by share of volume: density, conductivity.
GLYCOL = {
    "pg25": ((1023.5, 1019.5, 1014.0, 1009.0), (0.4685, 0.4785, 0.4875, 0.4955)),
    "pg40": ((1036.0, 1031.0, 1025.0, 1019.0), (0.402, 0.409, 0.415, 0.420)),
    "pg50": ((1043.0, 1037.0, 1031.0, 1024.0), (0.362, 0.367, 0.372, 0.375)),
}  # fmt: skip
WARM = (20.0, 30.0, 40.0, 50.0)


def property_rows(catalog: Catalog) -> Iterator[Row]:
    """Coolants against the tables that building simulation takes from the handbook of ASHRAE."""
    source = ("EnergyPlus, datasets/GlycolPropertiesRefData.idf", "read")
    water = [fluid_of(catalog.get(Coolant, "water")).at(t) for t in WARM]
    for name, unit, printed, got in (
        ("density", "kg/m3", WATER[0], [s.density for s in water]),
        ("heat capacity", "J/kg/K", WATER[1], [s.heat_capacity for s in water]),
        ("conductivity", "W/m/K", WATER[2], [s.conductivity for s in water]),
        ("viscosity", "mPa s", WATER[3], [s.viscosity * 1e3 for s in water]),
    ):  # fmt: skip
        yield Row.of(("Coolants", f"Water at 20, 30, 40, 50 degC: {name}", *source), (unit, printed, got), 5e-3)
    for slug, (density, conductivity) in GLYCOL.items():
        record = catalog.get(Coolant, slug)
        states = [fluid_of(record).at(t) for t in WARM]
        how = " (mean of 20 and 30 %)" if slug == "pg25" else ""
        yield Row.of(("Coolants", f"{record.name} at 20 to 50 degC: density{how}", *source),
                     ("kg/m3", density, [s.density for s in states]), 6e-3)  # fmt: skip
        yield Row.of(("Coolants", "The same: conductivity", *source),
                     ("W/m/K", conductivity, [s.conductivity for s in states]), 0.019,
                     "handbook and CoolProp differ for glycol")  # fmt: skip


#: Pump Wilo CronoLine IL 80/220-4/4: flow [L/s], head [kPa].
WILO = (
    (3.0345, 168.215), (5.7890, 166.653), (8.6368, 164.292), (11.3912, 161.128), (14.6125, 154.368), (18.1606, 142.807),
    (21.4286, 128.439), (24.8366, 108.468), (28.2446, 86.895),
)  # fmt: skip


def pump_rows(catalog: Catalog) -> Iterator[Row]:
    """A maker's curve of nine points from every second of them."""
    kept, left = WILO[::2], WILO[1::2]
    flows, heads = [v * 60.0 for v, _ in kept], [h for _, h in kept]
    body = catalog.get(Cdu, "xdu1350")
    curve = CduModel(body, 1.0, 1.0, exchanger.Plates(1.0, (1.0, 1.0), 0.7), tuple(flows), tuple(heads), 0.0, 0.0)
    yield Row.of(("Pumps", "Wilo CronoLine IL 80/220-4/4: head at four flows from the five between which they lie",
                  "LBNL Buildings, record CronolineIL80slash220dash4slash4 (maker's curve)", "read"),
                 ("kPa", [h for _, h in left], [head_at(curve, v * 60.0) for v, _ in left]), 7e-3)  # fmt: skip


#: Flow over heat as a table of CDUs prints it [LPM/kW].
TABLE = {
    "trane-1mw": 1.1, "boyd-rol1100": 1.0, "boyd-rol2300": 1.3, "silent-aire-1050": 1.5,
    "mcdu-45": 1.4, "chx2000": 1.05, "xdu1350": 0.9, "cdu121": 1.0,
}  # fmt: skip


def cdu_rows(catalog: Catalog) -> Iterator[Row]:
    """Flow over heat as a market note prints it, a second rating, a rating's work at the pump."""
    source = ("comparison of CDUs, exhibit 2 of a market note, as a public file quotes it", "secondary")
    records = {slug: catalog.get(Cdu, slug) for slug in TABLE}
    ratios = {slug: r.tcs_flow_rated.si("LPM") / r.heat_rated.si("kW") for slug, r in records.items()}
    plain = [slug for slug in TABLE if slug != "boyd-rol1100"]
    yield Row.of(("CDUs", "Flow over heat of seven units", *source),
                 ("LPM/kW", [TABLE[s] for s in plain], [ratios[s] for s in plain]), 0.051,
                 "ratios are printed to 0.1", absolute=True)  # fmt: skip
    yield Row.of(("CDUs", "Flow over heat of the ROL1100", *source), ("LPM/kW", 1.0, ratios["boyd-rol1100"]), 0.15,
                 "the printed 473 LPM over 550 kW are 0.86: the source disagrees with itself")  # fmt: skip
    record = records["xdu1350"]
    more = heat_at(Q_r=record.heat_rated.q, ATD=q(8, "delta_degC"), ATD_r=record.approach_rated.q)
    yield Row.of(("CDUs", "XDU1350 at 8 K of approach, 1,368 kW at 4 K",
                  "equipment list of a design program, maker's sheet", "secondary"),
                 ("kW", 2912, magnitude(more, "kW")), 0.065,
                 "heat goes with the approach at given flows and films, whatever the facility flow; warmer films carry "
                 "more")  # fmt: skip


def plate_rows(catalog: Catalog) -> Iterator[Row]:
    """A cold plate with water: the same constant at every flow beside half the coolant's rise."""
    printed = {2.0: 0.0172, 3.0: 0.0160, 4.0: 0.0154, 5.0: 0.0151}
    water = fluid_of(catalog.get(Coolant, "water")).at(40.0)
    yield Row.of(("Racks", "1 kW cold plate with water, 2 to 5 LPM: half the coolant's rise and 0.0136 K/W",
                  "OCP OAI guidelines, fig. 8, as LBNL's record OCP_1kW_OAM_Water has it", "read"),
                 ("K/W", list(printed.values()), [1 / water.kw_per_k(v) / 2e3 + 0.0136 for v in printed]),
                 4e-3)  # fmt: skip


def door_rows(catalog: Catalog) -> Iterator[Row]:
    """A passive rear door behind 63.4 kW of air-cooled servers; the ratings of two families of doors."""
    heat, rate = 63.36 + 2.584, 63.36 * 1.04 / 10.0
    units, goal = 1.0, 10.0 / 15.0
    low, high = 0.1, 20.0
    for _ in range(60):
        units = math.sqrt(low * high)
        low, high = (units, high) if float(crossflow(units, 1.0)) < goal else (low, units)
    air = heat / 11.7
    effect = float(crossflow(units * rate / air, air / rate))
    moved = effect * air * (41.7 - 25.0)
    yield Row.of(("Rear doors", "Passive door, 63.4 kW and 2.6 kW of fans, air 30 and 41.7 degC, water of 25 degC: air "
                  "leaving; water leaving", "LBNL Buildings, example AirRearDoorHexPassive, results of 2026-09; text "
                  "of the example with liquid", "read"),
                 ("degC", (29.67, 35.3), (41.7 - moved / air, 25.0 + moved / rate)), 0.5,
                 "films follow the flow there, one UA stands here; 41.7 degC is rounded", absolute=True)  # fmt: skip


#: STAD: turns, Kv by size.
STAD = {15: (0.212, 1.98), 20: (0.757, 4.75), 25: (1.03, 8.0), 32: (1.90, 11.8), 40: (3.30, 16.0), 50: (4.20, 26.5)}


def valve_rows(catalog: Catalog) -> Iterator[Row]:
    """Settings of a balancing valve by its maker's table and diagram."""
    valve = catalog.get(BalancingValve, "imi-stad")
    sizes = {s.dn: s for s in valve.sizes}
    found = [4.0 * opening_of(valve, sizes[dn], kv[0]) for dn, kv in STAD.items()]
    yield Row.of(("Balancing", "STAD DN 15 to 50: turns for the Kv printed at one turn", "IMI TA, STAD, table of Kv",
                  "read"), ("turns", [1.0] * len(STAD), found), 1e-6)  # fmt: skip
    flow, drop = 1.6, 0.1
    kv = flow / math.sqrt(drop)
    yield Row.of(("Balancing", "STAD DN 25, 1.6 m3/h at 10 kPa: Kv; turns", "IMI TA, STAD, example of sizing",
                  "memory"), ("m3/h; -", (5.0, 2.35), (kv, 4.0 * opening_of(valve, sizes[25], kv))), 0.11,
                 "read off a diagram there", absolute=True)  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published machine."""
    catalog = Catalog()
    for part in (chiller_rows, property_rows, pump_rows, cdu_rows, plate_rows, door_rows, valve_rows):
        yield from part(catalog)
