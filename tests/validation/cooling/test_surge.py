"""Water hammer against published examples; each stands in the manual too."""

from types import SimpleNamespace

import pytest

from designer.cooling import surge
from designer.cooling.valve_lines import Line
from designer.units import magnitude, q

WATER, STEEL, DENSE = q(2200, "MPa"), q(200000, "MPa"), q(1000, "kg/m3")


@pytest.mark.parametrize(("bore", "wall", "printed"), [(100.0, 5.0, 1342.86), (500.0, 10.0, 1191.4)])
def test_wave_speed(bore, wall, printed):
    """Steel of 200 GPa, water of 2.2 GPa: 1,342.86 m/s (thermofluidcalc.com), 1,191.4 m/s (reuven.tools)."""
    found = surge.wave_speed(K=WATER, rho=DENSE, D=q(bore, "mm"), E=STEEL, e=q(wall, "mm"))
    assert magnitude(found, "m/s") == pytest.approx(printed, rel=5e-5)


def test_a_rigid_pipe_carries_sound():
    """With a wall that does not give, the wave runs at the speed of sound of the liquid: 1,483 m/s for water."""
    found = surge.wave_speed(K=WATER, rho=DENSE, D=q(100, "mm"), E=q(1e12, "MPa"), e=q(5, "mm"))
    assert magnitude(found, "m/s") == pytest.approx(1483.2, abs=0.1)


def test_sudden_and_even_closing():
    """150 m at 2 m/s: 2,685.72 kPa at once, 600 kPa in a second (thermofluidcalc.com); both from the same formulas."""
    sudden = surge.sudden_surge(rho=DENSE, a=q(1342.86, "m/s"), v=q(2, "m/s"))
    assert magnitude(sudden, "kPa") == pytest.approx(2685.72)
    column = {"L": q(150, "m"), "v": q(2, "m/s"), "L_m": q(0, "m"), "v_m": q(0, "m/s")}
    time = surge.least_closing(rho=DENSE, dp=q(600, "kPa"), a=q(1342.86, "m/s"), **column)
    assert magnitude(time, "s") == pytest.approx(1.0)
    quick = surge.least_closing(rho=DENSE, dp=q(50, "MPa"), a=q(1342.86, "m/s"), **column)
    assert magnitude(quick, "s") == pytest.approx(0.2234, abs=1e-4)


def test_reverse_flow_makes_the_surge_that_is_left():
    """What a check valve may let through raises the pressure by just what the loop has to spare."""
    back = surge.reverse_flow(dp=q(4, "bar"), rho=DENSE, a=q(1342.86, "m/s"))
    assert magnitude(surge.sudden_surge(rho=DENSE, a=q(1342.86, "m/s"), v=back), "bar") == pytest.approx(4.0)


def test_lines_of_one_main_are_told_apart_by_length_not_by_noise(bench):
    """Every line of a main closes over the same column, so the last digits of a sum must not say which is printed."""
    bore, spare = bench.fws_bores[-1], SimpleNamespace(spare=q(0.1, "bar"))

    def printed(noise: float) -> float:
        lines = [Line("FWS", bore, one, 4000.0, main=True) for one in (2.7 + noise, 30.5352, 10.8 - noise)]
        surge.surges_of(bench, {"FWS": spare}, lines)
        step = bench.made[f"cooling.least_closing[FWS {bore.nominal}]"]
        return next(magnitude(i.quantity, "m") for i in step.inputs if i.symbol == "L")

    assert {printed(noise) for noise in (-3e-13, 0.0, 3e-13)} == {30.5352}


def test_a_long_column_gets_a_slower_operator(bench):
    """Between what a lever, a gear and a gear of two stages take, each line has the quickest that is slow enough; what
    asks for more than any takes keeps the slowest and fails its rule.
    """
    bore = min(bench.fws_bores, key=lambda b: b.bore_m)
    line = Line("FWS", bore, 10.0, 100.0, main=False)

    def moved(least: float) -> tuple[str, float]:
        surges = [SimpleNamespace(loop="FWS", nominal=bore.nominal, closing=least)]
        found = surge.valve_lines_of(bench, [("HV-1", "isolation", "FWS")], {"HV-1": line}, surges)[0]
        return found.operator, found.stroke

    assert [moved(least) for least in (0.0, 1.1, 15.0, 15.1, 60.0, 61.0)] == [
        ("lever", 1.0), ("gear", 15.0), ("gear", 15.0), ("slow-gear", 60.0), ("slow-gear", 60.0), ("slow-gear", 60.0),
    ]  # fmt: skip
