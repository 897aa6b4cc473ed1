"""No network is more oversubscribed than was asked for.

Remedy: add uplinks and spines, or accept the ratio in the brief.
"""

from collections.abc import Iterator

from designer.checks.reading import wished_networks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-04", "fabric", "block", ("fabric.oversubscription",), clause="wished ratio of the brief")


def judge(design: Design) -> Iterator[Ruling]:
    """Each network with a wish."""
    wishes = design.trades.site.wishes.fabric
    rows = []
    for name in ("compute", "storage", "in_band", "oob"):
        wish = getattr(wishes, name).oversubscription
        if wish is not None:
            rows += [(n.name, n.counts.oversubscription, float(wish)) for n in wished_networks(design, name)]
    if not rows:
        yield not_applicable()
        return
    yield from ratio_kept(design, rows, "<=", "")
