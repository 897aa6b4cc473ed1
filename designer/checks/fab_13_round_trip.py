"""The round trip to the metro stays below its target on a contracted route.

Remedy: contract a shorter route, or offer the hall for training rather than inference.
"""

from collections.abc import Iterator

from designer.checks.measures import measure
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable, not_modelled
from designer.units import magnitude

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-13", "fabric", "block", ("fabric.rtt",), clause="propagation in the fibre, switches apart")


def judge(design: Design) -> Iterator[Ruling]:
    """The shortest route to the wished metro, there and back."""
    target = design.trades.site.wishes.fabric.rtt_target
    if target is None:
        yield not_applicable()
        return
    found = measure(design, "fabric.rtt")
    if found is None:
        yield not_modelled("site.fibre")
        return
    yield from compare(design, [("site.fibre", magnitude(found, "ms"))], "<=", target, "ms")
