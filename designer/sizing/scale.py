"""How much heat a hall will have, before any plant is chosen: only to tell which sizes of machines suit it."""

from dataclasses import dataclass
from math import ceil

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


def scale_of(basis: Basis) -> Scale:
    """The scale of the hall: racks that are wanted by number, and of the last kind as many as the import feeds.

    Raises `Refused` when no rack of the catalog holds a wished system.
    """
    limit = ai_import(basis.site)
    known = getattr(limit, "known", True)
    left = limit.si("kW") * basis.rule("it_of_import").si("") if known else 0.0
    racks = liquid = air = flow = 0.0
    for wanted in wanted_racks(basis.site, basis.catalog):
        power = wanted.rack.power_design.si("kW")
        asked = wanted.racks * power if wanted.racks is not None else left
        taken = min(asked, left) if known else asked
        left -= taken
        share = wanted.rack.liquid_fraction.si("")
        racks, liquid, air = racks + taken / power, liquid + taken * share, air + taken * (1.0 - share)
        if wanted.rack.flow_per_power.known:
            flow += taken * wanted.rack.flow_per_power.si("LPM/kW")
    return Scale(racks, liquid, air, flow)
