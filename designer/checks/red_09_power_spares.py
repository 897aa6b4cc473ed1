"""UPS, battery and generator groups have at least one more than they need.

Remedy: one unit more in the named group.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable
from designer.power.architectures import shape_of

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-09", "redundancy", "advise", ("power.core_architecture",))

_KINDS = ("ups", "generator")


def judge(design: Design) -> Iterator[Ruling]:
    """Spare members of the backing plant's groups; where whole blocks stand in for one another their modules need no
    spare of their own.
    """
    if not shape_of(design.trades.site.wishes.power.core_architecture).spare:
        yield not_applicable()
        return
    limit = design.trades.catalog.threshold("checks", "group_spare")
    rows = [(g.tag, float(g.spare_units)) for g in design.trades.power.groups if g.kind in _KINDS]
    yield from compare(design, rows, ">=", limit, "")
