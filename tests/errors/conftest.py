"""Files that the bad briefs name, and a folder in which bad commands are given."""

import json
import math
from datetime import date, timedelta
from pathlib import Path

import ezdxf
import pytest

BRIEF = "project: {name: Bad}\ncompute: {rack: gb200-nvl72, racks: max}\n"


#: Fabrics without a hall that cannot be built: file -> compute, a network, and wishes for it.
FABRICS = {
    "rails": ("{system: dgx-h100, nodes: 64}", "compute", "ports_per_node: 9"),
    "no-cable": ("{system: dgx-h100, nodes: 64}", "compute", "switch: sn4600c"),
    "radix": ("{system: dgx-h100, nodes: 64}", "compute", "radix: 2"),
    "radix-beyond": ("{system: dgx-h100, nodes: 64}", "compute", "radix: 128"),
    "fast-link": ("{system: dgx-h100, nodes: 64}", "compute", "link_speed: 800 Gbit/s"),
    "planes-cable": ("{system: dgx-b300, nodes: 64}", "compute", "switch: q3400-ra, planes: 4"),
    "rack-speed": ("{rack: gb300-nvl72, racks: 8}", "compute", "switch: qm9700"),
    "rack-radix": ("{rack: gb200-nvl72, racks: 64}", "compute", "switch: qm9700, radix: 8, tiers: 2"),
    "fast-uplink": ("{system: dgx-h100, nodes: 64}", "compute", "uplink_speed: 1600 Gbit/s"),
    "one-path": ("{system: dgx-h100, nodes: 64}", "compute", "topology: dual-tor, planes: 1, ports_per_node: 1"),
    "planes": ("{system: dgx-h100, nodes: 64}", "compute", "topology: multi-plane, planes: 1"),
    "tiers": ("{system: dgx-h100, nodes: 64}", "compute", "tiers: 4"),
    "two-tiers": ("{system: dgx-h100, nodes: 4096}", "compute", "tiers: 2"),
    "three-tiers": ("{system: dgx-h100, nodes: 20000}", "compute", "switch: qm9700"),
    "spines": ("{system: dgx-h100, nodes: 64}", "compute", "spines: 5"),
    "pod": ("{system: dgx-h100, nodes: 640}", "compute", "topology: dragonfly-plus, pod: {units: 9}"),
    "groups": (
        "{system: dgx-h100, nodes: 5000}",
        "compute",
        "topology: dragonfly-plus, radix: 16, unit: {nodes: 8}, pod: {units: 1}",
    ),
    "unknown-switch": ("{system: dgx-h100, nodes: 64}", "compute", "switch: qm9701"),
    "under-one": ("{system: dgx-h100, nodes: 64}", "compute", "oversubscription: 0.5"),
    "speed": ("{system: dgx-h100, nodes: 64}", "storage", "uplink_speed: 1600 Gbit/s"),
    "other-network": ("{system: mi355x-node, nodes: 64}", "compute", "switch: qm9700"),
    "mixed-spine": ("{system: dgx-h100, nodes: 64}", "compute", "switch: qm9700, spine_switch: sn5600"),
    "side-switch": ("{system: dgx-h100, nodes: 64}", "storage", "switch: q3400-ra"),
    "side-link": ("{system: dgx-h100, nodes: 64}", "storage", "link_speed: 1600 Gbit/s"),
    "oob-switch": ("{system: dgx-h100, nodes: 64}", "oob", "switch: sn5600"),
    "oob-planes": ("{system: dgx-h100, nodes: 64}", "oob", "planes: 2, oversubscription: 2"),
    "side-topology": ("{system: dgx-h100, nodes: 64}", "storage", "topology: rail-only"),
}

#: Studies that cannot be run: file -> what follows their title block.
STUDIES = {
    "study-axes": """brief: no-hall.yaml
axes:
  - {key: a, path: cooling.suply_temperature, values: [1]}
  - {key: b, path: compute.rack, values: [x], low: 2, high: 3}
  - {key: c, path: site.elevation, low: 9 m, high: 3 m}
objectives: [{measure: gpuss}]
""",
    "study-which": "brief: no-hall.yaml\nbriefs: [no-hall.yaml]\n",
    "study-none": "briefs: empty\n",
    "study-nowhere": "brief: no-hall.yaml\naxes: [{key: l, path: 'site.fibre[0].length', values: [5 km]}]\n",
    "study-large": "brief: no-hall.yaml\nsampling: {method: latin-hypercube, variants: 200000}\n",
    "study-bare": "brief: no-hall.yaml\nconstraints: [{measure: pue, relation: '<=', value: 3 MW}]\n",
    "study-fine": "brief: no-hall.yaml\n",
}


