"""The design day of the place is known.

Remedy: name a climate record or give design-day values; without them no heat rejection can be sized.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIT-05", "site", "advise", clause="heat rejection is sized at the design day", needed=True)


def judge(design: Design) -> Iterator[Ruling]:
    """A climate with a design dry bulb, and with a wet bulb for what evaporates."""
    climate = design.trades.site.climate
    if climate is None or not climate.design_dry_bulb.known:
        yield not_modelled("site.climate")
        return
    yield from every([("site.climate", climate.design_wet_bulb.known)])
