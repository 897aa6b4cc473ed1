"""The whole room on two halls: it closes, it is redundant where it says so, it names what is missing."""

import math
from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.cooling import carry
from designer.cooling.balance import closure
from designer.cooling.runs import polyline_length
from designer.ledger import Ledger
from designer.model import Commodity, LoadClass, check_unique, merge_elements
from designer.units import magnitude


def test_heat_in_is_heat_out(plan, fjord_plan):
    """The balance closes to 1e-9: every kilowatt that goes in leaves by a named way."""
    assert closure(plan.balance, plan.rejected) < 1e-9
    assert closure(fjord_plan.balance, fjord_plan.rejected) < 1e-9


def test_each_line_is_liquid_air_and_outside(plan):
    """Every line of the balance splits exactly; rack kinds and rows sum to the hall, hall and plant to the total."""
    by_level = {}
    for line in plan.balance:
        assert line.liquid + line.air + line.outside == pytest.approx(line.power, rel=1e-12)
        by_level[line.level] = by_level.get(line.level, 0.0) + line.power
    assert by_level["rack kind"] == pytest.approx(by_level["hall"], rel=1e-12)
    assert by_level["row"] == pytest.approx(by_level["hall"], rel=1e-12)
    assert by_level["hall"] + by_level["plant"] == pytest.approx(by_level["total"], rel=1e-12)


def test_every_rack_gets_its_flow(plan):
    """The solved flow of each rack is at least what its platform asks for at the supply temperature."""
    required = next(s for s in plan.steps if s.key == "cooling.rack_flow[gb200-nvl72]").si("LPM")
    assert len(plan.racks) == 110
    assert min(r.flow for r in plan.racks) == pytest.approx(required, rel=1e-5)
    assert all(
        r.returned == pytest.approx(r.supply + r.heat / (r.flow / 60000 * 1008.8 * 3.967), abs=0.3) for r in plan.racks
    )


def test_groups_carry_their_duty_with_a_unit_out(plan):
    """Each CDU keeps heat, flow and head with one of its group out; groups are N+1."""
    assert not plan.shortfalls
    for duty in plan.cdus:
        assert duty.heat_available >= duty.heat
        assert duty.head_available >= duty.head_needed
    groups = {g.tag: g for g in plan.groups}
    assert {"TCS-01", "TCS-02", "TCS-03", "FWS", "CLR-BANK", "CHW", "AIR-HALL"} <= set(groups)
    assert all(g.spare_units >= 1 for g in plan.groups)
    counted = Counter(d.loop for d in plan.cdus)
    assert all(counted[tag] >= 2 for tag in ("TCS-01", "TCS-02", "TCS-03"))


def test_loads_say_where_their_heat_goes(plan):
    """CDUs, pumps and panels are core loads on two cords; fans and chillers are mechanical; outdoor heat stays
    outdoors.
    """
    kinds = {}
    for load in plan.loads:
        kinds.setdefault(load.kind, []).append(load)
    assert set(kinds) == {"cdu", "pump", "air-unit", "cooler", "chiller", "control-panel"}
    assert all(
        x.load_class is LoadClass.CORE and x.cords == 2 for k in ("cdu", "pump", "control-panel") for x in kinds[k]
    )
    assert all(x.load_class is LoadClass.MECHANICAL for k in ("air-unit", "cooler", "chiller") for x in kinds[k])
    assert all(x.outside_kw == x.design_kw for k in ("cooler", "chiller") for x in kinds[k])
    assert all(x.peak_kw >= x.design_kw >= x.idle_kw > 0 for x in plan.loads)
    check_unique(x.tag for x in plan.loads)


