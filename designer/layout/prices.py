"""Prices of the floor: a bound on the racks of any mix of rows along and square to a wall.

If every run that could stand pays at least one for each of its racks, at whatever prices, then no more racks can stand
than the whole floor costs, for no two runs own the same floor. At one price everywhere that is the bound by area. Here
prices are sought at which the floor costs less: a linear programme over runs found wanting, by first-order steps, whose
answer need not be exact, for in the end prices are raised until the least of all runs pays.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.needs import Kind
from designer.layout.runs import Runs, heading_of
from designer.layout.tiles import Prices, lattice_over

__all__ = ["COARSE", "FINE", "Effort", "priced"]

Array = NDArray[np.float64]
#: So few runs of one direction are all taken up.
_FEW = 400
#: Runs that begin so close to one another [m] are one neighbourhood at first, eight times as far along them.
_NEAR = 0.5
#: Racks over what is paid from which on a run is taken up.
_SHORT = 1.002
#: Racks over what is paid from which on prices are raised for a run.
_LEFT = 1.0003
#: The same while prices settle; by how much steps are fewer then.
_CLOSE, _QUICK = 0.1, 3
#: How often prices are raised by a programme of its own.
_PROGRAMMES = 4
_FIT = 1e-9
#: Rounding left to the places of strips, as a share of what a run pays.
_ROUNDING = 1e-5
#: Least price of a cell, as a share of the one price at which every run pays.
_LEAST = 0.03
#: Runs kept before those that pay well are forgotten; what they pay over their racks then.
_KEPT, _WELL = 6000, 1.06
#: Steps before the first start anew from the mean of all, and how much longer it is until the next.
_RESTART, _LONGER = 60, 1.3
#: How much larger cells are at first where rows in another direction are known to be many.
_COARSE = 2
#: Rounds before it is looked whether a direction allows less than another, and racks over what is paid by then.
_SETTLED, _NEARLY = 3, 1.5
#: Where the search begins, as a share of one price everywhere at which each run pays.
_BEGIN = 0.85
#: Steps of prices and of their runs are out of balance by no more than that, however little either still moves.
_FAR_OUT = 1e6


@dataclass(frozen=True, slots=True)
class Effort:
    """How finely and how long prices are sought: side of a cell [m], rounds of finding runs that pay too little, steps
    in each, rounds more whose prices are averaged, rounds of raising, and how much less a direction must allow than
    another that it is let be.
    """

    cell: float = 0.3
    rounds: int = 16
    steps: int = 300
    settling: int = 40
    raises: int = 24
    idle: float = 0.985


#: Prices of small cells; and of larger ones for halls whose walls are oblique, where every strip is another.
FINE, COARSE = Effort(), Effort(cell=0.6, rounds=14, steps=800)


def priced(floor: Floor, kind: Kind, inner: BaseGeometry, start: float, effort: Effort = FINE) -> float:
    """What the whole floor costs at prices that no run undercuts [racks], never more than at one price everywhere: the
    most over the directions of the walls, rows along or square to each.

    `inner` is the floor that runs can own, `start` a price at which each pays enough [1/m2].
    """
    if inner.is_empty:
        return math.inf
    most = 0.0
    for turn in directions(floor.hall.polygon)[::2]:
        for times in (_COARSE, 1) if most else (1,):
            drawn = replace(effort, cell=times * effort.cell)
            found = _Search(floor, kind, Frame(turn), (inner, start, drawn)).bound(most)
            if found <= most:
                break
        most = max(most, found)
    return most


class _Search:
    """The linear programme over the runs found so far: least cost of the floor so that each of them pays."""

    def __init__(self, floor: Floor, kind: Kind, frame: Frame, given: tuple[BaseGeometry, float, Effort]) -> None:
        inner, self.start, self.effort = given
        lattice = lattice_over(frame, floor.extent(frame), self.effort.cell)
        self.headings = [heading_of(floor, kind, way, lattice) for way in (frame, frame.across())]
        self.prices, self.areas = Prices(lattice), lattice.areas(inner)
        self.field = np.full(lattice.shape, _BEGIN * self.start)
        self.looks = sparse.csr_matrix((0, math.prod(self.prices.corners)))
        self.racks: Array = np.zeros(0)
        self.worth: Array = np.zeros(0)
        self.balance = 4.0

    def bound(self, other: float) -> float:
        """Racks that no arrangement of these directions exceeds; no sharper than it takes to stay below another's."""
        level = float(self.areas.sum() * self.start)
        for turn in range(self.effort.rounds):
            found = [h.short(self.field, _SHORT) for h in self.headings]
            worst = max(float(runs.short.max(initial=1.0)) for runs in found)
            if worst <= 1.0:
                break
            less = turn > _SETTLED and worst < _NEARLY and self.cost(self.field) < self.effort.idle * other
            if less and self.raised(other) <= other:
                return other
            self.add(found, _NEAR / (1 + turn / 3))
            self.step(self.effort.steps)
        self.settle()
        return min(level, self.raised(other))

    def cost(self, field: Array) -> float:
        """What the whole floor costs."""
        return float((self.areas * field).sum())

    def add(self, found: list[Runs], near: float) -> None:
        """Take up runs, of each neighbourhood the worst; forget those that pay well and hold nothing up."""
        if len(self.racks) > _KEPT:
            paid = np.asarray(self.looks @ self.prices.sums(self.field))
            busy = (paid <= _WELL * self.racks) | (self.worth > _ROUNDING)
            self.looks, self.racks, self.worth = self.looks[busy], self.racks[busy], self.worth[busy]
        for heading, every in zip(self.headings, found, strict=True):
            runs = every.picked(_thinned(every, near))
            if len(runs.racks):
                self.looks = sparse.vstack([self.looks, self.prices.looks(heading.back(runs))], format="csr")
                self.racks = np.concatenate([self.racks, runs.racks])
                self.worth = np.concatenate([self.worth, np.zeros(len(runs.racks))])

    def step(self, count: int) -> None:
        """So many primal-dual steps, started anew from their mean ever more seldom, each time in better balance."""
        back = self.looks.T.tocsr()

        def paid(field: Array) -> Array:
            return np.asarray(self.looks @ self.prices.sums(field))

        def pull(worth: Array) -> Array:
            return self.prices.spread(np.asarray(back @ worth))

        column = np.maximum(pull(np.ones(len(self.racks))), 1e-6)
        row = np.maximum(paid(np.ones(self.field.shape)), 1e-6)
        costs, least = self.areas + _ROUNDING, _LEAST * self.start
        field, worth, done, length = self.field, self.worth, 0, _RESTART
        while done < count:
            first, quick, slow = (field, worth), self.balance / column, 1 / self.balance / row
            fields, worths = np.zeros_like(field), np.zeros_like(worth)
            for _ in range(length):
                moved = np.maximum(field - quick * (costs - pull(worth)), least)
                worth = np.maximum(worth + slow * (self.racks - paid(2 * moved - field)), 0.0)
                field = moved
                fields += field
                worths += worth
            field, worth = fields / length, worths / length
            far = math.sqrt(float((column * (field - first[0]) ** 2).sum()))
            off = math.sqrt(float((row * (worth - first[1]) ** 2).sum()))
            if far > 0 and off > 0:
                self.balance = min(max(math.sqrt(self.balance * far / off), 1 / _FAR_OUT), _FAR_OUT)
            done, length = done + length, int(length * _LONGER)
        self.field, self.worth = field, worth

    def settle(self) -> None:
        """Take the mean of the prices of some more rounds: what one of them pays too little for, others pay enough."""
        mean = np.zeros_like(self.field)
        for _ in range(self.effort.settling):
            self.add([h.short(self.field, _LEFT) for h in self.headings], _CLOSE)
            self.step(self.effort.steps // _QUICK)
            mean += self.field
        self.field = mean / max(1, self.effort.settling)

    def raised(self, enough: float = 0.0) -> float:
        """The cost of the floor once prices are raised until every run pays; no less than is `enough`.

        First by the least that it takes for all runs found wanting, a small linear programme of its own, then where
        the last of them stand. Prices are never lowered, so runs that pay go on paying; every run is looked at each
        time, and what the worst still lacks is added to all prices: the answer holds however well they were raised.
        """
        field, owned, lacking, least = self.field, [], [], math.inf
        for turn in range(self.effort.raises + 1):
            found = [h.short(field, _LEFT) for h in self.headings]
            worst = max(float(runs.short.max(initial=_LEFT)) for runs in found)
            least = min(least, self.cost(field) * worst * (1 + _ROUNDING))
            if worst <= _LEFT or least <= enough:
                break
            if turn >= _PROGRAMMES:
                field = field * self._lifts(found)
                continue
            for heading, every in zip(self.headings, found, strict=True):
                runs = every.picked(_thinned(every, _CLOSE))
                if len(runs.racks):
                    owned.append(self.prices.lattice.covers(heading.back(runs)))
                    lacking.append(runs.racks * _LEFT - owned[-1] @ self.field.ravel())
            field = self.field + self._least_raise(sparse.vstack(owned, format="csr"), np.concatenate(lacking))
        return least

    def _lifts(self, found: list[Runs]) -> Array:
        """By how much prices rise (factor) if every run found raises the floor that it stands on by what it lacks."""
        lifts, lattice = np.ones(self.field.shape), self.prices.lattice
        for heading, runs in zip(self.headings, found, strict=True):
            for owned, short in zip(heading.back(runs)[:, 0], runs.short.tolist(), strict=True):
                (u0, u1), (v0, v1) = (
                    np.searchsorted(lattice.lines(k), (owned[2 * k] + _FIT, owned[2 * k + 1] - _FIT)) for k in (0, 1)
                )
                part = lifts[max(u0 - 1, 0) : u1, max(v0 - 1, 0) : v1]
                np.maximum(part, short, out=part)
        return lifts

    def _least_raise(self, owned: sparse.csr_matrix, lacking: Array) -> Array:
        """The cheapest rise of the prices of cells by which runs that own so much floor of each pay what they lack."""
        from scipy.optimize import linprog

        cells = np.unique(owned.indices)
        solve: Any = linprog
        found = solve(self.areas.ravel()[cells] + _ROUNDING, A_ub=-owned[:, cells], b_ub=-lacking, method="highs")
        rise = np.zeros(self.field.size)
        if found.status == 0:
            rise[cells] = np.maximum(found.x, 0.0)
        return rise.reshape(self.field.shape)


def _thinned(runs: Runs, near: float) -> NDArray[np.int64]:
    """The worst run of each facing, level and place."""
    if len(runs.racks) < _FEW:
        return np.arange(len(runs.racks))
    keys = np.stack([runs.facing, np.round(runs.low / near), np.round((runs.start + runs.end) / 2 / near / 8)])
    order = np.argsort(-runs.short, kind="stable")
    _, first = np.unique(keys[:, order], axis=1, return_index=True)
    return np.asarray(order[np.sort(first)], dtype=np.int64)
