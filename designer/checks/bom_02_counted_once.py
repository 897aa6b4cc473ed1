"""Every element stands in exactly one line, and every tag of a line is an element, a surveyed item or a spare.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer import bom
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("BOM-02", "bom", "block", ("bom.counted_once",), clause="graph against bill of materials, both ways")


def judge(design: Design) -> Iterator[Ruling]:
    """Elements without a line and tags without an element."""
    lines = design.bom.lines
    wrong = {*bom.elements_without_line(design.trades, lines), *bom.tags_without_element(design.trades, lines)}
    tags = sorted({*design.proof.graph.elements, *(t for line in lines for t in line.tags)})
    yield from every((tag, tag not in wrong) for tag in tags)
