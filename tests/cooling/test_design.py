"""What the plant is described by: segments with two bounds, items, procedures, settings, options, states."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from designer.cooling import carry
from designer.cooling.balance import closure
from designer.model import NoteKind
from designer.site.records import HourlyWeather
from designer.sizing.records import Module

ROOT = Path(__file__).resolve().parents[2]
LABELS = yaml.safe_load((ROOT / "templates" / "words" / "labels.yaml").read_text())


@pytest.fixture(params=["plan", "fjord_plan"])
def either(request):
    """Each of the two plans."""
    return request.getfixturevalue(request.param)


def test_every_segment_has_two_bounds_that_exist(either):
    """Each maintainable segment lies between at least two valves of the valve list, one where it hangs on a single
    pipe; drains and vents exist too but where it has its own cocks.
    """
    valves = {tag for tag, _, _ in either.valves}
    assert either.segments
    for segment in either.segments:
        assert len(segment.bounds) >= (1 if segment.kind in ("make-up", "expansion") else 2), segment.tag
        assert set(segment.bounds) | set(segment.drains) | set(segment.vents) <= valves, segment.tag
        if segment.kind not in ("rack", "side-filter", "dosing", "make-up", "expansion"):
            assert segment.drains, segment.tag
            assert segment.vents, segment.tag


def test_every_machine_is_a_segment(either):
    """Each pump, CDU, cooler, chiller, wetted air unit and rack of the plan can be taken out between its valves."""
    tags = {s.tag for s in either.segments}
    machines = {x.tag for x in (*either.cdus, *either.pumps, *either.rejection, *either.racks)}
    machines |= {u.tag for u in either.air_units} if either.air_source in ("facility", "chilled") else set()
    assert machines <= tags


def test_every_closed_loop_has_its_vessel_relief_filter_and_dosing(either):
    """Each loop has the items that every closed loop needs, two vessels for the whole expansion, a relief valve."""
    loops = {c.loop for c in either.cdus} | {"FWS"} | ({"CHW"} if either.air_source == "chilled" else set())
    for loop in loops:
        kinds = {i.kind for i in either.items if i.loop == loop}
        assert {"side-filter", "dosing", "expansion", "separator", "make-up", "sampling", "flush"} <= kinds
        assert (f"PSV-{loop}", "relief", loop) in either.valves
    each = [(i.loop, i.size.si("L")) for i in either.items if i.kind == "expansion"]
    vessels = {name: sum(litres for loop, litres in each if name in loop) for name in ("TCS", "CHW")}
    assert vessels["TCS"] == pytest.approx(2 * either.volumes["expansion_tcs"])
    assert vessels["CHW"] == pytest.approx(2 * either.volumes.get("expansion_chw", 0.0))


def test_loop_pressure_stays_below_the_racks_limit(either):
    """The highest working pressure of the technology loops keeps the racks' limit; the test pressure lies above it."""
    steps = {s.key: s for s in either.steps}
    working = steps["cooling.design_pressure[TCS]"]
    assert working.verdict is True
    assert steps["cooling.test_pressure[TCS]"].si("bar") > working.si("bar")


def test_settings_hold_every_rack_at_its_flow(either):
    """A valve takes more where the rack gets more than it needs; the worst rack's is the most open; none is shut."""
    assert {s.rack for s in either.settings} == {r.tag for r in either.racks}
    for loop in {r.loop for r in either.racks}:
        racks = {r.tag for r in either.racks if r.loop == loop}
        mine = sorted((s for s in either.settings if s.rack in racks), key=lambda s: s.unbalanced / s.flow)
        assert all(a.drop <= b.drop + 1e-9 for a, b in pairwise(mine))
        assert mine[0].opening == max(s.opening for s in mine)
        assert all(0.1 < s.opening <= 1.0 for s in mine)


def test_every_state_closes(either):
    """In every state of the balance the heat rejected is the power put in."""
    assert len(either.cases) >= 7
    for case in either.cases:
        assert case.rejected == pytest.approx(case.put_in, rel=1e-9), case.key
    assert closure(either.balance, either.rejected) < 1e-9


def test_trays_are_within_their_racks(either):
    """Lines inside the racks sum to the line of their kind, power and liquid."""
    kinds = {line.subject: line for line in either.balance if line.level == "rack kind"}
    for slug in {line.subject.partition("/")[0] for line in either.trays}:
        inside = [line for line in either.trays if line.subject.startswith(f"{slug}/")]
        assert sum(line.power for line in inside) == pytest.approx(kinds[slug].power)
        assert sum(line.liquid for line in inside) == pytest.approx(kinds[slug].liquid)


def test_the_chosen_plant_is_among_the_options(either):
    """Each kind of placed plant is judged as chosen, and what the bank needs is what its option needs."""
    chosen = {o.catalog: o for o in either.options if o.verdict == "chosen"}
    used = {r.catalog for r in either.rejection} | {u.catalog for u in either.air_units}
    assert used <= set(chosen)
    bank = next(g for g in either.groups if g.tag == "CLR-BANK")
    assert chosen[either.rejection[0].catalog].needed == bank.needed


def test_air_balance_closes(either):
    """What the needed units supply is what racks draw, what leaks and what is left."""
    air = either.air_balance
    assert air["supplied"] == pytest.approx(air["racks"] + air["leak"] + air["spare"])
    assert air["spare"] >= 0.0


