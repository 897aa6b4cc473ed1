"""The best of a few ways to cut the hall."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from designer.layout.equipment import Item
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.links import over_halls
from designer.layout.needs import Need
from designer.layout.records import Passage
from designer.layout.scheme import Axis, Scheme, Way, draw
from designer.layout.walls import louvre_length

__all__ = ["best_scheme"]

#: Directions tried beyond the longest wall's, when that one leaves something without a place.
_MORE_DIRECTIONS = 2
#: Drawings of one group that are walked through before the next group is tried; the others come after all groups.
_WALKED = 2
#: Groups looked at beyond the first whose services the hall is too low for.
_TOO_HIGH = 4
#: Grades of drawings with racks fed from another hall, and with a way that is shut or was not walked.
_FOREIGN, _SHUT = 3, 4


@dataclass(frozen=True, slots=True)
class _Trial:
    """A drawing in which everything has a place: whether all ways out and in are open, how badly its services hang
    under the ceiling (0 as they should), and when it was tried."""

    scheme: Scheme
    open: bool
    crowding: int
    turn: int

    @property
    def grade(self) -> int:
        """0 as it should be; then by how services hang; racks fed from another hall; a way shut or not walked."""
        if not self.open:
            return _SHUT
        return _FOREIGN if self.scheme.foreign else self.crowding

    @property
    def key(self) -> tuple[float, ...]:
        """Smaller is better: by grade, then what was tried first, of the worse grades what ranks first."""
        return (self.grade, self.turn if self.grade < _FOREIGN else 0, *self.scheme.rank)


@dataclass(frozen=True, slots=True)
class _Search:
    """What drawings are made of and judged by, with the sketches made on the way."""

    floor: Floor
    items: Sequence[Item]
    need: Need
    walked: Callable[[Scheme], Passage]
    crowding: Callable[[Scheme], int]
    sketched: list[tuple[Scheme, Way]]

    def draw(self, way: Way) -> Scheme:
        """The hall cut one way."""
        return _drawn(self.floor, way, self.items, self.need)

    def trials(self) -> Iterator[_Trial]:
        """The best drawings of each group of ways, then all others by rank; after a few groups whose services are too
        high the others are not waited for."""
        turns, waiting, high = count(), list[Scheme](), 0
        for ways in _ways(self.floor, bool(self.items)):
            sketches = [(self.draw(replace(way, tight=False)), way) for way in ways]
            self.sketched.extend(sketches)
            tight = sorted((self.draw(way) for s, way in sketches if s.complete), key=lambda s: s.rank)
            waiting += tight[_WALKED:]
            grades = []
            for trial in self._of_group(tight[:_WALKED], turns):
                yield trial
                grades.append(trial.grade)
            high += any(0 < grade < _FOREIGN for grade in grades)
            if high > _TOO_HIGH:
                break
        for scheme in sorted(waiting, key=lambda s: s.rank):
            yield self._trial(scheme, Passage.SHUT if scheme.foreign else self.walked(scheme), turns)

    def _of_group(self, tight: Sequence[Scheme], turns: Iterator[int]) -> Iterator[_Trial]:
        """Drawings of one group; where none is open, those whose ways are too long with their bands moved too."""
        passages = []
        for scheme in tight:
            passages.append(self.walked(scheme))
            yield self._trial(scheme, passages[-1], turns)
        if Passage.OPEN in passages:
            return
        for scheme, passage in zip(tight, passages, strict=True):
            for moved in _nearer(self.floor, scheme, self.items, self.need) if passage is Passage.LONG else ():
                if self.walked(moved) is Passage.OPEN:
                    yield self._trial(moved, Passage.OPEN, turns)

    def _trial(self, scheme: Scheme, passage: Passage, turns: Iterator[int]) -> _Trial:
        open_ = passage is Passage.OPEN
        return _Trial(scheme, open_, self.crowding(scheme) if open_ else 0, next(turns))


def best_scheme(
    floor: Floor,
    items: Sequence[Item],
    need: Need,
    walked: Callable[[Scheme], Passage],
    crowding: Callable[[Scheme], int] = lambda scheme: 0,
) -> Scheme:
    """The best cut of the hall over directions, ends, sides, row axes and corridor widths.

    Each group of ways is sketched; where everything finds a place it is drawn tight, and the first drawing is taken
    whose ways out and in are all open when `walked`, that feeds no racks from another hall and whose services hang as
    they should (`crowding`: 0, more is worse, below 3). Without one, the best by grade (`_Trial.key`) of all that were
    drawn; without any, the best sketch.
    """
    search, tried = _Search(floor, items, need, walked, crowding, []), list[_Trial]()
    for trial in search.trials():
        if not trial.grade:
            return trial.scheme
        tried.append(trial)
    if tried:
        return min(tried, key=lambda trial: trial.key).scheme
    return search.draw(min(search.sketched, key=lambda s: s[0].rank)[1])


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
        few = [wide, replace(wide, past=True)] if plant else [wide]
        # halls that lie end to end along the longest wall have galleries of their own only across it
        groups += [(frames, pattern) for pattern in (patterns if hall.parts else few)]
    for frames, pattern in groups:
        yield tuple(replace(pattern, frame=frame, axis=axis) for frame in frames for axis in axes)
