"""Racks and all services over them fit under the clear height.

Remedy: move pipes or trays to another zone of the section; if the sum still exceeds the eave, the shell is too low.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-10", "layout", "block", ("layout.clear_height",), clause="overhead stack-up by zone", part="shell")


def judge(design: Design) -> Iterator[Ruling]:
    """The top of the stack against the clear height, and every box under it."""
    top = max(((high, name) for name, _, high in design.trades.layout.heights), default=None)
    rows = [] if top is None else [(top[1], top[0])]
    yield from compare(design, rows, "<=", design.trades.site.hall.clear_height, "m")
    yield from (r for r in breaches(design, ("height-box",)) if r.verdict is Verdict.FAIL)
