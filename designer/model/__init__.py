"""The shared vocabulary of the trades: tags, positions, elements, links, loads, notes."""

from designer.model.elements import BulkItem, Element, Link, RedundancyGroup, merge_elements
from designer.model.geometry import Box, Point, Polyline, Position
from designer.model.loads import Load
from designer.model.motion import Motion
from designer.model.notes import Constraint, Note, NoteKind, Shortfall
from designer.model.tags import check_unique, tag
from designer.model.vocabulary import Commodity, Fate, LoadClass, Trade

__all__ = [
    "Box",
    "BulkItem",
    "Commodity",
    "Constraint",
    "Element",
    "Fate",
    "Link",
    "Load",
    "LoadClass",
    "Motion",
    "Note",
    "NoteKind",
    "Point",
    "Polyline",
    "Position",
    "RedundancyGroup",
    "Shortfall",
    "Trade",
    "check_unique",
    "merge_elements",
    "tag",
]
