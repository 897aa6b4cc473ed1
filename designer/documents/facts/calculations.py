"""Facts of the calculation sheets: steps grouped by room and formula, the governing one worked in full."""

from dataclasses import dataclass
from typing import Any

from designer.documents.grid import Grid
from designer.documents.maths import plain_quantity, plain_result
from designer.documents.subject import Subject
from designer.ledger import Step

__all__ = ["Group", "facts"]

#: How many steps of one formula are worked in full; the rest stand in a table.
_WORKED = 1


@dataclass(frozen=True, slots=True)
class Group:
    """The steps of one formula: those worked in full, and the others as a table (empty when there are none)."""

    worked: tuple[Step, ...]
    others: Grid


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the calculation sheets."""
    rooms: dict[str, dict[str, list[Step]]] = {}
    for step in subject.design.ledger:
        rooms.setdefault(step.key.split(".")[0], {}).setdefault(step.formula, []).append(step)
    words = subject.words
    return {
        "all": _all(subject),
        "rooms": [
            {"name": words.named("trades", room), "groups": [_group(subject, steps) for steps in formulas.values()]}
            for room, formulas in rooms.items()
        ],
        "count": subject.printer.number("count", len(subject.design.ledger)),
        "formulas": subject.printer.number("count", sum(len(f) for f in rooms.values())),
        "broken": subject.printer.number("count", sum(step.verdict is False for step in subject.design.ledger)),
    }


def _all(subject: Subject) -> Grid:
    words = subject.words
    rows = [
        (step.key, words.term(step.title), plain_result(step), *_held(subject, step), words.source(step.source))
        for step in subject.design.ledger
    ]
    return Grid.of("steps", "step,title,result,limit,verdict,source", rows, schedule=True)


def _held(subject: Subject, step: Step) -> tuple[str, str]:
    """The limit of a step and whether it is kept, in print."""
    if step.limit is None:
        return "", ""
    limit = f"{subject.words.label(f'relations.{step.limit.relation}')} {plain_quantity(step.limit.quantity, 5)}"
    return limit, subject.words.label("verdicts.pass" if step.verdict else "verdicts.fail")


def _group(subject: Subject, steps: list[Step]) -> Group:
    ordered = sorted(enumerate(steps), key=lambda one: (_use(one[1]), one[0]))
    worked = tuple(step for _, step in ordered[:_WORKED])
    rest = [step for step in steps if step not in worked]
    alike = len({step.key.partition("[")[0] for step in steps}) == 1
    rows = [(_short(step.key, alike), plain_result(step), *_held(subject, step)) for step in rest]
    labels = tuple(f"step-{step.key}" for step in rest)
    return Group(worked, Grid.of("steps_print", "step,result,limit,verdict", rows, labels=labels, full="steps"))


def _short(key: str, alike: bool) -> str:
    """What tells a step from the others of its formula: its subject, or its whole key where the keys differ."""
    _, bracket, subject = key.partition("[")
    return subject.removesuffix("]") if alike and bracket else key


def _use(step: Step) -> float:
    """How far a step is from its limit, the closest first; steps without limit keep their order."""
    if step.limit is None:
        return 0.0
    result, limit = float(step.result.m_as(step.limit.quantity.units)), float(step.limit.quantity.magnitude)
    share = result / limit if limit else 0.0
    return -share if step.limit.relation == "<=" else share
