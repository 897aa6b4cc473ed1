"""The conversion case of a pack as plain data: scorecard, phases with their dated tasks and orders, cash flows."""

from typing import Any

from designer.conversion.records import Conversion, Economics, Order, Outcome, Phasing, Task
from designer.documents.jsons import as_plain, sized

__all__ = ["case_json"]

_ENDS = ("low", "mid", "high")


def case_json(case: Conversion) -> dict[str, Any]:
    """The parts of the case that the brief asks for; weeks count from the start of the work, months of the flows
    likewise.
    """
    found: dict[str, Any] = {}
    if case.suitability is not None:
        card = case.suitability
        found["suitability"] = {
            "score": as_plain(card.score), "known": as_plain(card.known),
            "factors": [
                {"key": one.key, "points": as_plain(one.points), "weight": as_plain(one.weight), "reason": one.reason}
                for one in card.factors
            ],
        }  # fmt: skip
    if case.phasing is not None:
        found["phasing"] = _phasing(case.phasing)
    if case.economics is not None:
        found["economics"] = _economics(case.economics)
    return found


def _phasing(plan: Phasing) -> dict[str, Any]:
    return {
        "aim": plan.aim, "start": plan.start, "first_megawatt": sized(plan.first_mw_week, "week"),
        "end": sized(plan.end_week, "week"),
        "phases": [
            {"phase": n, "racks": racks, "live": sized(week, "week"), "date": plan.date_of(week),
             "mined": sized(mined, "MWh"), "coolant": sized(coolant, "m3")}
            for n, (racks, week, mined, coolant) in enumerate(
                zip(plan.racks, plan.live_weeks, plan.mined_mwh, plan.coolant_m3, strict=True), 1)
        ],
        "states": [
            {"state": one.name, "systems": list(one.systems), "left": list(one.left), "racks": one.racks,
             "ai": sized(one.ai_kw, "kW"), "mine": sized(one.mine_kw, "kW"), "held_by": one.held_by,
             "exceptions": list(one.exceptions)}
            for one in plan.states
        ],
        "tasks": [_task(one) for one in plan.tasks],
        "orders": [_order(one) for one in plan.orders],
    }  # fmt: skip


def _task(one: Task) -> dict[str, Any]:
    return {
        "key": one.key, "phase": one.phase, "after": list(one.after), "weeks": sized(one.weeks, "week"),
        "start": sized(one.start, "week"), "finish": sized(one.finish, "week"), "slack": sized(one.slack, "week"),
    }  # fmt: skip


def _order(one: Order) -> dict[str, Any]:
    return {
        "line": one.line, "phase": one.phase, "lead": sized(one.lead, "week"), "need": sized(one.need_week, "week"),
        "order": sized(one.order_week, "week"), "date": one.order_date, "in_hand": one.in_hand,
    }  # fmt: skip


def _economics(money: Economics) -> dict[str, Any]:
    return {
        "model": money.model, "lease": money.lease, "year": money.year,
        "inputs": {
            key: {end: as_plain(value) for end, value in zip(_ENDS, values, strict=True)}
            for key, values in money.inputs.items()
        },
        "capex": {end: sized(usd, "USD") for end, usd in zip(_ENDS, money.capex, strict=True)},
        "noi": {end: sized(usd, "USD") for end, usd in zip(_ENDS, money.noi, strict=True)},
        "outcomes": {end: _outcome(one) for end, one in zip(_ENDS, money.outcomes, strict=True)},
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "npv": sized(one.npv, "USD"), "irr": as_plain(one.irr), "payback": one.payback,
        "yield_on_cost": as_plain(one.yield_on_cost), "dscr": as_plain(one.dscr),
        "stay_npv": sized(one.stay_npv, "USD"), "flow": {"unit": "USD", "months": [round(x, 2) for x in one.flow]},
    }  # fmt: skip
