"""Whole layouts: the demo hall, small halls, and halls that nobody would build."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import pytest
from shapely.affinity import rotate
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from designer.catalog import Catalog
from designer.layout import place
from designer.layout.records import Layout
from designer.site.records import Column, Door, Hall, KeepOut, PlantItem, Site, Slab
from designer.sizing.records import Module, Programme
from designer.units import magnitude

DOORS = [
    Door("D1", 0.0, 6.0, 3.0, 3.0, "roll-up", False),
    Door("D2", 30.0, 6.0, 1.0, 2.1, "personnel", True),
    Door("D3", 10.0, 0.0, 1.0, 2.1, "personnel", True),
]


def gpus(layout: Layout) -> int:
    """How many GPU racks stand."""
    return sum(p.purpose == "gpu" for p in layout.placed)


@pytest.fixture(scope="module")
def small(make_hall: Callable[..., Hall], make_site: Callable[..., Site]) -> Site:
    """A hall of 30 m x 12 m with a goods door and two exits."""
    return make_site(make_hall(rectangle(0, 0, 30, 12), doors=DOORS))


def test_the_demo_hall_is_legal_and_complete(prairie_layout: Layout, prairie_programme: Programme) -> None:
    """Every rack and every box of plant stands, nothing is broken, nothing is short."""
    assert prairie_layout.breaches == ()
    assert prairie_layout.shortfalls == ()
    assert len(prairie_layout.placed) == 118 + 21 + 8 + sum(m.count for m in prairie_programme.modules)
    assert prairie_layout.capacity <= prairie_layout.bound
    assert prairie_layout.capacity == 1337


def test_tags_follow_the_house(prairie_layout: Layout) -> None:
    """Tags are unique, of the agreed forms, and the slot in a rack's tag is its slot in its row."""
    tags = [p.tag for p in prairie_layout.placed]
    assert len(set(tags)) == len(tags)
    for placed in prairie_layout.of("rack"):
        form = {"gpu": r"R-\d{4}", "network": r"N-\d\d", "storage": r"S-\d\d"}[placed.purpose]
        assert re.fullmatch(form, placed.tag)
        assert placed.purpose != "gpu" or int(placed.tag[-2:]) == placed.slot
    assert {f"TX-{i:02d}" for i in range(1, 15)} == {p.tag for p in prairie_layout.of("transformer")}
    assert [p.existing for p in prairie_layout.of("transformer")] == [True] * 10 + [False] * 4


def test_scalable_units_stay_together(prairie_layout: Layout) -> None:
    """Each scalable unit of eight racks stands side by side in one row; the last one holds the rest."""
    units: dict[int, list[tuple[str, int]]] = {}
    for rack in prairie_layout.of("rack"):
        if rack.purpose == "gpu":
            units.setdefault(rack.unit, []).append((rack.row, rack.slot))
    assert sorted(units) == list(range(1, 16))
    assert sorted(len(members) for members in units.values()) == [6, *[8] * 14]
    for members in units.values():
        assert len({row for row, _ in members}) == 1
        slots = sorted(slot for _, slot in members)
        assert slots == list(range(slots[0], slots[0] + len(slots)))


def test_network_racks_stand_in_the_middle(prairie_layout: Layout) -> None:
    """The network racks' centre is nearer to the middle of the GPU racks than an average GPU rack is."""
    places = {
        k: [(p.box.at.x, p.box.at.y) for p in prairie_layout.placed if p.purpose == k] for k in ("gpu", "network")
    }
    centre = {k: tuple(sum(v) / len(v) for v in zip(*where, strict=True)) for k, where in places.items()}

    def away(place: tuple[float, ...]) -> float:
        return abs(place[0] - centre["gpu"][0]) + abs(place[1] - centre["gpu"][1])

    assert away(centre["network"]) < sum(away(p) for p in places["gpu"]) / len(places["gpu"])


def test_groups_land_in_different_electrical_rooms(prairie_layout: Layout) -> None:
    """Switchboards and UPS are split evenly over A and B, which do not touch."""
    for kind in ("switchboard", "ups"):
        rooms = [p.room for p in prairie_layout.of(kind)]
        assert rooms.count("ELEC-A") == rooms.count("ELEC-B") == len(rooms) // 2
    rooms_by_tag = {g.tag: g.polygon for g in prairie_layout.galleries}
    assert rooms_by_tag["ELEC-A"].distance(rooms_by_tag["ELEC-B"]) > 5.0
    for one, other in itertools.combinations([g for g in prairie_layout.galleries if g.kind != "staging"], 2):
        assert one.polygon.intersection(other.polygon).area < 1e-6


