"""What follows from the findings."""

from dataclasses import replace
from types import ModuleType

from designer import checks
from designer.checks.conclusion import conclude, named_cures
from designer.checks.records import Design, Finding, Verdict
from designer.model import Note, NoteKind, Shortfall, Trade
from designer.units import q

ABOUT = {rule.about.id: rule.about for rule in checks.rules()}


def _failing(*rules: str) -> list[Finding]:
    return [
        Finding(rule, Verdict.FAIL, ABOUT[rule].severity, ABOUT[rule].trade, (), "", "", "", "house", "derived")
        for rule in rules
    ]


def _unknown(rule: str) -> Finding:
    return replace(_failing(rule)[0], verdict=Verdict.NOT_MODELLED)


def test_the_example_goes(design: Design) -> None:
    """With every rule passed the conclusion is go, without reasons."""
    findings = checks.judge(design)
    assert (findings.conclusion, findings.reasons, findings.failed) == ("go", (), ())


def test_advice_alone_makes_conditions() -> None:
    """A failing rule that only advises is still a condition: go is said only where nothing fails."""
    assert conclude(_failing("POW-09"), ABOUT) == ("go-with-conditions", ("POW-09",))


def test_a_blocking_rule_makes_conditions() -> None:
    """A rule that blocks and has a remedy inside the hall makes a condition."""
    assert conclude(_failing("POW-03", "LAY-16"), ABOUT) == ("go-with-conditions", ("POW-03", "LAY-16"))


def test_a_weak_low_shell_is_not_reused() -> None:
    """Slab and clear height fail, one fibre route only: the shell goes, and the fibre stands among the reasons."""
    conclusion, reasons = conclude(_failing("LAY-10", "SIT-02", "SIZ-03", "POW-01"), ABOUT)
    assert conclusion == "do-not-reuse-shell"
    assert set(reasons) == {"LAY-10", "SIZ-03", "SIT-02"}


def test_three_failing_site_factors_keep_the_mine() -> None:
    """Fibre, permits and water all missing: no shell would help."""
    conclusion, reasons = conclude(_failing("SIT-02", "SIT-03", "COL-15", "LAY-10"), ABOUT)
    assert conclusion == "stay-a-mine"
    assert "LAY-10" in reasons


def test_a_near_choice_is_no_end_of_the_conversion() -> None:
    """A normal state that is not served keeps the mine, unless a choice near the one asked for is named; a shell that
    cannot be used, or a place that forbids, stands before it.
    """
    assert conclude(_failing("RED-11", "COL-02"), ABOUT)[0] == "stay-a-mine"
    cures = ("cooling.facility_supply",)
    assert conclude(_failing("RED-11", "COL-02"), ABOUT, cures) == ("not-as-asked", ("RED-11",))
    assert conclude(_failing("RED-11", "LAY-10"), ABOUT, cures)[0] == "do-not-reuse-shell"
    assert conclude(_failing("RED-11", "SIT-01"), ABOUT, cures)[0] == "stay-a-mine"


def test_a_cure_of_one_want_is_none_of_another() -> None:
    """A warmer supply cures the coolers' want alone: not that of busways, nor of air for which no choice is near."""
    note = Note(NoteKind.RISK, "cooling.facility_supply", Trade.COOLING, "FWS", {})
    cold = Shortfall(Trade.COOLING, "cooling.coolers", "FWS", q(1.0, "kW"), q(0.0, "kW"))
    assert named_cures([note], [cold]) == ("cooling.facility_supply",)
    assert not named_cures([note], [cold, replace(cold, trade=Trade.POWER, key="power.busway")])
    assert not named_cures([note, replace(note, key="cooling.air_source_beyond")], [cold])


def test_a_feed_below_one_rack_keeps_the_mine(design: Design, spoil: ModuleType) -> None:
    """A connection of 100 kW carries no rack of 132 kW."""
    findings = checks.judge(spoil.feed(import_limit=spoil.known(100, "kW"))(design))
    assert findings.conclusion == "stay-a-mine"
    assert "SIT-01" in findings.reasons


def test_a_design_that_does_not_work_is_no_condition() -> None:
    """Loads without cooling in the normal state keep the mine; a floor without room for one rack costs the shell."""
    assert conclude(_failing("RED-11", "POW-01"), ABOUT) == ("stay-a-mine", ("RED-11",))
    assert conclude(_failing("SIZ-01", "SIZ-03"), ABOUT) == ("do-not-reuse-shell", ("SIZ-03",))


def test_without_an_import_limit_nothing_is_decided(design: Design, spoil: ModuleType) -> None:
    """An unknown import limit comes before everything else."""
    findings = checks.judge(spoil.feed(import_limit=spoil.UNKNOWN)(design))
    assert (findings.conclusion, findings.reasons) == ("not-decidable", ("SIT-01",))
    assert conclude([_unknown("SIT-01"), *_failing("LAY-10")], ABOUT)[0] == "not-decidable"


def test_requirements_know_their_rules(design: Design) -> None:
    """A requirement is met by the rules that name its key; one in own words by its own findings."""
    met = checks.judge(design).met
    assert met["REQ-001"] == ("CON-03", "POW-01")
    assert met["REQ-002"] == ("SIT-02",)
    assert met["REQ-003"] == ("USR-01",)


def test_a_need_can_name_its_rules(design: Design, spoil: ModuleType) -> None:
    """Rules named by the requirement itself come first; unknown ids are left out."""
    named = spoil.asked(rules=("FAB-13", "XYZ-99"))(design)
    assert checks.judge(named).met["REQ-003"] == ("FAB-13", "USR-01")


def test_judging_twice_gives_the_same(design: Design) -> None:
    """Findings are a pure function of the design."""
    assert checks.judge(design) == checks.judge(design)
