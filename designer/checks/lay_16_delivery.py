"""A rack on its pallet jack passes the ramp and the goods door, turns every corner and reaches every row.

Remedy: enlarge the roll-up door, flatten the ramp or clear the way; a rack cannot be tilted once filled.
"""

from collections.abc import Iterator

from designer.catalog import RearDoor
from designer.checks.formulas import turning_width
from designer.checks.reading import breaches, racks
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable
from designer.checks.saying import SHARE
from designer.units import magnitude, q

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-16", "layout", "block", ("layout.delivery", "layout.delivery_width"))


def judge(design: Design) -> Iterator[Ruling]:
    """Width of the widest door, its height over the tallest rack, its ramp; corners, of racks without their rear doors,
    which are hung at their place; the checker's way of a rack.
    """
    doors = design.trades.site.hall.doors
    tallest = max((p.box.height for p in racks(design)), default=0.0)
    if not tallest:
        yield not_applicable()
        return
    wide = design.trades.catalog.threshold("site-assessment", "goods_in_width_acceptable")
    best = max(doors, key=lambda d: (d.kind != "personnel", d.height, d.width), default=None)
    rows = [] if best is None else [(best.tag, best.width)]
    yield from compare(design, rows or [("hall.doors", 0.0)], ">=", wide, "m")
    headroom = design.trades.catalog.threshold("layout", "delivery_headroom").si("m")
    if best is None:
        return
    yield from compare(design, [(best.tag, best.height)], ">=", tallest + headroom, "m")
    if best.ramp is not None:
        slope = design.trades.catalog.threshold("site-assessment", "ramp_slope_acceptable")
        yield from compare(design, [(best.tag, best.ramp.si(""))], "<=", slope, SHARE)
    handle, passage = (design.trades.catalog.threshold("layout", k) for k in ("jack_length", "delivery_width"))
    catalog, hung = design.trades.catalog, design.trades.cooling.doors
    deep = {d.rack: catalog.get(RearDoor, d.catalog.partition("/")[2]).depth.si("m") for d in hung}
    sizes = sorted({(p.box.width, p.box.depth - deep.get(p.tag, 0.0), p.catalog) for p in racks(design)})
    turns = [(name, magnitude(turning_width(w=q(w, "m"), d=q(d, "m") + handle.q), "m")) for w, d, name in sizes]
    yield from compare(design, [(name.removeprefix("rack/"), wide) for name, wide in turns], "<=", passage, "m")
    found = breaches(design, ("goods-door", "goods-door-height", "goods-door-width", "delivery-way"))
    yield from (r for r in found if r.verdict is Verdict.FAIL)
