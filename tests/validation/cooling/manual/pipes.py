"""Published pipes, fittings and pumps through the room's own formulas and solver."""

import math
from collections.abc import Iterator

import numpy as np
from fluids.fittings import K_lift_check_valve_Crane

from designer.catalog import Catalog, Coolant, Pipe
from designer.cooling import pipes
from designer.cooling.hydraulics import Builder, solve
from designer.cooling.hydraulics.fittings import coefficients, coil, flow_factor
from designer.sizing.coolant import FluidState, fluid_of
from designer.units import magnitude, q
from tests.validation.cooling.manual.row import Row

FOOT, INCH, GPM, PSI, POUND = 0.3048, 0.0254, 6.30902e-5, 6894.757, 16.01846
G = 9.80665
#: Water of the Hydraulic Institute's table: 60 degF, 1.217e-5 ft2/s.
COLD = FluidState(15.6, 999.0, 4186.0, 999.0 * 1.217e-5 * FOOT**2, 0.59)
CENGEL = "Cengel and Cimbala, Fluid Mechanics"
FIXTURE = "public note, recomputed to all digits"


def drop_of(state: FluidState, size: tuple[float, float], length: float, flow: float, minor: float = 0.0) -> float:
    """Drop [Pa] of one pipe of size = (bore, roughness) [m] that the solver pushes a volume flow [m3/s] through."""
    builder = Builder()
    builder.node("a", demand=-flow * state.density)
    builder.node("b", pressure=0.0)
    builder.pipe("p", ("a", "b"), length, size, minor)
    return float(solve(builder.network(), state).pressure[0])


def speed_of(flow: float, bore: float) -> float:
    """Mean speed [m/s] of a flow [m3/s] in a bore [m]."""
    return flow / (math.pi * bore**2 / 4.0)


def friction_rows() -> Iterator[Row]:
    """Points of the friction law, the traps of other programs, and the formula fixture."""
    laws = "Pipes"
    yield Row.of(
        (laws, "Colebrook at Re 1e5, eps/D 1e-4", "cooling reference, 4 (iterated)", "measured"),
        ("", 0.018513866, float(pipes.colebrook(1e5, 1e-4))), 1e-8,
    )  # fmt: skip
    state = fluid_of(Catalog().get(Coolant, "pg25")).at(40.0)
    flow = 500.0 * math.pi * 0.05479 * state.viscosity / 4.0 / state.density
    laminar = drop_of(state, (0.05479, 4.5e-5), 1.0, flow)
    rough = 1.0 / (2.0 * math.log10(3.7 * 0.05479 / 4.5e-5)) ** 2
    by_law = 128.0 * state.viscosity * flow / math.pi / 0.05479**4
    yield Row.of(
        (laws, "Laminar pipe, Re 500: over Hagen-Poiseuille; 64/Re plus the rough factor, as a program has it by "
         "default, over ours", "pandapipes issues 754 and 803; cooling reference, 5.2", "measured"),
        ("", (1.0, 1.15), (laminar / by_law, (64.0 / 500.0 + rough) / (64.0 / 500.0))), 5e-3,
    )  # fmt: skip
    yield Row.of(
        (laws, "The same default at Re 67,930 in DN50, over Colebrook", "pandapipes issue 803; cooling reference, 5.2",
         "measured"),
        ("", 0.872, (64.0 / 67930.0 + rough) / float(pipes.colebrook(67930.0, 4.5e-5 / 0.05479))), 5e-3,
    )  # fmt: skip
    bore, rho, volume = q(50, "mm"), q(1000, "kg/m3"), q(0.0025, "m3/s")
    speed = pipes.velocity(V=volume, D=bore)
    re = pipes.reynolds(rho=rho, v=speed, D=bore, mu=q(1, "mPa*s"))
    factor = pipes.friction_factor(Re=re, eps=q(0.045, "mm"), D=bore)
    water = FluidState(20.0, 1000.0, 4186.0, 1e-3, 0.6)
    straight, whole = (drop_of(water, (0.05, 4.5e-5), 20.0, 0.0025, k) for k in (0.0, 3.0))
    for what, unit, printed, got in (
        ("least bore at 1.5 m/s", "mm", 46.06589, magnitude(pipes.minimum_bore(V=volume, v_max=q(1.5, "m/s")), "mm")),
        ("speed", "m/s", 1.27323954, magnitude(speed, "m/s")),
        ("Reynolds number", "", 63661.977, magnitude(re, "")),
        ("friction factor", "", 0.0229824756, magnitude(factor, "")),
        ("pipe of 20 m; fittings of K 3", "Pa", (7451.557, 2431.708), (straight, whole - straight)),
        ("pump, 100 kPa at 0.65", "W", 384.615,
         magnitude(pipes.pump_power(V=volume, dp=q(100, "kPa"), eta=q(0.65)), "W")),
        ("Kv and Cv at 0.1 bar", "m3/h; gpm/psi^0.5", (28.4605, 32.90),
         tuple(k * magnitude(pipes.valve_kv(V=volume, dp=q(0.1, "bar"), rho=rho), "m3/h") for k in (1.0, 1.1560))),
    ):  # fmt: skip
        yield Row.of((laws, f"Formula fixture, 100 kW at 1.5 LPM/kW: {what}", FIXTURE, "derived"),
                     (unit, printed, got), 2e-6 if "Cv" not in what else 2e-4)  # fmt: skip
    warm = FluidState(40.0, 1010.455, 3960.0, 1.384399e-3, 0.482)
    builder = Builder()
    builder.node("a", pressure=30e3)
    builder.node("b", pressure=0.0)
    builder.pipe("p", ("a", "b"), 50.0, (0.05479, 4.5e-5))
    yield Row.of(
        (laws, "PG25 at 40 degC, 50 m of 54.79 mm under 30 kPa", "cooling reference, 4", "measured"),
        ("kg/s", 4.046973, float(solve(builder.network(), warm).flow[0])), 3e-7,
    )  # fmt: skip


