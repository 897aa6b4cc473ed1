"""Placing: the best of a few cuts of the hall, then the yard, the routes, the floor, and the checker's word on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Catalog
from designer.layout.aisles import Standing, aisles_of, rows_of, spaces_of, stand
from designer.layout.capacity import Bounds, bounds_of
from designer.layout.checker import examine
from designer.layout.equipment import Item, items_of, placed_of
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.loads import elements_of
from designer.layout.overhead import Overhead, overhead_of
from designer.layout.records import Layout, Placed, Route
from designer.layout.remarks import notes_of, shortfalls_of
from designer.layout.rooms import galleries_of
from designer.layout.routes import busways_of, facility_ring, headers_of, levels_of_busway
from designer.layout.rules import Rules, read_rules
from designer.layout.scheme import Axis, Scheme, Way, draw
from designer.layout.seating import Kind, Need, kinds_of
from designer.layout.slab import floor_steps
from designer.layout.trays import trays_of
from designer.layout.walls import louvre_length
from designer.layout.yard import Batch, Yard, place_yard, surveyed_of, yards_of
from designer.ledger import Step
from designer.model import Note
from designer.site.records import Site
from designer.sizing.records import Programme

__all__ = ["best_scheme", "place"]


#: Directions tried beyond the longest wall's, when that one leaves something without a place.
_MORE_DIRECTIONS = 2


@dataclass(frozen=True, slots=True)
class _Job:
    """What the parts of one placing share."""

    site: Site
    programme: Programme
    floor: Floor
    need: Need
    scheme: Scheme
    standing: tuple[Standing, ...]
    yards: tuple[Yard, ...]
    placed: tuple[Placed, ...]
    left_over: tuple[Item, ...]
    overhead: Overhead

    @property
    def rules(self) -> Rules:
        """The rules of the floor."""
        return self.floor.rules

    @property
    def liquid(self) -> frozenset[str]:
        """Catalog keys of racks with a liquid part."""
        return frozenset(f"rack/{k.slug}" for k in self.need.kinds if k.liquid)


def place(site: Site, programme: Programme, catalog: Catalog) -> Layout:
    """The layout of a programme in a hall.

    Never refuses a hall: what does not fit is a shortfall, what breaks a rule is a breach.
    """
    floor = Floor(site.hall, read_rules(catalog))
    need, items = kinds_of(programme, catalog), items_of(programme)
    job = _job(site, programme, floor, need, items)
    bounds = bounds_of(floor, _model(need))
    floor_work, floor_notes = _floor(job)
    layout = _draft(job, bounds, (*bounds.steps, *job.overhead.steps, *floor_work))
    seen = examine(layout, site, catalog)
    routes = (*layout.routes, *seen.escape.routes, *seen.moves)
    layout = replace(layout, routes=routes, egress_distance=seen.escape.longest, breaches=seen.breaches)
    missing = tuple(item for item in job.left_over)
    shortfalls = shortfalls_of(layout, programme, missing, floor.rules)
    return replace(layout, shortfalls=shortfalls, notes=(*notes_of(layout, site, programme, missing), *floor_notes))


def best_scheme(floor: Floor, items: Sequence[Item], need: Need) -> Scheme:
    """The best cut of the hall over directions, ends, sides, row axes and corridor widths; ties go to the first.

    Each group of ways is sketched; the first group in which everything finds a place is drawn tight.
    """
    sketched: list[tuple[Scheme, Way]] = []
    for ways in _ways(floor):
        sketches = [(draw(floor, replace(way, tight=False), items, need), way) for way in ways]
        sketched += sketches
        complete = [way for scheme, way in sketches if not scheme.missing and not scheme.left_over]
        if complete:
            return min((draw(floor, way, items, need) for way in complete), key=lambda s: s.rank)
    return draw(floor, min(sketched, key=lambda s: s[0].rank)[1], items, need)


def _ways(floor: Floor) -> Iterator[tuple[Way, ...]]:
    """Ways to cut the hall, in groups: both ends with the louvres over the racks, the other side, a narrower corridor,
    none, then other directions."""
    hall, rules = floor.hall, floor.rules
    main, *others = directions(hall.polygon)
    sides = [(Frame(main), Frame((main + 180.0) % 360.0, True)), (Frame(main, True), Frame((main + 180.0) % 360.0))]
    louvre = {pair: max(louvre_length(hall, frame) for frame in pair) for pair in sides}
    ordered = sorted(sides, key=lambda pair: -louvre[pair])
    axes: tuple[Axis, ...] = ("along", "across")
    groups = [(pair, rules.corridor) for pair in ordered]
    groups += [(pair, width) for width in (rules.corridor_least, 0.0) for pair in ordered]
    for turn in others[:_MORE_DIRECTIONS]:
        frames = (Frame(turn), Frame((turn + 180.0) % 360.0, True))
        groups.append((frames, rules.corridor))
    for frames, corridor in groups:
        yield tuple(Way(frame, axis, corridor) for frame in frames for axis in axes)


def _model(need: Need) -> Kind:
    """The rack that capacity is counted in: the first GPU kind, else any."""
    return need.kinds[0]


def _job(site: Site, programme: Programme, floor: Floor, need: Need, items: Sequence[Item]) -> _Job:
    indoors = [i for i in items if i.module.zone != "yard"]
    scheme = best_scheme(floor, indoors, need)
    standing = stand(scheme, need.depth)
    inside = _inside(scheme, standing)
    yards, _ = yards_of(site.hall.yards, site.hall.polygon, floor.rules)
    outdoors = [i for i in items if i.module.zone == "yard"]
    fixed = surveyed_of(site, outdoors, yards)
    free = [i for i in outdoors if i.tag not in {p.tag for p in fixed}]
    seats, lost = place_yard(floor, scheme.frame, yards, _batches(site, scheme, inside, free), fixed)
    outside = [*fixed, *(p for seat, room in seats for p in placed_of(scheme.frame, [seat], room))]
    loads = {f"rack/{k.slug}": k.load_kw for k in need.kinds}
    tall = max((k.height for k in need.kinds), default=0.0)
    overhead = overhead_of(floor.rules, tall, levels_of_busway(standing, loads, floor.rules), site.hall.clear_height)
    placed = tuple(sorted((*inside, *outside), key=lambda p: p.tag))
    return _Job(site, programme, floor, need, scheme, standing, yards, placed, (*scheme.left_over, *lost), overhead)


def _inside(scheme: Scheme, standing: Sequence[Standing]) -> tuple[Placed, ...]:
    racks = [rack for run in standing for rack in run.racks]
    rooms = [p for room in scheme.rooms for p in placed_of(scheme.frame.across(), room.seats, room.tag)]
    return (*racks, *rooms, *placed_of(scheme.frame, scheme.air, "HALL"))


def _batches(site: Site, scheme: Scheme, inside: Sequence[Placed], items: Iterable[Item]) -> tuple[Batch, ...]:
    """Outdoor plant in blocks: transformers by the gallery of their switchboards, the rest by the gallery they serve."""
    boards = {p.tag.rpartition("-")[2]: p for p in inside if p.tag.startswith("MSB-")}
    centre = (site.hall.polygon.centroid.x, site.hall.polygon.centroid.y)
    rooms = {r.tag: scheme.frame.rectangle(*r.extent).centroid for r in scheme.rooms}
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        room = "MECH-1" if item.module.kind in ("cooler", "chiller") else ("ELEC-A", "ELEC-B")[min(item.group, 1)]
        board = boards.get(item.tag.rpartition("-")[2])
        if item.module.kind == "transformer" and board is not None:
            room = board.room
        groups.setdefault((item.module.prefix, room), []).append(item)
    places = {room: (spot.x, spot.y) for room, spot in rooms.items()}
    return tuple(Batch(tuple(members), places.get(room, centre)) for (_, room), members in groups.items())


def _floor(job: _Job) -> tuple[tuple[Step, ...], tuple[Note, ...]]:
    """Floor loads of the heaviest kind of rack."""
    heaviest = max(job.need.kinds, key=lambda k: (k.mass_kg, k.slug))
    return floor_steps(heaviest, job.site.hall.slab, job.rules)


def _draft(job: _Job, bounds: Bounds, steps: tuple[Step, ...]) -> Layout:
    """The layout before anyone has walked through it."""
    scheme, ground = job.scheme, job.scheme.ground
    spaces = spaces_of(job.standing, job.need.depth, job.rules)
    loads = {f"rack/{k.slug}": k.load_kw for k in job.need.kinds}
    routes: tuple[Route, ...] = (
        *busways_of(scheme, job.standing, loads, job.overhead, job.rules),
        *headers_of(scheme, job.standing, job.liquid, job.overhead),
        *facility_ring(scheme, job.placed, job.overhead),
    )
    hot = [s for s in spaces if s.kind == "hot"]
    return Layout(
        placed=job.placed,
        rows=rows_of(ground, job.standing, spaces),
        aisles=aisles_of(ground, spaces),
        galleries=galleries_of(scheme, job.floor, job.yards, job.placed),
        trays=trays_of(ground, job.standing, hot, job.overhead, job.rules, job.site.fibre),
        routes=routes,
        heights=job.overhead.layers,
        capacity=bounds.capacity,
        bound=bounds.bound,
        gap=bounds.gap,
        egress_distance=0.0,
        breaches=(),
        elements=elements_of(
            (p for p in job.placed if p.kind == "rack"),
            job.liquid,
            {f"rack/{g.rack}": g.load_class for g in job.programme.racks},
        ),
        shortfalls=(),
        notes=(),
        steps=steps,
    )
