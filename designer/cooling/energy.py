"""The design day and the year, hour by hour: mode, fans, trim, pumps, water, PUE and WUE; what goes in comes out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.cooling.records import AnnualEnergy
from designer.cooling.rejection import ChillerModel, CoolerModel, crossflow, outlet
from designer.cooling.weather import Year
from designer.ledger import formula
from designer.units import Quantity

__all__ = ["Hours", "Plant", "run_hours", "year_energy"]

Floats = NDArray[np.float64]


@formula("PUE", unit="", source="derived", clause="energy of the year over energy of the IT")
def pue(E_IT: Quantity, E_mech: Quantity, E_loss: Quantity) -> Quantity:
    """Annual power usage effectiveness of the screening year."""
    return (E_IT + E_mech + E_loss) / E_IT


@formula("WUE", unit="L/kWh", source="derived", clause="site water over energy of the IT")
def wue(V_water: Quantity, E_IT: Quantity) -> Quantity:
    """Annual water usage effectiveness of the screening year."""
    return V_water / E_IT


@dataclass(frozen=True, slots=True)
class Plant:
    """What the hours run: constant powers and heats [kW], temperatures [degC], and the outdoor plant.

    `facility_heat` goes to the coolers, `chilled_heat` to the chillers, `air_direct` leaves with outdoor air, `outdoor`
    is lost outdoors anyway (transformers in the yard). `constant_kw` is the mechanical power that does not follow the
    weather (CDUs, pumps, panels, air-unit fans); its heat is in the heats above, except `outdoor`.
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
    cooler: CoolerModel | None
    coolers: int
    chiller: ChillerModel | None
    chillers: int
    trim: bool
    wet_allowed: bool
    recirculation: float
    fan_exponent: float
    fan_least: float
    make_up: float
    free_approach: float
    free_share: float


@dataclass(frozen=True, slots=True)
class Hours:
    """Hour by hour: mechanical power [kW], water [L], mode, supply reached [degC], heat out by way [kW]."""

    mechanical: Floats
    fans: Floats
    compressors: Floats
    water: Floats
    mode: NDArray[np.str_]
    supply: Floats
    entering: Floats
    fan_speed: Floats
    by_coolers: Floats
    by_chillers: Floats
    direct: Floats

    @property
    def rejected(self) -> Floats:
        """All heat that leaves the site [kW]."""
        return self.by_coolers + self.by_chillers + self.direct


def run_hours(plant: Plant, dry: Floats, wet: Floats) -> Hours:
    """Every hour of a series of dry and wet bulb [degC], with all standing coolers sharing the heat."""
    air = dry + plant.recirculation
    still = np.zeros_like(air)
    speed, entering, reached, mode, vapour = _coolers(plant, air, np.minimum(wet + plant.recirculation, air))
    fans = plant.coolers * plant.cooler.fan_power * speed**plant.fan_exponent if plant.cooler else still
    trimmed = still
    if plant.trim and plant.chiller and plant.chillers:
        trimmed = np.maximum(reached - plant.facility_supply, 0.0) * plant.facility_rate
        mode = np.where(trimmed > 1e-6, "chiller-trim", mode)
        reached = reached - trimmed / max(plant.facility_rate, 1e-9)
    chilled = plant.chilled_heat + trimmed
    compressors = still
    if plant.chiller and plant.chillers:
        compressors = _compressors(plant, plant.chiller, air, chilled)
    mechanical = plant.constant_kw + fans + compressors
    return Hours(
        mechanical,
        fans,
        compressors,
        vapour * plant.make_up,
        mode,
        reached,
        entering,
        speed,
        plant.facility_heat - trimmed + fans,
        chilled + compressors,
        np.full_like(air, plant.air_direct + plant.outdoor),
    )


