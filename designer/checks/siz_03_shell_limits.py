"""No limit of the shell forbids the wanted rack outright, and its floor holds at least one with its plant.

Remedy: strengthen the slab or raise the roof where the table names them; if that costs more than a new shell, do not
reuse this one. A floor too small for one rack and its plant needs an extension or another hall.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIZ-03", "sizing", "block", clause="slab, height and area carry the heaviest rack", part="shell")


def judge(design: Design) -> Iterator[Ruling]:
    """Every limit that sizing knows: none may fail."""
    limits = design.trades.programme.limits
    failing = [limit for limit in limits if limit.shell_forbids]
    basis = failing[0].basis if failing else ""
    yield from every(((limit.key, not limit.shell_forbids) for limit in limits), basis=basis)
