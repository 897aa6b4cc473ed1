"""Currents and apparent powers of a three-phase line."""

from designer.ledger import formula, sqrt
from designer.units import Quantity, q

__all__ = [
    "PER_VA",
    "amperes",
    "apparent_power",
    "breaker_current",
    "line_current",
    "rated_current",
    "real_power",
    "vector_of",
]

#: One volt times one ampere is one volt-ampere: keeps apparent power a dimension of its own.
PER_VA = q(1.0, "kW/kVA")


@formula("I", unit="A", source="textbook")
def line_current(P: Quantity, V: Quantity, pf: Quantity) -> Quantity:
    """Line current of a three-phase load."""
    return P / (sqrt(3) * V * pf)


@formula("I_r", unit="A", source="textbook")
def rated_current(S_r: Quantity, V_r: Quantity, k_VA: Quantity) -> Quantity:
    """Full-load current of a three-phase apparatus."""
    return S_r * k_VA / (sqrt(3) * V_r)


@formula("S", unit="kVA", source="textbook")
def apparent_power(P: Quantity, pf: Quantity, k_VA: Quantity) -> Quantity:
    """Apparent power of a load."""
    return P / (pf * k_VA)


@formula("P", unit="kW", source="textbook")
def real_power(S: Quantity, pf: Quantity, k_VA: Quantity) -> Quantity:
    """Real power that an apparent power carries."""
    return S * k_VA * pf


@formula("I_b", unit="A", source="nfpa-70", clause="210.20, 215.3: continuous-load factor")
def breaker_current(I_L: Quantity, f_cont: Quantity) -> Quantity:
    """Least rating of the overcurrent device for a continuous current."""
    return I_L * f_cont


def amperes(kva: float, volts: float) -> float:
    """Line current [A] of an apparent power [kVA] at a line voltage [V].

    >>> round(amperes(2500.0, 415.0))
    3478
    """
    return float(rated_current.function(S_r=kva, V_r=volts, k_VA=1000.0))


def vector_of(kilowatts: float, power_factor: float) -> complex:
    """Complex apparent power [kVA] of a lagging load.

    >>> round(vector_of(80.0, 0.8).imag, 6)
    60.0
    """
    return complex(kilowatts, kilowatts * (1.0 / power_factor**2 - 1.0) ** 0.5)
