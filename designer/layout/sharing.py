"""Plant shared out between several halls, each of which has its own part of every gallery.

Halls that stand side by side across the bands have a band each; what belongs in it is dealt to them in turns by the
load of their racks, or by their floor while none is seated, so that any first few boxes of a kind are shared as all of
them are. Facility pumps stay together, in the largest hall. Where a hall has no room for its share, the band is filled
as if the halls were one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from designer.layout.bands import Room, Task, fill_room, last_start
from designer.layout.blocked import Gap
from designer.layout.equipment import Item
from designer.layout.frame import Frame
from designer.layout.strips import FIT
from designer.site.records import Hall, HallPart

__all__ = ["Strip", "fill_halls", "last_start_of_halls", "strips_of"]

#: Kinds that stand in one hall together.
_TOGETHER = ("pump",)


@dataclass(frozen=True, slots=True)
class Strip:
    """The reach of the bands across one hall [m], and its share of the load or of the floor."""

    span: Gap
    share: float


def strips_of(
    hall: Hall, frame: Frame, span: Gap, corridor: float, loads: Mapping[str, float] | None = None
) -> tuple[Strip, ...]:
    """The halls across the bands, each from its corridor on; the whole span where there is one hall, or where halls
    stand end to end. With the `loads` of each hall by its name [kW] shared by these, else by floor.
    """
    whole = (Strip(span, 1.0),)
    known = loads if loads and any(loads.values()) else {part.name: part.polygon.area for part in hall.parts}
    ranges = sorted((_levels(part, frame), known.get(part.name, 0.0)) for part in hall.parts)
    if len(ranges) < 2 or any(a[1] > b[0] + FIT for (a, _), (b, _) in pairwise(ranges)):
        return whole
    total = sum(weight for _, weight in ranges)
    return tuple(Strip((low + corridor, min(high, span[1])), weight / total) for (low, high), weight in ranges)


def _levels(part: HallPart, frame: Frame) -> Gap:
    levels = frame.into(part.polygon.exterior.coords)[:, 1]
    return float(levels.min()), float(levels.max())


def fill_halls(
    task: Task, name: tuple[str, str], items: Sequence[Item], strips: Sequence[Strip], reach: Gap
) -> tuple[Room | None, tuple[Item, ...]]:
    """A band (tag, kind) of every hall with its share of the plant, as one room, and the items that found no place."""
    span = (strips[0].span[0], strips[-1].span[1])
    if len(strips) > 1:
        made = [fill_room(task, name, dealt, strip.span, reach) for dealt, strip in _dealt(items, strips)]
        rooms = [room for room, _ in made if room is not None]
        if rooms and not any(lost for _, lost in made) and len({room.frame for room in rooms}) == 1:
            extent = (reach[0], span[0], max(room.extent[2] for room in rooms), span[1])
            return replace(rooms[0], extent=extent, seats=tuple(s for room in rooms for s in room.seats)), ()
    return fill_room(task, name, items, span, reach)


def last_start_of_halls(task: Task, items: Sequence[Item], strips: Sequence[Strip], reach: Gap) -> float:
    """The latest place at which a band may begin in every hall and still hold its share."""
    if len(strips) == 1:
        return last_start(task, items, strips[0].span, reach)
    return min(last_start(task, dealt, strip.span, reach) for dealt, strip in _dealt(items, strips))


def _dealt(items: Sequence[Item], strips: Sequence[Strip]) -> Iterator[tuple[list[Item], Strip]]:
    """The items of each strip: of every kind one after another to the strip that is furthest behind its share."""
    found: list[list[Item]] = [[] for _ in strips]
    largest = max(range(len(strips)), key=lambda k: (strips[k].share, -k))
    counts: dict[str, list[int]] = {}
    for item in items:
        count = counts.setdefault(item.module.prefix, [0] * len(strips))
        behind = [strip.share * (sum(count) + 1) - n for strip, n in zip(strips, count, strict=True)]
        chosen = max(range(len(strips)), key=lambda k: (round(behind[k], 9), -k))
        chosen = largest if item.module.kind in _TOGETHER else chosen
        count[chosen] += 1
        found[chosen].append(item)
    yield from zip(found, strips, strict=True)
