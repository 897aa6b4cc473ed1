"""Closed-form sizing: the racks that each limit allows, the binding one, and the programme of what must be placed."""

from designer.sizing.following import followed, lifted, relieved
from designer.sizing.records import CapacityLimit, Module, NetworkNeed, Programme, RackGroup
from designer.sizing.rounds import curable, tighten
from designer.sizing.size import size

__all__ = [
    "CapacityLimit", "Module", "NetworkNeed", "Programme", "RackGroup", "curable", "followed", "lifted",
    "relieved", "size", "tighten",
]
