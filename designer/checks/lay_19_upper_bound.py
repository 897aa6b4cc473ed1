"""The placer claims no more rack places than geometry allows.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-19", "layout", "block", clause="upper bound of any arrangement of rows in the planned aisles")


def judge(design: Design) -> Iterator[Ruling]:
    """Capacity against its independent bound."""
    layout = design.trades.layout
    yield from compare(design, [("capacity", float(layout.capacity))], "<=", float(layout.bound), "")
