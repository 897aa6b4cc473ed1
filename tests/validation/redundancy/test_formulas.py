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


def test_worked_example_of_the_common_cause_factor() -> None:
    """MTBF 250,000 h, MTTR 8 h: U 3.2e-5, an independent pair 1.0e-9, with 5 % common cause 1.6e-6: 1,560 times.

    The case is worked in the reference text on reliability (section 6, derived).
    """
    down = magnitude(formulas.unavailability(MTBF=q(250_000, "h"), MTTR=q(8, "h")), "")
    alone = magnitude(formulas.common_cause(U_unit=down, beta=0.0), "")
    shared = magnitude(formulas.common_cause(U_unit=down, beta=0.05), "")
    assert down == pytest.approx(3.2e-5, rel=1e-3)
    assert alone == pytest.approx(1.0e-9, rel=0.03)
    assert shared == pytest.approx(1.6e-6, rel=1e-3)
    assert shared / alone == pytest.approx(1560, rel=0.01)


def test_single_circuit_utility() -> None:
    """1.956 failures a year of 1.32 h are 2.58 h a year (TM 5-698-5, row from memory)."""
    year = q(8760, "h")
    down = 1.956 * 1.32 / 8760
    assert magnitude(formulas.downtime(U_class=down, t_year=year), "h") == pytest.approx(2.58, abs=0.01)
