"""Who buys a line and when it must be ordered; the floor and the heat of what stands."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from designer.bom.records import BillOfMaterials, BomLine
from designer.model import Fate
from designer.redundancy.records import Trades

__all__ = ["Dates", "bought", "dates_of", "measured_out", "ordered_by"]


@dataclass(frozen=True, slots=True)
class Dates:
    """The date of the brief, and the date by which everything must be on site; None where nothing says.

    The latter is the tenant's start less the weeks of work on site, else the arrival of the longest lead.
    """

    start: date | None
    on_site: date | None
    wanted: date | None


def dates_of(trades: Trades, lines: Sequence[BomLine], start: date | None) -> Dates:
    """The dates of a design from its brief and the lead times of its lines."""
    tenant = trades.site.case.standing.tenant if trades.site.case.standing else None
    wanted = _day(tenant.start) if tenant else None
    work = trades.catalog.threshold("bom", "work_on_site").si("week")
    longest = max((x.lead_high for x in lines if x.lead_high and x.fate is Fate.NEW), default=0.0)
    if wanted is not None:
        return Dates(start, wanted - timedelta(weeks=math.ceil(work)), wanted)
    return Dates(start, start + timedelta(weeks=math.ceil(longest)) if start else None, None)


def _day(text: str) -> date | None:
    """The first day that a date says (``2027``, ``2027-03`` or ``2027-03-01``); None when it says none."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != len("2027"):
        return None
    year, month, day = (*(int(part) for part in parts), 1, 1)[:3]
    return date(year, month, day)


def bought(line: BomLine, dates: Dates, owner_weeks: float) -> BomLine:
    """The line with who buys it and its dates; what nobody buys stays as it is.

    `earliest` is the arrival if it is ordered on the date of the brief, `order_by` the last day to order it without
    missing the date on site, at the long lead time. The owner buys what takes `owner_weeks` or longer, so that it can
    be ordered before the contract is let.
    """
    if line.fate is not Fate.NEW:
        return line
    if line.lead_high is None:
        return replace(line, supply="CFCI")
    lead = timedelta(weeks=math.ceil(line.lead_high))
    return replace(
        line, supply="OFCI" if line.lead_high >= owner_weeks else "CFCI",
        earliest=(dates.start + lead).isoformat() if dates.start else "",
        order_by=(dates.on_site - lead).isoformat() if dates.on_site else "",
    )


def measured_out(line: BomLine, heats: Mapping[str, float], areas: Mapping[str, float]) -> BomLine:
    """The line with the floor and the heat of one unit, the largest of its tags."""
    heat = max((heats[t] for t in line.tags if t in heats), default=None)
    area = max((areas[t] for t in line.tags if t in areas), default=None)
    return replace(line, heat_kw=heat, area_m2=area)


def ordered_by(bom: BillOfMaterials, days: Mapping[str, tuple[str, str]]) -> BillOfMaterials:
    """The bill with the days of a schedule in place of its own: by line the last day to order it, and the day on which
    what is on order or owned is there (empty: it is not in hand). The longest lead is that of what is not in hand.
    """
    lines = tuple(
        replace(line, order_by=days[line.id][0], earliest=days[line.id][1] or line.earliest)
        if line.id in days else line for line in bom.lines
    )  # fmt: skip
    waited = [(x.lead_high, x.id) for x in lines if x.lead_high and not days.get(x.id, ("", ""))[1]]
    weeks, line_id = max(waited, default=(bom.longest_lead[1], bom.longest_lead[0]))
    return replace(bom, lines=lines, longest_lead=(line_id, weeks))