def _coolers(plant: Plant, air: Floats, wet: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.str_], Floats]:
    """Fan speed, air entering, supply reached [degC], mode and vapour heat [kW] of the cooler bank."""
    if plant.cooler is None or plant.coolers == 0 or plant.facility_heat <= 0.0:
        mode = np.full(air.shape, "none", dtype="<U16")
        supply = np.full_like(air, plant.facility_supply)
        return np.zeros_like(air), air, supply, mode, np.zeros_like(air)
    model, each = plant.cooler, plant.facility_rate / plant.coolers
    warm = plant.facility_supply + plant.facility_heat / plant.facility_rate
    goal = plant.facility_supply
    dry_reach = outlet(model, warm, each, air)
    wet_possible = plant.wet_allowed and model.saturation > 0.0
    pads = air - model.saturation * (air - wet) if wet_possible else air
    use_pads = (dry_reach > goal + 1e-9) & wet_possible
    entering = np.where(use_pads, pads, air)
    speed = _speed(model, (warm, each, goal), entering, plant.fan_least)
    effect = _effect(model, each, speed)
    reached = np.where(speed < 1.0, goal, entering + (warm - entering) * (1.0 - effect))
    drift = np.maximum(reached - goal, 0.0)
    reached = np.where(drift > 1e-6, reached if plant.trim else _settled(plant, effect, entering), goal)
    mode = np.where(use_pads, "adiabatic", "dry").astype("<U16")
    mode = np.where(reached > goal + 1e-6, "above-setpoint", mode)
    vapour = np.where(use_pads, plant.coolers * model.air_rate * speed * (air - entering), 0.0)
    return speed, entering, reached, mode, vapour


def _settled(plant: Plant, effect: Floats, entering: Floats) -> Floats:
    """Supply at which the whole heat is rejected with fans at full speed: return minus the heat's own range."""
    return entering + plant.facility_heat / plant.facility_rate * (1.0 / np.maximum(effect, 1e-6) - 1.0)


def _effect(model: CoolerModel, fluid: float, speed: Floats) -> Floats:
    """Fluid-side effectiveness: fluid cooling over inlet difference."""
    rate = model.air_rate * speed
    smaller, larger = np.minimum(rate, fluid), np.maximum(rate, fluid)
    return np.asarray(crossflow(model.ua / smaller, smaller / larger) * smaller / fluid)


def _speed(model: CoolerModel, job: tuple[float, float, float], entering: Floats, least: float) -> Floats:
    """Share of fan speed that just reaches the goal, by bisection; 1 where full fans do not reach it."""
    warm, fluid, goal = job
    wanted = (warm - goal) / np.maximum(warm - entering, 1e-6)
    low, high = np.full_like(entering, least), np.ones_like(entering)
    for _ in range(40):
        middle = (low + high) / 2.0
        enough = _effect(model, fluid, middle) >= wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _compressors(plant: Plant, chiller: ChillerModel, air: Floats, heat: Floats) -> Floats:
    """Electric power of the chillers [kW]; a free-cooling machine runs fans alone when it is cold enough."""
    power = heat / chiller.at(air)[1]
    if chiller.type == "free-cooling":
        power = np.where(air <= plant.chilled_supply - plant.free_approach, power * plant.free_share, power)
    return np.asarray(power)


def year_energy(plant: Plant, year: Year, peak_mechanical: float) -> tuple[AnnualEnergy, Hours]:
    """Energies of the year [MWh], water [m3], hours by mode, and (month, mean dry bulb, mechanical MWh, water m3)."""
    hours = run_hours(plant, year.dry, year.wet)
    count = len(year.dry)
    it = plant.it_kw * count / 1000.0
    losses = plant.loss_kw * count / 1000.0
    mechanical = float(np.sum(hours.mechanical)) / 1000.0
    water = float(np.sum(hours.water)) / 1000.0
    names, counts = np.unique(hours.mode, return_counts=True)
    monthly = tuple(
        (
            month,
            float(np.mean(year.dry[year.month == month])),
            float(np.sum(hours.mechanical[year.month == month])) / 1000.0,
            float(np.sum(hours.water[year.month == month])) / 1000.0,
        )
        for month in range(1, 13)
    )
    energy = AnnualEnergy(
        it,
        mechanical,
        losses,
        (it + mechanical + losses) / it if it else 1.0,
        water * 1000.0 / (it * 1000.0) if it else 0.0,
        water,
        peak_mechanical,
        {str(n): int(c) for n, c in zip(names, counts, strict=True)},
        monthly,
        year.label,
    )
    return energy, hours
