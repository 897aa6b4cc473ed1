"""The cooler bank hour by hour: fan speed, mode, supply reached, and the water that it takes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.cooling.cooler_set import CoolerSet
from designer.cooling.rejection import ChillerModel, CoolerModel, Moist
from designer.cooling.wetting import Air, Water, behind_pads, over_fill
from designer.site.moist_air import STANDARD_PA

__all__ = ["WET_MODES", "BankHours", "Plant", "air_of", "cooler_hours", "taken_up", "water_of"]

Floats = NDArray[np.float64]

#: What wet operation of a type of cooler is called; of all others it is ``adiabatic``.
WET_MODES = {"tower": "tower", "hybrid": "hybrid"}
#: Fan speeds that are tried while chillers finish the water.
_SPEEDS = 19
#: Heat capacities of dry air, vapour and water [kJ/kg/K].
_AIR, _VAPOUR, _WATER = 1.006, 1.86, 4.186
#: Seconds of an hour; a kilogram of water is a litre.
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Plant:
    """What the hours run: constant powers and heats [kW], temperatures [degC], and the outdoor plant.

    `facility_heat` goes to the coolers, `chilled_heat` to the chillers, `air_direct` leaves with outdoor air, `outdoor`
    is lost outdoors anyway (transformers in the yard). `constant_kw` is the mechanical power that does not follow the
    weather (CDUs, pumps, panels, air-unit fans), `parts` names what it consists of; its heat is in the heats above,
    except `outdoor`. `technology_supply` drifts with the facility supply; water that wets is bled at `cycles` of
    concentration; `pressure` is that of the site [Pa].
    """

    it_kw: float
    loss_kw: float
    constant_kw: float
    facility_heat: float
    facility_rate: float
    facility_supply: float
    chilled_heat: float
    chilled_supply: float
    air_direct: float
    outdoor: float
    cooler: CoolerSet | None
    chiller: ChillerModel | None
    chillers: int
    trim: bool
    wet_allowed: bool
    recirculation: float
    fan_exponent: float
    fan_least: float
    cycles: float
    free_approach: float
    free_share: float
    chilled_return: float = 0.0
    technology_supply: float | None = None
    dew_margin: float = 0.0
    pressure: float = STANDARD_PA
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def coolers(self) -> int:
        """How many coolers stand."""
        return len(self.cooler) if self.cooler else 0


@dataclass(frozen=True, slots=True)
class BankHours:
    """The bank in each hour: share of fan speed, air entering and supply reached [degC], mode, whether it is wetted,
    air entering by product [degC], fluid entering [degC].
    """

    speed: Floats
    entering: Floats
    reached: Floats
    mode: NDArray[np.str_]
    wetted: NDArray[np.bool_]
    airs: dict[str, Floats]
    warm: float


def cooler_hours(plant: Plant, air: Floats, wet: Floats, pressure: Floats | float) -> BankHours:
    """The bank for air of a dry and wet bulb [degC] and a pressure over that of the site."""
    if plant.cooler is None or plant.coolers == 0 or plant.facility_heat <= 0.0:
        mode = np.full(air.shape, "none", dtype="<U16")
        supply, never = np.full_like(air, plant.facility_supply), np.zeros(air.shape, dtype=bool)
        return BankHours(np.zeros_like(air), air, supply, mode, never, {}, plant.facility_supply)
    goal = plant.facility_supply
    warm = goal + plant.facility_heat / plant.facility_rate
    possible = plant.wet_allowed and plant.cooler.wetted
    dry = _Bank(plant, plant.cooler, pressure, warm, _airs(plant.cooler, air, wet, False), False)
    dry_short = warm - dry.effect(1.0) * (warm - dry.pull()[1]) > goal + 1e-9
    wetted = (dry_short | (plant.cooler.type == "tower")) & possible
    pads = _airs(plant.cooler, air, wet, True)
    airs = {key: np.where(wetted, pads[key], air) for key in pads}
    bank = _Bank(plant, plant.cooler, pressure, warm, airs, wetted)
    entering = bank.pull()[1]
    speed = _speed(bank, goal, entering, plant.fan_least)
    effect = bank.effect(speed)
    reached = np.where(speed < 1.0, goal, entering + (warm - entering) * (1.0 - effect))
    if plant.trim and plant.chiller is not None:
        best = _beside_chillers(plant, bank, entering, air)
        trimmed = (speed >= 1.0) & (reached > goal + 1e-9)
        speed = np.where(trimmed, best, speed)
        through = entering + (warm - entering) * (1.0 - bank.effect(np.maximum(best, plant.fan_least)))
        reached = np.where(trimmed, np.where(best > 0.0, through, warm), reached)
    drift = np.maximum(reached - goal, 0.0)
    reached = np.where(drift > 1e-6, reached if plant.trim else _settled(plant, effect, entering), goal)
    mode = np.where(wetted, WET_MODES.get(plant.cooler.type, "adiabatic"), "dry").astype("<U16")
    mode = np.where(reached > goal + 1e-6, "above-setpoint", mode)
    return BankHours(speed, entering, reached, mode, wetted, airs, warm)


def _airs(coolers: CoolerSet, air: Floats, wet: Floats, pads: bool) -> dict[str, Floats]:
    """Air entering each product [degC], behind its pads or at its wetted coil, or not."""
    shares = {m.key: m.saturation if pads else 0.0 for m, _ in coolers.products}
    return {key: air - share * (air - wet) for key, share in shares.items()}


@dataclass(frozen=True, slots=True)
class _Bank:
    """The coolers of a plant: pressure of each hour over that of the site, fluid entering [degC], air entering each
    product [degC], whether it is wetted.
    """

    plant: Plant
    coolers: CoolerSet
    pressure: Floats | float
    warm: float
    airs: dict[str, Floats]
    wetted: Any

    def pull(self, speed: Floats | float = 1.0) -> tuple[Floats, Floats]:
        """Conductance [kW/K] and air [degC] of the bank."""
        moist = Moist(self.warm, self.plant.facility_supply, self.plant.pressure, self.wetted)
        return self.coolers.pull(self.plant.facility_rate, self.airs, moist, speed, self.pressure)

    def effect(self, speed: Floats | float) -> Floats:
        """Fluid cooling over inlet difference, no more than the coolers are credited with."""
        most = self.coolers.most(self.plant.facility_heat / self.plant.facility_rate, self.wetted)
        return np.minimum(self.pull(speed)[0] / self.plant.facility_rate, most)


def water_of(plant: Plant, bank: BankHours, carried: Floats, outdoors: Air) -> Water:
    """Water of the hours [L] for the heat that the coolers carry [kW] in air of a pressure [Pa]."""
    still = np.zeros_like(carried)
    coolers = plant.cooler
    if coolers is None or not bank.airs:
        return Water(still, still, still)
    turned = np.asarray(outdoors.pressure / plant.pressure * bank.speed)
    taken, lost = still, still
    shares = _shares(plant, coolers, bank, outdoors)
    on = bank.wetted & (bank.speed > 0.0)
    for model, count in coolers.products:
        heat, temperatures = carried * shares[model.key], (bank.airs[model.key], plant.facility_supply)
        rate = plant.facility_rate * coolers.share(model) * count
        mine = taken_up(model, (heat, rate), count * turned, outdoors, temperatures)
        taken, lost = taken + mine[0], lost + mine[1]
    return Water.of(np.where(on, taken, 0.0), np.where(on, lost, 0.0), plant.cycles)


def air_of(model: CoolerModel, outdoors: Air) -> Floats:
    """Dry air of one cooler with full fans [kg/s]."""
    if model.wet is not None:
        return np.asarray(model.wet.air)
    return np.asarray(model.air_rate / (_AIR + _VAPOUR * outdoors.humidity))


def taken_up(
    model: CoolerModel,
    duty: tuple[Floats | float, float],
    running: Floats | float,
    outdoors: Air,
    temperatures: tuple[Floats | float, float],
) -> tuple[Floats, Floats]:
    """Water that coolers of a model, while they are wetted, give to the air as vapour and as drift [L/h].

    Args:
        model: the model.
        duty: heat [kW] and heat capacity rate [kW/K] of their fluid.
        running: how many run, times their share of fan speed and of the site's pressure.
        outdoors: air that enters their pads or coils.
        temperatures: air behind pads, water made up [degC].
    """
    entering, mass = outdoors.humidity, air_of(model, outdoors) * running
    if model.wet is None:
        return np.asarray(_HOUR * mass * (behind_pads(outdoors, temperatures[0]) - entering)), np.zeros_like(entering)
    leaving = over_fill(duty[0], mass, outdoors, model.saturation, temperatures[1])
    lost = np.full_like(entering, _HOUR * model.wet.drift * duty[1] / _WATER)
    return np.asarray(_HOUR * mass * (leaving - entering)), lost


def _shares(plant: Plant, coolers: CoolerSet, bank: BankHours, outdoors: Air) -> dict[str, Floats]:
    """Share of the heat that each product carries."""
    moist = Moist(bank.warm, plant.facility_supply, plant.pressure, bank.wetted)
    heats = {}
    for model, count in coolers.products:
        rate = plant.facility_rate * coolers.share(model) * count
        pressure = outdoors.pressure / plant.pressure
        whole, mixed = coolers.of(model.key).pull(rate, bank.airs, moist, 1.0, pressure)
        heats[model.key] = np.maximum(whole * (bank.warm - mixed), 1e-9)
    total = np.asarray(sum(heats.values()))
    return {key: heat / total for key, heat in heats.items()}


def _beside_chillers(plant: Plant, bank: _Bank, entering: Floats, air: Floats) -> Floats:
    """Share of fan speed at which fans and compressors together draw least while the standing chillers finish the
    water; nil where the coolers are better bypassed, one where the chillers cannot take what is left.
    """
    assert plant.chiller is not None
    warm = bank.warm
    capacity, cop = plant.chiller.at(air)
    room = plant.chillers * capacity - plant.chilled_heat
    bypassed = (room >= plant.facility_heat) | (entering >= warm)
    best, least = np.where(bypassed, 0.0, 1.0), np.where(bypassed, plant.facility_heat / cop, np.inf)
    for share in np.linspace(plant.fan_least, 1.0, _SPEEDS):
        left = entering + (warm - entering) * (1.0 - bank.effect(np.full_like(entering, share)))
        trim = np.clip((left - plant.facility_supply) * plant.facility_rate, 0.0, None)
        power = bank.coolers.fan_power * share**plant.fan_exponent + trim / cop
        better = (power < least) & (left < warm) & (trim <= room)
        best, least = np.where(better, share, best), np.where(better, power, least)
    return best


def _settled(plant: Plant, effect: Floats, entering: Floats) -> Floats:
    """Supply at which the whole heat is rejected with fans at full speed: return minus the heat's own range."""
    return entering + plant.facility_heat / plant.facility_rate * (1.0 / np.maximum(effect, 1e-6) - 1.0)


def _speed(bank: _Bank, goal: float, entering: Floats, least: float) -> Floats:
    """Share of fan speed that just reaches the goal, by bisection; 1 where full fans do not reach it."""
    wanted = (bank.warm - goal) / np.maximum(bank.warm - entering, 1e-6)
    low, high = np.full_like(entering, least), np.ones_like(entering)
    for _ in range(34):
        middle = (low + high) / 2.0
        enough = bank.effect(middle) >= wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high
