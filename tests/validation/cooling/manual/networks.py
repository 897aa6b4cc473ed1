"""Published pipe networks, whose makers print heads, pressures and flows, solved as they stand.

Hazen-Williams pipes are components of exponent 1.852: 4.727 L C^-1.852 d^-4.871 in feet and cubic feet a second.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from designer.cooling.hydraulics import Builder, Engine, Network, Solution, solve
from designer.cooling.hydraulics.losses import Losses
from designer.sizing.coolant import FluidState
from tests.validation.cooling.manual.row import Row

FOOT, INCH, GPM = 0.3048, 0.0254, 6.30902e-5
WEIGHT = 998.25 * 9.81
#: EPANET's water: kinematic viscosity 1.1e-5 ft2/s.
WATER = FluidState(20.0, 998.25, 4183.0, 998.25 * 1.1e-5 * FOOT**2, 0.6)
#: Water of the networks in pandapipes at 293.15 K.
PANDA = FluidState(20.0, 998.2060924679472, 4183.0, 1.001605325647912e-3, 0.6)
#: PG25 at 40 degC.
PG25 = FluidState(40.0, 1010.5, 3960.0, 1.384e-3, 0.482)

Run = tuple[int, int, float, float]


def hazen_williams(length: float, bore: float, rough: float) -> float:
    """Coefficient [Pa/(kg/s)^1.852] of a pipe of length and bore [m]."""
    head = 4.727 * rough**-1.852 * (bore / FOOT) ** -4.871 * (length / FOOT) * FOOT
    return head * WEIGHT / (FOOT**3 * WATER.density) ** 1.852


def solved(builder: Builder, law: str = "colebrook") -> Solution:
    """The state under a friction law."""
    net = builder.network()
    return Engine(net).solve(Losses.of(net, WATER, law))


def by_hazen(builder: Builder, runs: Sequence[Run], rough: float) -> None:
    """Hazen-Williams pipes (from, to, length [m], bore [m]) named by their number."""
    for number, (a, b, length, bore) in enumerate(runs, start=1):
        builder.component(f"{number}", (f"{a}", f"{b}"), hazen_williams(length, bore, rough), 1.852)


def heads(builder: Builder, found: Solution) -> dict[int, float]:
    """Head [m] over the datum by node."""
    at = zip(builder.nodes, found.pressure, strict=True)
    return {int(name): pressure / WEIGHT + builder.elevation.get(name, 0.0) * 9.80665 / 9.81 for name, pressure in at}


#: Hanoi: length [m], bore [in], ends of each pipe; demand [m3/h] by node. Reservoir 1 stands at 100 m, the rest at 0.
HANOI_LENGTHS = (
    100,
    1350,
    900,
    1150,
    1450,
    450,
    850,
    850,
    800,
    950,
    1200,
    3500,
    800,
    500,
    550,
    2730,
    1750,
    800,
    400,
    2200,
    1500,
    500,
    2650,
    1230,
    1300,
    850,
    300,
    750,
    1500,
    2000,
    1600,
    150,
    860,
    950,
)
HANOI_BORES = (
    50,
    50,
    40,
    40,
    40,
    30,
    30,
    30,
    30,
    24,
    24,
    20,
    16,
    16,
    20,
    10,
    16,
    24,
    20,
    40,
    16,
    10,
    30,
    30,
    24,
    16,
    10,
    10,
    16,
    12,
    12,
    12,
    12,
    24,
)
HANOI_ENDS = (
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 5),
    (5, 6),
    (6, 7),
    (7, 8),
    (8, 9),
    (9, 10),
    (10, 11),
    (11, 12),
    (12, 13),
    (10, 14),
    (14, 15),
    (15, 16),
    (17, 16),
    (17, 18),
    (18, 19),
    (19, 3),
    (3, 20),
    (20, 21),
    (21, 22),
    (20, 23),
    (23, 24),
    (24, 25),
    (26, 25),
    (27, 26),
    (16, 27),
    (23, 28),
    (28, 29),
    (29, 30),
    (30, 31),
    (32, 31),
    (25, 32),
)
HANOI_DEMANDS = (
    0,
    890,
    850,
    130,
    725,
    1005,
    1350,
    550,
    525,
    525,
    500,
    560,
    940,
    615,
    280,
    310,
    865,
    1345,
    60,
    1275,
    930,
    485,
    1045,
    820,
    170,
    900,
    370,
    290,
    360,
    360,
    105,
    805,
)
#: Printed: friction law, heads [m] of nodes 1 to 32, flows [m3/h] of pipes 1 to 34 (magnitudes).
HANOI = {
    "hazen-williams": (
        (100.00, 99.04, 87.07, 82.31, 76.42, 70.20, 64.28, 57.22, 51.58, 47.42, 42.79, 39.36, 29.13, 36.50,
         34.69, 34.49, 53.58, 74.16, 79.84, 76.33, 48.60, 36.04, 52.71, 47.78, 38.78, 30.05, 29.38, 45.15,
         29.91, 29.65, 30.32, 36.93),
        (19940.00, 19050.00, 8011.36, 7881.36, 7156.36, 6151.36, 4801.36, 4251.36, 3726.36, 2000.00, 1500.00,
         940.00, 1201.36, 586.36, 306.36, 243.22, 1108.22, 2453.22, 2513.22, 7675.42, 1415.00, 485.00, 4985.42,
         3238.91, 2418.91, 1030.42, 130.42, 239.58, 701.51, 411.51, 51.51, 308.49, 413.49, 1218.49),
    ),
    "swamee-jain": (
        (100.00, 98.97, 86.32, 81.51, 75.56, 69.36, 63.07, 55.78, 50.05, 45.89, 41.32, 38.02, 28.21, 34.45,
         32.70, 32.52, 51.52, 72.82, 78.58, 75.52, 45.89, 32.29, 51.05, 46.20, 37.08, 28.08, 27.44, 43.60,
         28.23, 28.00, 28.66, 35.34),
        (19940.00, 19050.00, 8011.47, 7881.47, 7156.47, 6151.47, 4801.47, 4251.47, 3726.47, 2000.00, 1500.00,
         940.00, 1201.47, 586.47, 306.47, 242.30, 1107.30, 2452.30, 2512.30, 7676.23, 1415.00, 485.00, 4986.23,
         3239.90, 2419.90, 1031.23, 131.23, 238.77, 701.33, 411.33, 51.33, 308.67, 413.67, 1218.67),
    ),
}  # fmt: skip


def hanoi_rows() -> Iterator[Row]:
    """Hanoi under both friction laws."""
    for law, off, apart in (("hazen-williams", 0.03, 0.01), ("swamee-jain", 0.04, 0.3)):
        builder = Builder()
        for number, demand in enumerate(HANOI_DEMANDS, start=1):
            flow = demand / 3600.0 * WATER.density
            builder.node(f"{number}", 100.0 * WEIGHT if number == 1 else None, flow)
        ends = zip(HANOI_ENDS, HANOI_LENGTHS, HANOI_BORES, strict=True)
        runs = [(*pair, m, inches * INCH) for pair, m, inches in ends]
        if law == "hazen-williams":
            by_hazen(builder, runs, 130.0)
        else:
            for number, (a, b, length, bore) in enumerate(runs, start=1):
                builder.pipe(f"{number}", (f"{a}", f"{b}"), length, (bore, 2e-4))
        found = solved(builder, "swamee-jain")
        printed, flows = HANOI[law]
        own = heads(builder, found)
        said = "Hazen-Williams, C 130" if law == "hazen-williams" else "Darcy-Weisbach, 0.2 mm, Swamee-Jain"
        source = "Vuta and Piraianu 2008, as ScimonCFD/Angelica tutorial 07 quotes it"
        reason = "printed to 0.01; EPANET stops at 0.001 of the flow"
        yield Row.of(("Networks", f"Hanoi, 34 pipes, {said}: heads of 32 nodes", source, "secondary"),
                     ("m", printed, [own[n] for n in range(1, 33)]), off, reason, absolute=True)  # fmt: skip
        yield Row.of(("Networks", f"Hanoi, {said}: flows of 34 pipes", source, "secondary"),
                     ("m3/h", flows, np.abs(found.flow / WATER.density * 3600.0).tolist()), apart, reason,
                     absolute=True)  # fmt: skip


def one_point(flow: float, head: float) -> tuple[tuple[float, float], ...]:
    """EPANET's curve of a single point (gpm, ft): 4/3 of its head at rest, no head at twice its flow."""
    return ((0.0, 4.0 / 3.0 * head * FOOT * WEIGHT), (2.0 * flow * GPM * WATER.density, 0.0))


