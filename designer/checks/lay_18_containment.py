"""Hot aisles behind air-cooled or hybrid racks are contained.

Remedy: add doors and a ceiling to the hot aisle; without them the air plant needs the bypass added to its airflow.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-18", "layout", "advise", clause="air plant is sized for contained hot aisles")


def judge(design: Design) -> Iterator[Ruling]:
    """Every hot aisle."""
    yield from every((a.tag, a.contained) for a in design.trades.layout.aisles if a.kind == "hot")
