"""Both cords of a load come from different blocks over different runs.

Remedy: move one cord; two cords on one board are one cord.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.power.architectures import shape_of

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-10", "power", "block", ("redundancy.core_two_paths",), clause="cord A and cord B")


def judge(design: Design) -> Iterator[Ruling]:
    """Every assignment of a load with two cords; loads are left out where the brief's architecture hangs each on one
    block and stands another behind it.
    """
    wishes = design.trades.site.wishes.power
    names = {"C3": wishes.gpu_architecture, "C1": wishes.core_architecture, "C2": wishes.core_architecture}
    one = {key for key, name in names.items() if shape_of(name).members == 1}
    cords = {x.tag: x.cords for x in design.trades.power.loads if x.load_class.value not in one}
    rows = [
        (a.load, a.block_a != a.block_b and (not a.busway_a or a.busway_a != a.busway_b))
        for a in design.trades.power.assignments
        if cords.get(a.load, 1) > 1
    ]
    yield from every(rows)