def served(plan, removed=frozenset()):
    """Tags of racks with coolant and air after a removal, by plain repetition until nothing changes."""
    needs = {e.tag: dict(e.needs) for e in plan.elements}
    racks = {r.tag for r in plan.racks}
    needs.update({tag: {Commodity.COOLANT: 1, Commodity.AIR: 1} for tag in racks})
    alive = set(needs) - removed
    while True:
        incoming = Counter((x.target, x.commodity) for x in plan.links if x.source in alive)
        fallen = {
            t
            for t in alive
            for commodity, count in needs[t].items()
            if commodity is not Commodity.POWER and incoming[t, commodity] < count
        }
        if not fallen:
            return racks & alive
        alive -= fallen


def test_the_graph_serves_every_rack(plan, fjord_plan):
    """With everything in place every rack has coolant and air."""
    assert len(served(plan)) == 110
    assert len(served(fjord_plan)) == 32


def test_one_machine_out_loses_no_rack(plan):
    """Any CDU, pump, cooler, chiller, air unit, leg or ring section out: all racks stay served."""
    for element in plan.elements:
        if element.removable and "ROW" not in element.tag:
            assert len(served(plan, frozenset({element.tag}))) == 110, element.tag


def test_a_row_header_out_loses_its_row_and_no_more(plan):
    """The honest blast radius: a dead-end header takes its own racks only."""
    headers = [e.tag for e in plan.elements if "-ROW-" in e.tag]
    assert headers
    for tag in headers:
        lost = 110 - len(served(plan, frozenset({tag})))
        assert 1 <= lost <= 14


def test_two_cdus_of_a_group_out_lose_the_loop(plan):
    """A group of N+1 does not stand two units out: the graph must be able to fail."""
    group = next(g for g in plan.groups if g.tag == "TCS-01")
    out = frozenset(group.members[: group.spare_units + 1])
    assert len(served(plan, out)) < 110


def test_steps_notes_and_tags_are_unique(plan):
    """Ledger keys, element tags, pipe tags, valve and instrument tags exist once; links end at known tags."""
    ledger = Ledger.of(plan.steps)
    assert len(ledger) == len(plan.steps)
    elements = merge_elements(plan.elements)
    for rows in (plan.valves, plan.instruments):
        check_unique(r[0] for r in rows)
    check_unique(r.tag for r in plan.pipes)
    known = set(elements) | {r.tag for r in plan.racks} | {f"N-{i + 1:02d}" for i in range(8)}
    assert {x.source for x in plan.links} | {x.target for x in plan.links} <= known
    assert all(g.basis in ledger.steps for g in plan.groups if g.basis)


def test_every_limit_of_the_steps_is_kept(plan):
    """No printed limit is broken in the reference hall: velocity, gradient, margins, return, water."""
    assert [s.key for s in plan.steps if s.verdict is False] == []


def test_the_same_input_gives_the_same_plan(prairie, build, catalog, plan):
    """Loads in another order give the same plan to the last bit."""
    programme, layout, loads = build()
    again = carry(prairie, programme, layout, tuple(reversed(loads)), catalog)
    for field in fields(plan):
        one, two = getattr(plan, field.name), getattr(again, field.name)
        assert repr(one) == repr(two), field.name


def test_too_few_cdus_ask_for_more(prairie, build, catalog):
    """With a CDU too few the plan names the shortfall and the cure, and the cure cures."""
    short = carry(prairie, *build(plant={"cdu": 12}), catalog)
    missing = {s.key: s for s in short.shortfalls}
    cure = missing["cooling.cdus"].cure
    assert cure is not None
    assert cure.key == "cdus.extra"
    cured = carry(prairie, *build(plant={"cdu": 12 + int(cure.amount)}), catalog)
    assert not cured.shortfalls


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("cooler", "coolers.extra"),
        ("air-unit", "air_units.extra"),
        ("pump", "pumps.extra"),
        ("chiller", "chillers.extra"),
    ],
)
def test_too_few_of_a_kind_ask_for_more(prairie, build, catalog, kind, key):
    """Each kind of plant has its own cure, of the right amount."""
    short = carry(prairie, *build(plant={kind: 2}), catalog)
    cures = {s.cure.key: s.cure.amount for s in short.shortfalls if s.cure}
    assert key in cures
    enough = carry(prairie, *build(plant={kind: 2 + int(cures[key])}), catalog)
    assert key not in {s.cure.key for s in enough.shortfalls if s.cure}


