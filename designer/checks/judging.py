"""Judging: every rule on the whole design, what it means for the requirements, and the conclusion."""

from designer.checks.conclusion import conclude, named_cures
from designer.checks.finding_rules import rules
from designer.checks.records import Design, Finding, Findings, Verdict
from designer.checks.rule import Rule, Ruling
from designer.checks.ruling import not_modelled
from designer.ledger import Status, UnknownValue

__all__ = ["judge", "judge_rule"]


def judge(design: Design) -> Findings:
    """All findings in the order of the rules' ids, the conclusion with its reasons, and which rules judge what."""
    findings = tuple(finding for rule in rules() for finding in judge_rule(rule, design))
    about = {rule.about.id: rule.about for rule in rules()}
    trades = design.trades
    made = (trades.layout, trades.fabric, trades.cooling, trades.power)
    cures = named_cures(design.notes, (short for record in made for short in record.shortfalls))
    conclusion, reasons = conclude(findings, about, cures)
    return Findings(findings, conclusion, reasons, _met(design, findings))


def judge_rule(rule: Rule, design: Design) -> tuple[Finding, ...]:
    """The findings of one rule. A value that nobody published makes it not modelled."""
    try:
        rulings = tuple(rule.judge(design))
    except UnknownValue as unknown:
        rulings = (not_modelled(unknown.name.removeprefix("brief:")),)
    return tuple(_finding(rule, ruling) for ruling in rulings or (Ruling(Verdict.NOT_APPLICABLE),))


def _finding(rule: Rule, ruling: Ruling) -> Finding:
    about, limit = rule.about, ruling.limit_from
    source, status, clause = about.source, about.status, about.clause
    if limit is not None:
        source, status = limit.evidence.source, limit.evidence.status.value
        clause = limit.evidence.locator or clause
    status = status if status in tuple(Status) else Status.DERIVED.value
    return Finding(
        about.id,
        ruling.verdict,
        about.severity,
        about.trade,
        ruling.subjects,
        ruling.value,
        ruling.limit,
        clause,
        source,
        status,
        ruling.basis,
        ruling.requirement,
    )


def _met(design: Design, findings: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    """Requirement id -> ids of the rules that judge it: those that name its key, those that it names itself."""
    by_key: dict[str, list[str]] = {}
    for rule in rules():
        for key in rule.about.requirements:
            by_key.setdefault(key, []).append(rule.about.id)
    known = {rule.about.id for rule in rules()}
    own: dict[str, list[str]] = {}
    for finding in findings:
        if finding.requirement:
            own.setdefault(finding.requirement, []).append(finding.rule)
    met = {}
    for one in design.trades.requirements.items:
        named = (*one.rules, *by_key.get(one.key, ()), *own.get(one.id, ()))
        judged = tuple(dict.fromkeys(r for r in named if r in known))
        if judged:
            met[one.id] = judged
    return met
