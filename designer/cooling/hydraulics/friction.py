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

#: Friction laws: Colebrook's equation with laminar and blended flow below it; EPANET's own, the explicit equation of
#: Swamee and Jain with laminar flow to Re 2000 and a cubic up to 4000; and Colebrook's equation at every Reynolds
#: number, as packages without a laminar branch have it: for comparing with them alone, since it is wrong by a third at
#: Re 500.
LAWS = ("colebrook", "swamee-jain", "colebrook-throughout")

_LOG = 2.0 / math.log(10.0)
_SMALL = 1e-9
#: Reynolds number below which Colebrook's equation by itself is not followed.
_LEAST = 10.0
#: Reynolds number to which EPANET takes flow for laminar; its law of turbulent flow begins at twice that.
_EPANET_LAMINAR = 2000.0


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
        if self.law == "swamee-jain":
            return self._epanet(np.maximum(re, _SMALL))
        number = np.maximum(re, LAMINAR)
        factor, slope = self._colebrook(number, 1 if not exact else 4 if self.x is None else 2)
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

    def _epanet(self, re: Floats) -> tuple[Floats, Floats]:
        """The factor as EPANET 2.2 has it (manual, analysis algorithms, Darcy-Weisbach): between laminar and turbulent
        flow the cubic that meets both in value and slope (Dunlop 1991).
        """
        whole = np.maximum(re, 2.0 * _EPANET_LAMINAR)
        rest = 5.74 * whole**-0.9
        inner = self.rough + rest
        x = -_LOG * np.log(inner)
        factor = 1.0 / (x * x)
        slope = -2.0 * factor / x * _LOG * 0.9 * rest / (whole * inner)
        span = _EPANET_LAMINAR
        part = np.clip(re / span - 1.0, 0.0, 1.0)
        low, fall = 64.0 / span, -64.0 / span
        rise = slope * span
        bend, turn = 3.0 * (factor - low) - 2.0 * fall - rise, 2.0 * (low - factor) + fall + rise
        cubic = low + part * (fall + part * (bend + part * turn))
        cubic_slope = (fall + part * (2.0 * bend + 3.0 * part * turn)) / span
        between, laminar = re < 2.0 * span, re < span
        factor = np.where(laminar, 64.0 / re, np.where(between, cubic, factor))
        return factor, np.where(laminar, -64.0 / re**2, np.where(between, cubic_slope, slope))


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
