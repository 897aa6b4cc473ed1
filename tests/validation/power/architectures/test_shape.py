"""Topology counts against the printed table for P = 10 MW (reference text on power, section 3; derived)."""

import pytest

from designer.power.architectures import blocks_for, pair_order, shape_of, share_after_loss, share_normal
from designer.units import magnitude, q

# name, unit MW, printed units, printed largest load of a unit in normal service
TABLE = [
    ("N", 2.5, 4, 1.0),
    ("N+1", 2.5, 5, 0.8),
    ("2N", 2.5, 8, 0.5),
    ("2(N+1)", 2.5, 10, None),
    ("N", 3.0, 4, None),
    ("N+1", 3.0, 5, 0.667),
    ("2N", 3.0, 8, 0.417),
]


@pytest.mark.parametrize(("name", "unit", "count", "share"), TABLE)
def test_counts_for_ten_megawatts(name, unit, count, share):
    """Units of each topology and their loading in normal service, all units sharing equally."""
    shape = shape_of(name)
    blocks = magnitude(
        blocks_for(
            P=q(10, "MW"),
            P_block=q(unit, "MW"),
            carrying=shape.carrying,
            members=shape.members,
            reserves=shape.reserves,
        ),
        "",
    )
    assert blocks == count
    if share is not None:
        normal = share_normal(P=q(10, "MW"), n_on=blocks, P_block=q(unit, "MW"))
        assert magnitude(normal, "") == pytest.approx(share, abs=0.0006)


@pytest.mark.parametrize(
    ("members", "most", "installed", "groups"),
    [(3, 66.7, 1.5, 3), (4, 75.0, 1.333, 6), (5, 80.0, 1.25, 10), (6, 83.3, 1.2, 15)],
)
def test_m_to_make_m_minus_1(members, most, installed, groups):
    """Loading in normal service, installed over needed, and number of pairs for m of 3 to 6."""
    shape = shape_of(f"{members}-to-make-{members - 1}")
    assert len(shape.pairs) == groups
    assert members / shape.carrying == pytest.approx(installed, abs=0.0006)
    assert 100 * shape.carrying / members == pytest.approx(most, abs=0.06)
    full = share_after_loss(P=q(10, "MW"), n_systems=1, carrying=shape.carrying, P_block=q(10 / shape.carrying, "MW"))
    assert magnitude(full, "") == pytest.approx(1.0)


@pytest.mark.parametrize("members", range(2, 9))
def test_pair_order(members):
    """All pairs once; the first r touch each block ceil(2r/m) times at most."""
    pairs = pair_order(members)
    assert len(set(pairs)) == len(pairs) == members * (members - 1) // 2
    touched = [0] * members
    for r, (a, b) in enumerate(pairs, 1):
        touched[a] += 1
        touched[b] += 1
        assert max(touched) == -(-2 * r // members)
