"""The heaviest racks, spread over their own area and half of the aisles, stay within the slab's uniform rating.

Remedy: widen the aisles, spread the load by frames, or strengthen the slab; else this shell is not for these racks.
"""

from collections.abc import Iterator

from designer.checks.formulas import spread_load
from designer.checks.reading import heaviest_racks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare
from designer.units import magnitude, q

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-13", "layout", "block", ("layout.slab_uniform",), clause="uniform rating of the slab", part="shell")


def judge(design: Design) -> Iterator[Ruling]:
    """The heaviest rack of each product on its share of the narrowest aisles."""
    layout, catalog = design.trades.layout, design.trades.catalog
    narrow = [min((a.width for a in layout.aisles if a.kind == kind), default=0.0) for kind in ("cold", "hot")]
    rows = []
    for placed in heaviest_racks(design):
        load = spread_load(
            m_rack=q(placed.mass_kg, "kg"),
            g=catalog.threshold("layout", "gravity"),
            w_rack=q(placed.box.width, "m"),
            d_rack=q(placed.box.depth, "m"),
            w_aisles=q(sum(narrow), "m"),
        )
        rows.append((placed.tag, magnitude(load, "kPa")))
    yield from compare(design, rows, "<=", design.trades.site.hall.slab.uniform_load, "kPa")
