"""Peak site factor against the disclosed deals (reference text on power, 1.2; ratios derived)."""

import pytest

from designer.power.balance import (
    import_margin,
    most_racks,
    peak_site_factor,
    racks_over_systems,
    site_peak,
)
from designer.units import magnitude, q

DEALS = [("Horizon 1", 75, 50, 0.667), ("Barber Lake", 244, 168, 0.689), ("Barber Lake addition", 56, 39, 0.696)]


@pytest.mark.parametrize(("name", "gross", "it", "printed"), DEALS)
def test_disclosed_deals(name, gross, it, printed):
    """Gross over critical IT lies in 1.25 to 1.52, and its inverse is the printed ratio."""
    factor = magnitude(peak_site_factor(P_site=q(gross, "MW"), P_IT=q(it, "MW")), "")
    assert 1.25 <= factor <= 1.52
    assert 1 / factor == pytest.approx(printed, abs=0.0006)


def test_sanity_formula():
    """IT_max = P_utility / factor: 25 MW at 1.45 carry 17.2 MW; peak and margin close on the import."""
    peak = site_peak(P_loads=q(19, "MW"), P_loss=q(0.5, "MW"), P_re=q(0.1, "MW"))
    assert magnitude(peak, "MW") == pytest.approx(19.6)
    assert magnitude(import_margin(P_import=q(25, "MW"), P_site=peak), "MW") == pytest.approx(5.4)
    assert magnitude(peak_site_factor(P_site=q(25, "MW"), P_IT=q(25 / 1.45, "MW")), "") == pytest.approx(1.45)


def test_racks_by_proportion():
    """100 racks at 21 MW with 1 MW fixed leave 95 at 20 MW; 108 racks on blocks at 103 % leave 104.8."""
    most = most_racks(N=100, P_import=q(20, "MW"), P_fixed=q(1, "MW"), P_site=q(21, "MW"))
    assert magnitude(most, "") == pytest.approx(95)
    assert magnitude(racks_over_systems(N=108, S_rated=q(2500, "kVA"), S_worst=q(2576, "kVA")), "") == pytest.approx(
        104.81, abs=0.01
    )
