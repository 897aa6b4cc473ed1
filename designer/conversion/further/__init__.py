"""The next rack, scalable unit and megawatt: which single upgrade frees it, found by designing again."""

from designer.conversion.further.looking import look_further, sketch_of
from designer.conversion.further.records import Further, Move, Sketch

__all__ = ["Further", "Move", "Sketch", "look_further", "sketch_of"]