def table_rows() -> Iterator[Row]:
    """Printed tables of pipe sizes and losses."""
    printed = {25: 27.86, 40: 42.76, 50: 54.76, 80: 82.80, 100: 108.2, 150: 161.5, 200: 211.6, 250: 264.7, 300: 314.8}
    bores = {b.dn: b.bore_m * 1000.0 for b in pipes.bores_of(Catalog().all(Pipe), "tcs")}
    sizes = [bores[dn] for dn in printed]
    yield Row.of(
        ("Pipes", "Bores of schedule 10S, 1 to 12 in", "fluids.nearest_pipe (ASME B36.19)", "measured"),
        ("mm", tuple(printed.values()), sizes), 0.06, absolute=True,
    )  # fmt: skip
    table = (
        (2.469, 60, 4.02, 2.72), (2.469, 100, 6.70, 7.11), (2.469, 150, 10.05, 15.4), (3.068, 100, 4.34, 2.39),
        (3.068, 150, 6.51, 5.14), (4.026, 100, 2.52, 0.62), (4.026, 150, 3.78, 1.32), (4.026, 160, 4.03, 1.49),
        (10.020, 400, 1.63, 0.092), (10.020, 500, 2.03, 0.138), (11.938, 500, 1.43, 0.059),
    )  # fmt: skip
    rishel = ("Rishel, HVAC Pump Handbook, table 3.5 (Hydraulic Institute), p. 42 and 44", "read")
    found = [drop_of(COLD, (d * INCH, 1.5e-4 * FOOT), 100 * FOOT, g * GPM) / COLD.density / G / FOOT
             for d, g, _, _ in table]  # fmt: skip
    yield Row.of(
        ("Pipes", "Steel schedule 40, water at 60 degF: speed, eleven sizes and flows", *rishel),
        ("ft/s", [v for *_, v, _ in table], [speed_of(g * GPM, d * INCH) / FOOT for d, g, _, _ in table]),
        0.006, absolute=True,
    )  # fmt: skip
    yield Row.of(
        ("Pipes", "The same pipes: loss in 100 ft", *rishel), ("ft", [h for *_, h in table], found), 9e-3,
        "the last printed digit is up to 0.9 % of the value",
    )  # fmt: skip
    six = drop_of(COLD, (6.065 * INCH, 1.5e-4 * FOOT), 100 * FOOT, 340 * GPM) / COLD.density / G / FOOT
    yield Row.of(
        ("Pipes", "340 gpm in 6 in: loss in 100 ft; velocity head",
         "The Practical Pumping Handbook, 4.4.2.5, p. 61 (Hydraulic Institute's tables)", "read"),
        ("ft", (0.806, 0.222), (six, (speed_of(340 * GPM, 6.065 * INCH)) ** 2 / 2 / G / FOOT)), 0.01,
        "interpolated in the table by the source",
    )  # fmt: skip


