"""Racks and core live through the switching that stands in for a lost block: their supplies hold as long as it takes.

Remedy: a second cord on another block, static switches or a UPS before the load; else its jobs restart from
checkpoints.
"""

from collections.abc import Iterator, Mapping

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable
from designer.model import Commodity, Link

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-22", "power", "advise", clause="interruption against the hold-up of the supplies", source="ocp-hpr",
              status="read")  # fmt: skip


def judge(design: Design) -> Iterator[Ruling]:
    """Loads of two blocks are not interrupted; of one block, by the fastest switch above them that closes by itself."""
    power = design.trades.power
    classes = {x.tag: x.load_class.value for x in power.loads}
    above: dict[str, list[Link]] = {}
    for link in power.links:
        if link.commodity is Commodity.POWER:
            above.setdefault(link.target, []).append(link)
    backed = {b.tag for b in power.blocks if b.ups}
    rows = []
    known: dict[str, float | None] = {}
    for x in power.assignments:
        if classes.get(x.load) not in ("C1", "C2", "C3"):
            continue
        apart = x.block_a != x.block_b or (classes[x.load] != "C3" and x.block_a in backed)
        if not apart and x.busway_a not in known:
            known[x.busway_a] = _fastest(x.busway_a, above)
        seconds = 0.0 if apart else known[x.busway_a]
        if seconds is not None:
            rows.append((x.load, 1000.0 * seconds))
    if not rows:
        yield not_applicable()
        return
    yield from compare(design, rows, "<=", design.trades.catalog.threshold("checks", "supply_hold_up"), "ms")


def _fastest(tag: str, above: Mapping[str, list[Link]]) -> float | None:
    """The least switching time [s] of the open links into what feeds an element; None where there is none."""
    found, seen, waiting = [], {tag}, [tag]
    while waiting:
        for link in above.get(waiting.pop(), ()):
            if link.normally_open:
                found.append(link.switching_seconds)
            elif link.source not in seen:
                seen.add(link.source)
                waiting.append(link.source)
    return min(found, default=None)
