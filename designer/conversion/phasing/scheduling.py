"""The schedule of an order: orders, isolation, site works, commissioning of each phase, dated in weeks from the start.

Site works are set as late as the arrival of the plant allows, so that the mine runs meanwhile.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.catalog import Catalog
from designer.conversion.phasing import formulas
from designer.conversion.phasing.network import Activity, Times, times_of
from designer.conversion.records import Task
from designer.units import Quantity, q

__all__ = ["LEVELS", "Schedule", "Work", "schedule"]

#: Trades whose plant is ordered apart.
_TRADES = ("power", "cooling", "fabric")
#: Works that are set as late as they may be.
_LATE = ("isolate", "demolish", "civil")
LEVELS = ("level_1", "level_2", "level_3", "level_4", "level_5")


@dataclass(frozen=True, slots=True)
class Work:
    """What a phase holds: floor under work [m2], blocks (half for setting, half for connecting), CDUs, racks to set,
    coolant [m3], longest lead by trade [weeks], IT of its racks and rating of its blocks [kW], import once it is live
    [kW].
    """

    floor_m2: float
    blocks: float
    cdus: int
    racks: int
    coolant_m3: float
    leads: Mapping[str, float]
    it_kw: float
    block_kw: float
    live_kw: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """Tasks, and for each phase the week in which its floor is taken, its feeders are taken, and it is live."""

    tasks: tuple[Task, ...]
    works: tuple[float, ...]
    builds: tuple[float, ...]
    live: tuple[float, ...]


def schedule(catalog: Catalog, works: Sequence[Work], permit_weeks: float) -> Schedule:
    """The dated tasks of all phases."""
    every: list[Activity] = [
        Activity("permits", permit_weeks), Activity("design", catalog.threshold("phasing", "design").si("week")),
    ]  # fmt: skip
    phases = [_phase(catalog, work, number) for number, work in enumerate(works, 1)]
    every += [one for phase in phases for one in phase]
    times = dict(times_of(every))
    begin, build, live = [], [], []
    slack = {key: one.slack for key, one in times.items()}
    for number, phase in enumerate(phases, 1):
        own = _late(phase, times, times[f"live.{number}"].finish)
        for what in _LATE:
            key = f"{what}.{number}"
            slack[key] -= own[key].late_start - times[key].start
            times[key] = Times(own[key].late_start, own[key].late_finish, *_late_of(times[key]))
        begin.append(times[f"isolate.{number}"].start)
        build.append(times[f"electrical.{number}"].start)
        live.append(times[f"live.{number}"].finish)
    tasks = tuple(_task(one, times[one.key], slack[one.key], works, catalog) for one in every)
    return Schedule(tasks, tuple(begin), tuple(build), tuple(live))


def _late_of(one: Times) -> tuple[float, float]:
    return one.late_start, one.late_finish


def _late(phase: Sequence[Activity], times: Mapping[str, Times], end: float) -> Mapping[str, Times]:
    """The times of a phase by itself, against its own end."""
    own = {one.key for one in phase}
    bound = [
        Activity(one.key, one.weeks, tuple(b for b in one.after if b in own),
                 max((times[b].finish for b in one.after if b not in own), default=0.0))
        for one in phase
    ]  # fmt: skip
    return times_of(bound, end)


def _phase(catalog: Catalog, work: Work, n: int) -> list[Activity]:
    def weeks(key: str) -> float:
        return catalog.threshold("phasing", key).si("week")

    before = (f"live.{n - 1}",) if n > 1 else ()
    plant = (f"electrical.{n}", f"mechanical.{n}", f"racks.{n}")
    orders = [Activity(f"order-{t}.{n}", work.leads.get(t, weeks("lead")), ("design",)) for t in _TRADES]
    return [
        *orders,
        Activity(f"level_1.{n}", weeks("level_1"), (f"order-power.{n}", f"order-cooling.{n}")),
        Activity(f"isolate.{n}", weeks("isolate"), ("permits", "design", *before)),
        Activity(f"demolish.{n}", _rate(catalog, "demolish_rate", work.floor_m2, "m2"), (f"isolate.{n}",)),
        Activity(f"civil.{n}", _rate(catalog, "civil_rate", work.floor_m2, "m2"), (f"demolish.{n}",)),
        Activity(f"electrical.{n}", _up(weeks("electrical_block") * work.blocks), (f"civil.{n}", f"level_1.{n}")),
        Activity(f"mechanical.{n}", _up(weeks("mechanical_cdu") * work.cdus), (f"civil.{n}", f"level_1.{n}")),
        Activity(f"racks.{n}", _rate(catalog, "rack_rate", float(work.racks), "rack"),
                 (f"mechanical.{n}", f"order-fabric.{n}")),
        Activity(f"fill.{n}", weeks("flush") + _up(_fill(catalog, work).m_as("week")), (f"racks.{n}",)),
        Activity(f"level_2.{n}", weeks("level_2"), plant),
        Activity(f"level_3.{n}", weeks("level_3"), (f"level_2.{n}", f"fill.{n}")),
        Activity(f"level_4.{n}", weeks("level_4"), (f"level_3.{n}",)),
        Activity(f"level_5.{n}", weeks("level_5"), (f"level_4.{n}",)),
        Activity(f"live.{n}", 0.0, (f"level_5.{n}",)),
    ]  # fmt: skip


def _fill(catalog: Catalog, work: Work) -> Quantity:
    rate = catalog.threshold("phasing", "fill_rate")
    return formulas.fill_time(V=q(work.coolant_m3, "m3"), q_fill=rate)


def _rate(catalog: Catalog, key: str, amount: float, unit: str) -> float:
    rate = catalog.threshold("phasing", key)
    return _up(formulas.weeks_of_work(n=q(amount, unit), r=rate, t_week=q(1, "week")).m_as("week"))


def _up(weeks: float) -> float:
    """Weeks rounded up to half weeks, in which site works are planned."""
    return math.ceil(weeks * 2.0 - 1e-9) / 2.0


def _task(one: Activity, when: Times, slack: float, works: Sequence[Work], catalog: Catalog) -> Task:
    what, _, number = one.key.partition(".")
    phase = int(number or 0)
    low, high = _loads(what, works[phase - 1], catalog) if phase else (None, None)
    return Task(one.key, phase, what, one.weeks, one.after, when.start, when.finish, max(0.0, slack), low, high)


def _loads(what: str, work: Work, catalog: Catalog) -> tuple[float | None, float | None]:
    """Test load of a commissioning level, low and high [kW]."""
    number = catalog.threshold
    if what == "level_3":
        return 0.0, work.it_kw * number("phasing", "level_3_share").si("")
    if what == "level_4":
        return work.block_kw * number("phasing", "level_4_share").si(""), work.block_kw
    if what == "level_5":
        return work.it_kw, work.live_kw
    return None, None
