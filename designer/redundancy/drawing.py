"""Random states of a graph by the number of elements that are down: each state drawn as often as its weight says.

With independent elements of odds o = p / (1 - p), the chance of exactly k down is e_k(o) times the chance of none,
where e_k is the sum over all sets of k of the product of their odds. A set of k is drawn one element after another by
the partial sums of e_k, which needs no rejection and no repetition. Half of the draws follow the odds themselves, the
rest flattened odds, so that what is rare and yet decisive is met as well; each state carries the weight that makes the
mixture unbiased, two at most.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lots", "chances_of", "draw", "lots_of", "sums_of"]

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

#: How the odds are flattened, and the share of the draws that follow each.
_FLATTENED = ((1.0, 0.5), (0.5, 0.3), (0.0, 0.2))


@dataclass(frozen=True, slots=True)
class Lots:
    """Odds of each element in each flattening, with the sums over the sets drawn from element i on: sums[i, k]."""

    odds: tuple[Floats, ...]
    sums: tuple[Floats, ...]

    @property
    def most(self) -> int:
        """The largest number of elements down that can be drawn."""
        return self.sums[0].shape[1] - 1


def sums_of(odds: Floats, most: int) -> Floats:
    """Sums over all sets of k among the elements from i on of the product of their odds, as sums[i, k].

    >>> sums_of(np.array([1.0, 2.0, 3.0]), 2)[0].tolist()
    [1.0, 6.0, 11.0]
    """
    table = np.zeros((len(odds) + 1, most + 1))
    table[:, 0] = 1.0
    for k in range(1, most + 1):
        table[:-1, k] = np.cumsum((odds * table[1:, k - 1])[::-1])[::-1]
    return table


def chances_of(down: Floats, most: int) -> Floats:
    """Chance that exactly 0, 1, ... `most` of independent elements are down.

    >>> chances_of(np.array([0.5, 0.5]), 2).tolist()
    [0.25, 0.5, 0.25]
    """
    none = float(np.exp(np.log1p(-down).sum()))
    return np.asarray(none * sums_of(down / (1.0 - down), most)[0])


def lots_of(down: Floats, most: int) -> Lots:
    """The lots of elements that are down with these chances (above 0, below 1)."""
    odds = down / (1.0 - down)
    flat = tuple((odds / odds.max()) ** power if len(odds) else odds for power, _ in _FLATTENED)
    return Lots(flat, tuple(sums_of(o, most) for o in flat))


def draw(rng: np.random.Generator, lots: Lots, states: int, k: int) -> tuple[Index, Floats]:
    """`states` sets of `k` elements (states x k, ascending) and their weights, whose mean over the draws is one."""
    shares = np.cumsum([share for _, share in _FLATTENED])
    ends = (shares * states).round().astype(np.int64)
    starts = np.concatenate([[0], ends[:-1]])
    parts = [
        _draw(rng, sums, int(end - start), k) for sums, start, end in zip(lots.sums, starts, ends, strict=True)
    ]
    sets = np.concatenate(parts)
    dense = [
        np.prod(odds[sets], axis=1) / sums[0, k] for odds, sums in zip(lots.odds, lots.sums, strict=True)
    ]
    mixed = sum(float(end - start) / states * d for d, start, end in zip(dense, starts, ends, strict=True))
    return sets, dense[0] / mixed


def _draw(rng: np.random.Generator, sums: Floats, states: int, k: int) -> Index:
    """Sets of k after the odds behind `sums`: the next element is the last before which enough of the sum is left."""
    sets = np.empty((states, k), dtype=np.int64)
    start = np.zeros(states, dtype=np.int64)
    for place in range(k):
        rest = k - place
        rising = sums[::-1, rest]
        wanted = rng.random(states) * sums[start, rest]
        below = np.searchsorted(rising, wanted, side="right")
        chosen = len(rising) - 1 - below
        sets[:, place] = np.clip(chosen, start, len(rising) - 1 - rest)
        start = sets[:, place] + 1
    return sets
