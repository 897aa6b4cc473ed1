"""The layout room: where everything stands, proven by a checker that does not know how it got there."""

from designer.layout.bearings import laid, laid_back
from designer.layout.late import seat_late
from designer.layout.loads import rack_loads
from designer.layout.mains import as_laid
from designer.layout.place import place

__all__ = ["as_laid", "laid", "laid_back", "place", "rack_loads", "seat_late"]
