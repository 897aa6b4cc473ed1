"""The heat balance inside the racks: by tray class, power shelves and the rest, or by the parts that a load names.

The lines of a kind of rack sum to its racks, those of all kinds to all that the racks draw.
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

#: What is left of a rack.
_REST = "rack-gear"
_SWITCH_TRAY, _CHIPS_PER_TRAY = "nvlink-switch-tray", 2


def tray_lines(catalog: Catalog, loads: Sequence[Load]) -> tuple[HeatLine, ...]:
    """Lines of level ``tray`` (subject ``rack/part``) for each kind of rack; they sum to that kind.

    Racks whose load names no parts come full of their systems; what has neither is one line.
    """
    by_rack: dict[str, list[Load]] = {}
    for load in loads:
        by_rack.setdefault(slug_of(load.catalog), []).append(load)
    lines: list[HeatLine] = []
    for slug in sorted(by_rack):
        if slug in catalog.slugs("rack"):
            named, plain = ([x for x in by_rack[slug] if bool(x.parts) is told] for told in (True, False))
            lines += _named(slug, named)
            lines += _lines(catalog, catalog.get(Rack, slug), plain) if plain else ()
    return tuple(lines)


def _named(slug: str, loads: Sequence[Load]) -> list[HeatLine]:
    """Lines of the parts that loads name, each with the shares of its own rack."""
    found: dict[str, list[tuple[int, float, Load]]] = {}
    for load in loads:
        for part, count, power in load.parts:
            found.setdefault(part, []).append((count, power, load))
    made = []
    for part in sorted(found, key=lambda name: (name == _REST, name)):
        sums = (
            math.fsum(kw * (heat(x) / x.design_kw if heat else 1.0) for _, kw, x in found[part] if x.design_kw > 0.0)
            for heat in (None, lambda x: x.heat_liquid_kw, lambda x: x.heat_air_kw, lambda x: x.outside_kw)
        )
        made.append(HeatLine("tray", f"{slug}/{part}", sum(count for count, *_ in found[part]), *sums))
    return made


def _lines(catalog: Catalog, rack: Rack, loads: Sequence[Load]) -> list[HeatLine]:
    classes = _classes(catalog, rack)
    if not classes:
        sums = (math.fsum(kw) for kw in zip(*((x.design_kw, x.heat_liquid_kw, x.heat_air_kw, x.outside_kw)
                                             for x in loads), strict=True))  # fmt: skip
        return [HeatLine("tray", f"{rack.slug}/{_REST}", len(loads), *sums)]
    power = math.fsum(x.design_kw for x in loads)
    liquid = math.fsum(x.heat_liquid_kw for x in loads)
    shelf = rack.shelf
    lost = power * (1.0 - shelf.efficiency.si("")) if shelf and shelf.efficiency.known else 0.0
    counted = [(name, count * len(loads), each, share) for name, count, each, share in classes]
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
        made.append(HeatLine("tray", f"{rack.slug}/{_REST}", len(loads), left, 0.0, left, 0.0))
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
