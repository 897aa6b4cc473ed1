"""Published tables, networks and worked examples reproduced within their stated rounding."""

import math

import pytest
from fluids.fittings import K_lift_check_valve_Crane

from designer.cooling import pipes
from designer.cooling.coolant import FluidState
from designer.cooling.hydraulics import Builder, Network, solve
from designer.cooling.hydraulics.fittings import coefficients, flow_factor
from designer.units import q

FOOT, INCH, GPM, PSI, POUND = 0.3048, 0.0254, 6.30902e-5, 6894.757, 16.01846
GRAVITY = 9.80665
#: Water of the Hydraulic Institute's table: 60 degF, 1.217e-5 ft2/s.
COLD = FluidState(15.6, 999.0, 4186.0, 999.0 * 1.217e-5 * FOOT**2, 0.59)
#: Water of the networks in pandapipes at 293.15 K.
PANDA = FluidState(20.0, 998.2060924679472, 4183.0, 1.001605325647912e-3, 0.6)


def drop_of(state: FluidState, size: tuple[float, float], length: float, flow: float, minor: float = 0.0) -> float:
    """Drop [Pa] of one pipe of size = (bore, roughness) [m] that the solver pushes a volume flow [m3/s] through."""
    builder = Builder()
    builder.node("a", demand=-flow * state.density)
    builder.node("b", pressure=0.0)
    builder.pipe("p", ("a", "b"), length, size, minor)
    return float(solve(builder.network(), state).pressure[0])


@pytest.mark.parametrize(
    ("bore", "gpm", "speed", "loss"),
    [
        (2.469, 60, 4.02, 2.72),
        (2.469, 100, 6.70, 7.11),
        (2.469, 150, 10.05, 15.4),
        (3.068, 100, 4.34, 2.39),
        (3.068, 150, 6.51, 5.14),
        (4.026, 100, 2.52, 0.62),
        (4.026, 150, 3.78, 1.32),
        (4.026, 160, 4.03, 1.49),
        (10.020, 400, 1.63, 0.092),
        (10.020, 500, 2.03, 0.138),
        (11.938, 500, 1.43, 0.059),
    ],
)
def test_hydraulic_institute_steel_pipe(bore, gpm, speed, loss):
    """Rishel, HVAC Pump Handbook, table 3.5 (Hydraulic Institute), p. 42 and 44: schedule 40 steel, water at 60 degF,
    eps 0.00015 ft: velocity [ft/s] and loss [ft per 100 ft] to the last printed digit or 0.15 %.
    """
    size = (bore * INCH, 0.00015 * FOOT)
    found = drop_of(COLD, size, 100 * FOOT, gpm * GPM) / COLD.density / GRAVITY / FOOT
    assert gpm * GPM / (math.pi * size[0] ** 2 / 4) / FOOT == pytest.approx(speed, abs=0.006)
    digit = 0.1 if loss > 10 else 0.01 if loss > 0.2 else 0.001
    assert found == pytest.approx(loss, abs=0.6 * digit, rel=1.5e-3)


def network(held, runs, sinks, valves=()) -> Network:
    """Held = {node: bar}, runs (from, to, m, mm, mm), sinks = {node: kg/s}, valves (from, to, mm, K)."""
    builder = Builder()
    for node in sorted({n for run in (*runs, *valves) for n in run[:2]}):
        pressure = held.get(node)
        builder.node(str(node), None if pressure is None else pressure * 1e5, sinks.get(node, 0.0))
    for i, (a, b, length, bore, rough) in enumerate(runs):
        builder.pipe(f"p{i}", (str(a), str(b)), length, (bore / 1e3, rough / 1e3))
    for i, (a, b, bore, minor) in enumerate(valves):
        builder.fitting(f"v{i}", (str(a), str(b)), bore / 1e3, minor)
    return builder.network()


def test_two_pressure_junctions():
    """pandapipes two_pressure_junctions/two_pipes (OpenModelica, Colebrook): 3.79422 bar, 0.725662 and -1.045751 m/s;
    within 3e-4 bar and 3e-4 of the velocities, the factor 3.7 or 3.71 being open.
    """
    net = network({0: 5.0, 1: 5.0}, [(0, 2, 2000, 100, 0.1), (2, 1, 1000, 100, 0.1)], {2: 13.89})
    found = solve(net, PANDA)
    assert found.pressure[net.nodes.index("2")] / 1e5 == pytest.approx(3.79422, abs=3e-4)
    speeds = found.flow / PANDA.density / (math.pi * 0.1**2 / 4)
    assert speeds == pytest.approx([0.725662, -1.045751], rel=3e-4)


