"""What the racks draw and need: loads for power and cooling, elements for the proof."""

from collections.abc import Iterable

from designer.catalog import Catalog, Rack
from designer.layout.records import Layout, Placed
from designer.model import Commodity, Element, Load, LoadClass, Trade
from designer.sizing.records import Programme

__all__ = ["elements_of", "rack_loads"]


def rack_loads(layout: Layout, programme: Programme, catalog: Catalog) -> tuple[Load, ...]:
    """The loads of GPU racks (those of network and storage racks come from what the fabric puts into them).

    The design power is the programme's; where the peak is not published, the design power stands for it. Heat splits by
    the rack's liquid fraction.
    """
    groups = {f"rack/{g.rack}": g for g in programme.racks}
    loads = []
    for place in layout.of("rack"):
        if place.purpose in ("network", "storage"):
            continue
        rack, group = catalog.get(Rack, place.catalog.removeprefix("rack/")), groups[place.catalog]
        design = group.load_kw
        peak = rack.power_peak.si("kW") if rack.power_peak.known else design
        liquid = design * (rack.liquid_fraction.si("") if rack.liquid_fraction.known else 0.0)
        loads.append(
            Load(
                tag=place.tag,
                kind="rack",
                trade=Trade.LAYOUT,
                load_class=group.load_class,
                design_kw=design,
                peak_kw=max(peak, design),
                idle_kw=min(rack.power_idle.si("kW"), design) if rack.power_idle.known else 0.0,
                power_factor=rack.shelf.power_factor.si("") if rack.shelf and rack.shelf.power_factor.known else 1.0,
                heat_liquid_kw=liquid,
                heat_air_kw=design - liquid,
                cords=min(2, max(1, rack.cords)),
                position=place.box.at,
                catalog=place.catalog,
            )
        )
    return tuple(loads)


def elements_of(
    racks: Iterable[Placed], liquid: frozenset[str], networked: frozenset[str], classes: dict[str, LoadClass]
) -> tuple[Element, ...]:
    """One element per rack. `liquid` holds the catalog keys of racks with a liquid part, `networked` those of racks
    with systems inside, `classes` the class of each key.
    """
    found = []
    for rack in sorted(racks, key=lambda p: p.tag):
        needs = {Commodity.POWER: 1, Commodity.AIR: 1}
        if rack.catalog in liquid:
            needs[Commodity.COOLANT] = 1
        if rack.purpose == "gpu" and rack.catalog in networked:
            needs[Commodity.PACKETS] = 1
        found.append(
            Element(
                tag=rack.tag,
                kind="rack",
                trade=Trade.LAYOUT,
                catalog=rack.catalog,
                position=rack.box.at,
                room=rack.room,
                load_class=classes.get(rack.catalog),
                group=f"SU-{rack.unit:02d}" if rack.unit else rack.row,
                needs=needs,
            )
        )
    return tuple(found)
