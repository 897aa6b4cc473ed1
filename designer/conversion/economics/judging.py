"""The economics of a design: capex by the bill of materials, prices as ranges, three outcomes, a tornado."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from designer.bom.records import BillOfMaterials
from designer.catalog import Catalog, Miner
from designer.conversion.economics import cash, formulas
from designer.conversion.records import Economics, Outcome, Phasing, Range, Swing
from designer.layout.mine import miners_kw
from designer.ledger import Step, Value
from designer.redundancy.records import Trades
from designer.site.case_records import EconomicsWish
from designer.units import q

__all__ = ["evaluate"]

Values = tuple[Value, Value, Value]

_ENDS = ("low", "mid", "high")
#: Inputs of each model: key -> unit, whether more of it is better for the conversion.
_COMMON: Mapping[str, tuple[str, bool]] = {
    "occupancy": ("", True), "escalator": ("%/year", True), "power_price": ("USD/MWh", False),
    "opex": ("USD/kW/month", False), "discount": ("%/year", False), "hash_price": ("USD/PH/day", False),
}  # fmt: skip
_OWN: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "colocation": {"rate": ("USD/kW/month", True)},
    "cloud": {"gpu_rate": ("USD/gpu/h", True), "rack_price": ("USD", False)},
}
_WEEKS_A_MONTH = 8760.0 / 12.0 / 168.0
_HOURS_A_MONTH = 8760.0 / 12.0


@dataclass(frozen=True, slots=True)
class _Desk:
    trades: Trades
    bom: BillOfMaterials
    phasing: Phasing
    wish: EconomicsWish
    inputs: Mapping[str, Values]

    @property
    def catalog(self) -> Catalog:
        return self.trades.catalog

    def rule(self, key: str) -> Value:
        return self.catalog.threshold("economics", key)

    @property
    def lease(self) -> str:
        return self.wish.lease or "triple-net"

    @property
    def months(self) -> int:
        horizon = self.wish.horizon or self.rule("horizon")
        return round(horizon.si("year") * 12.0)


def evaluate(
    trades: Trades, bom: BillOfMaterials, phasing: Phasing, wish: EconomicsWish
) -> tuple[Economics, tuple[Step, ...]]:
    """The economics of a phased design, with its working."""
    known = {**_COMMON, **_OWN[wish.model]}
    inputs = {key: wish.ranges.get(key) or _house(trades.catalog, key) for key in known}
    desk = _Desk(trades, bom, phasing, wish, inputs)
    steps: list[Step] = []
    ends = {end: _numbers(desk, known, end) for end in _ENDS}
    capex = [_capex(desk, end, steps) for end in reversed(_ENDS)]
    outcomes = [_outcome(desk, ends[end], cost, (end, steps)) for end, cost in zip(_ENDS, capex, strict=True)]
    noi = tuple(_noi(desk, ends[end], (end, [])) for end in _ENDS)
    low_to_high = tuple(reversed(capex))
    per = {
        name: tuple(
            formulas.capex_per_power.step(f"economics.capex_{name}[{end}]", C=q(cost, "USD"), P=q(kw, "kW"))
            for end, cost in zip(_ENDS, low_to_high, strict=True)
        )
        for name, kw in (("critical", trades.power.critical_it_kw), ("gross", _gross(trades))) if kw > 0.0
    }  # fmt: skip
    steps += [step for group in per.values() for step in group]
    margin = tuple(_margin(desk, n, None) for n in range(3))
    found = Economics(
        wish.model, desk.lease, wish.year or bom_year(bom), inputs, _range(low_to_high),
        _range(tuple(s.si("USD/MW") for s in per.get("critical", ()))),
        _range(tuple(s.si("USD/MW") for s in per.get("gross", ()))), bom.estimate_class, _range(noi),
        (outcomes[0], outcomes[1], outcomes[2]), _swings(desk, ends["mid"], known, capex), desk.months, _range(margin),
        _parts(desk),
    )  # fmt: skip
    return found, tuple(steps)


def bom_year(bom: BillOfMaterials) -> int:
    """The latest year of the prices of a bill of materials, 0 without any."""
    return max((line.year for line in bom.lines if line.year), default=0)


def _range(numbers: tuple[float, ...]) -> Range:
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == len(_ENDS) else (0.0, 0.0, 0.0)


def _gross(trades: Trades) -> float:
    """The import that the site holds [kW]: its limit, or the peak where there is none."""
    limit = trades.site.feed.import_limit
    return limit.si("kW") if limit.known else trades.power.site_power_peak_kw


def _house(catalog: Catalog, key: str) -> Values:
    low, mid, high = (catalog.threshold("economics", f"{key}.{end}") for end in _ENDS)
    return low, mid, high


def _numbers(desk: _Desk, known: Mapping[str, tuple[str, bool]], end: str) -> dict[str, float]:
    """The inputs of an outcome: the ends that are bad for the conversion in the low one, good in the high one."""
    found = {}
    for key, (unit, better) in known.items():
        place = {"low": 0, "mid": 1, "high": 2}[end]
        found[key] = _number(desk, key, unit, place if better else 2 - place)
    return found


def _number(desk: _Desk, key: str, unit: str, place: int) -> float:
    value = desk.inputs[key][place]
    return value.q.m_as("1/year") if unit == "%/year" else value.si(unit)


def _compute(desk: _Desk, end: str) -> float:
    """What the racks cost where they are bought with the hall [USD]."""
    if desk.wish.model != "cloud":
        return 0.0
    return desk.inputs["rack_price"][_ENDS.index(end)].si("USD") * desk.trades.programme.gpu_racks


def _parts(desk: _Desk) -> tuple[tuple[str, Range], ...]:
    """What the capex is the sum of: the formula's value with its terms taken in one after the other."""
    none, rows = q(0.0), []
    for end in _ENDS:
        lines = q(desk.bom.total[_ENDS.index(end)], "USD")
        soft, held = desk.rule("soft_cost"), desk.rule(f"contingency.{end}")
        terms = ((none, none), (soft, none), (soft, held))
        sums = [
            formulas.capex_total.step("economics.part", C_lines=lines, s_soft=a, s_cont=b, C_compute=q(0.0, "USD"))
            for a, b in terms
        ]
        bare, softened, whole = (step.si("USD") for step in sums)
        rows.append((bare, softened - bare, whole - softened, _compute(desk, end)))
    ranges = zip(("lines", "soft", "contingency", "compute"), zip(*rows, strict=True), strict=True)
    return tuple((key, _range(numbers)) for key, numbers in ranges if any(numbers))


