"""The year hour by hour, and its sums."""

from dataclasses import dataclass, field

__all__ = ["AnnualEnergy", "HourlyYear"]


@dataclass(frozen=True, slots=True)
class HourlyYear:
    """The year hour by hour: month, outdoor dry and wet bulb, supplies of facility and technology loop [degC] (empty
    where there is no such loop), approach of the coolers [K], share of fan speed, trim heat and mechanical power [kW],
    make-up water and what it replaces: evaporated, drift and bled [L], PUE of the hour, mode of the coolers.
    """

    month: tuple[int, ...]
    dry: tuple[float, ...]
    wet: tuple[float, ...]
    facility: tuple[float, ...]
    technology: tuple[float, ...]
    approach: tuple[float, ...]
    fan_speed: tuple[float, ...]
    trim: tuple[float, ...]
    mechanical: tuple[float, ...]
    water: tuple[float, ...]
    pue: tuple[float, ...]
    mode: tuple[str, ...]
    evaporated: tuple[float, ...] = ()
    drift: tuple[float, ...] = ()
    bled: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnualEnergy:
    """A labelled year: energies [MWh], PUE, WUE [L/kWh], water [m3], hours by mode.

    `losses` holds electrical losses and house load. `monthly` rows are (month, mean dry bulb [degC], mechanical [MWh],
    water [m3]). `label` is ``file`` (hours of a weather file), ``screening``, or ``bound`` when every day is a design
    day. `parts` are (part of the plant, MWh); `peak_factor` is the site power of the design day over IT, apart from the
    annual figure; `chiller_modes` are hours of the chillers, `dew_hours` those whose outdoor dew point (of a weather
    file) or wet bulb, which is never below it, comes within the margin of the supply to the racks.
    """

    it: float
    mechanical: float
    losses: float
    pue: float
    wue: float
    water: float
    peak_mechanical: float
    modes: dict[str, int]
    monthly: tuple[tuple[int, float, float, float], ...]
    label: str
    parts: tuple[tuple[str, float], ...] = ()
    peak_factor: float = 1.0
    chiller_modes: dict[str, int] = field(default_factory=dict)
    hourly: HourlyYear | None = field(default=None, repr=False)
    dew_hours: int | None = None