def crane_rows() -> Iterator[Row]:
    """Worked examples of Crane TP-410, as the documentation of `fluids` quotes them."""
    crane = "Crane TP-410, example {}"
    smooth = FluidState(30.0, 995.6, 4180.0, 0.797e-3, 0.615)
    flow = 200.0 / 60000.0
    re = speed_of(flow, 0.0525) * 0.0525 * smooth.density / smooth.viscosity
    yield Row.of(("Pipes", "Water in 52.5 mm plastic, 200 L/min: Re", crane.format("7.1"), "read"),
                 ("", 100_600, re), 5e-3)  # fmt: skip
    yield Row.of(("Pipes", "The same: f", crane.format("7.1, book and library"), "read"),
                 ("", (0.0179, 0.018109), (float(pipes.friction(re, 1.5e-6 / 0.0525)),) * 2), 0.015,
                 "the book reads f from a diagram")  # fmt: skip
    yield Row.of(("Pipes", "Globe valve of Kv 500 m3/h in 154 mm: K", crane.format("7.2"), "read"),
                 ("", 3.6, flow_factor(500.0, 0.154)), 0.05, absolute=True)  # fmt: skip
    oil = FluidState(15.6, 0.87 * 999.0, 1900.0, 0.130, 0.13)
    bore, rate = 0.1282, 400 * GPM
    minor = coefficients({"gate-valve": 1, "angle-valve": 1, "tee-run": 1}, bore)
    head = oil.density * speed_of(rate, bore) ** 2 / 2
    total = drop_of(oil, (bore, 4.5e-5), 300 * FOOT, rate, minor)
    for what, unit, printed, got in (
        ("speed", "ft/s", 6.414, speed_of(rate, bore) / FOOT),
        ("Re", "", 1675.6, oil.density * speed_of(rate, bore) * bore / oil.viscosity),
        ("sum of K", "", 29.99, total / head),
        ("loss with 50 ft of lift", "psi", 26.06, (total + 50 * FOOT * oil.density * G) / PSI),
    ):
        yield Row.of(("Pipes", f"SAE 30 oil, 400 gpm in 300 ft of 5 in: {what}", crane.format("7.9"), "read"),
                     (unit, printed, got), 5e-3)  # fmt: skip
    hot = FluidState(80.0, 971.8, 4196.0, 0.3545e-3, 0.67)
    found = drop_of(hot, (0.02664, 4.57e-5), 9.0, 1e-3, coil(0.02664, 7, 5.0))
    yield Row.of(("Pipes", "Coil of 9 m with seven bends, 60 L/min: book; library", crane.format("7.11"), "read"),
                 ("Pa", (19_609, 18_502), (found, found)), 0.045, "book and library differ by 6 %; ours lies between",
                 )  # fmt: skip
    fuel = 0.815 * 999.1
    found = drop_of(FluidState(20.0, fuel, 2000.0, fuel * 2.7e-6, 0.13), (52.48e-3, 1.8e-3 * INCH), 100 * FOOT,
                    120 * GPM)  # fmt: skip
    yield Row.of(("Pipes", "Fuel oil, 2 gal/s in 100 ft of 2 in", crane.format("7.13"), "read"),
                 ("psi", 9.65, found / PSI), 0.013,
                 "the book reads f as 0.0230; the equation gives 0.0227")  # fmt: skip
    water, rate = FluidState(21.1, 62.298 * POUND, 4182.0, 0.95e-3, 0.6), 100 * GPM
    minor = coefficients({"elbow-standard": 4, "gate-valve": 1, "exit": 1}, 77.93e-3)
    minor += float(K_lift_check_valve_Crane(D1=62.71e-3, D2=77.93e-3, angled=False))
    head = drop_of(water, (77.93e-3, 1.8e-3 * INCH), 500 * FOOT, rate, minor) / water.density / G + 400 * FOOT
    yield Row.of(("Pumps", "100 gal/min, 500 ft of 3 in, 400 ft up: head", crane.format("7.15"), "read"),
                 ("ft", 421, head / FOOT), 1.0, absolute=True)  # fmt: skip
    lift = q(head * water.density * G / 1000.0, "kPa")
    power = magnitude(pipes.pump_power(V=q(rate * 60000.0, "LPM"), dp=lift, eta=q(0.7)), "W")
    yield Row.of(("Pumps", "The same: power at 70 %", crane.format("7.15"), "read"), ("hp", 15.2, power / 745.7),
                 0.06, absolute=True)  # fmt: skip
    lift = q(428 * FOOT * 62.364 * POUND * G / 1000.0, "kPa")
    power = magnitude(pipes.pump_power(V=q(700 * GPM * 60000.0, "LPM"), dp=lift, eta=q(0.707 * 0.95 * 0.96)), "kW")
    yield Row.of(("Pumps", "700 gal/min at 428 ft, 8,000 h at 0.12 $/kWh", crane.format("7.34"), "read"),
                 ("$", 83_970, power * 8000 * 0.12), 1e-3)  # fmt: skip
    flows, heads = zip(*(_affine(speed) for speed in (1.0, 1700 / 3500)), strict=True)
    yield Row.of(("Pumps", "Affinity, 400 gpm and 126 ft, 3,500 to 1,700 rpm on a square resistance: flow",
                  crane.format("7.33"), "read"), ("gpm", (400.0, 194.29), flows), 3e-5)  # fmt: skip
    yield Row.of(("Pumps", "The same: head; power by its cube", crane.format("7.33"), "read"),
                 ("ft; hp", (29.73, 2.005), (heads[1], 17.5 * (1700 / 3500) ** 3)), 3e-4)  # fmt: skip


