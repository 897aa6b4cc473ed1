"""What a fault asks of a device: the duty by the test conditions of its rule pack.

NEC pack: symmetrical current at rated voltage times the multiplying factor for an X/R above that of the test
(IEEE C37.13, C37.010). IEC pack: the peak over the making factor that belongs to the rating (IEC 60947-2, 61439-1).
"""

import math
from collections.abc import Sequence

from designer.ledger import exp, formula, maximum, sqrt
from designer.units import Quantity

__all__ = [
    "earth_fault",
    "equivalent_duty",
    "generator_correction",
    "least_fault",
    "machine_impedance",
    "making_factor",
    "multiplying_factor",
    "set_impedance",
    "sets_current",
    "symmetrical_duty",
]

pi = math.pi


@formula("f_m", unit="", source="ieee-c37", clause="C37.13, breaker tested at x_t")
def multiplying_factor(x_r: Quantity, x_t: Quantity) -> Quantity:
    """Multiplying factor for a fault path of more X/R than the test circuit."""
    return (1 + exp(-pi / maximum(x_r, x_t))) / (1 + exp(-pi / x_t))


@formula("I_d", unit="kA", source="ieee-c37", clause="C37.13, E/Z times the multiplying factor")
def symmetrical_duty(V_n: Quantity, Z_k: Quantity, f_m: Quantity) -> Quantity:
    """Interrupting duty at rated voltage, symmetrical."""
    return V_n / (sqrt(3) * Z_k) * f_m


@formula("I_d", unit="kA", source="iec-60947", clause="60947-2 table 2: peak over making factor")
def equivalent_duty(i_p: Quantity, n: Quantity) -> Quantity:
    """Breaking capacity whose making capacity is the peak."""
    return i_p / n


@formula("Z_M", unit="mohm", source="iec-60909", clause="3.8, 3.6: machine behind its starting or subtransient current")
def machine_impedance(V_n: Quantity, S_r: Quantity, k_LR: Quantity, k_VA: Quantity) -> Quantity:
    """Impedance behind which a machine feeds a fault; k_LR is that current over the rated one."""
    return V_n**2 / (k_LR * S_r * k_VA)


@formula("K_G", unit="", source="iec-60909", clause="3.6.1: c_max, rated power factor")
def generator_correction(U_n: Quantity, U_r: Quantity, c: Quantity, x_d: Quantity, sin_phi: Quantity) -> Quantity:
    """Impedance correction factor of a generator without transformer."""
    return U_n / U_r * c / (1 + x_d * sin_phi)


@formula("Z_G", unit="mohm", source="iec-60909", clause="3.6: K_G times the subtransient reactance")
def set_impedance(V_n: Quantity, I_r: Quantity, x_d: Quantity, K_G: Quantity) -> Quantity:
    """Reactance of a generating set in a fault."""
    return x_d * K_G * V_n / (sqrt(3) * I_r)


@formula("I_kG", unit="kA", source="iec-60909", clause="3.6: sets in parallel behind K_G times their reactance")
def sets_current(c: Quantity, n: Quantity, I_r: Quantity, x_d: Quantity, K_G: Quantity) -> Quantity:
    """Initial fault current of generating sets in parallel."""
    return c * n * I_r / (x_d * K_G)


@formula("I_k2", unit="kA", source="iec-60909", clause="4.3: line to line, c_min")
def least_fault(c: Quantity, V_n: Quantity, Z_k: Quantity) -> Quantity:
    """Least fault between two lines."""
    return c * V_n / (2 * Z_k)


@formula("I_k1", unit="kA", source="iec-60909", clause="4.5: line to earth, solidly earthed star")
def earth_fault(c: Quantity, V_n: Quantity, Z_e: Quantity) -> Quantity:
    """Fault between a line and earth behind Z_e = 2 Z_1 + Z_0; Z_0 is that of the transformer alone."""
    return sqrt(3) * c * V_n / Z_e


def making_factor(rating_ka: float, steps: Sequence[tuple[float, float]]) -> float:
    """Peak over rms that a device of a rating [kA] is tested for: the first step (upper bound, factor) that holds it.

    >>> making_factor(65.0, ((10.0, 1.7), (20.0, 2.0), (50.0, 2.1), (300.0, 2.2)))
    2.2
    """
    return next((factor for upper, factor in steps if rating_ka <= upper), steps[-1][1])
