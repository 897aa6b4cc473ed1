"""Friction for many pipes at once: the law of `pipes.friction`, made quick for Newton's method.

Colebrook's equation is solved for x = 1/sqrt(f), starting from the x of the step before; laminar and blended flow are
worked out only for the pipes that are in it.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from designer.cooling.hydraulics.network import Floats
from designer.cooling.pipes import LAMINAR, TURBULENT

__all__ = ["LAWS", "Friction"]

#: Friction laws: Colebrook's equation with laminar and blended flow below it, the explicit one that EPANET uses with
#: the same, and Colebrook's equation at every Reynolds number, as packages without a laminar branch have it: for
#: comparing with them alone, since it is wrong by a third at Re 500.
LAWS = ("colebrook", "swamee-jain", "colebrook-throughout")

_LOG = 2.0 / math.log(10.0)
_SMALL = 1e-9
#: Reynolds number below which Colebrook's equation by itself is not followed.
_LEAST = 10.0


@dataclass(slots=True)
class Friction:
    """Darcy factors of pipes of given relative roughness; `x` is kept between calls."""

    relative: Floats
    law: str = "colebrook"
    x: Floats | None = None
    rough: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.rough = self.relative / 3.7

    def at(self, re: Floats, exact: bool = False) -> tuple[Floats, Floats]:
        """Factor and its derivative by the Reynolds number; `exact` solves Colebrook's equation to rounding."""
        if self.law == "colebrook-throughout":
            return self._colebrook(np.maximum(re, _LEAST), 8 if self.x is None else 4 if exact else 2)
        number = np.maximum(re, LAMINAR)
        if self.law == "colebrook":
            factor, slope = self._colebrook(number, 1 if not exact else 4 if self.x is None else 2)
        else:
            factor, slope = self._swamee_jain(number)
        low = np.flatnonzero(re < TURBULENT)
        if low.size:
            factor[low], slope[low] = _blend(re[low], factor[low], slope[low])
        return factor, slope

    def _colebrook(self, re: Floats, steps: int) -> tuple[Floats, Floats]:
        a, b = self.rough, 2.51 / re
        x = self.x
        if x is None:
            x = -0.9 * _LOG * np.log(a**1.11 + 6.9 / re)
        for _ in range(steps):
            inner = a + b * x
            x = x - (x + _LOG * np.log(inner)) / (1.0 + _LOG * b / inner)
        self.x = x
        factor = 1.0 / (x * x)
        pull = _LOG * b / (a + b * x)
        return factor, -2.0 * factor * pull / (re * (1.0 + pull))

    def _swamee_jain(self, re: Floats) -> tuple[Floats, Floats]:
        rest = 5.74 * re**-0.9
        inner = self.rough + rest
        x = -_LOG * np.log(inner)
        factor = 1.0 / (x * x)
        return factor, -2.0 * factor / x * _LOG * 0.9 * rest / (re * inner)


def _blend(re: Floats, turbulent: Floats, turbulent_slope: Floats) -> tuple[Floats, Floats]:
    """Laminar below 2300, the smooth blend above: factor and slope from those of turbulent flow."""
    number = np.maximum(re, _SMALL)
    share = np.minimum(np.maximum((number - LAMINAR) / (TURBULENT - LAMINAR), 0.0), 1.0)
    weight = share * share * (3.0 - 2.0 * share)
    weight_slope = 6.0 * share * (1.0 - share) / (TURBULENT - LAMINAR)
    laminar = 64.0 / number
    factor = (1.0 - weight) * laminar + weight * turbulent
    slope = weight_slope * (turbulent - laminar) - (1.0 - weight) * laminar / number + weight * turbulent_slope
    return factor, slope
