"""What must hold for a fabric as it stands: seats, ways, media. Checked on the arrays by another way than it was made.

Two planes or sides of one machine share neither cabinet (and with it both feeds) nor tray path; rack units are used
once; no cable is shorter than its way or longer than its reach; every optic fits its cage, its partner and its cable.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Cable, Catalog, Optic, Switch
from designer.fabric.cabling import cage_numbers
from designer.fabric.media import ACCEPTS
from designer.fabric.records import Network, Run, Seat
from designer.fabric.sides import link_sides
from designer.layout.records import Breach

__all__ = ["sides_apart", "standing_breaches"]

Ints = NDArray[np.int64]

#: Kinds of cable that lanes of 200G do not have.
_NOT_AT_200 = ("dac", "aoc", "multimode", "category")


def standing_breaches(
    network: Network, catalog: Catalog, seats: Sequence[Seat] = (), runs: Sequence[Run] = ()
) -> list[Breach]:
    """Everything wrong with a network as it stands. Empty when all is well."""
    found = [*sides_apart(network, runs), *_units_once(seats)]
    for check in (_reach, _forms, _partners, _twins):
        found += check(network, catalog)
    return found


def sides_apart(network: Network, runs: Sequence[Run] = ()) -> Iterator[Breach]:
    """No two planes, or sides, of one machine in one cabinet, and no two on one tray path."""
    if network.counts.planes < 2 and network.topology != "dual-tor":
        return
    mine = (network.cables["layer"] == 0) & (network.cables["a"] < network.counts.hosts)
    links, side = network.cables[mine], link_sides(network)[mine]
    if network.racks:
        names, rack = np.unique(np.array(network.racks), return_inverse=True)
        yield from _shared(network, links, side, rack.reshape(-1)[links["b"]], names, "fabric.sides_one_rack")
    if runs:
        tray = np.array([run.path for run in runs] + [""])
        names, code = np.unique(tray, return_inverse=True)
        if len(names) > 2:
            path = code.reshape(-1)[np.where(links["route"] < len(runs), links["route"], len(runs))]
            yield from _shared(network, links, side, path, names, "fabric.sides_one_tray")


def _shared(
    network: Network, links: NDArray[np.void], side: Ints, place: Ints, names: NDArray[np.str_], key: str
) -> Iterator[Breach]:
    """Machines of which two sides share a place; the place without a name is none. Three sides cannot keep to two tray
    paths, so that only machines with as many places as sides are asked to keep them apart."""
    width = len(names)
    sides = int(side.max(initial=0)) + 1
    known = names[place] != ""
    if key.endswith("tray") and sides > np.count_nonzero(names != ""):
        return
    pairs = np.unique((links["a"].astype(np.int64) * width + place)[known] * sides + side[known])
    keys, counts = np.unique(pairs // sides, return_counts=True)
    for one in keys[counts > 1].tolist():
        yield Breach(key, (network.names[one // width], str(names[one % width])), 2.0, 1.0, "")


def _units_once(seats: Iterable[Seat]) -> Iterator[Breach]:
    taken: dict[tuple[str, int], str] = {}
    for seat in seats:
        for unit in range(seat.rack_unit, seat.rack_unit + seat.units_high) if seat.rack_unit > 0 else ():
            other = taken.setdefault((seat.rack, unit), seat.device)
            if other != seat.device:
                yield Breach("fabric.units_taken", (seat.rack, other, seat.device), float(unit), 0.0, "RU")


def _optic(network: Network, catalog: Catalog, index: int) -> Optic | None:
    return catalog.get(Optic, network.optic_types[index].partition("/")[2]) if index >= 0 else None


def _kinds(network: Network, *columns: str) -> Iterator[tuple[tuple[int, ...], NDArray[np.void]]]:
    """Cables by what they have in common."""
    values = np.stack([network.cables[c].astype(np.int64) for c in columns], axis=1)
    found, number = np.unique(values, axis=0, return_inverse=True)
    for index, row in enumerate(found.tolist()):
        yield tuple(row), network.cables[number.reshape(-1) == index]


def _named(network: Network, cable: np.void) -> tuple[str, str]:
    return network.names[int(cable["a"])], network.names[int(cable["b"])]


def _reach(network: Network, catalog: Catalog) -> Iterator[Breach]:
    """No cable beyond its own reach or that of its optics, none shorter than its way."""
    for (kind, near, far), cables in _kinds(network, "cable", "a_optic", "b_optic"):
        if kind < 0:
            continue
        record = catalog.get(Cable, network.cable_types[kind].partition("/")[2])
        optics = [_optic(network, catalog, index) for index in (near, far)]
        reach = min([record.reach.si("m"), *(o.reach.si("m") for o in optics if o is not None)])
        longest = cables[int(np.argmax(cables["length"]))]
        if longest["length"] > reach + 1e-3:
            yield Breach("fabric.beyond_reach", _named(network, longest), float(longest["length"]), reach, "m")
        short = cables[(cables["stock"] > 0) & (cables["stock"] < cables["length"] - 1e-3)]
        for cable in short[:1]:
            yield Breach(
                "fabric.cable_short", _named(network, cable), float(cable["stock"]), float(cable["length"]), "m"
            )


def _forms(network: Network, catalog: Catalog) -> Iterator[Breach]:
    """Every optic at a switch is made for switches, fits its cage and its cooling."""
    model = network.devices["model"]
    for end in ("a", "b"):
        used = np.stack([model[network.cables[end]].astype(np.int64), network.cables[f"{end}_optic"].astype(np.int64)])
        for index, number in np.unique(used, axis=1).T.tolist():
            kind, _, slug = network.models[index].partition("/")
            optic = _optic(network, catalog, number)
            if kind != "switch" or optic is None:
                continue
            switch = catalog.get(Switch, slug)
            cages = {*ACCEPTS[switch.cage], *(ACCEPTS["qsfp28"] if switch.uplink_cages else ())}
            cages |= {*ACCEPTS[switch.manager_port.cage]} if switch.manager_port is not None else set()
            if optic.fits == "adapter" or optic.cage not in cages:
                yield Breach("fabric.optic_foreign", (network.models[index], optic.key), 0.0, 0.0, "")
            if switch.cage_cooling == "liquid" and optic.thermal_form == "finned":
                yield Breach("fabric.optic_finned", (network.models[index], optic.key), 0.0, 0.0, "")


def _partners(network: Network, catalog: Catalog) -> Iterator[Breach]:
    """Both optics of a link have the medium and connector of its cable; lanes of 200G have no copper or multimode."""
    for (kind, near, far), cables in _kinds(network, "cable", "a_optic", "b_optic"):
        if kind < 0:
            continue
        record = catalog.get(Cable, network.cable_types[kind].partition("/")[2])
        optics = [o for o in (_optic(network, catalog, near), _optic(network, catalog, far)) if o is not None]
        if any((o.medium, o.connector) != (record.medium, record.ends) for o in optics) or len(optics) == 1:
            yield Breach("fabric.ends_differ", _named(network, cables[0]), float(len(cables)), 0.0, "")
        if any(o.lane_rate == 200 for o in optics) and record.medium in _NOT_AT_200:
            yield Breach("fabric.medium_at_200", _named(network, cables[0]), float(len(cables)), 0.0, "")


def _twins(network: Network, _catalog: Catalog) -> Iterator[Breach]:
    """The links of one cage share their fate: one kind of optic, one kind of cable."""
    for end, cage in zip(("a", "b"), cage_numbers(network), strict=True):
        for column in (f"{end}_optic", "cable"):
            value = network.cables[column].astype(np.int64)
            mine = network.cables[f"{end}_optic"] >= 0
            keys = np.unique(cage[mine] * 4096 + value[mine] + 1) // 4096
            same, counts = np.unique(keys, return_counts=True)
            for one in same[counts > 1][:8].tolist():
                row = int(np.argmax(cage == one))
                yield Breach("fabric.twin_mixed", _named(network, network.cables[row]), 2.0, 1.0, "")
