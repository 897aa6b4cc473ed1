"""The swing of the load and what smooths it; the year of the mine beside it."""

from dataclasses import dataclass

__all__ = ["Dispatch", "Smoothing", "Volatility"]


@dataclass(frozen=True, slots=True)
class Smoothing:
    """A tier of smoothing: its name (a words key), from and to which time [s], power [kW] and energy [kWh] that it
    needs; `there`: whether it stands in the racks already.
    """

    tier: str
    from_seconds: float
    to_seconds: float
    kw: float
    kwh: float
    there: bool


@dataclass(frozen=True, slots=True)
class Volatility:
    """The swing of the GPUs: power between full and idle [kW], ramp limit of the grid [kW/s], tiers of smoothing,
    energy [kWh] and power [kW] of the storage that holds the wave to the ramp; the wave, before and after [s, kW].
    """

    swing_kw: float
    ramp_kw_s: float
    tiers: tuple[Smoothing, ...]
    storage_kwh: float
    storage_kw: float
    seconds: tuple[float, ...]
    raw_kw: tuple[float, ...]
    smooth_kw: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The year of the mine beside the AI: import limit and miners installed [kW], rack-shaped miners and free
    positions, energy [MWh] mined and taken by the AI, hours with mining, flatness without and with the mine, income and
    margin [kUSD] (None = price not known); both loads hour by hour [kW], the AI as served; what of it the import limit
    curtails [MWh].
    """

    limit_kw: float
    installed_kw: float
    asic_racks: int
    free_positions: int
    mined_mwh: float
    ai_mwh: float
    hours: int
    flatness_ai: float
    flatness: float
    revenue_kusd: float | None
    margin_kusd: float | None
    ai_kw: tuple[float, ...]
    mine_kw: tuple[float, ...]
    curtailed_mwh: float = 0.0
