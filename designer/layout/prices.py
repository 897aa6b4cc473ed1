"""Prices of the floor: a bound on the racks of any mix of rows along and square to the walls.

If every run that could stand pays at least one for each of its racks, at whatever prices, then no more racks can stand
than the whole floor costs, for no two runs own the same floor. At one price everywhere that is the bound by area. Here
prices are sought at which the floor costs less: a linear programme over runs found wanting, by first-order steps, whose
answer need not be exact, for in the end prices are raised until the least of all runs pays.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.needs import Kind
from designer.layout.runs import Heading, Runs, heading_of
from designer.layout.tiles import Tiles, lattice_over

__all__ = ["Effort", "priced"]

Array = NDArray[np.float64]
#: So few runs of one direction are all taken up.
_FEW = 400
#: Runs that begin so close to one another [m] are one neighbourhood at first, eight times as far along them.
_NEAR = 0.5
#: What runs are asked for beyond their racks, so that few are found wanting in the end.
_MARGIN = 1.002
#: One price everywhere from which the search begins, as a share of that at which every run pays.
_BELOW = 0.85
#: Racks over what is paid from which on a run is taken up.
_SHORT = 1.003
#: Rounding left to the places of strips, as a share of what a run pays.
_ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class Effort:
    """How finely and how long prices are sought: lattice of a small hall and of others [m], the area up to which a hall
    is small [m2], length of a tile [m], rounds of finding runs that pay too little, steps in each, rounds of raising.
    """

    fine: float = 0.15
    coarse: float = 0.3
    small: float = 1000.0
    tile: float = 5.4
    rounds: int = 10
    steps: int = 300
    raises: int = 12


def priced(floor: Floor, kind: Kind, inner: BaseGeometry, start: float, effort: Effort = Effort()) -> float:
    """What the whole floor costs at prices that no run undercuts [racks], never more than at one price everywhere.

    `inner` is the floor that runs can own, `start` a price at which each pays enough [1/m2]. Rows go along or square to
    the walls; infinite where walls have more directions than two, for which runs are not told apart here.
    """
    turns = directions(floor.hall.polygon)
    if len(turns) != 2 or inner.is_empty:
        return math.inf
    frame, step = Frame(turns[0]), effort.fine if inner.area <= effort.small else effort.coarse
    lattice = lattice_over(frame, floor.extent(frame), step)
    headings = [heading_of(floor, kind, way, lattice) for way in (frame, frame.across())]
    length = max(1, round(effort.tile / step))
    tiles = Tiles(lattice, lattice.areas(inner), ((1, length), (length, 1)))
    search = _Search(tiles, headings, start / len(tiles.layers))
    field = np.full(lattice.shape, _BELOW * start)
    for turn in range(effort.rounds):
        search.add([h.short(field, _SHORT) for h in headings], _NEAR / (1 + turn / 4))
        if not len(search.racks):
            break
        field = tiles.field(search.steps(effort.steps))
    return min(_raised(tiles, headings, field, effort.raises), float(tiles.areas.sum() * start))


class _Search:
    """The linear programme over the runs found so far: least cost of all tiles so that each of them pays."""

    def __init__(self, tiles: Tiles, headings: list[Heading], price: float) -> None:
        self.tiles, self.headings = tiles, headings
        self.least = 0.2 * price
        self.costs = tiles.costs + _ROUNDING
        self.prices = np.full(len(self.costs), price)
        self.shares = sparse.csr_matrix((0, len(self.costs)))
        self.racks: Array = np.zeros(0)
        self.worth: Array = np.zeros(0)

    def add(self, found: list[Runs], near: float) -> None:
        """Take up runs, of each neighbourhood the worst; forget those that pay well and hold nothing up."""
        if len(self.racks) > 3000:
            idle = (self.shares @ self.prices > 1.08 * self.racks) & (self.worth < 1e-6)
            self.shares, self.racks, self.worth = self.shares[~idle], self.racks[~idle], self.worth[~idle]
        fresh = [(h, runs.picked(_thinned(runs, near))) for h, runs in zip(self.headings, found, strict=True)]
        for heading, runs in fresh:
            if len(runs.racks):
                self.shares = sparse.vstack([self.shares, self.tiles.shares(heading.back(runs))], format="csr")
                self.racks = np.concatenate([self.racks, runs.racks])
                self.worth = np.concatenate([self.worth, np.zeros(len(runs.racks))])

    def steps(self, count: int, balance: float = 4.0) -> Array:
        """Prices after so many primal-dual steps from where the last ones ended, averaged over the later half."""
        shares, back = self.shares, self.shares.T.tocsr()
        column, row = np.asarray(abs(shares).sum(axis=0)).ravel(), np.asarray(abs(shares).sum(axis=1)).ravel()
        quick, slow = balance / np.maximum(column, 1e-6), 1 / balance / np.maximum(row, 1e-6)
        prices, worth, total = self.prices, self.worth, np.zeros_like(self.prices)
        pull = back @ worth
        for k in range(count):
            moved = np.maximum(prices - quick * (self.costs - pull), self.least)
            worth = np.maximum(worth + slow * (self.racks - shares @ (2 * moved - prices)), 0.0)
            prices, pull = moved, back @ worth
            if k >= count // 2:
                total += prices
        self.prices, self.worth = prices, worth
        return np.asarray(total / (count - count // 2))


def _thinned(runs: Runs, near: float) -> NDArray[np.int64]:
    """The worst run of each facing, level and place."""
    if len(runs.racks) < _FEW:
        return np.arange(len(runs.racks))
    keys = np.stack([runs.facing, np.round(runs.low / near), np.round((runs.start + runs.end) / 2 / near / 8)])
    order = np.argsort(-runs.short, kind="stable")
    _, first = np.unique(keys[:, order], axis=1, return_index=True)
    return np.asarray(order[np.sort(first)], dtype=np.int64)


def _raised(tiles: Tiles, headings: list[Heading], field: Array, rounds: int) -> float:
    """The cost of the floor once prices are raised until every run pays."""
    field = field.copy()
    for _ in range(rounds):
        found = [h.short(field, 1.001) for h in headings]
        if not any(len(runs.racks) for runs in found):
            break
        for heading, runs in zip(headings, found, strict=True):
            _raise(tiles, heading, runs, field)
    worst = max((runs.short.max() for h in headings if len((runs := h.short(field, 0.999)).short)), default=1.0)
    return float((tiles.areas * field).sum() * max(1.0, worst) * (1 + _ROUNDING))


def _raise(tiles: Tiles, heading: Heading, runs: Runs, field: Array) -> None:
    """Make the worst runs pay, where one has not just raised the floor of another: the floor that most of them own."""
    lacking = runs.racks - runs.racks / runs.short
    order = np.argsort(-lacking, kind="stable")
    parts = _cells(tiles, heading.back(runs.picked(order))[:, 0])
    heat, touched = np.zeros(field.shape), np.zeros(field.shape, dtype=bool)
    for part in parts:
        heat[part] += 1.0
    for part, amount in zip(parts, lacking[order].tolist(), strict=True):
        if touched[part].mean() < 0.15:
            touched[part] = True
            hot = heat[part] >= 0.7 * heat[part].max()
            field[part] += np.where(hot, amount / (hot.sum() * tiles.lattice.step**2), 0.0)


def _cells(tiles: Tiles, owned: Array) -> list[tuple[slice, slice]]:
    """The cells that rectangles of floor meet."""
    step, corner = tiles.lattice.step, np.array(tiles.lattice.corner)
    low = np.floor((owned[:, [0, 2]] - corner) / step + 1e-6).astype(int).clip(0)
    high = np.ceil((owned[:, [1, 3]] - corner) / step - 1e-6).astype(int)
    return [
        (slice(u0, u1), slice(v0, v1))
        for (u0, v0), (u1, v1) in zip(low.tolist(), high.tolist(), strict=True)
    ]
