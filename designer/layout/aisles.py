"""Rows with their tags, and the aisles between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.layout.equipment import Seat, placed_of
from designer.layout.frame import Frame
from designer.layout.records import Aisle, Placed, Row
from designer.layout.rows import Line
from designer.layout.rules import Rules
from designer.layout.scheme import Scheme
from designer.layout.seating import Chair
from designer.model import Box, Position, tag

__all__ = ["Space", "Standing", "aisles_of", "letters", "rows_of", "spaces_of", "stand"]

_SAME = 1e-4


@dataclass(frozen=True, slots=True)
class Standing:
    """A run that holds racks: its tag, line, placed racks in order, extent along u and centres of the racks [m],
    plant among them.
    """

    tag: str
    number: int
    line: Line
    racks: tuple[Placed, ...]
    start: float
    end: float
    centres: tuple[float, ...]
    plant: tuple[Placed, ...] = ()


def letters(number: int) -> str:
    """A row's letters: 1 is A, 27 is AA.

    >>> letters(1), letters(27)
    ('A', 'AA')
    """
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def stand(scheme: Scheme, depth: float) -> tuple[Standing, ...]:
    """The runs that hold racks, from low to high v and u, with their racks tagged and placed."""
    held = {chair.run for chair in scheme.chairs if chair.kind is not None}
    taken = sorted(held, key=lambda i: (scheme.runs[i].line.body, scheme.runs[i].gaps))
    count: dict[str, int] = {}
    found = []
    for number, index in enumerate(taken, start=1):
        chairs = sorted((c for c in scheme.chairs if c.run == index), key=lambda c: c.left)
        line, row = scheme.runs[index].line, f"ROW-{letters(number)}"
        racks: list[Placed] = []
        plant: list[Placed] = []
        for slot, chair in enumerate(chairs, start=1):
            if chair.kind is None:
                plant += _among(scheme.ground, line, chair, (row, slot), depth)
            else:
                name = _name(chair.kind.purpose, (number, slot), count)
                racks.append(_rack(scheme.ground, line, chair, (name, row, slot), depth))
        centres = tuple(c.left + c.width / 2 for c in chairs if c.kind is not None)
        ends = (chairs[0].left, chairs[-1].left + chairs[-1].width)
        found.append(Standing(row, number, line, tuple(racks), *ends, centres, tuple(plant)))
    return tuple(found)


def _name(purpose: str, place: tuple[int, int], count: dict[str, int]) -> str:
    """``R-0412`` for a GPU rack by row and slot; ``N-03``, ``S-01`` in order for the others."""
    if purpose == "gpu":
        return f"R-{place[0]:02d}{place[1]:02d}"
    count[purpose] = count.get(purpose, 0) + 1
    return tag(purpose[0].upper(), count[purpose])


def _level(line: Line, depth: float, own: float) -> float:
    """Level of the centre of a box whose front is in line with its neighbours' fronts [m]."""
    return line.body + (depth - own / 2 if line.facing == 1 else own / 2)


def _among(ground: Frame, line: Line, chair: Chair, place: tuple[str, int], depth: float) -> tuple[Placed, ...]:
    """Plant that stands among racks."""
    if chair.item is None:
        return ()
    module = chair.item.module
    seat = Seat(chair.item, chair.left + module.width / 2, _level(line, depth, module.depth), line.facing)
    return tuple(replace(p, row=place[0], slot=place[1]) for p in placed_of(ground, [seat], "HALL"))


def _rack(ground: Frame, line: Line, chair: Chair, name: tuple[str, str, int], depth: float) -> Placed:
    """A rack with its front in line with its neighbours' fronts."""
    kind = chair.kind
    assert kind is not None
    x, y = ground.out(chair.left + kind.width / 2, _level(line, depth, kind.depth))
    return Placed(
        tag=name[0],
        kind="rack",
        catalog=f"rack/{kind.slug}",
        box=Box(Position(x, y, 0.0, ground.rotation(line.facing)), kind.width, kind.depth, kind.height),
        mass_kg=kind.mass_kg,
        purpose=kind.purpose,
        row=name[1],
        slot=name[2],
        unit=chair.unit,
    )


@dataclass(frozen=True, slots=True)
class Space:
    """The space before or behind a run: kind, levels and extent [m], the rows beside it."""

    kind: str
    low: float
    high: float
    start: float
    end: float
    rows: tuple[str, ...]


def spaces_of(standing: Sequence[Standing], depth: float, rules: Rules) -> list[Space]:
    """Each run's cold and hot space, those of facing neighbours merged into one: whatever shares floor, however many
    runs follow one another on either side.
    """
    spaces: list[Space] = []
    for run in standing:
        top = run.line.body + depth
        for kind, width, upward in (
            ("cold", rules.cold, run.line.facing == 1),
            ("hot", rules.hot, run.line.facing == -1),
        ):
            low, high = (top, top + width) if upward else (run.line.body - width, run.line.body)
            spaces.append(Space(kind, low, high, run.start, run.end, (run.tag,)))
    merged: list[Space] = []
    for space in sorted(spaces, key=lambda s: (s.kind, s.low, s.start)):
        while partner := next((m for m in merged if _shares(m, space)), None):
            merged.remove(partner)
            low, high = min(partner.low, space.low), max(partner.high, space.high)
            start, end = min(partner.start, space.start), max(partner.end, space.end)
            space = Space(partner.kind, low, high, start, end, (*partner.rows, *space.rows))
        merged.append(space)
    return sorted(merged, key=lambda s: (s.low, s.start, s.kind))


def _shares(one: Space, other: Space) -> bool:
    level = min(one.high, other.high) - max(one.low, other.low) > _SAME
    along = min(one.end, other.end) - max(one.start, other.start) > _SAME
    return one.kind == other.kind and level and along


def aisles_of(ground: Frame, spaces: Sequence[Space]) -> tuple[Aisle, ...]:
    """Cold aisles ``CA-n``, hot aisles ``HA-n`` (contained)."""
    found, numbers = [], {"cold": 0, "hot": 0}
    for space in spaces:
        numbers[space.kind] += 1
        name = tag("CA" if space.kind == "cold" else "HA", numbers[space.kind], digits=1)
        polygon = ground.rectangle(space.start, space.low, space.end, space.high)
        contained = space.kind == "hot"
        found.append(Aisle(name, "cold" if space.kind == "cold" else "hot", polygon, space.high - space.low, contained))
    return tuple(found)


def rows_of(ground: Frame, standing: Sequence[Standing], spaces: Sequence[Space]) -> tuple[Row, ...]:
    """The rows with the aisles before and behind them."""
    aisles: dict[tuple[str, str], str] = {}
    numbers = {"cold": 0, "hot": 0}
    for space in spaces:
        numbers[space.kind] += 1
        for row in space.rows:
            aisles[row, space.kind] = tag("CA" if space.kind == "cold" else "HA", numbers[space.kind], digits=1)
    return tuple(
        Row(
            tag=run.tag,
            members=tuple(p.tag for p in run.racks),
            direction=ground.heading,
            facing=ground.rotation(run.line.facing),
            cold_aisle=aisles[run.tag, "cold"],
            hot_aisle=aisles[run.tag, "hot"],
        )
        for run in standing
    )
