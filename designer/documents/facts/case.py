"""Facts of the conversion case: scorecard, phases, schedule, economics, and the page for the owner's board."""

import re
from collections.abc import Sequence
from typing import Any

from designer.conversion.records import Economics, Outcome, Phasing, Range, State, Suitability, Task
from designer.documents.facts.case_further import further
from designer.documents.facts.common import limit_name, pairs
from designer.documents.facts.summary import quoted_rules
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.ledger import Value

__all__ = ["facts"]

#: A number of a kind of plant within a list.
_COUNTED = re.compile(r"(?<![\w.])(\d+) ([a-z][a-z-]+)(?=,|$| ordered)")


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the chapters of the case; parts that the brief does not ask for are None."""
    case = subject.design.conversion
    found: dict[str, Any] = {
        "suitability": None, "phasing": None, "economics": None, "there": False,
        "conclusion": subject.words.label(f"conclusions.{subject.findings.conclusion}.title"),
        "meaning": subject.words.label(f"conclusions.{subject.findings.conclusion}.text"),
        "reasons": quoted_rules(subject),
        "tone": {"go": "pass", "go-with-conditions": "caution"}.get(subject.findings.conclusion, "fail"),
    }  # fmt: skip
    if case.suitability is not None:
        found["suitability"] = _suitability(subject, case.suitability)
    if case.phasing is not None:
        found["phasing"] = _phasing(subject, case.phasing)
    if case.economics is not None:
        found["economics"] = _economics(subject, case.economics)
    found["further"] = further(subject, case.further) if case.further is not None else None
    found["there"] = bool(case.suitability or case.phasing or case.economics)
    if found["there"]:
        found["figures"] = _figures(subject)
    return found


def _figures(subject: Subject) -> Grid:
    """Five figures for the board."""
    p, case, trades = subject.printer, subject.design.conversion, subject.design.trades
    rows: list[tuple[str, Raw]] = [("unlocked", p.text("power_mw", trades.power.critical_it_kw))]
    if case.phasing is not None:
        rows.append(("first", _when(subject, case.phasing, case.phasing.first_mw_week)))
    if case.economics is not None:
        money = case.economics
        rows += [
            ("capex", _span(subject, "money_m", money.capex)),
            ("npv", _span(subject, "money_m", _three(money, "npv"))),
            ("stay", _span(subject, "money_m", _three(money, "stay_npv"))),
        ]
    else:
        low, mid, high = subject.design.bom.total
        rows.append(("lines", _span(subject, "money_m", (low, mid, high))))
    if case.suitability is not None and len(rows) < 5:
        rows.append(("score", p.text("share", case.suitability.score)))
        rows.append(("known", p.text("share", case.suitability.known)))
    return pairs(subject, "case_figures", rows[:5])


def _three(money: Economics, name: str) -> Range:
    found = [float(getattr(outcome, name)) for outcome in money.outcomes]
    return found[0], found[1], found[2]


def _span(subject: Subject, measure: str, numbers: Sequence[float]) -> str:
    """``12.3 – 45.6 M USD, mid 30.1``."""
    p = subject.printer
    low, mid, high = numbers
    if low == mid == high:
        return p.text(measure, mid)
    said = {"low": p.number(measure, low), "high": p.text(measure, high), "mid": p.number(measure, mid)}
    return subject.words.label("case.span", **said)


def _when(subject: Subject, phasing: Phasing, week: float) -> str:
    """A week of the schedule with its date where the start is dated."""
    number = subject.printer.number("number", week)
    if not phasing.start:
        return subject.words.label("case.week", week=number)
    return subject.words.label("case.week_dated", week=number, date=phasing.date_of(week))


def _suitability(subject: Subject, card: Suitability) -> dict[str, Any]:
    p, label = subject.printer, subject.words.label
    rows = [
        (
            label(f"case.factors.{f.key}"), label(f"case.states.{f.state}"), f.points, f.weight,
            label(f"case.reasons.{f.reason}"), *(_kinds(subject, p.fact(one)) for one in (f.found, f.limit)), f.place,
        )
        for f in card.factors
    ]  # fmt: skip
    cures = []
    for cure in card.remedies:
        low, mid, high = cure.cost or (None, None, None)
        weeks = cure.weeks or (None, None)
        amount = f"{p.number('count', cure.amount)} {cure.unit}".strip()
        cures.append((label(f"case.remedies.{cure.key}"), amount, low, mid, high, *weeks, ", ".join(cure.rules)))
    compared = [
        (label(f"case.compared.{c.key}"), "" if c.before is None else p.text(c.measure, c.before),
         "" if c.after is None else p.text(c.measure, c.after))
        for c in card.comparison
    ]  # fmt: skip
    limits = {one.key for one in subject.design.trades.programme.limits}
    return {
        "factors": Grid.of("case_factors", "factor,state,points:count,weight:number,reason,found,limit,place", rows,
                           schedule=True),
        "remedies": Grid.of("case_remedies", "remedy,amount,low:money_m,mid:money_m,high:money_m,weeks_low:week,"
                            "weeks_high:week,rules", cures),
        "comparison": Grid.of("case_comparison", "what,before,after", compared),
        "score": p.text("share", card.score), "known": p.text("share", card.known),
        "unlocked": p.text("power_mw", card.unlocked_kw),
        "binding": limit_name(subject, card.binding) if card.binding in limits else "",
        "following": limit_name(subject, card.following) if card.following in limits else "",
    }  # fmt: skip


def _kinds(subject: Subject, text: str) -> str:
    """Numbers of kinds of plant, such as ``7 cooler, 2 ats``, with the names of the kinds; any other text as it is."""


    def named(found: re.Match[str]) -> str:
        known = subject.words.has(f"kinds.{found[2]}")
        return f"{found[1]} × {subject.words.named('kinds', found[2])}" if known else found[0]

    return _COUNTED.sub(named, text)


def _phasing(subject: Subject, plan: Phasing) -> dict[str, Any]:
    p, label = subject.printer, subject.words.label
    phases = [
        (
            n, ", ".join(_systems(plan, n)), racks, week, plan.date_of(week), mined,
            *(income or (None, None, None)), coolant, hours,
        )
        for n, (racks, week, mined, income, coolant, hours) in enumerate(
            zip(plan.racks, plan.live_weeks, plan.mined_mwh, plan.income, plan.coolant_m3, plan.fill_hours,
                strict=True), 1)
    ]  # fmt: skip
    return {
        "states": Grid.of(
            "case_states", "state,live,racks:count,ai:power_mw,mine:power_mw,held,left,t0:share,t1:share,t2:share,"
            "worst:share,shed:power_mw,exceptions", [_state(subject, plan, s) for s in plan.states], schedule=True),
        "phases": Grid.of(
            "case_phases", "phase:count,systems,racks:count,week:number,date,mined:energy,low:money,mid:money,"
            "high:money,coolant:water,hours:number", phases, schedule=True),
        "weighed": Grid.of("case_weighed", "order,first:number,mined:energy", list(plan.weighed)),
        "aim": label(f"case.aims.{plan.aim}"), "count": str(len(plan.racks)), "order": plan.weighed[0][0],
        "first": _when(subject, plan, plan.first_mw_week), "end": _when(subject, plan, plan.end_week),
        "proven": str(sum(state.elements for state in plan.states)), "states_count": str(len(plan.states)),
        "clean": not any(state.exceptions for state in plan.states),
        "tasks": Grid.of(
            "case_tasks", "phase:count,task,start:number,finish:number,weeks:number,slack:number,critical,"
            "load_low:power_mw,load_high:power_mw", [_task(subject, t) for t in plan.tasks], schedule=True),
        "orders": Grid.of(
            "case_orders", "line,description,phase:count,lead:week,need:number,order:number,date,remark",
            [(o.line, o.description, o.phase, o.lead, o.need_week, o.order_week, o.order_date,
              label("case.late") if o.late else label(f"case.in_hand.{o.in_hand}") if o.in_hand else "")
             for o in sorted(plan.orders, key=lambda o: (o.order_week, o.line, o.phase))], schedule=True),
        "critical": ", ".join(_task_name(subject, t) for t in plan.tasks if t.critical and t.weeks > 0.0),
        "test_levels": p.text("count", 5.0),
    }  # fmt: skip


def _systems(plan: Phasing, number: int) -> tuple[str, ...]:
    return next(state.systems for state in plan.states if state.number == number)


def _state(subject: Subject, plan: Phasing, state: State) -> tuple[Raw, ...]:
    label = subject.words.label
    live = [name for n in range(1, state.number + 1) for name in _systems(plan, n)]
    wrong = "; ".join(label(f"case.exceptions.{key}") for key in state.exceptions)
    name = label(f"case.stages.{state.stage}", number=str(state.number), next=str(state.number + 1))
    return (
        name, ", ".join(live), state.racks, state.ai_kw, state.mine_kw, label(f"case.held.{state.held_by}"),
        subject.listed(state.left, 4), *(state.served.get(test) for test in ("T0", "T1", "T2")), state.worst,
        state.shed_kw or None, wrong or label("none"),
    )  # fmt: skip


def _task_name(subject: Subject, task: Task) -> str:
    name = subject.words.label(f"case.tasks.{task.what}")
    return subject.words.label("case.task_of", task=name, phase=str(task.phase)) if task.phase else name


def _task(subject: Subject, task: Task) -> tuple[Raw, ...]:
    return (
        task.phase or None, subject.words.label(f"case.tasks.{task.what}"), task.start, task.finish, task.weeks,
        task.slack, subject.words.label("yes") if task.critical else "", task.load_kw, task.load_high_kw,
    )  # fmt: skip


def _economics(subject: Subject, money: Economics) -> dict[str, Any]:
    p, label = subject.printer, subject.words.label
    inputs = []
    for key, values in money.inputs.items():
        inputs.append((label(f"case.inputs.{key}"), *(_value(subject, value) for value in values),
                       subject.words.source(values[1].evidence.source)))  # fmt: skip
    capex = [
        ("capex", "money_m", money.capex), ("critical", "money_m", money.capex_critical),
        ("gross", "money_m", money.capex_gross), ("noi", "money_m", money.noi),
        ("mining", "dollars", money.mining_margin),
    ]  # fmt: skip
    threshold = subject.catalog.threshold
    multiples = {
        f"{who}_{end}": f"{threshold('economics', f'multiple_{who}.{end}').si(''):g}"
        for who in ("mine", "operator") for end in ("low", "high")
    }  # fmt: skip
    return {
        "inputs": Grid.of("case_inputs", "input,low,mid,high,source", inputs),
        "capex": Grid.of("case_capex", "what,low,mid,high", [
            (label(f"case.sums.{key}"), *(p.text(measure, x) for x in numbers)) for key, measure, numbers in capex
        ]),
        "bridge": Grid.of("case_bridge", "what,low,mid,high", [
            (label(f"case.sums.{key}"), *(p.text("money_m", x) for x in numbers))
            for key, numbers in (*money.capex_parts, ("capex", money.capex))
        ]),
        "outcomes": Grid.of("case_outcomes", "what,low,mid,high", _outcomes(subject, money.outcomes)),
        "swings": Grid.of("case_swings", "input,low,high,npv_low:money_m,npv_high:money_m", [
            (label(f"case.inputs.{s.key}"), _end(subject, s.low, s.unit), _end(subject, s.high, s.unit), s.npv_low,
             s.npv_high) for s in money.swings
        ]),
        "model": label(f"case.models.{money.model}"), "lease": label(f"case.leases.{money.lease}"),
        "year": str(money.year), "class": str(money.estimate_class),
        "years": p.number("number", money.horizon_months / 12.0), **multiples,
    }  # fmt: skip


def _value(subject: Subject, value: Value) -> str:
    printed = subject.printer.quantity(value.q)
    return f"{printed}†" if value.evidence.status.daggered else printed


def _end(subject: Subject, number: float, unit: str) -> str:
    if unit == "USD":
        return subject.printer.text("money_m", number)
    if unit in ("", "%/year"):
        return subject.printer.text("share", number)
    return f"{subject.printer.number('number', number)} {unit}"


def _outcomes(subject: Subject, outcomes: tuple[Outcome, Outcome, Outcome]) -> list[tuple[Raw, ...]]:
    p, label = subject.printer, subject.words.label

    def share(number: float | None) -> str:
        return label("case.no_rate") if number is None else p.text("share", number)

    rows: list[tuple[str, list[str]]] = [
        ("npv", [p.text("money_m", o.npv) for o in outcomes]),
        ("irr", [share(o.irr) for o in outcomes]),
        ("payback", [label("case.never") if o.payback is None else label(
            "case.years", years=p.number("number", o.payback / 12.0)) for o in outcomes]),
        ("yield", [share(o.yield_on_cost) for o in outcomes]),
        ("dscr", ["" if o.dscr is None else p.number("ratio", o.dscr) for o in outcomes]),
        ("stay", [p.text("money_m", o.stay_npv) for o in outcomes]),
    ]  # fmt: skip
    return [(label(f"case.sums.{key}"), *texts) for key, texts in rows if any(texts)]


