"""Whole halls of odd shapes: everything finds a place, and the checker has nothing to say."""

from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import pytest
from shapely.affinity import rotate
from shapely.geometry import Point, Polygon
from shapely.geometry import box as rectangle

from designer.catalog import Catalog
from designer.layout import place
from designer.layout.lengths import lengths_of
from designer.layout.records import Layout
from designer.site.records import Column, Door, Hall, Site
from designer.sizing.records import Programme

#: Shape, doors (place, kind) and turn [deg].
HALLS = {
    "T": (
        rectangle(0, 20, 80, 42).union(rectangle(25, 0, 55, 21)),
        (((40, 0), "roll-up"), ((0, 30), "double"), ((80, 30), "double")),
        0.0,
    ),
    "U": (
        rectangle(0, 0, 75, 45).difference(rectangle(25, 20, 50, 46)),
        (((12, 45), "roll-up"), ((62, 45), "double"), ((37, 0), "personnel")),
        0.0,
    ),
    "doors in the middle of the long walls, turned": (
        rectangle(0, 0, 80, 23),
        (((40, 0), "double"), ((40, 23), "double")),
        71.3,
    ),
    "trapezoid, turned": (
        Polygon([(0, 0), (80, 0), (70, 30), (10, 30)]),
        (((15, 0), "roll-up"), ((60, 30), "personnel"), ((70, 0), "personnel")),
        23.0,
    ),
    "courtyard": (
        rectangle(0, 0, 70, 40).difference(rectangle(28, 15, 42, 25)),
        (((0, 20), "roll-up"), ((70, 8), "double"), ((35, 40), "double")),
        0.0,
    ),
}


