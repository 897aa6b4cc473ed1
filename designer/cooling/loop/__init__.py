"""A loop given as a brief of its own: read, solved, told as tables."""

from designer.cooling.loop.answer import LoopAnswer
from designer.cooling.loop.reading import read_loop, read_loop_bytes
from designer.cooling.loop.solving import solve_loop_brief

__all__ = ["LoopAnswer", "read_loop", "read_loop_bytes", "solve_loop_brief"]
