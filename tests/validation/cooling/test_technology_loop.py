"""A loop solved as a whole: worst rack at its flow, ring cut dearer than whole, spread, closed form for one rack."""

import math
from dataclasses import replace

import fluids
import pytest

from designer.cooling import runs, technology_loop
from designer.cooling.loops import Loop
from designer.cooling.pipe_flows import loop_lines
from designer.cooling.rack_flow import RackNeed
from designer.layout.records import Placed
from designer.ledger import Evidence, Status, Value
from designer.model import Box, Position
from designer.units import q


def loop(rows: int, racks: int) -> Loop:
    """Rows of racks at 119 LPM and 58.6 kPa, 1.2 m apart, beside four CDUs."""
    return uneven((racks,) * rows)


def uneven(counts: tuple[int, ...]) -> Loop:
    """The same, of so many racks in each row."""
    needs = tuple(
        (
            f"ROW-{row}",
            tuple(
                RackNeed(f"R-{row}{i:02d}", "x", 121.5, 119.0, 58.6, (5.0 + 0.6 * i, 3.0 * row), f"ROW-{row}", i + 1)
                for i in range(racks)
            ),
        )
        for row, racks in enumerate(counts)
    )
    cdus = tuple(
        Placed(f"CDU-{i}", "cdu", "cdu/xdu1350", Box(Position(2.0, 1.5 * i), 1, 1, 2), 1000.0) for i in range(4)
    )
    return Loop("TCS-01", needs, cdus, 3)


@pytest.fixture
def solved(bench):
    """Three rows of twelve."""
    return technology_loop.solve_loop(bench, loop(3, 12), bench.tcs.at(47.0), 40.0)


def test_before_balancing_the_worst_rack_gets_exactly_its_flow(solved):
    """With all valves open every rack has its flow, the worst exactly."""
    flows = solved.free_racks
    assert min(flows.values()) == pytest.approx(119.0, rel=2e-6)
    assert flows[solved.worst] == min(flows.values())
    assert solved.spread == pytest.approx(max(flows.values()) / min(flows.values()) - 1, rel=1e-6)


@pytest.mark.parametrize("style", ["direct", "ladder", "reverse"])
def test_the_valves_as_set_give_every_rack_its_flow(bench, monkeypatch, style):
    """With them every rack has its flow exactly and the worst one's valve is open; headers that are dead ends carry
    what their racks need. Along every rack's way pipes, rack and valve lose what the CDUs give, by a sum of its own.
    """
    monkeypatch.setattr(technology_loop, "_spread", lambda network, state: 2.0 * (network.plan.style != style))
    made = technology_loop.solve_loop(bench, uneven((12, 5, 9)), bench.tcs.at(47.0), 40.0)
    network = made.network
    assert made.style == style
    assert {round(r.flow, 6) for r in made.racks} == {119.0}
    assert network.throttles.min() == 0.0 == network.throttles[[r.tag for r in made.racks].index(made.worst)]
    assert style != "direct" or made.carried["TCS-01-ROW-0-S1"] == pytest.approx(12 * 119.0, rel=1e-8)
    assert made.head_normal < made.head
    state = network.meet()
    at, net = state.solution.pressure, network.net
    for i, (need, throttle) in enumerate(zip(network.required, network.throttles, strict=True)):
        branch = network.rack_at[i]
        own = 58.6e3 * network.branch + throttle * need**2
        assert at[net.start[branch]] - at[net.end[branch]] == pytest.approx(own, rel=1e-6)


def test_valves_that_are_set_wrong_leave_a_rack_short(solved):
    """The valve of one rack closed further than it should be: that rack misses its flow at the set total."""
    network = solved.network
    wrong = network.throttles.copy()
    wrong[0] += 0.2 * network.net.coefficient[network.rack_at[0]]
    network.throttle(wrong)
    flows = network.meet(total=float(network.required.sum())).flows / network.required
    assert flows[0] < 0.99
    assert flows[1:].min() > 1.0


def test_the_last_rack_of_a_row_is_the_worst(solved):
    """Direct return: within a row flow falls towards the dead end while no valve is set."""
    row = [flow for tag, flow in solved.free_racks.items() if tag.startswith("R-0")]
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


