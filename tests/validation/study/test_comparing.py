"""Pareto fronts against plain enumeration."""

import numpy as np
import pytest

from designer.study.comparing import front, fronts


@pytest.mark.parametrize("columns", [2, 3, 6])
def test_fronts_match_plain_enumeration(columns):
    """On 200 random rows with ties the front is the set of rows that no other beats, found pair by pair."""
    table = np.random.default_rng(columns).integers(0, 6, (200, columns)).astype(float)
    plain = [not any((o <= r).all() and (o < r).any() for o in table) for r in table]
    assert front(table).tolist() == plain
    layers = fronts(table)
    for n, row in enumerate(table):
        beaten = [layers[m] for m, o in enumerate(table) if (o <= row).all() and (o < row).any()]
        assert layers[n] == max(beaten, default=0) + 1
