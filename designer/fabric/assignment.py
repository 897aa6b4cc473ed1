"""Exact assignment of equal things to places: groups to cabinets as a minimum-cost flow, members to their slots.

The flow is a transport problem with two nested limits (slots of a cabinet; most of one family in a cabinet), whose
corner solutions are whole numbers, so that the linear program solves it exactly.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lot", "assign", "spread_groups"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Lot:
    """Things of one size to be placed: group of each, cost of each by place, slots of each place.

    Per group: `allowed` places, `family` of the group, `most` of a family in one place.
    """

    group: Ints
    cost: Floats
    slots: Ints
    allowed: Mask
    family: Ints
    most: Ints


def assign(lot: Lot) -> Ints | None:
    """The place of each thing at the least total cost; None when they do not fit under the limits."""
    if not len(lot.group):
        return np.zeros(0, np.int64)
    amounts = spread_groups(lot)
    if amounts is None:
        return None
    places = np.full(len(lot.group), -1, np.int64)
    for number in range(len(amounts)):
        members = np.flatnonzero(lot.group == number)
        slots = np.repeat(np.arange(amounts.shape[1]), amounts[number])
        places[members] = slots[_best(lot.cost[members][:, slots])]
    return places


def _best(cost: Floats) -> Ints:
    """Which slot each member takes; in order where it makes no difference."""
    if np.ptp(cost, axis=0).max(initial=0.0) < 1e-9:
        return np.arange(len(cost))
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(cost)
    found = np.zeros(len(cost), np.int64)
    found[rows] = columns
    return found


def spread_groups(lot: Lot) -> Ints | None:
    """How many of each group (rows) go to each place, by the mean cost of the group; None when they do not fit."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix, vstack

    groups, places = lot.allowed.shape
    count = np.bincount(lot.group, minlength=groups)
    mean = np.zeros((groups, places))
    np.add.at(mean, lot.group, lot.cost)
    mean /= np.maximum(count, 1)[:, None]
    g, p = np.nonzero(lot.allowed & (lot.slots > 0)[None, :] & (count > 0)[:, None])
    if not len(g):
        return None
    column, ones = np.arange(len(g)), np.ones(len(g))
    need = coo_matrix((ones, (g, column)), shape=(groups, len(g)))
    room = coo_matrix((ones, (p, column)), shape=(places, len(g)))
    keys, row = np.unique(lot.family[g] * places + p, return_inverse=True)
    family = coo_matrix((ones, (row.reshape(-1), column)), shape=(len(keys), len(g)))
    limits = np.concatenate([lot.slots, lot.most[keys // places]]).astype(float)
    solve: Any = linprog
    found = solve(
        mean[g, p], A_ub=vstack([room, family]).tocsr(), b_ub=limits, A_eq=need.tocsr(), b_eq=count.astype(float),
        bounds=(0, None), method="highs-ds",
    )
    if found.status != 0:
        return None
    made = np.zeros((groups, places), np.int64)
    made[g, p] = np.rint(found.x).astype(np.int64)
    return made if (made.sum(axis=1) == count).all() and (made.sum(axis=0) <= lot.slots).all() else None
