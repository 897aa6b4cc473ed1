"""The hall holds at least one GPU rack of the wanted kind.

Remedy: see which limit allows none; a smaller rack kind, another shell or another feed moves it.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "SIZ-01", "sizing", "block", ("sizing.racks_most",), clause="every limit leaves at least one rack", void=True
)


def judge(design: Design) -> Iterator[Ruling]:
    """The count of GPU racks, named by the binding limit."""
    programme = design.trades.programme
    yield from compare(design, [(programme.binding, float(programme.gpu_racks))], ">=", 1.0, "")
