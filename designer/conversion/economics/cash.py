"""Cash flow in months: present value, internal rate, payback, ramps. Plain arrays, once the prices are numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

__all__ = ["Reals", "escalated", "internal_rate", "payback", "present_value", "spread", "steps_up"]

Reals = NDArray[np.float64]
#: Monthly rates between which an internal rate is looked for.
_LOWEST, _HIGHEST = -0.9, 10.0


def present_value(rate: float, flow: Sequence[float] | Reals) -> float:
    """Present value of flows at the ends of months 0, 1, 2 ... at a monthly rate.

    >>> round(present_value(0.1, [-100.0, 60.0, 60.0]), 4)
    4.1322
    """
    months = np.arange(len(flow))
    return float(np.sum(np.asarray(flow) / (1.0 + rate) ** months))


def internal_rate(flow: Sequence[float] | Reals) -> float | None:
    """Monthly rate at which the present value is nothing; None without both signs or without a single root between.

    >>> round(internal_rate([-100.0, 60.0, 60.0]) or 0.0, 6)
    0.130662
    """
    numbers = np.asarray(flow, dtype=np.float64)
    if not (numbers.min(initial=0.0) < 0.0 < numbers.max(initial=0.0)):
        return None
    rates = (_LOWEST, -0.05, -0.01, 0.0, 0.005, 0.02, 0.1, 1.0, _HIGHEST)
    values = [present_value(rate, numbers) for rate in rates]
    changes = [n for n in range(len(rates) - 1) if values[n] * values[n + 1] <= 0.0]
    if len(changes) != 1:
        return None
    low, high = rates[changes[0]], rates[changes[0] + 1]
    return float(brentq(lambda rate: present_value(rate, numbers), low, high, xtol=1e-14))


def payback(flow: Sequence[float] | Reals) -> int | None:
    """The first month in which the flows so far are no longer negative and stay so; None when that never comes."""
    total = np.cumsum(np.asarray(flow, dtype=np.float64))
    below = np.flatnonzero(total < 0.0)
    if not below.size:
        return 0
    return int(below[-1]) + 1 if below[-1] + 1 < len(total) else None


def spread(amount: float, start: float, end: float, months: int) -> Reals:
    """An amount spent evenly from one month to another."""
    edges = np.arange(months + 1, dtype=np.float64)
    width = max(end - start, 1e-9)
    done = np.clip((edges - start) / width, 0.0, 1.0)
    return np.asarray(amount * np.diff(done), dtype=np.float64)


def steps_up(levels: Sequence[tuple[float, float]], months: int) -> Reals:
    """A level in each month: (month from which, level), the month in which it changes counted in part."""
    found = np.zeros(months)
    edges = np.arange(months, dtype=np.float64)
    before = 0.0
    for month, level in levels:
        found += (level - before) * np.clip(edges + 1.0 - month, 0.0, 1.0)
        before = level
    return found


def escalated(rate: float, months: int) -> Reals:
    """Factor of each month for a yearly step of prices: a year after the first month it is 1 + rate."""
    return np.asarray((1.0 + rate) ** (np.arange(months) // 12), dtype=np.float64)
