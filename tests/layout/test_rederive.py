"""A pack's layout judged again from its files alone: it holds as issued, and each spoiled copy is caught."""

import csv
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import ezdxf
import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog
from designer.site import read_site
from tests.layout import rederive

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
Plan = dict[str, Any]


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    """The second judgement, which reads files alone."""
    return rederive


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small hall, issued in phases beside a part of its mine, with louvres known."""
    brief = yaml.safe_load(SMALL.read_text())
    brief["mining"] = {"keep": "0.1 MW", "price": "70 USD/MWh", "power_price": "40 USD/MWh"}
    brief["plant"].append({"tag": "ASIC", "count": 300, "kind": "miner", "rating": "3.2 kW", "year": 2021,
                           "condition": "fair"})  # fmt: skip
    brief["phasing"] = {"aim": "most-mining", "start": "2026-11-23"}
    brief["hall"]["openings"] = [{"tag": "L1", "from": [2, 20], "to": [38, 20], "kind": "louvre", "height": "3 m"}]
    mezzanine = {"tag": "MEZZ", "polygon": [[36, 0], [40, 0], [40, 3], [36, 3]], "reason": "mezzanine over 2.6 m"}
    brief["hall"].setdefault("keep_outs", []).append(mezzanine)
    folder = tmp_path_factory.mktemp("rederive")
    path = folder / "site.yaml"
    path.write_text(yaml.safe_dump(brief))
    out = folder / "pack"
    pipeline.issue(pipeline.design(path), out, pdf=False)
    return out


def of(plan: Plan, tag: str, kind: str = "") -> Plan:
    """A feature by its tag and kind."""
    return next(
        f for f in plan["features"] if f["properties"].get("tag") == tag and kind in ("", f["properties"]["kind"])
    )


def first(plan: Plan, **facts: object) -> Plan:
    """The first feature with such facts."""
    return next(f for f in plan["features"] if facts.items() <= f["properties"].items())


def rack(plan: Plan, number: int) -> Plan:
    """A rack of the longest row, by its place there."""
    rows = [f["properties"]["members"] for f in plan["features"] if f["properties"]["kind"] == "row"]
    return of(plan, max(rows, key=len)[number], "rack")


def shifted(feature: Plan, x: float, y: float) -> None:
    """A feature moved [m]."""

    def move(part: Any) -> Any:
        return [part[0] + x, part[1] + y] if isinstance(part[0], float) else [move(p) for p in part]

    feature["geometry"]["coordinates"] = move(feature["geometry"]["coordinates"])


def _onto(plan: Plan) -> None:
    shifted(rack(plan, 0), 0.3, 0.0)


def _outside(plan: Plan) -> None:
    shifted(first(plan, what="cdu"), 0.0, 300.0)


def _turned(plan: Plan) -> None:
    ring = rack(plan, 0)["geometry"]["coordinates"][0]
    rack(plan, 0)["geometry"]["coordinates"] = [[*ring[2:4], *ring[0:2], ring[2]]]


def _narrow(plan: Plan) -> None:
    first(plan, kind="aisle", aisle="cold")["properties"]["width"] = 0.9


def _wide(plan: Plan) -> None:
    first(plan, kind="aisle", aisle="cold")["properties"]["width"] += 0.5


def _one_exit(plan: Plan) -> None:
    first(plan, kind="door", exit=True)["properties"]["exit"] = False


def _shorter(plan: Plan) -> None:
    plan["figures"]["egress_distance"] -= 2.0


def _low_door(plan: Plan) -> None:
    for feature in plan["features"]:
        if feature["properties"]["kind"] == "door":
            feature["properties"]["height"] = 2.0


def _other_door(plan: Plan) -> None:
    first(plan, kind="way", way="delivery")["properties"]["source"] = "D2"


def _shut(plan: Plan) -> None:
    """A wall of keep-outs across the hall before the goods door."""
    ring = [[3.0, 0.0], [3.2, 0.0], [3.2, 20.0], [3.0, 20.0], [3.0, 0.0]]
    plan["features"].append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                             "properties": {"kind": "keep-out", "tag": "K-X", "passable": False}})  # fmt: skip


def _heavy(plan: Plan) -> None:
    rack(plan, 1)["properties"]["mass"] *= 1.2


def _low_hall(plan: Plan) -> None:
    first(plan, kind="footprint")["properties"]["clear_height"] = 4.0


def _raised(plan: Plan) -> None:
    """A tray hung on the level of a pipe that it crosses."""
    pipe = next(f for f in plan["features"] if f["properties"].get("service") == "fws-supply")["properties"]
    for feature in plan["features"]:
        if str(feature["properties"].get("system", "")).startswith(("tray", "BW")):
            feature["properties"].update(low=pipe["low"], high=pipe["high"])


def _twin(plan: Plan) -> None:
    """The return of the facility ring pushed onto its supply."""
    pieces = [f for f in plan["features"] if str(f["properties"].get("tag", "")).startswith("FWS-RING-S")]
    long = max(pieces, key=lambda f: math.dist(*f["geometry"]["coordinates"][:2]))
    twin = json.loads(json.dumps(long))
    twin["properties"]["tag"] = "FWS-TWIN"
    plan["features"].append(twin)
    shifted(twin, 0.1, 0.1)


def _sprinklers(plan: Plan) -> None:
    roof = first(plan, kind="footprint")["properties"]["clear_height"]
    first(plan, kind="service", service="tcs-supply")["properties"].update(low=roof - 0.4, high=roof - 0.2)


def _outside(plan: Plan) -> None:
    """A technology header set out beyond the wall."""
    pipe = first(plan, kind="service", service="tcs-supply")
    far = max(x for x, *_ in first(plan, kind="footprint")["geometry"]["coordinates"][0])
    pipe["geometry"]["coordinates"] = [[far - 1.0, y] if k == 0 else [far + 3.0, y] for k, (_, y, *_) in
                                       enumerate(pipe["geometry"]["coordinates"])]  # fmt: skip


def _column(plan: Plan) -> None:
    (x, y), *_ = first(plan, kind="aisle", aisle="hot")["geometry"]["coordinates"][0]
    shift = first(plan, kind="aisle", aisle="hot")["geometry"]["coordinates"][0][2]
    at = [(x + shift[0]) / 2, (y + shift[1]) / 2]
    ring = [[at[0] + dx, at[1] + dy] for dx, dy in ((-2, -2), (2, -2), (2, 2), (-2, 2), (-2, -2))]
    plan["features"].append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                             "properties": {"kind": "column", "tag": "C-X"}})  # fmt: skip


def _no_space(plan: Plan) -> None:
    next(f for f in plan["features"] if f["properties"].get("what") == "switchboard" and
         not f["properties"]["room"].startswith("YARD"))["properties"]["front"] = 0.3  # fmt: skip


def _in_the_space(plan: Plan) -> None:
    of(plan, "MSB-01")["properties"]["front"] = 6.0


def _tall(plan: Plan) -> None:
    rack(plan, 0)["properties"]["height"] = 4.2


def _mined(plan: Plan) -> None:
    """The mine's floor pushed over the racks."""
    for feature in plan["features"]:
        if feature["properties"].get("zone") == "mine":
            feature["geometry"] = {"type": "MultiPolygon", "coordinates": [rack(plan, 0)["geometry"]["coordinates"]]}


