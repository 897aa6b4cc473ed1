"""What a rear door takes of a rack's air: its size from the published rating, its heat at other air and water.

Crossflow effectiveness-NTU. Makers print a heat, the water's flow and entering temperature, and that the room stays
neutral: the air leaves as cold as it entered the rack. Its flow is then that of this heat at the hall's rise. Both
films fall with their flow, each as if it were the whole resistance, and never rise above the rating.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack, RearDoor
from designer.ledger import formula
from designer.site.rear_doors import door_of
from designer.sizing.basis import Basis
from designer.sizing.demand import Part, total
from designer.units import Quantity

__all__ = [
    "DoorModel", "DoorsCounted", "crossflow", "door_capacity", "door_heat", "door_model", "doors_counted",
    "fewest_water", "room_left",
]

Floats = NDArray[np.float64]

_STEPS = 60
#: Transfer units beyond which a door has no size that gives its rating.
_LARGEST = 50.0


def crossflow(ntu: Floats | float, ratio: Floats | float) -> Floats:
    """Effectiveness of a crossflow exchanger, both fluids unmixed (textbook approximation); floats or arrays.

    >>> round(float(crossflow(1.0, 1.0)), 3)
    0.469
    """
    size, rate = np.asarray(ntu, dtype=np.float64), np.asarray(ratio, dtype=np.float64)
    return np.asarray(1.0 - np.exp((size**0.22 / rate) * (np.exp(-rate * size**0.78) - 1.0)))


@formula("Q_left", unit="kW", source="derived", clause="fans of the doors warm the room")
def room_left(Q_room: Quantity, Q_doors: Quantity, P_fans: Quantity) -> Quantity:
    """Heat of the hall's air that rear doors leave to the air units."""
    return Q_room - Q_doors + P_fans


@formula("Q_door", unit="kW", source="textbook", clause="effectiveness of a crossflow exchanger")
def door_heat(eps: Quantity, C_min: Quantity, T_hot: Quantity, T_w: Quantity) -> Quantity:
    """Heat that a door can take to its water."""
    return eps * C_min * (T_hot - T_w)


@dataclass(frozen=True, slots=True)
class DoorModel:
    """A door ready to calculate: UA at the rating, rates of air and water there [kW/K], water of the rating [LPM], fans
    [kW], exponents of its films over their flows and of its fans over theirs, the most heat that its maker tells [kW].
    """

    key: str
    ua: float
    air: float
    water: float
    flow: float
    fans: float
    exponent: float
    fan_law: float
    most: float = math.inf

    def fans_at(self, air: float) -> float:
        """Power of the fans [kW] at a rate of air [kW/K], by the fan law; all of it from the rated one up."""
        return self.fans * min(1.0, air / self.air) ** self.fan_law


def door_model(
    record: RearDoor, air: tuple[float, float], water_kw_k_lpm: float, exponents: tuple[float, float]
) -> DoorModel | None:
    """The model of a door's rating; None where no exchanger of any size has it.

    Args:
        record: the door, with its heat, water and fans known.
        air: warm air entering it and the rise that made it so [degC, K], as the hall is designed.
        water_kw_k_lpm: heat capacity rate of the water per flow [kW/K per LPM].
        exponents: of the films over their flows, of the fans' power over theirs.
    """
    heat, (hot, rise) = record.heat_rated.si("kW"), air
    rates = (heat / rise, record.water_flow.si("LPM") * water_kw_k_lpm)
    smaller, larger = min(rates), max(rates)
    span = hot - record.water_in_rated.si("degC")
    wanted = heat / (smaller * span) if span > 0.0 else 1.0
    if wanted >= float(crossflow(_LARGEST, smaller / larger)):
        return None
    low, high = 0.0, _LARGEST
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if float(crossflow(middle, smaller / larger)) < wanted else (low, middle)
    fans = record.fan_power.si("kW")
    return DoorModel(record.key, high * smaller, *rates, record.water_flow.si("LPM"), fans, *exponents, heat)


def door_capacity(model: DoorModel, air: float, water: float, span: float) -> float:
    """Heat [kW] that a door can take of air and by water of such rates [kW/K], `span` [K] apart where they enter; never
    more than its maker tells.

    Nil without air, water or span.
    """
    if min(air, water, span) <= 0.0:
        return 0.0
    films = min(1.0, air / model.air) ** model.exponent * min(1.0, water / model.water) ** model.exponent
    smaller, larger = min(air, water), max(air, water)
    return min(model.most, float(crossflow(model.ua * films / smaller, smaller / larger)) * smaller * span)


def fewest_water(model: DoorModel, air: float, span: float, heat: float, rates: tuple[float, float]) -> float:
    """The smallest rate of water [kW/K] between two `rates` with which a door takes a heat [kW]; the larger one where
    even that is not enough.
    """
    low, high = rates
    if door_capacity(model, air, low, span) >= heat:
        return low
    if door_capacity(model, air, high, span) <= heat:
        return high
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if door_capacity(model, air, middle, span) < heat else (low, middle)
    return high


@dataclass(frozen=True, slots=True)
class DoorsCounted:
    """Rear doors before anything is placed: their number, heat to water, fans and the largest's heat [kW], their water
    [LPM].
    """

    count: float
    heat: float
    fans: float
    largest: float
    flow: float


def doors_counted(basis: Basis, parts: Sequence[Part], water_c: float) -> DoorsCounted | None:
    """The doors of GPU racks and of the network's share beside them; None without any, or where no door has its rating.

    Each takes all of its rack's air, as far as it can on water of a temperature [degC]; of the network's racks the
    share that the wished door fits.
    """
    site, catalog, fluid = basis.site, basis.catalog, basis.rule("water_rho_cp").si("kJ/K/m3") / 60000.0
    rise = catalog.threshold("cooling", "air_delta").si("delta_degC")
    hot = site.wishes.cooling.air_supply.si("degC") + rise
    loads = [
        (part.demand.wanted.rack.slug, float(part.racks), part.demand.wanted.rack.power_design.si("kW")
         - part.demand.liquid.si("kW")) for part in parts if part.racks
    ]  # fmt: skip
    network, each = total(parts, "network"), catalog.get(Rack, "network-rack").power_design.si("kW")
    loads.append(("network-rack", network / each, each))
    count = heat = fans = largest = flow = 0.0
    films, fans_law = (catalog.threshold("cooling", key).si("") for key in ("door_film_exponent", "fan_exponent"))
    for slug, racks, load in loads:
        door = door_of(site, catalog, slug)
        if door is None or load <= 0.0:
            continue
        model = door_model(door, (hot, rise), fluid, (films, fans_law))
        if model is None:
            continue
        fan = model.fans_at(load / rise)
        taken = min(load + fan, door_capacity(model, load / rise, model.water, hot - water_c))
        count, heat, fans = count + racks, heat + racks * taken, fans + racks * fan
        largest, flow = max(largest, taken), flow + racks * model.flow
    return DoorsCounted(count, heat, fans, largest, flow) if count else None
