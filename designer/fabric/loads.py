"""What the fabric draws and weighs: one load for each rack of it, transceivers, and the bill of cables and optics."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Cable, Optic, Rack, Switch, System
from designer.fabric import budgets
from designer.fabric.basis import Basis
from designer.fabric.cabling import cage_limit, cage_numbers, few, optic_counts, piece_lengths
from designer.fabric.records import Bundle, Network, Seat
from designer.ledger import given
from designer.model import BulkItem, Load, LoadClass, NoteKind, Position, Trade
from designer.units import q

__all__ = ["bulk_of", "loads_of", "optic_watts", "switch_optics_kw"]


def optic_watts(basis: Basis, network: Network) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Switch rows with transceivers or active cable ends, and their power [W]."""
    watts = [basis.catalog.get(Optic, key.partition("/")[2]).power_max.si("W") for key in network.optic_types]
    cable = [basis.catalog.get(Cable, key.partition("/")[2]).power_per_end.si("W") for key in network.cable_types]
    of_optic, of_cable = np.array([*watts, 0.0]), np.array([*cable, 0.0])
    count = len(network.devices)
    total = np.zeros(count)
    for end, cage in zip(("a", "b"), cage_numbers(network), strict=True):
        device = network.cables[end]
        total += np.bincount(device, of_cable[network.cables["cable"]], minlength=count)
        held = np.full(cage_limit(network), -1)
        held[cage[::-1]] = np.arange(len(cage) - 1, -1, -1)
        first = held[held >= 0]
        total += np.bincount(device[first], of_optic[network.cables[f"{end}_optic"][first]], minlength=count)
    rows = np.flatnonzero((network.devices["tier"] > 0) & (total > 0))
    return rows, total[rows]


def switch_optics_kw(basis: Basis, networks: Sequence[Network]) -> tuple[float, dict[str, float]]:
    """Power of all switch-side optics [kW], and what switch ratings do not hold of it, by switch [kW]."""
    every, extra = 0.0, {}
    for network in networks:
        holds = {
            name: not name.startswith("switch/")
            or basis.catalog.get(Switch, name.partition("/")[2]).optic_power_included
            for name in network.models
        }
        rows, watts = optic_watts(basis, network)
        every += float(watts.sum()) / 1000
        for row, each in zip(rows.tolist(), watts.tolist(), strict=True):
            if not holds[network.models[int(network.devices["model"][row])]]:
                extra[network.names[row]] = each / 1000
    return every, extra


def loads_of(
    basis: Basis, networks: Sequence[Network], seats: Sequence[Seat], extra: dict[str, float]
) -> tuple[Load, ...]:
    """One load for each network and storage rack of the layout, all heat to air; without a layout one for each network.
    """
    if basis.layout is None:
        return _by_network(basis, networks, seats, extra)
    held: dict[str, list[Seat]] = {}
    for seat in seats:
        held.setdefault(seat.rack, []).append(seat)
    made = []
    for box in basis.layout.of("rack"):
        if box.purpose not in ("network", "storage"):
            continue
        record = basis.catalog.get(Rack, box.catalog.rpartition("/")[2])
        inside = held.get(box.tag, [])
        design, peak = _powers(basis, inside, extra, box.tag)
        load = _load(basis, box.tag, (design, peak), record.cords, box.box.at, record.slug)
        made.append(replace(load, parts=_parts(basis, inside, extra)))
    return tuple(made)


def _parts(basis: Basis, inside: Sequence[Seat], extra: dict[str, float]) -> tuple[tuple[str, int, float], ...]:
    """What a rack of the fabric consists of, as (record or name, count, kW): devices by record, optics that no switch
    rating holds, the rest of the rack.
    """
    kinds = sorted({s.catalog for s in inside if s.catalog.startswith(("switch/", "system/"))})
    by_kind = [(kind, [s.power_kw for s in inside if s.catalog == kind]) for kind in kinds]
    optics = [extra[s.device] for s in inside if s.device in extra]
    rest = ("rack-gear", 1, basis.rule("rack_base").si("kW"))
    return (
        *((kind, len(each), math.fsum(each)) for kind, each in by_kind),
        *((("switch-optics", len(optics), math.fsum(optics)),) if optics else ()), rest,
    )  # fmt: skip


