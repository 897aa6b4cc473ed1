"""Floor to ceiling is at least the acceptable height of a white space.

Remedy: none inside this shell but a higher roof.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-11", "layout", "block", ("layout.ceiling",), part="shell")


def judge(design: Design) -> Iterator[Ruling]:
    """The clear height of the brief."""
    height = design.trades.site.hall.clear_height
    if not height.known:
        yield not_modelled("hall.clear_height")
        return
    limit = design.trades.catalog.threshold("site-assessment", "ceiling_acceptable")
    yield from compare(design, [("hall.clear_height", height.si("m"))], ">=", limit, "m")