def _affine(speed: float) -> tuple[float, float]:
    builder = Builder()
    builder.node("suction", pressure=0.0)
    builder.pump("pump", ("suction", "discharge"), (150.0, 0.0, -24.0 / 400.0**2), speed)
    builder.component("load", ("discharge", "suction"), 126.0 / 400.0**2, 2.0)
    found = solve(builder.network(), FluidState(40.0, 1010.5, 3960.0, 1.384e-3, 0.482))
    return float(found.flow[0]), float(found.pressure[1])


def textbook_rows() -> Iterator[Row]:
    """Pipe systems of textbooks: one pipe, parallel pipes with a pump, gravity, branches, a pump on its curve."""
    cold = FluidState(15.0, 999.0, 4186.0, 1.138e-3, 0.59)
    drop = drop_of(cold, (0.05, 2e-6), 60.0, 0.006)
    yield Row.of(("Pipes", "Water at 15 degC, 6 L/s in 60 m of 5 cm stainless: drop; head; power",
                  f"{CENGEL}, example 8-3 (1st edition)", "memory"),
                 ("kPa; m; W", (96.5, 9.85, 579), (drop / 1000.0, drop / cold.density / 9.81, drop * 0.006)), 5e-3,
                 )  # fmt: skip
    ten = FluidState(10.0, 999.7, 4192.0, 1.307e-3, 0.58)
    loss = drop_of(ten, (0.05, 2.6e-4), 89.0, 0.006, 0.5 + 2 * 0.3 + 0.2 + 1.06) / ten.density / 9.81
    yield Row.of(("Pipes", "6 L/s by gravity through 89 m of 5 cm cast iron to a tank at 4 m: level of the source",
                  f"{CENGEL}, example 8-8 (data in FOSSEE Scilab companion 797)", "memory"),
                 ("m", 31.9, loss + 4.0), 5e-3)  # fmt: skip
    yield Row.of(("Pipes", "8 kW at 70 % lift water 8 m through 36 m of 4 cm and of 8 cm side by side: all; each",
                  f"{CENGEL}, example 8-7 (data in FOSSEE Scilab companion 797)", "memory"),
                 ("L/s", (30.0, 4.15, 25.9), _parallel()), 5e-3)  # fmt: skip
    alone, both = _shower(False), _shower(True)
    yield Row.of(("Networks", "Shower on 11 m of 1.5 cm copper under 200 kPa: alone; main, shower and toilet together",
                  f"{CENGEL}, example 8-9; README of gitlaxy/piping", "read"),
                 ("L/s", (0.53, 0.90, 0.42, 0.48), (alone[1], *both)), 0.011,
                 "printed to two digits")  # fmt: skip
    flow, head = _balance()
    yield Row.of(("Pumps", "Pump of seven points on 200 ft of 6 in with f 0.02, K 3 and 10 ft of lift: flow; head",
                  "Munson, Young and Okiishi, example 12.4 (curve as read from the figure in a public script)",
                  "memory"),
                 ("gpm; ft", (1600, 66.5), (flow, head)), 0.015,
                 "curve and crossing are read from a figure")  # fmt: skip


