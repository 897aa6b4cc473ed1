"""The loss of one plant room or one shared controller leaves all loads outside it served.

Remedy: split the named room by a fire barrier, or the controller by a second one.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-07", "redundancy", "advise", clause="common cause: fire, water, one programme")


def judge(design: Design) -> Iterator[Ruling]:
    """Removals of test T4."""
    tried = [r for r in design.proof.removals if r.test == "T4"]
    yield from every((r.tag, r.verdict not in ("lost", "overload")) for r in tried)
