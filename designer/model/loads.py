"""Electrical loads and the heat they become: how the trades tell one another what must be fed and cooled."""

from dataclasses import dataclass

from designer.model.geometry import Position
from designer.model.vocabulary import LoadClass, Trade

__all__ = ["Load"]


@dataclass(frozen=True, slots=True)
class Load:
    """One thing that draws power. Powers in kW (SI floats inside hot loops, so the unit is in the name).

    `design_kw` is the continuous demand that sizes plant, `peak_kw` the short peak, `idle_kw` the least; heat to liquid
    and air are shares of `design_kw` and sum to it (`outside_kw` goes straight outdoors, as a dry cooler's fans do).
    `cords` is 1 or 2; with 2 the demand is shared 50/50 over two paths. `parts` are what it consists of where that is
    known, as (catalog record or name, count, kW): they sum to `design_kw`.
    """

    tag: str
    kind: str
    trade: Trade
    load_class: LoadClass
    design_kw: float
    peak_kw: float
    idle_kw: float
    power_factor: float
    heat_liquid_kw: float = 0.0
    heat_air_kw: float = 0.0
    outside_kw: float = 0.0
    cords: int = 2
    position: Position | None = None
    catalog: str = ""
    parts: tuple[tuple[str, int, float], ...] = ()

    def __post_init__(self) -> None:
        balance = self.heat_liquid_kw + self.heat_air_kw + self.outside_kw - self.design_kw
        if abs(balance) > 1e-6 * max(1.0, self.design_kw):
            raise ValueError((self.tag, balance))
