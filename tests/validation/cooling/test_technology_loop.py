"""A loop solved as a whole: worst rack at its flow, ring cut dearer than whole, spread, closed form for one rack."""

from dataclasses import replace

import pytest

from designer.cooling import runs, technology_loop
from designer.cooling.loops import Loop
from designer.cooling.rack_flow import RackNeed
from designer.layout.records import Placed
from designer.ledger import Evidence, Status, Value
from designer.model import Box, Position
from designer.units import q


def loop(rows: int, racks: int) -> Loop:
    """Rows of racks at 119 LPM and 58.6 kPa, 1.2 m apart, beside four CDUs."""
    needs = tuple(
        (
            f"ROW-{row}",
            tuple(
                RackNeed(f"R-{row}{i:02d}", "x", 121.5, 119.0, 58.6, (5.0 + 0.6 * i, 3.0 * row), f"ROW-{row}", i + 1)
                for i in range(racks)
            ),
        )
        for row in range(rows)
    )
    cdus = tuple(
        Placed(f"CDU-{i}", "cdu", "cdu/xdu1350", Box(Position(2.0, 1.5 * i), 1, 1, 2), 1000.0) for i in range(4)
    )
    return Loop("TCS-01", needs, cdus, 3)


@pytest.fixture
def solved(bench):
    """Three rows of twelve."""
    return technology_loop.solve_loop(bench, loop(3, 12), bench.tcs.at(47.0), 40.0)


def test_the_worst_rack_gets_exactly_its_flow(solved):
    """Every rack has its flow, the worst exactly."""
    flows = {r.tag: r.flow for r in solved.racks}
    assert min(flows.values()) == pytest.approx(119.0, rel=2e-6)
    assert flows[solved.worst] == min(flows.values())
    assert solved.spread == pytest.approx(max(flows.values()) / min(flows.values()) - 1, rel=1e-6)


def test_the_last_rack_of_a_row_is_the_worst(solved):
    """Direct return: within a row flow falls towards the dead end."""
    row = [r.flow for r in solved.racks if r.tag.startswith("R-0")]
    assert row == sorted(row, reverse=True)


def test_a_cut_ring_takes_more_head(solved):
    """With the busiest ring section out the CDUs must give more, and never less than the racks' own drop."""
    assert solved.head > solved.head_normal > 58.6


def test_heat_follows_the_flow(bench, solved):
    """Return of each rack is its heat over its own flow; mixed, the loop closes."""
    state = bench.tcs.at(47.0)
    carried = sum(state.kw_per_k(r.flow) * (r.returned - r.supply) for r in solved.racks)
    assert carried == pytest.approx(sum(r.heat for r in solved.racks), rel=1e-12)


def test_more_racks_on_a_row_spread_more(bench):
    """A longer dead end has a larger spread."""
    short = technology_loop.solve_loop(bench, loop(2, 6), bench.tcs.at(47.0), 40.0)
    long = technology_loop.solve_loop(bench, loop(2, 20), bench.tcs.at(47.0), 40.0)
    assert long.spread > short.spread


def test_the_spread_that_the_brief_wants_decides_the_headers(bench):
    """One row that direct return keeps within the house's limit: a closer one takes the most even layout instead."""
    usual = technology_loop.solve_loop(bench, loop(1, 20), bench.tcs.at(47.0), 40.0)
    wishes = bench.site.wishes
    wanted = Value(q(usual.spread * 50.0, "%"), Evidence("brief", Status.ASSUMPTION), "brief:cooling.flow_spread")
    cooling = replace(wishes.cooling, flow_spread=wanted)
    strict = replace(bench, site=replace(bench.site, wishes=replace(wishes, cooling=cooling)))
    even = technology_loop.solve_loop(strict, loop(1, 20), bench.tcs.at(47.0), 40.0)
    assert usual.style == "direct"
    assert even.style == "reverse"
    assert even.spread < usual.spread / 2.0
    assert min(r.flow for r in even.racks) == pytest.approx(119.0, rel=2e-6)


def test_ways():
    """A way with a corner is as long as its legs."""
    assert runs.corner((0, 0), (3, 4)) == ((0, 0), (3, 0), (3, 4))
    assert runs.polyline_length(runs.corner((0, 0), (3, 4))) == pytest.approx(runs.manhattan((0, 0), (3, 4)))
