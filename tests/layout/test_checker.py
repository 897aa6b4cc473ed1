"""The checker catches every fault that is planted, knows nothing of the placer, and passes a clean layout."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import box as rectangle

import designer.layout
from designer.catalog import Catalog
from designer.layout import place
from designer.layout.checker import judge
from designer.layout.records import Breach, Gallery, Layout, Placed, Route, Row, bare_layout
from designer.model import Box, Polyline, Position
from designer.site.records import Column, Door, Hall, KeepOut, Site, Slab
from designer.sizing.records import Programme
from designer.units import q

DOORS = (
    Door("D1", 0.0, 8.0, 3.0, 3.0, "roll-up", False),
    Door("D2", 40.0, 8.0, 1.0, 2.1, "personnel", True),
    Door("D3", 10.0, 0.0, 1.0, 2.1, "personnel", True),
)


@pytest.fixture(scope="module")
def site(make_hall: Callable[..., Hall], make_site: Callable[..., Site], make_slab: Callable[..., Slab]) -> Site:
    """A hall of 40 m x 16 m with a goods door, two exits and a sound slab."""
    return make_site(make_hall(rectangle(0, 0, 40, 16), doors=DOORS, slab=make_slab(8, 5000, 200, 400, 9000)))


@pytest.fixture(scope="module")
def clean(site: Site, make_programme: Callable[..., Programme], catalog: Catalog) -> Layout:
    """A legal layout of 40 GPU racks with network, storage and some plant."""
    layout = place(site, make_programme(40, 4, 2, plant=0.1), catalog)
    assert layout.breaches == ()
    return layout


def changed(layout: Layout, which: str, **fields: object) -> Layout:
    """The layout with one box changed."""
    return replace(layout, placed=tuple(replace(p, **fields) if p.tag == which else p for p in layout.placed))  # type: ignore[arg-type]


def moved(placed: Placed, x: float, y: float) -> Box:
    """The box of a placed item shifted [m]."""
    at = placed.box.at
    return replace(placed.box, at=Position(at.x + x, at.y + y, at.z, at.rotation))


def found(layout: Layout, site: Site, catalog: Catalog, key: str) -> list[Breach]:
    """The breaches of one rule."""
    return [b for b in judge(layout, site, catalog) if b.key == key]


def rack(layout: Layout, slot: int = 1) -> Placed:
    """A GPU rack of the first row that has one in that slot."""
    return next(p for p in layout.of("rack") if p.purpose == "gpu" and p.slot == slot)


def test_the_clean_layout_passes(clean: Layout, site: Site, catalog: Catalog) -> None:
    """What the placer made is legal to someone who does not know it."""
    assert judge(clean, site, catalog) == ()


def test_the_checker_does_not_know_the_placer() -> None:
    """No module of the checker imports one that places, counts or routes."""
    folder = Path(designer.layout.__file__).parent
    known = {"records", "checker_ends", "checker_floor", "checker_services", "checker_ways", "ways"}
    for name in ("checker", "checker_ends", "checker_floor", "checker_services", "checker_ways", "ways"):
        tree = ast.parse((folder / f"{name}.py").read_text())
        modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        own = {m.removeprefix("designer.layout.") for m in modules if m.startswith("designer.layout")}
        assert own <= known


def test_overlapping_racks(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A rack pushed half its width into its neighbour overlaps it by half a footprint."""
    first, second = rack(clean, 1), rack(clean, 2)
    shift = ((second.box.at.x - first.box.at.x) / 2, (second.box.at.y - first.box.at.y) / 2)
    breaches = found(changed(clean, first.tag, box=moved(first, *shift)), site, catalog, "overlap")
    assert [b.subjects for b in breaches] == [tuple(sorted((first.tag, second.tag)))]
    assert breaches[0].value == pytest.approx(0.36)
    assert breaches[0].unit == "m2"


