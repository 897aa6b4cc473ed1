"""The phases of a conversion: orders weighed, one chosen, its states proven, its orders dated."""

from collections.abc import Sequence

from designer.beside import beside
from designer.bom.records import BillOfMaterials, BomLine
from designer.conversion.phasing.ordering import in_hand_lead, order_dates
from designer.conversion.phasing.passage import Passage
from designer.conversion.phasing.states import Mine, prove_state
from designer.conversion.phasing.units import Order as Sequence_
from designer.conversion.phasing.units import orders_of, units_of
from designer.conversion.phasing.weighing import Ground, Site, Weighed, capex_shares, surveyed, taken_by, weigh
from designer.conversion.records import Phasing, State
from designer.errors import Mistake, Place, Refused
from designer.layout.mine import MineFloor
from designer.ledger import Step
from designer.model import Fate
from designer.redundancy.records import Proof, Trades
from designer.site.case_records import PhasingWish, Standing

__all__ = ["plan_phases"]

#: Mining power this much under what is promised keeps the promise [kW].
_ROUNDING = 1.0


def plan_phases(
    trades: Trades, proof: Proof, bom: BillOfMaterials, wish: PhasingWish, standing: Standing | None
) -> tuple[Phasing | None, tuple[Step, ...]]:
    """The phasing of a design, None where there is nothing to phase. Raises `Refused` for phases of unknown systems."""
    units = units_of(trades)
    if not units:
        return None, ()
    floor = MineFloor.of(trades.site.hall, trades.layout, trades.catalog)
    start = wish.start or trades.site.project.date
    leads = {line.id: lead for line in bom.lines if (lead := _in_hand(line, standing, start)) is not None}
    permits = _permit_weeks(trades, standing)
    site = Site(trades, proof, bom, units, floor, permits, leads)
    tried = [weigh(site, order) for order in _orders(site, wish)]
    ranked = sorted(tried, key=lambda one: (*_wrongs(site, one, wish), *_worth(one, wish.aim)))
    best = ranked[0]
    states = _states(site, best, wish)
    racks = tuple(_racks(site, best, n) for n in range(1, len(best.order) + 1))
    orders = tuple(order_dates(bom.lines, best.sets, best.schedule.tasks, leads, start))
    steps = [step for ground in (*best.rest, *best.clear, *best.work) for step in ground.steps]
    made = Phasing(
        wish.aim, start, states, best.schedule.tasks, orders, best.first_mw_week, best.end_week, best.schedule.live,
        racks, capex_shares(site, best.sets, racks),
        best.mined_mwh, tuple(None for _ in best.order), tuple(work.coolant_m3 for work in best.works),
        tuple(work.coolant_m3 / site.number("fill_rate", "m3/h") for work in best.works),
        tuple((" – ".join("+".join(names) for names in one.order), one.first_mw_week, sum(one.mined_mwh))
              for one in ranked),
        best.sets, best.phases,
    )  # fmt: skip
    return made, (*steps, *best.steps)


def _worth(one: Weighed, aim: str) -> tuple[float, float, float]:
    """What is wanted first; the other aim and an early end break ties."""
    mined = -round(sum(one.mined_mwh), 6)
    first = (one.first_mw_week, mined) if aim == "earliest-ai" else (mined, one.first_mw_week)
    return (*first, one.end_week)


def _wrongs(site: Site, one: Weighed, wish: PhasingWish) -> tuple[int, int]:
    """States of an order in which the mine has less than it is promised, and in which work crowds live plant."""
    short = sum(
        ground.mine_kw < _promised(site, wish, number) - _ROUNDING
        for grounds in (one.rest, one.clear, one.work) for number, ground in enumerate(grounds)
    )  # fmt: skip
    crowded = sum(_clear(site, one, number) < site.floor.clearance for number in range(1, len(one.order)))
    return short, crowded


def _clear(site: Site, one: Weighed, number: int) -> float:
    """Least distance [m] between the plant under work after a phase and the plant that is there."""
    under = [tag for tag, phase in one.sets.items() if phase == number + 1]
    there = [tag for tag, phase in one.sets.items() if phase <= number]
    return site.floor.clear_of(_plant(site, under), _plant(site, there))


def _orders(site: Site, wish: PhasingWish) -> tuple[Sequence_, ...]:
    names = [unit.name for unit in site.units]
    if wish.phases is None:
        return orders_of(site.units, int(site.number("orders_most")), int(site.number("phases_most")))
    said = [name for phase in wish.phases for name in phase.systems]
    mistakes = [
        Mistake("phase-unknown", Place("", 0, f"phasing.phases[{n}].systems"), name, ", ".join(names))
        for n, phase in enumerate(wish.phases) for name in phase.systems if name not in names
    ]  # fmt: skip
    left = [name for name in names if name not in said]
    if left and not mistakes:
        mistakes = [Mistake("phase-missing", Place("", 0, "phasing.phases"), "", ", ".join(left))]
    if mistakes:
        raise Refused(mistakes)
    return (tuple(phase.systems for phase in wish.phases),)


