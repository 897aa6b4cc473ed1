"""Every element out in turn on two halls: who is lost, who is not, and what the numbers must obey."""

import math
from dataclasses import replace

import pytest

from designer.cooling import carry, prove
from designer.cooling.outage_cases import unpowered
from designer.cooling.records import Feeds
from designer.model import Commodity, Element, Link, Trade


def powered(plan) -> Feeds:
    """Two boards: every CDU and pump on both, fans and coolers on one of them in turn."""
    boards = [Element(tag, "switchboard", Trade.POWER, sources=(Commodity.POWER,)) for tag in ("MSB-01", "MSB-02")]
    links = []
    for number, load in enumerate(plan.loads):
        fed = boards if load.cords == 2 else [boards[number % 2]]
        links += [Link(board.tag, load.tag, Commodity.POWER) for board in fed]
    return Feeds(tuple(boards), tuple(links), 300.0, 10.0)


@pytest.fixture(scope="module")
def proven(prairie, build, catalog, plan):
    """The prairie hall of 110 racks with every element out in turn."""
    programme, layout, loads = build()
    return prove((prairie, programme, layout), loads, catalog, plan, powered(plan))


@pytest.fixture(scope="module")
def kinds(proven):
    """Outages by kind."""
    found = {}
    for outage in proven.outages:
        found.setdefault(outage.kind, []).append(outage)
    return found


def test_the_normal_state_is_met(proven):
    """Nothing out: every rack at its flow, supply as designed, every CDU and pump inside its envelope."""
    normal = proven.outages[0]
    assert (normal.test, normal.verdict) == ("T0", "met")
    assert normal.flow_share == pytest.approx(1.0, abs=1e-6)
    assert normal.supply == pytest.approx(proven.temperatures["tcs_supply"])
    assert normal.cdu_heat < 1.0 < normal.pump_flow + 1.0
    assert normal.cdu_head > 0.0


def test_every_kind_is_taken_out_for_work_and_by_fault(kinds, proven, plan):
    """Pumps, CDUs, strainers, valves, sections, headers, coolers, chillers, fan walls, panels, feeds; twice each."""
    assert set(kinds) == {
        "normal", "cdu", "strainer", "section", "leg", "header", "pump", "cooler", "chiller", "air-unit",
        "control-panel", "feed", "valve",
    }  # fmt: skip
    for kind, found in kinds.items():
        if kind != "normal":
            assert {o.test for o in found} == {"T1", "T2"}
    for kind, count in (("cdu", len(plan.cdus)), ("pump", len(plan.pumps)), ("air-unit", len(plan.air_units))):
        assert len(kinds[kind]) == 2 * count
    valves = {tag for o in kinds["valve"] for tag in o.tags}
    unjudged = {"air vent", "relief", "drain"}
    known = {t for t, kind, _ in plan.valves if kind not in unjudged}
    assert len(valves & known) > 0.7 * len(known)


def test_one_machine_out_loses_no_rack(kinds):
    """Any CDU, strainer, pump, cooler, chiller, leg, ring section or panel out: all racks at their need."""
    for kind in ("cdu", "strainer", "pump", "cooler", "chiller", "leg", "section", "control-panel"):
        for outage in kinds[kind]:
            assert outage.verdict in ("met", "strained"), (kind, outage.tags, outage.verdict)
            assert not outage.lost
            assert outage.flow_share > 1.0 - 1e-4
            assert outage.supply <= outage.supply_limit


def test_a_header_out_loses_its_row_and_no_more(kinds, plan):
    """The racks of a header are named as lost, at most a row, and only they."""
    rows = {}
    for rack in plan.racks:
        rows.setdefault(rack.loop, set()).add(rack.tag)
    for outage in kinds["header"]:
        assert outage.verdict == "lost"
        assert 1 <= len(outage.lost) <= 14
        loop = outage.tags[0][:6]
        assert set(outage.lost) <= rows[loop]


def test_a_board_with_half_the_fans_loses_the_air(kinds):
    """A feed that carries every other fan wall takes the hall's air with it, and the racks are named."""
    for outage in kinds["feed"]:
        assert outage.verdict == "lost"
        assert outage.air > 1.0
        assert len(outage.lost) == 118


def test_fewer_pumps_and_cdus_work_harder(kinds, proven):
    """With one out the others carry more: pump and CDU flow shares rise, head left falls."""
    normal = proven.outages[0]
    assert all(o.pump_flow > normal.pump_flow for o in kinds["pump"])
    assert all(o.cdu_flow > normal.cdu_flow - 1e-9 and o.cdu_head <= normal.cdu_head + 1e-9 for o in kinds["cdu"])
    assert max(o.cdu_flow for o in kinds["cdu"]) > normal.cdu_flow


