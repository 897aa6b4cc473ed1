"""No caster of a moved rack exceeds the slab's point rating.

Remedy: lay steel plates on the way, or move the racks on air skates; a lasting excess needs a stronger slab.
"""

from collections.abc import Iterator

from designer.checks.formulas import caster_load
from designer.checks.reading import heaviest_racks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare
from designer.units import magnitude, q

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "LAY-14",
    "layout",
    "block",
    ("layout.slab_point", "layout.floor_rolling"),
    clause="point rating of the slab",
    part="shell",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Half of the heaviest rack of each product on one caster."""
    catalog = design.trades.catalog
    rows = []
    for placed in heaviest_racks(design):
        force = caster_load(
            m_rack=q(placed.mass_kg, "kg"),
            g=catalog.threshold("layout", "gravity"),
            s_caster=catalog.threshold("layout", "caster_share"),
        )
        rows.append((placed.tag, magnitude(force, "kN")))
    yield from compare(design, rows, "<=", design.trades.site.hall.slab.point_load, "kN")
