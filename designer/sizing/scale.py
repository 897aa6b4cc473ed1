"""How much heat a hall has, before any plant is chosen: only to tell which sizes of machines suit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from designer.catalog import Rack
from designer.sizing.basis import Basis, wanted_racks
from designer.sizing.import_share import ai_import

__all__ = ["Scale", "scale_of"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A hall roughly: racks, their heat to liquid and to air [kW], their flow [LPM]."""

    racks: float
    liquid: float
    air: float
    flow: float

    def loops(self, most: float) -> int:
        """Technology loops of at most so many racks.

        >>> Scale(41.0, 0.0, 0.0, 0.0).loops(40.0)
        2
        """
        return max(1, ceil(self.racks / most - 1e-9))


def scale_of(basis: Basis, served: Sequence[tuple[str, int]] = (), floor: bool = False) -> Scale:
    """The scale of the hall of the racks `served` (kind, number); without any, of racks that are wanted by number, and
    of the last kind as many as the import feeds and the floor takes; with `floor` as many as that takes, whatever the
    import.

    Raises `Refused` when no rack of the catalog holds a wished system.
    """
    limit = ai_import(basis.site)
    known, counted = getattr(limit, "known", True) and not floor, any(number for _, number in served)
    left = limit.si("kW") * basis.rule("it_of_import").si("") if known else inf
    ground = basis.site.hall.polygon.area * basis.rule("packing").si("")
    racks = liquid = air = flow = 0.0
    for place, wanted in enumerate(wanted_racks(basis.site, basis.catalog)):
        power, area = wanted.rack.power_design.si("kW"), _area(basis, wanted.rack)
        most = min(left / power, ground / area)
        number = most if wanted.racks is None else float(wanted.racks)
        number = float(served[place][1]) if counted else number
        left, ground = max(0.0, left - number * power), max(0.0, ground - number * area)
        taken, share = number * power, wanted.rack.liquid_fraction.si("")
        racks, liquid, air = racks + number, liquid + taken * share, air + taken * (1.0 - share)
        if wanted.rack.flow_per_power.known:
            flow += taken * wanted.rack.flow_per_power.si("LPM/kW")
    return Scale(racks, liquid, air, flow)


def _area(basis: Basis, rack: Rack) -> float:
    """Floor of a rack with its half of the aisles [m2]."""
    aisles = basis.rule("aisle_cold").si("m") + basis.rule("aisle_hot").si("m")
    return rack.width.si("m") * (rack.depth.si("m") + aisles / 2.0)