def _by_network(
    basis: Basis, networks: Sequence[Network], seats: Sequence[Seat], extra: dict[str, float]
) -> tuple[Load, ...]:
    made = []
    for network in networks:
        inside = [s for s in seats if s.networks[:1] == (network.name,)]
        if inside:
            tag = f"NET-{network.name.upper()}"
            made.append(_load(basis, tag, _powers(basis, inside, extra, tag), 2, None, ""))
    return tuple(made)


def _powers(basis: Basis, inside: Sequence[Seat], extra: dict[str, float], tag: str) -> tuple[float, float]:
    """Design and peak power [kW] of what sits in a rack, with the step of the design power."""
    switch = sum(s.power_kw for s in inside if s.catalog.startswith("switch/"))
    server = sum(s.power_kw for s in inside if s.catalog.startswith("system/"))
    step = basis.keep(
        budgets.network_power,
        f"network_power[{tag}]",
        P_base=basis.rule("rack_base"),
        P_switch=q(switch, "kW"),
        P_server=q(server, "kW"),
        P_optic=q(sum(extra.get(s.device, 0.0) for s in inside), "kW"),
    )
    return step.number, step.number + sum(_above_design(basis, s) for s in inside)


def _above_design(basis: Basis, seat: Seat) -> float:
    """By how much a server's peak exceeds its design power [kW]."""
    if not seat.catalog.startswith("system/"):
        return 0.0
    system = basis.catalog.get(System, seat.catalog.partition("/")[2])
    return max(0.0, system.power_peak.si("kW") - seat.power_kw) if system.power_peak.known else 0.0


def _load(
    basis: Basis, tag: str, powers: tuple[float, float], cords: int, position: Position | None, slug: str
) -> Load:
    design, peak = powers
    return Load(
        tag=tag,
        kind=slug or "network-rack",
        trade=Trade.FABRIC,
        load_class=LoadClass.CORE,
        design_kw=design,
        peak_kw=peak,
        idle_kw=design * basis.number("idle_share"),
        power_factor=basis.number("power_factor"),
        heat_air_kw=design,
        cords=cords,
        position=position,
        catalog=f"rack/{slug}" if slug else "",
    )


def bulk_of(basis: Basis, networks: Sequence[Network], bundles: Iterable[Bundle]) -> tuple[BulkItem, ...]:
    """Cables by type and stock length, transceivers by type, data tray by length, with spares."""
    cables: dict[tuple[str, float], float] = {}
    optics: dict[str, int] = {}
    for network in networks:
        for key, count in optic_counts(network).items():
            optics[key] = optics.get(key, 0) + count
        for index, key in enumerate(network.cable_types):
            links = max(1, basis.catalog.get(Cable, key.partition("/")[2]).links)
            metres = piece_lengths(network, index, links)
            lengths = few(metres)
            counts = np.bincount(np.searchsorted(lengths, metres), minlength=len(lengths))
            for stock_m, many in zip(lengths.tolist(), counts.tolist(), strict=True):
                name = (key, round(stock_m, 3))
                cables[name] = cables.get(name, 0.0) + many
    made = []
    for (key, stock), pieces in sorted(cables.items()):
        slug = key.partition("/")[2]
        made.append(_bulk(f"cables.{slug}.{stock:g}", key, pieces, "each", basis.number("length_spare")))
    for key, pieces in sorted(optics.items()):
        made.append(_bulk(f"optics.{key.partition('/')[2]}", key, pieces, "each", basis.number("optic_spare")))
    if basis.layout is None:
        basis.note(NoteKind.ASSUMPTION, "lengths_unknown", "fabric", run=basis.rule("assumed_run"))
    return (*made, *_trays(basis, bundles))


def _bulk(key: str, catalog: str, amount: float, unit: str, spare: float) -> BulkItem:
    value = given(q(amount, "m" if unit == "m" else ""), "derived", name=key)
    return BulkItem(key, Trade.FABRIC, catalog, value, unit, spare_fraction=spare, basis=key)


def _trays(basis: Basis, bundles: Iterable[Bundle]) -> list[BulkItem]:
    """Metres of data tray, one over another where the fill asks for it."""
    if basis.layout is None:
        return []
    length = {(tray.path, edge.tag): edge.length for tray in basis.layout.trays for edge in tray.edges}
    trays = {(b.tray, b.edge): b.trays for b in bundles}
    metres = sum(m * trays.get(key, 1) for key, m in length.items())
    return [_bulk("data.tray", "", metres, "m", 0.0)] if metres else []
