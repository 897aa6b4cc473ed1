"""How every header segment falls, and what that asks for: a vent at each high point, a drain at each low one.

The underside that a pipe is hung at is that of its low end. Ring sections fall by turns one way and the other, so that
the ring comes back to its own level; legs and source headers fall along their way, row headers towards their tap. What
is so long that it would fall by more than the layers leave rises again. A pipe that leaves its level to pass another
has high and low points of its own there.
"""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString
from shapely.geometry import Point as Spot
from shapely.ops import substring

from designer.cooling.bench import Bench
from designer.cooling.circuit_places import SIDES, Circle, rings_of, sections_of
from designer.cooling.demand import PlantPower
from designer.cooling.fall_points import profile, turns
from designer.cooling.fall_records import Fall, Stub
from designer.cooling.records import PipeRun, Segment
from designer.cooling.segments import far_tag, mains_of, segments_of
from designer.cooling.technology_loop import SolvedLoop
from designer.layout.records import Passing
from designer.ledger import formula
from designer.units import Quantity, q

__all__ = ["falls_of", "least_fall"]

#: Lengths, and differences of level, below this are none [m].
_NONE = 1e-6
#: A section of a ring: name, from where to where along the ring, whole length [m].
Span = tuple[str, float, float, float]
#: A vent or drain beside those of its segment, which is numbered along its pipe.
_MORE = "+"
#: Kinds of stubs by whether they stand at a high point.
_KINDS = {True: ("AV", "air vent"), False: ("DV", "drain")}


