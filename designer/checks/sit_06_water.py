"""Where coolers alone do not carry the heat of the design day, the place is known to have water to evaporate.

Remedy: say under `site.water` what the place has; without water there is a warmer supply, another cooler or a chiller.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIT-06", "site", "block", clause="no evaporation is counted on without water", needed=True)

#: Shortfalls that evaporation could cure.
_DRY = frozenset({"cooling.coolers", "cooling.facility_supply"})


def judge(design: Design) -> Iterator[Ruling]:
    """Undecided where the brief leaves water open and the coolers fall short; failing where there is none."""
    trades = design.trades
    short = any(s.key in _DRY for s in trades.cooling.shortfalls)
    if short and any(note.key == "site.water_unknown" for note in design.notes):
        yield not_modelled("site.water")
        return
    yield from every([("site.water", trades.site.water.available or not short)])
