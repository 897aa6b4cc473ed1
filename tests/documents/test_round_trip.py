"""The CAD file of a pack is a brief's drawing: read back it is the same hall."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from shapely.affinity import rotate, translate
from shapely.geometry import Polygon

from designer.catalog import Catalog
from designer.documents.drawings import a101_existing
from designer.documents.drawings.dxf import write_dxf
from designer.documents.drawings.frame import finish
from designer.documents.subject import Subject
from designer.fabric import topologies
from designer.site import read_bytes
from designer.site.records import Column, Door, GridLine, Hall, KeepOut, Opening
from designer.site.squaring import squared

HALLS = Path(__file__).resolve().parents[1] / "layout" / "halls.yaml"
CORNERS = [(0, 0), (48, 0), (48, 18), (30, 18), (30, 32), (8, 32), (0, 24)]
COURT = [(10, 8), (10, 12), (15, 12), (15, 8)]


def odd_hall(bare: Hall, turn: float) -> Hall:
    """A turned hall with a chamfer, a courtyard, slanted columns, doors of each kind and a mezzanine."""

    def put(shape):
        return translate(rotate(shape, turn, origin=(0, 0)), 12.345, -6.789)

    def at(x: float, y: float) -> tuple[float, float]:
        ((x, y),) = put(Polygon([(x, y), (x + 1, y), (x, y + 1)])).exterior.coords[:1]
        return round(x, 6), round(y, 6)

    return replace(
        bare,
        polygon=put(Polygon(CORNERS, [COURT])),
        columns=tuple(Column(f"K{i}", *at(6 + 8 * i, 20 - 3 * i), 0.4, 0.3, 25.0) for i in range(4)),
        doors=(
            Door("D1", *at(0, 12), 3.6, 4.2, "roll-up", False),
            Door("D2", *at(24, 0), 0.95, 2.15, "personnel", True),
            Door("D3", *at(48, 9), 1.8, 2.4, "double", False),
        ),
        openings=(Opening("L1", at(12, 32), at(26, 32), "louvre", 3.5),),
        keep_outs=(KeepOut("K-1", put(Polygon([(40, 2), (46, 2), (46, 7), (40, 7)])), "mezzanine over 2.6 m"),),
        yards=(put(Polygon([(0, -20), (48, -20), (48, -4), (0, -4)])),),
        grid=(GridLine("A", at(0, 6), at(48, 6)), GridLine("7", at(24, -2), at(24, 33))),
        north=33.0,
        datum=(500100.0, 5400000.0),
    )


def read_again(design, findings, system: str, folder) -> Hall:
    """The hall that a brief reads from the drawing of the existing one."""
    board = a101_existing.draw(Subject.of(design, findings))
    (folder / "a101.dxf").write_bytes(write_dxf(finish(board, 1, 1), system))
    brief = {
        "project": {"name": "Again", "date": "2026-01-01"},
        "site": {"utility": {"voltage": "34.5 kV", "import_limit": "5 MW"}},
        "hall": {"footprint": {"dxf": "a101.dxf"}},
        "compute": {"rack": "gb200-nvl72", "racks": "max"},
    }
    return read_bytes(yaml.dump(brief).encode(), "site.yaml", Catalog(), folder).hall


@pytest.mark.parametrize(("system", "turn"), [("IP", 0.0), ("SI", 27.5)])
def test_the_drawing_of_a_pack_reads_back_as_the_same_hall(system, turn, judged, judged_metric, tmp_path):
    """Footprint with its hole, columns, doors, openings, keep-outs, yards, grid, north, height: nothing is lost."""
    design, findings = judged if system == "IP" else judged_metric
    site = design.trades.site
    hall, _, _ = squared(odd_hall(site.hall, turn), (), ())
    assert hall.turn == turn
    trades = replace(design.trades, site=replace(site, hall=hall))
    again = read_again(replace(design, trades=trades), findings, system, tmp_path)
    assert again.polygon.symmetric_difference(hall.polygon).area < 1e-3
    for name in ("columns", "doors", "openings", "keep_outs"):
        assert [(i.tag) for i in sorted(getattr(again, name), key=lambda i: i.tag)] == [
            i.tag for i in sorted(getattr(hall, name), key=lambda i: i.tag)
        ]
    for one, other in zip(sorted(again.columns, key=lambda c: c.tag), hall.columns, strict=True):
        assert one.outline().symmetric_difference(other.outline()).area < 1e-4
    for one, other in zip(sorted(again.doors, key=lambda d: d.tag), hall.doors, strict=True):
        assert (one.x, one.y, one.width, one.height) == pytest.approx(
            (other.x, other.y, other.width, other.height), abs=1e-4
        )
        assert (one.kind, one.exit) == (other.kind, other.exit)
    (louvre,), (keep_out,), (yard,) = again.openings, again.keep_outs, again.yards
    ends = sorted((hall.openings[0].start, hall.openings[0].end))
    assert sorted((louvre.start, louvre.end)) == [pytest.approx(p, abs=1e-4) for p in ends]
    assert (louvre.height, keep_out.reason) == (pytest.approx(3.5), "mezzanine over 2.6 m")
    assert yard.symmetric_difference(hall.yards[0]).area < 1e-3
    assert {g.name for g in again.grid} == {"A", "7"}
    assert (again.north, again.turn, *again.datum) == pytest.approx((hall.north, turn, *hall.datum), abs=1e-5)
    assert again.clear_height.si("m") == pytest.approx(hall.clear_height.si("m"), abs=1e-5)


def test_a_hall_read_back_is_read_back_the_same(judged_metric, tmp_path):
    """What was read from the tool's own drawing, drawn and read again, is the same record: order of doors, corners of
    yards and keep-outs and all.
    """
    design, findings = judged_metric
    site = design.trades.site
    hall, _, _ = squared(odd_hall(site.hall, 0.0), (), ())
    found = [hall]
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        trades = replace(design.trades, site=replace(site, hall=found[-1]))
        found.append(read_again(replace(design, trades=trades), findings, "SI", folder))
    one, other = found[1:]
    assert [d.tag for d in one.doors] == [d.tag for d in hall.doors]
    for name in ("columns", "doors", "openings", "keep_outs", "grid", "north", "datum"):
        assert getattr(one, name) == getattr(other, name), name
    assert [list(y.exterior.coords) for y in one.yards] == [list(y.exterior.coords) for y in other.yards]
    assert list(one.polygon.exterior.coords) == list(other.polygon.exterior.coords)


def test_several_halls_read_back_as_they_were(judged_metric, tmp_path):
    """Two halls and the corridor between them come back as they were: the same floor, each hall and link with its name,
    height and mouths, every column, door, keep-out and yard in its place.
    """
    design, findings = judged_metric
    hall = read_bytes(HALLS.read_bytes(), HALLS.name, Catalog(), None, topologies.names()).hall
    assert len(hall.parts) == 2
    trades = replace(design.trades, site=replace(design.trades.site, hall=hall))
    again = read_again(replace(design, trades=trades), findings, "SI", tmp_path)
    assert again.polygon.symmetric_difference(hall.polygon).area < 1e-3
    placed = [
        sorted((one.tag, round(one.x, 3), round(one.y, 3)) for one in found)
        for each in (hall, again)
        for found in (each.columns, each.doors)
    ]
    assert placed[:2] == placed[2:]
    assert sum(y.area for y in again.yards) == pytest.approx(sum(y.area for y in hall.yards), rel=1e-6)
    assert [p.name for p in again.parts] == [p.name for p in hall.parts]
    for one, other in zip(again.parts, hall.parts, strict=True):
        assert one.polygon.symmetric_difference(other.polygon).area < 1e-3
        assert one.clear_height.si("m") == pytest.approx(other.clear_height.si("m"))
    assert [(k.tag, k.kind) for k in again.links] == [(k.tag, k.kind) for k in hall.links]
    for link, first in zip(again.links, hall.links, strict=True):
        assert dict(link.mouths).keys() == dict(first.mouths).keys()
        assert all(dict(link.mouths)[name] == pytest.approx(place, abs=1e-3) for name, place in first.mouths)
    kept = [sorted((k.tag, k.passable, round(k.polygon.area, 3)) for k in each.keep_outs) for each in (hall, again)]
    assert kept[0] == kept[1]
