"""From a hall's own site factor to that of a contract, against the disclosed deals (reference text on power, 1.2)."""

import pytest

from designer.power.contract import contract_cooling, contract_factor, eased_factor
from designer.units import magnitude, q

DEALS = [("Horizon 1", 75, 50, 0.667), ("Barber Lake", 244, 168, 0.689), ("Barber Lake addition", 56, 39, 0.696)]

#: Cooling on the hottest day, UPS losses, recharge, house, own losses over critical IT, contingency: a warm-water hall
#: without UPS for its racks, a chilled one with all of them, and the house's middle.
BREAKDOWNS = {
    "least": (0.12, 0.00, 0.00, 0.02, 0.02, 0.08),
    "middle": (0.24, 0.05, 0.03, 0.02, 0.03, 0.05),
    "most": (0.30, 0.06, 0.03, 0.02, 0.03, 0.05),
}


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_breakdown_of_a_deal(name):
    """Redundancy, losses, peak ambient and contingency add up to 1.25 to 1.52; the middle to 1.44, where most deals
    lie.
    """
    cooling, ups, recharge, house, lost, reserve = BREAKDOWNS[name]
    own = q(1.0 + cooling + house + lost)
    more = contract_cooling(k_cool=q(cooling), P_plant=q(cooling * 50, "MW"), P_IT=q(50, "MW"), k_0=q(0.0))
    assert magnitude(more, "") == pytest.approx(0.0, abs=1e-12)
    factor = contract_factor(k_site=own, k_more=more, k_ups=q(ups), k_re=q(recharge), k_res=q(reserve))
    assert 1.25 <= magnitude(factor, "") <= 1.52
    if name == "middle":
        assert magnitude(factor, "") == pytest.approx(1.4385, abs=1e-4)


@pytest.mark.parametrize(("name", "gross", "it", "printed"), DEALS)
def test_reserve_that_closes_a_deal(name, gross, it, printed):
    """With the house's middle cooling, UPS and losses the contingency that closes each disclosed ratio is 0 to 15 %."""
    before = contract_factor(k_site=q(1.29), k_more=q(0.0), k_ups=q(0.05), k_re=q(0.03), k_res=q(0.0))
    assert 0.0 <= gross / it / magnitude(before, "") - 1.0 <= 0.15


def test_eased_factor_is_the_sum_without_the_plant():
    """1000 kW of IT, 300 of chillers, 100 of the rest: 1.4; without 240 of them 1.16."""
    own = q((1000.0 + 300.0 + 100.0) / 1000.0)
    assert magnitude(eased_factor(k_site=own, P_cut=q(240, "kW"), P_IT=q(1000, "kW")), "") == pytest.approx(1.16)
