"""What every part of a loop loses in its design state, and what its pumps give."""

from dataclasses import dataclass

__all__ = ["DropPath", "LoopDrop"]


@dataclass(frozen=True, slots=True)
class LoopDrop:
    """A piece of a run, a component, or a machine that gives head, between two nodes of a loop's network: tag, kind,
    what it serves, flow from `start` to `end` [LPM], drop that way [kPa], negative of what gives head; None of what is
    within the head that its machine gives outside.
    """

    loop: str
    tag: str
    kind: str
    serves: str
    start: str
    end: str
    flow: float
    drop: float | None


@dataclass(frozen=True, slots=True)
class DropPath:
    """A closed path of a loop: the machine that gives its head, the component that it is closed through, whose own
    valve takes least; the head [kPa] and what it is lost in: kind, how many parts, drop [kPa]. `state` is ``normal``,
    with all valves as set and nothing out, or ``sized``, with every run at the flow that it is sized for.
    """

    loop: str
    state: str
    giver: str
    through: str
    head: float
    lost: tuple[tuple[str, int, float], ...]
