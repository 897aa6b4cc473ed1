"""Halls built by hand from the records of the other rooms: a prairie hall of 110 racks and a fjord hall; a small hall
issued as a pack.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from designer import pipeline
from designer import site as site_room
from designer.catalog import Catalog
from designer.cooling import CoolingPlan, carry
from designer.layout.records import Layout, Placed
from designer.ledger import Evidence, Status, Value
from designer.model import Box, Load, LoadClass, Position, Trade
from designer.site.records import Site
from designer.sizing.records import NetworkNeed, Programme
from designer.units import q

ROOT = Path(__file__).resolve().parents[2]
PLANT = {"cdu": 17, "pump": 5, "air-unit": 14, "cooler": 11, "chiller": 5}
PRAIRIE = {
    "cdu": "xdu1350",
    "pump": "facility-500",
    "air-unit": "fan-wall-400",
    "cooler": "adiabatic-1500",
    "chiller": "1mw-air-cooled",
}
FJORD = {**PRAIRIE, "cooler": "dry-1000-nordic", "air-unit": "fan-wall-warm-400"}
PREFIX = {"cdu": "CDU", "pump": "FWP", "air-unit": "ACU", "cooler": "CLR", "chiller": "CH"}
PLACES = {
    "cdu": (20, 20, 1.2),
    "pump": (45, 20, 1.5),
    "air-unit": (10, 22.5, 3.2),
    "cooler": (10, 35, 13),
    "chiller": (10, 42, 9),
}


@lru_cache(maxsize=1)
def the_catalog() -> Catalog:
    return Catalog()


@lru_cache(maxsize=3)
def the_site(name: str) -> Site:
    return site_room.read_site(ROOT / "outputs" / name / "site.yaml", the_catalog())


def racks(count: int, slug: str, power: float, liquid: float) -> tuple[list[Placed], list[Load]]:
    """Rows of 14 racks along x, four rows end to end."""
    placed, loads = [], []
    for index in range(count):
        row, slot = divmod(index, 14)
        tag = f"R-{row + 1:02d}{slot + 1:02d}"
        at = Position(12 + slot * 0.62 + (row % 4) * 20, 4 + (row // 4) * 3.0)
        name = f"ROW-{chr(65 + row)}"
        placed.append(Placed(tag, "rack", f"rack/{slug}", Box(at, 0.6, 1.2, 2.2), 1500, "gpu", name, slot + 1))
        loads.append(
            Load(
                tag,
                "rack",
                Trade.LAYOUT,
                LoadClass.GPU,
                power,
                power,
                18.0,
                0.98,
                power * liquid,
                power * (1 - liquid),
                position=at,
                catalog=f"rack/{slug}",
            )
        )
    return placed, loads


def network(count: int) -> tuple[list[Placed], list[Load]]:
    """One row of network racks of 30 kW."""
    placed, loads = [], []
    for index in range(count):
        tag, at = f"N-{index + 1:02d}", Position(100, 4 + index)
        placed.append(
            Placed(tag, "rack", "rack/network-rack", Box(at, 0.6, 1.2, 2.2), 800, "network", "ROW-X", index + 1)
        )
        loads.append(
            Load(
                tag,
                "rack",
                Trade.FABRIC,
                LoadClass.CORE,
                30.0,
                35.0,
                20.0,
                0.98,
                0.0,
                30.0,
                position=at,
                catalog="rack/network-rack",
            )
        )
    return placed, loads


def hall(
    count: int = 110,
    slug: str = "gb200-nvl72",
    heat: tuple[float, float] = (132.0, 0.87),
    plant: dict[str, int] | None = None,
    products: dict[str, str] | None = None,
) -> tuple[Programme, Layout, tuple[Load, ...]]:
    """Programme, layout and loads of a hall; heat = (kW of a rack, liquid share)."""
    placed, loads = racks(count, slug, *heat)
    more, lit = network(8)
    placed, loads = [*placed, *more], [*loads, *lit]
    for kind, number in {**PLANT, **(plant or {})}.items():
        x, y, step = PLACES[kind]
        product = (products or PRAIRIE)[kind]
        room = "YARD-1" if kind in ("cooler", "chiller") else "MECH-1"
        for index in range(number):
            box = Box(Position(x + index * step, y), 1, 1, 2)
            placed.append(Placed(f"{PREFIX[kind]}-{index + 1:02d}", kind, f"{kind}/{product}", box, 1000, room=room))
    it = sum(x.design_kw for x in loads)
    estimates = {"it": it, "losses": 0.03 * it, "house": 42.0}
    programme = Programme((), count * 72, (), "power", "", NetworkNeed(0, 0, 0, 0), (), estimates, 0, (), 0, (), ())
    heights = (("tcs-pipe", 2.6, 3.1),)
    layout = Layout(tuple(placed), (), (), (), (), (), heights, 200, 200, 0.0, 0.0, (), (), (), (), ())
    return programme, layout, tuple(loads)


def brief(quantity: float, unit: str) -> Value:
    """A value of a brief."""
    return Value(q(quantity, unit), Evidence("brief", Status.ASSUMPTION), "brief:test")


def changed(site: Site, **wishes: object) -> Site:
    """The site with other cooling wishes."""
    return replace(site, wishes=replace(site.wishes, cooling=replace(site.wishes.cooling, **wishes)))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return the_catalog()


@pytest.fixture(scope="session")
def prairie() -> Site:
    """The prairie site: hot, dry, 1,100 m up, water and chillers allowed."""
    return the_site("prairie-25")


@pytest.fixture(scope="session")
def fjord() -> Site:
    """The fjord site: cold coast, dry coolers, no chiller."""
    return the_site("fjord-5")


@pytest.fixture(scope="session")
def creek() -> Site:
    """The creek site: humid and warm, no water, no chiller."""
    return the_site("creek-8")


@pytest.fixture(scope="session")
def build() -> Callable[..., tuple[Programme, Layout, tuple[Load, ...]]]:
    """The hall builder."""
    return hall


@pytest.fixture(scope="session")
def other() -> Callable[..., Site]:
    """Changes the cooling wishes of a site."""
    return changed


@pytest.fixture(scope="session")
def said() -> Callable[[float, str], Value]:
    """Makes a value of a brief."""
    return brief


@pytest.fixture(scope="session")
def plan(prairie: Site) -> CoolingPlan:
    """The plan of the prairie hall, carried once."""
    return carry(prairie, *hall(), the_catalog())


@pytest.fixture(scope="session")
def fjord_plan(fjord: Site) -> CoolingPlan:
    """The plan of a fjord hall of 32 racks at 37 degC, which its dry coolers hold, carried once."""
    built = hall(
        32, "hgx-b200-liquid", (106.0, 0.8), {"cdu": 5, "pump": 3, "air-unit": 8, "cooler": 8, "chiller": 0}, FJORD
    )
    return carry(changed(fjord, supply_temperature=brief(37, "degC")), *built, the_catalog())


@pytest.fixture(scope="session")
def pack(tmp_path_factory) -> Path:
    """A small hall with a tower, chillers behind it and a buffer tank, issued without PDF."""
    folder = tmp_path_factory.mktemp("cooling")
    brief = yaml.safe_load((ROOT / "tests" / "pipeline" / "small.yaml").read_text())
    brief["project"].update(number="S1", name="Small")
    brief["site"]["water"]["daily_limit"] = "200 m3/day"
    brief["cooling"].update(rejection=["tower"], chillers_allowed=True, ride_through="600 s")
    (folder / "site.yaml").write_text(yaml.safe_dump(brief))
    pipeline.issue(pipeline.design(folder / "site.yaml"), folder / "pack", pdf=False)
    return folder / "pack"


@pytest.fixture(scope="session")
def resolve() -> ModuleType:
    """The second proof of the liquid side, which imports nothing of the tool."""
    spec = importlib.util.spec_from_file_location("resolve", Path(__file__).with_name("resolve.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def doored_hall() -> pipeline.Judged:
    """A small hall with rear doors, designed whole."""
    return pipeline.design(ROOT / "tests" / "pipeline" / "rear_doors.yaml")
