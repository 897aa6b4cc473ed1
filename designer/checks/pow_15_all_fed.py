"""Every load has as many live feeds as cords, or a transfer switch before its single cord.

Remedy: connect the named loads; a load without a feed is not in the plan.
"""

from collections import Counter
from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable
from designer.model import Commodity

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-15", "power", "block", clause="racks, pumps, switches, fans and controls alike")

_TRANSFER = ("sts", "ats")


def judge(design: Design) -> Iterator[Ruling]:
    """Power links into each load."""
    if not design.trades.programme.gpu_racks:
        yield not_applicable()
        return
    graph = design.proof.graph
    feeds: Counter[str] = Counter()
    for link in graph.links:
        if link.commodity is Commodity.POWER:
            element = graph.elements.get(link.source)
            feeds[link.target] += 2 if element is not None and element.kind in _TRANSFER else 1
    single = design.trades.site.wishes.power.gpu_architecture == "N"
    rows = []
    for load in design.trades.power.loads:
        wanted = 1 if load.cords < 2 or (single and load.load_class.value == "C3") else 2
        rows.append((load.tag, feeds[load.tag] >= wanted))
    yield from every(rows)
