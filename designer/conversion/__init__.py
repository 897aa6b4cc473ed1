"""The conversion case: should this mine convert, what would change the answer, in which order, and at what price."""

from designer.conversion.appraising import appraise
from designer.conversion.further import Move, Redesign, Sketch, look_further, seek, sketch_of
from designer.conversion.phasing.planning import plan_phases
from designer.conversion.records import Conversion

__all__ = [
    "Conversion", "Move", "Redesign", "Sketch", "appraise", "look_further", "plan_phases", "seek", "sketch_of",
]
