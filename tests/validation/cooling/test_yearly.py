"""Daily water by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.cooling import yearly
from designer.units import magnitude, q


def test_daily_water():
    """100 m3 over the hours of the design day are 100,000 L/day."""
    assert magnitude(yearly.daily_water(V_hours=q(100, "m3")), "L/day") == pytest.approx(100_000)


def test_water_of_the_thirstiest_hours():
    """1 m3 an hour from 12 to 24 h and nothing before: 12 hours in a row take 24 m3 a day, all 24 take 12, and 6 of
    them no more than 24; from 18 over midnight to 6 h they take the same, for the day repeats itself.
    """
    day = [0.0] * 12 + [1000.0] * 12
    found = [yearly.thirstiest(np.array(day), hours) / 1000.0 for hours in (12.0, 24.0, 6.0)]
    assert found == pytest.approx([24.0, 12.0, 24.0])
    assert yearly.thirstiest(np.array(day[18:] + day[:18]), 12.0) == pytest.approx(24_000)


@given(st.lists(st.floats(0.0, 1e4), min_size=24, max_size=24), st.integers(1, 24))
def test_no_hours_in_a_row_take_more(day, hours):
    """No row of hours of any day takes more than the thirstiest one, and one of them takes as much."""
    rows = [sum(day[(first + i) % 24] for i in range(hours)) for first in range(24)]
    found = yearly.thirstiest(np.array(day), float(hours)) * hours / 24.0
    assert found == pytest.approx(max(rows), rel=1e-9, abs=1e-6)