def test_a_plant_without_spare_falls_short(prairie, build, catalog):
    """The proof must be able to fail: with far too few CDUs racks lack flow or the supply leaves its class."""
    programme, layout, loads = build(plant={"cdu": 6})
    few = carry(prairie, programme, layout, loads, catalog)
    found = prove((prairie, programme, layout), loads, catalog, few, Feeds())
    assert found.outages[0].verdict in ("short", "lost", "strained")
    worse = [o for o in found.outages if o.kind == "cdu"]
    assert all(o.verdict in ("short", "lost") for o in worse)
    assert any(o.below or o.supply > o.supply_limit for o in worse)


def test_rides_are_held_by_what_bridges_them(proven):
    """Rejection rides longer than the sets take to start; pumps stand on a UPS; without sets nothing is held."""
    rides = {r.lost: r for r in proven.rides}
    assert set(rides) == {"rejection", "fws-pumps", "cdu-pumps", "air-water", "hall-air"}
    assert rides["rejection"].gap == 10.0
    assert rides["rejection"].held == (rides["rejection"].seconds >= 10.0)
    assert rides["fws-pumps"].gap == 0.0
    assert rides["rejection"].seconds > rides["fws-pumps"].seconds > rides["cdu-pumps"].seconds
    for ride in (rides["rejection"], rides["fws-pumps"]):
        times, supplies = zip(*ride.curve, strict=True)
        assert list(times) == sorted(times)
        assert supplies[0] == pytest.approx(proven.temperatures["tcs_supply"])
        if math.isfinite(ride.seconds):
            assert max(supplies) > ride.limit


def test_without_sets_a_loss_of_power_is_not_ridden(prairie, build, catalog, plan):
    """No generating set: the gap has no end, and rejection is not held."""
    programme, layout, loads = build()
    found = prove((prairie, programme, layout), loads, catalog, plan, replace(powered(plan), start_seconds=math.inf))
    assert not next(r for r in found.rides if r.lost == "rejection").held


def test_power_falls_along_its_links():
    """Two feeds needed one: a load falls with its second feed only; what hangs on a fallen board falls with it."""
    elements = [
        Element("A", "switchboard", Trade.POWER),
        Element("B", "switchboard", Trade.POWER),
        Element("C", "switchboard", Trade.POWER, needs={Commodity.POWER: 1}),
        Element("P", "pump", Trade.COOLING, needs={Commodity.POWER: 1}),
        Element("F", "air-unit", Trade.COOLING, needs={Commodity.POWER: 1}),
    ]
    links = [Link(a, b, Commodity.POWER) for a, b in (("A", "P"), ("B", "P"), ("A", "C"), ("C", "F"))]
    assert unpowered(elements, links, "A") == {"A", "C", "F"}
    assert unpowered(elements, links, "B") == {"B"}


def test_a_hall_of_air_is_proven_too(prairie, build, catalog):
    """Racks cooled by air alone: every fan wall, chiller, leg and section of the chilled ring out, each state solved;
    one machine out loses nobody, and what the units carry is told."""
    programme, layout, loads = build(
        24, "hgx-h100-air", (40.0, 0.0), {"cdu": 0, "pump": 0, "cooler": 0, "air-unit": 5, "chiller": 3}
    )
    plan = carry(prairie, programme, layout, loads, catalog)
    outages = prove((prairie, programme, layout), loads, catalog, plan, powered(plan)).outages
    kinds = {o.kind for o in outages}
    assert {"air-unit", "chiller", "leg", "section", "control-panel", "feed", "valve"} <= kinds
    assert not {"cdu", "header"} & kinds
    whole = outages[0]
    assert 0.0 < whole.air < 1.0
    assert whole.velocity > 0.0
    for outage in outages:
        if outage.kind in ("air-unit", "chiller", "leg", "section"):
            assert outage.verdict == "met"
            assert outage.air >= whole.air
    worst = max(o.air for o in outages if o.kind == "air-unit")
    assert worst == pytest.approx(whole.air * 5 / 4)


def test_all_air_units_dark_lose_every_rack(prairie, build, catalog):
    """One board behind all fan walls: its loss is told by the names of all racks of the hall."""
    programme, layout, loads = build(
        24, "hgx-h100-air", (40.0, 0.0), {"cdu": 0, "pump": 0, "cooler": 0, "air-unit": 5, "chiller": 3}
    )
    plan = carry(prairie, programme, layout, loads, catalog)
    board = Element("MSB-01", "switchboard", Trade.POWER, sources=(Commodity.POWER,))
    feeds = Feeds((board,), tuple(Link("MSB-01", load.tag, Commodity.POWER) for load in plan.loads), 300.0, 10.0)
    outages = prove((prairie, programme, layout), loads, catalog, plan, feeds).outages
    dark = next(o for o in outages if o.tags == ("MSB-01",))
    assert dark.verdict == "lost"
    assert set(dark.lost) == {p.tag for p in layout.of("rack")}
