"""Whole networks of the literature, whose makers print heads and flows, solved as they stand.

Hazen-Williams pipes are components of exponent 1.852: 4.727 L C^-1.852 d^-4.871 in feet and cubic feet a second.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from designer.cooling.coolant import FluidState
from designer.cooling.hydraulics import Builder, Engine, Solution
from designer.cooling.hydraulics.losses import Losses

FOOT, INCH, GPM = 0.3048, 0.0254, 6.30902e-5
WEIGHT = 998.25 * 9.81
#: EPANET's water: kinematic viscosity 1.1e-5 ft2/s.
WATER = FluidState(20.0, 998.25, 4183.0, 998.25 * 1.1e-5 * FOOT**2, 0.6)

Pipe = tuple[int, int, float, float]


def hazen_williams(length: float, bore: float, rough: float) -> float:
    """Coefficient [Pa/(kg/s)^1.852] of a pipe of length and bore [m]."""
    head = 4.727 * rough**-1.852 * (bore / FOOT) ** -4.871 * (length / FOOT) * FOOT
    return head * WEIGHT / (FOOT**3 * WATER.density) ** 1.852


def solved(builder: Builder, law: str = "colebrook") -> Solution:
    """The state under a friction law."""
    net = builder.network()
    return Engine(net).solve(Losses.of(net, WATER, law))


def pipes(builder: Builder, runs: Sequence[Pipe], rough: Sequence[float]) -> None:
    """Hazen-Williams pipes (from, to, length [m], bore [m]) named by their number."""
    for number, ((a, b, length, bore), each) in enumerate(zip(runs, rough, strict=True), start=1):
        builder.component(f"{number}", (f"{a}", f"{b}"), hazen_williams(length, bore, each), 1.852)


def heads(builder: Builder, found: Solution) -> dict[int, float]:
    """Head [m] over the datum by node."""
    at = zip(builder.nodes, found.pressure, strict=True)
    return {int(name): pressure / WEIGHT + builder.elevation.get(name, 0.0) * 9.80665 / 9.81 for name, pressure in at}


#: Hanoi: length [m], bore [in], ends of each pipe; demand [m3/h] by node. Reservoir 1 stands at 100 m, the rest at 0.
HANOI_LENGTHS = (
    100, 1350, 900, 1150, 1450, 450, 850, 850, 800, 950, 1200, 3500, 800, 500, 550, 2730, 1750, 800, 400, 2200, 1500,
    500, 2650, 1230, 1300, 850, 300, 750, 1500, 2000, 1600, 150, 860, 950,
)
HANOI_BORES = (
    50, 50, 40, 40, 40, 30, 30, 30, 30, 24, 24, 20, 16, 16, 20, 10, 16, 24, 20, 40, 16, 10, 30, 30, 24, 16, 10, 10, 16,
    12, 12, 12, 12, 24,
)
HANOI_ENDS = (
    (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (10, 11), (11, 12), (12, 13), (10, 14),
    (14, 15), (15, 16), (17, 16), (17, 18), (18, 19), (19, 3), (3, 20), (20, 21), (21, 22), (20, 23), (23, 24),
    (24, 25), (26, 25), (27, 26), (16, 27), (23, 28), (28, 29), (29, 30), (30, 31), (32, 31), (25, 32),
)
HANOI_DEMANDS = (
    0, 890, 850, 130, 725, 1005, 1350, 550, 525, 525, 500, 560, 940, 615, 280, 310, 865, 1345, 60, 1275, 930, 485, 1045,
    820, 170, 900, 370, 290, 360, 360, 105, 805,
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


@pytest.mark.parametrize(("law", "off", "apart"), [("hazen-williams", 0.03, 0.01), ("swamee-jain", 0.04, 0.3)])
def test_hanoi(law, off, apart):
    """Hanoi, 34 pipes (Vuta and Piraianu 2008, as ScimonCFD/Angelica tutorial 07 quotes it): heads of 31 nodes within
    0.03 m and flows within 0.01 m3/h by Hazen-Williams C 130; within 0.04 m and 0.3 of 19,940 m3/h by Darcy-Weisbach,
    0.2 mm, EPANET's Swamee-Jain and viscosity. Printed to 0.01; EPANET stops at 0.001 of the flow.
    """
    builder = Builder()
    for number, demand in enumerate(HANOI_DEMANDS, start=1):
        flow = demand / 3600.0 * WATER.density
        builder.node(f"{number}", 100.0 * WEIGHT if number == 1 else None, flow)
    runs = [(*ends, m, inches * INCH) for ends, m, inches in zip(HANOI_ENDS, HANOI_LENGTHS, HANOI_BORES, strict=True)]
    if law == "hazen-williams":
        pipes(builder, runs, [130.0] * 34)
    else:
        for number, (a, b, length, bore) in enumerate(runs, start=1):
            builder.pipe(f"{number}", (f"{a}", f"{b}"), length, (bore, 2e-4))
    found = solved(builder, "swamee-jain")
    printed, flows = HANOI[law]
    own = heads(builder, found)
    assert [own[n] for n in range(1, 33)] == pytest.approx(printed, abs=off)
    assert np.abs(found.flow) / WATER.density * 3600.0 == pytest.approx(flows, abs=apart)


def one_point(flow: float, head: float) -> tuple[tuple[float, float], ...]:
    """EPANET's curve of a single point (gpm, ft): 4/3 of its head at rest, no head at twice its flow."""
    return ((0.0, 4.0 / 3.0 * head * FOOT * WEIGHT), (2.0 * flow * GPM * WATER.density, 0.0))


