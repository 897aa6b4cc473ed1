"""The bill of materials held against the model: what must add up, and what must point somewhere."""

from collections import Counter

from designer.bom.records import BomLine
from designer.bom.tally import elements_of
from designer.model import Fate, Trade
from designer.redundancy.records import Trades

__all__ = [
    "GIVEN", "elements_without_line", "lines_without_evidence", "tags_without_element", "unbalanced", "unsurveyed",
]  # fmt: skip

#: Kinds that the brief states as the utility connection and not as plant.
GIVEN = frozenset({"utility", "service"})
_ROUNDING = 1e-6


def unbalanced(lines: tuple[BomLine, ...]) -> tuple[str, ...]:
    """Lines where needed + redundant + spare is not the total, or whose tags do not sum to it."""
    return tuple(
        x.id for x in lines
        if abs(x.needed + x.redundant + x.spare - x.total) > _ROUNDING * max(1.0, x.total)
        or (x.tags and len(x.tags) != round(x.total))
    )


def elements_without_line(trades: Trades, lines: tuple[BomLine, ...]) -> tuple[str, ...]:
    """Tags of elements that no line counts, or that two lines count. A new board may bear the tag of a removed one."""
    counted = Counter(tag for x in lines if x.trade is not Trade.SITE for tag in x.tags)
    return tuple(e.tag for e in elements_of(trades) if counted[e.tag] != 1)


def tags_without_element(trades: Trades, lines: tuple[BomLine, ...]) -> tuple[str, ...]:
    """Tags of lines behind which neither an element, a surveyed item nor a shelf spare stands."""
    known = {e.tag for e in elements_of(trades)}
    known |= {tag for item in trades.site.plant for tag in (item.tag, *item.tags)}
    known |= {line.tag for line in trades.power.reuse}
    return tuple(tag for x in lines for tag in x.tags if tag not in known and not tag.startswith("SPARE-"))


def unsurveyed(trades: Trades) -> tuple[str, ...]:
    """Elements said to be reused or moved whose survey tag is not in the brief; the connection itself is given."""
    known = {tag for item in trades.site.plant for tag in (item.tag, *item.tags)}
    kept = (Fate.REUSE, Fate.RELOCATE, Fate.REFURBISH)
    return tuple(e.tag for e in elements_of(trades) if e.fate in kept and e.kind not in GIVEN and e.survey not in known)


def lines_without_evidence(lines: tuple[BomLine, ...]) -> tuple[str, ...]:
    """Lines with a price but without its year or source."""
    return tuple(x.id for x in lines if x.unit_cost is not None and (x.year is None or not x.cost_source))
