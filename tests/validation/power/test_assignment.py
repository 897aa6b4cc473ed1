"""The balanced assignment and the cut along the rows against exhaustive search on small cases."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.power.architectures import Shape, pair_order, shape_of
from designer.power.assignment import assign, balanced_counts, cheapest_cut, turns
from designer.power.loading import block_loads


def worst(pairs, counts, members):
    """Worst block after any loss, in racks."""
    a, b = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    return block_loads(a, b, np.array(counts, dtype=complex), members).worst()[0].max()


@pytest.mark.parametrize(
    ("members", "racks"), [(3, n) for n in range(1, 11)] + [(4, n) for n in range(1, 12)] + [(5, 7), (5, 13)]
)
def test_balance_is_best(members, racks):
    """No other way to put so many racks on the pairs leaves the worst block with less."""
    pairs = pair_order(members)
    shape = Shape("x", members, members - 1, pairs)
    mine = worst(pairs, [p.racks for p in balanced_counts(racks, 1, shape)], members)
    if members < 5:
        every = (
            (c for c in itertools.product(range(racks + 1), repeat=len(pairs)) if sum(c) == racks) if racks < 7 else ()
        )
        near = itertools.product(range(racks // len(pairs), racks // len(pairs) + 3), repeat=len(pairs))
        tried = itertools.chain(every, (c for c in near if sum(c) == racks))
    else:
        low = racks // len(pairs)
        tried = (c for c in itertools.product((low, low + 1), repeat=len(pairs)) if sum(c) == racks)
    assert mine <= min(worst(pairs, c, members) for c in tried) + 1e-9


def runs(rows, sizes, longest):
    """Runs that a cut makes."""
    edges = np.cumsum([0, *rows])
    total, start = 0, 0
    for size in sizes:
        here = np.minimum(start + size, edges[1:]) - np.maximum(start, edges[:-1])
        total += sum(-(-h // longest) for h in here if h > 0)
        start += size
    return total


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 5), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_cut_is_cheapest(rows, parts, longest):
    """No other order of the same parts gives fewer runs."""
    small, few = divmod(sum(rows), parts)
    if small == 0:
        return
    found = cheapest_cut(tuple(rows), small, few, parts - few, longest)
    assert sorted(found) == sorted([small + 1] * few + [small] * (parts - few))
    best = min(runs(rows, order, longest) for order in set(itertools.permutations(found)))
    assert runs(rows, found, longest) == best


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=9),
    st.integers(1, 4),
    st.sampled_from(["N", "2N", "4-to-make-3", "3-to-make-2"]),
)
@settings(max_examples=80, deadline=None)
def test_every_rack_once(rows, systems, name):
    """Each rack of each row is in exactly one run, no run is longer than allowed, and pair counts differ by one at
    most.
    """
    shape = shape_of(name)
    found = assign(rows, systems, shape, 10)
    for row, count in enumerate(rows):
        slots = sorted(s for r in found if r.row == row for s in range(r.first, r.last + 1))
        assert slots == list(range(count))
    assert all(r.last - r.first < 10 for r in found)
    per_pair = {(s, p): 0 for s in range(systems) for p in shape.pairs}
    for r in found:
        per_pair[r.system, r.pair] += r.last - r.first + 1
    assert max(per_pair.values()) - min(per_pair.values()) <= 1


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=3), st.integers(3, 4))
def test_several_kinds_stay_balanced(counts, members):
    """In one system racks of two or three kinds together differ by one at most from pair to pair."""
    shape = shape_of(f"{members}-to-make-{members - 1}")
    kinds = [(count, 132.0 / (n + 1)) for n, count in enumerate(counts)]
    laid = {}
    for (count, _), turn in zip(kinds, turns(kinds, 1, shape), strict=True):
        for part in balanced_counts(count, 1, shape, turn):
            laid[part.pair] = laid.get(part.pair, 0) + part.racks
    assert max(laid.values()) - min(laid.values()) <= 1
