"""The layout room: where everything stands, proven by a checker that does not know how it got there."""

from designer.layout.late import seat_late
from designer.layout.loads import rack_loads
from designer.layout.place import place

__all__ = ["place", "rack_loads", "seat_late"]