def test_air_units_stand_on_the_louvred_wall(prairie_layout: Layout, prairie: Hall) -> None:
    """The fan wall backs onto the wall with the louvres and blows into the hall."""
    _, _, _, north = prairie.polygon.bounds
    for unit in prairie_layout.of("air-unit"):
        assert max(y for _, y in unit.box.corners) == pytest.approx(north)
        assert unit.box.at.rotation == pytest.approx(0.0)


def test_tray_systems_share_nothing_and_reach_every_rack(prairie_layout: Layout) -> None:
    """A and B hang at different levels, share no place, and each joins all racks and its fibre entry."""
    a, b = prairie_layout.trays
    racks = {p.tag for p in prairie_layout.of("rack")}
    assert a.z != b.z
    for tray, entry in ((a, "North"), (b, "South")):
        assert set(tray.drops) == {*racks, entry}
        graph = nx.Graph((e.a, e.b) for e in tray.edges)
        assert nx.is_connected(graph)
        assert set(tray.drops.values()) <= set(graph)
    assert not {round_place(p) for p in a.nodes} & {round_place(p) for p in b.nodes}
    assert not {e.tag for e in a.edges} & {e.tag for e in b.edges}


def round_place(place: tuple[float, float]) -> tuple[int, int]:
    """A place on a millimetre grid."""
    return round(place[0] * 1000), round(place[1] * 1000)


def test_each_rack_hangs_on_one_busway_of_each_path(prairie_layout: Layout) -> None:
    """Path A from electrical A and path B from electrical B serve every rack once, within what a run carries."""
    kilowatts = {"gpu": 132.0, "network": 30.0, "storage": 20.0}
    load = {p.tag: kilowatts[p.purpose] for p in prairie_layout.of("rack")}
    for path in ("A", "B"):
        runs = [r for r in prairie_layout.routes if r.kind == "busway" and r.path == path]
        served = [tag for run in runs for tag in run.serves]
        assert sorted(served) == sorted(load)
        assert {run.source for run in runs} == {f"ELEC-{path}"}
        assert max(sum(load[t] for t in run.serves) for run in runs) <= 1100.0


def test_headers_reach_every_liquid_rack_in_order(prairie_layout: Layout) -> None:
    """Supply and return of a row serve the same racks, in the order in which the pipe meets them."""
    places = {p.tag: p.box.at for p in prairie_layout.of("rack")}
    for kind in ("tcs-supply", "tcs-return"):
        runs = [r for r in prairie_layout.routes if r.kind == kind]
        assert sorted(t for r in runs for t in r.serves) == sorted(t for t in places if t.startswith("R-"))
        for run in runs:
            start = run.line.points[0]
            away = [abs(places[t].x - start[0]) + abs(places[t].y - start[1]) for t in run.serves]
            assert away == sorted(away)
            assert run.source == "MECH-1"


def test_services_run_square_to_the_hall(prairie_layout: Layout) -> None:
    """Busways, headers and the ring turn at right angles only, and the ring closes around what it serves."""
    services = [r for r in prairie_layout.routes if r.kind not in ("egress", "delivery")]
    for route in services:
        for (xa, ya), (xb, yb) in itertools.pairwise(route.line.points):
            assert min(abs(xa - xb), abs(ya - yb)) < 1e-6, route.tag
    rings = [r for r in services if r.kind.startswith("fws")]
    assert [r.tag for r in rings] == ["FWS-S", "FWS-R"]
    for ring in rings:
        assert ring.line.points[-1] == ring.line.points[2]
        assert set(ring.serves) == {p.tag for k in ("cdu", "pump", "air-unit") for p in prairie_layout.of(k)}


def test_ways_out_end_at_exits(prairie_layout: Layout, prairie: Hall) -> None:
    """Each row has a drawn way from its worst rack to an exit and a way of delivery from the goods door."""
    doors = {d.tag: (d.x, d.y) for d in prairie.doors}
    for kind, end in (("egress", -1), ("delivery", 0)):
        routes = [r for r in prairie_layout.routes if r.kind == kind]
        assert len(routes) == len(prairie_layout.rows)
        for route in routes:
            door = doors[route.serves[0] if kind == "egress" else route.source]
            x, y = route.line.points[end]
            assert abs(x - door[0]) + abs(y - door[1]) < 2.0
    longest = max(r.line.length for r in prairie_layout.routes if r.kind == "egress")
    assert longest <= prairie_layout.egress_distance + 0.5


def test_the_same_programme_gives_the_same_layout(
    small: Site, make_programme: Callable[..., Programme], catalog: Catalog
) -> None:
    """Two placings are equal to the last digit."""
    programme = make_programme(20, 3, 1)
    assert place(small, programme, catalog) == place(small, programme, catalog)


