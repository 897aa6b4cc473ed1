"""Height and floor loads of a finished layout, recomputed from the boxes."""

from collections.abc import Iterator

from designer.catalog import Catalog
from designer.layout.records import Breach, Layout
from designer.site.records import Hall

__all__ = ["floor_breaches", "height_breaches"]


def height_breaches(layout: Layout, hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """The stack of services and every box against the clear height; unknown heights are not judged."""
    if not hall.clear_height.known:
        return
    clear = hall.clear_height.si("m")
    top = max((high for _, _, high in layout.heights), default=0.0)
    if layout.heights and top > clear + 1e-6:
        yield Breach(
            "height-stack", tuple(name for name, _, high in layout.heights if high > clear + 1e-6), top, clear, "m"
        )
    for placed in sorted(layout.placed, key=lambda p: p.tag):
        if not placed.room.startswith("YARD") and placed.box.at.z + placed.box.height > clear + 1e-6:
            yield Breach("height-box", (placed.tag,), placed.box.at.z + placed.box.height, clear, "m")


def floor_breaches(layout: Layout, hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """Uniform and point loads of racks against the slab's ratings, and the screening of the slab itself."""
    gravity = catalog.threshold("sizing", "gravity").si("N/kg")
    share = catalog.threshold("code", "moved_rack_caster_share").si("")
    hot = catalog.threshold("sizing", "aisle_hot").si("m")
    cold = catalog.threshold("sizing", "aisle_cold").si("m")
    heaviest: dict[str, tuple[float, str]] = {}
    for placed in sorted(layout.placed, key=lambda p: p.tag):
        if placed.kind == "rack":
            heaviest[placed.catalog] = max(heaviest.get(placed.catalog, (0.0, "")), (placed.mass_kg, placed.tag))
    boxes = {p.tag: p.box for p in layout.placed}
    for _, (mass, tag) in sorted(heaviest.items()):
        box = boxes[tag]
        if hall.slab.uniform_load.known:
            spread = mass * gravity / (box.width * (box.depth + (hot + cold) / 2)) / 1000.0
            limit = hall.slab.uniform_load.si("kPa")
            if spread > limit:
                yield Breach("floor-uniform", (tag,), spread, limit, "kPa")
        if hall.slab.point_load.known:
            caster, point = share * mass * gravity / 1000.0, hall.slab.point_load.si("kN")
            if caster > point:
                yield Breach("floor-point", (tag,), caster, point, "kN")
    for step in layout.steps:
        if (
            step.key.startswith(("layout.slab_bending", "layout.slab_punching"))
            and step.verdict is False
            and step.limit
        ):
            key = "floor-bending" if "bending" in step.key else "floor-punching"
            limit_mpa = step.limit.quantity.m_as("megapascal")
            yield Breach(key, (step.key.partition("[")[2].rstrip("]"),), step.si("MPa"), float(limit_mpa), "MPa")
