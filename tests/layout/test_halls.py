"""Several halls of one site: apart in the plan, joined by links, each with rows, galleries and rooms of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

from designer.catalog import Catalog, Rack
from designer.documents.printing import Printer
from designer.documents.wording import Words
from designer.fabric import assess, topologies, wire
from designer.layout import place
from designer.layout.checker import judge
from designer.layout.records import Layout
from designer.requirements import derive
from designer.site import read_bytes
from designer.site.records import Hall, Site
from designer.sizing import size

BRIEF = (Path(__file__).parent / "halls.yaml").read_bytes()


@pytest.fixture(scope="module")
def site(catalog: Catalog) -> Site:
    """Two halls side by side with a corridor between them."""
    return read_bytes(BRIEF, "halls.yaml", catalog, None, topologies.names())


@pytest.fixture(scope="module")
def layout(site: Site, catalog: Catalog) -> Layout:
    """Their layout."""
    return place(site, size(site, derive(site, catalog), catalog, (), 0), catalog)


def test_halls_are_read_in_their_places(site: Site) -> None:
    """A hall is moved to its place; what stands in it is called after it; the least height and weakest slab hold."""
    hall = site.hall
    assert [part.name for part in hall.parts] == ["S", "N"]
    assert hall.parts[1].polygon.equals(box(0, 32, 80, 52))
    assert hall.polygon.area == pytest.approx(2 * 80 * 20 + 5 * 12)
    assert {door.tag for door in hall.doors} >= {"S-D1", "N-D1"}
    assert hall.clear_height.si("m") == 6.5
    assert hall.slab.uniform_load.si("kPa") == 20.0


def test_a_turned_hall_is_the_same_hall(catalog: Catalog) -> None:
    """A hall whose coordinates are turned and moved stands where the same one drawn in place stands."""
    turned = BRIEF.replace(b"at: [0, 32]", b"at: [80, 52]\n      rotation: 180 deg")
    size_ = b", width: 3.6 m, height: 4.2 m, kind: roll-up}"
    turned = turned.replace(b"at: [0, 4]" + size_ + b"  # N", b"at: [80, 16]" + size_)
    hall = read_bytes(turned, "halls.yaml", catalog, None, topologies.names()).hall
    assert hall.parts[1].polygon.symmetric_difference(box(0, 32, 80, 52)).area < 1e-6
    door = next(d for d in hall.doors if d.tag == "N-D1")
    assert (door.x, door.y) == pytest.approx((0.0, 36.0))


def test_nothing_stands_in_a_link_and_every_hall_has_racks(site: Site, layout: Layout) -> None:
    """Boxes stand in one hall each, which their room is called after; the layout is legal."""
    hall = site.hall
    assert layout.breaches == ()
    rooms = set()
    for placed in (p for p in layout.placed if not p.room.startswith("YARD")):
        shape = Polygon(placed.box.corners)
        home = [part.name for part in hall.parts if part.polygon.buffer(1e-6).covers(shape)]
        assert len(home) == 1, placed.tag
        assert placed.room.endswith(f"-{home[0]}")
        rooms.add(placed.room)
    assert rooms >= {"HALL-S", "HALL-N", "ELEC-A-S", "ELEC-A-N", "ELEC-B-S", "ELEC-B-N", "MECH-1-S", "MECH-1-N"}


def test_network_cabinets_stand_in_every_hall(site: Site, layout: Layout, catalog: Catalog) -> None:
    """Each hall has about as large a share of network cabinets as of GPU racks; machines hang on leaves of their
    own hall, every cable has a medium that reaches, and what passes between halls is told with its longest cable."""
    share = {}
    for part in site.hall.parts:
        racks = [p.purpose for p in layout.of("rack") if p.room == f"HALL-{part.name}"]
        share[part.name] = racks.count("network") / racks.count("gpu")
    assert max(share.values()) < 1.3 * min(share.values())
    wired = assess(site, layout, catalog, wire(site, None, layout, catalog))
    assert not [short for short in wired.shortfalls if short.key == "no_medium"]
    told = {note.subject: note.facts for note in wired.notes if note.key == "fabric.between_halls"}
    assert told["storage"]["hosts"] == 0
    assert told["compute"]["hosts"] < 0.02 * len(wired.network("compute").cables)
    assert told["compute"]["longest"].m_as("m") < 100.0


def test_services_cross_only_in_links(site: Site, layout: Layout) -> None:
    """Trays, busways and headers stay in the halls and the link; both trays are one network over both halls."""
    floor = site.hall.polygon.buffer(1e-6)
    for tray in layout.trays:
        lines = [LineString([tray.nodes[e.a], tray.nodes[e.b]]) for e in tray.edges]
        assert all(floor.covers(line) for line in lines), tray.path
        assert unary_union([line.buffer(1e-3) for line in lines]).geom_type == "Polygon"
    for route in layout.routes:
        if route.kind in ("busway", "tcs-supply", "tcs-return", "egress", "delivery"):
            assert floor.covers(LineString(route.line.points)), route.tag


def test_a_way_between_halls_leads_through_the_link(site: Site) -> None:
    """From hall to hall through the corridor, along the axes; within a hall as it is."""
    hall: Hall = site.hall
    way = hall.by_links(((10.0, 10.0), (10.0, 40.0)))
    assert hall.polygon.covers(LineString(way))
    assert LineString(way).intersection(hall.links[0].polygon).length == pytest.approx(12.0)
    assert hall.by_links(((10.0, 10.0), (10.0, 15.0))) == ((10.0, 10.0), (10.0, 15.0))
    assert hall.by_links(((10.0, 10.0), (10.0, 10.0))) == ((10.0, 10.0), (10.0, 10.0)), "two taps at one place"
    assert all(hall.part_at(*mouth) == name for name, mouth in hall.links[0].mouths)
    assert all(Point(mouth).distance(hall.links[0].polygon) < 1.0 for _, mouth in hall.links[0].mouths)


def test_a_trench_lets_services_through_but_nobody(catalog: Catalog) -> None:
    """A trench is no way out: halls joined by one alone reach their own doors only."""
    brief = BRIEF.replace(b"kind: corridor", b"kind: trench")
    shut = read_bytes(brief, "halls.yaml", catalog, None, topologies.names())
    assert not shut.hall.keep_outs[-1].passable
    walled = place(shut, size(shut, derive(shut, catalog), catalog, (), 0), catalog)
    doors = {d.tag: (d.x, d.y) for d in shut.hall.doors}
    for route in (r for r in walled.routes if r.kind == "egress"):
        assert shut.hall.part_at(*route.line.points[0]) == route.serves[0][0], route.tag
        assert route.serves[0] in doors


def test_planted_faults_are_found(site: Site, layout: Layout, catalog: Catalog) -> None:
    """The checker finds a box in the corridor, and a busway that takes the short way through the open."""
    rack = next(p for p in layout.placed if p.kind == "rack")
    astray = replace(rack, box=replace(rack.box, at=replace(rack.box.at, x=40.5, y=26.0)))
    moved = replace(layout, placed=tuple(astray if p is rack else p for p in layout.placed))
    assert any(b.key == "keep-out" and rack.tag in b.subjects for b in judge(moved, site, catalog))
    busway = next(r for r in layout.routes if r.kind == "busway")
    short = replace(busway, line=replace(busway.line, points=((60.0, 10.0), (60.0, 40.0))))
    led = replace(layout, routes=tuple(short if r is busway else r for r in layout.routes))
    outside = [b for b in judge(led, site, catalog) if b.key == "service-outside"]
    assert [(b.subjects, round(b.value, 1)) for b in outside] == [((busway.tag,), 12.0)]


def test_questions_about_a_hall_name_it(catalog: Catalog) -> None:
    """The same question of two halls has the name of each in its title; of a hall alone it has none."""
    brief = BRIEF.replace(b", point_load: 40 kN", b"")
    asked = read_bytes(brief, "halls.yaml", catalog, None, topologies.names()).notes
    words = Words(Printer("SI"))
    titles = [words.note(note).title for note in asked if note.key == "site.slab_point_load_unknown"]
    assert titles == ["Point load, S", "Point load, N"]


def test_halls_end_to_end_have_galleries_of_their_own(catalog: Catalog) -> None:
    """Two sheds whose long sides face one another lie end to end along the two together: cut across that, each has its
    own electrical and mechanical galleries, every rack stands, and no busway passes the link.
    """
    sheds = read_bytes((Path(__file__).parent / "sheds.yaml").read_bytes(), "sheds.yaml", catalog, None,
                       topologies.names())  # fmt: skip
    programme = size(sheds, derive(sheds, catalog), catalog, (), 0)
    placed = place(sheds, programme, catalog)
    assert programme.gpu_racks > 100
    assert sum(p.purpose == "gpu" for p in placed.placed) == programme.gpu_racks
    assert placed.breaches == ()
    assert judge(placed, sheds, catalog) == ()
    heat = {"H1": 0.0, "H2": 0.0}
    for rack in placed.of("rack"):
        heat[sheds.hall.part_at(rack.box.at.x, rack.box.at.y)] += catalog.get(Rack, rack.catalog[5:]).cooling != "air"
    units = [sheds.hall.part_at(p.box.at.x, p.box.at.y) for p in placed.of("cdu")]
    assert abs(units.count("H1") - len(units) * heat["H1"] / sum(heat.values())) <= 1.0, "CDUs stand where the racks do"
    fed = {(sheds.hall.part_at(*r.line.points[0]), sheds.hall.part_at(*r.line.points[-1]))
           for r in placed.routes if r.kind == "busway"}  # fmt: skip
    assert fed == {("H1", "H1"), ("H2", "H2")}
