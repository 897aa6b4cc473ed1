"""Friction, sizing and pump power against Crane TP-410, the public formula fixture and Colebrook's equation."""

import math

import numpy as np
import pytest
from fluids.friction import Clamond
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.cooling import pipes
from designer.sizing.coolant import FluidState
from designer.units import magnitude, q


def test_friction_point():
    """Iterated Colebrook equation: Re 1e5, eps/D 1e-4, Colebrook 0.018513866."""
    assert float(pipes.colebrook(1e5, 1e-4)) == pytest.approx(0.018513866, abs=5e-10)


@given(st.floats(2300, 1e8), st.floats(1e-7, 0.05))
@settings(max_examples=200, deadline=None)
def test_colebrook_against_an_independent_solver(re, relative):
    """fluids' Clamond solution of the same equation, every turbulent Reynolds number and roughness: 1e-10."""
    assert float(pipes.colebrook(re, relative)) == pytest.approx(Clamond(re, relative, False), rel=1e-10)


@given(st.floats(1, 2300))
def test_laminar_is_hagen_poiseuille(re):
    """Below 2300 the factor is 64/Re; packages without a laminar branch give 36 % less at Re 500."""
    assert float(pipes.friction(re, 1e-3)) == pytest.approx(64 / re, rel=1e-12)


def test_published_friction_traps_are_not_ours():
    """Re 500 in the fixture of the friction trap: 9.23 Pa by Hagen-Poiseuille against 5.88 Pa of the faulty branch."""
    ratio = float(pipes.friction(500.0, 1e-3)) / (64 / 500)
    assert ratio == pytest.approx(1.0)
    assert abs(ratio - 5.88 / 9.23) > 0.3


def test_drop_rises_through_the_transition():
    """f * Re^2, the pressure drop, rises strictly from laminar to turbulent: one flow for one drop."""
    re = np.linspace(1000, 8000, 4000)
    for relative in (1e-6, 1e-4, 1e-2):
        assert np.all(np.diff(pipes.friction(re, relative) * re**2) > 0)


@given(st.floats(50, 1e7), st.floats(1e-6, 0.03))
@settings(max_examples=200, deadline=None)
def test_slope_is_the_derivative(re, relative):
    """df/dRe against a central difference."""
    step = re * 1e-6
    numeric = (float(pipes.friction(re + step, relative)) - float(pipes.friction(re - step, relative))) / (2 * step)
    _, slope = pipes.friction_slope(np.array([re]), np.array([relative]))
    assert float(slope[0]) == pytest.approx(numeric, rel=2e-3, abs=1e-12)


def test_formula_fixture():
    """A public note, recomputed to all digits: 100 kW at 1.5 LPM/kW in 50 mm, 20 m, K 3."""
    flow = q(0.0025, "m3/s")
    bore, rho, mu = q(50, "mm"), q(1000, "kg/m3"), q(1, "mPa*s")
    assert magnitude(pipes.minimum_bore(V=flow, v_max=q(1.5, "m/s")), "mm") == pytest.approx(46.06589, abs=5e-6)
    v = pipes.velocity(V=flow, D=bore)
    assert magnitude(v, "m/s") == pytest.approx(1.27323954, abs=5e-9)
    re = pipes.reynolds(rho=rho, v=v, D=bore, mu=mu)
    assert magnitude(re, "") == pytest.approx(63661.977, abs=1e-3)
    f = pipes.friction_factor(Re=re, eps=q(0.045, "mm"), D=bore)
    assert magnitude(f, "") == pytest.approx(0.0229824756, abs=5e-11)
    slope = pipes.gradient(f=f, rho=rho, v=v, D=bore)
    loss = pipes.pipe_loss(R=slope, L=q(20, "m"), k_fit=q(0))
    assert magnitude(loss, "Pa") == pytest.approx(7451.557, abs=1e-3)
    assert 3 * 1000 * magnitude(v, "m/s") ** 2 / 2 == pytest.approx(2431.708, abs=1e-3)
    power = pipes.pump_power(V=flow, dp=q(100, "kPa"), eta=q(0.65))
    assert magnitude(power, "W") == pytest.approx(384.615, abs=1e-3)
    kv = pipes.valve_kv(V=flow, dp=q(0.1, "bar"), rho=rho)
    assert magnitude(kv, "m3/h") == pytest.approx(28.4605, abs=5e-5)


def test_crane_7_1_smooth_pipe():
    """Crane example 7.1: water 30 degC, 200 L/min in 52.5 mm plastic, Re 100,600, f 0.0179 (library 0.018109)."""
    v = pipes.velocity(V=q(200, "LPM"), D=q(52.5, "mm"))
    re = pipes.reynolds(rho=q(995.6, "kg/m3"), v=v, D=q(52.5, "mm"), mu=q(0.797, "mPa*s"))
    assert magnitude(re, "") == pytest.approx(100_600, rel=5e-3)
    f = pipes.friction_factor(Re=re, eps=q(0.0015, "mm"), D=q(52.5, "mm"))
    assert magnitude(f, "") == pytest.approx(0.0181, abs=2e-4)


