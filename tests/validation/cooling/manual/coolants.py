"""Published coolants, rack curves and catalog splits."""

import math
from collections.abc import Iterator

from designer.catalog import Catalog, Coolant, Rack
from designer.cooling import rack_flow
from designer.sizing.coolant import Fluid, fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

#: PG25 by degC: density, heat capacity, viscosity [mPa s], conductivity.
COOLPROP = {
    20: (1020.0, 3911, 2.518, 0.464),
    25: (1017.8, 3924, 2.128, 0.469),
    40: (1010.5, 3960, 1.384, 0.482),
    50: (1004.9, 3984, 1.095, 0.491),
}
#: The same of DOWFROST LC 25.
DOW = {25: (1030.3, 3880, 2.39, 0.462), 40: (1022.5, 3920, 1.58, 0.476)}
#: GB300 by degC: rack flow [LPM], drop [psi], flow over power [LPM/kW], return [degC].
LENOVO = {
    25: (59, 2.3, 0.44, 54.8), 30: (71, 3.2, 0.53, 54.8), 35: (89, 4.9, 0.66, 54.8), 40: (119, 8.5, 0.88, 54.8),
    45: (177, 18.4, 1.31, 55.0),
}  # fmt: skip
LIQUID = 0.9 * 135.0
#: 1 kW cold plate on PG25: LPM -> K/W.
PLATE = {
    0.5: 0.0325, 0.6: 0.0300, 0.7: 0.0280, 0.8: 0.0265, 0.9: 0.0255, 1.0: 0.0245, 1.2: 0.0230, 1.4: 0.0220, 1.6: 0.0214,
    1.8: 0.0209, 2.0: 0.0204, 2.2: 0.0200, 2.4: 0.0197,
}  # fmt: skip


def _fluid(catalog: Catalog, slug: str) -> Fluid:
    return fluid_of(catalog.get(Coolant, slug))


def property_rows(catalog: Catalog) -> Iterator[Row]:
    """PG25 against both sources, water against tables."""
    pg25, water = _fluid(catalog, "pg25"), _fluid(catalog, "water")
    names = (("density", "kg/m3", 1.0), ("heat capacity", "J/(kg K)", 1.0), ("viscosity", "mPa s", 1e3),
             ("conductivity", "W/(m K)", 1.0))  # fmt: skip
    source = ("CoolProp INCOMP::MPG[0.2577]", "measured")
    for i, (name, unit, scale) in enumerate(names):
        field = ("density", "heat_capacity", "viscosity", "conductivity")[i]
        got = [getattr(pg25.at(t), field) * scale for t in COOLPROP]
        yield Row.of(("Coolants", f"PG25 at 20, 25, 40, 50 degC: {name}", *source),
                     (unit, [v[i] for v in COOLPROP.values()], got), 1.3e-3 if i == 3 else 3e-4)  # fmt: skip
    dow = ("DOWFROST LC 25, Dow TDS 180-01627-01", "secondary")
    yield Row.of(("Coolants", "PG25 at 25 and 40 degC: heat of a volume", *dow),
                 ("kJ/(m3 K)", [r * c / 1e3 for r, c, *_ in DOW.values()], [pg25.at(t).volumetric / 1e3 for t in DOW]),
                 3e-3)  # fmt: skip
    yield Row.of(("Coolants", "PG25 at 25 and 40 degC: conductivity", *dow),
                 ("W/(m K)", [v[3] for v in DOW.values()], [pg25.at(t).conductivity for t in DOW]), 0.02,
                 "inhibited product against pure mixture")  # fmt: skip
    yield Row.of(("Coolants", "PG25 at 25 and 40 degC: viscosity", *dow),
                 ("mPa s", [v[2] for v in DOW.values()], [pg25.at(t).viscosity * 1e3 for t in DOW]), 0.15,
                 "the two sources differ by 10 to 14 %: 3 % of a turbulent drop, 14 % of a laminar one")  # fmt: skip
    yield Row.of(("Coolants", "PG25: growth from 10 to 60 degC", "cooling reference, 1.4", "measured"),
                 ("%", 2.5, (pg25.at(10).density / pg25.at(60).density - 1) * 100), 0.05, absolute=True)  # fmt: skip
    yield Row.of(("Coolants", "PG25: freezing point (MPG[0.25], Dow)", "cooling reference, 1.4", "measured"),
                 ("degC", (-9.8, -10.0), (pg25.freezing_c,) * 2), 0.3, absolute=True)  # fmt: skip
    yield Row.of(("Coolants", "PG25: rise at 1.5 LPM/kW, 45 degC", "OCP OAI guidelines 1.3; cooling reference, 1.3",
                  "derived"), ("K", 9.99, 1.0 / pg25.at(45).kw_per_k(1.5)), 0.02, absolute=True)  # fmt: skip
    warm = water.at(40)
    for name, unit, printed, got in (
        ("density", "kg/m3", 992.2, warm.density), ("heat capacity", "J/(kg K)", 4179, warm.heat_capacity),
        ("viscosity", "mPa s", 0.653, warm.viscosity * 1e3), ("conductivity", "W/(m K)", 0.631, warm.conductivity),
    ):  # fmt: skip
        yield Row.of(("Coolants", f"Water at 40 degC: {name}", "steam tables, as textbooks print them", "memory"),
                     (unit, printed, got), 6e-3)  # fmt: skip


