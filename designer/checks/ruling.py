"""The few shapes of rulings: compare many numbers with one limit, ask for all of many, say that nothing applies.

Subjects with the same verdict make one ruling, with the worst of their values: 96 racks give one line, not 96.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from designer.checks.records import Design, Verdict
from designer.checks.rule import Ruling
from designer.checks.saying import SHARE, counted, figures_apart, say, say_value
from designer.ledger import Value

__all__ = ["compare", "every", "forgiven", "not_applicable", "not_modelled", "ratio_kept"]

_ROUNDING = 1e-9

Relation = Literal["<=", ">="]


def compare(
    design: Design,
    rows: Iterable[tuple[str, float]],
    relation: Relation,
    limit: Value | float,
    unit: str,
    basis: str = "",
) -> Iterator[Ruling]:
    """Hold each number against one limit of the same unit: at most one failing and one passing ruling.

    Without rows the rule does not apply; with an unknown limit it is not modelled.
    """
    ordered = tuple(rows)
    if not ordered:
        yield not_applicable()
        return
    if isinstance(limit, Value) and not limit.known:
        yield not_modelled(*(limit.name.removeprefix("brief:"),) if limit.name else ())
        return
    source = limit if isinstance(limit, Value) else None
    bound = limit.si("" if unit == SHARE else unit) if isinstance(limit, Value) else limit
    for verdict in (Verdict.FAIL, Verdict.PASS):
        group = [r for r in ordered if _kept(r[1], bound, relation) is (verdict is Verdict.PASS)]
        if group:
            pick: Callable[..., tuple[str, float]] = max if relation == "<=" else min
            worst = pick(group, key=lambda r: (r[1], r[0]))
            more = figures_apart(design, worst[1], bound, unit) if verdict is Verdict.FAIL else 0
            said = say_value(design, source, unit, more=more) if source else say(design, bound, unit, more=more)
            value = say(design, worst[1], unit, more=more)
            yield Ruling(verdict, _subjects(group, worst[0]), value, f"{_sign(relation)} {said}", source, basis)


def forgiven(share: float, limit: Value, slack: float) -> float:
    """A share as it is said and judged: itself, or its limit where it lies above that by no more than a tolerance.

    >>> from designer.ledger import given
    >>> from designer.units import q
    >>> [forgiven(share, given(q(1.0), "house"), 0.001) for share in (0.995, 1.0004, 1.002)]
    [0.995, 1.0, 1.002]
    """
    most = limit.si("") if limit.known else share
    return share if share > most * (1.0 + slack) else min(share, most)


def ratio_kept(
    design: Design, rows: Iterable[tuple[str, float, float]], relation: Relation, unit: str, fluid: bool = False
) -> Iterator[Ruling]:
    """Hold each number against a limit of its own (subject, number, limit); the worst ratio speaks for its group."""
    ordered = tuple(rows)
    if not ordered:
        yield not_applicable()
    for verdict in (Verdict.FAIL, Verdict.PASS):
        group = [r for r in ordered if _kept(r[1], r[2], relation) is (verdict is Verdict.PASS)]
        if group:
            worst = max(group, key=lambda r: (_strain(r[1], r[2], relation), r[0]))
            more = figures_apart(design, *worst[1:], unit, fluid) if verdict is Verdict.FAIL else 0
            value, limit = (say(design, number, unit, fluid, more) for number in worst[1:])
            yield Ruling(verdict, _subjects(group, worst[0]), value, f"{_sign(relation)} {limit}")


def every(
    rows: Iterable[tuple[str, bool]], value: str = "", limit: str = "", basis: str = "", limit_from: Value | None = None
) -> Iterator[Ruling]:
    """Ask that something holds of every subject: one failing ruling (with ``n / all``) or one passing."""
    ordered = tuple(rows)
    wrong = tuple(subject for subject, holds in ordered if not holds)
    if not ordered:
        yield not_applicable()
    elif wrong:
        said = value or counted(len(wrong), len(ordered))
        yield Ruling(Verdict.FAIL, wrong, said, limit or counted(0, len(ordered)), limit_from, basis)
    else:
        said = value or counted(len(ordered), len(ordered))
        yield Ruling(Verdict.PASS, (), said, limit or counted(len(ordered), len(ordered)), limit_from, basis)


def not_applicable(*subjects: str) -> Ruling:
    """The rule has nothing to judge here."""
    return Ruling(Verdict.NOT_APPLICABLE, subjects)


def not_modelled(*subjects: str) -> Ruling:
    """The design does not hold what the rule needs."""
    return Ruling(Verdict.NOT_MODELLED, subjects)


def _kept(number: float, limit: float, relation: str) -> bool:
    slack = _ROUNDING * max(1.0, abs(limit))
    return number <= limit + slack if relation == "<=" else number >= limit - slack


def _strain(number: float, limit: float, relation: str) -> float:
    over, under = (number, limit) if relation == "<=" else (limit, number)
    return over / under if under > 0.0 else (float("inf") if over > 0.0 else 0.0)


def _subjects(group: Iterable[tuple[object, ...]], worst: str) -> tuple[str, ...]:
    """The subjects of a group, the worst first."""
    return (worst, *(str(r[0]) for r in group if r[0] != worst))


def _sign(relation: str) -> str:
    return "≤" if relation == "<=" else "≥"
