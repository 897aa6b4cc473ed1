"""The catalog of products and data: strict records, every value with source and status."""

from designer.catalog.kinds_cooling import (
    AirUnit,
    BalancingValve,
    Cdu,
    Chiller,
    Climate,
    Coolant,
    CoolantPoint,
    Cooler,
    HeadPoint,
    Pipe,
    PipeSize,
    Pump,
    RearDoor,
    ValveSize,
    Wetted,
    WettedMaterial,
)
from designer.catalog.kinds_data import Cost, Lead, Threshold, Thresholds
from designer.catalog.kinds_it import (
    Adapter,
    Cable,
    FlowPoint,
    ManagerPort,
    Miner,
    NicPort,
    Optic,
    Rack,
    Shelf,
    Switch,
    System,
)
from designer.catalog.kinds_power import (
    Battery,
    Busway,
    BuswaySize,
    Conductor,
    ConductorSize,
    Generator,
    RatingLadder,
    StorageSystem,
    Switchboard,
    Transformer,
    Ups,
)
from designer.catalog.record import Record
from designer.catalog.sources import Source
from designer.catalog.store import KINDS, Catalog, UnknownRecord

__all__ = [
    "KINDS", "Adapter", "AirUnit", "BalancingValve", "Battery", "Busway", "BuswaySize", "Cable", "Catalog", "Cdu",
    "Chiller", "Climate", "Conductor", "ConductorSize", "Coolant", "CoolantPoint", "Cooler", "Cost", "FlowPoint",
    "Generator", "HeadPoint", "Lead", "ManagerPort", "Miner", "NicPort", "Optic", "Pipe", "PipeSize", "Pump", "Rack",
    "RatingLadder", "RearDoor", "Record", "Shelf", "Source", "StorageSystem", "Switch", "Switchboard", "System",
    "Threshold", "Thresholds", "Transformer", "UnknownRecord", "Ups", "ValveSize", "Wetted", "WettedMaterial",
]