def test_a_hot_site_without_water_says_what_would_do(creek, build, catalog, other, said):
    """Without water and chillers the facility supply is out of reach; nothing is invented."""
    site = other(creek, air_supply=said(24, "degC"))
    made = carry(site, *build(40, plant={"cooler": 4, "chiller": 0}), catalog)
    keys = {s.key for s in made.shortfalls}
    assert "cooling.air_source" in keys
    assert keys & {"cooling.facility_supply", "cooling.coolers"}
    assert made.mode == "dry"
    assert made.daily_water == 0.0


def test_no_cooler_at_all_is_a_shortfall(creek, build, catalog):
    """A yard without coolers gives no plan of rejection, and the heat that nobody carries is named."""
    made = carry(creek, *build(40, plant={"cooler": 0, "chiller": 0, "pump": 0}), catalog)
    assert "cooling.coolers" in {s.key for s in made.shortfalls}
    assert made.rejected["not-carried"] > 4000
    assert closure(made.balance, made.rejected) < 1e-9


def test_no_cdu_at_all_is_a_shortfall(prairie, build, catalog):
    """Racks that want liquid where no CDU stands: a shortfall, no loops, and no rack called served."""
    made = carry(prairie, *build(plant={"cdu": 0}), catalog)
    assert {s.key for s in made.shortfalls} >= {"cooling.cdus"}
    assert not made.racks
    assert closure(made.balance, made.rejected) < 1e-9


def test_a_supply_above_the_rack_limit_is_brought_down(prairie, build, catalog, other, said):
    """A wish of 50 degC against a rack limit of 45: a shortfall, and the design runs at the nearest feasible choice."""
    made = carry(other(prairie, supply_temperature=said(50, "degC")), *build(), catalog)
    assert made.temperatures["tcs_supply"] == pytest.approx(45.0)
    assert "cooling.supply_above_limit" in {s.key for s in made.shortfalls}


def test_the_published_curve_rules_the_gb300(prairie, build, catalog, other, said):
    """GB300 flow follows the published table at the actual supply: 119 LPM at 40, 89 at 35, between in between."""
    flows = {}
    for supply in (35, 37.5, 40):
        built = build(40, "gb300-nvl72", (135.0, 0.9))
        made = carry(other(prairie, supply_temperature=said(supply, "degC")), *built, catalog)
        flows[supply] = next(s for s in made.steps if s.key == "cooling.rack_flow[gb300-nvl72]").si("LPM")
    assert flows[40] == pytest.approx(119)
    assert flows[35] == pytest.approx(89)
    assert flows[37.5] == pytest.approx(math.sqrt(119 * 89))


def test_water_beyond_its_limit_is_a_shortfall(prairie, build, catalog, said):
    """Evaporation at the design day above the permitted daily volume is named."""
    dry = replace(prairie, water=replace(prairie.water, daily_limit=said(10, "m3/day")))
    made = carry(dry, *build(), catalog)
    assert "cooling.water" in {s.key for s in made.shortfalls}
    assert next(s for s in made.steps if s.key == "cooling.daily_water").verdict is False


def test_cold_site_needs_no_chiller(fjord_plan):
    """The fjord hall takes its residual air without any compressor and uses no water."""
    assert fjord_plan.air_source in ("facility", "outdoor")
    assert fjord_plan.daily_water == 0.0
    assert fjord_plan.mode == "dry"
    assert not [x for x in fjord_plan.loads if x.kind == "chiller"]
    assert fjord_plan.annual.pue < 1.15


def test_an_air_hall_has_no_loops(prairie, build, catalog):
    """A hall of air-cooled racks has no technology loop, and its air still closes."""
    built = build(40, "hgx-h100-air", (44.0, 0.0), {"cdu": 0, "air-unit": 14})
    made = carry(prairie, *built, catalog)
    assert not made.racks
    assert not made.cdus
    assert made.air_units
    assert closure(made.balance, made.rejected) < 1e-9


