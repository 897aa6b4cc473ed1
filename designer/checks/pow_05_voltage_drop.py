"""From the transformer to the last rack and machine the voltage drops no more than practice allows.

Remedy: a larger busway, a feed from the other end, or boards nearer the rows.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-05", "power", "advise", ("power.voltage_drop",))


#: Kinds of branches that end at a load of a panel.
_ENDS = frozenset({"circuit", "cord"})


def judge(design: Design) -> Iterator[Ruling]:
    """The drop to each bus, and to the end of each circuit of a panel."""
    rules = design.trades.site.wishes.power.rules.lower()
    limit = design.trades.catalog.threshold("power", f"drop_total_{rules}")
    found = {b.tag: 100.0 * b.drop for b in design.trades.power.buses}
    ends = [(b.tag, found[b.source] + 100.0 * b.drop) for b in design.trades.power.branches if b.kind in _ENDS]
    yield from compare(design, (*found.items(), *ends), "<=", limit, "%")
