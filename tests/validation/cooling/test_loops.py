"""Loop and CDU counts by hand, and the rule that the smallest count must carry flow, head and heat at once."""

import pytest

from designer.catalog import Cdu
from designer.cooling import cdu, loops
from designer.units import magnitude, q


def test_counts():
    """110 racks at 40 a loop: 3 loops; 4,788 LPM by 1,200: 4; 4,249 kW by 1,368: 4."""
    assert magnitude(loops.loop_count(n_racks=q(110), n_max=q(40)), "") == 3
    assert magnitude(loops.cdus_by_flow(V_loop=q(4788, "LPM"), V_cdu=q(1200, "LPM")), "") == 4
    assert magnitude(loops.cdus_by_heat(Q_loop=q(4249, "kW"), Q_cdu=q(1368, "kW")), "") == 4


@pytest.mark.parametrize("head", [0.0, 200.0, 300.0, 400.0])
def test_needed_units_is_the_fewest_that_carry(bench, catalog, head):
    """At the count flow, head and heat hold; at one fewer at least one does not. More head takes more units."""
    states = (bench.tcs.at(46.0), bench.fws.at(42.0))
    model = cdu.model_of(bench, catalog.get(Cdu, "xdu1350"), *states)
    duty = loops.Duty(4249.0, 4788.0, head, states, model.approach_rated)
    count = loops.needed_units(bench, model, duty)

    def carries(number):
        flow = duty.flow / number
        eps, c_min = model.effect(flow, loops.facility_flow(bench, model, flow, states), *states)
        rise = duty.heat / states[0].kw_per_k(duty.flow)
        enough = eps * c_min * (rise + duty.approach) * number >= duty.heat
        return enough and cdu.head_at(model, flow) >= max(head, 1e-9)

    assert carries(count)
    assert not carries(count - 1)
