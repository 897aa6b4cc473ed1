"""What leaves the medium-voltage bus: cubicles of its sections, duct banks of its cables, battery systems on it."""

from dataclasses import dataclass

__all__ = ["Cubicle", "DuctBank", "Storage"]


@dataclass(frozen=True, slots=True)
class Cubicle:
    """One cubicle of a bus section: its place, duty (a words key), the device in it and what that feeds, frame and
    setting of the device [A], breaking capacity [kA] (0 = none of these).
    """

    tag: str
    section: str
    duty: str
    device: str
    feeds: str
    frame: float
    setting: float
    breaking_ka: float


@dataclass(frozen=True, slots=True)
class DuctBank:
    """Circuits that leave a bus section side by side in the ground: feeders by tag, circuits counted with their
    parallel sets, length to the first switch [m], ampacity of a circuit over that of one alone.
    """

    tag: str
    section: str
    feeders: tuple[str, ...]
    circuits: int
    length: float
    factor: float


@dataclass(frozen=True, slots=True)
class Storage:
    """Battery systems that hold the ramp: tags with their sections, how many must be in service, catalog record, power
    [kW] and usable energy at end of life [kWh] of one; `left` is the share of what is needed that stays after the worst
    single loss of a section.
    """

    units: tuple[tuple[str, str], ...]
    needed: int
    catalog: str
    power_kw: float
    energy_kwh: float
    standby_kw: float
    left: float

    @property
    def tags(self) -> tuple[str, ...]:
        """The systems."""
        return tuple(tag for tag, _ in self.units)
