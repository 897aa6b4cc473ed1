"""The case of a small mine: scorecard, proven phases, order of the phases, economics, and what its brief gets wrong."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog
from designer.checks.records import Verdict
from designer.conversion.appraising import _late
from designer.documents.drawings.a104_phasing import draw
from designer.documents.subject import Subject
from designer.errors import Refused
from designer.fabric import topologies
from designer.site.case_records import Case, Standing, Tenant
from designer.site.reading import read_bytes
from designer.study.reuse import Reuse

pytestmark = pytest.mark.slow

BRIEF = yaml.safe_load((Path(__file__).parent / "case.yaml").read_text())
CATALOG = Catalog()
#: What is engineered alike for briefs that differ in their case alone, as a study has it.
REUSE = Reuse()


def develop(**groups):
    """The design of the brief with some groups replaced, None leaving one out."""
    data = {key: value for key, value in {**BRIEF, **groups}.items() if value is not None}
    read = read_bytes(json.dumps(data).encode(), "case", CATALOG, None, topologies.names())
    return pipeline.develop(read, CATALOG, via=REUSE)


@pytest.fixture(scope="module")
def judged():
    return develop()


@pytest.fixture(scope="module")
def case(judged):
    return judged.design.conversion


def test_unknown_is_a_question_and_not_a_zero(judged, case):
    """What the brief does not say of long-lead items lowers the known share, not the score, and becomes an RFI."""
    card = case.suitability
    assert {f.key: f.state for f in card.factors if f.state != "ready"} == {"long_lead": "unknown"}
    assert card.score == pytest.approx(1.0)
    assert card.known == pytest.approx(10 / 11)
    assert "conversion.orders_unknown" in [note.key for note in judged.design.notes]


def test_every_state_is_proven_and_the_last_is_the_design(judged, case):
    """Two phases: the mine shrinks state by state, nothing is starved, and the last state proves like the design."""
    plan, proof = case.phasing, judged.design.proof
    assert [state.name for state in plan.states] == ["0-clear", "0-build", "1-clear", "1-build", "2"]
    assert all(state.exceptions == () for state in plan.states)
    assert [state.racks for state in plan.states] == [0, 0, 8, 8, 16]
    mine = [state.mine_kw for state in plan.states]
    assert mine[0] > 0.0
    assert mine[2] > 0.0
    assert all(state.served["T0"] == 1.0 for state in plan.states)
    last = plan.states[-1]
    assert last.served == pytest.approx(proof.served)
    assert last.elements == len(proof.graph.elements)


def test_each_state_stays_within_import_floor_and_feeders(judged, case):
    """AI and mine together keep the import, the mine keeps its floor and the rating of the transformers left."""
    site = judged.design.trades.site
    miners, hall = 1400 * 3.05, site.hall.polygon.area
    for state in case.phasing.states:
        assert state.ai_kw + state.mine_kw <= 5000.0 + 1e-6
        assert state.mine_kw <= len(state.left) * 1600.0 * 0.8 * 0.95 + 1e-6
        zones = state.zones
        assert state.mine_kw <= miners * zones["mine"].area / hall + 1e-6
        assert zones["mine"].intersection(zones["live"]).area < 1e-6
        assert zones["mine"].distance(zones["work"]) > 1.0 or zones["work"].is_empty


def test_schedule_is_whole(case):
    """No task starts before those it waits for end, phases follow one another, orders lie a lead before their need."""
    plan = case.phasing
    tasks = {task.key: task for task in plan.tasks}
    for task in plan.tasks:
        assert all(task.start >= tasks[before].finish - 1e-9 for before in task.after)
    assert plan.live_weeks == tuple(sorted(plan.live_weeks))
    assert plan.first_mw_week == plan.live_weeks[0]
    assert all(o.order_week == pytest.approx(o.need_week - o.lead) for o in plan.orders)
    assert {t.what for t in plan.tasks} >= {f"level_{n}" for n in range(1, 6)}
    assert tasks["level_5.2"].load_high_kw == pytest.approx(plan.states[-1].ai_kw)


def test_aims_choose_different_orders_for_a_reason(case):
    """The chosen order is the best of those weighed for its aim; both orders of two systems were weighed."""
    weighed = case.phasing.weighed
    assert len(weighed) == 2
    assert weighed[0][1] == min(first for _, first, _ in weighed)


def test_coolant_is_filled_once(judged, case):
    """What the phases fill together is what the loops hold, shared loops with the first phase: no total beside its
    parts, no water of the tanks.
    """
    held = judged.design.trades.cooling.volumes
    pipes = held["tcs_pipes"] + held["tcs_racks"] + held["tcs_cdus"]
    shared = held["fws_pipes"] + held["fws_coolers"] + held.get("chw_total", 0.0) + held.get("buffer", 0.0)
    assert sum(case.phasing.coolant_m3) * 1000.0 == pytest.approx(pipes + shared)
    assert case.phasing.coolant_m3[1] * 1000.0 == pytest.approx(pipes / 2.0)


def test_economics_is_a_range(case):
    """Low is below mid below high; critical and gross megawatts are apart; mining goes on in the alternative."""
    money = case.economics
    worth = [outcome.npv for outcome in money.outcomes]
    assert worth == sorted(worth)
    assert worth[0] < worth[2]
    assert money.capex[0] < money.capex[1] < money.capex[2]
    assert money.capex_critical[1] > money.capex_gross[1]
    assert money.outcomes[1].dscr == pytest.approx(2.087, abs=0.3)
    assert abs(money.swings[0].npv_high - money.swings[0].npv_low) >= abs(
        money.swings[-1].npv_high - money.swings[-1].npv_low
    )


@pytest.mark.parametrize("model", ["colocation", "cloud"])
def test_the_capex_leads_back_to_the_priced_lines(model):
    """Its parts sum to the capex at each end, begin with the total of the bill, and each is the share of what stands
    before it that the rules name; only a cloud has racks among them.
    """
    judged = develop(economics={"year": 2026, "model": model})
    money, threshold = judged.design.conversion.economics, judged.design.trades.catalog.threshold
    parts = dict(money.capex_parts)
    assert ("compute" in parts) == (model == "cloud")
    for n, end in enumerate(("low", "mid", "high")):
        assert sum(numbers[n] for numbers in parts.values()) == pytest.approx(money.capex[n])
        lines = judged.design.bom.total[n]
        assert parts["lines"][n] == pytest.approx(lines)
        assert parts["soft"][n] == pytest.approx(lines * threshold("economics", "soft_cost").si(""))
        held = threshold("economics", f"contingency.{end}").si("")
        assert parts["contingency"][n] == pytest.approx((lines + parts["soft"][n]) * held)


def test_a_starved_mine_is_a_finding():
    """Phases that promise the mine more than its feeders carry fail their rule with the state named."""
    wish = {"phases": [{"systems": ["SYS-2"], "mine": "1 MW"}, {"systems": ["SYS-1"], "mine": "1 MW"}]}
    judged = develop(phasing=wish, economics=None)
    failed = [f for f in judged.findings.findings if f.rule == "CNV-04" and f.verdict is Verdict.FAIL]
    assert [f.subjects for f in failed] == [("1-build",)]


def test_phases_of_unknown_systems_are_refused():
    """A phase that names no system of the design is one located mistake; one that leaves a system out another."""
    for systems, code in ((["SYS-9"], "phase-unknown"), (["SYS-1"], "phase-missing")):
        with pytest.raises(Refused) as refused:
            develop(phasing={"phases": [{"systems": systems}]}, economics=None)
        assert [m.code for m in refused.value.mistakes] == [code]
        assert refused.value.mistakes[0].place.path.startswith("phasing.phases")


def test_worthless_conversions_stay_a_mine():
    """Where a lease earns next to nothing even the best case is worth less than mining: stay a mine, and say why."""
    poor = {**BRIEF["economics"], "rate": "5 USD/kW/month", "hash_price": "90 USD/PH/day"}
    judged = develop(economics=poor)
    assert judged.findings.conclusion == "stay-a-mine"
    assert "CNV-08" in judged.findings.reasons


def test_a_cloud_is_not_a_colocation():
    """A cloud buys its racks and is paid by the GPU hour; its capex holds them, a colocation's does not."""
    judged = develop(economics={"year": 2026, "model": "cloud"})
    money = judged.design.conversion.economics
    assert money.capex[1] > 16 * 3.2e6
    assert "rate" not in money.inputs


