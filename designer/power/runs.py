"""Busway runs over the rows: which racks, which pair of blocks, which size, how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from designer.catalog import Busway
from designer.layout.records import Layout, Route
from designer.model import Load, NoteKind, Polyline
from designer.power.assignment import assign, turns
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit
from designer.power.busway import Track, choose_track, family_of, racks_per_run, run_current
from designer.power.conductors import Reach
from designer.power.places import Places, on_line
from designer.units import q

__all__ = ["Lane", "busway_runs", "routes_of"]

#: Corridors of one row no farther apart than this in the plan are one line [m].
_ONE_LINE = 0.01


@dataclass(frozen=True, slots=True)
class Lane:
    """One busway: a run of racks from one unit on one path. `lead` [m] from the board to the first tap, `spans`
    between taps.

    `alone_kw` is what it carries with its partner lost; `partner` is empty where both cords hang on one lane.
    """

    tag: str
    partner: str
    path: str
    unit: Unit
    racks: tuple[Load, ...]
    row: str
    track: Track
    lead: float
    spans: tuple[float, ...]
    current: float
    line: Polyline | None = None

    @property
    def length(self) -> float:
        """Whole length [m]."""
        return self.lead + sum(self.spans)

    @property
    def alone_kw(self) -> float:
        """Load with the partner lost."""
        return sum(r.design_kw for r in self.racks)


def busway_runs(
    basis: Basis, layout: Layout, groups: Groups, racks: Sequence[Load], places: Places
) -> tuple[Lane, ...]:
    """The lanes of all GPU racks, two for each run of a pair of blocks, one where a run hangs on a single block."""
    if not groups.gpu.systems:
        return ()
    busway = family_of(basis.catalog, basis.pack.name)
    lanes: list[Lane] = []
    numbers: dict[str, int] = {}
    kinds = sorted({(r.catalog, r.design_kw) for r in racks})
    counts = [(sum((r.catalog, r.design_kw) == kind for r in racks), kind[1]) for kind in kinds]
    order = turns(counts, len(groups.gpu.systems), groups.gpu.shape)
    for offset, (catalog, kilowatts) in zip(order, kinds, strict=True):
        rows = _rows(layout, [r for r in racks if (r.catalog, r.design_kw) == (catalog, kilowatts)])
        longest = _longest(basis, busway, groups, rows[0][1][0])
        for run in assign([len(r) for _, r in rows], len(groups.gpu.systems), groups.gpu.shape, longest, offset):
            row, members = rows[run.row]
            numbers[row] = numbers.get(row, 0) + 1
            name = f"BWY-{row.removeprefix('ROW-') or 'X'}{numbers[row]}"
            system = groups.gpu.systems[run.system]
            units = tuple(system[letter] for letter in dict.fromkeys(run.pair))
            stretch = _Stretch(name, row, units, tuple(members[run.first : run.last + 1]))
            lanes += _lanes(basis, busway, stretch, places)
    return tuple(lanes)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run before it has busways: name, row, its one or two units, its racks."""

    name: str
    row: str
    units: tuple[Unit, ...]
    racks: tuple[Load, ...]


def _rows(layout: Layout, racks: Sequence[Load]) -> list[tuple[str, list[Load]]]:
    """The racks of each row in the order of the hall; racks outside every row follow as a row without a name."""
    waiting = {r.tag: r for r in racks}
    found = []
    for row in layout.rows:
        here = [waiting.pop(tag) for tag in row.members if tag in waiting]
        if here:
            found.append((row.tag, here))
    if waiting:
        found.append(("", [waiting[tag] for tag in sorted(waiting)]))
    return found


def _share(basis: Basis, unit: Unit) -> float:
    """Share of a feeder breaker that may be used continuously: all of it on a 100 %-rated board."""
    return unit.board.main_share if unit.board.main_share >= 1.0 else 1.0 / basis.pack.continuous_factor.si("")


def _longest(basis: Basis, busway: Busway, groups: Groups, rack: Load) -> int:
    most = min(basis.number("busway_most", "A"), max(s.current.si("A") for s in busway.sizes))
    share = min(_share(basis, u) for system in groups.gpu.systems for u in system)
    step = basis.keep(
        racks_per_run,
        f"racks_per_run[{rack.catalog.removeprefix('rack/') or rack.tag}]",
        I_run=q(most, "A"),
        f_ocpd=q(share),
        V=basis.site.wishes.power.voltage,
        f_drop=basis.pack.drop_branch,
        pf=q(rack.power_factor),
        P_rack=q(rack.design_kw, "kW"),
    )
    return max(1, round(step.number))


