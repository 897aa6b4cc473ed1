"""Duties of breakers: the factors of IEEE C37.13 as printed, the making capacities of IEC 60947-2, machines by hand."""

import math

import pytest

from designer.power.duty import (
    earth_fault,
    equivalent_duty,
    generator_correction,
    least_fault,
    machine_impedance,
    making_factor,
    multiplying_factor,
    sets_current,
    symmetrical_duty,
)
from designer.power.three_phase import PER_VA
from designer.units import magnitude, q

STEPS = ((10.0, 1.7), (20.0, 2.0), (50.0, 2.1), (1e9, 2.2))


@pytest.mark.parametrize(
    ("x_r", "tested", "printed"),
    [(6.6, 6.6, 1.00), (8.3, 6.6, 1.04), (11.7, 6.6, 1.09), (20.0, 6.6, 1.14), (4.9, 4.9, 1.00), (6.6, 4.9, 1.06),
     (11.72, 4.9, 1.16), (3.0, 4.9, 1.00)],
)  # fmt: skip
def test_multiplying_factors(x_r, tested, printed):
    """Makers' tables of multiplying factors for power circuit breakers (test X/R 6.6) and moulded cases (4.9)."""
    assert magnitude(multiplying_factor(x_r=x_r, x_t=tested), "") == pytest.approx(printed, abs=0.006)


@pytest.mark.parametrize(("rating", "factor"), [(6, 1.7), (10, 1.7), (18, 2.0), (50, 2.1), (65, 2.2), (100, 2.2)])
def test_making(rating, factor):
    """Making capacity over breaking capacity by the class of the rating."""
    assert making_factor(rating, STEPS) == factor


def test_duties_by_hand():
    """415 V behind 4.0946 mohm is 58.5 kA at rated voltage; 150 kA of peak asks for 68.2 kA of breaking capacity."""
    duty = symmetrical_duty(V_n=q(415, "V"), Z_k=q(4.0946, "mohm"), f_m=1.0)
    assert magnitude(duty, "kA") == pytest.approx(415 / math.sqrt(3) / 4.0946, rel=1e-12)
    assert magnitude(equivalent_duty(i_p=q(150, "kA"), n=2.2), "kA") == pytest.approx(68.18, abs=0.01)


def test_least_is_half_the_voltage_over_the_impedance():
    """Line to line: root three over two of the three-phase current at the same factor."""
    two = magnitude(least_fault(c=0.9, V_n=q(415, "V"), Z_k=q(4.0, "mohm")), "kA")
    three = 0.9 * 415 / math.sqrt(3) / 4.0
    assert two == pytest.approx(three * math.sqrt(3) / 2)


def test_earth_fault_of_equal_impedances():
    """With Z_0 equal to Z_1 the earth fault equals the three-phase fault."""
    current = magnitude(earth_fault(c=1.1, V_n=q(415, "V"), Z_e=q(3 * 4.0, "mohm")), "kA")
    assert current == pytest.approx(1.1 * 415 / math.sqrt(3) / 4.0)


def test_machines():
    """A motor feeds its locked-rotor current; three sets of 2.5 MW at 0.8 and 15 % give 3 x 4,347 A / 0.15."""
    ohms = magnitude(machine_impedance(V_n=q(415, "V"), S_r=q(100, "kVA"), k_LR=5.0, k_VA=PER_VA), "mohm")
    assert 415 / math.sqrt(3) / ohms == pytest.approx(5 * 100 / (math.sqrt(3) * 415), rel=1e-9)
    rated = q(3125 / (math.sqrt(3) * 415), "kA")
    current = magnitude(sets_current(c=1.0, n=3.0, I_r=rated, x_d=0.15, K_G=1.0), "kA")
    assert current == pytest.approx(86.95, abs=0.01)


def test_correction_of_a_generator():
    """x''d of 15 % and a power factor of 0.8 at its own voltage: 1.1 / 1.09 = 1.00917 (IEC 60909-0, 3.6.1)."""
    factor = magnitude(generator_correction(U_n=q(415, "V"), U_r=q(415, "V"), c=1.1, x_d=0.15, sin_phi=0.6), "")
    assert factor == pytest.approx(1.1 / 1.09)
    assert factor == pytest.approx(1.00917, abs=1e-5)
