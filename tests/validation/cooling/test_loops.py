"""Loop and CDU counts by hand, and the rule that the smallest count must carry flow, head and heat at once."""

import itertools

import pytest

from designer.catalog import Cdu
from designer.cooling import cdu, loops
from designer.cooling.rack_flow import RackNeed
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


def test_loops_lie_side_by_side_beyond_row_z(bench, catalog):
    """Sixty rows from ROW-A to ROW-BH, one behind the other: each loop takes neighbours, none lies among another's."""
    names = [f"ROW-{a}{b}" for a in ("", "A", "B") for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"][:60]
    needs = [
        RackNeed(f"R-{i:02d}{k}", "x", 121.5, 119.0, 58.6, (9.0 + 0.6 * k, 3.0 * i), name, k + 1)
        for i, name in enumerate(names) for k in range(8)
    ]  # fmt: skip
    states = (bench.tcs.at(46.0), bench.fws.at(42.0))
    model = cdu.model_of(bench, catalog.get(Cdu, "xdu1350"), *states)
    found = loops.loops_of(bench, needs, (), model, states)
    spans = [[r.point[1] for r in loop.racks] for loop in found]
    assert len(spans) == 12
    assert all(max(a) < min(b) for a, b in itertools.pairwise(spans))
