"""Halls from drawings of other programs: layers, blocks, walls of lines, doors, gaps, units, hidden layers."""

import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import ezdxf
import pytest

from designer.errors import Refused
from designer.site.records import Hall, Site

Reads = Callable[..., Site]
Data = dict[str, Any]
OUTLINE = [(0, 0), (40, 0), (40, 20), (0, 20)]


class Sheet:
    """A DXF being drawn in metres and saved in another unit."""

    def __init__(self, code: int = 6, scale: float = 1.0) -> None:
        self.document = ezdxf.new("R2010")
        self.document.header["$INSUNITS"] = code
        self.space, self.scale = self.document.modelspace(), scale

    def at(self, *points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def ring(self, points: list[tuple[float, float]], layer: str, **more: Any) -> None:
        self.space.add_lwpolyline(self.at(*points), close=True, dxfattribs={"layer": layer, **more})

    def line(self, a: tuple[float, float], b: tuple[float, float], layer: str) -> None:
        self.space.add_line(*self.at(a, b), dxfattribs={"layer": layer})

    def block(self, name: str, points: list[tuple[float, float]]) -> None:
        self.document.blocks.new(name).add_lwpolyline(self.at(*points), close=True, dxfattribs={"layer": "0"})

    def insert(self, name: str, at: tuple[float, float], layer: str, facts: dict[str, str], turn: float = 0.0) -> None:
        (spot,) = self.at(at)
        one = self.space.add_blockref(name, spot, dxfattribs={"layer": layer, "rotation": turn})
        for key, text in facts.items():
            one.add_attrib(key, text, spot)

    def save(self, folder: Path) -> None:
        self.document.saveas(folder / "hall.dxf")


@pytest.fixture
def hall(small: Data, reads: Reads, tmp_path: Path) -> Callable[..., Hall]:
    """Reads the hall of a sheet; keys given beside it go into the footprint."""

    def read(sheet: Sheet, **footprint: Any) -> Hall:
        sheet.save(tmp_path)
        small["hall"]["footprint"] = {"dxf": "hall.dxf", **footprint}
        for key in ("doors", "yards"):
            small["hall"].pop(key, None)
        return reads(small, tmp_path).hall

    return read


def refusal(hall: Callable[..., Hall], sheet: Sheet, **footprint: Any) -> Any:
    """The only mistake that a sheet is refused for."""
    with pytest.raises(Refused) as refused:
        hall(sheet, **footprint)
    (mistake,) = refused.value.mistakes
    return mistake


def furnished(code: int = 6, scale: float = 1.0) -> Sheet:
    """Every kind of thing on its customary layer."""
    sheet = Sheet(code, scale)
    sheet.ring(OUTLINE, "A-WALL")
    sheet.block("COL-400", [(-0.2, -0.2), (0.2, -0.2), (0.2, 0.2), (-0.2, 0.2)])
    for number, x in enumerate((10, 20, 30), 1):
        sheet.insert("COL-400", (x, 10), "S-COLS", {"TAG": f"B{number}"}, 30.0 if number == 2 else 0.0)
    sheet.space.add_circle(sheet.at((5, 5))[0], 0.25 * scale, dxfattribs={"layer": "S-COLS"})
    sheet.block("DOOR", [(0, 0), (0.9, 0), (0.9, 0.05), (0, 0.05)])
    sheet.insert("DOOR", (12, 0), "A-DOOR", {"MARK": "101", "HEIGHT": f"{2.1 * scale}"})
    sheet.block("ROLLUP-DOOR", [(0, 0), (3.6, 0), (3.6, 0.1), (0, 0.1)])
    sheet.insert("ROLLUP-DOOR", (40, 8), "A-DOOR", {"TAG": "G1", "HEIGHT": "4.2 m"}, 90.0)
    for shift in (0.0, 0.1):
        sheet.line((2, 20 - shift), (30, 20 - shift), "A-WALL-LOUV")
    sheet.ring([(33, 15), (38, 15), (38, 19), (33, 19)], "A-FLOR-MEZZ")
    sheet.space.add_text("Mezzanine", dxfattribs={"layer": "A-FLOR-MEZZ"}).set_placement(sheet.at((34, 16))[0])
    sheet.ring([(0, 25), (40, 25), (40, 45), (0, 45)], "A-SITE-YARD")
    sheet.block("TX", [(-1.2, -1), (1.2, -1), (1.2, 1), (-1.2, 1)])
    sheet.insert("TX", (6, 30), "A-EQPM", {"TAG": "TX-9", "KIND": "transformer", "RATING": "2500 kVA"})
    sheet.insert("TX", (30, 5), "A-EQPM", {"TAG": "OLD"})
    sheet.line((10, -2), (10, 22), "S-GRID")
    sheet.space.add_text("B", dxfattribs={"layer": "S-GRID"}).set_placement(sheet.at((10, -2.5))[0])
    return sheet


@pytest.mark.parametrize(("code", "scale"), [(6, 1.0), (4, 1000.0), (1, 1 / 0.0254), (2, 1 / 0.3048)])
def test_a_furnished_drawing_gives_the_same_hall_in_every_unit(
    code: int, scale: float, hall: Callable[..., Hall]
) -> None:
    """Columns, doors, louvres, mezzanine, yard, plant and grid come from their layers, in metres."""
    found = hall(furnished(code, scale))
    near = pytest.approx
    assert found.polygon.area == near(800, abs=1e-3)
    columns = {c.tag: (c.x, c.y, c.width, c.depth, c.rotation) for c in found.columns}
    assert columns["B1"] == near((10, 10, 0.4, 0.4, 0), abs=1e-4)
    assert columns["B2"][4] % 90 == near(30, abs=1e-3)
    assert columns["COL-01"] == near((5, 5, 0.5, 0.5, 0), abs=5e-3)
    doors = {d.tag: d for d in found.doors}
    assert (doors["101"].x, doors["101"].width, doors["101"].height) == near((12.45, 0.9, 2.1), abs=1e-4)
    assert (doors["101"].kind, doors["101"].exit) == ("personnel", True)
    assert (doors["G1"].y, doors["G1"].width, doors["G1"].height) == near((9.8, 3.6, 4.2), abs=1e-4)
    assert (doors["G1"].kind, doors["G1"].exit) == ("roll-up", False)
    (louvre,) = found.openings
    assert (louvre.start[0], louvre.end[0]) == near((2, 30), abs=1e-4)
    keep_outs = {k.tag: k for k in found.keep_outs}
    assert keep_outs["K1"].reason == "Mezzanine"
    assert keep_outs["OLD"].polygon.area == near(4.8, abs=1e-3)
    assert [y.area for y in found.yards] == [near(800, abs=1e-2)]
    assert [(g.name, g.start[0]) for g in found.grid] == [("B", near(10, abs=1e-4))]


def test_drawn_plant_joins_the_survey(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A block with a known kind is surveyed plant with its place and rating; a listed single item gets its place."""
    furnished().save(tmp_path)
    small["hall"]["footprint"] = {"dxf": "hall.dxf"}
    small["hall"].pop("yards")
    small["plant"].append({"tag": "OLD", "kind": "panel"})
    site = reads(small, tmp_path)
    plant = {p.tag: p for p in site.plant}
    assert plant["TX-9"].position == pytest.approx((6, 30))
    assert plant["TX-9"].rating.si("kVA") == pytest.approx(2500)
    assert plant["OLD"].position == pytest.approx((30, 5))


def walls_of_two_faces(gap: float = 0.0) -> Sheet:
    """Walls 0.3 m thick, drawn as loose lines, that stop at a door whose swing is an arc."""
    sheet = Sheet(4, 1000.0)
    south = [(0, 0), (18, 0), (18, -0.3), (-0.3, -0.3), (-0.3, 20.3), (40.3, 20.3), (40.3, -0.3), (19, -0.3), (19, 0)]
    ring = [*south, (40, 0), (40, 20), (0, 20), (0, gap)]
    for a, b in pairwise(ring):
        sheet.line(a, b, "A-WALL")
    sheet.space.add_arc(sheet.at((18, 0))[0], 1000.0, 0, 90, dxfattribs={"layer": "A-DOOR"})
    return sheet


def test_walls_of_lines_are_carried_through_their_doors(hall: Callable[..., Hall]) -> None:
    """The room inside walls of two faces is the hall; the door is where the walls stop."""
    found = hall(walls_of_two_faces())
    assert found.polygon.area == pytest.approx(800, rel=1e-6)
    (door,) = found.doors
    assert (door.x, door.y, door.width) == pytest.approx((18.5, 0, 1.0), abs=1e-3)


def test_small_gaps_are_joined_and_told(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A corner that misses by 30 mm is joined, and the pack says so."""
    walls_of_two_faces(gap=0.03).save(tmp_path)
    small["hall"]["footprint"] = {"dxf": "hall.dxf"}
    site = reads(small, tmp_path)
    assert site.hall.polygon.area == pytest.approx(800, rel=1e-3)
    (note,) = [n for n in site.notes if n.key == "site.drawing_repaired"]
    assert note.facts["count"] == 1


def test_wide_gaps_are_refused_with_their_place(hall: Callable[..., Hall]) -> None:
    """A wall that ends 0.8 m before the corner is a mistake that names both ends."""
    sheet = Sheet()
    for a, b in (((0, 0), (40, 0)), ((40, 0), (40, 20)), ((40, 20), (0, 20)), ((0, 20), (0, 0.8))):
        sheet.line(a, b, "WALLS")
    mistake = refusal(hall, sheet, layer="WALLS")
    assert (mistake.code, mistake.said) == ("drawing-open", "0.800 m")
    assert mistake.facts["at"] == "(0.00, 0.00) - (0.00, 0.80) m"


def test_an_open_polyline_with_a_small_ring_beside_it_is_open(hall: Callable[..., Hall]) -> None:
    """A closed speck on the layer is not taken for the hall that was left open."""
    sheet = Sheet()
    sheet.space.add_lwpolyline([(0, 5), (0, 0), (40, 0), (40, 20), (0, 20), (0, 7)], dxfattribs={"layer": "W"})
    sheet.ring([(50, 0), (54, 0), (54, 4), (50, 4)], "W")
    assert refusal(hall, sheet, layer="W").code == "drawing-open"


def test_hidden_things_are_left_out(hall: Callable[..., Hall]) -> None:
    """What lies on a frozen or switched-off layer, or is invisible, is not there."""
    sheet = Sheet()
    sheet.ring(OUTLINE, "A-WALL")
    sheet.ring([(-50, -50), (90, -50), (90, 90), (-50, 90)], "A-WALL-OLD")
    sheet.ring([(-60, -60), (90, -60), (90, 90), (-60, 90)], "A-WALL", invisible=1)
    sheet.document.layers.add("A-WALL-OLD").freeze()
    assert hall(sheet).polygon.area == pytest.approx(800)
    mistake = refusal(hall, sheet, layers={"footprint": "A-WALL-OLD"})
    assert (mistake.code, mistake.place.path) == ("drawing-layer-hidden", "hall.footprint.layers.footprint")


def test_heights_and_mirrored_planes_fall_into_the_plan(hall: Callable[..., Hall]) -> None:
    """Walls at 3 m and an outline drawn from below (extrusion downwards) give the plan that is seen from above."""
    sheet = Sheet()
    sheet.space.add_polyline3d([(x, y, 3.0) for x, y in OUTLINE], close=True, dxfattribs={"layer": "A-WALL"})
    assert hall(sheet).polygon.area == pytest.approx(800)
    mirrored = Sheet()
    mirrored.ring([(-x, y) for x, y in OUTLINE], "A-WALL", extrusion=(0, 0, -1), elevation=-3)
    assert hall(mirrored).polygon.bounds == pytest.approx((0, 0, 40, 20))


def test_blocks_in_blocks_are_taken_apart(hall: Callable[..., Hall]) -> None:
    """Walls in a block that stands scaled and turned in another are where they show."""
    sheet = Sheet()
    sheet.block("INNER", [(0, 0), (20, 0), (20, 10), (0, 10)])
    outer = sheet.document.blocks.new("OUTER")
    outer.add_blockref("INNER", (0, 0), dxfattribs={"layer": "0", "xscale": 2, "yscale": 2})
    sheet.space.add_blockref("OUTER", (100, 50), dxfattribs={"layer": "A-WALL", "rotation": 90})
    assert hall(sheet).polygon.bounds == pytest.approx((80, 50, 100, 90))


def test_columns_of_one_block_stand_apart(hall: Callable[..., Hall]) -> None:
    """A bay of columns drawn once and inserted again and again is as many columns as it shows."""
    sheet = Sheet(code=1, scale=1 / 0.0254)
    sheet.ring(OUTLINE, "A-WALL")
    sheet.block("POST", [(-0.2, -0.2), (0.2, -0.2), (0.2, 0.2), (-0.2, 0.2)])
    bay = sheet.document.blocks.new("BAY")
    for at in sheet.at((0.0, 0.0), (0.0, 10.0)):
        bay.add_blockref("POST", at)
    for x in (10, 20, 30):
        sheet.insert("BAY", (x, 5), "S-COLS", {})
    found = sorted((round(c.x, 3), round(c.y, 3), round(c.width, 3)) for c in hall(sheet).columns)
    assert found == [(x, y, 0.4) for x in (10.0, 20.0, 30.0) for y in (5.0, 15.0)]


def test_bulges_and_arcs_stay_within_the_stated_tolerance(hall: Callable[..., Hall]) -> None:
    """A half-round end differs from its half circle by less than 2 mm of sagitta along its length."""
    sheet = Sheet()
    corners = [(0, 0, 0), (40, 0, 1.0), (40, 20, 0), (0, 20, 0)]
    sheet.space.add_lwpolyline(corners, format="xyb", close=True, dxfattribs={"layer": "A-WALL"})
    missing = 800 + math.pi * 50 - hall(sheet).polygon.area
    assert 0 <= missing <= 0.002 * math.pi * 10


def test_outlines_beside_the_hall_are_asked_for(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A second building on the footprint's layer is no hall unless it is listed, and the pack asks for it."""
    sheet = Sheet()
    sheet.ring([(0, 0), (40, 0), (40, 20), (0, 20)], "A-WALL")
    sheet.ring([(60, 0), (80, 0), (80, 10), (60, 10)], "A-WALL")
    sheet.save(tmp_path)
    small["hall"]["footprint"] = {"dxf": "hall.dxf"}
    small["hall"].pop("yards", None)
    site = reads(small, tmp_path)
    assert site.hall.polygon.area == pytest.approx(800.0)
    (note,) = [n for n in site.notes if n.key == "site.drawing_other_halls"]
    assert (note.facts["count"], note.facts["place"]) == (1, "(70.00, 5.00) m")


def test_rings_inside_the_outline_are_holes(hall: Callable[..., Hall]) -> None:
    """A courtyard on the footprint's layer is cut out."""
    sheet = Sheet()
    sheet.ring(OUTLINE, "A-WALL")
    sheet.ring([(15, 8), (22, 8), (22, 13), (15, 13)], "A-WALL")
    assert hall(sheet).polygon.area == pytest.approx(800 - 35)


def test_far_coordinates_are_told_from_a_datum(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A drawing on a national grid gives small coordinates and says what was taken off."""
    sheet = Sheet()
    sheet.ring([(500_123 + x, 5_400_045 + y) for x, y in OUTLINE], "A-WALL")
    sheet.save(tmp_path)
    small["hall"]["footprint"] = {"dxf": "hall.dxf"}
    for key in ("doors", "yards"):
        small["hall"].pop(key)
    site = reads(small, tmp_path)
    assert site.hall.datum == (500_100, 5_400_000)
    assert site.hall.polygon.bounds == pytest.approx((23, 45, 63, 65))
    assert any(n.key == "site.datum_taken" for n in site.notes)


def test_external_references_are_refused(hall: Callable[..., Hall]) -> None:
    """A drawing whose hall is in another file names that file's block."""
    sheet = Sheet()
    sheet.document.add_xref_def("walls.dxf", "WALLS-XREF")
    sheet.space.add_blockref("WALLS-XREF", (0, 0), dxfattribs={"layer": "A-WALL"})
    mistake = refusal(hall, sheet)
    assert (mistake.code, mistake.said) == ("drawing-xref", "WALLS-XREF")


def test_the_body_of_a_wall_is_no_hall(hall: Callable[..., Hall]) -> None:
    """Walls of two faces with an undrawn door close around themselves only: refused, not a hall 0.3 m wide."""
    sheet = walls_of_two_faces()
    for entity in list(sheet.space.query("ARC")):
        sheet.space.delete_entity(entity)
    assert refusal(hall, sheet).code == "drawing-thin"


def feature(form: str, places: Any, **facts: Any) -> Data:
    return {"type": "Feature", "properties": facts, "geometry": {"type": form, "coordinates": places}}


def collection(scale: Callable[[float, float], list[float]]) -> Data:
    def ring(*points: tuple[float, float]) -> list[list[float]]:
        return [scale(*p) for p in (*points, points[0])]

    hole = [(15, 8), (22, 8), (22, 13), (15, 13)]
    return {
        "type": "FeatureCollection",
        "features": [
            feature("Polygon", [ring(*OUTLINE), ring(*hole)], kind="footprint", clear_height="6 m"),
            feature("Point", scale(10, 10), kind="column", tag="A1", width="0.4 m"),
            feature("LineString", [scale(0, 8), scale(0, 12)], kind="door", tag="G1", door="roll-up", height="4 m"),
            feature("LineString", [scale(5, 20), scale(25, 20)], kind="opening", height="3 m"),
            feature("Polygon", [ring((30, 2), (34, 2), (34, 6), (30, 6))], kind="keep-out", reason="tank"),
            feature("Polygon", [ring((0, 25), (40, 25), (40, 45), (0, 45))], kind="yard"),
        ],
    }


@pytest.mark.parametrize("degrees", [False, True])
def test_a_map_gives_the_hall(degrees: bool, small: Data, reads: Reads, tmp_path: Path) -> None:
    """GeoJSON in metres and in degrees of latitude 52 give the same hall, to millimetres."""
    # metres of a degree at 52 N, WGS 84 (NGA's series): 111,269 of latitude, 68,678 of longitude
    lat, lon = 111_266.8, 68_677.6
    place = (lambda x, y: [10 + x / lon, 52 + y / lat]) if degrees else (lambda x, y: [x, y])
    (tmp_path / "hall.geojson").write_text(json.dumps(collection(place)))
    small["hall"] = {"footprint": {"geojson": "hall.geojson"} | ({} if degrees else {"unit": "m"})}
    hall = reads(small, tmp_path).hall
    assert hall.polygon.area == pytest.approx(765, rel=2e-4)
    assert [(c.tag, c.x) for c in hall.columns] == [("A1", pytest.approx(10, abs=2e-3))]
    assert [(d.kind, d.width, d.height) for d in hall.doors] == [("roll-up", pytest.approx(4, abs=2e-3), 4)]
    assert [k.reason for k in hall.keep_outs] == ["tank"]
    assert hall.clear_height.si("m") == 6
    assert len(hall.yards) == len(hall.openings) == 1


def test_a_map_as_programs_save_it_gives_the_same_hall(small: Data, reads: Reads, tmp_path: Path) -> None:
    """Every geometry as one of several members, coordinates and numbers in feet: the hall of plain features in metres;
    a file that is one area alone is the hall.
    """
    halls, plain = [], collection(lambda x, y: [x, y])
    feet = collection(lambda x, y: [x / 0.3048, y / 0.3048])
    for one in feet["features"]:
        form = one["geometry"]
        one["geometry"] = {"type": f"Multi{form['type']}", "coordinates": [form["coordinates"]]}
    feet["features"][0]["properties"]["clear_height"] = 6 / 0.3048
    feet["features"][1]["properties"]["width"] = 0.4 / 0.3048
    for name, unit, data in (("plain", "m", plain), ("many", "ft", feet), ("alone", "m", plain["features"][0])):
        saved = data["geometry"] if name == "alone" else data
        (tmp_path / f"{name}.geojson").write_text(json.dumps(saved))
        small["hall"] = {"footprint": {"geojson": f"{name}.geojson", "unit": unit}, "clear_height": "6 m"}
        halls.append(reads(small, tmp_path).hall)
    first, second, third = halls
    assert first.polygon.symmetric_difference(second.polygon).area < 1e-3
    assert first.polygon.equals(third.polygon)
    assert second.clear_height.si("m") == pytest.approx(6)
    for key in ("columns", "doors", "openings", "keep_outs", "yards"):
        assert len(getattr(first, key)) == len(getattr(second, key)) == 1
    assert (second.columns[0].width, second.doors[0].width) == pytest.approx((0.4, 4.0))


def test_a_drawn_item_of_the_survey_counts_once(small: Data, reads: Reads, tmp_path: Path) -> None:
    """TX-1 of a drawing is TX-01 of the survey; TX-11, which the survey does not list, is one more."""
    drawn = collection(lambda x, y: [x, y])
    for tag in ("TX-1", "TX-11"):
        form = {"type": "Point", "coordinates": [10, -10]}
        facts = {"kind": "equipment", "equipment": "transformer", "rating": "2.5 MVA", "tag": tag}
        drawn["features"].append({"type": "Feature", "properties": facts, "geometry": form})
    (tmp_path / "hall.geojson").write_text(json.dumps(drawn))
    small["hall"] = {"footprint": {"geojson": "hall.geojson", "unit": "m"}}
    small["plant"] = [{"tag": "TX", "count": 2, "kind": "transformer", "rating": "2.5 MVA"}]
    tags = [tag for item in reads(small, tmp_path).plant for tag in item.tags]
    assert sorted(tags) == ["TX-01", "TX-02", "TX-11"]


def test_holes_of_the_brief_are_cut_out(small: Data, reads: Reads) -> None:
    """A courtyard listed in the brief leaves the hall; one that cuts it in two is refused."""
    small["hall"]["holes"] = [[[15, 8], [22, 8], [22, 13], [15, 13]]]
    assert reads(small).hall.polygon.area == pytest.approx(765)
    small["hall"]["holes"] = [[[15, -1], [22, -1], [22, 13], [15, 13]]]
    with pytest.raises(Refused) as refused:
        reads(small)
    assert [m.code for m in refused.value.mistakes] == ["hole-outside"]


def test_feet_and_inches_are_read(small: Data, reads: Reads) -> None:
    """Corners as 12'-6" and the like are lengths."""
    small["hall"] |= {"footprint": [[0, 0], ["100'-0\"", 0], ["100'", "50'-6 1/2\""], [0, "50'-6 1/2\""]]}
    small["hall"] |= {"clear_height": "18'-3\"", "doors": [], "yards": [], "north": "15 deg"}
    hall = reads(small).hall
    assert hall.polygon.bounds == pytest.approx((0, 0, 30.48, 50 * 0.3048 + 6.5 * 0.0254))
    assert hall.clear_height.si("m") == pytest.approx(18.25 * 0.3048)
    assert hall.north == 15