def _airless(plan: Plan) -> None:
    """The louvre of the mine moved away."""
    shifted(first(plan, kind="opening"), 0.0, 30.0)


def _taken(plan: Plan) -> None:
    """Transformers that the first phase takes left to the mine as well."""
    for feature in plan["features"]:
        if feature["properties"]["kind"] == "state":
            feature["properties"]["left"] = ["TX-01", "TX-02"]


def _mezzanine(plan: Plan) -> None:
    """The mezzanine over racks."""
    of(plan, "MEZZ")["geometry"]["coordinates"] = rack(plan, 1)["geometry"]["coordinates"]


def _thin(plan: Plan) -> None:
    """A thinner slab than was judged."""
    first(plan, kind="footprint")["properties"]["thickness"] = 0.12


def _more_mine(plan: Plan) -> None:
    """More power to the mine than its floor, feeders and import give."""
    first(plan, kind="state", state="1")["properties"]["mine"] += 40.0


def _more_import(plan: Plan) -> None:
    """Less import for what is live than it draws."""
    first(plan, kind="state", state="1")["properties"]["ai"] -= 40.0


def _late(plan: Plan) -> None:
    """A feeder that goes live after its racks."""
    for tag, phase in plan["phases"].items():
        if tag.startswith(("MSB-", "BWY-")):
            phase[1] = 9