def _parallel() -> tuple[float, ...]:
    """Flows [L/s] of the two pipes behind the pump of constant power: head found by halving."""
    water, low, high = FluidState(20.0, 998.0, 4182.0, 1.002e-3, 0.6), 8.1, 60.0
    flows = np.zeros(2)
    for _ in range(60):
        head = (low + high) / 2.0
        builder = Builder()
        builder.node("a", pressure=(head - 8.0) * 998.0 * 9.81)
        builder.node("b", pressure=0.0)
        for name, bore in (("one", 0.04), ("two", 0.08)):
            builder.pipe(name, ("a", "b"), 36.0, (bore, 4.5e-5))
        flows = solve(builder.network(), water).flow / 998.0 * 1000.0
        spent = float(flows.sum()) / 1000.0 * 998.0 * 9.81 * head
        low, high = (head, high) if spent < 8000.0 * 0.7 else (low, head)
    return (float(flows.sum()), *map(float, flows))


def _shower(flushed: bool) -> tuple[float, ...]:
    """Flows [L/s] of main, shower and toilet."""
    water, size = FluidState(20.0, 998.0, 4182.0, 1.002e-3, 0.6), (0.015, 1.5e-6)
    builder = Builder()
    builder.node("street", pressure=200e3)
    builder.node("head", pressure=0.0, elevation=2.0)
    builder.pipe("main", ("street", "tee"), 5.0, size)
    builder.pipe("shower", ("tee", "head"), 6.0, size, 0.9 + 2 * 0.9 + 10.0 + 12.0)
    if flushed:
        builder.node("tank", pressure=0.0, elevation=1.0)
        builder.pipe("toilet", ("tee", "tank"), 1.0, size, 0.9 + 14.0 + 2.0 + 10.0)
    return tuple(map(float, solve(builder.network(), water).flow / 998.0 * 1000.0))


def _balance() -> tuple[float, float]:
    """Flow [gpm] and head [ft] where the pump of Munson's example meets its pipe."""
    density = 62.4 * POUND
    water, foot = FluidState(15.6, density, 4186.0, 1.12e-3, 0.59), FOOT * density * G
    curve = ((0, 88), (400, 86), (800, 81), (1400, 70), (1800, 60), (2200, 46), (2300, 40))
    builder = Builder()
    builder.node("low", pressure=0.0)
    builder.node("high", pressure=10.0 * foot)
    builder.curve_pump("pump", ("low", "out"), [(g * GPM * density, h * foot) for g, h in curve])
    builder.fitting("line", ("out", "high"), 0.5 * FOOT, 0.02 * 200.0 / 0.5 + 3.0)
    found = solve(builder.network(), water)
    return float(found.flow[0]) / density / GPM, float(found.pressure[2]) / foot


def rows() -> Iterator[Row]:
    """Every published pipe, fitting and pump."""
    yield from friction_rows()
    yield from table_rows()
    yield from crane_rows()
    yield from textbook_rows()