def test_a_rack_through_the_wall(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A rack standing half outside the hall is named with the area outside."""
    one = rack(clean)
    box = replace(one.box, at=Position(20.0, 16.0, 0.0, 0.0))
    breaches = found(changed(clean, one.tag, box=box), site, catalog, "outside")
    assert [b.subjects for b in breaches] == [(one.tag,)]
    assert breaches[0].value == pytest.approx(0.36, abs=1e-3)


def test_yard_plant_in_the_hall_or_off_the_yard(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A transformer belongs in its yard."""
    one = clean.of("transformer")[0]
    for x, y in ((20.0, 8.0), (500.0, 0.0)):
        box = replace(one.box, at=Position(x, y, 0.0, 0.0))
        assert [b.subjects for b in found(changed(clean, one.tag, box=box), site, catalog, "outside")] == [(one.tag,)]


def test_a_column_in_a_rack(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A column that the survey adds later stands in a rack."""
    one = rack(clean)
    hall = replace(site.hall, columns=(Column("C9", one.box.at.x, one.box.at.y, 0.3, 0.3),))
    breaches = found(clean, replace(site, hall=hall), catalog, "column")
    assert [b.subjects for b in breaches] == [(one.tag, "C9")]
    assert breaches[0].value == pytest.approx(0.09)


def test_a_rack_on_a_keep_out(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A pit under a rack is a keep-out breached."""
    one = rack(clean)
    x, y = one.box.at.x, one.box.at.y
    hall = replace(site.hall, keep_outs=(KeepOut("K1", rectangle(x - 0.1, y - 0.1, x + 0.1, y + 0.1), "pit"),))
    assert [b.subjects for b in found(clean, replace(site, hall=hall), catalog, "keep-out")] == [(one.tag, "K1")]


@pytest.mark.parametrize("door", DOORS, ids=lambda d: d.tag)
def test_a_blocked_door(door: Door, clean: Layout, site: Site, catalog: Catalog) -> None:
    """A rack on the landing of a door blocks it, on every wall."""
    one = rack(clean)
    inward = {"D1": (1.0, 0.0), "D2": (-1.0, 0.0), "D3": (0.0, 1.0)}[door.tag]
    box = replace(one.box, at=Position(door.x + inward[0], door.y + inward[1], 0.0, 0.0))
    breaches = found(changed(clean, one.tag, box=box), site, catalog, "door-blocked")
    assert [b.subjects for b in breaches] == [(door.tag, one.tag)]


def test_a_hot_aisle_inside_a_door(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A way out that leads through a hot aisle is blocked; a cold aisle may lie inside the door."""
    door = site.hall.doors[0]
    there = rectangle(door.x, door.y - 1.0, door.x + 3.0, door.y + 1.0)
    for kind, wanted in (("hot", [(door.tag, "XA-9")]), ("cold", [])):
        aisle = replace(clean.aisles[0], tag="XA-9", kind=kind, polygon=there)
        breaches = found(replace(clean, aisles=(*clean.aisles, aisle)), site, catalog, "door-blocked")
        assert [b.subjects for b in breaches] == wanted


@pytest.mark.parametrize(
    ("key", "free", "sign"),
    [("aisle-cold", 1.0, -1.0), ("aisle-cold", 1.6, -1.0), ("aisle-hot", 0.5, 1.0), ("aisle-hot", 1.0, 1.0)],
)
def test_a_narrow_aisle(key: str, free: float, sign: float, clean: Layout, site: Site, catalog: Catalog) -> None:
    """A wall of crates before or behind a rack narrows its aisle to the measured width."""
    one = rack(clean, 4)
    off = sign * (0.6 + free + 0.25)
    local = Box(one.box.at, 1.0, 1.0, 1.0).corners
    right = (local[1][0] - local[0][0], local[1][1] - local[0][1])
    up = (local[3][0] - local[0][0], local[3][1] - local[0][1])
    at = Position(one.box.at.x + off * up[0], one.box.at.y + off * up[1], 0.0, one.box.at.rotation)
    crate = Placed("CRATE-01", "crate", "", Box(at, 0.2, 0.5, 1.0), 10.0)
    assert right[0] * up[0] + right[1] * up[1] == pytest.approx(0.0)
    breaches = found(replace(clean, placed=(*clean.placed, crate)), site, catalog, key)
    assert one.tag in {b.subjects[0] for b in breaches}
    assert next(b for b in breaches if b.subjects == (one.tag,)).value == pytest.approx(free, abs=1e-3)


def test_working_space_taken(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A battery before a switchboard takes its working space."""
    board = clean.of("switchboard")[0]
    corners = board.box.corners
    up = (corners[3][0] - corners[0][0], corners[3][1] - corners[0][1])
    front = (board.box.at.x - up[0] / board.box.depth * 1.35, board.box.at.y - up[1] / board.box.depth * 1.35)
    crate = Placed("CRATE-01", "crate", "", Box(Position(*front), 0.4, 0.4, 1.0), 10.0)
    breaches = found(replace(clean, placed=(*clean.placed, crate)), site, catalog, "clearance-front")
    assert [b.subjects for b in breaches] == [(board.tag,)]
    assert breaches[0].value < breaches[0].limit == pytest.approx(1.0668)


def test_a_row_too_long(clean: Layout, site: Site, catalog: Catalog) -> None:
    """Two rows declared one are longer than twenty cabinets."""
    first, second = clean.rows[:2]
    members = (*first.members, *second.members)
    layout = replace(clean, rows=(replace(first, members=members), *clean.rows[2:]))
    breaches = found(layout, site, catalog, "row-length")
    assert breaches == (
        [Breach("row-length", (first.tag,), float(len(members)), 20.0, "")] if len(members) > 20 else []
    )
    assert len(members) > 20


def test_a_row_end_shut(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A crate at the end of a row leaves no way around it."""
    row = clean.rows[0]
    ends = [next(p for p in clean.placed if p.tag == t) for t in (row.members[-2], row.members[-1])]
    step = (ends[1].box.at.x - ends[0].box.at.x, ends[1].box.at.y - ends[0].box.at.y)
    at = Position(ends[1].box.at.x + 1.5 * step[0], ends[1].box.at.y + 1.5 * step[1], 0.0, ends[1].box.at.rotation)
    crate = Placed("CRATE-01", "crate", "", Box(at, 0.3, 0.3, 1.0), 10.0)
    breaches = found(replace(clean, placed=(*clean.placed, crate)), site, catalog, "row-end")
    assert [b.subjects for b in breaches] == [(row.tag, row.members[-1])]
    assert breaches[0].value < 1.2


def pair(x: float, y: float, turn: float = 0.0) -> Layout:
    """Two rows of two racks: one in the middle of a hall, another that begins x and y [m] beyond its end."""
    def row(tag: str, at: tuple[float, float], turn: float) -> tuple[Row, list[Placed]]:
        step = (0.6, 0.0) if turn == 0.0 else (0.0, 0.6)
        racks = [
            Placed(f"{tag}-{n}", "rack", "rack/x", Box(spot, 0.6, 1.2, 2.2), 1.0, "gpu", tag, n)
            for n in range(2) for spot in [Position(at[0] + n * step[0], at[1] + n * step[1], 0.0, turn)]
        ]
        return Row(tag, tuple(p.tag for p in racks), turn % 180.0, turn, "", ""), racks

    (one, here), (two, there) = row("ROW-A", (18.0, 8.0), 0.0), row("ROW-B", (18.9 + 0.3 + x, 8.0 + y), turn)
    return bare_layout((*here, *there), (one, two), (), ())


@pytest.mark.parametrize(
    ("x", "y", "free"),
    [(1.2, 0.0, None), (1.0, 0.0, 1.0), (1.0, 2.3, 1.0), (1.0, -2.9, 1.0), (1.0, 3.1, None), (0.6, -2.3, 0.6)],
)
def test_the_passage_goes_past_both_aisles(
    x: float, y: float, free: float | None, site: Site, catalog: Catalog
) -> None:
    """A rack nearer to the end of a row than a passage is wide is found beside its body and beside its aisles (1.8 m
    before, 1.2 m behind), no farther.
    """
    said = {b.subjects[0]: b.value for b in found(pair(x, y), site, catalog, "row-end")}
    assert said.get("ROW-A") == (None if free is None else pytest.approx(free, abs=3e-3))


@pytest.mark.parametrize(("x", "bad"), [(1.3, True), (1.55, True), (1.65, False)])
def test_a_column_takes_its_width_from_a_passage(
    x: float, bad: bool, site: Site, catalog: Catalog, make_hall: Callable[..., Hall], make_site: Callable[..., Site]
) -> None:
    """With 0.4 m of column in the passage the next row stands 1.6 m away, not 1.2 m; bare it may."""
    column = Column("C1", 18.9 + 0.6, 9.5, 0.4, 0.4)
    barred = make_site(make_hall(site.hall.polygon, columns=[column]))
    assert not found(pair(x, 0.0), site, catalog, "row-end")
    assert bool(found(pair(x, 0.0), barred, catalog, "row-end")) == bad


def test_one_exit_only(clean: Layout, site: Site, catalog: Catalog) -> None:
    """With one of two exits gone, every rack has too few; with none, none reaches any."""
    for count in (1, 0):
        hall = replace(site.hall, doors=DOORS[: 1 + count])
        (breach,) = found(clean, replace(site, hall=hall), catalog, "egress-exits")
        assert breach.value == count
        assert len(breach.subjects) == len(clean.of("rack"))


def test_a_fence_across_the_hall(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A fence between the racks and everything else leaves no exit and no way for a delivery."""
    west, _, east, _ = _bounds([p for p in clean.placed if p.kind == "rack"])
    fences = [
        Placed(f"FENCE-{i}", "fence", "", Box(Position(x, 8.0), 0.1, 16.0, 2.0), 10.0)
        for i, x in enumerate((west - 1.0, east + 1.0))
    ]
    layout = replace(clean, placed=(*clean.placed, *fences))
    door = replace(DOORS[2], x=1.0)
    walled = replace(site, hall=replace(site.hall, doors=(DOORS[0], DOORS[1], door)))
    (few,) = found(layout, walled, catalog, "egress-exits")
    assert few.value == 0
    assert found(layout, walled, catalog, "delivery-way")[0].subjects == tuple(r.tag for r in clean.rows)


def _bounds(placed: list[Placed]) -> tuple[float, float, float, float]:
    places = [c for p in placed for c in p.box.corners]
    return min(x for x, _ in places), min(y for _, y in places), max(x for x, _ in places), max(y for _, y in places)


def test_travel_too_long(clean: Layout, site: Site, catalog: Catalog, make_hall: Callable[..., Hall]) -> None:
    """In a hall of 400 m with both exits at the far end the way out is longer than the code allows."""
    doors = (Door("D2", 400.0, 8.0, 1.0, 2.1, "personnel", True), Door("D3", 399.0, 0.0, 1.0, 2.1, "personnel", True))
    hall = replace(site.hall, polygon=rectangle(0, 0, 400, 16), doors=(DOORS[0], *doors))
    (breach,) = found(clean, replace(site, hall=hall), catalog, "egress-travel")
    assert breach.value > 300.0
    assert breach.limit == pytest.approx(250 * 0.3048)
    assert found(clean, replace(site, hall=hall), catalog, "egress-common")


def test_a_dead_end(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A long row whose aisle is shut at one end is a dead end for more than ten cabinets."""
    row = next(r for r in clean.rows if len(r.members) > 10)
    aisle = next(a for a in clean.aisles if a.tag == row.cold_aisle)
    x0, y0, x1, y1 = aisle.polygon.bounds
    along_x = x1 - x0 > y1 - y0
    at = Position(x0 - 0.3, (y0 + y1) / 2) if along_x else Position((x0 + x1) / 2, y0 - 0.3)
    size = (0.1, y1 - y0 + 0.2) if along_x else (x1 - x0 + 0.2, 0.1)
    fence = Placed("FENCE-1", "fence", "", Box(at, *size, 2.0), 10.0)
    breaches = found(replace(clean, placed=(*clean.placed, fence)), site, catalog, "dead-end")
    assert row.tag in {b.subjects[0] for b in breaches}


def test_a_goods_door_too_low_or_too_narrow(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A rack of 2.24 m does not pass a door of 2.2 m, nor one as wide as itself."""
    for key, door in (
        ("goods-door-height", replace(DOORS[0], height=2.2)),
        ("goods-door-width", replace(DOORS[0], width=0.6)),
    ):
        hall = replace(site.hall, doors=(door, *DOORS[1:]))
        assert [b.subjects for b in found(clean, replace(site, hall=hall), catalog, key)] == [("D1",)]
    none = replace(site, hall=replace(site.hall, doors=()))
    assert found(clean, none, catalog, "goods-door")


def test_a_low_eave(clean: Layout, site: Site, catalog: Catalog) -> None:
    """Under 2 m neither the services nor the racks stand upright."""
    height = replace(site.hall.clear_height, quantity=q(2.0, "m"))
    low = replace(site, hall=replace(site.hall, clear_height=height))
    assert found(clean, low, catalog, "height-stack")[0].limit == pytest.approx(2.0)
    assert {b.subjects[0] for b in found(clean, low, catalog, "height-box")} >= {p.tag for p in clean.of("rack")}


def test_a_weak_floor(clean: Layout, site: Site, catalog: Catalog, make_slab: Callable[..., Slab]) -> None:
    """The heaviest rack is too much for 150 psf spread and for 1,000 lb under a caster."""
    weak = replace(site, hall=replace(site.hall, slab=make_slab(8, 5000, 200, 150, 1000)))
    uniform, point = found(clean, weak, catalog, "floor-uniform"), found(clean, weak, catalog, "floor-point")
    assert uniform[0].value == pytest.approx(9.40, abs=0.01)
    assert uniform[0].limit == pytest.approx(7.18, abs=0.01)
    assert point[0].value == pytest.approx(7.61, abs=0.01)
    assert point[0].limit == pytest.approx(4.45, abs=0.01)


def test_a_tag_twice(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A tag exists once."""
    assert found(changed(clean, "R-0102", tag="R-0101"), site, catalog, "tag-twice")[0].subjects == ("R-0101",)


def test_more_than_the_bound(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A capacity above the bound is a fault of the tool and is said."""
    assert found(replace(clean, capacity=clean.bound + 1), site, catalog, "bound")


def test_rooms_are_walked_around(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A fire-rated electrical room over the corridor shuts the way even where nothing stands in it."""
    x0, _, x1, _ = _bounds([p for p in clean.placed if p.kind == "rack"])
    rooms = (
        Gallery("ELEC-X", "electrical", rectangle(x1 + 0.5, 0.0, x1 + 1.0, 16.0)),
        Gallery("ELEC-Y", "electrical", rectangle(x0 - 1.0, 0.0, x0 - 0.5, 16.0)),
    )
    assert found(replace(clean, galleries=(*clean.galleries, *rooms)), site, catalog, "egress-exits")


def test_services_that_meet_at_one_level(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A pipe lowered into a busway that it crosses clashes; above it, it passes."""
    busway = next(r for r in clean.routes if r.kind == "busway")
    (ax, ay), (bx, by) = busway.line.points[-2:]
    middle, along = ((ax + bx) / 2, (ay + by) / 2), (bx - ax, by - ay)
    across = [(middle[0] + s * along[1], middle[1] - s * along[0]) for s in (-0.02, 0.02)]
    for z, clashes in ((busway.line.z, True), (busway.line.z + 3.0, False)):
        pipe = Route("FWS-X", "fws-supply", Polyline(tuple(across), z))
        layout = replace(clean, routes=(*clean.routes, pipe))
        pairs = [b.subjects for b in found(layout, site, catalog, "service-clash")]
        assert (tuple(sorted((busway.tag, "FWS-X"))) in pairs) is clashes


def test_services_are_solids(clean: Layout, site: Site, catalog: Catalog) -> None:
    """A pipe that runs beside a busway at its level clashes where their housings or hangers meet, not farther off."""
    busway = next(r for r in clean.routes if r.kind == "busway")
    (ax, ay), (bx, by) = busway.line.points[-2:]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    nx, ny = (ay - by) / length, (bx - ax) / length
    others = tuple(r for r in clean.routes if r is busway or r.kind in ("egress", "delivery"))
    for off, clashes in ((0.10, True), (0.24, True), (0.26, False)):
        points = tuple((x + nx * off, y + ny * off) for x, y in ((ax, ay), (bx, by)))
        pipe = Route("TCS-S-99", "tcs-supply", Polyline(points, busway.line.z))
        layout = replace(clean, routes=(*others, pipe))
        pairs = [b.subjects for b in found(layout, site, catalog, "service-clash")]
        assert (tuple(sorted((busway.tag, "TCS-S-99"))) in pairs) is clashes
