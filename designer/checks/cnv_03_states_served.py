"""In every state of the work the racks that are live are served, and nothing is overloaded.

Remedy: set the plant that the state lacks with an earlier phase, or take the phases in another order; where the last
state fails too, the finished design does: see what fails it.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-03", "conversion", "block", clause="the same proof as the finished design")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    phasing = design.conversion.phasing
    if phasing is None:
        yield not_applicable()
        return
    yield from every((s.name, not {"live-load-starved", "overload"} & set(s.exceptions)) for s in phasing.states)
