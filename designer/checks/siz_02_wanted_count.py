"""The number of racks or nodes that was asked for is reached.

Remedy: lift the binding limit named in the sizing table, or accept the number that the site carries.
"""

from collections.abc import Iterator

from designer.checks.reading import rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIZ-02", "sizing", "block", ("sizing.racks_count", "sizing.nodes"), clause="wanted compute of the brief")


def judge(design: Design) -> Iterator[Ruling]:
    """Racks of each wished kind, or nodes of each wished system, against the wish."""
    trades = design.trades
    counts: dict[str, float] = {}
    for group in trades.programme.racks:
        counts[group.rack] = counts.get(group.rack, 0.0) + group.count
        record = rack_of(trades.catalog, group.rack)
        if record is not None and record.system:
            counts[record.system] = counts.get(record.system, 0.0) + group.count * record.systems
    rows = [
        (w.rack, counts.get(w.rack, 0.0), float(w.racks)) for w in trades.site.wishes.compute if w.racks is not None
    ]
    rows += [(w.system, counts.get(w.system, 0.0), float(w.nodes)) for w in trades.site.wishes.compute if w.nodes]
    if not rows:
        yield not_applicable()
        return
    yield from ratio_kept(design, rows, ">=", "")
