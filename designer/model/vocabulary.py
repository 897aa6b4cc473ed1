"""The closed lists that every room speaks."""

from enum import StrEnum

__all__ = ["Commodity", "Fate", "LoadClass", "Trade"]


class Commodity(StrEnum):
    """What flows along a link of the design graph."""

    POWER = "power"
    COOLANT = "coolant"
    AIR = "air"
    PACKETS = "packets"
    CONTROL = "control"
    WATER = "water"


class LoadClass(StrEnum):
    """Load classes of the house: C1 controls, C2 network and storage, C3 GPU racks, C4 plant, C5 what may be shed."""

    CONTROL = "C1"
    CORE = "C2"
    GPU = "C3"
    MECHANICAL = "C4"
    FLEXIBLE = "C5"


class Trade(StrEnum):
    """Who contributes an element, a note or a bill-of-materials line."""

    SITE = "site"
    SIZING = "sizing"
    LAYOUT = "layout"
    FABRIC = "fabric"
    COOLING = "cooling"
    POWER = "power"
    REDUNDANCY = "redundancy"
    BOM = "bom"
    CONVERSION = "conversion"


class Fate(StrEnum):
    """What becomes of an item: the status column of the bill of materials."""

    REUSE = "REUSE-IN-PLACE"
    RELOCATE = "RELOCATE"
    REFURBISH = "REFURBISH"
    DEMOLISH = "DEMOLISH"
    NEW = "NEW"
    BY_TENANT = "BY-TENANT"
    FUTURE = "FUTURE"

    @property
    def stands(self) -> bool:
        """Whether the item is there in the finished design."""
        return self not in (Fate.DEMOLISH, Fate.FUTURE)
