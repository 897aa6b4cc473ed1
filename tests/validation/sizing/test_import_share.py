"""The import beside a mine that stays, by hand."""

import pytest

from designer.sizing.import_share import import_beside_mine
from designer.units import q


@pytest.mark.parametrize(("keeps", "left"), [(0.0, 10_000.0), (2.5, 7_500.0), (12.0, 0.0)])
def test_import_beside_mine(keeps, left):
    """10 MW less what the mine keeps, never below nothing."""
    assert import_beside_mine(P_import=q(10, "MW"), P_mine=q(keeps, "MW")).m_as("kW") == pytest.approx(left)