@pytest.fixture(scope="session")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with drawings: one in millimetres, one without a unit, one that is none."""
    folder = tmp_path_factory.mktemp("beside")
    (folder / "garbage.dxf").write_text("this is\nno drawing\n")
    for name, unit in (("hall.dxf", 4), ("unitless.dxf", 0)):
        drawing = ezdxf.new("R2010")
        drawing.header["$INSUNITS"] = unit
        space = drawing.modelspace()
        outline = [(0, 0), (40000, 0), (40000, 20000), (0, 20000)]
        space.add_lwpolyline(outline, close=True, dxfattribs={"layer": "A-WALL"})
        space.add_lwpolyline([(0, 0), (100, 0), (100, 100)], dxfattribs={"layer": "NOTES"})
        drawing.saveas(folder / name)
    _drawings(folder)
    _maps(folder)
    _weather_files(folder)
    return folder


def _drawings(folder: Path) -> None:
    """A drawing with an open, a hidden, an empty and a thin layer, and one that only refers to another."""
    drawing = ezdxf.new("R2010")
    drawing.header["$INSUNITS"] = 6
    space = drawing.modelspace()
    for layer, points, closed in (
        ("OPEN", [(0, 0.8), (0, 20), (40, 20), (40, 0), (0, 0)], False),
        ("THIN", [(0, 0), (40, 0), (40, 0.3), (0, 0.3)], True),
        ("FROZEN", [(0, 0), (40, 0), (40, 20), (0, 20)], True),
    ):
        space.add_lwpolyline(points, close=closed, dxfattribs={"layer": layer})
    space.add_text("hall").set_placement((1, 1))
    space.add_point((0, 0), dxfattribs={"layer": "POINTS"})
    drawing.layers.add("FROZEN").freeze()
    drawing.saveas(folder / "layers.dxf")
    for entity in list(space):
        space.delete_entity(entity)
    drawing.saveas(folder / "empty.dxf")
    drawing.add_xref_def("walls.dxf", "WALLS")
    space.add_blockref("WALLS", (0, 0), dxfattribs={"layer": "A-WALL"})
    drawing.saveas(folder / "xref.dxf")


def _maps(folder: Path) -> None:
    """Maps: one that is none, one without a hall, one with two, a hall of a line, a crossing hall, one in a plane."""
    ring = [[0, 0], [40, 0], [40, 20], [0, 20], [0, 0]]
    bow = [[0, 0], [40, 20], [40, 0], [0, 20], [0, 0]]
    plane = [[x + 500, y] for x, y in ring]
    (folder / "garbage.geojson").write_text("{}")
    hall = {"type": "Polygon", "coordinates": [ring]}
    lengths = [({"kind": "footprint", "clear_height": math.nan}, hall)]
    for said in ({"width": -3}, {"height": "3 kW"}, {"width": "wide"}, {"width": 4, "height": "3 m"}):
        lengths.append(({"kind": "door", **said}, {"type": "Point", "coordinates": [0, 10]}))
    for name, features in (("metres", [({"kind": "footprint"}, hall)]), ("lengths", lengths)):
        plain = [{"type": "Feature", "properties": facts, "geometry": form} for facts, form in features]
        (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": plain}))
    for name, shapes in {
        "no-hall": [("yard", "Polygon", [ring]), ("yard", "Polygon", [ring])],
        "two-halls": [("footprint", "Polygon", [ring]), ("footprint", "Polygon", [ring])],
        "line-hall": [("footprint", "LineString", ring)],
        "crossing-hall": [("footprint", "Polygon", [bow])],
        "plane-hall": [("footprint", "Polygon", [plane])],
    }.items():
        features = [
            {"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": form, "coordinates": places}}
            for kind, form, places in shapes
        ]
        (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def _weather_files(folder: Path) -> None:
    """Weather files with gaps, with a misplaced hour, and of half a year."""
    start = date(2019, 1, 1)
    hours = [(start + timedelta(days=h // 24), h % 24 + 1) for h in range(8760)]
    rows = [f"2019,{day.month},{day.day},{hour},60,x,12.0,5.0,60,97000" for day, hour in hours]
    head = ["LOCATION,Testville,-,USA,TMY3,1,45.0,-100,-7,250", *["x"] * 7]
    gaps = [row.replace("12.0", "99.9") if 100 <= n < 107 else row for n, row in enumerate(rows)]
    (folder / "gaps.epw").write_text("\n".join([*head, *gaps]))
    (folder / "half.epw").write_text("\n".join([*head, *rows[:4380]]))
    (folder / "swapped.epw").write_text("\n".join([*head, rows[1], rows[0], *rows[2:]]))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with what the bad commands stumble over."""
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "secret.yaml"
    secret.write_text(BRIEF)
    secret.chmod(0)
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "secret.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    for name, (compute, network, wish) in FABRICS.items():
        text = f"project: {{name: Bad}}\ncompute: {compute}\nfabric:\n  {network}: {{{wish}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    for path in sorted((Path(__file__).parent / "loops").glob("*.yaml")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name, text in STUDIES.items():
        (tmp_path / f"{name}.yaml").write_text(f"study: {{name: Bad}}\n{text}")
    (tmp_path / "empty").mkdir()
    (tmp_path / "wired" / "fabric").mkdir(parents=True)
    (tmp_path / "wired" / "fabric" / "compute.net").write_text("no link")
    small = (Path(__file__).parents[1] / "pipeline" / "small.yaml").read_text()
    (tmp_path / "phase-unknown.yaml").write_text(f"{small}phasing: {{phases: [{{systems: [SYS-9]}}]}}\n")
    two = (Path(__file__).parents[1] / "conversion" / "case.yaml").read_text()
    wish = "phasing: {phases: [{systems: [SYS-1]}]}"
    (tmp_path / "phase-missing.yaml").write_text(two.replace("phasing: {aim: earliest-ai}", wish))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "design.json").write_text("{")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "design.json").write_text(json.dumps({"power": {"transformers": [{"tag": "TX-09"}]}}))
    (tmp_path / "started").mkdir()
    (tmp_path / "started" / "site.yaml").write_text(BRIEF)
    (tmp_path / "no-hall.yaml").write_text("project: {name: Bad}\ncompute: {rack: gb200-nvl72, racks: 8}\n")
    (tmp_path / "large.yaml").write_text("# " + "x" * 2_000_000)
    with (tmp_path / "huge.dxf").open("wb") as file:
        file.truncate(60_000_000)
    hall = "hall: {footprint: {dxf: huge.dxf}, clear_height: 6 m}\n"
    feed = "site: {utility: {voltage: 34.5 kV, import_limit: 5 MW}}\n"
    (tmp_path / "names-large.yaml").write_text(BRIEF + feed + hall)
    return tmp_path