def test_two_valves_in_a_mesh():
    """pandapipes meshed_networks/two_valves (OpenModelica, Colebrook): 8.556410 to 9.119055 bar; within 1.3e-3 bar."""
    runs = [(0, 2, 500, 100, 0.1), (3, 5, 250, 100, 0.1), (5, 4, 250, 100, 0.1), (5, 1, 250, 100, 0.1)]
    net = network({0: 10.0}, runs, {1: 10.0}, [(2, 3, 100, 2.2730), (2, 4, 100, 1.8074)])
    pressures = solve(net, PANDA).pressure[1:] / 1e5
    assert pressures == pytest.approx([8.556410, 9.119055, 9.114996, 9.114996, 8.996887], abs=1.3e-3)


def test_strand_of_nine_junctions():
    """pandapipes strand_net (OpenModelica, Colebrook): eight pressures of 3.27 to 4.00 bar, each within 3e-4 bar."""
    runs = [
        (0, 1, 10, 200, 0.1), (0, 2, 5, 200, 0.1), (1, 3, 10000, 75, 0.1), (1, 4, 20, 150, 0.1),
        (2, 5, 8400, 500, 0.1), (4, 6, 5000, 75, 0.1), (5, 7, 500, 75, 0.1), (5, 8, 1700, 75, 0.1),
    ]  # fmt: skip
    sinks = {1: 1.389, 2: 2.230, 3: 0.833, 4: 2.780, 5: 1.670, 6: 0.560, 7: 0.560, 8: 0.833}
    printed = [3.999812, 3.999914, 3.274802, 3.999204, 3.999232, 3.820878, 3.981400, 3.875981]
    assert solve(network({0: 4.0}, runs, sinks), PANDA).pressure[1:] / 1e5 == pytest.approx(printed, abs=3e-4)


def test_crane_globe_valve_by_its_flow_factor():
    """Crane TP-410 example 7.2: Kv 500 m3/h in a bore of 154 mm is K 3.6 (printed to one decimal)."""
    assert flow_factor(500.0, 0.154) == pytest.approx(3.6, abs=0.05)


def test_crane_fuel_oil():
    """Crane TP-410 example 7.13: 2 gal/s of fuel oil, 2.7 cSt, 100 ft of 2 in schedule 40: 9.65 psi with f read as
    0.0230; the equation gives 0.0227, so within 1.3 %.
    """
    density = 0.815 * 999.1
    oil = FluidState(20.0, density, 2000.0, density * 2.7e-6, 0.13)
    found = drop_of(oil, (52.48e-3, 0.0018 * INCH), 100 * FOOT, 120 * GPM)
    assert found / PSI == pytest.approx(9.65, rel=0.013)


def test_crane_power_required_for_pumping():
    """Crane TP-410 example 7.15: 100 gal/min of water at 70 degF, 500 ft of 3 in pipe with gate, lift check of 2 1/2 in
    and four elbows, 400 ft up, pump of 70 %: 421 ft of head within 1 ft, 15.2 hp within 0.06.
    """
    water = FluidState(21.1, 62.298 * POUND, 4182.0, 0.95e-3, 0.6)
    bore, flow = 77.93e-3, 100 * GPM
    check = K_lift_check_valve_Crane(D1=62.71e-3, D2=bore, angled=False)
    minor = coefficients({"elbow-standard": 4, "gate-valve": 1, "exit": 1}, bore) + check
    drop = drop_of(water, (bore, 0.0018 * INCH), 500 * FOOT, flow, minor)
    head = drop / water.density / GRAVITY + 400 * FOOT
    assert head / FOOT == pytest.approx(421, abs=1.0)
    lift = q(head * water.density * GRAVITY / 1000.0, "kPa")
    power = pipes.pump_power.function(V=q(flow * 60000.0, "LPM"), dp=lift, eta=q(0.7))
    assert power.m_as("W") / 745.7 == pytest.approx(15.2, abs=0.06)


def test_crane_pump_power_and_cost():
    """Crane TP-410 example 7.34: 700 gal/min at 428 ft, efficiencies 70.7, 95 and 96 %, 8000 h at 0.12 $/kWh: 83,970 $
    within 0.1 %.
    """
    lift = q(428 * FOOT * 62.364 * POUND * GRAVITY / 1000.0, "kPa")
    power = pipes.pump_power.function(V=q(700 * GPM * 60000.0, "LPM"), dp=lift, eta=q(0.707 * 0.95 * 0.96))
    assert power.m_as("kW") * 8000 * 0.12 == pytest.approx(83_970, rel=1e-3)
