"""Requirements in the owner's own words that carry a quantity are met.

Remedy: each finding names its requirement; change the design where it can follow, or the wish.
"""

from collections.abc import Iterator

from designer.checks.measures import measure
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.saying import say_against, say_quantity
from designer.units import Quantity

__all__ = ["ABOUT", "judge"]

ABOUT = About("USR-01", "requirements", "block", clause="requirement of the brief", source="brief", status="read")

_ROUNDING = 1e-9
_SIGNS = {"<=": "≤", ">=": "≥"}


def judge(design: Design) -> Iterator[Ruling]:
    """Every such requirement; a subject that is no measure here is not modelled."""
    for one in design.trades.requirements.items:
        subject = str(one.facts.get("subject", "")) if one.text else ""
        if not subject or one.quantity is None or not one.quantity.known:
            continue
        found, wanted = measure(design, subject), one.quantity.q
        if found is None or found.dimensionality != wanted.dimensionality:
            yield Ruling(Verdict.NOT_MODELLED, (subject,), requirement=one.id)
            continue
        verdict = Verdict.PASS if _kept(found, one.relation, wanted) else Verdict.FAIL
        found = found.to(wanted.units)
        said, held = say_quantity(design, found), say_quantity(design, wanted)
        if verdict is Verdict.FAIL:
            said, held = say_against(design, found, wanted)
        limit = f"{_SIGNS.get(one.relation, one.relation)} {held}"
        yield Ruling(verdict, (subject,), said, limit, one.quantity, requirement=one.id)


def _kept(found: Quantity, relation: str, wanted: Quantity) -> bool:
    number, limit = float(found.m_as(wanted.units)), float(wanted.magnitude)
    slack = _ROUNDING * max(1.0, abs(limit))
    if relation == "<=":
        return number <= limit + slack
    return number >= limit - slack if relation == ">=" else abs(number - limit) <= slack
