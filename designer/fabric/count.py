"""The networks of so many racks counted before anything is placed: what sizing takes in place of its closed form."""

from collections.abc import Callable, Iterator

from designer.catalog import Catalog, Rack
from designer.fabric.basis import Basis
from designer.fabric.crew import crew_of, networks_of
from designer.fabric.places import spots_of
from designer.fabric.seating import SPARE_RACKS, bench_of, seat_all
from designer.layout.records import Layout, Placed, bare_layout
from designer.model import Box, Position
from designer.site.records import Site
from designer.sizing.records import NetworkNeed, Programme

__all__ = ["count", "sized_as_counted"]

#: Counts of the networks in one round; after the last one their need follows the racks in proportion.
_MOST_COUNTS = 3


def count(site: Site, programme: Programme, catalog: Catalog) -> NetworkNeed:
    """Switches, rack units, power [kW] and cabinets of the networks that a programme's racks want.

    All switches and servers are seated in cabinets as `wire` does it, but by room alone: no cabinet has a place yet.

    Raises `errors.Refused` for records or topologies that do not exist.
    """
    basis = Basis(site, catalog, programme, _unplaced(programme, catalog))
    crew = crew_of(basis)
    networks = networks_of(basis, crew)
    bench = bench_of(basis, spots_of(basis, crew.kinds))
    bench.network.clear()
    seat_all(basis, bench, crew, networks, near=False)
    items = [item for item, _ in bench.seats.values()]
    own = [item for item in items if item.name not in crew.storage.names]
    racks = bench.network.imagined
    return NetworkNeed(
        switches=sum(item.catalog.startswith("switch/") for item in own),
        rack_units=int(sum(item.need[0] for item in own)),
        power_kw=sum(item.need[1] for item in own) + racks * basis.number("rack_base", "kW"),
        racks=racks + SPARE_RACKS if racks else 0,
        served=programme.served,
    )


def sized_as_counted(
    size: Callable[[NetworkNeed | None], Programme],
    counting: Callable[[Programme], NetworkNeed],
    counted: NetworkNeed | None = None,
) -> tuple[Programme, NetworkNeed | None]:
    """The programme with networks counted for its own racks, and that count; from an earlier count where there is one.

    Raises what `size` and `counting` raise.
    """
    programme = size(counted)
    for _ in range(_MOST_COUNTS):
        if counted is not None and counted.served == programme.served:
            break
        counted = counting(programme)
        programme = size(counted)
    return programme, counted


def _unplaced(programme: Programme, catalog: Catalog) -> Layout:
    """The racks and coolant units of a programme, all at one spot."""
    return bare_layout([*_racks(programme, catalog), *_units(programme)], (), (), ())


def _racks(programme: Programme, catalog: Catalog) -> Iterator[Placed]:
    for kind, group in enumerate(programme.racks):
        record = catalog.get(Rack, group.rack)
        for n in range(group.count):
            unit = n // group.unit_racks + 1 if group.unit_racks else 0
            yield Placed(f"{kind}-{n:04d}", "rack", record.key, _SPOT, 0.0, group.purpose, unit=unit)


def _units(programme: Programme) -> Iterator[Placed]:
    for module in programme.modules:
        for n in range(module.count if module.kind == "cdu" else 0):
            yield Placed(f"{module.prefix}-{n:04d}", "cdu", module.catalog, _SPOT, 0.0)


#: Where everything stands as long as nothing has a place.
_SPOT = Box(Position(0.0, 0.0), 1.0, 1.0, 1.0)
