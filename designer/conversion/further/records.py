"""What a single upgrade frees: sketches of the design before and after, and the moves from one to the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["TARGETS", "Further", "Move", "Range", "Sketch", "Target"]

Range = tuple[float, float, float]
Target = Literal["rack", "unit", "megawatt"]
#: What is asked for, the smallest first.
TARGETS: tuple[Target, ...] = ("rack", "unit", "megawatt")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A design in figures: GPU racks, what binds it, and numbers by words key (plant, peak, water ...). `cost` is that
    of the priced lines [USD], `leads` weeks by line of the bill of materials with its amount, `failing` the rules that
    fail; None and empty where the hall was sized only.
    """

    racks: int
    binding: str
    numbers: Mapping[str, float]
    cost: Range | None = None
    leads: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    failing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One upgrade of one constraint for one target: how much of it (`amount` in `unit`, 0 for a yes or no), where the
    brief says it (`path`) and what it says then (`said`), racks got, and what comes with it.

    `racks` below what was asked for: the upgrade alone does not free it, and `held_by` binds. `cost` is the upgrade's
    own [USD], `plant` what the bill of materials grows by; None: no price, or sized only. `effects` are numbers that
    change by words key, before and after; `failing` rules that then fail and did not. `found` says how it was found.
    """

    constraint: str
    allowed: int
    upgrade: str
    target: Target
    asked: int
    racks: int
    amount: float
    unit: str
    path: str
    said: str
    held_by: str
    cost: Range | None
    plant: Range | None
    weeks: tuple[float, float] | None
    effects: tuple[tuple[str, float, float], ...]
    failing: tuple[str, ...] = ()
    cured: tuple[str, ...] = ()
    found: Literal["sized", "designed"] = "sized"
    rounds: int = 1

    @property
    def frees(self) -> bool:
        """Whether the target is reached."""
        return self.racks >= self.asked


@dataclass(frozen=True, slots=True)
class Further:
    """The design as it is, and every move that was tried; `best` is the place of the cheapest that frees each target,
    by target.
    """

    base: Sketch
    moves: tuple[Move, ...]
    best: Mapping[str, int]
