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
    """The top of the services with the space under sprinklers against the clear height, and every box under it."""
    layers = {name: (low, high) for name, low, high in design.trades.layout.heights}
    low, high = layers.pop("sprinkler", (0.0, 0.0))
    name, top = max(((name, top) for name, (_, top) in layers.items()), key=lambda each: each[1], default=("", 0.0))
    rows = [("sprinkler" if high > low else name, top + high - low)] if layers else []
    yield from compare(design, rows, "<=", design.trades.site.hall.clear_height, "m")
    yield from (r for r in breaches(design, ("height-box",)) if r.verdict is Verdict.FAIL)
