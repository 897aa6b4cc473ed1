"""Arithmetic of the bill of materials, worked by hand."""

import pytest

from designer.bom import formulas
from designer.units import magnitude, q


@pytest.mark.parametrize(("installed", "share", "spare"), [(100, 0.02, 2), (101, 0.02, 3), (4, 0.02, 1), (40, 0.0, 0)])
def test_spares_are_whole_units(installed: int, share: float, spare: int) -> None:
    """Two per cent of 100 is two, of 101 three, of four one; nothing of nothing."""
    assert magnitude(formulas.spare_units(n_installed=installed, s_spare=share), "") == spare


def test_measured_spare() -> None:
    """A spare share of a tenth of 400 pieces is 40 pieces, by hand."""
    assert magnitude(formulas.spare_measure(q_needed=400, s_spare=0.1), "") == pytest.approx(40.0)


def test_cost_of_line_and_total() -> None:
    """17 jumpers at 170 USD are 2,890 USD; five trades add up."""
    assert magnitude(formulas.cost_of_line(n_total=17, c_unit=q(170, "USD")), "USD") == 2890.0
    parts = [q(x, "USD") for x in (1, 20, 300, 4000, 50000)]
    site, layout, fabric, cooling, power = parts
    total = formulas.total_cost(C_site=site, C_layout=layout, C_fabric=fabric, C_cooling=cooling, C_power=power)
    assert magnitude(total, "USD") == 54321.0


def test_price_range_of_a_generator() -> None:
    """Generators at 350 to 600 USD/kW: a set of 2.5 MW costs 875 to 1,500 kUSD."""
    low = formulas.cost_of_line(n_total=2500, c_unit=q(350, "USD"))
    high = formulas.cost_of_line(n_total=2500, c_unit=q(600, "USD"))
    assert (magnitude(low, "kUSD"), magnitude(high, "kUSD")) == (875.0, 1500.0)


def test_priced_share_and_maturity() -> None:
    """16 of 19 lines priced is 84.2 %; without a read price the maturity is nil."""
    assert magnitude(formulas.priced_share(n_priced=16, n_lines=19), "") == pytest.approx(0.842, abs=0.001)
    assert magnitude(formulas.maturity(s_inputs=0.9, s_prices=0.0), "") == 0.0
    assert magnitude(formulas.maturity(s_inputs=0.8, s_prices=0.5), "") == pytest.approx(0.4)