def _lanes(basis: Basis, busway: Busway, run: _Stretch, places: Places) -> list[Lane]:
    kilowatts = sum(r.design_kw for r in run.racks)
    volts, factor = basis.site.wishes.power.voltage, run.racks[0].power_factor
    drop = basis.pack.drop_branch.q
    current = run_current(P_run=q(kilowatts, "kW"), V=volts, f_drop=drop, pf=q(factor)).to("A").magnitude
    lanes = []
    for side, unit in zip("AB", _sided(run.units, places), strict=False):
        racks, lead, line = _way(basis, unit, run.racks, side, places)
        spans = tuple(places.way(a.tag, b.tag, 0.0) for a, b in pairwise(racks))
        reach = _reach(basis, current, lead + sum(spans) / 2.0, factor)
        asked = reach, _fault(basis, unit)
        track = choose_track(basis.pack, busway, current, _share(basis, unit), asked)
        if track is None:
            largest = busway.sizes[-1].current.q
            basis.short("busway", run.name, q(current, "A"), largest)
            basis.note(NoteKind.RISK, "busway_too_small", run.name, current=q(current, "A"), largest=largest)
            track = choose_track(basis.pack, busway, min(current, basis.number("busway_most", "A")), 1.0)
        if track is not None:
            partner = f"{run.name}-{'B' if side == 'A' else 'A'}" if len(run.units) > 1 else ""
            lane = f"{run.name}-{side}"
            lanes.append(Lane(lane, partner, side, unit, racks, run.row, track, lead, spans, current, line))
    return lanes


def _fault(basis: Basis, unit: Unit) -> float:
    """The most that a unit's board can drive into a run [kA]: its transformer at the low end of its tolerance on a
    utility of no impedance.
    """
    plate = unit.plate
    impedance = plate.impedance / 100.0 * (1.0 - plate.tolerance / 100.0)
    return plate.amperes / impedance * basis.number("voltage_factor_lv") / 1000.0


def _reach(basis: Basis, current: float, length: float, factor: float) -> Reach:
    """The effective impedance that keeps the drop of a branch over so much length [m], the partner lost."""
    lost = basis.pack.drop_branch.si("") * basis.volts
    return Reach(lost / (3.0**0.5 * max(current, 1.0) * max(length, 1.0) / 1000.0), factor)


def _sided(units: tuple[Unit, ...], places: Places) -> tuple[Unit, ...]:
    """The pair so turned that the busway of path A starts from the room that the layout gives to path A."""
    if len(units) < 2 or units[0].board.room == units[1].board.room:
        return units
    swap = units[1].board.room in places.homes("A") or units[0].board.room in places.homes("B")
    return units[::-1] if swap and places.homes("A") else units


def _way(
    basis: Basis, unit: Unit, racks: Sequence[Load], side: str, places: Places
) -> tuple[tuple[Load, ...], float, Polyline | None]:
    """The racks from the end that is nearer to the board, the length [m] of the feeder to it, and the line in the
    plan.
    """
    rise, otherwise = basis.number("busway_rise", "m"), basis.number("busway_lead", "m")
    ends = [tuple(racks), tuple(reversed(racks))]
    ways = [places.way(unit.board.tag, order[0].tag, otherwise) for order in ends]
    ordered = ends[0] if ways[0] <= ways[1] else ends[1]
    route, board = places.route(ordered[0].tag, side), unit.board.position
    spots = [places.at.get(r.tag) for r in (ordered[0], ordered[-1])]
    if route is None or board is None or spots[0] is None or spots[1] is None:
        return ordered, min(ways) + rise, None
    first, last = on_line(route, spots[0]), on_line(places.route(ordered[-1].tag, side) or route, spots[1])
    if min(abs(first[0] - last[0]), abs(first[1] - last[1])) > _ONE_LINE:
        last = on_line(route, spots[1])
    level = abs(first[1] - last[1]) <= abs(first[0] - last[0])
    elbow = (board.x, first[1]) if level else (first[0], board.y)
    way = places.hall.by_links(tuple(dict.fromkeys(((board.x, board.y), elbow, first))))
    points = tuple(dict.fromkeys((*way, last)))
    lead = Polyline(way).length
    return ordered, lead + rise, Polyline(points, route.line.z)


def routes_of(lanes: Sequence[Lane]) -> tuple[Route, ...]:
    """The lanes whose way in the plan is known, as routes: from the board over the racks that they serve."""
    return tuple(
        Route(x.tag, "busway", x.line, x.path, x.unit.board.tag, tuple(r.tag for r in x.racks)) for x in lanes if x.line
    )
