"""Pipes: friction in every regime, sizing by velocity and gradient, runs with their working.

Darcy-Weisbach throughout. Laminar flow (Re <= 2300) follows 64/Re, turbulent flow (Re >= 4000) Colebrook's equation;
between them a monotone blend is used and the run is flagged ``transition``: published data are unreliable there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Pipe, PipeSize
from designer.ledger import formula
from designer.sizing.coolant import FluidState
from designer.units import Quantity, magnitude, q

__all__ = [
    "LAMINAR",
    "TURBULENT",
    "Bore",
    "SizeRule",
    "bores_of",
    "choose_bore",
    "colebrook",
    "fitting_loss",
    "friction",
    "friction_factor",
    "friction_slope",
    "gradient",
    "gradient_pa_m",
    "minimum_bore",
    "pipe_loss",
    "pump_power",
    "regime",
    "reynolds",
    "valve_kv",
    "velocity",
]

#: Reynolds numbers between which flow is neither surely laminar nor surely turbulent.
LAMINAR, TURBULENT = 2300.0, 4000.0

Floats = NDArray[np.float64]


def colebrook(re: Any, relative: Any) -> Any:
    """Darcy friction factor of turbulent flow by Colebrook's equation, solved to rounding.

    `re` and `relative` (roughness over bore) are floats or arrays of one shape. Newton on x = 1/sqrt(f) from Haaland's
    explicit value; four steps reach 1e-15.

    >>> round(float(colebrook(1e5, 1e-4)), 9)
    0.018513866
    """
    a, b = relative / 3.7, 2.51 / re
    x = -1.8 * np.log10(a**1.11 + 6.9 / re)
    for _ in range(4):
        inner = a + b * x
        residual = x + 2.0 * np.log10(inner)
        x = x - residual / (1.0 + 2.0 * b / (math.log(10.0) * inner))
    return 1.0 / (x * x)


def friction(re: Any, relative: Any) -> Any:
    """Darcy friction factor in every regime; floats or arrays. Between 2300 and 4000 a smooth monotone blend.

    >>> float(friction(1000.0, 1e-4))
    0.064
    """
    number = np.maximum(np.asarray(re, dtype=np.float64), 1e-9)
    share = np.clip((number - LAMINAR) / (TURBULENT - LAMINAR), 0.0, 1.0)
    weight = share * share * (3.0 - 2.0 * share)
    laminar = 64.0 / np.minimum(number, TURBULENT)
    return (1.0 - weight) * laminar + weight * colebrook(np.maximum(number, LAMINAR), relative)


def friction_slope(re: Floats, relative: Floats) -> tuple[Floats, Floats]:
    """`friction` and its derivative by the Reynolds number, for Newton's method."""
    number = np.maximum(re, 1e-9)
    turbulent_re = np.maximum(number, LAMINAR)
    share = np.clip((number - LAMINAR) / (TURBULENT - LAMINAR), 0.0, 1.0)
    weight = share * share * (3.0 - 2.0 * share)
    weight_slope = 6.0 * share * (1.0 - share) / (TURBULENT - LAMINAR)
    laminar = 64.0 / np.minimum(number, TURBULENT)
    turbulent = colebrook(turbulent_re, relative)
    x = turbulent**-0.5
    pull = 2.0 / (math.log(10.0) * (relative / 3.7 + 2.51 / turbulent_re * x))
    x_slope = pull * 2.51 * x / turbulent_re**2 / (1.0 + pull * 2.51 / turbulent_re)
    factor = (1.0 - weight) * laminar + weight * turbulent
    slope = weight_slope * (turbulent - laminar) - (1.0 - weight) * laminar / number - 2.0 * weight * x**-3 * x_slope
    return factor, slope


def regime(re: float) -> str:
    """``laminar``, ``transition`` (flagged) or ``turbulent``."""
    if re < LAMINAR:
        return "laminar"
    return "turbulent" if re >= TURBULENT else "transition"


@formula("v", unit="m/s", source="textbook")
def velocity(V: Quantity, D: Quantity) -> Quantity:
    """Mean velocity in a pipe."""
    return V / (3.141592653589793 * D**2 / 4)


@formula("Re", unit="", source="textbook")
def reynolds(rho: Quantity, v: Quantity, D: Quantity, mu: Quantity) -> Quantity:
    """Reynolds number."""
    return rho * v * D / mu


@formula("f", unit="", source="textbook", clause="64/Re; Colebrook above Re 4000")
def friction_factor(Re: Quantity, eps: Quantity, D: Quantity) -> Quantity:
    """Darcy friction factor."""
    return darcy(Re, eps / D)


@formula("R", unit="Pa/m", source="textbook", clause="Darcy-Weisbach")
def gradient(f: Quantity, rho: Quantity, v: Quantity, D: Quantity) -> Quantity:
    """Pressure gradient of a straight pipe."""
    return f * rho * v**2 / (2 * D)


