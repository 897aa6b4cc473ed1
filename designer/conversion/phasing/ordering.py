"""When each line must be ordered so that it is there when its phase needs it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from designer.bom.records import BomLine
from designer.conversion.records import Order, Task
from designer.model import Fate

__all__ = ["in_hand_lead", "needed_in", "order_dates"]

#: The task that each trade's plant is needed for, and the witness test that it passes between arrival and that task.
_NEEDED_FOR = {"power": ("electrical", "level_1"), "cooling": ("mechanical", "level_1")}
_ELSE = ("racks", "")


def order_dates(
    lines: Sequence[BomLine], sets: Mapping[str, int], tasks: Sequence[Task], in_hand: Mapping[str, float], start: str
) -> Iterator[Order]:
    """Every new line with a lead time, once for each phase that sets any of it: a lead [weeks] before the phase needs
    it, plant of power and cooling a factory witness test earlier than it is set.

    `sets` says in which phase each tag is set, `in_hand` the lead of lines that are owned or on order, `start` the day
    of week 0 (empty: not dated).
    """
    by_key = {task.key: task for task in tasks}
    for line in lines:
        if line.fate is not Fate.NEW or not line.lead_high:
            continue
        for phase in needed_in(line, sets):
            task, witnessed = _NEEDED_FOR.get(line.trade.value, _ELSE)
            need = by_key[f"{task}.{phase}"].start - (by_key[f"{witnessed}.{phase}"].weeks if witnessed else 0.0)
            lead = in_hand.get(line.id, line.lead_high)
            week = need - lead
            when = (date.fromisoformat(start) + timedelta(weeks=week)).isoformat() if start else ""
            hand = "owned" if lead == 0.0 else "ordered" if line.id in in_hand else ""
            yield Order(line.id, line.description, phase, lead, need, week, when, week < -1e-9, hand)


def needed_in(line: BomLine, sets: Mapping[str, int]) -> list[int]:
    """The phases that need a line; what has no tag of its own (cables, optics) is needed from the first one on."""
    return sorted({sets[tag] for tag in line.tags if tag in sets}) or [1]


def in_hand_lead(dates: Sequence[str], start: str) -> float | None:
    """Weeks from the start until the last of what is on order is there, None where a date or the start is not said.

    >>> in_hand_lead(["2026-12-07", "2026-11-30"], "2026-11-23")
    2.0
    """
    if not dates or not start:
        return None
    return max(0.0, (date.fromisoformat(max(dates)) - date.fromisoformat(start)).days / 7.0)
