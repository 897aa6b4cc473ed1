"""The conversion case as data: scorecard, phases and their states, schedule, cash flows, notes and working."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shapely.geometry.base import BaseGeometry

from designer.conversion.further.records import Further
from designer.ledger import Step, Value
from designer.model import Note
from designer.model.notes import Fact

__all__ = [
    "Comparison",
    "Conversion",
    "Economics",
    "Factor",
    "Order",
    "Outcome",
    "Phasing",
    "Range",
    "Remedy",
    "State",
    "Suitability",
    "Swing",
    "Task",
]  # fmt: skip

Range = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the scorecard: points (0 missing to 3 ready, None unknown), weight, the rule that matched first,
    and the evidence: what was found, what it was held against, and where in the brief it stands.
    """

    key: str
    points: float | None
    weight: float
    reason: str
    found: Fact
    limit: Fact
    place: str

    @property
    def state(self) -> str:
        """``ready``, ``conditions``, ``weak``, ``missing`` or ``unknown``."""
        return "unknown" if self.points is None else ("missing", "weak", "conditions", "ready")[round(self.points)]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would cure a shortcoming: its key, the rules that it answers, measure and its unit, cost low/mid/high [USD]
    (None: no price), weeks low and high (None: not known).
    """

    key: str
    rules: tuple[str, ...]
    amount: float
    unit: str
    cost: Range | None
    weeks: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """As it is against as it will be: a words key, number before and after (None: none) in the printed measure."""

    key: str
    measure: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Suitability:
    """The scorecard: factors in order, share of the points reached among what is known, share of weight known,
    remedies, comparison, megawatts unlocked (critical IT), the binding constraint and the one after it.
    """

    factors: tuple[Factor, ...]
    score: float
    known: float
    remedies: tuple[Remedy, ...]
    comparison: tuple[Comparison, ...]
    unlocked_kw: float
    binding: str
    following: str


@dataclass(frozen=True, slots=True)
class State:
    """A state of the site: phases up to `number` are live (0: none), and of the next one (`stage`) the floor is being
    cleared (``clear``) or the plant is set and its feeders are taken (``build``); ``live`` is the end.

    `systems`, transformers taken from the mine so far and left to it, GPU racks live, AI import [kW] with its cooling
    and losses, mining power [kW] and which limit holds it (``floor``, ``transformers``, ``import`` or ``miners``),
    `zones` for the plan; `served` share of removals by test, `worst` loading share, `exceptions` words keys of what is
    not served; `clear` [m] between work and energised plant; `shed_kw` mining that stops for the full-load test of the
    next phase; `promised_kw` what the brief promises the mine, `lost_kw` live load that is not served.
    """

    number: int
    stage: str
    systems: tuple[str, ...]
    taken: tuple[str, ...]
    left: tuple[str, ...]
    racks: int
    ai_kw: float
    mine_kw: float
    held_by: str
    zones: Mapping[str, BaseGeometry]
    served: Mapping[str, float]
    worst: float
    worst_tag: str
    exceptions: tuple[str, ...]
    clear: float
    elements: int = 0
    shed_kw: float = 0.0
    promised_kw: float = 0.0
    lost_kw: float = 0.0

    @property
    def name(self) -> str:
        """A short name: the number, and the stage where the state is on the way to the next."""
        return str(self.number) if self.stage == "live" else f"{self.number}-{self.stage}"


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the schedule: phase, words key, weeks, predecessors, early and late start [weeks from the start],
    slack, its load [kW] where it is a test; `lines` are lines of the bill of materials that it waits for.
    """

    key: str
    phase: int
    what: str
    weeks: float
    after: tuple[str, ...]
    start: float
    finish: float
    slack: float
    load_kw: float | None = None
    load_high_kw: float | None = None
    subject: str = ""

    @property
    def critical(self) -> bool:
        """Whether a delay of the task delays the end."""
        return self.slack < 1e-9


@dataclass(frozen=True, slots=True)
class Order:
    """A line of long lead time: needed in which week, ordered in which week at the latest, dates when the start is
    dated, and whether that lies before the start.
    """

    line: str
    description: str
    phase: int
    lead: float
    need_week: float
    order_week: float
    order_date: str
    late: bool
    in_hand: str = ""


@dataclass(frozen=True, slots=True)
class Phasing:
    """The chosen order: states 0 to n, schedule, orders; week of the first AI megawatt and of the end, energy mined
    [MWh] and its income [USD] by phase, coolant and water to fill [m3] by phase, share of the cost that each sets,
    other orders weighed; by tag the phase in which each element is set (`sets`) and goes live (`lives`).
    """

    aim: str
    start: str
    states: tuple[State, ...]
    tasks: tuple[Task, ...]
    orders: tuple[Order, ...]
    first_mw_week: float
    end_week: float
    live_weeks: tuple[float, ...]
    racks: tuple[int, ...]
    capex_shares: tuple[float, ...]
    mined_mwh: tuple[float, ...]
    income: tuple[Range | None, ...]
    coolant_m3: tuple[float, ...]
    fill_hours: tuple[float, ...]
    weighed: tuple[tuple[str, float, float], ...]
    sets: Mapping[str, int] = field(default_factory=dict)
    lives: Mapping[str, int] = field(default_factory=dict)

    @property
    def days(self) -> Mapping[str, tuple[str, str]]:
        """By line the first day to order it and, where it is in hand, the day on which it is there (else empty)."""
        found: dict[str, tuple[str, str]] = {}
        for one in sorted(self.orders, key=lambda order: order.order_week):
            found.setdefault(one.line, (one.order_date, self.date_of(one.lead) if one.in_hand else ""))
        return found

    def date_of(self, week: float) -> str:
        """The date of a week, empty where the start is not dated."""
        return (date.fromisoformat(self.start) + timedelta(days=round(week * 7.0))).isoformat() if self.start else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case (low, mid, high) of the cash flow: NPV and IRR (None: there is none), payback [months] (None: never),
    yield on cost, least DSCR (None: no debt), NPV of staying a mine, monthly net flow [USD].
    """

    npv: float
    irr: float | None
    payback: int | None
    yield_on_cost: float
    dscr: float | None
    stay_npv: float
    flow: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Swing:
    """How the NPV moves when one input goes to its low and its high end and the others stay in the middle."""

    key: str
    low: float
    high: float
    npv_low: float
    npv_high: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Economics:
    """Capex, prices and cash flows as ranges. `inputs` are the values used, low/mid/high by key; `capex_parts` are what
    the capex is the sum of, from the priced lines of the bill on [USD].
    """

    model: str
    lease: str
    year: int
    inputs: Mapping[str, tuple[Value, Value, Value]]
    capex: Range
    capex_critical: Range
    capex_gross: Range
    estimate_class: int
    noi: Range
    outcomes: tuple[Outcome, Outcome, Outcome]
    swings: tuple[Swing, ...]
    horizon_months: int
    mining_margin: Range
    capex_parts: tuple[tuple[str, Range], ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """The whole case; a part that the brief does not ask for is None. `further` is what single upgrades would free."""

    suitability: Suitability | None = None
    phasing: Phasing | None = None
    economics: Economics | None = None
    further: Further | None = None
    notes: tuple[Note, ...] = ()
    steps: tuple[Step, ...] = ()
