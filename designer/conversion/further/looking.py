"""Looking further: each upgrade tried by sizing again and, where it is wanted, by designing the whole hall again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor

from designer.bom.records import BillOfMaterials
from designer.conversion.further.records import TARGETS, Further, Move, Range, Sketch, Target
from designer.conversion.further.upgrades import UPGRADES, Upgrade, upgrades_for
from designer.conversion.suitability import formulas
from designer.errors import Refused
from designer.fabric import count, sized_as_counted
from designer.model import Constraint
from designer.redundancy.records import Trades
from designer.site.records import Site
from designer.sizing import Programme, size
from designer.sizing.records import CapacityLimit, NetworkNeed
from designer.units import q

__all__ = ["Redesign", "look_further", "seek", "sketch_of"]

#: Doublings of a step within which the least amount is looked for, and whole designs made to find it.
_DOUBLINGS, _DESIGNS = 8, 4
_SAME = 1e-3
_ENDS = ("low", "mid", "high")


def sketch_of(trades: Trades, bom: BillOfMaterials, failing: tuple[str, ...]) -> Sketch:
    """The figures of a whole design."""
    power, cooling = trades.power, trades.cooling
    numbers = {
        **_sized(trades.programme), "site_peak": power.site_power_peak_kw, "it": power.critical_it_kw,
        "pue": cooling.annual.pue, "water_day": cooling.daily_water, "generators_kw": power.generators_kw,
        "ups_kw": power.ups_kw,
    }  # fmt: skip
    leads = {
        f"{line.description} {line.rating}".strip(): (line.total, line.lead_low, line.lead_high)
        for line in bom.lines if line.lead_low is not None and line.lead_high is not None
    }  # fmt: skip
    programme = trades.programme
    return Sketch(programme.gpu_racks, programme.binding, numbers, bom.total, leads, failing)


def _sized(programme: Programme) -> dict[str, float]:
    """What sizing says of a programme."""
    found = {"site_peak": programme.estimates.get("site_peak", 0.0), "blocks": float(programme.blocks),
             "network_racks": float(programme.network.racks)}  # fmt: skip
    for module in programme.modules:
        if module.kind in ("cdu", "cooler", "chiller", "air-unit", "ups", "generator", "transformer"):
            found[module.kind] = found.get(module.kind, 0.0) + module.count
    return found


def _carried(programme: Programme) -> int:
    """GPU racks that a programme may have: none while a limit forbids any."""
    return 0 if any(limit.fails for limit in programme.limits) else programme.gpu_racks


@dataclass(frozen=True, slots=True)
class Redesign:
    """The design as it came out, and what designs the whole of a site again: None where its brief would be refused."""

    base: Sketch
    design: Callable[[Site], Sketch | None]


@dataclass(frozen=True, slots=True)
class _Desk:
    """The design as it is, and how it is sized again."""

    trades: Trades
    known: dict[tuple[str, int], Programme | None]
    made: dict[tuple[str, int], Sketch | None]
    counts: dict[object, NetworkNeed]
    started: dict[tuple[str, int], Programme | None]

    @property
    def programme(self) -> Programme:
        return self.trades.programme

    def network(self, site: Site) -> NetworkNeed | None:
        """The networks as they were counted for the design as it is, where the site wishes the same of them."""
        need = self.programme.network
        return need if need.served and site.wishes.fabric == self.trades.site.wishes.fabric else None

    def number(self, key: str, unit: str = "") -> float:
        return self.trades.catalog.threshold("conversion", key).si(unit)

    def step(self, upgrade: Upgrade) -> float:
        """What one step of an upgrade is, in its unit."""
        return self.number(upgrade.step, upgrade.unit) if upgrade.step else 1.0

    def site(self, key: str, steps: int) -> Site | None:
        """The site with an upgrade; no steps: as it is."""
        upgrade = UPGRADES[key]
        return upgrade.apply(self.trades.site, self.trades.catalog, steps * self.step(upgrade))

    def resized(self, key: str, steps: int) -> Programme | None:
        """The programme with an upgrade and networks as they are, None where it cannot be had."""
        if (key, steps) not in self.known:
            site = self.site(key, steps)
            try:
                self.known[key, steps] = None if site is None else self._size(key, site, self.network(site))
            except Refused:
                self.known[key, steps] = None
        return self.known[key, steps]

    def counted(self, key: str, steps: int) -> Programme | None:
        """The programme with an upgrade as a design would start from: networks counted for its own racks."""
        if (key, steps) not in self.started:
            self.started[key, steps] = self._started(key, steps)
        return self.started[key, steps]

    def _started(self, key: str, steps: int) -> Programme | None:
        site = self.site(key, steps)
        if site is None:
            return None

        def counting(programme: Programme) -> NetworkNeed:
            asked = programme.served, site.wishes.fabric
            if asked not in self.counts:
                self.counts[asked] = count(site, programme, self.trades.catalog)
            return self.counts[asked]

        try:
            return sized_as_counted(partial(self._size, key, site), counting)[0]
        except Refused:
            return None

    def designed(self, again: Redesign, key: str, steps: int) -> Sketch | None:
        """The whole design with an upgrade, None where it cannot be had."""
        site = self.site(key, steps)
        if (key, steps) not in self.made:
            self.made[key, steps] = None if site is None else again.design(site)
        return self.made[key, steps]

    def _size(self, key: str, site: Site, counted: NetworkNeed | None) -> Programme:
        trades = self.trades
        held = _held(trades, key, site)
        return size(site, trades.requirements, trades.catalog, held, trades.programme.round, counted)


def _held(trades: Trades, key: str, site: Site) -> tuple[Constraint, ...]:
    """What the trades found stays, but a cap on the racks gives way in proportion to what an upgrade adds to it."""
    found = []
    for one in trades.programme.constraints:
        if one.key != "racks.max":
            found.append(one)
            continue
        limit = CapacityLimit("found", trades.programme.limits[0].trade, 0, one.origin)
        if key in upgrades_for(limit, trades.programme, trades):
            grown = _grown(trades.site, site, key)
            if grown is not None:
                found.append(replace(one, amount=float(floor(one.amount * grown))))
        else:
            found.append(one)
    return tuple(found)


def _grown(before: Site, after: Site, key: str) -> float | None:
    """How much more of its ground an upgrade gives, None where that does not scale."""
    if key == "hall":
        return after.hall.polygon.area / before.hall.polygon.area
    if key == "yard":
        return sum(y.area for y in after.hall.yards) / sum(y.area for y in before.hall.yards)
    if key == "import":
        return after.feed.import_limit.si("kW") / before.feed.import_limit.si("kW")
    return None


def seek(trades: Trades, again: Redesign | None = None) -> tuple[Move, ...]:
    """Every single upgrade of every constraint for the next rack, unit and megawatt; with `again` each that frees one
    is designed whole, else it is sized.
    """
    counts: dict[object, NetworkNeed] = {(trades.programme.served, trades.site.wishes.fabric): trades.programme.network}
    desk = _Desk(trades, {}, {}, counts, {})
    asked = _asked(trades.programme, _carried(trades.programme))
    moves: list[Move] = []
    for limit in trades.programme.limits:
        for key in upgrades_for(limit, trades.programme, trades):
            if all(move.upgrade != key for move in moves):
                moves += _moves(desk, (limit, key), asked, again)
    return tuple(moves)


def look_further(base: Sketch, moves: Sequence[Move]) -> Further:
    """What was sought for a design, with the cheapest upgrade of each target."""
    best: dict[str, int] = {}
    for target in TARGETS:
        able = [n for n, move in enumerate(moves) if move.target == target and move.frees]
        if able:
            best[target] = min(able, key=lambda n: (_price(moves[n]), n))
    return Further(base, tuple(moves), best)


def _asked(programme: Programme, racks: int) -> dict[Target, int]:
    """GPU racks of each target: one more, the next whole scalable unit, a megawatt more."""
    group = [g for g in programme.racks if g.purpose == "gpu"][-1]
    unit = max(1, group.unit_racks)
    return {"rack": racks + 1, "unit": (racks // unit + 1) * unit, "megawatt": racks + ceil(1000.0 / group.load_kw)}


def _price(move: Move) -> float:
    return sum(cost[1] for cost in (move.cost, move.plant) if cost is not None)


def _moves(
    desk: _Desk, held: tuple[CapacityLimit, str], asked: Mapping[Target, int], again: Redesign | None
) -> Iterator[Move]:
    limit, key = held
    if desk.resized(key, 1) is None:
        return
    for target, racks in asked.items():
        steps = _least(desk, key, racks)
        move = _move(desk, (limit, key, target, racks), steps or _most(desk, key))
        if steps is not None and again is not None:
            move = _redesigned(desk, again, move, steps)
        yield move
        if steps is None:
            return


def _most(desk: _Desk, key: str) -> int:
    """As many steps as an upgrade can take."""
    if not UPGRADES[key].step:
        return 1
    return next(n for k in range(_DOUBLINGS, -1, -1) if desk.resized(key, n := 2**k) is not None)


def _least(desk: _Desk, key: str, racks: int) -> int | None:
    """The least number of steps with which sizing carries so many racks; None where none does."""

    def enough(steps: int, sized: Callable[[str, int], Programme | None] = desk.resized) -> bool:
        programme = sized(key, steps)
        return programme is not None and _carried(programme) >= racks

    most = _most(desk, key)
    if not enough(most) and not enough(most, desk.counted):
        return None
    high = _between(enough, 0, 1, most)
    if not enough(high, desk.counted):
        return _between(partial(enough, sized=desk.counted), high, high + 1, most) if high < most else high
    for _ in range(_DESIGNS):
        if high > 1 and enough(high - 1, desk.counted):
            high -= 1
    return high


def _between(enough: Callable[[int], bool], low: int, high: int, most: int) -> int:
    """The least steps that are enough, more than `low` that are not: by doubling from `high`, then halving; `most` when
    not even these are.
    """
    while high < most and not enough(high):
        low, high = high, min(most, high + 2 * (high - low))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _move(desk: _Desk, asked: tuple[CapacityLimit, str, Target, int], steps: int) -> Move:
    """A move by sizing alone."""
    limit, key, target, racks = asked
    upgrade = UPGRADES[key]
    site, programme = desk.site(key, steps), desk.counted(key, steps)
    if site is None or programme is None:
        raise LookupError(key)
    amount = steps * desk.step(upgrade) if upgrade.step else 0.0
    carried = _carried(programme)
    frees = carried >= racks
    effects = _effects(_sized(desk.programme), _sized(programme)) if frees else ()
    return Move(
        limit.key, limit.racks, key, target, racks, carried, amount if frees else 0.0, upgrade.unit, upgrade.path,
        upgrade.said(site) if frees else "", programme.limits[-1].key if not carried else programme.binding,
        _own_cost(desk, key, site, programme) if frees else None, None, _own_weeks(desk, upgrade), effects,
    )  # fmt: skip


def _effects(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (key, before.get(key, 0.0), after.get(key, 0.0)) for key in dict.fromkeys((*before, *after))
        if abs(after.get(key, 0.0) - before.get(key, 0.0)) > _SAME * max(1e-9, abs(before.get(key, 0.0)))
    )  # fmt: skip


def _own_cost(desk: _Desk, key: str, site: Site, programme: Programme) -> Range | None:
    """What the upgrade itself costs; what comes with it is in the bill of materials."""
    upgrade = UPGRADES[key]
    if not upgrade.priced:
        return None
    amount, unit = _paid(desk, key, site, programme)
    low, mid, high = (
        formulas.remedy_cost(
            n=q(amount, unit), c=desk.trades.catalog.threshold("conversion", f"{upgrade.priced}.{end}")
        ).m_as("USD")
        for end in _ENDS
    )
    return low, mid, high


def _paid(desk: _Desk, key: str, site: Site, programme: Programme) -> tuple[float, str]:
    """The amount that is paid for, and its unit."""
    basis, before = UPGRADES[key].basis, desk.trades.site
    if basis == "floor":
        return before.hall.polygon.area, "m2"
    if basis == "grown":
        return site.hall.polygon.area - before.hall.polygon.area, "m2"
    if basis == "heat":
        heat = [p.estimates.get("heat_liquid", 0.0) + p.estimates.get("heat_air", 0.0)
                for p in (desk.programme, programme)]  # fmt: skip
        return heat[1] - (heat[0] if _carried(desk.programme) else 0.0), "kW"
    if key == "yard":
        return sum(y.area for y in site.hall.yards) - sum(y.area for y in before.hall.yards), "m2"
    return site.feed.import_limit.si("kW") - before.feed.import_limit.si("kW"), "kW"


def _own_weeks(desk: _Desk, upgrade: Upgrade) -> tuple[float, float] | None:
    if not upgrade.priced:
        return None
    return desk.number(f"{upgrade.priced}.weeks_low", "week"), desk.number(f"{upgrade.priced}.weeks_high", "week")


def _redesigned(desk: _Desk, again: Redesign, move: Move, steps: int) -> Move:
    """A move with the whole hall designed again: the amount grows until the design, not only its sizing, reaches it."""
    upgrade = UPGRADES[move.upgrade]
    best = move
    for round in range(1, _DESIGNS + 1):
        site = desk.site(move.upgrade, steps)
        made = desk.designed(again, move.upgrade, steps)
        if site is None or made is None:
            return best
        best = _whole(desk, move, (site, steps, round), (again.base, made))
        if best.frees or not upgrade.step:
            return best
        steps += max(1, ceil(steps * (move.asked - best.racks) / max(1, move.asked - again.base.racks)))
    return best


def _whole(desk: _Desk, move: Move, tried: tuple[Site, int, int], sketches: tuple[Sketch, Sketch]) -> Move:
    (site, steps, round), (base, made) = tried, sketches
    upgrade = UPGRADES[move.upgrade]
    grown = [(low, high) for name, (count, low, high) in made.leads.items()
             if count > base.leads.get(name, (0.0, 0.0, 0.0))[0]]  # fmt: skip
    weeks = [*grown, *([move.weeks] if move.weeks else [])]
    before, after = base.cost, made.cost
    plant: Range | None = None
    if before is not None and after is not None:
        plant = (after[0] - before[0], after[1] - before[1], after[2] - before[2])
    programme = desk.resized(move.upgrade, steps)
    return replace(
        move, racks=made.racks, amount=steps * desk.step(upgrade) if upgrade.step else 0.0, said=upgrade.said(site),
        held_by=made.binding, plant=plant, effects=_effects(base.numbers, made.numbers),
        cost=_own_cost(desk, move.upgrade, site, programme) if programme else move.cost,
        weeks=(max(w[0] for w in weeks), max(w[1] for w in weeks)) if weeks else None,
        failing=tuple(sorted({*made.failing} - {*base.failing})),
        cured=tuple(sorted({*base.failing} - {*made.failing})), found="designed", rounds=round,
    )  # fmt: skip