def test_year_is_labelled_and_apart_from_the_peak(plan):
    """The year says that it is a screening year; its hours are 8,760; the peak is above the mean."""
    year = plan.annual
    assert year.label == "screening"
    assert sum(year.modes.values()) == 8760
    assert year.peak_mechanical > year.mechanical * 1000 / 8760
    assert math.fsum(m[2] for m in year.monthly) == pytest.approx(year.mechanical, rel=1e-9)
    assert 1.05 < year.pue < 1.25


def test_without_months_the_year_is_a_bound(prairie, build, catalog):
    """A climate without monthly values: every day a design day, labelled so."""
    bare = replace(prairie, climate=prairie.climate.model_copy(update={"monthly_mean": []}))
    made = carry(bare, *build(), catalog)
    assert made.annual.label == "bound"
    assert "cooling.year_bound" in {n.key for n in made.notes}


def test_without_a_climate_the_design_day_is_assumed_and_asked(prairie, build, catalog):
    """No climate: a question, a stated assumption, and still a plan."""
    made = carry(replace(prairie, climate=None), *build(), catalog)
    keys = {(n.kind.value, n.key) for n in made.notes}
    assert ("rfi", "cooling.climate") in keys
    assert ("assumption", "cooling.climate_assumed") in keys
    assert made.temperatures["design_dry_bulb"] == 35.0


def test_unpublished_values_are_asked(plan):
    """What the makers do not publish appears as a question, each with its assumption where one is used."""
    asked = {n.key for n in plan.notes if n.kind == "rfi"}
    assert {"cooling.rack_flow_curve", "cooling.cdu_value"} <= asked


def test_pipes_keep_their_rules(plan, catalog):
    """Every pipe keeps velocity and gradient, and is a listed size of its record."""
    for run in plan.pipes:
        assert 0 < run.velocity <= 2.4 + 1e-9
        assert run.gradient <= 400 + 1e-9
        assert run.length > 0
        assert run.volume == pytest.approx(math.pi * (run.bore / 2000) ** 2 * run.length * 1000)
        assert len(run.points) >= 2


def test_materials_follow_the_pipes(plan):
    """Pipe metres of the bulk list are the metres of the runs; coolant is what the loops hold."""
    metres = math.fsum(i.quantity.si("m") for i in plan.bulk if i.key.startswith("pipe."))
    assert metres == pytest.approx(math.fsum(r.length for r in plan.pipes))
    litres = {i.key: i.quantity.si("L") for i in plan.bulk if i.key.startswith("coolant.")}
    assert litres["coolant.technology"] == pytest.approx(plan.volumes["tcs_total"])
    valves = math.fsum(i.quantity.si("") for i in plan.bulk if i.key.startswith("valve."))
    assert valves == len(plan.valves)


def test_ride_through_orders_the_losses(plan):
    """Losing rejection leaves most time, losing facility pumps less, losing the racks' flow almost none."""
    ride = plan.ride_through
    assert ride["rejection"] > ride["fws-pumps"] > ride["cdu-pumps"] > 0


def test_one_field_changed_moves_the_answer(prairie, build, catalog, other, said, plan):
    """A warmer technology supply lowers evaporation: the year answers to the brief."""
    warm = carry(other(prairie, supply_temperature=said(45, "degC")), *build(), catalog)
    assert warm.annual.water < plan.annual.water
    assert warm.temperatures["fws_supply"] > plan.temperatures["fws_supply"]


def test_an_empty_hall_says_what_the_weather_allows(creek, build, catalog):
    """No rack placed: no plant, no load, and still the supply that outdoor air allows without water."""
    programme, layout, _ = build(1, plant=dict.fromkeys(("cdu", "pump", "air-unit", "cooler", "chiller"), 0))
    made = carry(creek, programme, replace(layout, placed=()), (), catalog)
    short = {s.key: s for s in made.shortfalls}
    assert list(short) == ["cooling.facility_supply"]
    assert magnitude(short["cooling.facility_supply"].got, "degC") == pytest.approx(32.78 + 1 + 4, abs=0.01)
    assert not made.loads
    assert not made.elements


