"""Battery systems on the medium-voltage bus that hold the import to the grid's ramp: places, feeders, what is left of
them when a section is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog import StorageSystem
from designer.layout.records import Layout, Placed
from designer.ledger import formula
from designer.model import Load, LoadClass, NoteKind, Trade
from designer.power.basis import Basis
from designer.power.medium_voltage import Mains, Run, Segment
from designer.power.places import Places
from designer.power.switchgear_records import Storage
from designer.power.three_phase import amperes
from designer.units import Quantity, q

__all__ = ["Stored", "storage_loads", "stored_of", "usable_energy"]


@formula("E_use", unit="kWh", source="derived", clause="depth of discharge, end of life")
def usable_energy(E_rated: Quantity, f_depth: Quantity, f_life: Quantity) -> Quantity:
    """Energy that a battery system gives at the end of its life."""
    return E_rated * f_depth * f_life


@dataclass(frozen=True, slots=True)
class Stored:
    """The systems with their feeders: one each from its section."""

    storage: Storage
    runs: tuple[Run, ...]


def storage_loads(basis: Basis, layout: Layout) -> tuple[Load, ...]:
    """What cools and controls the systems, from the panels of the plant."""
    found = []
    for item in _placed(layout):
        standby = _record(basis, item).standby.si("kW")
        found.append(
            Load(
                f"{item.tag}-AUX", "storage-auxiliary", Trade.POWER, LoadClass.MECHANICAL, standby, standby, 0.0,
                basis.number("house_power_factor"), outside_kw=standby, cords=1, position=item.box.at,
            )
        )  # fmt: skip
    return tuple(found)


def stored_of(basis: Basis, layout: Layout, loads: Sequence[Load], mains: Mains, places: Places) -> Stored | None:
    """The placed systems in turns on both sections; None where nothing asks for them."""
    placed = _placed(layout)
    if not placed:
        return None
    record = _record(basis, placed[0])
    power, spare = record.power.si("kW"), round(basis.rule("storage_spare").si(""))
    swing = sum(x.design_kw - x.idle_kw for x in loads if x.load_class is LoadClass.GPU)
    needed = max(1, -int(-(swing * (1.0 - 1e-9)) // power))
    if len(placed) < needed + spare:
        basis.short("smoothing", "BESS", q(float(needed + spare)), q(float(len(placed))))
    usable = basis.keep(
        usable_energy, "smoothing_energy", E_rated=record.energy, f_depth=record.depth_of_discharge,
        f_life=record.end_of_life,
    )  # fmt: skip
    units = tuple((p.tag, mains.sections[n % 2]) for n, p in enumerate(placed))
    left = min(1.0, min(sum(s != section for _, s in units) for section in mains.sections) / needed)
    storage = Storage(units, needed, record.key, power, usable.si("kWh"), record.standby.si("kW"), left)
    current = amperes(power, basis.distribution.si("V"))
    setting = basis.pack.breaker(current * basis.number("mv_breaker_factor"))
    cable = basis.cable_mv(setting, current, mains.area, 1)
    runs = tuple(Run(_segment(basis, places, *unit), cable, setting, current) for unit in units)
    basis.note(
        NoteKind.DECISION, "smoothing_battery", units[0][0], systems=len(units), needed=needed, power=record.power,
        energy=usable.q, swing=q(swing, "kW"), left=q(100.0 * storage.left, "%"),
    )  # fmt: skip
    return Stored(storage, runs)


def _segment(basis: Basis, places: Places, tag: str, section: str) -> Segment:
    length = places.way(section, tag, basis.number("mv_segment", "m")) + basis.number("mv_riser", "m")
    return Segment(f"FDR-{tag}", section, tag, length)


def _placed(layout: Layout) -> list[Placed]:
    return sorted(layout.of("storage-system"), key=lambda p: p.tag)


def _record(basis: Basis, item: Placed) -> StorageSystem:
    return basis.catalog.get(StorageSystem, item.catalog.removeprefix("storage-system/"))
