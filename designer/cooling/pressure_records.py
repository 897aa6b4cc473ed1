"""What the pumps find at their suction, what a closing valve does to a moving column, how slowly each may close."""

from dataclasses import dataclass

__all__ = ["LoopPressure", "Suction", "Surge", "ValveLine"]


@dataclass(frozen=True, slots=True)
class LoopPressure:
    """Pressures of a loop [bar]: `fill` and `relief` at its vessel, absolute, `air` around it; `design` behind the
    pumps, `test` and `limit`, gauge; `top` at its highest pipe when cold, over the air; `trip` the lowest there when
    the pumps trip and `vapour` the pressure at which its warmest coolant boils, absolute.
    """

    loop: str
    air: float
    fill: float
    relief: float
    design: float
    test: float
    limit: float
    top: float
    trip: float
    vapour: float


@dataclass(frozen=True, slots=True)
class Suction:
    """A pump, or a machine with pumps inside, at its suction: warmest coolant [degC], vapour pressure and loss from the
    vessel [kPa], NPSH available, required and needed with the margin [m]; `known` tells whether the maker says what is
    required, else it is assumed.
    """

    tag: str
    loop: str
    catalog: str
    temperature: float
    vapour: float
    loss: float
    available: float
    required: float
    needed: float
    known: bool


@dataclass(frozen=True, slots=True)
class Surge:
    """Stopping the flow of the lines of one size: fastest flow [m/s] and longest column [m], wave speed [m/s], rise of
    pressure when it stops at once and what the loop has to spare [bar], least time of closing [s; nil where even a
    sudden stop stays inside], reverse flow that a check valve may let through [m/s].
    """

    loop: str
    nominal: str
    velocity: float
    length: float
    wave: float
    sudden: float
    spare: float
    closing: float
    reverse: float


@dataclass(frozen=True, slots=True)
class ValveLine:
    """A valve in its line: nominal size (of vents, drains and reliefs their own, of others their line's), the
    least time of closing [s], and how it is moved (``lever``, ``gear``, ``drive``) with the time that takes [s]; no
    operator where the flow does it, no time where it carries none.
    """

    tag: str
    nominal: str
    closing: float | None = None
    operator: str = ""
    stroke: float | None = None
