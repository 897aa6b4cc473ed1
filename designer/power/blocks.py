"""Unit transformers with their switchboards, grouped into the systems of the architecture and the services."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from designer.catalog import Switchboard, Transformer
from designer.layout.records import Layout, Placed
from designer.ledger import Evidence, Status, Value
from designer.model import Fate, NoteKind, Position
from designer.power.architectures import Shape, shape_of
from designer.power.basis import Basis
from designer.power.reuse import Verdict, board_of, judge_transformer, survey_of
from designer.power.three_phase import amperes
from designer.units import magnitude, q

__all__ = ["Board", "Groups", "Unit", "UnitTransformer", "group_units", "number_of", "units_of"]


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
    """A low-voltage switchboard: bus [A], share of the breaker usable continuously, interrupting rating [kA]."""

    tag: str
    bus_current: float
    main_share: float
    interrupting: float
    draw_out: bool
    catalog: str
    position: Position | None
    room: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A block to be: transformer and board by tag, with their data and places."""

    transformer: str
    plate: UnitTransformer
    board: Board
    position: Position | None
    room: str


@dataclass(frozen=True, slots=True)
class Groups:
    """The GPU systems (each `shape.members` units by letter), reserve units, and the units of all other loads."""

    shape: Shape
    systems: tuple[tuple[Unit, ...], ...]
    reserves: tuple[Unit, ...]
    services: tuple[Unit, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every unit once, by transformer tag."""
        every = (*(u for system in self.systems for u in system), *self.reserves, *self.services)
        return tuple(sorted({u.transformer: u for u in every}.values(), key=lambda u: _natural(u.transformer)))

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

    def letter(self, unit: Unit) -> str:
        """The path letter of a unit: by place in its system; reserves and services have the letters after."""
        for system in self.systems:
            if unit in system:
                return ascii_uppercase[system.index(unit)]
        rest = (*self.reserves, *self.services)
        return ascii_uppercase[(self.shape.members + rest.index(unit)) % len(ascii_uppercase)]


def units_of(basis: Basis, layout: Layout) -> tuple[Unit, ...]:
    """Every placed unit transformer with its board (same number, else same rank)."""
    placed = sorted(layout.of("transformer"), key=lambda p: _natural(p.tag))
    boards = sorted((p for p in layout.of("switchboard") if not _medium(basis, p)), key=lambda p: _natural(p.tag))
    by_number = {number_of(b.tag): b for b in boards}
    numbers = {number_of(p.tag) for p in layout.of("transformer")}
    spare = [b for b in boards if number_of(b.tag) not in numbers]
    units = []
    for rank, item in enumerate(placed):
        board = by_number.get(number_of(item.tag)) or (spare[rank] if rank < len(spare) else None)
        plate = _plate(basis, item)
        tag = board.tag if board else f"MSB-{number_of(item.tag) or rank + 1:02d}"
        units.append(Unit(item.tag, plate, _board(basis, tag, board, plate), item.box.at, item.room))
    return tuple(units)


def group_units(basis: Basis, units: tuple[Unit, ...], gpu_blocks: int) -> Groups:
    """Share the units out. A letter's units stand side by side in one electrical room, and letters take turns on the
    rooms:
    so a feeder through them takes one block of each system, and a room takes as few letters of a system as can be.
    What the GPU systems leave serves everything else.
    """
    shape = shape_of(basis.site.wishes.power.gpu_architecture)
    wanted = min(gpu_blocks, len(units))
    systems = shape.systems_in(wanted)
    letters = _letters(units[: systems * shape.members], systems, shape.members)
    made = tuple(tuple(units_of_letter[s] for units_of_letter in letters) for s in range(systems))
    used = systems * shape.members
    reserves = units[used : used + shape.reserves_for(systems)] if systems else ()
    services = units[used + len(reserves) :]
    if not services and systems:
        services = made[-1]
        basis.note(NoteKind.RISK, "services_share_blocks", services[0].transformer, blocks=len(services))
    return Groups(shape, made, reserves, services)


def _letters(units: Sequence[Unit], systems: int, members: int) -> list[list[Unit]]:
    """So many units for each letter, from one room where it has them, rooms in turn."""
    rooms = sorted({u.board.room for u in units})
    waiting = {room: [u for u in units if u.board.room == room] for room in rooms}
    found = []
    for letter in range(members if systems else 0):
        turn = rooms[letter % len(rooms) :] + rooms[: letter % len(rooms)]
        room = next((r for r in turn if len(waiting[r]) >= systems), None)
        pool = [u for r in ([room] if room is not None else turn) for u in waiting[r]][:systems]
        for unit in pool:
            waiting[unit.board.room].remove(unit)
        found.append(pool)
    return found


def _plate(basis: Basis, item: Placed) -> UnitTransformer:
    survey = survey_of(basis.site, item.tag, "transformer")
    verdict = judge_transformer(basis, survey) if survey else Verdict(Fate.NEW, "new", "", "")
    kept = survey if survey and verdict.fate.stands and verdict.fate is not Fate.NEW else None
    slug = (kept.catalog if kept and kept.catalog else item.catalog.removeprefix("transformer/")) or ""
    record = basis.catalog.get(Transformer, slug) if slug in basis.catalog.slugs("transformer") else None

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
        primary=basis.site.feed.voltage.si("V"),
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


def _board(basis: Basis, tag: str, placed: Placed | None, plate: UnitTransformer) -> Board:
    slug = placed.catalog.removeprefix("switchboard/") if placed else ""
    known = slug in basis.catalog.slugs("switchboard")
    record = basis.catalog.get(Switchboard, slug) if known else board_of(basis, plate.amperes, 0.0)
    at, room = (placed.box.at, placed.room) if placed else (None, "")
    if record is None:
        basis.note(NoteKind.RFI, "board_unknown", tag, current=q(plate.amperes, "A"))
        return Board(tag, plate.amperes, 1.0 / basis.pack.continuous_factor.si(""), 0.0, False, "", at, room)
    return Board(
        tag,
        record.bus_current.si("A"),
        record.main_rating_share.si(""),
        record.interrupting.si("kA"),
        record.draw_out,
        record.key,
        at,
        room,
    )


def _medium(basis: Basis, item: Placed) -> bool:
    slug = item.catalog.removeprefix("switchboard/")
    if slug in basis.catalog.slugs("switchboard"):
        return basis.catalog.get(Switchboard, slug).level == "MV"
    return item.tag.startswith("MVS")


def number_of(tag: str) -> int:
    """The number at the end of a tag; 0 when it has none."""
    match = re.search(r"(\d+)[A-Z]?\Z", tag)
    return int(match[1]) if match else 0


def _natural(tag: str) -> tuple[int, int, str]:
    """Existing tags of any prefix by their number, after one another."""
    return (0 if number_of(tag) else 1, number_of(tag), tag)