def american(builder: Builder, nodes: Mapping[int, tuple[float, float]], held: Mapping[int, float]) -> None:
    """Nodes (elevation [ft], demand [gpm]) and those of a given head [ft]."""
    for tag, (elevation, demand) in nodes.items():
        builder.node(f"{tag}", None, demand * GPM * WATER.density, elevation * FOOT * 9.81 / 9.80665)
    for tag, head in held.items():
        builder.node(f"{tag}", head * FOOT * WEIGHT)


def epanet_rows() -> Iterator[Row]:
    """The networks of EPANET's manual at 0:00."""
    builder = Builder()
    nodes = {2: (0.0, 0.0), 3: (710.0, 325.0), 4: (700.0, 75.0), 5: (695.0, 100.0), 6: (700.0, 75.0)}
    american(builder, nodes, {1: 700.0, 7: 855.0})
    runs = ((2, 3, 3000, 12), (3, 6, 5000, 12), (3, 4, 5000, 8), (4, 5, 5000, 8), (5, 6, 5000, 8), (6, 7, 7000, 10))
    by_hazen(builder, [(a, b, feet * FOOT, inches * INCH) for a, b, feet, inches in runs], 100.0)
    builder.curve_pump("7", ("1", "2"), one_point(1000.0, 200.0))
    found = solved(builder)
    own = heads(builder, found)
    printed = {2: 893.19, 3: 879.67, 4: 874.36, 5: 872.62, 6: 872.65, 7: 855.00}
    manual = ("EPANET users manual 2.2, tutorial, figure C.2", "read")
    yield Row.of(("Networks", "EPANET's tutorial, pump of one point, two loops, a tank: heads", *manual),
                 ("ft", list(printed.values()), [own[n] / FOOT for n in printed]), 0.006, absolute=True)  # fmt: skip
    yield Row.of(("Networks", "The same: flows", *manual),
                 ("gpm", (1049.81, 559.25, 165.56, 90.56, -9.44, 474.81, 1049.81),
                  (found.flow / WATER.density / GPM).tolist()), 0.006, absolute=True)  # fmt: skip
    yield from _net1()


