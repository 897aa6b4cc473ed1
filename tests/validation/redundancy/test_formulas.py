"""Closed forms of the topology table (reference text on redundancy, section 3; derived)."""

import pytest

from designer.redundancy import formulas
from designer.units import magnitude, q


@pytest.mark.parametrize(("needed", "spare", "share"), [(4, 0, 1.0), (4, 1, 0.8), (2, 1, 2 / 3), (1, 1, 0.5)])
def test_shared_reserve(needed: int, spare: int, share: float) -> None:
    """N+1 of four units loads each to 80 %, of two units to 66.7 %, 1+1 to 50 %."""
    assert magnitude(formulas.shared_reserve(n_needed=needed, n_spare=spare), "") == pytest.approx(share)


def test_loading() -> None:
    """190 kW on a block of 150 kW is 126.7 %."""
    loading = formulas.block_loading(P_flow=q(190, "kW"), P_rated=q(150, "kW"))
    assert magnitude(loading, "") == pytest.approx(1.267, abs=0.001)


def test_served_share() -> None:
    """Three of four removals served is 75 %."""
    assert magnitude(formulas.served_share(n_served=3, n_removals=4), "") == 0.75
