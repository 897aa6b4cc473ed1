"""Unit transformers give the low voltage of the brief.

Remedy: relocate or replace the named transformers; 480 V and 415 V do not mix on one rack.
"""

from collections.abc import Iterator

from designer.catalog import Transformer
from designer.checks.reading import slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-18", "power", "block", ("power.voltage",), clause="secondary voltage")


def judge(design: Design) -> Iterator[Ruling]:
    """Secondary of each block's transformer, as surveyed or as its product says, against the wish."""
    trades = design.trades
    wish, near = trades.site.wishes.power.voltage, trades.catalog.threshold("power", "voltage_match").si("")
    surveyed = {tag: item.secondary for item in trades.site.plant for tag in item.tags if item.kind == "transformer"}
    units = {e.tag: e for e in trades.power.elements if e.kind == "transformer"}
    rows = []
    for block in trades.power.blocks:
        unit = units.get(block.transformer)
        found = surveyed.get(unit.survey) if unit else None
        if found is None and unit and slug(unit.catalog) in trades.catalog.slugs("transformer"):
            found = trades.catalog.get(Transformer, slug(unit.catalog)).secondary
        if found is not None and found.known and wish.known:
            rows.append((block.transformer, abs(found.si("V") / wish.si("V") - 1.0) <= near))
    yield from every(rows)
