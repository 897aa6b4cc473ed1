"""Facts of the findings: every rule with its verdict, grouped by trade, with the evidence."""

from typing import Any

from designer.checks.records import Finding, Verdict
from designer.documents.facts.rules import rule_remedy, rule_title
from designer.documents.grid import Grid
from designer.documents.subject import Subject

__all__ = ["facts"]

#: Subjects of a finding in the schedule; `findings.json` holds all of them.
_LISTED = 40


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the findings sheet."""
    words, findings = subject.words, subject.findings.findings
    by_trade: dict[str, list[Finding]] = {}
    for finding in findings:
        by_trade.setdefault(finding.trade, []).append(finding)
    labelled: set[str] = set()
    return {
        "counts": Grid.of(
            "verdicts",
            "verdict,count:count",
            [(words.label(f"verdicts.{v}"), sum(f.verdict is v for f in findings)) for v in Verdict],
        ),
        "failed": _failed(subject),
        "trades": [
            {
                "name": words.named("trades", trade),
                "title": words.label("findings.title", trade=words.named("trades", trade)),
                "grid": _grid(subject, rows, labelled),
            }
            for trade, rows in sorted(by_trade.items())
        ],
        "all": _all(subject),
        "total": str(len(findings)),
    }


def _failed(subject: Subject) -> list[dict[str, Any]]:
    """The rules that fail, each once with all that it found, those that block first."""
    words, by_rule = subject.words, dict[str, list[Finding]]()
    for finding in sorted(subject.findings.failed, key=lambda f: (f.severity != "block", f.rule)):
        by_rule.setdefault(finding.rule, []).append(finding)
    return [
        {
            "title": rule_title(rule, words),
            "rule": rule,
            "said": "; ".join(_said(subject, f) for f in found),
            "remedy": rule_remedy(rule, words),
            "blocks": found[0].severity == "block",
        }
        for rule, found in by_rule.items()
    ]


def _said(subject: Subject, f: Finding) -> str:
    """What a finding found of what, against which limit."""
    words = subject.words
    facts = {"subjects": _about(subject, f, 6), "value": words.term(f.value), "limit": words.term(f.limit)}
    return words.label("findings.against" if f.limit else "findings.found", **facts)


def _about(subject: Subject, f: Finding, most: int) -> str:
    """The subjects of a finding; of a shortfall also what falls short."""
    listed, key = subject.listed([*map(subject.tag_or_name, f.subjects)], most), f"shortfalls.{f.basis}"
    if not f.basis or not subject.words.has(key):
        return listed
    return subject.words.label("findings.of", subjects=listed, what=subject.words.label(key))


def _grid(subject: Subject, findings: list[Finding], labelled: set[str]) -> Grid:
    words = subject.words
    rows, labels = [], []
    for f in findings:
        rows.append(
            (
                rule_title(f.rule, words),
                words.label(f"verdicts.{f.verdict}"),
                _about(subject, f, 3),
                words.term(f.value),
                words.term(f.limit),
                words.term(f.clause),
            )
        )
        labels.append("" if f.rule in labelled else f"rule-{f.rule}")
        labelled.add(f.rule)
    return Grid.of("findings_print", "rule,verdict,subject,value,limit,clause", rows, labels=tuple(labels))


def _all(subject: Subject) -> Grid:
    words = subject.words
    rows = [
        (
            f.rule,
            rule_title(f.rule, words),
            words.key("verdicts", str(f.verdict)),
            words.key("severities", f.severity),
            words.key("trades", f.trade),
            subject.listed(f.subjects, _LISTED),
            words.term(f.value),
            words.term(f.limit),
            words.term(f.clause),
            words.source(f.source),
            words.key("statuses", f.status),
            f.requirement,
        )
        for f in subject.findings.findings
    ]
    return Grid.of(
        "findings",
        "rule,text,verdict,severity,trade,subject,value,limit,clause,source,status,requirement",
        rows,
        schedule=True,
    )
