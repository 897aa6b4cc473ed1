"""The aisle behind a rear door that is out: its rack's warm air, what air units take of it, what neighbours breathe.

With its door out a rack blows into the aisle behind it as warm as without one. The air units take of that air what
they move beside what racks without doors give them; the rest, and the share that leaks through every containment in any
case, comes back to the inlets of the racks whose backs open into this aisle. Nobody else breathes it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry import Point as Spot

from designer.catalog import Rack
from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.rack_flow import slug_of
from designer.layout.records import Aisle, Layout, Placed
from designer.ledger import formula
from designer.units import Quantity, magnitude, q

__all__ = ["Breathing", "DoorAisle", "breathing_of", "inlet_of_aisle"]

#: Heat capacity of air [kJ/kg/K].
_CP_AIR = 1.006
#: How far behind a door its aisle is looked for [m].
_BEHIND = 0.2


@formula("T_in", unit="degC", source="derived", clause="warm air that comes back, mixed with the aisle's intake")
def inlet_of_aisle(T_supply: Quantity, dT: Quantity, C_back: Quantity, C_racks: Quantity) -> Quantity:
    """Air that the racks of an aisle breathe while some of what they blow out comes back."""
    return T_supply + dT * C_back / (C_racks - C_back)


@dataclass(frozen=True, slots=True)
class DoorAisle:
    """An aisle into which doors open: rate of air [kW/K] and warmest inlet [degC, infinite where unknown] of each of
    its racks, and the rack behind each door.
    """

    tag: str
    racks: Mapping[str, tuple[float, float]]
    doors: Mapping[str, str]

    @property
    def rate(self) -> float:
        """Air of all racks [kW/K]."""
        return math.fsum(rate for rate, _ in self.racks.values())


@dataclass(frozen=True, slots=True)
class Breathing:
    """What decides on the inlets behind lost doors: aisles, supply and its rise in a rack [degC, K], share that leaks,
    air that racks without doors send to the air units and that of each unit at full fans [kW/K].
    """

    aisles: tuple[DoorAisle, ...]
    supply: float
    rise: float
    leak: float
    through: float
    units: Mapping[str, float]

    def inlets(self, undone: Mapping[str, float], out: frozenset[str]) -> dict[str, float]:
        """Inlet of the racks of each aisle [degC], by the share of each door that is undone, with units out; infinite
        where all of an aisle's air comes back.
        """
        blown = {
            aisle.tag: math.fsum(undone.get(door, 0.0) * aisle.racks[rack][0] for door, rack in aisle.doors.items())
            for aisle in self.aisles
        }
        whole = math.fsum(blown.values())
        free = math.fsum(rate for tag, rate in self.units.items() if tag not in out) - self.through
        left = max(0.0, whole - max(0.0, free)) / whole if whole > 0.0 else 0.0
        found = {}
        for aisle in self.aisles:
            back = blown[aisle.tag] * max(self.leak, left)
            given = {"T_supply": q(self.supply, "degC"), "dT": q(self.rise, "delta_degC"), "C_back": q(back, "kW/K"),
                     "C_racks": q(aisle.rate, "kW/K")}  # fmt: skip
            found[aisle.tag] = magnitude(inlet_of_aisle(**given), "degC") if back < aisle.rate else math.inf
        return found

    def too_warm(self, inlets: Mapping[str, float]) -> tuple[str, ...]:
        """The racks that breathe warmer air than they may."""
        return tuple(
            sorted(rack for aisle in self.aisles for rack, (_, limit) in aisle.racks.items()
                   if inlets[aisle.tag] > limit + 1e-9)
        )  # fmt: skip


def breathing_of(bench: Bench, layout: Layout, air: AirPlan) -> Breathing | None:
    """The aisles behind the doors of a plan; None without doors."""
    if not air.doors:
        return None
    rise, racks = bench.rules.si("air_delta", "delta_degC"), {p.tag: p for p in layout.of("rack")}
    seats = {p.tag: p for p in air.seats}
    groups: dict[str, list[tuple[str, str, float]]] = {}
    for door in air.doors:
        name = _aisle_behind(layout.aisles, seats[door.tag])
        groups.setdefault(name, []).append((door.tag, door.rack, door.air_heat / rise))
    aisles = tuple(
        DoorAisle(
            name, {rack: (rate, _warmest(bench, racks[rack])) for _, rack, rate in found},
            {door: rack for door, rack, _ in found},
        )
        for name, found in sorted(groups.items())
    )  # fmt: skip
    density = bench.made["cooling.air_density_supply"].si("kg/m3")
    through = bench.made["cooling.rack_airflow"].si("m3/s") * density * _CP_AIR
    units = {u.tag: u.airflow * density * _CP_AIR for u in air.units}
    leak = bench.rules.si("containment_leak")
    return Breathing(aisles, air.supply_c, rise, leak, through, units)


def _aisle_behind(aisles: Sequence[Aisle], door: Placed) -> str:
    """The aisle just behind a door, else its row."""
    turn, at = math.radians(door.box.at.rotation), door.box.at
    off = door.box.depth / 2.0 + _BEHIND
    spot = Spot(at.x - off * math.sin(turn), at.y + off * math.cos(turn))
    near = min(aisles, key=lambda a: (round(float(a.polygon.distance(spot)), 6), a.tag), default=None)
    return near.tag if near is not None and near.polygon.distance(spot) <= _BEHIND else door.row


def _warmest(bench: Bench, rack: Placed) -> float:
    """Warmest air that a rack takes [degC]."""
    limit = bench.catalog.get(Rack, slug_of(rack.catalog)).air_inlet_max
    return limit.si("degC") if limit.known else math.inf
