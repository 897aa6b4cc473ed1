"""The next rack, scalable unit and megawatt: which single upgrade frees it, found by designing again."""

from designer.conversion.further.looking import Redesign, look_further, seek, sketch_of
from designer.conversion.further.records import Further, Move, Sketch

__all__ = ["Further", "Move", "Redesign", "Sketch", "look_further", "seek", "sketch_of"]