def american(builder: Builder, nodes: Mapping[int, tuple[float, float]], held: Mapping[int, float]) -> None:
    """Nodes (elevation [ft], demand [gpm]) and those of a given head [ft]."""
    for tag, (elevation, demand) in nodes.items():
        builder.node(f"{tag}", None, demand * GPM * WATER.density, elevation * FOOT * 9.81 / 9.80665)
    for tag, head in held.items():
        builder.node(f"{tag}", head * FOOT * WEIGHT)


def test_epanet_tutorial():
    """EPANET users manual, tutorial network and its report at 0:00 (EPANET 2.2, figure C.2): a pump of one point, two
    loops, a tank; six heads within 0.06 ft and seven flows within 0.3 gpm. EPANET's own file of 2.0 prints heads up to
    0.18 ft and flows up to 1.3 gpm from these.
    """
    builder = Builder()
    nodes = {2: (0.0, 0.0), 3: (710.0, 325.0), 4: (700.0, 75.0), 5: (695.0, 100.0), 6: (700.0, 75.0)}
    american(builder, nodes, {1: 700.0, 7: 855.0})
    runs = ((2, 3, 3000, 12), (3, 6, 5000, 12), (3, 4, 5000, 8), (4, 5, 5000, 8), (5, 6, 5000, 8), (6, 7, 7000, 10))
    pipes(builder, [(a, b, feet * FOOT, inches * INCH) for a, b, feet, inches in runs], [100.0] * 6)
    builder.curve_pump("7", ("1", "2"), one_point(1000.0, 200.0))
    found = solved(builder)
    own = heads(builder, found)
    printed = {2: 893.19, 3: 879.67, 4: 874.36, 5: 872.62, 6: 872.65, 7: 855.00}
    assert {n: own[n] / FOOT for n in printed} == pytest.approx(printed, abs=0.06)
    flows = (1049.81, 559.25, 165.56, 90.56, -9.44, 474.81, 1049.81)
    assert found.flow / WATER.density / GPM == pytest.approx(flows, abs=0.3)


def test_epanet_net1():
    """EPANET example network 1 at 0:00, as the report in the vignette of epanetReader prints it: nine heads within 0.06
    ft, 1,866.18 gpm of the pump and 766.18 gpm to the tank within 0.3 gpm.
    """
    builder = Builder()
    nodes = {10: (710.0, 0.0), 11: (710.0, 150.0), 12: (700.0, 150.0), 13: (695.0, 100.0), 21: (700.0, 150.0),
             22: (695.0, 200.0), 23: (690.0, 150.0), 31: (700.0, 100.0), 32: (710.0, 100.0)}  # fmt: skip
    american(builder, nodes, {9: 800.0, 2: 970.0})
    runs = (
        (10, 11, 10530, 18), (11, 12, 5280, 14), (12, 13, 5280, 10), (21, 22, 5280, 10), (22, 23, 5280, 12),
        (31, 32, 5280, 6), (2, 12, 200, 18), (11, 21, 5280, 10), (12, 22, 5280, 12), (13, 23, 5280, 8),
        (21, 31, 5280, 8), (22, 32, 5280, 6),
    )  # fmt: skip
    pipes(builder, [(a, b, feet * FOOT, inches * INCH) for a, b, feet, inches in runs], [100.0] * 12)
    builder.curve_pump("pump", ("9", "10"), one_point(1500.0, 250.0))
    found = solved(builder)
    own = heads(builder, found)
    printed = {10: 1004.35, 11: 985.23, 12: 970.07, 13: 968.87, 21: 971.55, 22: 969.08, 23: 968.65, 31: 967.39,
               32: 965.69}  # fmt: skip
    assert {n: own[n] / FOOT for n in printed} == pytest.approx(printed, abs=0.06)
    gpm = found.flow / WATER.density / GPM
    assert gpm[-1] == pytest.approx(1866.18, abs=0.3)
    assert -gpm[6] == pytest.approx(766.18, abs=0.3)


def test_two_loops():
    """Alperovits and Shamir's two-loop network with the diameters of 419,000 units (Savic and Walters 1997): heads over
    ground 53.25, 30.46, 43.45, 33.81, 30.44 and 30.55 m, printed to 0.01 and from memory; within 0.02 m.
    """
    builder = Builder()
    ground = {2: 150.0, 3: 160.0, 4: 155.0, 5: 150.0, 6: 165.0, 7: 160.0}
    demand = {2: 100.0, 3: 100.0, 4: 120.0, 5: 270.0, 6: 330.0, 7: 200.0}
    builder.node("1", 210.0 * WEIGHT)
    for tag in ground:
        builder.node(f"{tag}", None, demand[tag] / 3600.0 * WATER.density)
    ends = ((1, 2), (2, 3), (2, 4), (4, 5), (4, 6), (6, 7), (3, 5), (5, 7))
    runs = [(a, b, 1000.0, inches * INCH) for (a, b), inches in zip(ends, (18, 10, 16, 4, 16, 10, 10, 1), strict=True)]
    pipes(builder, runs, [130.0] * 8)
    own = heads(builder, solved(builder))
    over = {n: own[n] - ground[n] for n in ground}
    assert over == pytest.approx({2: 53.25, 3: 30.46, 4: 43.45, 5: 33.81, 6: 30.44, 7: 30.55}, abs=0.02)
    assert math.isclose(own[1], 210.0, rel_tol=1e-9)