def test_a_bigger_cap_never_loses_a_rack(
    small: Site, make_programme: Callable[..., Programme], catalog: Catalog
) -> None:
    """Asking for more racks never places fewer, and what is placed never exceeds what geometry allows."""
    layouts = [place(small, make_programme(n, 2), catalog) for n in (0, 7, 24, 60, 75, 400)]
    counts = [gpus(layout) for layout in layouts]
    assert counts[:3] == [0, 7, 24]
    assert counts == sorted(counts)
    assert all(count <= layout.capacity for count, layout in zip(counts, layouts, strict=True))
    assert not [b for layout in layouts for b in layout.breaches if b.key != "floor-uniform"]


def test_a_full_hall_says_what_found_no_place(
    small: Site, make_programme: Callable[..., Programme], catalog: Catalog
) -> None:
    """What finds no place is a shortfall that asks for fewer racks than were wanted."""
    layout = place(small, make_programme(118, 21, 8, plant=0.1), catalog)
    short = next(s for s in layout.shortfalls if s.key == "layout.gpu_racks")
    assert magnitude(short.wanted, "") == 118
    assert magnitude(short.got, "") == gpus(layout)
    assert short.cure is not None
    assert short.cure.key == "racks.max"
    assert short.cure.amount == 117


def test_plant_among_the_racks(small: Site, make_programme: Callable[..., Programme], catalog: Catalog) -> None:
    """In-row CDUs stand at the low ends of GPU rows with a row and a slot of their own, and break no rule."""
    module = Module("CDU", "cdu", "cdu/test", 3, 2, 0.6, 1.2, 2.2, 1.2, 0.9, 0.0, 900, "row-end", 1, ())
    layout = place(small, make_programme(24, 2, modules=(module,)), catalog)
    units = layout.of("cdu")
    assert [u.tag for u in units] == ["CDU-01", "CDU-02", "CDU-03"]
    assert gpus(layout) == 24
    assert layout.breaches == ()
    assert layout.shortfalls == ()
    for unit in units:
        row = next(r for r in layout.rows if r.tag == unit.row)
        mates = [p for p in layout.placed if p.tag in row.members]
        assert unit.slot < min(p.slot for p in mates)
        assert unit.box.at.rotation == mates[0].box.at.rotation


def test_without_a_yard_one_is_assumed_and_said(
    small: Site, make_programme: Callable[..., Programme], catalog: Catalog
) -> None:
    """Outdoor plant stands on a strip beside the longest wall, clear of the hall, and a note says so."""
    layout = place(small, make_programme(4, 1, plant=0.05), catalog)
    outdoors = [p for p in layout.placed if p.room == "YARD-1"]
    assert outdoors
    assert "layout.yard_assumed" in {n.key for n in layout.notes}
    assert all(Polygon(p.box.corners).distance(small.hall.polygon) >= 3.0 - 1e-6 for p in outdoors)


def test_an_assumed_yard_grows_with_its_plant(
    small: Site, make_programme: Callable[..., Programme], catalog: Catalog
) -> None:
    """Plant of twice the strip's ground finds its place on a deeper one; a given yard keeps its size and says so."""
    module = Module("GEN", "generator", "generator/test", 6, 3, 10.0, 9.0, 3.0, 2.0, 2.0, 2.0, 15000, "yard", 1, ())
    wanted = make_programme(4, 1, modules=(module,))
    grown = place(small, wanted, catalog)
    (yard,) = (g for g in grown.galleries if g.kind == "yard")
    assert not grown.shortfalls
    assert sum(p.room == "YARD-1" and yard.polygon.covers(Polygon(p.box.corners)) for p in grown.placed) == 6
    tight = replace(small, hall=replace(small.hall, yards=(Polygon([(0, -18), (15, -18), (15, -3), (0, -3)]),)))
    assert [s.subject for s in place(tight, wanted, catalog).shortfalls] == ["GEN"]


def test_surveyed_plant_keeps_its_place(
    prairie: Hall, make_site: Callable[..., Site], make_programme: Callable[..., Programme], catalog: Catalog
) -> None:
    """A transformer whose place was surveyed stays there, the others are placed around it."""
    nothing = make_site(prairie).elevation
    item = PlantItem(
        "TX-03",
        ("TX-03",),
        "transformer",
        "",
        1,
        *[nothing] * 7,
        "good",
        "",
        (60.0, 30.0),
        None,  # type: ignore[arg-type]
    )
    layout = place(make_site(prairie, plant=(item,)), make_programme(30, 4, 2, plant=0.3), catalog)
    kept = next(p for p in layout.placed if p.tag == "TX-03")
    assert (kept.box.at.x, kept.box.at.y) == (60.0, 30.0)
    assert kept.existing
    assert not [b for b in layout.breaches if "TX" in "".join(b.subjects)]


