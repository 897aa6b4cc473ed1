"""Unit transformers with their switchboards, grouped into the systems of the architecture and the services."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from designer.catalog import Switchboard, Transformer
from designer.layout.records import Layout, Placed
from designer.ledger import Evidence, Status, Value
from designer.model import Fate, NoteKind, Position
from designer.power.architectures import Shape, shape_of
from designer.power.basis import Basis
from designer.power.reuse import Verdict, board_of, judge_transformer, survey_of
from designer.power.rules import RulePack
from designer.power.three_phase import amperes
from designer.site.records import Hall
from designer.units import magnitude, q

__all__ = [
    "Board",
    "Group",
    "Groups",
    "Unit",
    "UnitTransformer",
    "group_tag",
    "group_units",
    "number_of",
    "switch_of",
    "units_of",
]


_NOTHING = Evidence("brief", Status.UNKNOWN, "", "not surveyed")


@dataclass(frozen=True, slots=True)
class UnitTransformer:
    """Nameplate of a unit transformer [kVA, V, %, kW], its catalog record, and what the survey makes of it."""

    rating: float
    primary: float
    secondary: float
    impedance: float
    resistance: float
    tolerance: float
    no_load_loss: float
    load_loss: float
    catalog: str
    verdict: Verdict
    survey: str = ""

    @property
    def reactance(self) -> float:
        """Reactive part of the impedance [%]."""
        return float((self.impedance**2 - self.resistance**2) ** 0.5)

    @property
    def amperes(self) -> float:
        """Full-load current of the secondary."""
        return amperes(self.rating, self.secondary)


@dataclass(frozen=True, slots=True)
class Board:
    """A low-voltage switchboard: bus [A], share of the breaker usable continuously, interrupting rating [kA].

    `side` is its room whichever hall that is in (the galleries of one side in several halls), `turn` the place of its
    hall in the order of the rows.
    """

    tag: str
    bus_current: float
    main_share: float
    interrupting: float
    draw_out: bool
    catalog: str
    position: Position | None
    room: str
    side: str
    turn: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A block to be: transformer and board by tag, with their data and places."""

    transformer: str
    plate: UnitTransformer
    board: Board
    position: Position | None
    room: str

    def main_breaker(self, pack: RulePack) -> float:
        """The main breaker of the board [A]: the full load of the transformer over what it may carry for good."""
        return pack.breaker(self.plate.amperes / min(self.board.main_share, 1.0))


