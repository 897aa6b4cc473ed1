"""The critical path: early and late times of tasks in a network, in weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Activity", "Times", "times_of"]


@dataclass(frozen=True, slots=True)
class Activity:
    """A task before it is dated: key, duration, keys that it comes after, earliest start given from outside."""

    key: str
    weeks: float
    after: tuple[str, ...] = ()
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """Early start and finish, late start and finish, total slack."""

    start: float
    finish: float
    late_start: float
    late_finish: float

    @property
    def slack(self) -> float:
        """How much later the task may start without delaying the end."""
        return self.late_start - self.start


def times_of(activities: Sequence[Activity], end: float | None = None) -> Mapping[str, Times]:
    """The times of every task, `end` being the latest finish wanted (the earliest possible by default).

    Tasks may stand in any order. Raises `ValueError` for a ring, `KeyError` for a predecessor that is not there.

    >>> found = times_of([Activity("a", 3), Activity("b", 2), Activity("c", 1, ("a", "b"))])
    >>> found["c"].start, found["b"].slack
    (3.0, 1.0)
    """
    by_key = {one.key: one for one in activities}
    order = _sorted(by_key)
    early: dict[str, tuple[float, float]] = {}
    for key in order:
        one = by_key[key]
        start = max((early[before][1] for before in one.after), default=0.0)
        start = max(start, one.not_before)
        early[key] = (float(start), float(start + one.weeks))
    last = max((finish for _, finish in early.values()), default=0.0) if end is None else end
    late: dict[str, float] = dict.fromkeys(order, last)
    for key in reversed(order):
        for before in by_key[key].after:
            late[before] = min(late[before], late[key] - by_key[key].weeks)
    return {key: Times(*early[key], late[key] - by_key[key].weeks, late[key]) for key in order}


def _sorted(by_key: Mapping[str, Activity]) -> list[str]:
    """Keys with every predecessor first, otherwise as they stand."""
    left = {key: {before for before in one.after if by_key[before]} for key, one in by_key.items()}
    found: list[str] = []
    while left:
        free = [key for key, before in left.items() if not before]
        if not free:
            raise ValueError(sorted(left))
        for key in free:
            del left[key]
        for before in left.values():
            before.difference_update(free)
        found += free
    return found
