"""Daily water by hand."""

import pytest

from designer.cooling import yearly
from designer.units import magnitude, q


def test_daily_water():
    """100 m3 over the hours of the design day are 100,000 L/day."""
    assert magnitude(yearly.daily_water(V_hours=q(100, "m3")), "L/day") == pytest.approx(100_000)