def _permit_weeks(trades: Trades, standing: Standing | None) -> float:
    """Weeks until the last permit that still takes time; the house's where none is told."""
    usual = trades.catalog.threshold("phasing", "permits").si("week")
    if standing is None or standing.permits is None:
        return usual
    told = [
        (p.takes.si("week") if p.takes is not None and p.takes.known else usual)
        for p in standing.permits if p.status in ("applied", "none")
    ]  # fmt: skip
    return max(told, default=0.0)


def _in_hand(line: BomLine, standing: Standing | None, start: str) -> float | None:
    """The lead [weeks] of a line that is owned or ordered in full, None where nothing is in hand."""
    if standing is None or line.fate is not Fate.NEW:
        return None
    kind = line.catalog.partition("/")[0] or line.system.partition(".")[2]
    items = [x for x in standing.long_lead or () if x.kind == kind]
    if sum(x.count for x in items if x.status == "owned") >= line.total:
        return 0.0
    if sum(x.count for x in items if x.status in ("owned", "ordered")) < line.total:
        return None
    return in_hand_lead([x.arrives for x in items if x.status == "ordered" and x.arrives], start)


def _racks(site: Site, best: Weighed, number: int) -> int:
    """GPU racks live once phase `number` is."""
    return sum(best.phases.get(tag, 1) <= number for unit in site.units for tag in unit.racks)


def _states(site: Site, best: Weighed, wish: PhasingWish) -> tuple[State, ...]:
    """Every state in order: of each phase its floor cleared and it built, those proven side by side; the last one."""
    count = len(best.order)
    built = beside(lambda: [_state(site, best, (n, "build"), wish) for n in range(count)])
    *cleared, last = (_state(site, best, (n, "clear" if n < count else "live"), wish) for n in range(count + 1))
    return (*(state for pair in zip(cleared, built(), strict=True) for state in pair), last)


def _state(site: Site, best: Weighed, moment: tuple[int, str], wish: PhasingWish) -> State:
    """A state: what is live, what is under work, and the mine that is left."""
    number, stage = moment
    last = stage == "live"
    ground = {"live": best.rest, "clear": best.clear, "build": best.work}[stage][number]
    standing = {tag for tag, phase in best.phases.items() if phase <= number} if number else set()
    there = {tag for tag, phase in best.sets.items() if phase <= number + (stage != "live")}
    found = prove_state(
        site.proof, site.trades.power.loads, standing, _mine(site, ground), site.trades.catalog
    )
    promised = _promised(site, wish, number)
    wrong = list(found.exceptions)
    if ground.mine_kw < promised - _ROUNDING:
        wrong.append("mine-short")
    clear = _clear(site, best, number)
    if number and not last and clear < site.floor.clearance:
        wrong.append("work-beside-live")
    passage = Passage.of(site.trades.site.hall, site.trades.layout, site.trades.catalog)
    wrong += passage.shut(there, standing, ground.zones["mine"])
    taken = taken_by(site, best.phases, number + 1 if stage == "build" else number)
    return State(
        number, stage, best.order[number - 1] if number else (), taken,
        ground.left, _racks(site, best, number) if number else 0, ground.ai_kw, ground.mine_kw, ground.held_by,
        ground.zones, found.served, found.worst, found.worst_tag, tuple(wrong), clear, found.elements,
        _shed(site, best, number) if stage == "build" else 0.0, promised, found.lost_kw,
    )  # fmt: skip


def _shed(site: Site, best: Weighed, number: int) -> float:
    """Mining power [kW] that must stop while the next phase is tested at full load, so that the import holds."""
    limit = site.trades.site.feed.import_limit
    if number == len(best.order) or not limit.known:
        return 0.0
    return max(0.0, best.rest[number + 1].ai_kw + best.work[number].mine_kw - limit.si("kW"))


def _plant(site: Site, tags: Sequence[str]) -> list[str]:
    """Energised things with space to be worked in: boards, panels, UPS, racks."""
    kinds = ("switchboard", "panel", "ups", "battery", "rack", "transformer")
    graph = site.proof.graph.elements
    return [tag for tag in tags if graph[tag].kind in kinds]


def _mine(site: Site, ground: Ground) -> list[Mine]:
    """The mining power that is left, spread over the transformers left by their rating."""
    ratings = surveyed(site)
    total = sum(ratings[tag] for tag in ground.left)
    factor = site.number("mine_power_factor")
    return [
        Mine(tag, ratings[tag] * factor, ground.mine_kw * ratings[tag] / total, factor)
        for tag in ground.left if total and ground.mine_kw > 0.0
    ]  # fmt: skip


def _promised(site: Site, wish: PhasingWish, number: int) -> float:
    """Mining power [kW] that the brief wants in a state: of the phase under work, else what is kept for good."""
    phases = wish.phases or ()
    if number < len(phases) and phases[number].mine is not None:
        return phases[number].mine.si("kW")  # type: ignore[union-attr]
    keep = site.trades.site.wishes.mining.keep
    return keep.si("kW") if keep.known else 0.0