def test_tags_begin_with_known_letters(either):
    """Valves and instruments carry letters of ISA-5.1 and a place; none is there twice."""
    letters = r"(HV|FV|TV|CV|PSV|AV|DV|TT|PT|PDT|FT|AT|LT|PDS|LSH|FQT|MT)-"
    tags = [row[0] for row in (*either.valves, *either.instruments)]
    assert len(tags) == len(set(tags))
    assert all(re.match(letters, tag) for tag in tags)


@pytest.mark.parametrize("group", ["sequences", "control_failures", "commissioning"])
def test_every_procedure_has_words(group):
    """Each procedure that the code can name has words, and no words are without a procedure."""
    source = (ROOT / "designer" / "cooling" / "procedures.py").read_text()
    parts = re.split(r"def _(sequences|control_failures|commissioning)\(", source)
    bodies = dict(zip(parts[1::2], parts[2::2], strict=True))
    said = set(re.findall(r'Procedure\("(\w+)"', bodies[group]))
    assert said == set(LABELS[group])


def test_every_fact_in_the_words_is_given(either):
    """No brace of a procedure's words is left open by its facts."""
    for group, procedures in (
        ("sequences", either.sequences),
        ("control_failures", either.control_failures),
        ("commissioning", either.commissioning),
    ):
        assert procedures
        for one in procedures:
            for text in LABELS[group][one.key].values():
                assert set(re.findall(r"{(\w+)}", text)) <= set(one.facts), one.key


def test_the_hours_of_a_weather_file_drive_the_year(prairie, build, catalog, plan):
    """A site with a weather file gets its own year: label, hours and months are the file's."""
    cold = tuple(-5.0 + (h % 24) / 4.0 for h in range(8760))
    weather = HourlyWeather("x.epw", "X", 45.0, 1100.0, cold, tuple(t - 1.0 for t in cold), cold, (88000.0,) * 8760)
    made = carry(replace(prairie, weather=weather), *build(), catalog)
    assert made.annual.label == "file"
    assert made.annual.hourly.dry == cold
    assert made.annual.water == 0.0 < plan.annual.water
    assert made.annual.monthly[6][1] == pytest.approx(sum(cold) / 8760, abs=0.01)
    assert "cooling.year_of_file" in {n.key for n in made.notes}
    assert "cooling.year_screening" not in {n.key for n in made.notes}


def asked(made, key):
    """Who is asked for something, and what is assumed of whom meanwhile, by its own key."""
    notes = [n for n in made.notes if n.key in (f"cooling.{key}", f"cooling.{key}_assumed")]
    return tuple({n.subject for n in notes if n.kind is kind} for kind in (NoteKind.RFI, NoteKind.ASSUMPTION))


def test_hoses_and_couplings_are_asked_for(plan, fjord_plan, doored_hall):
    """No maker tells what hoses and couplings lose: for each kind of liquid-cooled rack and each door they are asked
    for, and the share that is assumed meanwhile is told.
    """
    assert asked(plan, "branch_share") == ({"rack/gb200-nvl72"}, {"rack/gb200-nvl72"})
    assert asked(fjord_plan, "branch_share") == ({"rack/hgx-b200-liquid"}, {"rack/hgx-b200-liquid"})
    assert asked(plan, "door_branch_share") == (set(), set())
    doored = doored_hall.design.trades.cooling
    doors = {d.catalog for d in doored.doors}
    assert doors
    assert asked(doored, "door_branch_share") == (doors, doors)


def test_every_suction_without_a_makers_word_is_asked_for(either):
    """A pump, CDU or chiller whose maker tells no NPSH is judged with an assumed one, and its maker is asked."""
    unknown = {s.catalog for s in either.suctions if not s.known}
    assert unknown
    assert asked(either, "npsh") == (unknown, unknown)


def test_coolers_beyond_the_spare_are_told_and_can_be_left_out(prairie, build, catalog):
    """Fourteen coolers, of which sizing counted thirteen: the plan tells how many of them the solved design day and its
    spare ask for. With those alone nothing is short; with one less coolers are where chillers may not finish it.
    """
    wishes = prairie.wishes
    alone = replace(prairie, wishes=replace(wishes, cooling=replace(wishes.cooling, rejection=("adiabatic",))))
    programme, layout, loads = build(110, plant={"cooler": 14})
    module = Module("CLR", "cooler", "cooler/adiabatic-1500", 14, 13, 2.4, 9.5, 2.5, 2.0, 0.0, 1.0, 4500.0, "yard")
    plan = carry(prairie, replace(programme, modules=(module,)), layout, loads, catalog)
    told = next(n for n in plan.notes if n.key == "cooling.coolers_over").facts
    assert (told["standing"], told["counted"], told["over"]) == (14, 13, 14 - told["asked"])
    assert told["asked"] == told["needed"] + 1
    assert sum(d.duty == "N" for d in plan.rejection if d.catalog == module.catalog) == told["needed"]
    for count, short in ((told["asked"], False), (told["asked"] - 1, True)):
        left = carry(alone, *build(110, plant={"cooler": count}), catalog)
        assert ("cooling.coolers" in {s.key for s in left.shortfalls}) == short
        assert "cooling.coolers_over" not in {n.key for n in left.notes}
