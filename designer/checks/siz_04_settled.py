"""The trades meet what sizing asked of them: no shortfall remains.

Remedy: each shortfall names what is missing and by how much; lower the wanted compute or add the plant that it names.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.saying import counted, say_against
from designer.model import Trade

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIZ-04", "sizing", "block", clause="the design loop has settled")


def judge(design: Design) -> Iterator[Ruling]:
    """One failing ruling for each kind of shortfall."""
    trades = design.trades
    short = [s for room in (trades.layout, trades.fabric, trades.cooling, trades.power) for s in room.shortfalls]
    for key in sorted({s.key for s in short}):
        own = [s for s in short if s.key == key]
        subjects = tuple(dict.fromkeys(s.subject for s in own if s.subject)) or (key,)
        fluid = own[0].trade is not Trade.LAYOUT
        got, wanted = say_against(design, own[0].got, own[0].wanted, fluid)
        yield Ruling(Verdict.FAIL, subjects, got, wanted, basis=key)
    if not short:
        yield Ruling(Verdict.PASS, (), counted(0, design.rounds))
