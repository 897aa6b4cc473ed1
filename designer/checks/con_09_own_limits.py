"""Every calculation that was held against a limit keeps it.

Remedy: the calculation sheet prints the working; the rule of the same trade says what to change.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-09", "consistency", "advise", clause="result against limit on the calculation sheets")


def judge(design: Design) -> Iterator[Ruling]:
    """Every step of the ledger with a limit."""
    yield from every((step.key, step.verdict is True) for step in design.ledger if step.limit is not None)
