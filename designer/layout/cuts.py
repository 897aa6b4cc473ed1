"""The best of a few ways to cut the hall, and how many racks a hall that is too small could hold with their plant."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from designer.layout.equipment import Item
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.links import over_halls
from designer.layout.needs import Need
from designer.layout.records import Passage
from designer.layout.scheme import Axis, Scheme, Way, draw
from designer.layout.walls import louvre_length

__all__ = ["best_scheme", "fitting_racks"]

#: Directions tried beyond the longest wall's, when that one leaves something without a place.
_MORE_DIRECTIONS = 2
#: Drawings of one group that are walked through before the next group is tried; the others come after all groups.
_WALKED = 2
#: Groups looked at beyond the first whose services the hall is too low for.
_TOO_HIGH = 4


def best_scheme(
    floor: Floor,
    items: Sequence[Item],
    need: Need,
    walked: Callable[[Scheme], Passage],
    hangs: Callable[[Scheme], bool] = lambda scheme: True,
) -> Scheme:
    """The best cut of the hall over directions, ends, sides, row axes and corridor widths; ties go to the first.

    Each group of ways is sketched; where everything finds a place it is drawn tight, and the first drawing in which all
    ways out and in are open when `walked`, and no racks are fed from another hall, is taken: one whose services the
    hall is high enough for (`hangs`) rather than others of its group and the next few; where ways are only too long,
    with the bands moved along the hall. Without such a one, the best that is open, else the best drawing; without any,
    the best sketch.
    """
    sketched: list[tuple[Scheme, Way]] = []
    drawn: list[Scheme] = []
    too_high: list[Scheme] = []
    later: list[Scheme] = []
    fed_from_afar: list[Scheme] = []
    for ways in _ways(floor, bool(items)):
        sketches = [(_drawn(floor, replace(way, tight=False), items, need), way) for way in ways]
        sketched += sketches
        tight = sorted((_drawn(floor, way, items, need) for s, way in sketches if s.complete), key=lambda s: s.rank)
        ways_open = _open(floor, tight[:_WALKED], (items, need), walked)
        later += tight[_WALKED:]
        first = next(ways_open, None)
        open_ = first if first is None or hangs(first) else next(filter(hangs, ways_open), first)
        if open_ is not None and not open_.foreign:
            too_high += [open_]
            if hangs(open_):
                return open_
            if len(too_high) > _TOO_HIGH:
                break
            continue
        fed_from_afar += [open_] if open_ is not None else []
        drawn += tight
    for scheme in sorted(later, key=lambda s: s.rank):
        if not scheme.foreign and walked(scheme) is Passage.OPEN:
            if hangs(scheme):
                return scheme
            too_high += [scheme]
    if too_high:
        return too_high[0]
    if fed_from_afar:
        return min(fed_from_afar, key=lambda s: s.rank)
    return min(drawn, key=lambda s: s.rank) if drawn else _drawn(floor, _best(sketched), items, need)


def _best(sketched: Sequence[tuple[Scheme, Way]]) -> Way:
    return min(sketched, key=lambda s: s[0].rank)[1]


def _open(
    floor: Floor, tight: Sequence[Scheme], wanted: tuple[Sequence[Item], Need], walked: Callable[[Scheme], Passage]
) -> Iterator[Scheme]:
    """Drawings whose ways are all open; where there are none, those whose ways are too long with their bands moved, as
    far as they are open then."""
    long, shut = [], True
    for scheme in tight:
        passage = walked(scheme)
        if passage is Passage.OPEN:
            shut = False
            yield scheme
        long += [scheme] if passage is Passage.LONG else []
    moved = (move for scheme in long if shut for move in _nearer(floor, scheme, *wanted))
    yield from (scheme for scheme in moved if walked(scheme) is Passage.OPEN)


def _nearer(floor: Floor, scheme: Scheme, items: Sequence[Item], need: Need) -> Iterator[Scheme]:
    """A cut that leaves something far from a way out, its bands moved on to where an exit is in their middle."""
    first, _, last, _ = scheme.corridor
    exits = [scheme.frame.into([(door.x, door.y)])[0, 0] for door in floor.hall.doors if door.exit]
    for start in sorted({round(float(u) - (first + scheme.end) / 2, 3) for u in exits}):
        if 0.0 < start <= last - scheme.end:
            moved = _drawn(floor, replace(scheme.way, start=start), items, need)
            if moved.complete:
                yield moved


def _drawn(floor: Floor, way: Way, items: Sequence[Item], need: Need) -> Scheme:
    """The hall, or several halls, cut one way."""
    scheme = draw(floor, way, items, need)
    return over_halls(scheme, floor.hall) if floor.hall.parts else scheme


def fitting_racks(floor: Floor, scheme: Scheme, items: Sequence[Item], need: Need, wanted: int) -> int:
    """The most GPU racks, below `wanted`, that find a place with network, storage and plant scaled down with them.

    Tried by halving along the cut that came nearest; plant and racks are scaled in proportion and rounded up.
    """
    way = replace(scheme.way, tight=False)
    low, high = 0, wanted
    while high - low > 1:
        middle = (low + high) // 2
        fewer, less = _scaled(items, need, middle, wanted)
        if _drawn(floor, way, fewer, less).complete:
            low = middle
        else:
            high = middle
    return low


def _scaled(items: Sequence[Item], need: Need, racks: int, wanted: int) -> tuple[tuple[Item, ...], Need]:
    """The plant and the racks of a smaller programme."""

    def part(count: int) -> int:
        return -(-count * racks // wanted)

    kept: list[Item] = []
    for module in dict.fromkeys(item.module for item in items):
        kept += [item for item in items if item.module == module][: part(module.count)]
    fewer = tuple(item for item in kept if item not in need.among)
    gpu = tuple(replace(k, count=part(k.count)) for k in need.gpu)
    core = tuple(replace(k, count=part(k.count)) for k in need.core)
    return fewer, replace(need, gpu=gpu, core=core, among=tuple(item for item in kept if item in need.among))


def _ways(floor: Floor, plant: bool) -> Iterator[tuple[Way, ...]]:
    """Ways to cut the hall, in groups: both ends with the louvres over the racks, the other side, a second passage past
    the bands, a narrower corridor (none in a hall without plant), air units along their wall past every band or with
    the mechanical plant, other directions."""
    hall, rules = floor.hall, floor.rules
    main, *others = directions(hall.polygon)
    sides = [(Frame(main), Frame((main + 180.0) % 360.0, True)), (Frame(main, True), Frame((main + 180.0) % 360.0))]
    louvre = {pair: max(louvre_length(hall, frame) for frame in pair) for pair in sides}
    ordered = sorted(sides, key=lambda pair: -louvre[pair])
    # services of several halls are led head on, each in its own hall; trunks across would leave it
    axes: tuple[Axis, ...] = ("along",) if hall.parts else ("along", "across")
    wide = Way(Frame(main), "along", rules.corridor)
    back, lean = replace(wide, back=rules.corridor), replace(wide, corridor=rules.corridor_least if plant else 0.0)
    patterns = [wide, back, lean] if plant else [wide, lean]
    patterns += [replace(wide, past=True), replace(lean, past=True)] if plant else []
    patterns += [replace(way, air_wall=False) for way in ([lean, back] if plant else [lean])]
    groups = [(pair, pattern) for pattern in patterns for pair in ordered]
    for turn in others[:_MORE_DIRECTIONS]:
        frames = (Frame(turn), Frame((turn + 180.0) % 360.0, True))
        groups += [(frames, pattern) for pattern in ([wide, replace(wide, past=True)] if plant else [wide])]
    for frames, pattern in groups:
        yield tuple(replace(pattern, frame=frame, axis=axis) for frame in frames for axis in axes)
