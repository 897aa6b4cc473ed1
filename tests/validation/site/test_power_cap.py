"""Shelves of one side against the printed finding (reference text on power, section 2; derived)."""

import pytest

from designer.site.power_cap import side_capacity
from designer.units import magnitude, q


@pytest.mark.parametrize(("peak", "holds"), [(132.0, True), (140.0, False)])
def test_shelf_finding(peak, holds):
    """Eight shelves of 33 kW are N+N for 132 kW with nothing to spare, and not for 140 kW."""
    assert (magnitude(side_capacity(n_shelves=8, P_shelf=q(33, "kW")), "kW") >= peak) is holds