def _capex(desk: _Desk, end: str, steps: list[Step]) -> float:
    lines, compute = desk.bom.total[_ENDS.index(end)], _compute(desk, end)
    step = formulas.capex_total.step(
        f"economics.capex[{end}]", C_lines=q(lines, "USD"), s_soft=desk.rule("soft_cost"),
        s_cont=desk.rule(f"contingency.{end}"), C_compute=q(compute, "USD"),
    )  # fmt: skip
    steps.append(step)
    return step.si("USD")


def _margin(desk: _Desk, place: int, steps: list[Step] | None, power_place: int | None = None) -> float:
    """Margin of a megawatt-hour mined [USD]: hash price and power price of this end, never below nothing."""
    name = f"[{_ENDS[place]}]"
    paid = 2 - place if power_place is None else power_place
    miners = [i for i in desk.trades.site.plant if i.kind == "miner" and i.catalog in desk.catalog.slugs("miner")]
    best = max(miners, key=lambda i: i.count, default=None)
    efficiency = desk.rule("miner_efficiency").q
    if best is not None:
        record = desk.catalog.get(Miner, best.catalog)
        if record.power.known and record.hash_rate.known:
            efficiency = (record.power.q / record.hash_rate.q).to("joule/hash_count")
    stated = desk.trades.site.wishes.mining
    if stated.hash_price.known and "hash_price" not in desk.wish.ranges:
        income = stated.hash_price.q
    else:
        step = formulas.hash_income.step(f"economics.hash_income{name}", h=desk.inputs["hash_price"][place],
                                         e=efficiency)  # fmt: skip
        income = step.q
        if steps is not None:
            steps.append(step)
    power = stated.power_price if stated.power_price.known and "power_price" not in desk.wish.ranges else (
        desk.inputs["power_price"][paid]
    )
    left = formulas.mining_margin.step(
        f"economics.mining_margin{name}", p_h=income, p_el=power, c_op=desk.rule("mining_opex")
    )
    if steps is not None:
        steps.append(left)
    return max(0.0, left.si("USD/MWh"))