@formula("h_f", unit="mm", source="derived", clause="the whole of the way at the least slope")
def least_fall(s: Quantity, L: Quantity) -> Quantity:
    """By how much a pipe falls at least from its high end to its low one."""
    return s * L


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a run that falls one way: its name, the run, from where to where along it [m], whether it falls with
    the run's way, by how much and the length for that [m], the valve at its low end; vent and drain at its ends (none:
    others serve it).
    """

    name: str
    run: PipeRun
    start: float
    end: float
    ahead: bool
    fall: float
    length: float
    low: str
    vent: str
    drain: str


def falls_of(bench: Bench, plant: PlantPower, runs: Sequence[PipeRun]) -> tuple[Fall, ...]:
    """The fall of every header segment and of every pipe with passings, in the order of the segments and the runs."""
    segments = {s.tag: s for s in segments_of(plant, runs)}
    first = {run.tag.rstrip("ABCD"): run for run in reversed(runs)}
    mains = (*_technology(bench, plant, first), *_circuits(bench, plant, runs, first))
    parts = [_named(part, segments) for part in mains]
    graded = {part.run.tag for part in parts}
    for run in runs:
        if run.tag in bench.passed.by_tag and run.tag not in graded:
            parts += [replace(part, vent="", drain="") for part in _whole(bench, run, run.tag, _outwards(run))]
    order = {tag: i for i, tag in enumerate(segments)}
    places = {run.tag: i for i, run in enumerate(runs)}
    parts.sort(key=lambda p: (order.get(p.name, len(order)), places[p.run.tag]))
    held, counts = defaultdict[str, list[_Part]](list), Counter[str]()
    for part in parts:
        held[part.run.tag].append(part)
    passed = bench.passed.by_tag
    return tuple(
        _fall(part, _raised(part, held[part.run.tag], passed.get(part.run.tag, ())), counts) for part in parts
    )


def _outwards(run: PipeRun) -> bool:
    """Whether the way of a machine's branch leads to the machine, which is its low end: not those of the CDUs on the
    technology loops, which lead to the ring.
    """
    return not run.loop.startswith("TCS")


def _named(part: _Part, segments: Mapping[str, Segment]) -> _Part:
    """A part with the valve of its segment at its low end, where it has that."""
    segment = segments.get(part.name)
    if segment is None:
        return part
    second = part.ahead and segment.kind != "header"
    return replace(part, low=segment.bounds[1 if second else 0]) if part.drain.startswith("DV") else part


def _technology(bench: Bench, plant: PlantPower, runs: Mapping[str, PipeRun]) -> Iterator[_Part]:
    """Rings, row headers and far connections of the technology loops."""
    for solved in plant.technology.loops:
        loop, ways = solved.loop.tag, solved.ways
        for index, side in enumerate(SIDES):
            run = runs.get(f"{loop}-RING-{side}")
            lengths = [LineString(way).length for _, _, way in ways.sections_of(index)]
            ends = list(itertools.accumulate(lengths, initial=0.0))
            spans = [(f"{loop}-S{i}{side}", a, b, b - a) for i, (a, b) in enumerate(itertools.pairwise(ends), 1)]
            yield from _zigzag(bench, run, spans) if run else ()
            yield from _rows(bench, solved, side, runs)
            for number, _ in enumerate(ways.far_sections, start=1):
                run = runs.get(f"{loop}-FAR-{side}{number}")
                yield from _whole(bench, run, f"{far_tag(loop, number)}{side}", ahead=True)


def _rows(bench: Bench, solved: SolvedLoop, side: str, runs: Mapping[str, PipeRun]) -> Iterator[_Part]:
    """Row headers, which fall towards their tap: vent at the far end, drain at the near one."""
    for way in solved.ways.rows:
        header = f"{solved.loop.tag}-{way.row}-{side}"
        pieces = [runs[f"{header}{n}"] for n in range(1, len(way.racks) + 1) if f"{header}{n}" in runs]
        for number, run in enumerate(pieces, start=1):
            for part in _whole(bench, run, header, ahead=False):
                vent, drain = part.vent if number == len(pieces) else "", part.drain if number == 1 else ""
                yield replace(part, vent=vent, drain=drain)


def _circuits(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun], first: Mapping[str, PipeRun]
) -> Iterator[_Part]:
    """Source headers, legs and rings of the facility and the chilled-water circuit."""
    pumps = [duty.tag for duty in plant.pumps.duties]
    for name, users, own in (("FWS", plant.on_facility, pumps), ("CHW", plant.on_chilled, [])):
        for tag, run in mains_of(name, first):
            yield from _whole(bench, run, tag, ahead=True)
        rings = rings_of(runs, name, users, own, own=bool(own))
        for side in SIDES:
            ring = first.get(f"{name}-RING-{side}")
            if ring is None:
                continue
            yield from _zigzag(bench, ring, sorted(_sections(rings[side], users, f"{name}-S", side), key=_begin))


def _sections(circle: Circle, users: Sequence[str], stem: str, side: str) -> Iterator[Span]:
    """Sections of a circuit's ring; one that lies over the beginning of the ring's line as its longer part."""
    for number, pieces in sections_of(circle, users).items():
        spans = [circle.spans[i] for i in pieces]
        whole = sum(end - start for start, end in spans)
        for (_, end), (start, _) in itertools.pairwise(spans):
            if abs(end - start) > _NONE:
                cut = spans.index(next(s for s in spans if s[0] == start))
                spans = max((spans[:cut], spans[cut:]), key=lambda part: part[-1][1] - part[0][0])
                break
        yield f"{stem}{number}{side}", spans[0][0], spans[-1][1], whole


def _begin(span: Span) -> float:
    return span[1]


def _whole(bench: Bench, run: PipeRun | None, name: str, ahead: bool) -> Iterator[_Part]:
    """A run that falls along its way, or back along it: by turns where that is more than it may fall."""
    if run is None or len(run.points) < 2:
        return
    length = LineString(run.points).length
    spans = _split(bench, (name, 0.0, length, length))
    for i, (_, start, end, whole) in enumerate(spans):
        falling = ahead == (i % 2 == 0)
        yield _part(run, (name, start, end, whole), falling, _least(bench, f"{run.tag} {i + 1}", whole), i)


def _split(bench: Bench, span: Span, least: int = 1) -> list[Span]:
    """Equal parts of a stretch, as few as fall by no more than they may."""
    name, start, end, whole = span
    count = max(least, math.ceil(bench.rules.si("slope") * whole / bench.rules.si("fall_most", "m") - _NONE))
    cuts = [start + (end - start) * i / count for i in range(count + 1)]
    return [(name, a, b, whole / count) for a, b in itertools.pairwise(cuts)]


def _zigzag(bench: Bench, run: PipeRun, spans: Sequence[Span]) -> Iterator[_Part]:
    """The sections of a ring, falling by turns one way and the other, those too long for that in parts; always an even
    number, so that the ring comes back to its level. One without a length lies level.
    """
    for span in spans:
        if span[3] <= _NONE:
            yield _part(run, span, True, 0.0, 0)
    spans = [span for span in spans if span[3] > _NONE]
    parts = [_split(bench, span) for span in spans]
    if sum(map(len, parts)) % 2:
        longest = max(range(len(spans)), key=lambda i: (parts[i][0][3], -i))
        parts[longest] = _split(bench, spans[longest], len(parts[longest]) + 1)
    flat = [(i, part) for each in parts for i, part in enumerate(each)]
    least = [_least(bench, f"{part[0]} {i + 1}", part[3]) for i, part in flat]
    highs = [max(least[k - 1], least[k]) for k in range(len(least))]
    for k, (i, part) in enumerate(flat):
        yield _part(run, part, k % 2 == 0, highs[k if k % 2 == 0 else (k + 1) % len(highs)], i)


def _part(run: PipeRun, span: Span, ahead: bool, fall: float, number: int) -> _Part:
    """A part of a stretch, by its number there: its first high point has the vent of the stretch and its first low one
    the drain; where a part begins, the one before has what stands there.
    """
    name, start, end, whole = span
    vent, drain = (f"AV-{name}", f"DV-{name}") if number == 0 else (_MORE, _MORE)
    if number:
        vent, drain = ("", drain) if ahead else (vent, "")
    return _Part(name, run, start, end, ahead, fall, whole, "", vent, drain)


def _least(bench: Bench, name: str, length: float) -> float:
    return bench.keep(least_fall, f"least_fall[{name}]", s=bench.rules["slope"], L=q(length, "m")).si("m")


def _raised(part: _Part, all_parts: Sequence[_Part], passings: Sequence[Passing]) -> list[tuple[float, float, float]]:
    """The passings of a part's run that lie nearest to it, from its high end: from, to, by how much raised [m]."""
    line, found = LineString(part.run.points), []
    for one in passings:
        ends = sorted(float(line.project(Spot(p))) for p in (one.points[0], one.points[-1]))
        middle = sum(ends) / 2.0
        nearest = min(all_parts, key=lambda p: (round(max(p.start - middle, middle - p.end, 0.0), 6), p.start))
        if nearest is not part or abs(one.level - one.low) <= _NONE:
            continue
        start, end = (min(max(at, part.start), part.end) for at in ends)
        span = (start - part.start, end - part.start) if part.ahead else (part.end - end, part.end - start)
        found.append((*span, one.level - one.low))
    return found


