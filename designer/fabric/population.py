"""Who is to be connected: machines by rack, unit and position, read from the layout or, without one, from the brief."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack, System
from designer.errors import Mistake, Place, Refused
from designer.fabric.basis import Basis
from designer.layout.records import Placed
from designer.site.records import ComputeWish

__all__ = ["Cabinet", "Kind", "Machines", "cabinets", "compute_kinds"]


@dataclass(frozen=True, slots=True)
class Cabinet:
    """A rack with systems inside: tag (empty without a layout), name for machines, record, unit (from 0, -1 none)."""

    tag: str
    name: str
    record: Rack | None
    unit: int
    systems: int


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """All GPU machines of one system: names, rack tags, cabinet of each, unit and position (from 0) of each.

    `positions` per unit, the last `reserved` of unit 0 stay free of machines.
    """

    system: System
    cabinets: tuple[Cabinet, ...]
    names: tuple[str, ...]
    racks: tuple[str, ...]
    cabinet: NDArray[np.int32]
    unit: NDArray[np.int32]
    position: NDArray[np.int32]
    positions: int
    units: int

    @property
    def gpus(self) -> int:
        """GPUs of all machines."""
        return len(self.names) * self.system.gpus


@dataclass(frozen=True, slots=True)
class Machines:
    """Servers that the fabric proposes itself: their record and names."""

    system: System
    names: tuple[str, ...]


def cabinets(basis: Basis, wish: ComputeWish, index: int, before: int = 0) -> tuple[Cabinet, ...]:
    """The cabinets of one kind of compute, numbered on from those `before`. Raises `Refused` when neither layout nor
    brief says how many there are.
    """
    if basis.layout is not None:
        return _placed(basis, wish)
    if wish.system:
        if wish.nodes is None:
            raise Refused([Mistake("fabric-count-missing", Place(path=f"compute[{index}].nodes"), said=wish.system)])
        return _holders(basis, wish.system, wish.nodes, before)
    if wish.racks is None:
        raise Refused([Mistake("fabric-count-missing", Place(path=f"compute[{index}].racks"), said=wish.rack)])
    record = basis.catalog.get(Rack, wish.rack)
    return tuple(Cabinet("", f"r{before + i + 1:04d}", record, -1, record.systems) for i in range(wish.racks))


def _holders(basis: Basis, slug: str, nodes: int, before: int) -> tuple[Cabinet, ...]:
    """Cabinets for single systems: as the catalog's rack for that system holds them, the system's own before others;
    one group where there is none."""
    holders = [r for r in basis.catalog.all(Rack) if r.system == slug and r.systems > 0]
    record = max(holders, key=lambda r: (r.slug.startswith(slug), r.systems, r.slug), default=None)
    each = record.systems if record else nodes
    count = -(-nodes // each) if nodes else 0
    return tuple(Cabinet("", f"r{before + i + 1:04d}", record, -1, min(each, nodes - i * each)) for i in range(count))


def _placed(basis: Basis, wish: ComputeWish) -> tuple[Cabinet, ...]:
    found = []
    for box in basis.layout.of("rack") if basis.layout else ():
        if box.purpose != "gpu":
            continue
        record = basis.catalog.get(Rack, _slug(box))
        if wish.rack in ("", record.slug) and wish.system in ("", record.system):
            found.append(Cabinet(box.tag, box.tag, record, box.unit - 1, record.systems))
    return tuple(found)


def _slug(box: Placed) -> str:
    return box.catalog.rpartition("/")[2]


def compute_kinds(basis: Basis) -> tuple[Kind, ...]:
    """The GPU machines of the site, one kind for each system. Raises `Refused`."""
    by_system: dict[str, list[Cabinet]] = {}
    for index, wish in enumerate(basis.site.wishes.compute):
        for cabinet in cabinets(basis, wish, index, sum(map(len, by_system.values()))):
            slug = wish.system or (cabinet.record.system if cabinet.record else "")
            if slug:
                by_system.setdefault(slug, []).append(cabinet)
    first = 0
    kinds = []
    for slug, group in by_system.items():
        kind = _kind(basis, basis.catalog.get(System, slug), group, first)
        kinds.append(kind)
        first += len(kind.names)
    return tuple(kinds)


def _kind(basis: Basis, system: System, group: Sequence[Cabinet], first: int) -> Kind:
    wish = basis.wish("compute")
    positions = wish.unit_nodes or system.scalable_unit or int(basis.number("unit_nodes"))
    names, racks, cabinet = _names(system, group, first)
    reserved = wish.reserved_nodes if first == 0 else 0
    unit, position = _stand(group, cabinet, positions, reserved, wish.unit_nodes is None)
    units = int(unit.max()) + 1 if len(unit) else 0
    return Kind(system, tuple(group), names, racks, cabinet, unit, position, positions, units)


def _names(
    system: System, group: Sequence[Cabinet], first: int
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.int32]]:
    stem = system.slug.partition("-")[0]
    names: list[str] = []
    racks: list[str] = []
    for cabinet in group:
        one = cabinet.tag or (cabinet.record is not None and cabinet.record.nvlink_domain > system.gpus)
        for slot in range(cabinet.systems):
            names.append(f"{cabinet.name}-{slot + 1:02d}" if one else f"{stem}{first + len(names) + 1:04d}")
            racks.append(cabinet.tag)
    cabinet_of = np.repeat(np.arange(len(group), dtype=np.int32), [c.systems for c in group])
    return tuple(names), tuple(racks), cabinet_of


def _stand(
    group: Sequence[Cabinet], cabinet: NDArray[np.int32], positions: int, reserved: int, follow_layout: bool
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Unit and position of each machine: by the layout's units where they hold, else filled one after the other."""
    given = np.array([c.unit for c in group], np.int32)[cabinet] if len(group) else np.zeros(0, np.int32)
    if follow_layout and not reserved and len(given) and given.min() >= 0:
        counts = np.bincount(given)
        if counts.max() <= positions and counts.min() > 0:
            return given, _rank(given)
    slot = np.arange(len(cabinet), dtype=np.int32)
    slot = slot + np.where(slot >= positions - reserved, reserved, 0).astype(np.int32)
    return (slot // positions).astype(np.int32), (slot % positions).astype(np.int32)


def _rank(group: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each entry, how many earlier entries have the same number."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    start = np.r_[0, np.flatnonzero(np.diff(ordered)) + 1]
    rank = np.zeros(len(group), np.int32)
    rank[order] = np.arange(len(group)) - np.repeat(start, np.diff(np.r_[start, len(group)]))
    return rank


def tags(prefix: str, count: int, digits: int = 2) -> tuple[str, ...]:
    """``STOR-01`` ..."""
    return tuple(f"{prefix}-{i + 1:0{digits}d}" for i in range(count))


def total(groups: Iterable[Sequence[str]]) -> int:
    """How many names in all."""
    return sum(len(group) for group in groups)
