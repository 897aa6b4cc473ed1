"""Every rear door that is wished stands behind its rack, takes its air, and can be opened.

Remedy: a larger door or colder water; wider hot aisles; allow chillers where no water is cold enough.
"""

from collections.abc import Iterator

from designer.checks.reading import racks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable, ratio_kept
from designer.site.rear_doors import door_of, doors_wished

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-28", "cooling", "advise", ("cooling.residual_air",), clause="the room stays neutral")


def judge(design: Design) -> Iterator[Ruling]:
    """Racks that want a door and have none; heat left to the room against the racks' own; hot aisles against the width
    of a door."""
    trades = design.trades
    if not doors_wished(trades.site):
        yield not_applicable()
        return
    doors = trades.cooling.doors
    hot = {load.tag for load in trades.loads if load.kind != "rear-door" and load.heat_air_kw > 0.0}
    wanted = [
        p.tag for p in racks(design)
        if p.tag in hot and door_of(trades.site, trades.catalog, p.catalog.partition("/")[2]) is not None
    ]  # fmt: skip
    yield from ratio_kept(design, [("HALL", float(len(wanted)), float(len(doors)))], "<=", "")
    if not doors:
        return
    share = trades.catalog.threshold("cooling", "door_rest")
    yield from compare(design, [(d.tag, d.rest / d.air_heat) for d in doors], "<=", share, "share")
    widest = max((p.box.width for p in racks(design) if p.tag in {d.rack for d in doors}), default=0.0)
    aisles = [(a.tag, a.width) for a in trades.layout.aisles if a.kind == "hot"]
    yield from compare(design, aisles, ">=", widest, "m")
