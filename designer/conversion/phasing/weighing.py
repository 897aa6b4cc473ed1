"""An order of the phases worked out: who stands when, what floor and feeders are left to the mine, what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from designer.bom.records import BillOfMaterials
from designer.conversion.phasing import formulas
from designer.conversion.phasing.ordering import needed_in
from designer.conversion.phasing.scheduling import Schedule, Work, schedule
from designer.conversion.phasing.units import Order, Unit, phases_of_elements, set_phases
from designer.layout.mine import MineFloor, mine_by_floor, miners_kw
from designer.ledger import Step
from designer.model import Fate, LoadClass
from designer.redundancy.records import Proof, Trades
from designer.units import q

__all__ = ["Ground", "Site", "Weighed", "capex_shares", "surveyed", "taken_by", "weigh"]

_HOURS_A_WEEK = 168.0


@dataclass(frozen=True, slots=True)
class Site:
    """What every order shares."""

    trades: Trades
    proof: Proof
    bom: BillOfMaterials
    units: tuple[Unit, ...]
    floor: MineFloor
    permit_weeks: float
    leads: Mapping[str, float]

    def number(self, key: str, unit: str = "") -> float:
        """A threshold of the family `phasing`."""
        return self.trades.catalog.threshold("phasing", key).si(unit)


@dataclass(frozen=True, slots=True)
class Ground:
    """A moment: AI import and mining power [kW], what holds the mine, transformers left, zones, working."""

    ai_kw: float
    mine_kw: float
    held_by: str
    left: tuple[str, ...]
    zones: Mapping[str, BaseGeometry]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """An order with its states: `rest[k]` once phase k is live, `clear[k]` while the floor of phase k + 1 is cleared,
    `work[k]` once its feeders are taken too.
    """

    order: Order
    phases: Mapping[str, int]
    sets: Mapping[str, int]
    rest: tuple[Ground, ...]
    clear: tuple[Ground, ...]
    work: tuple[Ground, ...]
    schedule: Schedule
    works: tuple[Work, ...]
    mined_mwh: tuple[float, ...]
    first_mw_week: float
    steps: tuple[Step, ...]

    @property
    def end_week(self) -> float:
        """When the last phase is live."""
        return self.schedule.live[-1]


def taken_by(site: Site, phases: Mapping[str, int], number: int) -> tuple[str, ...]:
    """Surveyed transformers that belong to the AI hall up to a phase."""
    graph = site.proof.graph.elements
    found = {graph[tag].survey or tag for tag, n in phases.items() if n <= number and graph[tag].kind == "transformer"}
    return tuple(sorted(found & surveyed(site).keys()))


def surveyed(site: Site) -> dict[str, float]:
    """Rating [kVA] of each surveyed unit transformer by its tag."""
    return {
        tag: item.rating.si("kVA") for item in site.trades.site.plant if item.feeds_hall
        for tag in item.tags if item.rating.known
    }  # fmt: skip


def weigh(site: Site, order: Order) -> Weighed:
    """Work an order out."""
    phases = phases_of_elements(site.proof.graph, order, site.units)
    sets = set_phases(site.trades.layout, phases)
    count = len(order)
    rest = tuple(_ground(site, phases, sets, (k, k, k)) for k in range(count + 1))
    clear = tuple(_ground(site, phases, sets, (k, k + 1, k)) for k in range(count))
    work = tuple(_ground(site, phases, sets, (k, k + 1, k + 1)) for k in range(count))
    works = tuple(_work(site, (phases, sets), order, n, rest) for n in range(1, count + 1))
    dated = schedule(site.trades.catalog, works, site.permit_weeks)
    mined, steps = _mined(site, dated, (rest, clear, work))
    return Weighed(order, phases, sets, rest, clear, work, dated, works, mined, _first(site, order, dated), steps)


def _ground(site: Site, phases: Mapping[str, int], sets: Mapping[str, int], moment: tuple[int, int, int]) -> Ground:
    """The moment in which phases up to the first number run, up to the second have the floor, to the third feeders."""
    live, floored, taken = moment
    floor, trades = site.floor, site.trades
    mine = miners_kw(trades.site.plant)
    on = [tag for tag, n in sets.items() if n <= live]
    under = [tag for tag, n in sets.items() if live < n <= floored]
    zones = {"live": floor.zone(on, live > 0), "work": floor.zone(under, live == 0 and floored > 0)}
    zones["mine"] = floor.left(zones["live"], zones["work"])
    zones["ways"] = floor.ways
    loads = sum(x.design_kw for x in trades.power.loads if phases.get(x.tag, 1) <= live) if live else 0.0
    whole = sum(x.design_kw for x in trades.power.loads) or 1.0
    name = f"[{live}-{floored}-{taken}]"
    ai = formulas.ai_import.step(
        f"conversion.ai_import{name}", P_live=q(loads, "kW"), P_peak=q(trades.power.site_power_peak_kw, "kW"),
        P_all=q(whole, "kW"),
    )  # fmt: skip
    ratings = surveyed(site)
    gone = {*taken_by(site, phases, taken)}
    left = tuple(tag for tag in sorted(ratings) if tag not in gone)
    by_floor = mine_by_floor.step(
        f"conversion.mine_by_floor{name}", P_miners=q(mine, "kW"), A_free=q(zones["mine"].area, "m2"),
        A_hall=q(floor.hall.polygon.area, "m2"),
    )  # fmt: skip
    by_feed = formulas.mine_by_transformers.step(
        f"conversion.mine_by_transformers{name}", S_left=q(sum(ratings[t] for t in left), "kVA"),
        s_load=trades.catalog.threshold("phasing", "mine_share"),
        pf=q(site.number("mine_power_factor"), "kW/kVA"),
    )  # fmt: skip
    limits = {"miners": mine, "floor": by_floor.si("kW"), "transformers": by_feed.si("kW")}
    steps = [ai, by_floor, by_feed]
    limit = trades.site.feed.import_limit
    if limit.known:
        by_import = formulas.mine_by_import.step(f"conversion.mine_by_import{name}", P_limit=limit, P_AI=ai)
        limits["import"] = max(0.0, by_import.si("kW"))
        steps.append(by_import)
    held = min(limits, key=lambda key: limits[key])
    return Ground(ai.si("kW"), max(0.0, limits[held]), held, left, zones, tuple(steps))


def _work(
    site: Site, when: tuple[Mapping[str, int], Mapping[str, int]], order: Order, n: int, rest: Sequence[Ground]
) -> Work:
    graph = site.proof.graph.elements
    phases, sets = when
    own = [graph[tag] for tag, phase in sets.items() if phase == n]
    racks = {tag for unit in site.units if unit.name in order[n - 1] for tag in unit.racks}
    it = sum(x.design_kw for x in site.trades.power.loads if x.load_class is LoadClass.GPU and x.tag in racks)
    blocks = {b.switchboard: b.rating_kva for b in site.trades.power.blocks if sets.get(b.switchboard, 1) == n}
    share = len(racks) / max(1, sum(len(unit.racks) for unit in site.units))
    litres = filled(site.trades.cooling.volumes, share, n == 1)
    under = site.floor.zone([e.tag for e in own], n == 1)
    alive = sum(phases.get(b.switchboard, 1) == n for b in site.trades.power.blocks)
    return Work(
        under.area, (len(blocks) + alive) / 2.0, sum(e.kind == "cdu" for e in own), sum(e.kind == "rack" for e in own),
        litres / 1000.0, _leads(site, sets, n), it,
        _block(site, phases, n) * site.number("mine_power_factor"), rest[n].ai_kw,
    )  # fmt: skip


def filled(volumes: Mapping[str, float], share: float, first: bool) -> float:
    """Coolant that a phase fills [L], by the names of `volumes`: its share of the technology loops; the first one the
    facility and chilled-water loops with their buffer too, for plant that serves several phases stands from then on.

    >>> filled({"tcs_total": 100.0, "tcs_pipes": 80.0, "fws_total": 500.0, "reserve": 60.0}, 0.5, True)
    550.0
    """
    shared = sum(volumes.get(name, 0.0) for name in ("fws_total", "chw_total", "buffer"))
    return volumes.get("tcs_total", 0.0) * share + (shared if first else 0.0)


def _block(site: Site, phases: Mapping[str, int], n: int) -> float:
    """Rating of the largest block that a phase takes into service [kVA]."""
    return max((b.rating_kva for b in site.trades.power.blocks if phases.get(b.switchboard, 1) == n), default=0.0)


def _leads(site: Site, phases: Mapping[str, int], n: int) -> dict[str, float]:
    """The longest lead of each trade among what a phase needs and is not in hand."""
    found: dict[str, float] = {}
    for line in site.bom.lines:
        if line.fate is Fate.NEW and line.lead_high and n in needed_in(line, phases):
            trade = line.trade.value if line.trade.value in ("power", "cooling") else "fabric"
            found[trade] = max(found.get(trade, 0.0), site.leads.get(line.id, line.lead_high))
    return found


def _mined(
    site: Site, dated: Schedule, grounds: tuple[Sequence[Ground], Sequence[Ground], Sequence[Ground]]
) -> tuple[tuple[float, ...], tuple[Step, ...]]:
    """Energy mined from the end of one phase to the end of the next."""
    uptime = site.trades.catalog.threshold("economics", "mining_uptime")
    rest, clear, work = grounds
    found, steps, before = [], [], 0.0
    for n, (begin, build, live) in enumerate(zip(dated.works, dated.builds, dated.live, strict=True)):
        step = formulas.mined_energy.step(
            f"conversion.mined[{n + 1}]", P_rest=q(rest[n].mine_kw, "kW"), t_rest=q(begin - before, "week"),
            P_clear=q(clear[n].mine_kw, "kW"), t_clear=q(build - begin, "week"), P_work=q(work[n].mine_kw, "kW"),
            t_work=q(live - build, "week"), u=uptime,
        )  # fmt: skip
        found.append(step.si("MWh"))
        steps.append(step)
        before = live
    return tuple(found), tuple(steps)


def _first(site: Site, order: Order, dated: Schedule) -> float:
    """The week in which a megawatt of GPU racks is live, or all of them where they are less."""
    power = {x.tag: x.design_kw for x in site.trades.power.loads if x.load_class is LoadClass.GPU}
    racks = {unit.name: unit.racks for unit in site.units}
    total = 0.0
    for names, live in zip(order, dated.live, strict=True):
        total += sum(power.get(tag, 0.0) for name in names for tag in racks[name])
        if total >= 1000.0:
            return live
    return dated.live[-1]


def capex_shares(site: Site, sets: Mapping[str, int], racks: Sequence[int]) -> tuple[float, ...]:
    """Share of the cost of the priced lines that each phase sets; what has no tag goes with the racks."""
    spent = [0.0] * len(racks)
    grown = [now - before for before, now in zip((0, *racks), racks, strict=False)]
    for line in site.bom.lines:
        if line.unit_cost is None:
            continue
        cost = line.total * line.unit_cost[1]
        phases = [sets[tag] for tag in line.tags if tag in sets]
        for n in range(len(racks)):
            share = phases.count(n + 1) / len(phases) if phases else grown[n] / max(1, racks[-1])
            spent[n] += cost * share
    total = sum(spent) or 1.0
    return tuple(part / total for part in spent)