def test_crane_7_9_laminar_pipe():
    """Crane TP-410 example 7.9: SAE 30 oil in 5 in schedule 40, 400 gpm: 6.414 ft/s, Re 1675.6, f 0.038195.

    Sum of K 29.99 with the pipe's own, f_T 0.016 for the valves; 26.06 psi with the lift of 50 ft.
    """
    bore = q(128.2, "mm")
    v = pipes.velocity(V=q(400, "gpm"), D=bore)
    assert magnitude(v, "ft/s") == pytest.approx(6.414, rel=1e-3)
    re = pipes.reynolds(rho=q(0.87 * 999.0, "kg/m3"), v=v, D=bore, mu=q(130, "mPa*s"))
    assert magnitude(re, "") == pytest.approx(1675.6, rel=5e-3)
    f = pipes.friction_factor(Re=re, eps=q(0.045, "mm"), D=bore)
    assert magnitude(f, "") == pytest.approx(0.038195, rel=5e-3)
    head = 0.87 * 999.0 * magnitude(v, "m/s") ** 2 / 2
    slope = pipes.gradient(f=f, rho=q(0.87 * 999.0, "kg/m3"), v=v, D=bore)
    straight = magnitude(slope, "Pa/m") * 300 * 0.3048
    valves = 0.016 * (8 + 150 + 20) * head
    assert (straight + valves) / head == pytest.approx(29.99, rel=5e-3)
    lift = 50 * 0.3048 * 0.87 * 999.0 * 9.80665
    assert (straight + valves + lift) / 6894.757 == pytest.approx(26.06, rel=5e-3)


def test_crane_7_33_affinity():
    """Crane TP-410 example 7.33: 400 gpm, 126 ft, 17.5 hp from 3500 to 1700 rpm: 194.29 gpm, 29.73 ft, 2.005 hp."""
    s = 1700 / 3500
    assert 400 * s == pytest.approx(194.29, abs=5e-3)
    assert 126 * s**2 == pytest.approx(29.73, abs=5e-3)
    assert 17.5 * s**3 == pytest.approx(2.005, abs=5e-4)


def test_single_pipe(warm_pg25):
    """One pipe by hand: 54.79 mm, 50 m, PG25 at 40 degC, 4.046973 kg/s takes 30 kPa (Re about 67,930)."""
    bore = pipes.Bore("pipe/test", "2", 50, 0.05479, 4.5e-5, 0.0603, 1.0)
    slope, _, re = pipes.gradient_pa_m(4.046973 / warm_pg25.density, bore, warm_pg25)
    assert slope * 50 == pytest.approx(30_000, rel=2e-7)
    assert re == pytest.approx(67_930, abs=10)


@pytest.mark.parametrize(("nominal", "bore"), [("1", 27.86), ("2", 54.76), ("4", 108.2), ("8", 211.6), ("12", 314.8)])
def test_schedule_bores(bench, nominal, bore):
    """ASME B36.19 through fluids: schedule 10S bores measured with fluids.nearest_pipe."""
    sizes = {b.nominal.rstrip('"'): b.bore_m * 1000 for b in bench.tcs_bores}
    assert sizes[nominal] == pytest.approx(bore, abs=0.06)


@given(st.floats(0.0002, 0.4))
@settings(max_examples=60, deadline=None)
def test_chosen_bores_keep_the_rule(flow):
    """Whatever the flow: velocity and gradient are kept, and the next smaller single size would break one of them."""
    state = FluidState(45.0, 1007.7, 3972.0, 1.226e-3, 0.4862)
    bores = [
        pipes.Bore("p", str(d), d, d / 1000, 1.5e-5, d / 1000, 1.0) for d in (28, 43, 55, 83, 108, 162, 212, 265, 315)
    ]
    rule = pipes.SizeRule(1.2, 2.4, 0.055, 400.0, 0.32)
    bore, parallel = pipes.choose_bore(flow, bores, state, rule)
    slope, v, _ = pipes.gradient_pa_m(flow / parallel, bore, state)
    assert v <= (1.2 if bore.bore_m <= 0.055 else 2.4) + 1e-12
    assert slope <= 400.0
    smaller = [b for b in bores if b.bore_m < bore.bore_m]
    if smaller:
        slope, v, _ = pipes.gradient_pa_m(flow / parallel, smaller[-1], state)
        assert slope > 400.0 or v > (1.2 if smaller[-1].bore_m <= 0.055 else 2.4)


def test_regimes_are_named():
    """Laminar, flagged transition, turbulent."""
    assert [pipes.regime(re) for re in (2000, 3000, 5000)] == ["laminar", "transition", "turbulent"]
    assert math.isclose(float(pipes.friction(4000.0, 1e-4)), float(pipes.colebrook(4000.0, 1e-4)), rel_tol=1e-12)
