"""Dates of orders by hand: a lead before the need, a witness test earlier for plant, by its own lead where in hand."""

from types import SimpleNamespace

import pytest

from designer.conversion.phasing.ordering import in_hand_lead, needed_in, order_dates
from designer.conversion.records import Task
from designer.model import Fate, Trade


def line(number, trade, lead, tags, fate=Fate.NEW):
    return SimpleNamespace(
        id=number, description=number, trade=trade, lead_high=lead, tags=tags, fate=fate, total=float(len(tags))
    )


def task(what, phase, start, weeks=1.0):
    return Task(f"{what}.{phase}", phase, what, weeks, (), start, start + weeks, 0.0)


TASKS = [
    task("level_1", 1, 50.0, 2.0), task("electrical", 1, 60.0), task("mechanical", 1, 61.0), task("racks", 1, 64.0),
    task("level_1", 2, 50.0, 2.0), task("electrical", 2, 90.0), task("mechanical", 2, 91.0), task("racks", 2, 94.0),
]  # fmt: skip
SETS = {"TX-1": 1, "TX-2": 2, "CDU-1": 2, "R-1": 1}
LINES = [
    line("P", Trade.POWER, 40.0, ("TX-1", "TX-2")), line("C", Trade.COOLING, 30.0, ("CDU-1",)),
    line("L", Trade.LAYOUT, 20.0, ("R-1",)), line("F", Trade.FABRIC, 10.0, ()),
    line("X", Trade.POWER, 40.0, ("TX-1",), Fate.RELOCATE), line("Z", Trade.POWER, None, ("TX-1",)),
]  # fmt: skip


def test_weeks_by_hand():
    """Transformers of 40 weeks set in week 60 after a test of two: ordered in week 18, those of phase 2 in week 48; a
    CDU of 30 set in 91: 59; racks of 20 rolled in in 64: 44; cables stand nowhere: first phase, 64 - 10; what is moved
    or has no lead is not ordered.
    """
    found = [(o.line, o.phase, o.need_week, o.order_week) for o in order_dates(LINES, SETS, TASKS, {}, "")]
    assert found == [
        ("P", 1, 58.0, 18.0), ("P", 2, 88.0, 48.0), ("C", 2, 89.0, 59.0), ("L", 1, 64.0, 44.0), ("F", 1, 64.0, 54.0),
    ]  # fmt: skip
    assert needed_in(LINES[0], SETS) == [1, 2]


def test_dates_lateness_and_what_is_in_hand():
    """Week 18 from Monday 4 January 2027 is 10 May 2027; a lead of 59 weeks is a week late; what is owned needs none,
    what arrives in three weeks is on order with that lead.
    """
    first = next(order_dates(LINES, SETS, TASKS, {}, "2027-01-04"))
    assert (first.order_date, first.late, first.in_hand) == ("2027-05-10", False, "")
    slow = [replace_lead(LINES[0], 59.0)]
    assert [o.late for o in order_dates(slow, SETS, TASKS, {}, "")] == [True, False]
    assert next(order_dates(slow, SETS, TASKS, {"P": 0.0}, "")).in_hand == "owned"
    lead = in_hand_lead(["2027-01-18", "2027-01-25"], "2027-01-04")
    ordered = next(order_dates(slow, SETS, TASKS, {"P": lead}, "2027-01-04"))
    assert (ordered.in_hand, ordered.order_week) == ("ordered", pytest.approx(55.0))
    assert in_hand_lead([], "2027-01-04") is in_hand_lead(["2027-01-18"], "") is None
    assert in_hand_lead(["2026-01-18"], "2027-01-04") == 0.0


def replace_lead(one, weeks):
    return SimpleNamespace(**{**vars(one), "lead_high": weeks})
