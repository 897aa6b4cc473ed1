"""Seats: the assignment against every possibility on small cases, bounds below what is built, units kept apart."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from designer.fabric.assignment import Lot, assign
from designer.fabric.bounds import least_way
from designer.fabric.distances import run_lengths
from designer.fabric.placement import Ground, Yard, best_places, families, total_way


def cheapest(lot: Lot) -> float | None:
    """The least total cost by trying every way."""
    best = None
    for places in product(range(len(lot.slots)), repeat=len(lot.group)):
        used = np.bincount(places, minlength=len(lot.slots))
        if (used > lot.slots).any() or not all(
            lot.allowed[g, p] for g, p in zip(lot.group, places, strict=True)
        ):
            continue
        family = lot.family[lot.group]
        if any(
            np.bincount([p for p, f in zip(places, family, strict=True) if f == one]).max() > lot.most[one]
            for one in set(family.tolist())
        ):
            continue
        cost = sum(lot.cost[i, p] for i, p in enumerate(places))
        best = cost if best is None or cost < best else best
    return best


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_assignment_is_the_cheapest(data):
    """With equal members the transport problem finds the least cost of all ways, or says that there is none."""
    things, places = data.draw(st.integers(1, 5)), data.draw(st.integers(2, 3))
    group = np.sort(np.array(data.draw(st.lists(st.integers(0, 1), min_size=things, max_size=things))))
    group = np.unique(group, return_inverse=True)[1]
    groups = int(group.max()) + 1
    prices = np.array(data.draw(st.lists(st.integers(0, 9), min_size=groups * places, max_size=groups * places)), float)
    lot = Lot(
        group, prices.reshape(groups, places)[group],
        np.array(data.draw(st.lists(st.integers(0, 3), min_size=places, max_size=places))),
        np.ones((groups, places), bool), np.zeros(groups, np.int64), np.array([data.draw(st.integers(1, 4))]),
    )
    found, best = assign(lot), cheapest(lot)
    assert (found is None) == (best is None)
    if found is not None and best is not None:
        assert sum(lot.cost[i, p] for i, p in enumerate(found)) == pytest.approx(best)


def test_unequal_members_take_their_own_slots():
    """Members of one group with different costs are matched to its slots exactly."""
    cost = np.array([[0.0, 9.0], [9.0, 0.0], [5.0, 5.0]])
    allowed, family, most = np.ones((1, 2), bool), np.zeros(1, np.int64), np.array([3])
    lot = Lot(np.zeros(3, np.int64), cost, np.array([2, 1]), allowed, family, most)
    found = assign(lot)
    assert found.tolist() == [0, 1, 0]


def test_lanes_are_kept():
    """A group that is allowed one place only goes there at any price."""
    cost = np.array([[0.0, 100.0]])
    lot = Lot(np.zeros(1, np.int64), cost, np.array([1, 1]), np.array([[False, True]]), np.zeros(1, int), np.array([1]))
    assert assign(lot).tolist() == [1]


def test_families_follow_the_hosts(build):
    """Leaves of one unit that the same machines hang on are one family: eight with one leaf a rail, four by rows."""
    family, most = families(build(64), 0.5, 0.5)
    leaves = family[build(64).devices["tier"] == 1]
    assert sorted(np.bincount(leaves).tolist()) == [8, 8]
    assert set(most[np.unique(leaves)].tolist()) == {4}
    rows = build(288, unit=144, rails=4)
    own, limit = families(rows, 0.5, 0.5)
    of_leaves = own[rows.devices["tier"] == 1]
    assert set(np.bincount(of_leaves)[np.unique(of_leaves)].tolist()) == {4}
    assert set(limit[np.unique(of_leaves)].tolist()) == {2}


def test_no_cabinet_takes_a_machine_off(wired):
    """With any one cabinet out every machine keeps a way on the compute, storage and in-band networks."""
    lost = {one.network: one for one in wired.losses if one.element == "rack"}
    assert all(lost[name].worst > 0.0 for name in ("compute", "storage", "in_band"))


def test_no_unit_in_one_cabinet(nvl72):
    """No cabinet holds more than half of the leaves that one machine hangs on."""
    _, fabric = nvl72
    assert all(one.unit_share <= 0.5 + 1e-9 for one in fabric.placements if one.network == "compute")


def test_bound_lies_below_what_is_built(wired, nvl72):
    """The lower bound is positive and below the way as seated, which is the sum of the cables."""
    for fabric in (wired, nvl72[1]):
        for one in fabric.placements:
            length = fabric.network(one.network).cables["length"].sum(dtype=np.float64)
            assert one.routed_m == pytest.approx(float(length))
            assert 0 < one.bound_m <= one.routed_m


def test_runs_agree_with_the_routes(hgx, wired):
    """The distance matrices give the length of every run that the cables take."""
    layout = hgx[1]
    centre = {box.tag: (box.box.at.x, box.box.at.y) for box in layout.placed}
    trays = {tray.path: tray for tray in layout.trays}
    for run in wired.runs:
        if run.edges:
            found = run_lengths(trays[run.path], [run.source], [run.target], centre)
            assert found[0, 0] == pytest.approx(run.length_m)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(1615)
@given(st.integers(0, 10_000))
def test_bounds_hold_for_any_seating(build, seed):
    """Seats drawn at random in a row of cabinets never lie below the bound, nor do the seats that are found."""
    network = build(96, unit=32, rails=2)
    draw = np.random.default_rng(seed)
    cabinets, racks = 6, 24
    at = np.sort(draw.uniform(0, 40, racks + cabinets))
    own = np.sort(draw.choice(racks + cabinets, cabinets, replace=False))
    way = np.abs(at[:, None] - at[own][None, :]) + 3.0
    way[own, np.arange(cabinets)] = 0.0
    switch = network.devices["tier"] > 0
    count = int(switch.sum())
    room = np.full((cabinets, 3), float(-(-count // cabinets) + 2))
    others = np.setdiff1d(np.arange(racks + cabinets), own)
    fixed = np.where(switch, -1, others[draw.integers(0, racks, len(switch))])
    family, most = families(network, 1.0, 1.0)
    needs = np.ones((4, 3))
    yard = Yard(
        network, fixed, np.zeros(len(network.cables), np.int64), needs, np.full(len(switch), -1), 1, family, most
    )
    ground = Ground(way[None], own, room)
    slots = np.repeat(np.arange(cabinets), int(room[0, 0]))
    start = np.full(len(switch), -1)
    start[switch] = draw.permutation(slots)[:count]
    least = least_way(ground, yard)
    found = best_places(ground, yard, start)
    assert 0 < least <= total_way(ground, yard, found) + 1e-6
    assert total_way(ground, yard, found) <= total_way(ground, yard, start)
    assert least <= total_way(ground, yard, start)