PLANS: tuple[Callable[[Plan], None], ...] = (
    _onto, _outside, _turned, _narrow, _wide, _one_exit, _shorter, _low_door, _other_door, _shut, _heavy, _low_hall,
    _raised, _twin, _sprinklers, _outside, _column, _no_space, _in_the_space, _tall, _mined, _airless, _taken, _late,
    _mezzanine, _thin, _more_mine, _more_import,
)  # fmt: skip

#: Spoiled cells: schedule, column, by how much.
CELLS = (
    ("ways_out", "Way to it [m]", -2.0), ("ways_out", "Exits reached", -1.0), ("ways_in", "Length [m]", 3.0),
    ("floor_loads", "Spread over half the aisles [kPa]", 1.0), ("floor_loads", "One caster [kN]", -1.0),
    ("heights", "Top [m]", 0.3), ("racks", "X [m]", 1.0), ("equipment", "Mass [kg]", 90.0),
    ("aisles", "Clear width [m]", 0.3),
)  # fmt: skip


@pytest.fixture
def copy(pack: Path, tmp_path: Path) -> Path:
    """The files that the judgement reads, to be spoiled."""
    for name in ("plan.geojson", "graph.json", "findings.json", "design.json", "drawings/A-103.dxf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(pack / name, tmp_path / name)
    shutil.copytree(pack / "schedules", tmp_path / "schedules")
    return tmp_path


def test_the_pack_holds(judge: ModuleType, pack: Path) -> None:
    """Nothing that the pack says of its layout is contradicted; it has states to judge and passings."""
    plan = json.loads((pack / "plan.geojson").read_text())
    assert {"state", "service", "way", "aisle"} <= {f["properties"]["kind"] for f in plan["features"]}
    assert judge.problems(pack) == []


@pytest.mark.parametrize("spoil", PLANS, ids=lambda f: f.__name__.strip("_"))
def test_a_spoiled_plan_is_caught(judge: ModuleType, copy: Path, spoil: Callable[[Plan], None]) -> None:
    """Each fault alone is told."""
    path = copy / "plan.geojson"
    plan = json.loads(path.read_text())
    spoil(plan)
    path.write_text(json.dumps(plan))
    assert judge.problems(copy)


@pytest.mark.parametrize(("key", "column", "by"), CELLS, ids=lambda x: str(x))
def test_a_spoiled_schedule_is_caught(judge: ModuleType, copy: Path, key: str, column: str, by: float) -> None:
    """A printed figure that is not the plan's is told."""
    path = copy / "schedules" / f"{key}.csv"
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    row = next(r for r in reversed(rows) if r[column])
    row[column] = str(float(row[column].replace(",", "")) + by)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert judge.problems(copy)


def test_a_spoiled_drawing_is_caught(judge: ModuleType, copy: Path) -> None:
    """A machine drawn elsewhere than it stands is told."""
    path = copy / "drawings" / "A-103.dxf"
    drawing = ezdxf.readfile(path)
    insert = next(i for i in drawing.modelspace().query("INSERT") if any(a.dxf.text == "CDU-01" for a in i.attribs))
    insert.translate(1.0, 0.0, 0.0)
    drawing.saveas(path)
    assert judge.problems(copy)


def test_the_plan_is_a_drawing_of_the_hall(pack: Path) -> None:
    """Read as a brief's drawing the plan gives back floor, columns, doors, openings and keep-outs."""
    path = pack.parent / "site.yaml"
    first_brief = yaml.safe_load(path.read_text())
    shutil.copy(pack / "plan.geojson", pack.parent / "plan.geojson")
    kept = {key: first_brief["hall"][key] for key in ("clear_height", "sprinklered", "slab")}
    second = {**first_brief, "hall": {"footprint": {"geojson": "plan.geojson", "unit": "m"}, **kept}}
    (pack.parent / "again.yaml").write_text(yaml.safe_dump(second))
    one, other = (read_site(p, Catalog()).hall for p in (path, pack.parent / "again.yaml"))
    assert one.polygon.symmetric_difference(other.polygon).area < 1e-6
    for key in ("columns", "doors", "openings", "keep_outs"):
        assert getattr(one, key) == getattr(other, key)
