"""The networks of so many racks counted before anything is placed: what sizing takes in place of its closed form."""

from collections.abc import Callable, Iterator
from dataclasses import replace

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

#: Counts of the networks for ever fewer racks; after the last one their need follows the racks in proportion.
_MOST_COUNTS = 6


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
    """The programme of the most racks that stand with the networks counted for them, and that count; from an earlier
    count where there is one.

    Switches come whole: with those of the next rack the limit may bear fewer racks than with those of this one. So many
    racks stand when sizing, told of their own networks, allows no fewer. Where it allows more, but they do not stand
    with theirs, the count says that it is for the `most`.

    Raises what `size` and `counting` raise.
    """
    counted = replace(counted, most=None) if counted is not None else None
    programme, held = size(counted), counted
    for _ in range(_MOST_COUNTS):
        if held is not None and programme.gpu_racks >= _for(held):
            break
        held = counting(programme)
        programme = size(held)
    if held is None or programme.gpu_racks < _for(held):
        return programme, held
    while (more := _more(size, counting, (programme, held))) is not None:
        programme, held = more
    if programme.gpu_racks > _for(held):
        held = replace(held, most=_for(held))
        programme = size(held)
    return programme, held


def _for(need: NetworkNeed) -> int:
    """The GPU racks that networks were counted for."""
    return sum(number for _, number in need.served)


def _more(
    size: Callable[[NetworkNeed | None], Programme],
    counting: Callable[[Programme], NetworkNeed],
    found: tuple[Programme, NetworkNeed],
) -> tuple[Programme, NetworkNeed] | None:
    """More racks that stand with their own networks, with these; None where there are none.

    A rack more than the proportion allows is tried too, if it would stand with the networks of these racks alone.
    """
    programme, held = found
    few, most = _for(held), programme.gpu_racks
    above = _with(programme, most + 1)
    if size(replace(held, served=above.served)).gpu_racks > most:
        most += 1
    for racks in range(most, few, -1):
        need = counting(_with(programme, racks))
        larger = size(need)
        if larger.gpu_racks >= racks:
            return larger, need
    return None


def _with(programme: Programme, racks: int) -> Programme:
    """The programme with so many GPU racks, those of the last kind more or fewer."""
    last = max(i for i, group in enumerate(programme.racks) if group.purpose == "gpu")
    more = racks - programme.gpu_racks
    groups = (replace(g, count=g.count + more) if i == last else g for i, g in enumerate(programme.racks))
    return replace(programme, racks=tuple(groups))


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
