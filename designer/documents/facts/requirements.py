"""Facts of the requirements matrix: each requirement, its origin, its verdict and the page where it is shown."""

from typing import Any

from designer.checks.records import Finding, Verdict
from designer.documents.facts.common import number_of_sheet, sheet_ref
from designer.documents.grid import Grid, Raw
from designer.documents.model import Ref
from designer.documents.subject import Subject
from designer.ledger import Value
from designer.model.notes import Fact
from designer.requirements.records import Requirement

__all__ = ["facts", "requirement_words"]

#: Requirements that are printed in a measure of their own: floor loads and shares.
_MEASURES = {
    "layout.slab_uniform": "floor",
    "layout.floor_uniform": "floor",
    "power.block_normal": "share",
    "power.block_after_loss": "share",
}
_WORST = (Verdict.FAIL, Verdict.NOT_MODELLED, Verdict.PASS, Verdict.NOT_APPLICABLE)


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the requirements matrix."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in subject.findings.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    rows = [_row(subject, one, by_rule) for one in subject.design.trades.requirements.items]
    labels = tuple(f"requirement-{one.id}" for one in subject.design.trades.requirements.items)
    verdicts = [row[4] for row in rows]
    words = subject.words
    return {
        "matrix": Grid.of(
            "requirements", "id,text,origin,quantity,verdict,evidence,sheet", rows, labels=labels, schedule=True
        ),
        "total": str(len(rows)),
        "met": str(verdicts.count(words.label("verdicts.pass"))),
        "unmet": str(verdicts.count(words.label("verdicts.fail"))),
        "apart": str(verdicts.count(words.label(f"verdicts.{Verdict.NOT_APPLICABLE}"))),
        "unjudged": str(verdicts.count(words.label("verdicts.unjudged"))),
    }


def requirement_words(subject: Subject, one: Requirement) -> str:
    """A requirement in words: the user's own, or those of its key filled with its facts."""
    return one.text or subject.words.requirement(one.key, {k: _shown(subject, one, v) for k, v in one.facts.items()})


def _shown(subject: Subject, one: Requirement, fact: Fact) -> Fact:
    """A value in the measure of its requirement where a bare unit would mislead; every other fact as it is."""
    measure = _MEASURES.get(one.key)
    return subject.printer.value(measure, fact) if measure and isinstance(fact, Value) else fact


def _row(subject: Subject, one: Requirement, by_rule: dict[str, list[Finding]]) -> tuple[Raw, ...]:
    words, printer = subject.words, subject.printer
    rules = subject.findings.met.get(one.id, one.rules)
    found = [f for rule in rules for f in by_rule.get(rule, ())]
    verdict = min((f.verdict for f in found), key=_WORST.index, default=None)
    shown = words.label(f"verdicts.{verdict}") if verdict is not None else words.label("verdicts.unjudged")
    quantity = (
        f"{words.label(f'relations.{one.relation}')} {printer.fact(_shown(subject, one, one.quantity))}"
        if one.quantity is not None
        else ""
    )
    evidence: Raw = (
        Ref(f"rule-{found[0].rule}", "11")
        if found
        else Ref(f"sheet-{number_of_sheet(one.trade)}", number_of_sheet(one.trade))
    )
    return (
        one.id,
        requirement_words(subject, one),
        _origin(subject, one.origin),
        quantity,
        shown,
        evidence,
        sheet_ref(one.trade),
    )


def _origin(subject: Subject, origin: str) -> str:
    words, (kind, _, rest) = subject.words, origin.partition(":")
    if kind == "rule":
        source, _, clause = rest.partition(" ")
        rest = f"{words.named('sources', source)} {words.term(clause)}".strip()
    return words.label(f"origins.{kind}", place=rest) if words.has(f"origins.{kind}") else origin
