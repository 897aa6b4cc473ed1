"""Where things stand: racks in the plan, cabinets with room for switches and servers, and the level of each machine."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack
from designer.fabric.basis import Basis
from designer.fabric.population import Kind
from designer.layout.records import Placed
from designer.units import magnitude, q

__all__ = ["Cabinets", "Spots", "cabinets_for", "machine_levels", "rack_unit_m", "spots_of"]

Floats = NDArray[np.float64]


@cache
def rack_unit_m() -> float:
    """Height of one rack unit [m]."""
    return magnitude(q(1, "RU"), "m")


@dataclass(slots=True)
class Spots:
    """Rack of each device by name, centre of each rack [m], level of each device above the floor [m]."""

    rack: dict[str, str] = field(default_factory=dict)
    centre: dict[str, tuple[float, float]] = field(default_factory=dict)
    level: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Cabinets:
    """Cabinets of one purpose with what is still free: rack units, kW, kg. Sides stand in them turn by turn.

    Cabinets without a tag are imagined ones that the layout lacks.
    """

    tags: list[str]
    x: Floats
    y: Floats
    units: Floats
    power: Floats
    mass: Floats
    fresh: tuple[float, float, float]
    full: dict[tuple[tuple[float, float, float], tuple[int, int]], int] = field(default_factory=dict)

    @property
    def imagined(self) -> int:
        """How many cabinets are missing."""
        return sum(1 for tag in self.tags if not tag)

    def clear(self) -> None:
        """No cabinet at all, so that all are imagined."""
        for name in ("x", "y", "units", "power", "mass"):
            setattr(self, name, getattr(self, name)[:0])
        self.tags, self.full = [], {}

    def add(self) -> None:
        """One more imagined cabinet, far from everything."""
        self.tags.append("")
        self.x, self.y = np.append(self.x, np.inf), np.append(self.y, np.inf)
        self.units, self.power, self.mass = (
            np.append(part, new) for part, new in zip((self.units, self.power, self.mass), self.fresh, strict=True)
        )

    def room(self, need: tuple[float, float, float], side: tuple[int, int]) -> NDArray[np.bool_]:
        """Which cabinets can take rack units, kW and kg on one of so many sides (-1 = any)."""
        fits = (self.units >= need[0]) & (self.power >= need[1] - 1e-9) & (self.mass >= need[2] - 1e-9)
        return fits if side[0] < 0 else fits & (np.arange(len(fits)) % side[1] == side[0])

    def first(self, need: tuple[float, float, float], side: tuple[int, int]) -> int | None:
        """The first cabinet that can take it, None when none can. Room only shrinks, so the search goes on where the
        last one for the same need ended.
        """
        for index in range(self.full.get((need, side), 0), len(self.tags)):
            if (side[0] < 0 or index % side[1] == side[0]) and self._takes(index, need):
                self.full[need, side] = index
                return index
        self.full[need, side] = len(self.tags)
        return None

    def _takes(self, index: int, need: tuple[float, float, float]) -> bool:
        free = self.units[index], self.power[index], self.mass[index]
        return bool(free[0] >= need[0] and free[1] >= need[1] - 1e-9 and free[2] >= need[2] - 1e-9)

    def take(self, index: int, need: tuple[float, float, float]) -> None:
        """Use up room in a cabinet."""
        self.units[index] -= need[0]
        self.power[index] -= need[1]
        self.mass[index] -= need[2]


def cabinets_for(basis: Basis, purpose: str) -> Cabinets:
    """The cabinets of a purpose in the layout, in tag order."""
    boxes = [b for b in basis.layout.of("rack") if b.purpose == purpose] if basis.layout is not None else []
    record = basis.catalog.get(Rack, "network-rack" if purpose == "network" else "storage-rack")
    rooms = np.array([_room(basis, _record(basis, b)) for b in boxes]).reshape(len(boxes), 3)
    return Cabinets(
        [b.tag for b in boxes],
        np.array([b.box.at.x for b in boxes], float),
        np.array([b.box.at.y for b in boxes], float),
        rooms[:, 0].copy(),
        rooms[:, 1].copy(),
        rooms[:, 2].copy(),
        _room(basis, record),
    )


def _record(basis: Basis, box: Placed) -> Rack:
    return basis.catalog.get(Rack, box.catalog.rpartition("/")[2])


def _room(basis: Basis, rack: Rack) -> tuple[float, float, float]:
    """Rack units, kW and kg that a cabinet can take."""
    content = rack.mass_installed.si("kg") - basis.number("cabinet_mass", "kg")
    units = int(rack.units_high * basis.number("rack_units_usable"))
    return float(units), rack.power_design.si("kW") - basis.number("rack_base", "kW"), content


def spots_of(basis: Basis, kinds: Sequence[Kind]) -> Spots:
    """Centres of all placed boxes, racks and levels of the GPU machines."""
    spots = Spots()
    if basis.layout is None:
        return spots
    for box in basis.layout.placed:
        spots.centre[box.tag] = (box.box.at.x, box.box.at.y)
    for kind in kinds:
        spots.rack.update(zip(kind.names, kind.racks, strict=True))
        spots.level.update(zip(kind.names, machine_levels(basis, kind), strict=True))
    return spots


def machine_levels(basis: Basis, kind: Kind) -> list[float]:
    """Level of each machine of a kind [m]: its systems spread evenly over the height of the rack."""
    base, unit = basis.number("mount_height", "m"), rack_unit_m()
    levels = []
    for cabinet in kind.cabinets:
        high = cabinet.record.units_high if cabinet.record else kind.system.units_high * cabinet.systems
        levels += [base + (slot + 0.5) / cabinet.systems * high * unit for slot in range(cabinet.systems)]
    return levels
