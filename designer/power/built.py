"""Everything between the placed hall and the results, as one record."""

from dataclasses import dataclass

from designer.model import Load
from designer.power.backup import Plant
from designer.power.blocks import Groups
from designer.power.circuits import Circuit
from designer.power.lv_feeder import LvFeeder
from designer.power.medium_voltage import Mains
from designer.power.places import Places
from designer.power.records import Opening
from designer.power.runs import Lane
from designer.power.services import Services
from designer.power.storing import Stored
from designer.power.switchgear_records import DuctBank
from designer.power.wiring import Wired

__all__ = ["Built"]


@dataclass(frozen=True, slots=True)
class Built:
    """Everything between the placed hall and the results."""

    groups: Groups
    mains: Mains
    lanes: tuple[Lane, ...]
    services: Services
    circuits: tuple[Circuit, ...]
    plant: Plant
    wired: Wired
    racks: tuple[Load, ...]
    places: Places
    openings: tuple[Opening, ...] = ()
    stored: Stored | None = None
    ducts: tuple[DuctBank, ...] = ()
    feeders: tuple[LvFeeder, ...] = ()
    volts: float = 0.0
