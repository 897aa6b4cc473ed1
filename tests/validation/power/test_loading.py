"""Fixed cord shares against the counterexample to max-flow and the clean case (reference text on power, section 3;
derived).
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.power.architectures import pair_order
from designer.power.loading import block_after_loss, block_loads, carried_by_flow, loads_without, pair_load
from designer.units import magnitude, q

GROUPS = [(0, 1, 140.0), (0, 2, 60.0), (1, 2, 100.0)]


def shares(groups, count):
    """Block loads of groups ``(block, block, load)``."""
    a, b, load = (np.array(x) for x in zip(*groups, strict=True))
    return block_loads(a, b, load.astype(complex), count)


def test_counterexample():
    """Blocks of 150 kW: max-flow passes every loss, real shares put 190, 170 and 170 kW on B, A and B."""
    lost = shares(GROUPS, 3).lost.real
    assert lost[0].tolist() == [0.0, 190.0, 110.0]
    assert lost[1].tolist() == [170.0, 0.0, 130.0]
    assert lost[2].tolist() == [130.0, 170.0, 0.0]
    assert [carried_by_flow(GROUPS, [150.0] * 3, lost=d) for d in range(3)] == [300.0] * 3
    assert lost[0, 1] / 150.0 == pytest.approx(1.27, abs=0.005)


def test_clean_case():
    """4-to-make-3, sixty racks of 132 kW, ten on a pair: 1,980 kW a block, 2,640 after any loss, a third of all."""
    load = magnitude(pair_load(n_racks=10, P_rack=q(132, "kW")), "kW")
    found = shares([(a, b, load) for a, b in pair_order(4)], 4)
    assert found.normal.real.tolist() == [1980.0] * 4
    assert set(found.lost.real.ravel().tolist()) == {0.0, 2640.0}
    assert found.worst()[0].tolist() == [60 * 132.0 / 3] * 4
    after = block_after_loss(P_normal=q(1980, "kW"), P_shared=q(1320, "kW"))
    assert magnitude(after, "kW") == 2640.0


@given(st.integers(2, 7), st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_or_made(count, data):
    """Whatever the groups: normal loads sum to the demand, and after a loss the rest sum to it less what has no
    feed.
    """
    size = data.draw(st.integers(1, 20))
    ends = st.integers(0, count - 1)
    a = np.array(data.draw(st.lists(ends, min_size=size, max_size=size)))
    b = np.array(data.draw(st.lists(ends, min_size=size, max_size=size)))
    load = np.array(data.draw(st.lists(st.floats(0, 500), min_size=size, max_size=size)), dtype=complex)
    moves = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    found = block_loads(a, b, load, count, moves)
    assert found.normal.sum().real == pytest.approx(load.sum().real)
    left = load.sum().real - found.unserved.real
    assert found.lost.sum(axis=1).real == pytest.approx(left)
    for d in range(count):
        dead = np.arange(count) == d
        assert loads_without(a, b, load, moves, dead) == pytest.approx(found.lost[d])
        by_hand = np.zeros(count)
        for x, y, p, moved in zip(a, b, load.real, moves, strict=True):
            alive = [e for e in dict.fromkeys((x, y)) if e != d]
            for e in alive[:1] if moved else alive:
                by_hand[e] += p if moved else p / len(alive)
        assert found.lost[d].real == pytest.approx(by_hand)


def test_a_room_lost():
    """Blocks A and C of four lost together: pair AC is dark, the rest hangs on B and D alone (4-to-make-3, ten on a
    pair).
    """
    pairs = np.array(pair_order(4))
    load = np.full(6, 1320.0, dtype=complex)
    still = np.zeros(6, dtype=bool)
    left = loads_without(pairs[:, 0], pairs[:, 1], load, still, np.array([True, False, True, False]))
    assert left.real.tolist() == [0.0, 2.5 * 1320.0, 0.0, 2.5 * 1320.0]
