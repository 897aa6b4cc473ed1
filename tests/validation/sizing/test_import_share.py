"""The import beside a mine that stays, by hand."""

import pytest

from designer.sizing.import_share import import_beside_mine, power_asked
from designer.units import q


@pytest.mark.parametrize(("keeps", "left"), [(0.0, 10_000.0), (2.5, 7_500.0), (12.0, 0.0)])
def test_import_beside_mine(keeps, left):
    """10 MW less what the mine keeps, never below nothing."""
    assert import_beside_mine(P_import=q(10, "MW"), P_mine=q(keeps, "MW")).m_as("kW") == pytest.approx(left)


def test_power_asked():
    """Six racks of 8 kW ask for 73 kW of a feed of 10 MW; 100 racks of 132 kW for no more than the feed."""
    assert power_asked.function(P_import=10000.0, P_racks=48.0, k_site=1.52) == pytest.approx(72.96)
    assert power_asked.function(P_import=10000.0, P_racks=13200.0, k_site=1.52) == 10000.0
