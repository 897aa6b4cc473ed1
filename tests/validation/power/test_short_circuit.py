"""Fault levels against the worked IEC 60909 case, pandapower, and the infinite-bus table (reference text on power,
5.3).
"""

import math

import pytest

from designer.power.short_circuit import (
    fault_at,
    grid_impedance,
    infinite_bus_current,
    initial_current,
    kappa,
    peak_current,
    resistive_part,
    transformer_correction,
    transformer_impedance,
    transformer_reactance,
)
from designer.power.three_phase import PER_VA, rated_current
from designer.units import magnitude, q


def path(rating_mva, volts, u_k=5.75, u_r=0.8, grid_mva=1500.0, x_r=10.0, kilometres=0.3, hv=34500.0):
    """Fault path of grid, line and transformer [mohm at the lower voltage], from the room's own formulas."""
    turns = volts / hv
    z_q = magnitude(grid_impedance(c=1.10, V_n=q(hv, "V"), S_k=q(grid_mva, "MVA"), t_r=turns, k_VA=PER_VA), "mohm")
    r_q = magnitude(resistive_part(Z=q(z_q, "mohm"), x_r=x_r), "mohm")
    line = complex(0.08, 0.12) * kilometres * turns**2 * 1000.0
    x_t = magnitude(transformer_reactance(u_k=q(u_k, "%"), u_r=q(u_r, "%")), "")
    k_t = magnitude(transformer_correction(c=1.10, x_T=x_t), "")
    base = magnitude(
        transformer_impedance(u_k=q(100, "%"), V_r=q(volts, "V"), S_r=q(rating_mva, "MVA"), k_VA=PER_VA), "mohm"
    )
    return complex(r_q, math.sqrt(z_q**2 - r_q**2)), line, complex(u_r / 100, x_t) * base * k_t, k_t


def test_worked_case():
    """The worked case of the reference: each part to four figures, 63.746 kA, kappa 1.664, 150.02 kA."""
    grid, line, transformer, k_t = path(2.5, 415.0)
    assert (round(grid.real, 4), round(grid.imag, 4)) == (0.0126, 0.1257)
    assert (round(line.real, 4), round(line.imag, 4)) == (0.0035, 0.0052)
    assert round(k_t, 5) == 1.01048
    assert (round(transformer.real, 4), round(transformer.imag, 4)) == (0.5569, 3.9637)
    whole = grid + line + transformer
    assert (round(whole.real, 4), round(whole.imag, 4)) == (0.5729, 4.0946)
    fault = fault_at(whole, 415.0, 1.10)
    assert round(fault.current, 3) == 63.746
    assert round(fault.peak, 2) == 150.02
    assert round(fault.x_over_r, 3) == 7.147
    assert magnitude(kappa(R=q(whole.real, "mohm"), X=q(whole.imag, "mohm")), "") == pytest.approx(1.664, abs=5e-4)


PANDAPOWER = [
    # rating, volts, uk, ukr, grid MVA, X/R, HV, Ik'' and ip of pandapower 3.5.6 (case max, +/- 10 %, kappa method C)
    (2.5, 415.0, 5.75, 0.8, 1500.0, 10.0, 34500.0, 63.74633405, 150.01601214),
    (3.0, 415.0, 5.75, 0.8, 1500.0, 10.0, 34500.0, 76.01083711, 178.90132726),
    (3.75, 480.0, 5.75, 0.8, 1500.0, 10.0, 34500.0, 81.37361226, 191.55955406),
    (1.5, 480.0, 5.75, 0.8, 1500.0, 10.0, 34500.0, 33.4956507, 78.80565887),
]


@pytest.mark.parametrize(("rating", "volts", "u_k", "u_r", "grid", "x_r", "hv", "current", "peak"), PANDAPOWER)
def test_pandapower(rating, volts, u_k, u_r, grid, x_r, hv, current, peak):
    """Variations of the worked case agree with pandapower (stored) to 1e-7."""
    fault = fault_at(sum(path(rating, volts, u_k, u_r, grid, x_r, 0.3, hv)[:3]), volts, 1.10)
    assert fault.current == pytest.approx(current, rel=1e-7)
    assert fault.peak == pytest.approx(peak, rel=1e-7)


INFINITE = [
    (415, 2.5, 60.5),
    (415, 3.0, 72.6),
    (415, 3.75, 90.7),
    (480, 1.5, 31.4),
    (480, 2.0, 41.8),
    (480, 2.5, 52.3),
    (480, 3.0, 62.8),
    (480, 3.75, 78.4),
]


@pytest.mark.parametrize(("volts", "rating", "printed"), INFINITE)
def test_infinite_bus_table(volts, rating, printed):
    """The printed table FLA/Z at 5.75 %, to its one decimal."""
    amperes = rated_current(S_r=q(rating, "MVA"), V_r=q(volts, "V"), k_VA=PER_VA)
    current = infinite_bus_current(I_r=amperes, u_k=q(5.75, "%"), f_tol=0.0)
    assert magnitude(current, "kA") == pytest.approx(printed, abs=0.051)


def test_impedance_tolerance():
    """Impedance at -7.5 % gives 1.081 times the current: 65.4 kA behind 2.5 MVA at 415 V."""
    amperes = rated_current(S_r=q(2.5, "MVA"), V_r=q(415, "V"), k_VA=PER_VA)
    current = magnitude(infinite_bus_current(I_r=amperes, u_k=q(5.75, "%"), f_tol=q(7.5, "%")), "kA")
    assert current == pytest.approx(65.4, abs=0.05)


def test_formulas_and_numbers_agree():
    """The formula that prints and the numbers in the loop are the same thing."""
    fault = fault_at(0.5729 + 4.0946j, 415.0, 1.10)
    current = initial_current(c=1.10, V_n=q(415, "V"), Z_k=q(abs(0.5729 + 4.0946j), "mohm"))
    factor = kappa(R=q(0.5729, "mohm"), X=q(4.0946, "mohm"))
    assert magnitude(current, "kA") == pytest.approx(fault.current)
    assert magnitude(peak_current(kappa=factor, I_k=current), "kA") == pytest.approx(fault.peak)