def test_a_low_hall_is_a_shortfall_without_a_cure(
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """The overhead services do not fit under a low eave: said with both heights, and no number of racks cures it."""
    site = make_site(make_hall(rectangle(0, 0, 30, 12), height=3.0, doors=DOORS))
    layout = place(site, make_programme(16, 2), catalog)
    short = next(s for s in layout.shortfalls if s.key == "layout.height_stack")
    assert magnitude(short.wanted, "m") == pytest.approx(3.0)
    assert magnitude(short.got, "m") > 4.0
    assert short.cure is None
    assert gpus(layout) == 16


def test_a_weak_slab_is_a_shortfall_without_a_cure(
    make_hall: Callable[..., Hall],
    make_slab: Callable[..., Slab],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """A thin slab on soft ground fails in spread load, under a caster and in bending, each with its number."""
    slab = make_slab(3, 2000, 50, 125, 1000)
    site = make_site(make_hall(rectangle(0, 0, 30, 12), slab=slab, doors=DOORS))
    layout = place(site, make_programme(16, 2), catalog)
    keys = {s.key for s in layout.shortfalls if s.cure is None}
    assert {"layout.floor_uniform", "layout.floor_point", "layout.floor_bending"} <= keys


ODD = {
    "sliver": rectangle(0, 0, 60, 2),
    "closet": rectangle(0, 0, 1, 1),
    "triangle": Polygon([(0, 0), (30, 0), (5, 20)]),
    "turned": rotate(rectangle(0, 0, 40, 18), 33, origin=(0, 0)),
    "courtyard": Polygon(rectangle(0, 0, 30, 30).exterior.coords, [rectangle(10, 10, 20, 20).exterior.coords]),
    "U": rectangle(0, 0, 40, 24).difference(rectangle(14, 10, 26, 25)),
    "far": rectangle(1e5, -1e5, 1e5 + 25, -1e5 + 14),
}


@pytest.mark.parametrize("name", ODD)
def test_no_hall_is_too_odd(
    name: str,
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """Whatever the outline, whatever the height, with or without doors: an answer, and no box where it may not be."""
    polygon = ODD[name]
    spot = polygon.representative_point()
    hall = make_hall(
        polygon,
        height=None,
        columns=[Column("C1", spot.x, spot.y, 0.4, 0.4)],
        keep_outs=[KeepOut("K1", rectangle(spot.x - 2, spot.y - 2, spot.x - 1, spot.y - 1), "pit")],
    )
    layout = place(make_site(hall), make_programme(40, 4, 2, plant=0.2), catalog)
    geometry = {"overlap", "outside", "column", "keep-out", "aisle-cold", "aisle-hot", "row-end", "row-length", "bound"}
    assert not [b for b in layout.breaches if b.key in geometry or b.key.startswith("clearance")]
    assert gpus(layout) <= layout.capacity <= max(layout.bound, 0)
    assert (gpus(layout) == 40) == (not [s for s in layout.shortfalls if s.key == "layout.gpu_racks"])


def test_a_programme_without_racks(small: Site, make_programme: Callable[..., Programme], catalog: Catalog) -> None:
    """No racks wanted is no error: an empty hall with its capacity."""
    layout = place(small, make_programme(0), catalog)
    assert layout.placed == ()
    assert layout.rows == ()
    assert layout.trays == ()
    assert layout.shortfalls == ()
    assert layout.capacity > 0
    assert "layout.no_racks" in {n.key for n in layout.notes}


def test_doors_are_kept_free(small: Site, make_programme: Callable[..., Programme], catalog: Catalog) -> None:
    """A further door costs racks rather than its landing."""
    blocked = replace(small, hall=replace(small.hall, doors=(*DOORS, Door("D4", 20.0, 12.0, 2.0, 2.1, "double", True))))
    layout = place(blocked, make_programme(400, 2), catalog)
    assert not [b for b in layout.breaches if b.key == "door-blocked"]
    assert gpus(layout) < gpus(place(small, make_programme(400, 2), catalog))


def test_a_block_far_from_its_exits_moves_to_one(
    make_hall: Callable[..., Hall], make_site: Callable[..., Site], make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:  # fmt: skip
    """A few racks in a long hall stand where an exit is near, not at the goods door from which no way out is short."""
    doors = [Door("D1", 0.0, 12.0, 4.0, 4.0, "roll-up", False), Door("D2", 130.0, 0.0, 1.0, 2.2, "personnel", True),
             Door("D3", 150.0, 24.0, 1.0, 2.2, "personnel", True)]  # fmt: skip
    site = make_site(make_hall(rectangle(0, 0, 260, 24), doors=doors))
    layout = place(site, make_programme(16, 2, 1, plant=0.2), catalog)
    assert layout.shortfalls == ()
    assert {breach.key for breach in layout.breaches} == set()
    assert all(abs(rack.box.at.x - 140.0) < 30.0 for rack in layout.of("rack"))