def test_every_position_carries_its_phase(judged, case):
    """Each rack is set in a phase and goes live in it or later; as many go live by each phase as its state holds."""
    plan, racks = case.phasing, [p.tag for p in judged.design.trades.layout.of("rack")]
    assert set(racks) <= plan.sets.keys() & plan.lives.keys()
    assert all(1 <= plan.sets[tag] <= plan.lives[tag] <= len(plan.racks) for tag in racks)
    gpus = [p.tag for p in judged.design.trades.layout.of("rack") if p.purpose == "gpu"]
    assert [sum(plan.lives[t] <= n for t in gpus) for n in (1, 2)] == [8, 16]
    drawn = draw(Subject.of(judged.design, judged.findings))
    assert drawn
    assert {row[0] for row in drawn.tables[0].rows} == {"1", "2"}
    assert not drawn.unplaced


@pytest.fixture(scope="module")
def pack(judged, tmp_path_factory):
    """The pack of the case as it is written, without PDF."""
    folder = tmp_path_factory.mktemp("case") / "pack"
    pipeline.issue(judged, folder, pdf=False)
    return folder


def test_written_schedule_holds_by_its_own_numbers(pack):
    """From design.json alone: nothing starts before what it waits for, the slack is that of the longest way to the end,
    plant arrives before its witness test, and every date is the start plus its week.
    """
    plan = json.loads((pack / "design.json").read_bytes())["conversion"]["phasing"]
    tasks = {one["key"]: one for one in plan["tasks"]}
    start = date.fromisoformat(plan["start"])

    def week(one, name):
        return one[name]["value"]

    def tail(key):
        after = (tail(k) for k, one in tasks.items() if key in one["after"])
        return week(tasks[key], "weeks") + max(after, default=0.0)

    for key, one in tasks.items():
        assert all(week(one, "start") >= week(tasks[k], "finish") - 1e-9 for k in one["after"]), key
        assert week(one, "finish") == pytest.approx(week(one, "start") + week(one, "weeks"))
        assert week(one, "slack") == pytest.approx(week(plan, "end") - tail(key) - week(one, "start")), key
    for phase in plan["phases"]:
        assert week(phase, "live") == week(tasks[f"live.{phase['phase']}"], "finish")
        assert date.fromisoformat(phase["date"]) == start + timedelta(days=round(7 * week(phase, "live")))
    lines = {one["id"]: one for one in json.loads((pack / "design.json").read_bytes())["bom"]}
    first = {}
    for order in plan["orders"]:
        line = lines[order["line"]]
        work = {"P": "electrical", "C": "mechanical"}.get(order["line"][0], "racks")
        test = week(tasks[f"level_1.{order['phase']}"], "weeks") if work != "racks" else 0.0
        arrival = week(order, "order") + line["lead_high"]["value"]
        assert arrival + test == pytest.approx(week(tasks[f"{work}.{order['phase']}"], "start")), order
        assert week(order, "order") >= week(tasks["design"], "finish") - 1e-9
        assert date.fromisoformat(order["date"]) == start + timedelta(weeks=week(order, "order"))
        first[order["line"]] = min(first.get(order["line"], order["date"]), order["date"])
    assert {key: lines[key]["order_by"] for key in first} == first
    assert not [key for key, one in lines.items() if one["order_by"] and key not in first]