def _net1() -> Iterator[Row]:
    builder = Builder()
    nodes = {10: (710.0, 0.0), 11: (710.0, 150.0), 12: (700.0, 150.0), 13: (695.0, 100.0), 21: (700.0, 150.0),
             22: (695.0, 200.0), 23: (690.0, 150.0), 31: (700.0, 100.0), 32: (710.0, 100.0)}  # fmt: skip
    american(builder, nodes, {9: 800.0, 2: 970.0})
    runs = (
        (10, 11, 10530, 18), (11, 12, 5280, 14), (12, 13, 5280, 10), (21, 22, 5280, 10), (22, 23, 5280, 12),
        (31, 32, 5280, 6), (2, 12, 200, 18), (11, 21, 5280, 10), (12, 22, 5280, 12), (13, 23, 5280, 8),
        (21, 31, 5280, 8), (22, 32, 5280, 6),
    )  # fmt: skip
    by_hazen(builder, [(a, b, feet * FOOT, inches * INCH) for a, b, feet, inches in runs], 100.0)
    builder.curve_pump("pump", ("9", "10"), one_point(1500.0, 250.0))
    found = solved(builder)
    own = heads(builder, found)
    printed = {10: 1004.35, 11: 985.23, 12: 970.07, 13: 968.87, 21: 971.55, 22: 969.08, 23: 968.65, 31: 967.39,
               32: 965.69}  # fmt: skip
    source = ("report in the vignette of epanetReader", "read")
    yield Row.of(("Networks", "EPANET example network 1: heads", *source),
                 ("ft", list(printed.values()), [own[n] / FOOT for n in printed]), 0.006, absolute=True)  # fmt: skip
    gpm = found.flow / WATER.density / GPM
    yield Row.of(("Networks", "The same: flow of the pump; to the tank", *source),
                 ("gpm", (1866.18, 766.18), (float(gpm[-1]), float(-gpm[6]))), 0.006, absolute=True)  # fmt: skip


