"""Three-phase fault levels by IEC 60909: correction factor of transformers, initial and peak current."""

from dataclasses import dataclass

from designer.ledger import exp, formula, sqrt
from designer.units import Quantity

__all__ = [
    "Fault",
    "fault_at",
    "grid_impedance",
    "infinite_bus_current",
    "initial_current",
    "kappa",
    "peak_current",
    "resistive_part",
    "transformer_correction",
    "transformer_impedance",
    "transformer_reactance",
]


@formula("Z_Q", unit="mohm", source="iec-60909", clause="6.2")
def grid_impedance(c: Quantity, V_n: Quantity, S_k: Quantity, t_r: Quantity, k_VA: Quantity) -> Quantity:
    """Impedance of the network feeder, referred by the ratio t_r = lower / upper voltage."""
    return c * V_n**2 / (S_k * k_VA) * t_r**2


@formula("R", unit="mohm", source="textbook")
def resistive_part(Z: Quantity, x_r: Quantity) -> Quantity:
    """Resistance of an impedance of known X/R."""
    return Z / sqrt(1 + x_r**2)


@formula("x_T", unit="", source="iec-60909", clause="6.3")
def transformer_reactance(u_k: Quantity, u_r: Quantity) -> Quantity:
    """Relative reactance of a transformer."""
    return sqrt(u_k**2 - u_r**2)


@formula("K_T", unit="", source="iec-60909", clause="6.3.3")
def transformer_correction(c: Quantity, x_T: Quantity) -> Quantity:
    """Impedance correction factor of a transformer."""
    return 0.95 * c / (1 + 0.6 * x_T)


@formula("Z_T", unit="mohm", source="iec-60909", clause="6.3.1")
def transformer_impedance(u_k: Quantity, V_r: Quantity, S_r: Quantity, k_VA: Quantity) -> Quantity:
    """Impedance of a transformer seen from its lower voltage."""
    return u_k * V_r**2 / (S_r * k_VA)


@formula("I_k", unit="kA", source="iec-60909", clause="7.2")
def initial_current(c: Quantity, V_n: Quantity, Z_k: Quantity) -> Quantity:
    """Initial symmetrical short-circuit current."""
    return c * V_n / (sqrt(3) * Z_k)


@formula("κ", unit="", source="iec-60909", clause="8.1.1")
def kappa(R: Quantity, X: Quantity) -> Quantity:
    """Peak factor from the R/X of the fault path."""
    return 1.02 + 0.98 * exp(-3 * R / X)


@formula("i_p", unit="kA", source="iec-60909", clause="8.1.1")
def peak_current(kappa: Quantity, I_k: Quantity) -> Quantity:
    """Peak short-circuit current."""
    return kappa * sqrt(2) * I_k


@formula("I_∞", unit="kA", source="textbook", clause="full-load current over per-unit impedance")
def infinite_bus_current(I_r: Quantity, u_k: Quantity, f_tol: Quantity) -> Quantity:
    """Fault current behind a transformer on an infinite bus, impedance at its tolerance."""
    return I_r / (u_k * (1 - f_tol))


@dataclass(frozen=True, slots=True)
class Fault:
    """A three-phase fault: Ik'' [kA], peak [kA], X/R of the path."""

    current: float
    peak: float
    x_over_r: float


def fault_at(impedance: complex, voltage: float, c: float) -> Fault:
    """The fault behind a path impedance [mohm] at a line voltage [V] with voltage factor c.

    >>> fault = fault_at(0.5729 + 4.0946j, 415.0, 1.10)
    >>> round(fault.current, 2), round(fault.peak, 1)
    (63.75, 150.0)
    """
    current = initial_current.function(c=c, V_n=voltage, Z_k=abs(impedance))
    factor = kappa.function(R=impedance.real, X=impedance.imag)
    peak = peak_current.function(kappa=factor, I_k=current)
    return Fault(float(current), float(peak), impedance.imag / impedance.real)
