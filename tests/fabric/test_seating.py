"""Cabinets with room: the first that takes a switch, found where the last search ended, is the first of all."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.fabric.places import Cabinets

NEEDS = [(1.0, 0.5, 10.0), (2.0, 1.5, 30.0), (4.0, 0.1, 5.0)]
SIDES = [(-1, 1), (0, 2), (1, 2)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NEEDS), st.sampled_from(SIDES)), max_size=60), st.integers(0, 3))
def test_the_first_cabinet_with_room_is_found(items, real):
    """A search that goes on where the last ended finds what a search of all cabinets finds."""
    fresh = (8.0, 4.0, 100.0)
    place = np.arange(real, dtype=float)
    free = [np.full(real, part) for part in fresh]
    cabinets = Cabinets([f"R{n}" for n in range(real)], place, place.copy(), *free, fresh)
    for need, side in items:
        fits = np.flatnonzero(cabinets.room(need, side))
        assert cabinets.first(need, side) == (int(fits[0]) if len(fits) else None)
        if not len(fits):
            cabinets.add()
        else:
            cabinets.take(int(fits[0]), need)
