"""Where pipes are drawn: the ways of the cooling plan, whose lengths are those of the pipe schedule."""

import itertools
import math
from dataclasses import dataclass

from designer.cooling.records import PipeRun
from designer.redundancy.records import Trades

__all__ = ["DrawnPipe", "drawn_pipes"]

XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawnPipe:
    """A pipe of the schedule and its way in the plan [m]."""

    pipe: PipeRun

    @property
    def way(self) -> tuple[XY, ...]:
        """Its points [m]."""
        return self.pipe.points

    @property
    def longest(self) -> tuple[XY, XY]:
        """Its longest straight piece."""
        return max(itertools.pairwise(self.way), key=lambda piece: math.dist(*piece))


def drawn_pipes(trades: Trades) -> tuple[DrawnPipe, ...]:
    """Every pipe that has a way in the plan; of parallel pipes the first."""
    found: dict[tuple[str, tuple[XY, ...]], DrawnPipe] = {}
    for pipe in trades.cooling.pipes:
        if len(pipe.points) > 1:
            found.setdefault((pipe.service, pipe.points), DrawnPipe(pipe))
    return tuple(found.values())