def test_written_flows_are_worth_what_is_printed(pack):
    """From design.json alone: net present value, internal rate and month of payback of the written flows."""
    money = json.loads((pack / "design.json").read_bytes())["conversion"]["economics"]
    for end, other in zip(("low", "mid", "high"), ("high", "mid", "low"), strict=True):
        one, flow = money["outcomes"][end], money["outcomes"][end]["flow"]["months"]
        rate = money["inputs"]["discount"][other]["value"] / 100.0
        worth = sum(x * (1.0 + rate) ** (-n / 12.0) for n, x in enumerate(flow))
        assert worth == pytest.approx(one["npv"]["value"], rel=1e-6, abs=10.0)
        if one["irr"] is not None:
            assert sum(x * (1.0 + one["irr"]) ** (-n / 12.0) for n, x in enumerate(flow)) == pytest.approx(0.0, abs=2e3)
        left = list(accumulate(flow))
        back = next((n for n in range(len(flow)) if min(left[n:]) >= 0.0), None)
        assert one["payback"] == back


def test_tables_of_the_case_are_schedules(pack):
    """Tasks, orders, phases and states stand in files of their own, as long as the sheets say."""
    plan = json.loads((pack / "design.json").read_bytes())["conversion"]["phasing"]
    for name, key in (("case_tasks", "tasks"), ("case_orders", "orders"), ("case_phases", "phases")):
        rows = (pack / "schedules" / f"{name}.csv").read_text().splitlines()
        assert len(rows) == len(plan[key]) + 1


@pytest.mark.parametrize(("start", "late"), [("2027-01-05", True), ("2027", True), ("2099-12", False), ("", False)])
def test_a_tenant_before_the_hall_is_a_risk(case, start, late):
    """The hall's last phase is live after 2027 begins, before 2099: only an earlier start of the tenant is a risk."""
    standing = Standing(tenant=Tenant("signed", "yes", None, start))
    dated = replace(case.phasing, start="2026-11-23")
    notes = [note.key for note in _late(Case(standing), dated)]
    assert notes == (["conversion.tenant_before_hall"] if late else [])
