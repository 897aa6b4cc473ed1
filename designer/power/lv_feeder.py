"""A low-voltage feeder between two pieces of equipment: cables or bus duct."""

from dataclasses import dataclass

__all__ = ["LvFeeder"]


@dataclass(frozen=True, slots=True)
class LvFeeder:
    """One feeder: its ends, duty (``secondary``, ``ups-input``, ``ups-output``, ``bypass``, ``set``, ``standby``,
    ``reserve``), catalog record, size of one run, number of runs, their ampacity together [A], breaker [A], what it
    carries when it is called on [A], length [m], impedance of all runs together [ohm/km].
    """

    tag: str
    duty: str
    source: str
    target: str
    path: str
    catalog: str
    size: str
    runs: int
    ampacity: float
    breaker: float
    current: float
    length: float
    impedance: complex

    @property
    def ohms(self) -> complex:
        """Impedance of the whole length [ohm]."""
        return self.impedance * self.length / 1000.0

    @property
    def label(self) -> str:
        """``2 x 4000 A``."""
        return f"{self.runs} x {self.size}" if self.runs > 1 else self.size

    @property
    def bulk(self) -> str:
        """What its metres are counted as."""
        return f"busway-{self.size.replace(' ', '')}" if self.catalog.startswith("busway/") else f"lv-cable-{self.size}"

    @property
    def stands_by(self) -> bool:
        """Whether it carries nothing in normal service."""
        return self.duty in ("bypass", "set", "standby", "reserve")
