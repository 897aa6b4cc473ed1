"""The heat balance inside a rack: by tray class, power shelves and the rest, never more than the rack itself.

The powers of trays are nameplate figures whose sum need not be the rack's design power: they share what the shelves
leave of it in proportion, and the liquid heat is that of the rack record, shared by each class's own liquid share.
"""

import math
from collections.abc import Sequence

from designer.catalog import Catalog, Rack, System
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import HeatLine
from designer.model import Load

__all__ = ["tray_lines"]

_SWITCH_TRAY, _CHIPS_PER_TRAY = "nvlink-switch-tray", 2


def tray_lines(catalog: Catalog, loads: Sequence[Load], storage_nodes: int = 0) -> tuple[HeatLine, ...]:
    """Lines of level ``tray`` (subject ``rack/part``) for each kind of rack with systems; they sum to that kind.

    GPU racks come full of their systems; storage racks hold so many nodes together, 0 where none are told.
    """
    by_rack: dict[str, list[Load]] = {}
    for load in loads:
        by_rack.setdefault(slug_of(load.catalog), []).append(load)
    lines: list[HeatLine] = []
    for slug in sorted(by_rack):
        if slug in catalog.slugs("rack"):
            rack = catalog.get(Rack, slug)
            lines += _lines(catalog, rack, by_rack[slug], storage_nodes if rack.purpose == "storage" else 0)
    return tuple(lines)


def _lines(catalog: Catalog, rack: Rack, loads: Sequence[Load], nodes: int) -> list[HeatLine]:
    classes = _classes(catalog, rack)
    if not classes:
        return []
    power = math.fsum(x.design_kw for x in loads)
    liquid = math.fsum(x.heat_liquid_kw for x in loads)
    shelf = rack.shelf
    lost = power * (1.0 - shelf.efficiency.si("")) if shelf and shelf.efficiency.known else 0.0
    counted = [(name, nodes or count * len(loads), each, share) for name, count, each, share in classes]
    names = [(name, count, each * count, share) for name, count, each, share in counted]
    listed = math.fsum(total for _, _, total, _ in names)
    scale = min(1.0, (power - lost) / listed)
    scaled = [(name, count, total * scale, share) for name, count, total, share in names]
    wet = _wet([(total, share) for _, _, total, share in scaled], liquid)
    made = [
        HeatLine("tray", f"{rack.slug}/{name}", count, total, to_liquid, total - to_liquid, 0.0)
        for (name, count, total, _), to_liquid in zip(scaled, wet, strict=True)
    ]
    over = max(0.0, liquid - math.fsum(wet))
    if shelf and lost > 0.0:
        shelves = (f"{rack.slug}/power-shelf", shelf.count * len(loads))
        made.append(HeatLine("tray", *shelves, lost, over, lost - over, 0.0))
    left = power - lost - listed * scale
    if left > 1e-9 * power:
        made.append(HeatLine("tray", f"{rack.slug}/rack-gear", len(loads), left, 0.0, left, 0.0))
    return made


def _wet(classes: Sequence[tuple[float, float]], liquid: float) -> list[float]:
    """Liquid heat of classes = (power [kW], liquid share) that sums to the rack's, as far as their power goes.

    With less liquid than their shares say all are wetted less, with more all are aired less.
    """
    power = math.fsum(total for total, _ in classes)
    named = math.fsum(total * share for total, share in classes)
    if liquid <= named:
        return [total * share * liquid / named if named > 0.0 else 0.0 for total, share in classes]
    aired = max(0.0, power - liquid) / max(power - named, 1e-12)
    return [total - total * (1.0 - share) * aired for total, share in classes]


def _classes(catalog: Catalog, rack: Rack) -> list[tuple[str, int, float, float]]:
    """Tray classes of a rack: slug, count, power of each [kW], liquid share."""
    counts = [(rack.system, rack.systems)]
    if rack.nvlink_domain > _CHIPS_PER_TRAY * 4 and rack.nvlink_switches:
        counts.append((_SWITCH_TRAY, rack.nvlink_switches // _CHIPS_PER_TRAY))
    found = []
    for slug, count in counts:
        if not count or slug not in catalog.slugs("system"):
            continue
        record = catalog.get(System, slug)
        if record.power_design.known:
            share = record.liquid_fraction.si("") if record.liquid_fraction.known else 0.0
            found.append((slug, count, record.power_design.si("kW"), share))
    return found