def two_loop_rows() -> Iterator[Row]:
    """Alperovits and Shamir's two loops."""
    builder = Builder()
    ground = {2: 150.0, 3: 160.0, 4: 155.0, 5: 150.0, 6: 165.0, 7: 160.0}
    demand = {2: 100.0, 3: 100.0, 4: 120.0, 5: 270.0, 6: 330.0, 7: 200.0}
    builder.node("1", 210.0 * WEIGHT)
    for tag in ground:
        builder.node(f"{tag}", None, demand[tag] / 3600.0 * WATER.density)
    ends = ((1, 2), (2, 3), (2, 4), (4, 5), (4, 6), (6, 7), (3, 5), (5, 7))
    runs = [(a, b, 1000.0, inches * INCH) for (a, b), inches in zip(ends, (18, 10, 16, 4, 16, 10, 10, 1), strict=True)]
    by_hazen(builder, runs, 130.0)
    own = heads(builder, solved(builder))
    yield Row.of(("Networks", "Two loops (Alperovits and Shamir) with the diameters of 419,000 units: head over ground",
                  "Savic and Walters 1997", "memory"),
                 ("m", (53.25, 30.46, 43.45, 33.81, 30.44, 30.55), [own[n] - ground[n] for n in ground]), 0.02,
                 absolute=True)  # fmt: skip


def panda(
    held: Mapping[int, float],
    runs: Sequence[tuple[int, int, float, float, float]],
    sinks: Mapping[int, float],
    valves: Sequence[tuple[int, int, float, float]] = (),
) -> Network:
    """Held = {node: bar}, runs (from, to, m, mm, mm), sinks = {node: kg/s}, valves (from, to, mm, K)."""
    builder = Builder()
    for node in sorted({n for run in (*runs, *valves) for n in run[:2]}):
        pressure = held.get(int(node))
        builder.node(f"{node:g}", None if pressure is None else pressure * 1e5, sinks.get(int(node), 0.0))
    for i, (a, b, length, bore, rough) in enumerate(runs):
        builder.pipe(f"p{i}", (f"{a}", f"{b}"), length, (bore / 1e3, rough / 1e3))
    for i, (start, end, wide, minor) in enumerate(valves):
        builder.fitting(f"v{i}", (f"{start}", f"{end}"), wide / 1e3, minor)
    return builder.network()


def _bars(net: Network, nodes: Sequence[int]) -> list[float]:
    found = solve(net, PANDA)
    return [float(found.pressure[net.nodes.index(f"{n}")]) / 1e5 for n in nodes]


def panda_rows() -> Iterator[Row]:
    """The water networks that pandapipes holds against OpenModelica."""
    why = "the factor 3.7 or 3.71 of Colebrook's equation is open"
    source = ("pandapipes {} (OpenModelica, Colebrook)", "read")

    def case(name: str, net: str) -> tuple[str, str, str, str]:
        return ("Networks", name, source[0].format(net), source[1])

    one = panda({0: 5.0}, [(0, 1, 2000, 75, 0.1)], {1: 1.3821})
    yield Row.of(case("One pipe of 2 km: pressure", "one_pipe1"), ("bar", 4.636695, _bars(one, [1])), 1.5e-4, why,
                 absolute=True)  # fmt: skip
    speed = float(solve(one, PANDA).flow[0]) / PANDA.density / (math.pi * 0.075**2 / 4)
    yield Row.of(case("The same: speed", "one_pipe1"), ("m/s", 0.313353, speed), 3e-4)
    cross = panda({0: 6.0}, [(0, 3, 5000, 75, 0.1), (1, 3, 5000, 75, 0.1), (3, 2, 5000, 75, 0.1)], {1: 1.33, 2: 1.33})
    yield Row.of(case("Cross of three pipes of 5 km: both sinks, cross", "tcross"),
                 ("bar", (2.101285, 2.101285, 2.947766), _bars(cross, [1, 2, 3])), 2e-3, why,
                 absolute=True)  # fmt: skip
    two = panda({0: 5.0, 1: 5.0}, [(0, 2, 2000, 100, 0.1), (2, 1, 1000, 100, 0.1)], {2: 13.89})
    yield Row.of(case("Two given pressures: pressure between", "two_pressure_junctions/two_pipes"),
                 ("bar", 3.79422, _bars(two, [2])), 3e-4, why, absolute=True)  # fmt: skip
    speeds = solve(two, PANDA).flow / PANDA.density / (math.pi * 0.1**2 / 4)
    yield Row.of(case("The same: speeds", "two_pressure_junctions/two_pipes"),
                 ("m/s", (0.725662, -1.045751), speeds.tolist()), 3e-4, why)  # fmt: skip
    runs = [(0, 2, 500.0, 100.0, 0.1), (3, 5, 250.0, 100.0, 0.1), (5, 4, 250.0, 100.0, 0.1), (5, 1, 250.0, 100.0, 0.1)]
    mesh = panda({0: 10.0}, runs, {1: 10.0}, [(2, 3, 100.0, 2.2730), (2, 4, 100.0, 1.8074)])
    yield Row.of(case("Mesh with two valves", "meshed_networks/two_valves"),
                 ("bar", (8.556410, 9.119055, 9.114996, 9.114996, 8.996887), _bars(mesh, range(1, 6))), 1.3e-3, why,
                 absolute=True)  # fmt: skip
    runs = [
        (0, 1, 10, 200, 0.1), (0, 2, 5, 200, 0.1), (1, 3, 10000, 75, 0.1), (1, 4, 20, 150, 0.1),
        (2, 5, 8400, 500, 0.1), (4, 6, 5000, 75, 0.1), (5, 7, 500, 75, 0.1), (5, 8, 1700, 75, 0.1),
    ]  # fmt: skip
    sinks = {1: 1.389, 2: 2.230, 3: 0.833, 4: 2.780, 5: 1.670, 6: 0.560, 7: 0.560, 8: 0.833}
    printed = (3.999812, 3.999914, 3.274802, 3.999204, 3.999232, 3.820878, 3.981400, 3.875981)
    strand = panda({0: 4.0}, runs, sinks)
    yield Row.of(case("Strand of nine junctions", "strand_net"), ("bar", printed, _bars(strand, range(1, 9))), 3e-4,
                 why, absolute=True)  # fmt: skip


