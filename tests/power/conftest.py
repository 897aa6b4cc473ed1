"""A hand-built prairie hall: 110 racks in 8 rows, ten existing transformers, core and plant loads."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.layout.records import Layout, Placed, Route, Row
from designer.model import Box, Load, LoadClass, Polyline, Position, Trade
from designer.power.basis import Basis
from designer.power.rules import pack_of
from designer.site import read_site
from designer.sizing.records import NetworkNeed, Programme, RackGroup

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def catalog():
    """The house catalog."""
    return Catalog()


@pytest.fixture(scope="session")
def prairie(catalog):
    """The site of the demo brief."""
    return read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog)


@pytest.fixture(scope="session")
def fjord(catalog):
    """The site of the Nordic brief."""
    return read_site(ROOT / "outputs" / "fjord-5" / "site.yaml", catalog)


@pytest.fixture
def basis(prairie, catalog):
    """A workbench under the NEC rule pack."""
    return Basis(prairie, catalog, pack_of("NEC", catalog))


def placed(tag, kind, catalog, x, y, room="HALL", purpose="", row="", slot=0, existing=False):
    """One box of a metre square."""
    return Placed(
        tag, kind, catalog, Box(Position(x, y), 1.0, 1.0, 2.0), 1000.0, purpose, row, slot, 0, room, 1, existing
    )


def hall(
    racks=110,
    rows=8,
    units=12,
    ups=4,
    batteries=20,
    generators=3,
    prefix="TX",
    rack="rack/gb200-nvl72",
    transformer="transformer/padmount-2500-34500-415",
    board="switchboard/lv-415-4000-100",
):
    """A layout of rows of racks with boards in two rooms and transformers in the yard."""
    items, made, routes = [], [], []
    for n in range(racks):
        row = n * rows // racks
        first = -(-row * racks // rows)
        slot = n - first + 1
        items.append(
            placed(
                f"R-{row + 1:02d}{slot:02d}",
                "rack",
                rack,
                20.0 + 0.7 * slot,
                2.5 + 2.4 * row,
                purpose="gpu",
                row=f"ROW-{'ABCDEFGHJK'[row]}",
                slot=slot,
            )
        )
    for row in range(rows):
        name = f"ROW-{'ABCDEFGHJK'[row]}"
        members = tuple(p.tag for p in items if p.row == name)
        made.append(Row(name, members, 0.0, 0.0, "CA-1", "HA-1"))
        line = Polyline(((10.0, 2.5 + 2.4 * row), (35.0, 2.5 + 2.4 * row)), 3.6)
        routes += [Route(f"BW-{name}-{p}", "busway", line, p, f"ELEC-{p}", members) for p in "AB"]
    for n in range(1, units + 1):
        items.append(placed(f"{prefix}-{n:02d}", "transformer", transformer, 6.0 * n, -8.0, "YARD-1", existing=n <= 10))
        items.append(placed(f"MSB-{n:02d}", "switchboard", board, 3.0 * n, 1.0, "ELEC-A" if n % 2 else "ELEC-B"))
    for n in range(1, ups + 1):
        items.append(placed(f"UPS-{n:02d}", "ups", "ups/static-1250", 50.0 + n, 3.0, "ELEC-A" if n % 2 else "ELEC-B"))
    for n in range(1, batteries + 1):
        items.append(
            placed(f"BAT-{n:02d}", "battery", "battery/li-ion-cabinet", 60.0 + n, 3.0, "ELEC-A" if n % 2 else "ELEC-B")
        )
    for n in range(1, generators + 1):
        items.append(placed(f"GEN-{n:02d}", "generator", "generator/diesel-2500", 90.0 + 9 * n, -9.0, "YARD-1"))
    return Layout(
        placed=tuple(items),
        rows=tuple(made),
        aisles=(),
        galleries=(),
        trays=(),
        routes=tuple(routes),
        heights=(),
        capacity=racks,
        bound=racks,
        gap=0.0,
        egress_distance=30.0,
        breaches=(),
        elements=(),
        shortfalls=(),
        notes=(),
        steps=(),
    )


def load(tag, kind, load_class, kilowatts, cords=2, trade=Trade.COOLING, factor=0.95, at=None, catalog=""):
    """A load whose heat goes to the air."""
    return Load(
        tag,
        kind,
        trade,
        load_class,
        kilowatts,
        kilowatts,
        0.0,
        factor,
        heat_air_kw=kilowatts,
        cords=cords,
        position=at,
        catalog=catalog,
    )


def rack_loads(layout, kilowatts=132.0, factor=0.99):
    """The GPU racks' loads."""
    return [
        load(p.tag, "rack", LoadClass.GPU, kilowatts, 2, Trade.LAYOUT, factor, p.box.at, p.catalog)
        for p in layout.of("rack")
    ]


def plant_loads(network=16, storage=7, cdus=14, pumps=4, coolers=30, units=12):
    """Network, storage and plant loads about as large as prairie's."""
    found = [
        load(
            f"N-{n:02d}",
            "rack",
            LoadClass.CORE,
            36.0,
            2,
            Trade.FABRIC,
            0.98,
            Position(15.0, 2.0 * n),
            "rack/network-rack",
        )
        for n in range(1, network + 1)
    ]
    found += [
        load(
            f"S-{n:02d}",
            "rack",
            LoadClass.CORE,
            20.0,
            2,
            Trade.LAYOUT,
            0.98,
            Position(16.0, 2.0 * n),
            "rack/storage-rack",
        )
        for n in range(1, storage + 1)
    ]
    found += [
        load(f"CDU-{n:02d}", "cdu", LoadClass.CORE, 18.0, 2, at=Position(18.0, 2.0 * n)) for n in range(1, cdus + 1)
    ]
    found += [
        load(f"FWP-{n:02d}", "pump", LoadClass.CORE, 75.0, 1, at=Position(8.0, 2.0 * n)) for n in range(1, pumps + 1)
    ]
    found += [
        load(f"CLR-{n:02d}", "cooler", LoadClass.MECHANICAL, 34.0, 1, at=Position(3.0 * n, 30.0))
        for n in range(1, coolers + 1)
    ]
    return found + [
        load(f"ACU-{n:02d}", "air-unit", LoadClass.MECHANICAL, 8.0, 1, at=Position(4.0 * n, 22.0))
        for n in range(1, units + 1)
    ]


def programme(racks=110, blocks=8, losses=1200.0, core=2):
    """A programme with the fields that power reads."""
    group = RackGroup("gb200-nvl72", "gpu", racks, 8, 132.0, LoadClass.GPU)
    return Programme(
        (group,), racks * 72, (), "import", "", NetworkNeed(0, 0, 0.0, 0), (), {"losses": losses}, blocks, (), 0, (),
        (), core,
    )  # fmt: skip


@pytest.fixture(scope="session")
def build():
    """Builders of layouts, loads and programmes for tests that want other halls."""
    return {
        "hall": hall,
        "racks": rack_loads,
        "plant": plant_loads,
        "programme": programme,
        "load": load,
        "placed": placed,
        "replace": replace,
    }