def test_cdus_go_where_the_solved_loops_need_them(prairie, build, catalog):
    """With just enough CDUs in all, every loop has its needed ones and a spare."""
    made = carry(prairie, *build(), catalog)
    groups = [g for g in made.groups if g.kind == "cdu"]
    assert sum(len(g.members) for g in groups) == 17
    assert all(g.spare_units == 1 for g in groups)


def test_chillers_finish_the_water_when_they_may(prairie, build, catalog, other):
    """Without evaporation, chillers take what the coolers leave with one out, and it is said; too few of them ask for
    more.
    """
    dry = other(prairie, rejection=("dry", "chiller"))
    made = carry(dry, *build(40, plant={"cooler": 8, "chiller": 12}), catalog)
    assert made.mode == "chiller-trim"
    assert "cooling.chiller_trim" in {n.key for n in made.notes}
    assert made.annual.water == 0.0
    assert closure(made.balance, made.rejected) < 1e-9
    assert not made.shortfalls
    alone = carry(dry, *build(40, plant={"cooler": 8, "chiller": 2}), catalog)
    assert alone.mode == "chiller-trim"
    assert {s.cure.key: s.cure.amount for s in alone.shortfalls if s.cure} == {"chillers.extra": 3.0}
    assert not carry(dry, *build(40, plant={"cooler": 8, "chiller": 5}), catalog).shortfalls


@pytest.mark.parametrize("slug", ["coolchip-2300", "mcdu-70", "xdu450", "envicool-1400"])
def test_a_bare_rating_is_asked_not_trusted(prairie, build, catalog, slug):
    """A CDU published by its kilowatts alone: flow, approach and head are asked for, the plan says what it assumed."""
    products = {
        "cdu": slug,
        "pump": "facility-500",
        "air-unit": "fan-wall-400",
        "cooler": "adiabatic-1500",
        "chiller": "1mw-air-cooled",
    }
    made = carry(prairie, *build(40, plant={"cdu": 30}, products=products), catalog)
    assert "cooling.cdu_head_curve" in {n.key for n in made.notes}
    assert made.racks
    assert all(d.head_available == 0.0 for d in made.cdus)


@given(
    st.fixed_dictionaries(
        {kind: st.sampled_from([0, 1, 3, 9]) for kind in ("cdu", "pump", "air-unit", "cooler", "chiller")}
    )
)
@settings(max_examples=15, deadline=None)
def test_whatever_stands_the_balance_closes(prairie, build, catalog, plant):
    """Too little or too much plant of any kind: a plan all the same, balanced to 1e-9, no machine above its
    nameplate.
    """
    made = carry(prairie, *build(14, plant=plant), catalog)
    assert closure(made.balance, made.rejected) < 1e-9
    assert all(x.design_kw <= x.peak_kw for x in made.loads)
    if 0 in (plant["cdu"], plant["pump"], plant["air-unit"], plant["cooler"]):
        assert made.shortfalls


def test_every_pipe_is_as_long_as_its_way(plan, fjord_plan):
    """One model: what the schedule prints, the solver uses and the plan draws is the length of the same way; every
    machine outside the technology loops has its branches.
    """
    for made in (plan, fjord_plan):
        for pipe in made.pipes:
            assert pipe.length == pytest.approx(polyline_length(pipe.points))
        tags = {p.tag.rstrip("ABCD") for p in made.pipes}
        for duty in (*made.cdus, *(r for r in made.rejection if r.catalog.startswith("cooler"))):
            assert {f"FWS-{duty.tag}-S", f"FWS-{duty.tag}-R"} <= tags
        for pump in made.pumps:
            assert {f"FWS-{pump.tag}-S", f"FWS-{pump.tag}-OUT-S"} <= tags