def _live(desk: _Desk) -> list[tuple[float, float]]:
    """(month, critical IT live [kW]) of each phase, in proportion to its GPU power."""
    racks = desk.phasing.racks
    total = max(1, racks[-1])
    it = desk.trades.power.critical_it_kw
    return [(week / _WEEKS_A_MONTH, it * n / total) for week, n in zip(desk.phasing.live_weeks, racks, strict=True)]


def _mining(desk: _Desk, months: int, margin: float) -> cash.Reals:
    """Margin of the mine by month while it shrinks."""
    uptime = desk.rule("mining_uptime").si("")
    flow = np.zeros(months)
    before = 0.0
    for week, mwh in zip(desk.phasing.live_weeks, desk.phasing.mined_mwh, strict=True):
        flow += cash.spread(mwh * margin, before / _WEEKS_A_MONTH, week / _WEEKS_A_MONTH, months)
        before = week
    after = desk.phasing.states[-1].mine_kw / 1000.0 * uptime * _HOURS_A_MONTH * margin
    return flow + cash.steps_up([(before / _WEEKS_A_MONTH, after)], months)


def _noi(desk: _Desk, n: Mapping[str, float], kept: tuple[str, list[Step]]) -> float:
    """Net operating income of a stabilised year [USD]."""
    end, steps = kept
    income, borne, energy = _month(desk, n, (end, steps))
    step = formulas.net_income.step(f"economics.noi[{end}]", R_m=income, O_m=borne, E_m=energy)
    steps.append(step)
    return step.si("USD")


def _month(desk: _Desk, n: Mapping[str, float], kept: tuple[str, list[Step]]) -> tuple[Step, Step, Step]:
    """Income, opex borne and energy borne of a month with every phase live, before escalation."""
    end, steps = kept
    it = q(desk.trades.power.critical_it_kw, "kW")
    month = q(1, "month")
    if desk.wish.model == "cloud":
        gpus = q(float(desk.trades.programme.gpus), "gpu")
        price = q(n["gpu_rate"], "USD/gpu/h")
    else:
        gpus, price = it, q(n["rate"], "USD/kW/month")
    income = formulas.lease_income.step(
        f"economics.income[{end}]", P_IT=gpus, u=n["occupancy"], c_kW=price, t=month
    )
    recovered = 0.0 if desk.wish.model == "cloud" else desk.rule(f"recovered.{desk.lease}").si("")
    borne = formulas.opex_borne.step(
        f"economics.opex[{end}]", P_IT=it, c_op=q(n["opex"], "USD/kW/month"), s_rec=recovered, t=month
    )
    pays = desk.wish.model == "cloud" or desk.lease == "gross"
    used = desk.trades.power.critical_it_kw * desk.trades.cooling.annual.pue * n["occupancy"] * _HOURS_A_MONTH / 1000.0
    energy = formulas.energy_income.step(
        f"economics.energy[{end}]", E=q(used if pays else 0.0, "MWh"), p=q(n["power_price"], "USD/MWh")
    )
    steps += [income, borne, energy]
    return income, borne, energy


