"""The design day and the year, hour by hour: mode, fans, trim, pumps, water, PUE and WUE; what goes in comes out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.cooling.cooler_set import CoolerSet
from designer.cooling.records import AnnualEnergy, HourlyYear
from designer.cooling.rejection import ChillerModel
from designer.cooling.weather import Year
from designer.ledger import formula
from designer.units import Quantity

__all__ = ["WETTED", "WETTED_COILS", "WET_MODES", "Hours", "Plant", "run_hours", "year_energy"]

Floats = NDArray[np.float64]

#: Coolers whose coil or fill is wetted: the heat itself leaves as vapour, not only the cooling of the air.
WETTED_COILS = ("tower", "hybrid")
#: What wet operation of a type of cooler is called; of all others it is ``adiabatic``.
WET_MODES = {"tower": "tower", "hybrid": "hybrid"}
#: Fan speeds that are tried while chillers finish the water.
_SPEEDS = 19
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
class Plant:
    """What the hours run: constant powers and heats [kW], temperatures [degC], and the outdoor plant.

    `facility_heat` goes to the coolers, `chilled_heat` to the chillers, `air_direct` leaves with outdoor air, `outdoor`
    is lost outdoors anyway (transformers in the yard). `constant_kw` is the mechanical power that does not follow the
    weather (CDUs, pumps, panels, air-unit fans), `parts` names what it consists of; its heat is in the heats above,
    except `outdoor`. `technology_supply` drifts with the facility supply, `latent_share` of the heat of a wetted coil
    leaves as vapour.
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
    make_up: float
    free_approach: float
    free_share: float
    chilled_return: float = 0.0
    technology_supply: float | None = None
    latent_share: float = 1.0
    dew_margin: float = 0.0
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def coolers(self) -> int:
        """How many coolers stand."""
        return len(self.cooler) if self.cooler else 0


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
    trimmed: Floats
    free: Floats

    @property
    def rejected(self) -> Floats:
        """All heat that leaves the site [kW]."""
        return self.by_coolers + self.by_chillers + self.direct


def run_hours(plant: Plant, dry: Floats, wet: Floats, pressure: Floats | float = 1.0) -> Hours:
    """Every hour of a series of dry and wet bulb [degC], with all standing coolers sharing the heat.

    `pressure` is that of the hour over the one at which the coolers' airflow was calculated.
    """
    air = dry + plant.recirculation
    still = np.zeros_like(air)
    speed, entering, reached, mode, vapour = _coolers(plant, air, np.minimum(wet + plant.recirculation, air), pressure)
    fans = plant.cooler.fan_power * speed**plant.fan_exponent if plant.cooler else still
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
        vapour * plant.make_up,
        mode,
        reached,
        entering,
        speed,
        plant.facility_heat - trimmed + fans,
        chilled + compressors,
        np.full_like(air, plant.air_direct + plant.outdoor),
        trimmed,
        free,
    )


def _coolers(
    plant: Plant, air: Floats, wet: Floats, pressure: Floats | float
) -> tuple[Floats, Floats, Floats, NDArray[np.str_], Floats]:
    """Fan speed, air entering, supply reached [degC], mode and vapour heat [kW] of the cooler bank."""
    if plant.cooler is None or plant.coolers == 0 or plant.facility_heat <= 0.0:
        mode = np.full(air.shape, "none", dtype="<U16")
        supply = np.full_like(air, plant.facility_supply)
        return np.zeros_like(air), air, supply, mode, np.zeros_like(air)
    bank, goal = _Bank(plant, plant.cooler, pressure), plant.facility_supply
    warm = goal + plant.facility_heat / plant.facility_rate
    wet_possible = plant.wet_allowed and bank.coolers.wetted
    whole, mixed = bank.pull(bank.airs(air, wet, False))
    dry_short = warm - whole / plant.facility_rate * (warm - mixed) > goal + 1e-9
    use_pads = (dry_short | (bank.coolers.type == "tower")) & wet_possible
    pads = bank.airs(air, wet, wet_possible)
    airs = {key: np.where(use_pads, pads[key], air) for key in pads}
    entering = bank.pull(airs)[1]
    speed = _speed(bank, (warm, goal), entering, plant.fan_least)
    effect = bank.effect(speed)
    reached = np.where(speed < 1.0, goal, entering + (warm - entering) * (1.0 - effect))
    if plant.trim and plant.chiller is not None:
        best = _beside_chillers(plant, bank, warm, entering, air)
        trimmed = (speed >= 1.0) & (reached > goal + 1e-9)
        speed = np.where(trimmed, best, speed)
        through = entering + (warm - entering) * (1.0 - bank.effect(np.maximum(best, plant.fan_least)))
        reached = np.where(trimmed, np.where(best > 0.0, through, warm), reached)
    drift = np.maximum(reached - goal, 0.0)
    reached = np.where(drift > 1e-6, reached if plant.trim else _settled(plant, effect, entering), goal)
    mode = np.where(use_pads, WET_MODES.get(bank.coolers.type, "adiabatic"), "dry").astype("<U16")
    mode = np.where(reached > goal + 1e-6, "above-setpoint", mode)
    return speed, entering, reached, mode, np.where(use_pads, bank.vapour(warm, airs, air, speed), 0.0)