@pytest.mark.parametrize("name", HALLS)
def test_odd_halls_are_legal(
    name: str,
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """Racks and plant stand in a T, a U, turned halls and around a courtyard; ways out and in are open everywhere; no
    single section of tray cuts a rack off.
    """
    shape, doors, turn = HALLS[name]
    columns = [Column(f"C{i}", x, y, 0.4, 0.4, turn) for i, (x, y) in enumerate(_spots(shape, turn))]
    sizes = {"roll-up": (4.0, 4.5), "double": (1.8, 3.0), "personnel": (1.0, 2.2)}
    opened = [
        Door(f"D{i}", *rotate(Point(at), turn, origin=(0, 0)).coords[0], *sizes[kind], kind, kind != "roll-up")  # type: ignore[arg-type]
        for i, (at, kind) in enumerate(doors)
    ]
    hall = make_hall(rotate(shape, turn, origin=(0, 0)), columns=columns, doors=opened)
    layout = place(make_site(hall), make_programme(40, 6, 2, plant=0.34), catalog)
    assert sum(p.kind == "rack" for p in layout.placed) == 48
    assert [b for b in layout.breaches if b.key not in ("floor-uniform", "floor-point")] == []
    for kind, (made, least) in lengths_of(layout).items():
        assert made >= least - 1e-6, kind
    for tray in layout.trays:
        whole = nx.Graph([(e.a, e.b) for e in tray.edges])
        whole.remove_edges_from(list(nx.bridges(whole)))
        racks = {node for name, node in tray.drops.items() if name in {p.tag for p in layout.placed}}
        assert any(racks <= part for part in nx.connected_components(whole)), tray.path


def _spots(shape: Polygon, turn: float) -> list[tuple[float, float]]:
    """Columns every 10 m along and 11 m across, turned with the hall."""
    west, south, east, north = shape.bounds
    places = [(x, y) for x in range(int(west) + 9, int(east), 10) for y in range(int(south) + 10, int(north), 11)]
    inside = [p for p in places if shape.buffer(-0.5).contains(Point(p))]
    return [rotate(Point(p), turn, origin=(0, 0)).coords[0] for p in inside]


@pytest.mark.parametrize("where", ["in-row", "end-of-row"])
def test_network_racks_and_cdus_stand_in_rows_where_they_are_wanted(
    where: str,
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """By preset they stand in the middle or at an end of several rows; the layout stays legal."""
    hall = make_hall(rectangle(0, 0, 70, 22), doors=_long_doors(), network_racks=where, cdus=where)
    layout = place(make_site(hall), make_programme(40, 6, 2, plant=0.34), catalog)
    assert sum(p.kind == "rack" for p in layout.placed) == 48
    assert layout.breaches == ()
    rows: dict[str, list[str]] = {}
    for placed in sorted((p for p in layout.placed if p.row), key=lambda p: (p.row, p.slot, p.box.at.x)):
        rows.setdefault(placed.row, []).append(placed.purpose or placed.kind)
    assert sum(p.kind == "cdu" and p.row != "" for p in layout.placed) == len(layout.of("cdu")) > 0
    holders = [kinds for kinds in rows.values() if {"network", "cdu"} & set(kinds) and "gpu" in kinds]
    assert len(holders) > 1
    for kinds in holders:
        ends = {kinds[0], kinds[-1]}
        if where == "in-row":
            assert ends == {"gpu"}, kinds
        else:
            assert ends - {"gpu"}, kinds


@pytest.mark.parametrize("network", ["middle", "in-row"])
@pytest.mark.parametrize("where", ["in-row", "end-of-row"])
def test_cdus_among_racks_all_stand_where_the_floor_is_plenty(
    where: str,
    network: str,
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """In a hall with many more rows than racks every CDU asked for stands, and in a row that holds racks."""
    hall = make_hall(rectangle(0, 0, 110, 60), doors=_long_doors(), network_racks=network, cdus=where)
    programme = make_programme(40, 6, 2, plant=0.6)
    asked = sum(m.count for m in programme.modules if m.kind == "cdu")
    layout = place(make_site(hall), programme, catalog)
    cdus = layout.of("cdu")
    assert len(cdus) == asked > 4
    assert not layout.shortfalls
    assert {p.row for p in cdus} <= {p.row for p in layout.of("rack")}


def test_a_block_lies_nearer_to_the_centre_than_rows_of_its_own(
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """As a block the network racks stand nearer to the middle of all racks, walked square, than in rows or at ends."""
    away = {}
    for where in ("central-block", "middle", "end-of-row"):
        hall = make_hall(rectangle(0, 0, 70, 22), doors=_long_doors(), network_racks=where)
        layout = place(make_site(hall), make_programme(40, 12, 2, plant=0.34), catalog)
        assert (layout.breaches, layout.network_racks) == ((), where)
        racks = layout.of("rack")
        assert len(racks) == 54
        x, y = (sum(at) / len(racks) for at in zip(*((p.box.at.x, p.box.at.y) for p in racks), strict=True))
        own = [p.box.at for p in racks if p.purpose == "network"]
        away[where] = sum(abs(at.x - x) + abs(at.y - y) for at in own) / len(own)
    assert away["central-block"] < min(away["middle"], away["end-of-row"])


def test_a_place_without_room_is_not_taken(
    make_hall: Callable[..., Hall],
    make_site: Callable[..., Site],
    make_programme: Callable[..., Programme],
    catalog: Catalog,
) -> None:
    """Where the fabric asks for a place, it gets it if every rack still stands; not one rack is given up for it."""
    hall = make_hall(rectangle(0, 0, 70, 22), doors=_long_doors())

    def asked(gpu: int, where: str) -> Layout:
        programme = make_programme(gpu, 12, 2, plant=0.34)
        need = replace(programme.network, place=where)
        return place(make_site(hall), replace(programme, network=need), catalog)

    assert asked(40, "central-block").network_racks == "central-block"
    for gpu in (64, 700):
        plain, wanted = asked(gpu, ""), asked(gpu, "in-row")
        whole = len(wanted.of("rack")) == gpu + 14
        assert whole or (len(wanted.of("rack")), wanted.network_racks) == (len(plain.of("rack")), "middle")
    assert not whole


def _long_doors() -> list[Door]:
    """A goods door at the end of a long hall, and its exits."""
    return [Door("D0", 0, 9, 3.0, 3.5, "roll-up", False), *_exits()]


def _exits() -> list[Door]:
    return [Door(f"D{i}", x, y, 1.0, 2.1, "personnel", True) for i, (x, y) in enumerate(((70, 11), (30, 0), (6, 0)), 1)]
