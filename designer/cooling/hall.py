"""Power and heat of the hall that the plant is carried for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from designer.cooling.bench import Bench
from designer.cooling.cases import HallHeat
from designer.model import Load
from designer.sizing.records import Programme

__all__ = ["Hall", "following", "hall_of"]


@dataclass(frozen=True, slots=True)
class Hall:
    """Heat of the hall [kW], nothing without IT: power, air from racks, losses, indoor losses, house, outdoors; air by
    rack.
    """

    it_kw: float
    rack_air: float
    losses: float
    indoor: float
    house: float
    outdoor: float
    by_rack: tuple[tuple[str, float], ...] = ()

    @property
    def building(self) -> tuple[tuple[str, float, float], ...]:
        """Lines of the building: what, heat indoors and outdoors [kW]."""
        return (("losses", self.indoor, self.losses - self.indoor), ("house", self.house, 0.0))


def hall_of(bench: Bench, programme: Programme, loads: Sequence[Load]) -> Hall:
    """What the loads and the programme's losses and house load bring into the hall."""
    if not loads:
        return Hall(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    losses = programme.losses
    indoor = losses * bench.rules.si("losses_indoor")
    losses += programme.estimates.get("outdoor", 0.0)
    outside = math.fsum(x.outside_kw for x in loads)
    return Hall(
        math.fsum(x.design_kw for x in loads),
        math.fsum(x.heat_air_kw for x in loads),
        losses,
        indoor,
        programme.estimates.get("house", 0.0),
        losses - indoor + outside,
        tuple((x.tag, x.heat_air_kw) for x in loads),
    )


def following(liquid: float, source: str, hall: Hall, loads: Sequence[Load]) -> HallHeat:
    """What of the design heat follows the load of the racks: liquid [kW], where the air's heat goes."""
    outside = math.fsum(x.outside_kw for x in loads)
    idle = math.fsum(x.idle_kw for x in loads)
    return HallHeat(liquid, hall.rack_air, outside, hall.losses, idle, source)
