"""Facility head, component drops and pump counts by hand."""

import pytest

from designer.cooling import facility_loop
from designer.units import magnitude, q


def test_head_is_the_sum():
    """Head of the longest path: 40 + 60 + 80 + 40 + 15 = 235 kPa."""
    head = facility_loop.total_head(
        dp_pipes=q(40, "kPa"),
        dp_source=q(60, "kPa"),
        dp_user=q(80, "kPa"),
        dp_valve=q(40, "kPa"),
        dp_strainer=q(15, "kPa"),
    )
    assert magnitude(head, "kPa") == pytest.approx(235)


def test_part_flow_drop():
    """With the square of flow: 100 kPa at 0.8 of the flow is 64 kPa."""
    drop = facility_loop.part_drop(dp_r=q(100, "kPa"), V=q(960, "LPM"), V_r=q(1200, "LPM"))
    assert magnitude(drop, "kPa") == pytest.approx(64)


def test_pump_count():
    """13,000 LPM by pumps of 5,000 LPM: three."""
    assert magnitude(facility_loop.pumps_by_flow(V=q(13_000, "LPM"), V_unit=q(5_000, "LPM")), "") == 3