def ladder(count: int, reverse: bool, hose: float = 0.62, bore: float = 0.15408) -> tuple[float, float]:
    """Least and greatest flow [LPM] of racks of 8.5 psi at 119 LPM on 6 in headers, 0.75 m apart, 250 kPa across."""
    builder, rated = Builder(), PG25.kg_s(119)
    builder.node("s0", pressure=250e3)
    builder.node("r0", pressure=0.0)
    for i in range(count):
        builder.pipe(f"S{i}", (f"s{i}", f"s{i + 1}"), 0.75, (bore, 4.5e-5))
        builder.pipe(f"h{i}", (f"s{i + 1}", f"a{i}"), hose, (0.02786, 4.5e-5))
        builder.component(f"rack{i}", (f"a{i}", f"b{i}"), 8.5 * 6894.757 / rated**2, 2.0)
        builder.pipe(f"g{i}", (f"b{i}", f"r{i + 1}"), hose, (0.02786, 4.5e-5))
        if not reverse:
            builder.pipe(f"R{i}", (f"r{i + 1}", f"r{i}"), 0.75, (bore, 4.5e-5))
    if reverse:
        for i in range(1, count):
            builder.pipe(f"R{i}", (f"r{i}", f"r{i + 1}"), 0.75, (bore, 4.5e-5))
        builder.pipe("back", (f"r{count}", "r0"), 0.75 * count, (bore, 4.5e-5))
    net = builder.network()
    found = solve(net, PG25)
    flows = [PG25.lpm(float(m)) for b, m in zip(net.branches, found.flow, strict=True) if b.startswith("rack")]
    return min(flows), max(flows)


def layout_rows() -> Iterator[Row]:
    """Direct and reverse return of 16 and 40 racks."""
    why = "schedule of the headers and hoses are not stated; schedule 40 and 0.62 m are chosen to meet 234.4"
    for count, reverse, printed in ((16, False, (232.3, 234.4)), (16, True, (229.3, 230.0)), (40, False, (204, 233)),
                                    (40, True, (178, 188))):  # fmt: skip
        back = "reverse" if reverse else "direct"
        yield Row.of(("Networks", f"{count} racks on 6 in headers, {back} return: least and greatest flow",
                      "cooling reference, 3.2", "measured"), ("LPM", printed, ladder(count, reverse)), 5e-3, why,
                     )  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published network."""
    yield from panda_rows()
    yield from layout_rows()
    yield from hanoi_rows()
    yield from epanet_rows()
    yield from two_loop_rows()
