"""Halls, sites and programmes made by hand, so that placing is tested without the rooms before it."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import Polygon

from designer.catalog import Catalog
from designer.layout import place
from designer.layout.records import Layout
from designer.ledger import Evidence, Status, Value
from designer.model import LoadClass
from designer.site.records import (
    Column,
    ComputeWish,
    CoolingWish,
    Door,
    FabricWish,
    Feed,
    FibreRoute,
    Hall,
    MiningWish,
    Opening,
    PlantItem,
    PowerWish,
    Project,
    Site,
    Slab,
    Water,
    Wishes,
)
from designer.sizing.records import Module, NetworkNeed, Programme, RackGroup
from designer.units import q

FT = 0.3048


def unknown(name: str) -> Value:
    """A value nobody gave."""
    return Value(None, Evidence("brief", Status.UNKNOWN), f"brief:{name}")


def said(number: float, unit: str, name: str) -> Value:
    """A value that the brief gives."""
    return Value(q(number, unit), Evidence("brief", Status.ASSUMPTION), f"brief:{name}")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


@pytest.fixture(scope="session")
def make_hall() -> Callable[..., Hall]:
    """A hall of a polygon, 7 m high, bare but for the fields of `Hall` that are given; a height is in metres."""

    def make(polygon: Polygon, height: float | None = 7.0, **given: Any) -> Hall:
        slab = Slab(*(unknown(f"hall.slab.{k}") for k in ("thickness", "strength", "subgrade", "uniform", "point")))
        clear = unknown("hall.clear_height") if height is None else said(height, "m", "hall.clear_height")
        bare = Hall(polygon, clear, slab, (), (), (), (), (), True)
        return replace(bare, **{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})

    return make


@pytest.fixture(scope="session")
def make_slab() -> Callable[..., Slab]:
    """A slab of thickness [in], strength [psi], subgrade modulus [pci], uniform load [psf], point load [lbf]."""

    def make(inches: float, psi: float, pci: float, psf: float, lbf: float) -> Slab:
        return Slab(
            said(inches, "in", "hall.slab.thickness"),
            said(psi, "psi", "hall.slab.concrete_strength"),
            said(pci, "pci", "hall.slab.subgrade_modulus"),
            said(psf, "psf", "hall.slab.uniform_load"),
            said(lbf, "lbf", "hall.slab.point_load"),
        )

    return make


@pytest.fixture(scope="session")
def make_site() -> Callable[..., Site]:
    """A site around a hall; `plant` and `fibre` as wanted."""

    def make(hall: Hall, plant: tuple[PlantItem, ...] = (), fibre: tuple[FibreRoute, ...] = ()) -> Site:
        none = unknown("x")
        wishes = Wishes(
            (ComputeWish("gb200-nvl72", "", None, None),),
            FabricWish(),
            PowerWish("NEC", none, "4-to-make-3", "2N", "N+1", none, none, True, none, True, none),
            CoolingWish(none, "pg25", "water", "N+1", (), True, none, none, None, None),
            MiningWish(none, none, none),
            (),
        )
        feed = Feed(none, none, none, none, none, 1, none, none, none)
        project = Project("Hall", "1", "Client", "A", "2026-11-23", "concept", "SI")
        return Site(
            project, "here", none, None, feed, Water(True, none, none), fibre, "", "", hall, plant, wishes, (), {}, "0"
        )

    return make


_MODULES = (
    # prefix, kind, count of 118 racks, needed, size, clearances front rear side, mass, zone, groups
    ("TX", "transformer", 14, (2.4, 2.2, 2.2), (3.0, 0.9, 0.9), 6500, "yard", 1),
    ("MSB", "switchboard", 14, (4.5, 1.5, 2.3), (1.0668, 0.9144, 0.0), 4000, "electrical", 2),
    ("UPS", "ups", 6, (2.0, 0.9, 2.0), (1.0668, 0.9144, 0.0), 2000, "electrical", 2),
    ("GEN", "generator", 3, (6.0, 2.5, 3.0), (2.0, 2.0, 2.0), 15000, "yard", 1),
    ("CDU", "cdu", 18, (1.2, 1.2, 2.3), (1.2, 0.9, 0.0), 3000, "mechanical", 1),
    ("FWP", "pump", 6, (1.0, 1.5, 1.6), (1.2, 0.9, 0.0), 1200, "mechanical", 1),
    ("ACU", "air-unit", 12, (2.9, 1.2, 3.5), (1.2, 0.0, 0.0), 1500, "mechanical", 1),
    ("CLR", "cooler", 16, (11.0, 2.4, 2.6), (2.5, 0.0, 1.5), 9000, "yard", 1),
)


@pytest.fixture(scope="session")
def make_programme() -> Callable[..., Programme]:
    """A programme of GPU, network and storage racks with the plant of `plant` times that of 118 racks."""

    def make(
        gpu: int, network: int = 0, storage: int = 0, plant: float = 0.0, modules: tuple[Module, ...] = ()
    ) -> Programme:
        made = []
        for prefix, kind, count, size, clear, mass, zone, groups in _MODULES:
            wanted = math.ceil(count * plant)
            kept = tuple(f"TX-{i:02d}" for i in range(1, min(10, wanted) + 1)) if prefix == "TX" else ()
            made.append(
                Module(prefix, kind, f"{kind}/test", wanted, wanted, *size, *clear, mass, zone, groups, kept)  # type: ignore[arg-type]
            )
        racks = [RackGroup("gb200-nvl72", "gpu", gpu, 8, 132.0, LoadClass.GPU)]
        if network:
            racks.append(RackGroup("network-rack", "network", network, 0, 30.0, LoadClass.CORE))
        if storage:
            racks.append(RackGroup("storage-rack", "storage", storage, 0, 20.0, LoadClass.CORE))
        return Programme(
            racks=tuple(racks),
            gpus=gpu * 72,
            limits=(),
            binding="import",
            next_binding="",
            network=NetworkNeed(0, 0, 0.0, network),
            modules=(*(m for m in made if m.count), *modules),
            estimates={},
            blocks=8,
            constraints=(),
            round=0,
            notes=(),
            steps=(),
        )

    return make


@pytest.fixture(scope="session")
def prairie(make_hall: Callable[..., Hall], make_slab: Callable[..., Slab]) -> Hall:
    """The demo hall: 400 ft x 75 ft, 24 ft clear, two lines of columns every 25 ft, louvres along the north wall."""
    return make_hall(
        Polygon([(0, 0), (400 * FT, 0), (400 * FT, 75 * FT), (0, 75 * FT)]),
        height=24 * FT,
        slab=make_slab(6, 4000, 150, 350, 5000),
        columns=[
            Column(f"{line}{i}", 25 * FT * i, y * FT, FT, FT)
            for line, y in (("A", 25), ("B", 50))
            for i in range(1, 16)
        ],
        doors=[
            Door("D1", 0, 37.5 * FT, 14 * FT, 14 * FT, "roll-up", False),
            Door("D2", 400 * FT, 37.5 * FT, 3 * FT, 7 * FT, "personnel", True),
            Door("D3", 5 * FT, 0, 3 * FT, 7 * FT, "personnel", True),
            Door("D4", 200 * FT, 0, 3 * FT, 7 * FT, "personnel", True),
        ],
        openings=[Opening("L1", (10 * FT, 75 * FT), (390 * FT, 75 * FT), "louvre", 16 * FT)],
        yards=[
            Polygon([(0, 80 * FT), (400 * FT, 80 * FT), (400 * FT, 170 * FT), (0, 170 * FT)]),
            Polygon([(0, -110 * FT), (400 * FT, -110 * FT), (400 * FT, -10 * FT), (0, -10 * FT)]),
        ],
    )


@pytest.fixture(scope="session")
def prairie_site(prairie: Hall, make_site: Callable[..., Site]) -> Site:
    """The demo hall with its two fibre routes."""
    routes = (("North", 70.0), ("South", 5.0))
    fibre = tuple(FibreRoute(n, unknown("x"), "M", n, (400 * FT, y * FT)) for n, y in routes)
    return make_site(prairie, fibre=fibre)


@pytest.fixture(scope="session")
def prairie_programme(make_programme: Callable[..., Programme]) -> Programme:
    """118 GPU racks with 21 network and 8 storage racks and all their plant."""
    return make_programme(118, 21, 8, plant=1.0)


@pytest.fixture(scope="session")
def prairie_layout(prairie_site: Site, prairie_programme: Programme, catalog: Catalog) -> Layout:
    """The demo hall placed once for all tests."""
    return place(prairie_site, prairie_programme, catalog)