def _fall(part: _Part, raised: Sequence[tuple[float, float, float]], counts: Counter[str]) -> Fall:
    """The fall of a part with its vents and drains: its own at its first high point and its last low one, and one at
    each other point; ends without their own are served by what they join.
    """
    line, length = LineString(part.run.points), part.end - part.start
    found = turns(profile(length, part.fall, raised))
    found = found or [(0.0, True), (length, False)]
    found = found[0 if part.vent else 1 : len(found) if part.drain else -1]
    highs = [i for i, (_, high) in enumerate(found) if high]
    lows = [i for i, (_, high) in enumerate(found) if not high]
    own = {highs[0] if highs and part.vent else -1: part.vent, lows[-1] if lows and part.drain else -1: part.drain}
    own = {index: tag for index, tag in own.items() if tag}
    stubs = []
    for index, (at, high) in enumerate(found):
        letters, kind = _KINDS[high]
        tag = own.get(index, _MORE)
        more = tag == _MORE
        if more:
            counts[f"{letters}-{part.run.tag}"] += 1
            tag = f"{letters}-{part.run.tag}-P{counts[f'{letters}-{part.run.tag}']}"
        spot = line.interpolate(part.start + at if part.ahead else part.end - at)
        stubs.append(Stub(tag, kind, part.run.tag, (float(spot.x), float(spot.y)), more))
    way = tuple((float(x), float(y)) for x, y, *_ in substring(line, part.start, part.end).coords)
    way = (way if part.ahead else way[::-1]) if len(way) > 1 else (way[0], way[0])
    share = part.fall / part.length if part.length > _NONE else 0.0
    return Fall(part.name, part.run.tag, way, part.fall, share, part.low, tuple(stubs))