def _flow(desk: _Desk, n: Mapping[str, float], capex: float, margin: float) -> cash.Reals:
    """Net flow by month: capex while it is built, mining while it shrinks, income as phases go live."""
    months = desk.months
    income, borne, energy = (step.si("USD") for step in _month(desk, n, ("", [])))
    live = _live(desk)
    whole = live[-1][1] or 1.0
    share = cash.steps_up([(month, kw / whole) for month, kw in live], months)
    factor = cash.escalated(n["escalator"], months)
    flow = share * (income - borne - energy) * factor + _mining(desk, months, margin)
    before = 0.0
    for (month, _), part in zip(live, desk.phasing.capex_shares, strict=True):
        flow -= cash.spread(capex * part, before, month, months)
        before = month
    return np.asarray(flow, dtype=np.float64)


def _outcome(desk: _Desk, n: Mapping[str, float], capex: float, kept: tuple[str, list[Step]]) -> Outcome:
    end, steps = kept
    margin = _margin(desk, _ENDS.index(end), steps)
    flow = _flow(desk, n, capex, margin)
    rate = formulas.monthly_rate.step(f"economics.monthly[{end}]", r=n["discount"])
    noi = _noi(desk, n, kept)
    earned = formulas.yield_on_cost.step(f"economics.yield[{end}]", NOI=q(noi, "USD"), C=q(capex, "USD"))
    steps += [rate, earned]
    monthly = cash.internal_rate(flow)
    uptime = desk.rule("mining_uptime").si("")
    stays = miners_kw(desk.trades.site.plant) / 1000.0 * uptime * _HOURS_A_MONTH * margin
    return Outcome(
        cash.present_value(rate.number, flow), None if monthly is None else (1.0 + monthly) ** 12 - 1.0,
        cash.payback(flow), earned.number, _cover(desk, capex, noi, kept),
        cash.present_value(rate.number, np.full(desk.months, stays)), tuple(np.round(flow, 2).tolist()),
    )  # fmt: skip


def _cover(desk: _Desk, capex: float, noi: float, kept: tuple[str, list[Step]]) -> float | None:
    debt = desk.wish.debt
    if debt is None or debt.share.si("") <= 0.0:
        return None
    end, steps = kept
    monthly = formulas.monthly_rate(r=debt.rate.q.m_as("1/year"))
    payment = formulas.loan_payment.step(
        f"economics.payment[{end}]", L=q(capex * debt.share.si(""), "USD"), i_m=monthly,
        n=round(debt.term.si("year") * 12.0),
    )  # fmt: skip
    step = formulas.cover.step(f"economics.dscr[{end}]", NOI=q(noi, "USD"), A=payment)
    steps += [payment, step]
    return step.number


def _swings(
    desk: _Desk, mid: Mapping[str, float], known: Mapping[str, tuple[str, bool]], capex: list[float]
) -> tuple[Swing, ...]:
    """One input at a time to its ends, the widest swing first."""
    margins = [_margin(desk, place, None) for place in range(3)]

    def worth(n: Mapping[str, float], cost: float, margin: float) -> float:
        return cash.present_value(float((1.0 + n["discount"]) ** (1 / 12) - 1.0), _flow(desk, n, cost, margin))

    found = [Swing("capex", capex[2], capex[0], worth(mid, capex[2], margins[1]), worth(mid, capex[0], margins[1]),
                   "USD")]  # fmt: skip
    for key, (unit, _) in known.items():
        ends = [_number(desk, key, unit, place) for place in (0, 2)]
        if key in ("hash_price", "rack_price"):
            values = [worth(mid, capex[1], margins[place]) for place in (0, 2)]
        else:
            left = [_margin(desk, 1, None, p) if key == "power_price" else margins[1] for p in (0, 2)]
            values = [worth({**mid, key: number}, capex[1], m) for number, m in zip(ends, left, strict=True)]
        if ends[0] != ends[1]:
            found.append(Swing(key, ends[0], ends[1], values[0], values[1], unit))
    return tuple(sorted(found, key=lambda one: (-abs(one.npv_high - one.npv_low), one.key)))