@dataclass(frozen=True, slots=True)
class _Bank:
    """The coolers of a plant, with the pressure of each hour over that of their calculation."""

    plant: Plant
    coolers: CoolerSet
    pressure: Floats | float

    def airs(self, air: Floats, wet: Floats, pads: bool) -> dict[str, Floats]:
        """Air entering each product [degC], behind its pads or not."""
        shares = {m.key: m.saturation if pads else 0.0 for m, _ in self.coolers.products}
        return {key: air - share * (air - wet) for key, share in shares.items()}

    def pull(self, airs: dict[str, Floats], speed: Floats | float = 1.0) -> tuple[Floats, Floats]:
        """Conductance [kW/K] and air [degC] of the bank."""
        return self.coolers.pull(self.plant.facility_rate, airs, speed, self.pressure)

    def effect(self, speed: Floats) -> Floats:
        """Fluid cooling over inlet difference."""
        none = {m.key: np.zeros(1) for m, _ in self.coolers.products}
        return np.asarray(self.pull(none, speed)[0] / self.plant.facility_rate)

    def vapour(self, warm: float, airs: dict[str, Floats], air: Floats, speed: Floats) -> Floats:
        """Heat that leaves as vapour [kW]: cooling of the air behind pads, of a wetted coil a share of its heat."""
        plant, coolers = self.plant, self.coolers
        heats = {}
        for model, count in coolers.products:
            rate = plant.facility_rate * coolers.share(model) * count
            whole, mixed = coolers.of(model.key).pull(rate, airs, 1.0, self.pressure)
            heats[model.key] = np.maximum(whole * (warm - mixed), 1e-9)
        total, found = np.asarray(sum(heats.values())), np.zeros_like(air)
        for model, count in coolers.products:
            if model.type in WETTED_COILS:
                found = found + plant.facility_heat * plant.latent_share * heats[model.key] / total
            else:
                found = found + count * model.air_rate * self.pressure * speed * (air - airs[model.key])
        return np.asarray(found)


def _beside_chillers(
    plant: Plant, bank: "_Bank", warm: float, entering: Floats, air: Floats
) -> Floats:
    """Share of fan speed at which fans and compressors together draw least while the standing chillers finish the
    water; nil where the coolers are better bypassed, one where the chillers cannot take what is left.
    `warm` is the return [degC].
    """
    assert plant.chiller is not None
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


def _speed(bank: "_Bank", job: tuple[float, float], entering: Floats, least: float) -> Floats:
    """Share of fan speed that just reaches the goal, by bisection; 1 where full fans do not reach it."""
    warm, goal = job
    wanted = (warm - goal) / np.maximum(warm - entering, 1e-6)
    low, high = np.full_like(entering, least), np.ones_like(entering)
    for _ in range(40):
        middle = (low + high) / 2.0
        enough = bank.effect(middle) >= wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


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
        pue=tuple((put_in / plant.it_kw).tolist()) if plant.it_kw else (),
        mode=tuple(hours.mode.tolist()),
    )