@dataclass(frozen=True, slots=True)
class Group:
    """The units of one part of the loads (`gpu`, `core` or `plant`): systems of `shape.members` units by letter, and
    reserves.
    """

    part: str
    shape: Shape
    systems: tuple[tuple[Unit, ...], ...] = ()
    reserves: tuple[Unit, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of all systems, then the reserves."""
        return (*(u for system in self.systems for u in system), *self.reserves)

    @property
    def transfers(self) -> bool:
        """Whether the loads reach their catcher by transfer switches of their own: plant of one cord."""
        return self.part == "plant" and self.shape.catches > 0 and bool(self.reserves)

    def caught(self) -> tuple[tuple[Unit, Unit], ...]:
        """Each unit of the systems that a reserve stands for, with that reserve."""
        if not self.reserves:
            return ()
        found = []
        for number, system in enumerate(self.systems):
            for place, unit in enumerate(system):
                if self.shape.catches:
                    found.append((unit, self.reserves[number // self.shape.catches]))
                else:
                    found.append((unit, self.reserves[place % len(self.reserves)]))
        return tuple(found)

    def pairs(self) -> tuple[tuple[Unit, Unit], ...]:
        """The feed pairs of every system, as units; across rooms where there are such, unless the shape says one
        unit.
        """
        if self.transfers:
            return self.caught()
        every = [(system[a], system[b]) for system in self.systems for a, b in self.shape.pairs]
        apart = [(a, b) for a, b in every if a is b or a.board.side != b.board.side]
        return tuple(apart if self.shape.roams and apart else every)


@dataclass(frozen=True, slots=True)
class Groups:
    """All units of the hall: those of the GPU racks, of core and controls, and of the plant.

    Core and plant may stand on the same units, or on units of the GPU racks, where there are too few. `idle` units
    carry nothing.
    """

    gpu: Group
    core: Group
    plant: Group
    idle: tuple[Unit, ...] = ()

    @property
    def every(self) -> tuple[Group, ...]:
        """The groups, each of units of its own once."""
        found = [self.gpu]
        for group in (self.core, self.plant):
            if not any(set(group.units) & set(other.units) for other in found):
                found.append(group)
        return tuple(found)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every unit once, by transformer tag."""
        every = (*self.gpu.units, *self.core.units, *self.plant.units, *self.idle)
        return tuple(sorted({u.transformer: u for u in every}.values(), key=lambda u: _natural(u.transformer)))

    @property
    def services(self) -> tuple[Unit, ...]:
        """The units of core and plant, each once."""
        return tuple({u.transformer: u for u in (*self.core.units, *self.plant.units)}.values())

    def caught(self) -> tuple[tuple[Unit, Unit], ...]:
        """Each unit that a reserve stands for, with that reserve."""
        return tuple(pair for group in self.every for pair in group.caught())

    def third(self, unit: Unit) -> bool:
        """Whether a unit is the third or later of its system of the core: it shares a section of the sets."""
        return any(unit in system[2:] for system in self.core.systems)

    def letter(self, unit: Unit) -> str:
        """The path letter of a unit: its place in its systems, group after group; reserves and idle units after all."""
        before = 0
        for group in self.every:
            for system in group.systems:
                if unit in system:
                    return _letter(before + system.index(unit))
            before += group.shape.members if group.systems else 0
        rest = (*(u for group in self.every for u in group.reserves), *self.idle)
        return _letter(before + rest.index(unit))

    def system(self, unit: Unit) -> str:
        """The name of a unit's system."""
        for group in self.every:
            for number, system in enumerate(group.systems, 1):
                if unit in system:
                    return group_tag(group, number)
            if unit in group.reserves:
                return group_tag(group, 0)
        return "SYS-IDLE"


def group_tag(group: Group, number: int) -> str:
    """The name of a system by its number, or of the reserves (0)."""
    part = {"gpu": "", "core": "CORE-", "plant": "PLANT-"}[group.part]
    return f"SYS-{part}{number or 'RESERVE'}"


def _letter(number: int) -> str:
    """A to Z, then AA, AB ..."""
    size = len(ascii_uppercase)
    return ascii_uppercase[number] if number < size else _letter(number // size - 1) + ascii_uppercase[number % size]


def units_of(basis: Basis, layout: Layout) -> tuple[Unit, ...]:
    """Every placed unit transformer with its board (same number, else same rank)."""
    placed = sorted(layout.of("transformer"), key=lambda p: _natural(p.tag))
    boards = sorted((p for p in layout.of("switchboard") if not _medium(basis, p)), key=lambda p: _natural(p.tag))
    by_number = {number_of(b.tag): b for b in boards}
    numbers = {number_of(p.tag) for p in layout.of("transformer")}
    spare = [b for b in boards if number_of(b.tag) not in numbers]
    turns = _hall_turns(basis.site.hall, layout)
    units = []
    taken: set[str] = set()
    for rank, item in enumerate(placed):
        board = by_number.get(number_of(item.tag))
        if board is None or board.tag in taken:
            left = [b for b in boards if b.tag not in taken and (b in spare or board is not None)]
            board = left[0] if left else None
        if board is not None:
            taken.add(board.tag)
        plate = _plate(basis, item)
        tag = board.tag if board else f"MSB-{number_of(item.tag) or rank + 1:02d}"
        units.append(Unit(item.tag, plate, _board(basis, tag, board, plate, turns), item.box.at, item.room))
    return tuple(units)


def group_units(basis: Basis, units: tuple[Unit, ...], gpu_blocks: int, core_blocks: int) -> Groups:
    """Share the units out: the first to the GPU racks, the next to core and controls, the rest to the plant.

    A letter's units stand side by side in one electrical room, and letters take turns on the rooms: so a feeder
    through them takes one block of each system, and a room takes as few letters of a system as can be. Where no unit
    is left for the plant, or none is said for the core, both share what is left; where nothing is, the last GPU system.
    """
    wishes = basis.site.wishes.power
    gpu = _group("gpu", shape_of(wishes.gpu_architecture), units[: min(gpu_blocks, len(units))], False)
    rest = tuple(u for u in units if u not in gpu.units)
    if not rest and gpu.systems:
        rest = gpu.systems[-1]
        basis.note(NoteKind.RISK, "services_share_blocks", rest[0].transformer, blocks=len(rest))
    shared = not core_blocks or len(rest) <= core_blocks or set(rest) <= set(gpu.units)
    core = _group("core", shape_of(wishes.core_architecture), rest if shared else rest[:core_blocks], False)
    left = rest if shared else tuple(u for u in rest if u not in core.units)
    plant = _group("plant", shape_of(wishes.mechanical_architecture), left, shared)
    found = Groups(gpu, core, plant)
    fed = found.units
    return replace(found, idle=tuple(u for u in units if u not in fed))


def _group(part: str, shape: Shape, units: tuple[Unit, ...], shared: bool) -> Group:
    """As many whole systems as there are units for. Core and plant stand on one system of all units where there are
    too few for their own, or where they may roam; so does plant that shares its units.
    """
    few = part != "gpu" and shape.systems_in(len(units)) == 0
    if units and (few or (part != "gpu" and (shape.roams or (part == "plant" and shared)))):
        return Group(part, shape.pool(len(units)), (units,))
    systems = shape.systems_in(len(units))
    letters = _letters(units[: systems * shape.members], systems, shape.members)
    made = tuple(tuple(units_of_letter[s] for units_of_letter in letters) for s in range(systems))
    used = systems * shape.members
    return Group(part, shape, made, units[used : used + shape.reserves_for(systems)] if systems else ())


def _letters(units: Sequence[Unit], systems: int, members: int) -> list[list[Unit]]:
    """So many units for each letter, from one room where it has them, rooms in turn."""
    rooms = sorted({u.board.side for u in units})
    ordered = sorted(units, key=lambda u: u.board.turn)
    waiting = {room: [u for u in ordered if u.board.side == room] for room in rooms}
    found = []
    for letter in range(members if systems else 0):
        turn = rooms[letter % len(rooms) :] + rooms[: letter % len(rooms)]
        room = next((r for r in turn if len(waiting[r]) >= systems), None)
        pool = [u for r in ([room] if room is not None else turn) for u in waiting[r]][:systems]
        for unit in pool:
            waiting[unit.board.side].remove(unit)
        found.append(pool)
    return found


def _plate(basis: Basis, item: Placed) -> UnitTransformer:
    survey = survey_of(basis.site, item.tag, "transformer") if item.existing else None
    verdict = judge_transformer(basis, survey) if survey else Verdict(Fate.NEW, "new", "", "")
    kept = survey if survey and verdict.fate.stands and verdict.fate is not Fate.NEW else None
    slug = (kept.catalog if kept and kept.catalog else item.catalog.removeprefix("transformer/")) or ""
    record = basis.catalog.get(Transformer, slug) if slug in basis.catalog.slugs("transformer") else None
    if record and not kept and record.primary.known and not basis.same_voltage(record.primary, basis.distribution):
        wound, listed = basis.distribution.q, record.primary.q
        basis.note(NoteKind.RFI, "primary_not_listed", record.key, product=record.name, wound=wound, listed=listed)

    def pick(name: str, unit: str, rule: str) -> float:
        said: Value | None = getattr(kept, name, None) if kept else None
        if said is not None and said.known:
            return said.si(unit)
        found: Value | None = getattr(record, name, None)
        value = found if found is not None and found.known else basis.known(_unknown(said, item), rule, item.tag)
        return value.si(unit)

    rating = pick("rating", "kVA", "reuse_rating_least")
    u_k, u_r = pick("impedance", "%", "impedance"), pick("resistance", "%", "resistance")
    no_load = record.no_load_loss if record else None
    load_loss = record.load_loss if record else None
    return UnitTransformer(
        rating=rating,
        primary=basis.distribution.si("V"),
        secondary=basis.site.wishes.power.voltage.si("V"),
        impedance=u_k,
        resistance=u_r,
        tolerance=pick("impedance_tolerance", "%", "impedance_tolerance"),
        no_load_loss=no_load.si("kW") if no_load and no_load.known else rating * basis.number("no_load_share"),
        load_loss=load_loss.si("kW") if load_loss and load_loss.known else rating * magnitude(q(u_r, "%"), ""),
        catalog=item.catalog or (f"transformer/{slug}" if slug else ""),
        verdict=verdict,
        survey=item.tag if kept else "",
    )


def _unknown(said: Value | None, item: Placed) -> Value:
    return said if said is not None else Value(None, _NOTHING, f"survey:{item.tag}")


def _hall_turns(hall: Hall, layout: Layout) -> dict[str, int]:
    """The halls in the order of the rows, by name."""
    at = {p.tag: p.box.at for p in layout.placed if p.kind == "rack"} if hall.parts else {}
    first = [at[tag] for row in layout.rows for tag in row.members[:1] if tag in at]
    return {name: n for n, name in enumerate(dict.fromkeys(hall.part_at(spot.x, spot.y) for spot in first))}


def _board(
    basis: Basis, tag: str, placed: Placed | None, plate: UnitTransformer, turns: Mapping[str, int]
) -> Board:
    slug = placed.catalog.removeprefix("switchboard/") if placed else ""
    known = slug in basis.catalog.slugs("switchboard")
    record = basis.catalog.get(Switchboard, slug) if known else board_of(basis, plate.amperes, 0.0)
    at, room = (placed.box.at, placed.room) if placed else (None, "")
    side = basis.site.hall.side_of(room)
    turn = turns.get(basis.site.hall.part_at(at.x, at.y), len(turns)) if at else 0
    if record is None:
        basis.note(NoteKind.RFI, "board_unknown", tag, current=q(plate.amperes, "A"))
        share = 1.0 / basis.pack.continuous_factor.si("")
        return Board(tag, plate.amperes, share, 0.0, False, "", at, room, side, turn)
    return Board(
        tag,
        record.bus_current.si("A"),
        record.main_rating_share.si(""),
        record.interrupting.si("kA"),
        record.draw_out,
        record.key,
        at,
        room,
        side,
        turn,
    )


def _medium(basis: Basis, item: Placed) -> bool:
    slug = item.catalog.removeprefix("switchboard/")
    if slug in basis.catalog.slugs("switchboard"):
        return basis.catalog.get(Switchboard, slug).level == "MV"
    return item.tag.startswith("MVS")


def switch_of(transformer: str) -> str:
    """The loop switch of a unit transformer: by its number, and its prefix where that is not the usual one.

    >>> switch_of("TX-01"), switch_of("TY-01")
    ('LSW-01', 'LSW-TY-01')
    """
    prefix, _, number = transformer.rpartition("-")
    return f"LSW-{number}" if prefix in ("TX", "T", "") else f"LSW-{transformer}"


def number_of(tag: str) -> int:
    """The number at the end of a tag; 0 when it has none."""
    match = re.search(r"(\d+)[A-Z]?\Z", tag)
    return int(match[1]) if match else 0


def _natural(tag: str) -> tuple[int, int, str]:
    """Existing tags of any prefix by their number, after one another."""
    return (0 if number_of(tag) else 1, number_of(tag), tag)
