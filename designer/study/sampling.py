"""Which combinations are tried: all of them, or a Latin hypercube."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from designer.study.records import Axis

__all__ = ["grid", "grid_size", "hypercube", "steps_of"]

#: Significant digits of a sampled number.
_DIGITS = 4


def grid_size(axes: Sequence[Axis], briefs: int) -> int:
    """How many combinations a grid has."""
    total = briefs
    for axis in axes:
        total *= len(axis.values)
    return total


def grid(axes: Sequence[Axis], briefs: Sequence[str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every combination, the last axis varied fastest."""
    return ((brief, values) for brief in briefs for values in itertools.product(*(axis.values for axis in axes)))


def hypercube(
    axes: Sequence[Axis], briefs: Sequence[str], variants: int, seed: int
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """A Latin hypercube: along each axis every one of `variants` equal slices is hit once; the same for a seed."""
    from scipy.stats import qmc  # heavy; only a sampled study needs it

    points = qmc.LatinHypercube(d=len(axes) + 1, rng=seed).random(variants)
    for point in points.tolist():
        brief = briefs[min(int(point[0] * len(briefs)), len(briefs) - 1)]
        yield brief, tuple(_value(axis, share) for axis, share in zip(axes, point[1:], strict=True))


def _value(axis: Axis, share: float) -> Any:
    if axis.low is not None and axis.high is not None:
        return f"{axis.low + (axis.high - axis.low) * share:.{_DIGITS}g} {axis.unit}".strip()
    return axis.values[min(int(share * len(axis.values)), len(axis.values) - 1)]


def steps_of(low: float, high: float, steps: int, unit: str) -> tuple[str, ...]:
    """Evenly spaced texts of a range, both ends among them.

    >>> steps_of(30.0, 45.0, 4, "degC")
    ('30 degC', '35 degC', '40 degC', '45 degC')
    """
    return tuple(f"{low + (high - low) * n / (steps - 1):.6g} {unit}".strip() for n in range(steps))
