"""The floor is rated for the uniform load that white spaces are expected to take.

Remedy: obtain a structural assessment with a managed-load proof, or add a topping slab.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-12", "layout", "advise", ("layout.floor_uniform",))


def judge(design: Design) -> Iterator[Ruling]:
    """The rated uniform load of the brief."""
    rated = design.trades.site.hall.slab.uniform_load
    if not rated.known:
        yield not_modelled("hall.slab.uniform_load")
        return
    limit = design.trades.catalog.threshold("site-assessment", "uniform_load_acceptable")
    yield from compare(design, [("hall.slab.uniform_load", rated.si("kPa"))], ">=", limit, "kPa")
