"""Loss coefficients of fittings, from Crane TP-410's methods in `fluids`.

Bends, valves and tees are given by name, number and the bore that they stand in; the coefficient is that of the
velocity in the bore.
"""

import math
from collections.abc import Callable, Mapping

from fluids.fittings import (
    K_angle_valve_Crane,
    K_ball_valve_Crane,
    K_butterfly_valve_Crane,
    K_gate_valve_Crane,
    K_globe_valve_Crane,
    K_lift_check_valve_Crane,
    K_swing_check_valve_Crane,
    bend_rounded_Crane,
    entrance_sharp,
    exit_normal,
)
from fluids.friction import ft_Crane

__all__ = ["FITTINGS", "coefficient", "coefficients", "coil", "flow_factor"]


def _globe(bore: float) -> float:
    return float(K_globe_valve_Crane(D1=bore, D2=bore))


def _gate(bore: float) -> float:
    return float(K_gate_valve_Crane(D1=bore, D2=bore, angle=0.0))


def _ball(bore: float) -> float:
    return float(K_ball_valve_Crane(D1=bore, D2=bore, angle=0.0))


def _elbow(angle: float) -> Callable[[float], float]:
    return lambda bore: float(bend_rounded_Crane(Di=bore, angle=angle, bend_diameters=1.5))


#: Fittings by name: coefficient over bore [m].
FITTINGS: Mapping[str, Callable[[float], float]] = {
    "elbow-90": _elbow(90.0),
    "elbow-45": _elbow(45.0),
    "elbow-standard": lambda bore: 30.0 * float(ft_Crane(bore)),
    "tee-run": lambda bore: 20.0 * float(ft_Crane(bore)),
    "tee-branch": lambda bore: 60.0 * float(ft_Crane(bore)),
    "ball-valve": _ball,
    "gate-valve": _gate,
    "globe-valve": _globe,
    "angle-valve": lambda bore: float(K_angle_valve_Crane(D1=bore, D2=bore, style=1)),
    "butterfly-valve": lambda bore: float(K_butterfly_valve_Crane(bore)),
    "swing-check": lambda bore: float(K_swing_check_valve_Crane(bore)),
    "lift-check": lambda bore: float(K_lift_check_valve_Crane(D1=bore, D2=bore)),
    "entrance": lambda bore: float(entrance_sharp()),
    "exit": lambda bore: float(exit_normal()),
}


def coefficient(name: str, bore: float) -> float:
    """Loss coefficient of one fitting in a bore [m]. Raises `KeyError` for an unknown name.

    >>> round(coefficient("tee-branch", 0.1023), 2)
    0.97
    """
    return FITTINGS[name](bore)


def coefficients(numbers: Mapping[str, int], bore: float) -> float:
    """Sum of the coefficients of so many of each fitting."""
    return math.fsum(count * coefficient(name, bore) for name, count in numbers.items())


def coil(bore: float, turns: int, diameters: float, angle: float = 180.0) -> float:
    """Loss coefficient of a coil of bends, each of an angle [deg] and a radius in bores, by Crane's method."""
    return turns * float(bend_rounded_Crane(Di=bore, angle=angle, bend_diameters=diameters))


def flow_factor(kv: float, bore: float) -> float:
    """Loss coefficient in a bore [m] of a valve of flow factor Kv [m3/h at 1 bar].

    >>> round(flow_factor(100.0, 0.1), 2)
    15.99
    """
    area = math.pi * bore**2 / 4.0
    return 2.0 * 1e5 / 1000.0 * (area * 3600.0 / kv) ** 2
