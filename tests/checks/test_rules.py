"""The rules prove themselves: each passes on the example, fails on a spoiled one, and says what cures it."""

import re
from dataclasses import replace
from types import ModuleType

import pytest

from designer import checks
from designer.catalog import Catalog
from designer.checks.records import Design, Verdict
from designer.checks.rule import Rule

RULES = checks.rules()
BY_ID = {rule.about.id: rule for rule in RULES}


def _verdicts(rule: Rule, design: Design) -> set[Verdict]:
    return {finding.verdict for finding in checks.judge_rule(rule, design)}


@pytest.mark.parametrize("rule", RULES, ids=[r.about.id for r in RULES])
def test_rule_passes_on_the_example(rule: Rule, design: Design) -> None:
    """The passing example of every rule is the whole design."""
    assert _verdicts(rule, design) == {Verdict.PASS}


def test_rule_answers_as_expected(case: tuple[str, Verdict, object], design: Design) -> None:
    """The spoiled design gets the expected verdict, and no other beside it but a pass of other subjects."""
    rule, verdict, spoil = case
    found = _verdicts(BY_ID[rule], spoil(design))  # type: ignore[operator]
    assert verdict in found
    assert found <= {verdict, Verdict.PASS}


def test_every_rule_is_broken_by_an_example(spoil: ModuleType) -> None:
    """A rule without a failing example is not admitted."""
    broken = {rule for rule, verdict, _ in spoil.CASES if verdict is Verdict.FAIL}
    assert {rule.about.id for rule in RULES} == broken


def test_there_are_enough_rules() -> None:
    """At least 45 rules over nine trades, with ids and file names that agree."""
    assert len(RULES) >= 45
    assert {rule.about.trade for rule in RULES} >= {
        "site",
        "sizing",
        "layout",
        "fabric",
        "cooling",
        "power",
        "redundancy",
        "bom",
        "consistency",
    }
    for rule in RULES:
        module = rule.judge.__module__.rpartition(".")[2]
        assert module.startswith(rule.about.id.lower().replace("-", "_") + "_")


@pytest.mark.parametrize("rule", RULES, ids=[r.about.id for r in RULES])
def test_rule_speaks(rule: Rule) -> None:
    """Every rule has a statement, a remedy, a known source and an id of its trade."""
    assert re.fullmatch(r"[A-Z]{3}-\d\d", rule.about.id)
    assert rule.statement.endswith(".")
    assert rule.remedy.endswith(".")
    assert rule.about.source in {*Catalog().sources(), "brief"}
    assert checks.describe(rule.about.id) == (rule.statement, rule.remedy)


def test_failing_subjects_are_grouped(design: Design, spoil: ModuleType) -> None:
    """Four racks with the same fault make one finding with four subjects, the worst first, not four findings."""
    spoiled = spoil.slab(point_load=spoil.known(1, "kN"))(design)
    failed = [f for f in checks.judge_rule(BY_ID["LAY-14"], spoiled) if f.verdict is Verdict.FAIL]
    assert len(failed) == 1
    assert failed[0].subjects[0] == "R-0101"


@pytest.mark.parametrize("units", ["SI", "IP"])
def test_findings_speak_the_units_of_the_pack(design: Design, spoil: ModuleType, units: str) -> None:
    """The same aisle is 1.8 m in a metric pack and 5.91 ft in the other."""
    project = design.trades.site.project
    told = spoil.room("site", project=replace(project, units=units))(design)
    finding = checks.judge_rule(BY_ID["LAY-03"], told)[0]
    assert finding.value == {"SI": "1.80\u00a0m", "IP": "5.91\u00a0ft"}[units]
    assert finding.limit == {"SI": "≥ 1.80\u00a0m†", "IP": "≥ 5.91\u00a0ft†"}[units]


def test_limits_carry_their_evidence(design: Design) -> None:
    """A finding whose limit is a threshold names its source, clause and status; memory carries a dagger."""
    aisle, exits = (checks.judge_rule(BY_ID[rule], design)[0] for rule in ("LAY-04", "LAY-09"))
    assert (aisle.source, aisle.status, aisle.clause) == ("ocp-ready-colo-2020a", "read", "Hot aisle optimum")
    assert exits.status == "memory"
    assert exits.limit.endswith("†")


def test_an_empty_design_is_judged_without_a_crash(design: Design, spoil: ModuleType) -> None:
    """With nothing placed, wired, cooled or fed, every rule still answers."""
    empty = design
    for name, fields in {
        "layout": {
            "placed": (),
            "rows": (),
            "aisles": (),
            "galleries": (),
            "trays": (),
            "routes": (),
            "heights": (),
            "elements": (),
            "steps": (),
            "capacity": 0,
            "bound": 0,
        },
        "fabric": {
            "networks": (),
            "seats": (),
            "bundles": (),
            "failures": (),
            "elements": (),
            "links": (),
            "groups": (),
            "bulk": (),
            "runs": (),
        },
        "cooling": {
            "balance": (),
            "racks": (),
            "pipes": (),
            "cdus": (),
            "pumps": (),
            "rejection": (),
            "air_units": (),
            "temperatures": {},
            "ride_through": {},
            "pressures": (),
            "suctions": (),
            "valve_lines": (),
            "rejected": {},
            "loads": (),
            "elements": (),
            "links": (),
            "groups": (),
        },
        "power": {
            "reuse": (),
            "blocks": (),
            "assignments": (),
            "loadings": (),
            "buses": (),
            "branches": (),
            "whips": (),
            "loads": (),
            "losses_kw": {},
            "critical_it_kw": 0.0,
            "site_power_peak_kw": 0.0,
            "peak_site_factor": 0.0,
            "elements": (),
            "links": (),
            "groups": (),
        },
        "programme": {"racks": (), "limits": (), "gpus": 0, "estimates": {}},
        "site": {"fibre": (), "plant": (), "climate": None},
    }.items():
        empty = spoil.room(name, **fields)(empty)
    findings = checks.judge(empty)
    assert {f.rule for f in findings.findings} == set(BY_ID)
    assert (findings.conclusion, findings.reasons) == ("not-decidable", ("SIT-05",))
