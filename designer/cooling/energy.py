"""The design day and the year, hour by hour: mode, fans, trim, pumps, water, PUE and WUE; what goes in comes out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.cooling.cooler_hours import WET_MODES, Plant, cooler_hours, water_of
from designer.cooling.records import AnnualEnergy, HourlyYear
from designer.cooling.rejection import ChillerModel
from designer.cooling.weather import Year
from designer.cooling.wetting import Air, Water
from designer.ledger import formula
from designer.units import Quantity

__all__ = ["WETTED", "Hours", "Plant", "run_hours", "year_energy"]

Floats = NDArray[np.float64]

#: Modes in which coolers evaporate water.
WETTED = ("adiabatic", *WET_MODES.values())


@formula("PUE", unit="", source="derived", clause="energy of the year over energy of the IT")
def pue(E_IT: Quantity, E_mech: Quantity, E_loss: Quantity) -> Quantity:
    """Annual power usage effectiveness of the year."""
    return (E_IT + E_mech + E_loss) / E_IT


@formula("WUE", unit="L/kWh", source="derived", clause="site water over energy of the IT")
def wue(V_water: Quantity, E_IT: Quantity) -> Quantity:
    """Annual water usage effectiveness of the year."""
    return V_water / E_IT


@dataclass(frozen=True, slots=True)
class Hours:
    """Hour by hour: mechanical power [kW], water by way [L], mode, supply reached [degC], heat out by way [kW]."""

    mechanical: Floats
    fans: Floats
    compressors: Floats
    used: Water
    mode: NDArray[np.str_]
    supply: Floats
    entering: Floats
    fan_speed: Floats
    by_coolers: Floats
    by_chillers: Floats
    direct: Floats
    trimmed: Floats
    free: Floats

    @property
    def water(self) -> Floats:
        """Make-up water [L]."""
        return self.used.made_up

    @property
    def rejected(self) -> Floats:
        """All heat that leaves the site [kW]."""
        return self.by_coolers + self.by_chillers + self.direct


def run_hours(plant: Plant, dry: Floats, wet: Floats, pressure: Floats | float = 1.0) -> Hours:
    """Every hour of a series of dry and wet bulb [degC], with all standing coolers sharing the heat.

    `pressure` is that of the hour over the one at which the coolers' airflow was calculated.
    """
    air = dry + plant.recirculation
    still, bulb = np.zeros_like(air), np.minimum(wet + plant.recirculation, air)
    bank = cooler_hours(plant, air, bulb, pressure)
    fans = plant.cooler.fan_power * bank.speed**plant.fan_exponent if plant.cooler else still
    reached, mode = bank.reached, bank.mode
    trimmed = still
    if plant.trim and plant.chiller and plant.chillers:
        trimmed = np.maximum(reached - plant.facility_supply, 0.0) * plant.facility_rate
        mode = np.where(trimmed > 1e-6, "chiller-trim", mode)
        reached = reached - trimmed / max(plant.facility_rate, 1e-9)
    chilled = plant.chilled_heat + trimmed
    compressors, free = still, still
    if plant.chiller and plant.chillers:
        compressors, free = _compressors(plant, plant.chiller, air, chilled)
    mechanical = plant.constant_kw + fans + compressors
    return Hours(
        mechanical,
        fans,
        compressors,
        water_of(plant, bank, plant.facility_heat - trimmed, Air(air, bulb, plant.pressure * pressure)),
        mode,
        reached,
        bank.entering,
        bank.speed,
        plant.facility_heat - trimmed + fans,
        chilled + compressors,
        np.full_like(air, plant.air_direct + plant.outdoor),
        trimmed,
        free,
    )


def _compressors(plant: Plant, chiller: ChillerModel, air: Floats, heat: Floats) -> tuple[Floats, Floats]:
    """Electric power of the chillers [kW] and the share of their heat that free cooling takes.

    A free-cooling machine rests its compressors in air colder than its chilled water by the approach, and shares the
    work with them up to air as warm as the returning water.
    """
    power = np.asarray(heat / chiller.at(air)[1])
    if chiller.type != "free-cooling":
        return power, np.zeros_like(air)
    coldest = plant.chilled_supply - plant.free_approach
    warmest = max(plant.chilled_return, coldest + 1e-6)
    free = np.clip((warmest - air) / (warmest - coldest), 0.0, 1.0)
    return power * (1.0 - free * (1.0 - plant.free_share)), free


def year_energy(plant: Plant, year: Year, peak_mechanical: float) -> tuple[AnnualEnergy, Hours]:
    """Energies of the year [MWh], water [m3], hours by mode, and (month, mean dry bulb, mechanical MWh, water m3)."""
    hours = run_hours(plant, year.dry, year.wet, year.pressure)
    count = len(year.dry)
    it = plant.it_kw * count / 1000.0
    losses = plant.loss_kw * count / 1000.0
    mechanical = _thousandth(hours.mechanical)
    water = _thousandth(hours.water)
    names, counts = np.unique(hours.mode, return_counts=True)
    monthly = tuple(
        (
            month,
            float(np.mean(year.dry[year.month == month])),
            _thousandth(hours.mechanical[year.month == month]),
            _thousandth(hours.water[year.month == month]),
        )
        for month in range(1, 13)
    )
    moving = (("cooler-fans", _thousandth(hours.fans)), ("compressors", _thousandth(hours.compressors)))
    parts = (*((name, power * count / 1000.0) for name, power in plant.parts), *moving)
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
        parts=tuple(part for part in parts if part[1] > 0.0),
        peak_factor=(plant.it_kw + plant.loss_kw + peak_mechanical) / plant.it_kw if plant.it_kw else 1.0,
        chiller_modes=_chiller_modes(plant, hours),
        hourly=_series(plant, year, hours),
        dew_hours=_dew_hours(plant, year),
    )
    return energy, hours


def _dew_hours(plant: Plant, year: Year) -> int | None:
    """Hours whose moisture comes within the margin of the supply to the racks; None without a technology loop."""
    if plant.technology_supply is None:
        return None
    moist = year.wet if year.dew is None else year.dew
    return int(np.sum(moist + plant.dew_margin > plant.technology_supply))


def _thousandth(values: Floats) -> float:
    """Sum of hourly values over 1,000: kWh to MWh, L to m3."""
    return float(np.sum(values)) / 1000.0


def _chiller_modes(plant: Plant, hours: Hours) -> dict[str, int]:
    """Hours of the chillers by mode; nothing without chillers."""
    if not plant.chillers or plant.chiller is None:
        return {}
    loaded = hours.by_chillers > 1e-9
    modes = {
        "chillers-rest": ~loaded,
        "free-cooling": loaded & (hours.free >= 1.0),
        "free-and-compressors": loaded & (hours.free > 0.0) & (hours.free < 1.0),
        "compressors": loaded & (hours.free <= 0.0),
    }
    return {name: int(np.sum(which)) for name, which in modes.items() if np.any(which)}


def _series(plant: Plant, year: Year, hours: Hours) -> HourlyYear:
    """What the charts and the schedule of hours show."""
    drift = hours.supply - plant.facility_supply
    technology = np.full_like(drift, np.nan)
    if plant.technology_supply is not None:
        technology = plant.technology_supply + np.maximum(drift, 0.0)
    put_in = plant.it_kw + plant.loss_kw + hours.mechanical
    return HourlyYear(
        month=tuple(year.month.tolist()),
        dry=tuple(year.dry.tolist()),
        wet=tuple(year.wet.tolist()),
        facility=tuple(hours.supply.tolist()) if plant.facility_heat > 0.0 else (),
        technology=tuple(technology.tolist()) if plant.technology_supply is not None else (),
        approach=tuple((hours.supply - hours.entering).tolist()) if plant.facility_heat > 0.0 else (),
        fan_speed=tuple(hours.fan_speed.tolist()),
        trim=tuple(hours.trimmed.tolist()),
        mechanical=tuple(hours.mechanical.tolist()),
        water=tuple(hours.water.tolist()),
        evaporated=tuple(hours.used.evaporated.tolist()),
        drift=tuple(hours.used.drift.tolist()),
        bled=tuple(hours.used.bled.tolist()),
        pue=tuple((put_in / plant.it_kw).tolist()) if plant.it_kw else (),
        mode=tuple(hours.mode.tolist()),
    )