def rack_rows(catalog: Catalog) -> Iterator[Row]:
    """The rack curve of Lenovo's table, the cold plate, the tray budget."""
    lenovo, water, pg25 = (
        ("Lenovo LP2357, p. 38, table 27", "secondary"),
        _fluid(catalog, "water"),
        _fluid(catalog, "pg25"),
    )
    points = {round(p.supply.si("degC")): p for p in catalog.get(Rack, "gb300-nvl72").flow_curve}
    supplies = list(LENOVO)
    yield Row.of(("Racks", "GB300 NVL72 at 25, 30, 35, 40, 45 degC: flow in the catalog", *lenovo),
                 ("LPM", [LENOVO[t][0] for t in supplies], [points[t].flow.si("LPM") for t in supplies]), 1e-5,
                 )  # fmt: skip
    states = [water.at((t + 55.0) / 2.0) for t in supplies]
    fit = [LIQUID / (s.volumetric / 1e3 * (55.0 - t)) * 60000.0 for s, t in zip(states, supplies, strict=True)]
    yield Row.of(("Racks", "GB300: flow that holds the return at 55 degC, water, 90 % of 135 kW", *lenovo),
                 ("LPM", [LENOVO[t][0] for t in supplies], fit), 0.014, "flows are printed to whole LPM")  # fmt: skip
    back = [
        magnitude(rack_flow.rack_return(T_s=q(t, "degC"), Q_liq=q(LIQUID, "kW"), V=q(LENOVO[t][0], "LPM"),
                                        rho=q(s.density, "kg/m3"), c_p=q(s.heat_capacity, "J/kg/K")), "degC")
        for s, t in zip(states, supplies, strict=True)
    ]  # fmt: skip
    yield Row.of(("Racks", "GB300: return at 121.5 kW, water", "cooling reference, 1.2", "derived"),
                 ("degC", [LENOVO[t][3] for t in supplies], back), 0.1, absolute=True)  # fmt: skip
    glycol = [t + LIQUID / pg25.at((t + 55.0) / 2.0).kw_per_k(LENOVO[t][0]) for t in supplies]
    yield Row.of(("Racks", "GB300: least and greatest return with PG25", "cooling reference, 1.2", "derived"),
                 ("degC", (55.3, 55.9), (min(glycol), max(glycol))), 0.07, absolute=True)  # fmt: skip
    yield Row.of(("Racks", "GB300: flow over 135 kW", "cooling reference, 1.2", "derived"),
                 ("LPM/kW", [LENOVO[t][2] for t in supplies], [points[t].flow.si("LPM") / 135.0 for t in supplies]),
                 0.006, absolute=True)  # fmt: skip
    power = catalog.threshold("cooling", "rack_drop_exponent")
    drops = [
        magnitude(rack_flow.rack_drop(dp_ref=q(8.5, "psi"), V=q(LENOVO[t][0], "LPM"), V_ref=q(119, "LPM"), n=power.q),
                  "psi")
        for t in supplies
    ]  # fmt: skip
    yield Row.of(("Racks", "GB300: drop, exponent 1.9 through the point of 40 degC", *lenovo),
                 ("psi", [LENOVO[t][1] for t in supplies], drops), 0.025, "drops are printed to 0.1 psi")  # fmt: skip
    first, last = LENOVO[25], LENOVO[45]
    slope = math.log(last[1] / first[1]) / math.log(last[0] / first[0])
    yield Row.of(("Racks", "GB300: exponent of the table's drops (fitted; ours)", "cooling reference, 1.2", "derived"),
                 ("", (1.897, slope), (power.si(""),) * 2), 6e-3)  # fmt: skip
    yield Row.of(("Racks", "1 kW cold plate from 0.5 to 2.4 LPM: half the coolant's rise and 0.0168 K/W",
                  "OCP OAI guidelines, fig. 7, as LBNL's record OCP_1kW_OAM_PG25 has it", "read"),
                 ("K/W", list(PLATE.values()), [1 / pg25.at(40).kw_per_k(v) / 2e3 + 0.0168 for v in PLATE]), 0.03,
                 "read off a curve; one constant stands for the film")  # fmt: skip
    yield Row.of(("Racks", "GB200 NVL72: cold plates of 18 and 9 trays; liquid heat of 132 kW",
                  "NVIDIA Mission Control power FAQ; HPE data sheet", "secondary"),
                 ("kW", (115.56, 115.0), (18 * (4 * 1.2 + 2 * 0.5) + 9 * 1.24,
                                          132.0 * catalog.get(Rack, "gb200-nvl72").liquid_fraction.si(""))), 2e-3,
                 "the catalog keeps the split to two digits, 0.87")  # fmt: skip
    tray = (7.0, 6.0, 4.8, 4.4)
    held = [7.0 * (75.0 - 45.0) / (75.0 - t) for t in (45, 40, 32, 27)]
    yield Row.of(("Racks", "GB200 NVL4 tray at 45, 40, 32, 27 degC: flow that holds its return at 75 degC",
                  "Lenovo LP2048, p. 52", "secondary"), ("LPM", tray, held), 0.02, "printed to 0.1 LPM")  # fmt: skip
    between = rack_flow.table_flow(V_a=q(4.4, "LPM"), V_b=q(6.0, "LPM"), T_s=q(32, "degC"), T_a=q(27, "degC"),
                                   T_b=q(40, "degC"), s=q(1.0))  # fmt: skip
    yield Row.of(("Racks", "The same tray: 32 degC interpolated between 27 and 40", "Lenovo LP2048, p. 52",
                  "secondary"), ("LPM", 4.8, magnitude(between, "LPM")), 0.04,
                 "log-linear between points twice as far apart as the rack's")  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published coolant and rack."""
    catalog = Catalog()
    yield from property_rows(catalog)
    yield from rack_rows(catalog)
