"""Plant in rows: boxes of different sizes, facing one another over shared working space."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from designer.layout.blocked import Blocked, Gap
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.layout.strips import FIT
from designer.model import Box, Position, tag
from designer.sizing.records import Module, Programme

__all__ = ["Band", "Item", "Seat", "Spacing", "fill_band", "items_of", "placed_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """One box to be placed: its tag, the module it is one of, its group (0 = A, 1 = B), whether it stands already."""

    tag: str
    module: Module
    group: int
    existing: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """An item in its place: centre in a frame [m] and facing (+1 front to higher v)."""

    item: Item
    u: float
    v: float
    facing: int


@dataclass(frozen=True, slots=True)
class Band:
    """A gallery that was filled: seats, upper level reached [m], items that found no place."""

    seats: tuple[Seat, ...]
    end: float
    left_over: tuple[Item, ...]


def items_of(programme: Programme) -> tuple[Item, ...]:
    """Every box of the programme in order; existing ones keep their tags, new ones continue their numbers."""
    items: list[Item] = []
    for module in programme.modules:
        kept = module.existing_tags[: module.count]
        alike = [t for m in programme.modules if m.prefix == module.prefix for t in m.existing_tags[: m.count]]
        numbers = [int(m.group(1)) for m in (re.search(r"(\d+)\D*\Z", t) for t in alike) if m]
        free = (n for n in itertools.count(max(numbers, default=0) + 1) if n not in module.others)
        new = [tag(module.prefix, n) for n in itertools.islice(free, module.count - len(kept))]
        for index, name in enumerate((*kept, *new)):
            items.append(Item(name, module, index % max(1, module.groups), index < len(kept)))
    return tuple(items)


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances between plant [m]: over facing live parts, between neighbours, step of search."""

    facing: float
    side: float
    step: float


def fill_band(blocked: Blocked, items: Sequence[Item], along: Gap, start: float, limit: float, rules: Spacing) -> Band:
    """Place items in rows along u between `along`, rising from `start` and never above `limit` (v) [m].

    Rows face one another over the larger of their fronts, and stand back to back over the larger of their rears.
    """
    waiting = list(items)
    seats: list[Seat] = []
    level, shared, facing, end = start, 0.0, 1, start
    while waiting:
        module = waiting[0].module
        front, rear = module.clear_front, module.clear_rear
        facing_front = max(front, rules.facing) if module.zone == "electrical" and seats else front
        below = max(shared, rear if facing == 1 else facing_front)
        top = level + below + module.depth + (front if facing == 1 else rear)
        if top > limit + FIT:
            break
        row = _fill_row(blocked, waiting, along, (level, top), rules)
        if not row:
            rise = _rise(blocked, waiting, along, (level, top, limit), rules.step)
            if rise is None:
                break
            level, shared = level + rise, max(0.0, shared - rise)
            continue
        body = level + below
        seats += [Seat(item, u, _centre(body, module.depth, item.module.depth, facing), facing) for item, u in row]
        taken = {item.tag for item, _ in row}
        waiting = [item for item in waiting if item.tag not in taken]
        level, end = level + below + module.depth, top
        shared, facing = top - level, -facing
    return Band(tuple(seats), end, tuple(waiting))


def _rise(
    blocked: Blocked, waiting: Sequence[Item], along: Gap, levels: tuple[float, float, float], step: float
) -> float | None:
    """How much higher a row first finds room for a box; None when it never does."""
    low, top, limit = levels
    rises = np.arange(step, limit - top + FIT, step)
    least = min(item.module.width for item in waiting if _stands_with(item.module, waiting[0].module))
    for rise, stretches in zip(rises.tolist(), blocked.stretches(low + rises, top + rises), strict=True):
        if any(min(b, along[1]) - max(a, along[0]) >= least - FIT for s in stretches for a, b in s):
            return float(rise)
    return None


def _centre(body: float, deep: float, depth: float, facing: int) -> float:
    """Level of a box's centre when fronts are in line in a row of that depth."""
    return body + deep - depth / 2 if facing == 1 else body + depth / 2


def _fill_row(
    blocked: Blocked, waiting: Sequence[Item], along: Gap, levels: Gap, rules: Spacing
) -> list[tuple[Item, float]]:
    """Items that fit in one row with their centres: the first one's kind, then kinds that need no more depth than
    it.
    """
    first = waiting[0].module
    queue = [item for item in waiting if item.module == first]
    queue += [item for item in waiting if item.module != first and _stands_with(item.module, first)]
    row: list[tuple[Item, float]] = []
    for stretch in blocked.at(*levels):
        for a, b in stretch:
            a, b = max(a, along[0]), min(b, along[1])
            while (item := next((i for i in queue if a + i.module.width <= b + FIT), None)) is not None:
                queue.remove(item)
                row.append((item, a + item.module.width / 2))
                a += item.module.width + max(item.module.clear_side, rules.side)
    return row


def _stands_with(module: Module, first: Module) -> bool:
    """Whether a module fits in the row of another, fronts in line."""
    fronts, rears = module.clear_front <= first.clear_front, module.clear_rear <= first.clear_rear
    return module.depth <= first.depth + FIT and fronts and rears and module.clear_side <= first.clear_side


def placed_of(frame: Frame, seats: Iterable[Seat], room: str) -> tuple[Placed, ...]:
    """Seats of a frame as placed boxes of the plan."""
    return tuple(_placed(frame, seat, room) for seat in seats)


def _placed(frame: Frame, seat: Seat, room: str) -> Placed:
    module = seat.item.module
    x, y = frame.out(seat.u, seat.v)
    box = Box(Position(x, y, 0.0, frame.rotation(seat.facing)), module.width, module.depth, module.height)
    return Placed(
        tag=seat.item.tag,
        kind=module.kind,
        catalog=module.catalog,
        box=box,
        mass_kg=module.mass_kg,
        room=room,
        existing=seat.item.existing,
        clear_front=module.clear_front,
        clear_rear=module.clear_rear,
        clear_side=module.clear_side,
    )
