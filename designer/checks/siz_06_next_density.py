"""One path of every row's busway carries at least one rack of the density that conversions already ask for.

Remedy: run larger busways past the positions that are to change; the import limit then allows fewer racks of that kind.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIZ-06", "sizing", "advise", ("layout.next_density",), clause="racks of the next density")


def judge(design: Design) -> Iterator[Ruling]:
    """What each busway carries alone, at the lowest power factor of the racks, against one rack of the next density."""
    power = design.trades.power
    factors = [load.power_factor for load in power.loads if load.load_class.value == "C3"]
    runs = [(x.tag, x.rating * min(factors)) for x in power.loadings if x.kind == "busway" and factors]
    if not runs:
        yield not_applicable()
        return
    yield from compare(design, runs, ">=", design.trades.catalog.threshold("site", "density_next"), "kW")