@formula("dp", unit="kPa", source="textbook", clause="straight pipe and fittings")
def pipe_loss(R: Quantity, L: Quantity, k_fit: Quantity) -> Quantity:
    """Pressure drop of a run with its fittings as a share of the straight pipe."""
    return R * L * (1 + k_fit)


@formula("dp_K", unit="kPa", source="crane-tp410", clause="sum of K of its counted fittings")
def fitting_loss(K: Quantity, rho: Quantity, v: Quantity) -> Quantity:
    """Pressure drop of the fittings of a run that are counted one by one: those of its passings, of a CDU's branch."""
    return K * rho * v**2 / 2


@formula("D_min", unit="mm", source="textbook")
def minimum_bore(V: Quantity, v_max: Quantity) -> Quantity:
    """Smallest bore that keeps the velocity limit."""
    return (4 * V / (3.141592653589793 * v_max)) ** 0.5


@formula("P", unit="kW", source="textbook")
def pump_power(V: Quantity, dp: Quantity, eta: Quantity) -> Quantity:
    """Power of a pump at a duty."""
    return V * dp / eta


@formula("K_v", unit="m3/h", source="textbook", clause="flow at 1 bar with water of 1000 kg/m3")
def valve_kv(V: Quantity, dp: Quantity, rho: Quantity) -> Quantity:
    """Flow coefficient of a valve that takes a pressure drop."""
    return V * (((rho / q(1000, "kg/m3")) * q(1, "bar") / dp) ** 0.5)


def darcy(re: Quantity, relative: Quantity) -> Quantity:
    """`friction` of two dimensionless quantities."""
    return q(float(friction(magnitude(re, ""), magnitude(relative, ""))))


@dataclass(frozen=True, slots=True)
class Bore:
    """One size of a pipe record with what a calculation needs: name, DN, bore and roughness [m], mass [kg/m]."""

    catalog: str
    nominal: str
    dn: int
    bore_m: float
    roughness_m: float
    outside_m: float
    kg_m: float

    @property
    def area(self) -> float:
        """Clear area [m2]."""
        return math.pi * self.bore_m**2 / 4.0

    @property
    def litres_m(self) -> float:
        """Content [L/m]."""
        return self.area * 1000.0


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Limits of pipe sizing: velocity up to `small_m` bore and above [m/s], gradient [Pa/m], largest bore [m]."""

    velocity_small: float
    velocity_large: float
    small_m: float
    gradient: float
    largest_m: float


def bores_of(pipes: Sequence[Pipe], loop: str) -> tuple[Bore, ...]:
    """The sizes of the pipe record for a loop (``tcs`` or ``fws``), by bore: made for it alone first, then most sizes.

    Records that end below DN 100 (hoses) are no headers.
    """
    fit = [p for p in pipes if loop in p.loops and max((s.dn for s in p.sizes), default=0) >= 100]
    if not fit:
        return ()
    record = min(fit, key=lambda p: (len(p.loops), -len(p.sizes), p.slug))
    return tuple(sorted((_bore(record, s) for s in record.sizes if s.bore.known), key=lambda b: b.bore_m))


def _bore(record: Pipe, size: PipeSize) -> Bore:
    return Bore(
        record.key,
        size.nominal,
        size.dn,
        size.bore.si("mm") / 1000.0,
        record.roughness.si("mm") / 1000.0,
        size.outside.si("mm") / 1000.0 if size.outside.known else size.bore.si("mm") / 1000.0,
        size.mass.si("kg/m") if size.mass.known else 0.0,
    )


@lru_cache(maxsize=16384)
def gradient_pa_m(flow_m3_s: float, bore: Bore, state: FluidState) -> tuple[float, float, float]:
    """Gradient [Pa/m], velocity [m/s] and Reynolds number of a flow in a bore."""
    v = flow_m3_s / bore.area
    re = state.density * v * bore.bore_m / state.viscosity
    f = float(friction(re, bore.roughness_m / bore.bore_m))
    return f * state.density * v * v / (2.0 * bore.bore_m), v, re


def choose_bore(flow_m3_s: float, bores: Sequence[Bore], state: FluidState, rule: SizeRule) -> tuple[Bore, int]:
    """The smallest bore that keeps velocity and gradient, and how many pipes in parallel (1 unless none is large
    enough).

    Raises `LookupError` when there are no bores.
    """
    usable = [b for b in bores if b.bore_m <= rule.largest_m] or list(bores[:1])
    if not usable:
        raise LookupError("pipe")
    for parallel in range(1, 20):
        for bore in usable:
            slope, v, _ = gradient_pa_m(flow_m3_s / parallel, bore, state)
            limit = rule.velocity_small if bore.bore_m <= rule.small_m else rule.velocity_large
            if v <= limit and slope <= rule.gradient:
                return bore, parallel
    return usable[-1], 20
