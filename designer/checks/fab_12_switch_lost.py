"""With any one switch out, every node keeps a way on each network built with two.

Remedy: give each node ports on two leaves, or state the network as one without redundancy.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "FAB-12", "fabric", "block", ("redundancy.important_parts",), clause="core network and storage at least N+1"
)

#: Networks whose loss stops the hall; out-of-band access may have one switch for each rack.
_CORE = ("compute", "storage", "in_band")


def judge(design: Design) -> Iterator[Ruling]:
    """The worst share of bandwidth left per node, for each class of element."""
    rows = [
        (f"{network}: {element}", worst > 0.0)
        for network, element, _, worst, _ in design.trades.fabric.failures
        if network in _CORE
    ]
    yield from every(rows)
