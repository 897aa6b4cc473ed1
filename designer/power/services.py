"""How everything that is no GPU rack is fed: core and controls from two UPS sides, plant through transfer switches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from designer.model import Load, LoadClass, NoteKind
from designer.power.architectures import pair_order
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit
from designer.power.loading import block_loads, loads_without
from designer.power.places import Places
from designer.power.rack_feed import usable_apparent
from designer.power.three_phase import PER_VA, vector_of

__all__ = ["Pair", "Panel", "Services", "Supply", "core_classes", "serve", "vector"]

#: Classes that stand behind a UPS.
core_classes = (LoadClass.CONTROL, LoadClass.CORE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units by index among the services (equal when there is only one)."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A pair of distribution panels A and B with the loads on both; `core` behind the UPS sides, else on a pair of
    boards.
    """

    name: str
    core: bool
    loads: tuple[Load, ...]
    pair: Pair = Pair(0, 0)

    @property
    def power(self) -> complex:
        """Load of both sides together [kVA]."""
        return sum((vector(load) for load in self.loads), 0j)

    def tag(self, side: str) -> str:
        """The tag of one side's panel."""
        return f"{self.name}{side}"

    def unit(self, side: str) -> int:
        """The index of the unit that feeds a side."""
        return self.pair.first if side == "A" else self.pair.second


@dataclass(frozen=True, slots=True)
class Supply:
    """One load on a panel pair: with two cords, or on `side` through a transfer switch."""

    load: Load
    panel: Panel
    side: str
    transfers: bool


@dataclass(frozen=True, slots=True)
class Services:
    """Panels, supplies, and the pair that carries the two UPS sides (None when nothing needs a UPS)."""

    panels: tuple[Panel, ...]
    supplies: tuple[Supply, ...]
    core: Pair | None
    has_ups: bool


def vector(load: Load) -> complex:
    """A load as complex apparent power [kVA]."""
    return vector_of(load.design_kw, load.power_factor)


def serve(basis: Basis, groups: Groups, loads: Sequence[Load], places: Places) -> Services:
    """Panels for every load that is no GPU rack, shared out over the service units so that the worst loss is least."""
    wishes = basis.site.wishes.power
    minutes = wishes.core_ups
    has_ups = minutes.known and minutes.si("min") > 0.0
    core = _panels(basis, [x for x in loads if x.load_class in core_classes], "PDP", True, places)
    plant = _panels(basis, [x for x in loads if x.load_class not in core_classes], "MDP", False, places)
    if not groups.services:
        if core or plant:
            basis.note(NoteKind.RISK, "services_without_block")
        return Services((), (), None, has_ups)
    if len(groups.services) == 1:
        basis.note(NoteKind.RISK, "services_single_path", groups.services[0].transformer)
    panels, pair = _share_out(core, plant, groups.services, places.home("A"))
    supplies = tuple(s for panel in panels for s in _supplies(panel))
    return Services(panels, supplies, pair, has_ups)


def _panels(basis: Basis, loads: Sequence[Load], prefix: str, core: bool, places: Places) -> list[Panel]:
    """Loads in the order of the hall, filled into panels up to their rating; a large load has a panel of its own."""
    volts = basis.site.wishes.power.voltage
    most = usable_apparent(
        V=volts, I_whip=basis.rule("panel_current"), f_cont=basis.pack.continuous_factor, k_VA=PER_VA
    ).magnitude
    ordered = sorted(loads, key=lambda x: (x.kind, _along(x, places), x.tag))
    bins: list[list[Load]] = []
    for load in ordered:
        here = bins[-1] if bins else None
        same = here is not None and here[0].kind == load.kind
        if here is not None and same and abs(sum(map(vector, [*here, load]), 0j)) <= most:
            here.append(load)
        else:
            bins.append([load])
    return [Panel(f"{prefix}-{n:02d}", core, tuple(b)) for n, b in enumerate(bins, 1)]


def _along(load: Load, places: Places) -> tuple[float, float]:
    at = load.position or places.at.get(load.tag)
    return (at.x, at.y) if at else (0.0, 0.0)


@dataclass(slots=True)
class _Table:
    """What is laid on the units so far (local to one sharing out): ends, load, whether it moves."""

    units: Sequence[Unit]
    laid: list[tuple[Pair, complex, bool]]

    def best(self, pairs: Sequence[Pair], power: complex, moves: bool) -> Pair:
        """The pair that leaves the least worst loading after a lost unit, then after a lost room, then the most
        even.
        """
        chosen = min(pairs, key=lambda p: (*self._cost(p, power, moves), p.first, p.second))
        self.laid.append((chosen, power, moves))
        return chosen

    def _cost(self, pair: Pair, power: complex, moves: bool) -> tuple[float, float, float, float]:
        trial = [*self.laid, (pair, power, moves)]
        first, second = (np.array([end(p) for p, _, _ in trial]) for end in (_first, _second))
        load, moved = np.array([s for _, s, _ in trial]), np.array([m for _, _, m in trial])
        ratings = np.array([u.plate.rating for u in self.units])
        loads = block_loads(first, second, load, len(ratings), moved)
        worst, normal = loads.worst()[0] / ratings, np.abs(loads.normal) / ratings
        rooms = 0.0
        for room in sorted({u.board.room for u in self.units}):
            dead = np.array([u.board.room == room for u in self.units])
            without = np.abs(loads_without(first, second, load, moved, dead)) / ratings
            rooms = max(rooms, float(without.max()))
        most, even = float(worst.max()), float((normal**2).sum())
        return round(most, 9), round(rooms, 9), round(even, 9), round(float((worst**2).sum()), 9)


def _first(pair: Pair) -> int:
    return pair.first


def _second(pair: Pair) -> int:
    return pair.second


def _share_out(
    core: list[Panel], plant: list[Panel], units: Sequence[Unit], home: str
) -> tuple[tuple[Panel, ...], Pair | None]:
    """Largest first, each on the pair (and side) that leaves the least worst loading after any loss; pairs across
    rooms.

    Side A of the core stands in the `home` room of path A where one of its units does.
    """
    every = [Pair(a, b) for a, b in pair_order(len(units))] if len(units) > 1 else [Pair(0, 0)]
    pairs = [p for p in every if units[p.first].board.room != units[p.second].board.room] or every
    table = _Table(units, [])
    core_pair: Pair | None = None
    if core:
        core_pair = table.best(pairs, sum((p.power for p in core), 0j), False)
        if units[core_pair.second].board.room == home != "":
            core_pair = Pair(core_pair.second, core_pair.first)
    both = [pair for p in pairs for pair in dict.fromkeys((p, Pair(p.second, p.first)))]
    chosen: dict[str, Panel] = {}
    for panel in sorted(plant, key=lambda p: (-abs(p.power), p.name)):
        chosen[panel.name] = replace(panel, pair=table.best(both, panel.power, True))
    placed = [replace(p, pair=core_pair) for p in core if core_pair]
    return (*placed, *(chosen[p.name] for p in plant)), core_pair


def _supplies(panel: Panel) -> list[Supply]:
    """Plant stands on side A of its pair; core loads of one cord take turns, so that both UPS sides carry alike."""
    return [
        Supply(load, panel, "B" if panel.core and turn % 2 else "A", transfers=load.cords < 2)
        for turn, load in enumerate(panel.loads)
    ]
