"""Placing: the best of a few cuts of the hall, then the yard, the routes, the floor, and the checker's word on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from designer.catalog import Catalog
from designer.layout.aisles import Standing, aisles_of, rows_of, spaces_of, stand
from designer.layout.bearings import laid, laid_back
from designer.layout.capacity import Bounds, bounds_of
from designer.layout.checker import examine, passage_of
from designer.layout.cuts import best_scheme
from designer.layout.equipment import Item, items_of, placed_of
from designer.layout.floor import Floor
from designer.layout.links import through_links
from designer.layout.loads import elements_of
from designer.layout.mains import chilled_outside, main_outside, main_pipes, main_step
from designer.layout.mine import mine_breaches
from designer.layout.needs import Kind, Need, needs_of
from designer.layout.overhead import Hung, Overhead, overhead_of
from designer.layout.posts import Posts
from designer.layout.records import Layout, Passage, Placed, Route, bare_layout
from designer.layout.remarks import notes_of, shortfalls_of
from designer.layout.rooms import galleries_of, named
from designer.layout.routes import busways_of, facility_ring, headers_of, levels_of_busway, levels_of_headers
from designer.layout.rules import Rules, read_rules
from designer.layout.scheme import Scheme
from designer.layout.slab import floor_steps
from designer.layout.trays import trays_of
from designer.layout.yard import Batch, Yard, pack_yard, place_yard, surveyed_of, yards_of
from designer.ledger import Step
from designer.model import Note, Point
from designer.site.records import Hall, Site
from designer.sizing.records import Programme, Zone

__all__ = ["place"]


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
        return self.need.liquid


def place(site: Site, programme: Programme, catalog: Catalog) -> Layout:
    """The layout of a programme in a hall.

    Never refuses a hall: what does not fit is a shortfall, what breaks a rule is a breach.
    """
    motion, there = laid(site)
    return laid_back(motion, _placed(there, programme, catalog))


def _placed(site: Site, programme: Programme, catalog: Catalog) -> Layout:
    """The layout in the axes of the hall, with the network racks where the brief wants them, else where the fabric
    asked for them: there only if everything finds its place so and no rule breaks that is kept without it, for a
    shorter cable is not worth a rack.
    """
    floor = _bare(site.hall, read_rules(catalog))
    programme = _as_wished(programme, site.hall)
    items = items_of(programme)
    need = needs_of(programme, catalog, items)
    wished, asked = site.hall.network_racks, programme.network.place
    job = _job(site, programme, floor, replace(need, network=wished or asked or need.network), items)
    if wished or job.need.network == need.network:
        return _issued(job, catalog)
    followed = _issued(job, catalog) if job.scheme.complete and not job.left_over else None
    if followed and not followed.breaches:
        return followed
    plain = _issued(_job(site, programme, floor, need, items), catalog)
    if followed is None:
        return plain
    worse = {b.key for b in followed.breaches} - {b.key for b in plain.breaches}
    return plain if worse and len(plain.shortfalls) <= len(followed.shortfalls) else followed


def _issued(job: _Job, catalog: Catalog) -> Layout:
    """What was seated, drawn, examined, and told."""
    site, programme = job.site, job.programme
    bounds = _bounds(site.hall, job.floor.rules, replace(_model(job.need), count=1))
    floor_work, floor_notes = _floor(job)
    layout = _draft(job, bounds, (*bounds.steps, *job.overhead.steps, *floor_work))
    seen = examine(layout, site, catalog)
    routes = (*layout.routes, *seen.escape.routes, *seen.moves)
    layout = replace(
        layout, routes=routes, egress_distance=seen.escape.longest, breaches=seen.breaches, walks=seen.escape.walks,
        second_ways=seen.escape.second,
    )  # fmt: skip
    kept = (*layout.breaches, *mine_breaches(layout, site, catalog))
    layout = replace(layout, breaches=tuple(sorted(kept, key=lambda b: (b.key, b.subjects))))
    afar = min(job.scheme.foreign, programme.gpu_racks)
    shortfalls = shortfalls_of(layout, programme, job.left_over, afar)
    notes = (*notes_of(layout, site, job.need.assumed), *floor_notes)
    return replace(layout, shortfalls=shortfalls, notes=notes)


@lru_cache(maxsize=2)
def _bare(hall: Hall, rules: Rules) -> Floor:
    """The floor of a hall; the rounds of a design share it, and what is worked out about it."""
    return Floor(hall, rules)


@lru_cache(maxsize=4)
def _bounds(hall: Hall, rules: Rules, kind: Kind) -> Bounds:
    """What the bare hall could hold of a kind of rack."""
    return bounds_of(_bare(hall, rules), kind)


def _as_wished(programme: Programme, hall: Hall) -> Programme:
    """The programme with its CDUs among the racks where the brief wants them there."""
    if hall.cdus == "gallery":
        return programme
    zone: Zone = "row" if hall.cdus == "in-row" else "row-end"
    modules = tuple(replace(m, zone=zone) if m.kind == "cdu" else m for m in programme.modules)
    return replace(programme, modules=modules)


def _model(need: Need) -> Kind:
    """The rack that capacity is counted in: the first GPU kind, else any."""
    return need.kinds[0]


def _job(site: Site, programme: Programme, floor: Floor, need: Need, items: Sequence[Item]) -> _Job:
    indoors = [i for i in items if i.module.zone in ("electrical", "mechanical")]
    catalog = floor.rules.catalog
    main = main_step(programme, catalog)
    least = Hung(
        max((k.height for k in need.kinds), default=0.0),
        1,
        2 if need.liquid else 0,
        main_outside(main, catalog),
        pipes=main_pipes(main, catalog),
        plant=max((i.module.height for i in indoors if i.module.kind == "cdu"), default=0.0),
        chilled=chilled_outside(programme, catalog),
    )

    def hung(scheme: Scheme) -> Overhead:
        found = _overhead(floor, scheme, need, least, site.hall)
        return replace(found, steps=(*([main] if main else ()), *found.steps))

    zoned = overhead_of(floor.rules, replace(least, plant=0.0), site.hall.clear_height).by_zone

    def crowding(scheme: Scheme) -> int:
        # in a hall too low for any services by zone, rows met head on need the least
        found = hung(scheme)
        return 0 if found.by_zone else (1 if found.steps[-1].verdict else 2) if zoned else int(scheme.axis == "across")

    scheme = best_scheme(floor, indoors, need, lambda s: _walked(s, floor, need.depth), crowding)
    standing = stand(scheme, need.depth)
    inside = _inside(scheme, standing)
    yards, outside, lost = _outside(site, floor, scheme, inside, items)
    overhead = hung(scheme)
    placed = tuple(sorted((*named(inside, site.hall), *outside), key=lambda p: p.tag))
    left_over = (*scheme.left_over, *lost)
    return _Job(site, programme, floor, need, scheme, standing, yards, placed, left_over, overhead)


def _overhead(floor: Floor, scheme: Scheme, need: Need, least: Hung, hall: Hall) -> Overhead:
    """What hangs over the racks of a scheme, at `least` that."""
    rules, standing = floor.rules, stand(scheme, need.depth)
    loads = {f"rack/{k.slug}": k.load_kw for k in need.kinds}
    hung = replace(
        least,
        busways=levels_of_busway(scheme, standing, loads, rules),
        headers=levels_of_headers(scheme, standing, need.liquid, rules),
        trunks=scheme.axis == "across",
    )
    return overhead_of(rules, hung, hall.clear_height)


def _outside(
    site: Site, floor: Floor, scheme: Scheme, inside: Sequence[Placed], items: Sequence[Item]
) -> tuple[tuple[Yard, ...], list[Placed], tuple[Item, ...]]:
    """The yards, the plant that stands in them, and what found no place there."""
    outdoors = [i for i in items if i.module.zone == "yard"]
    for yards in yards_of(site.hall.yards, site.hall.polygon, floor.rules):
        fixed = surveyed_of(site, outdoors, yards)
        free = [i for i in outdoors if i.tag not in {p.tag for p in fixed}]
        batches = _batches(site, scheme, inside, free)
        standing, lost = place_yard(floor, scheme.frame, yards, batches, fixed)
        if not lost:
            break
    if lost:
        standing, lost = pack_yard(floor, scheme.frame, yards, batches, fixed)
    return yards, [*fixed, *standing], lost


def _walked(scheme: Scheme, floor: Floor, depth: float) -> Passage:
    """Whether every rack of a scheme has its ways out and its way in, as far as the doors allow any."""
    standing = stand(scheme, depth)
    spaces = spaces_of(standing, depth, floor.rules)
    galleries = galleries_of(scheme, floor, (), ())
    rows, aisles = rows_of(scheme.ground, standing, spaces), aisles_of(scheme.ground, spaces)
    return passage_of(bare_layout(_inside(scheme, standing), rows, aisles, galleries), floor.hall, floor.rules.catalog)


def _inside(scheme: Scheme, standing: Sequence[Standing]) -> tuple[Placed, ...]:
    racks = [p for run in standing for p in (*run.racks, *run.plant)]
    rooms = [p for room in scheme.rooms for p in placed_of(room.frame, room.seats, room.tag)]
    return (*racks, *rooms, *placed_of(scheme.frame, scheme.air, "HALL"))


def _batches(site: Site, scheme: Scheme, inside: Sequence[Placed], items: Iterable[Item]) -> tuple[Batch, ...]:
    """Outdoor plant in blocks: transformers by the gallery of their switchboards, the rest by the gallery they
    serve.
    """
    inside = named(inside, site.hall)
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
    places = {room: (spot.x, spot.y) for room, spot in rooms.items()} | _middles(inside, site.hall)
    first = {"transformer": 0, "cooler": 1, "chiller": 2}
    ordered = sorted(groups.items(), key=lambda g: first.get(g[1][0].module.kind, len(first)))
    return tuple(Batch(tuple(members), places.get(room, centre)) for (_, room), members in ordered)


def _middles(inside: Iterable[Placed], hall: Hall) -> dict[str, Point]:
    """Where the plant of each gallery stands in each of several halls, in the mean [m]; the galleries of the halls
    together under their bare names."""
    spots: dict[str, list[Point]] = {}
    for one in inside if hall.parts else ():
        for room in {one.room, hall.side_of(one.room)}:
            spots.setdefault(room, []).append((one.box.at.x, one.box.at.y))
    return {
        room: (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found))
        for room, found in spots.items()
    }


def _floor(job: _Job) -> tuple[tuple[Step, ...], tuple[Note, ...]]:
    """Floor loads of the heaviest kind of rack."""
    heaviest = max(job.need.kinds, key=lambda k: (k.mass_kg, k.slug))
    return floor_steps(heaviest, job.site.hall.slab, job.rules)


def _draft(job: _Job, bounds: Bounds, steps: tuple[Step, ...]) -> Layout:
    """The layout before anyone has walked through it."""
    scheme, ground = job.scheme, job.scheme.ground
    spaces = spaces_of(job.standing, job.need.depth, job.rules)
    loads = {f"rack/{k.slug}": k.load_kw for k in job.need.kinds}
    posts = Posts.of(job.site.hall.columns, ground)
    routes: tuple[Route, ...] = (
        *busways_of(scheme, job.standing, loads, job.overhead, job.rules, posts),
        *headers_of(scheme, job.standing, job.liquid, job.overhead, job.rules, posts),
        *facility_ring(scheme, job.placed, job.overhead),
    )
    routes = through_links(routes, scheme, job.site.hall)
    hot = [s for s in spaces if s.kind == "hot"]
    return Layout(
        placed=job.placed,
        rows=rows_of(ground, job.standing, spaces),
        aisles=aisles_of(ground, spaces),
        galleries=galleries_of(scheme, job.floor, job.yards, job.placed),
        trays=trays_of(ground, job.standing, hot, job.overhead, job.rules, job.site),
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
            frozenset(f"rack/{k.slug}" for k in job.need.kinds if k.networked),
            {f"rack/{g.rack}": g.load_class for g in job.programme.racks},
        ),
        shortfalls=(),
        notes=(),
        steps=steps,
        network_racks=job.need.network,
    )