def steepest(bench, solved) -> float:
    """The most that any header piece of a solved loop has of its limits of velocity and gradient, by `fluids`."""
    network, rule, state = solved.network, bench.size_rule(facility=False), solved.network.state
    flow, most = network.meet().solution.flow, 0.0
    for way in solved.ways.rows:
        for rack, size in zip(way.racks, network.plan.headers[way.row], strict=True):
            for side in "SR":
                kg_s = abs(float(flow[network.index[f"{side} {rack.tag}"]]))
                speed = kg_s / state.density / (math.pi * size.bore_m**2 / 4.0)
                reynolds = state.density * speed * size.bore_m / state.viscosity
                factor = fluids.friction_factor(Re=reynolds, eD=size.roughness_m / size.bore_m)
                slope = factor * state.density * speed**2 / 2.0 / size.bore_m
                fast = rule.velocity_small if size.bore_m <= rule.small_m else rule.velocity_large
                most = max(most, speed / fast, slope / rule.gradient)
    return most


@pytest.mark.parametrize("counts", [(22, 5, 22), (5, 9, 22, 10)])
def test_headers_are_wide_enough_for_what_a_ladder_sends(bench, monkeypatch, counts):
    """Far ends feed neighbouring rows: a header sized for its own racks alone would be too fast or too steep in the
    solved loop; those of the loop are not, and what joins the far ends is no wider for it.
    """
    spread = {"direct": 2.0, "ladder": 0.0, "reverse": 1.0}
    monkeypatch.setattr(technology_loop, "_spread", lambda network, state: spread[network.plan.style])
    made = technology_loop.solve_loop(bench, uneven(counts), bench.tcs.at(47.0), 40.0)
    assert made.style == "ladder"
    assert steepest(bench, made) <= 1.0 + 1e-9
    monkeypatch.setattr(technology_loop, "_widened", lambda _, network, state: (network, state))
    narrow = technology_loop.solve_loop(bench, uneven(counts), bench.tcs.at(47.0), 40.0)
    assert steepest(bench, narrow) > 1.0
    far = [{r.tag: r.nominal for r in each.runs if "-FAR-" in r.tag} for each in (made, narrow)]
    assert far[0] == far[1]


@pytest.mark.parametrize("style", ["direct", "ladder", "reverse"])
def test_every_piece_of_the_network_is_of_its_run(bench, monkeypatch, style):
    """Each pipe of the network lies in the run of its bore, every run has such pieces; what a run carries is the most
    that any of them does, by a search of its own.
    """
    monkeypatch.setattr(technology_loop, "_spread", lambda network, state: 2.0 * (network.plan.style != style))
    made = technology_loop.solve_loop(bench, loop(3, 8), bench.tcs.at(47.0), 40.0)
    lines, net = loop_lines(made.network), made.network.net
    runs = {run.tag: run for run in made.runs}
    held = {tag: [int(b) for b, r in zip(lines.branch, lines.run, strict=True) if r == i]
            for i, tag in enumerate(lines.tags)}  # fmt: skip
    assert made.style == style
    assert set(held) == set(runs) == set(made.carried)
    assert sorted(i for each in held.values() for i in each) == [i for i, b in enumerate(net.length) if b > 0.0]
    flow = made.network.meet().solution.flow
    for tag, branches in held.items():
        assert {round(1000.0 * float(net.bore[i]), 6) for i in branches} == {round(runs[tag].bore, 6)}, tag
        most = max(abs(float(flow[i])) for i in branches) / made.network.state.density * 60000.0
        assert made.carried[tag] == pytest.approx(most, rel=1e-6)
    assert style != "direct" or made.carried["TCS-01-ROW-0-S1"] >= 8 * 119.0


def test_ways():
    """A way with a corner is as long as its legs."""
    assert runs.corner((0, 0), (3, 4)) == ((0, 0), (3, 0), (3, 4))
    assert runs.polyline_length(runs.corner((0, 0), (3, 4))) == pytest.approx(runs.manhattan((0, 0), (3, 4)))
