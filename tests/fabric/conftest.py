"""Networks of any size, briefs without a hall, and a small hall with two disjoint tray networks."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from designer.catalog import Catalog, Switch
from designer.fabric import Fabric, assess, wire
from designer.fabric.ask import Ask, Bounds, Hosts, Service, attach
from designer.fabric.forms import form_of
from designer.fabric.records import Network
from designer.fabric.topologies import topology
from designer.layout.records import Layout, Placed, TrayEdge, TrayNetwork
from designer.model import Box, Position
from designer.site import read_site
from designer.site.records import Site

HEAD = (
    "project: {name: Trial, number: T-1, client: Trial, revision: A, date: '2026-01-01', issued_for: concept,"
    " units: SI}\n"
)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


def make_ask(catalog: Catalog, nodes: int, **said: object) -> Ask:
    """An ask for a compute network of `nodes`; see the defaults for what may be said."""
    told = {
        "unit": 32,
        "rails": 8,
        "switch": "qm9700",
        "speed": 400.0,
        "planes": 1,
        "topology": "rail-optimised",
        "reserved": 0,
        "over": 1.0,
        "managers": 0,
        "tiers": None,
        "bounds": Bounds(),
    } | said
    form = form_of(catalog.get(Switch, told["switch"]))
    slot = np.arange(nodes)
    slot = slot + np.where(slot >= told["unit"] - told["reserved"], told["reserved"], 0)
    block, position = (slot // told["unit"]).astype("i4"), (slot % told["unit"]).astype("i4")
    extra = told["managers"]
    names = (*(f"dgx{i + 1:04d}" for i in range(nodes)), *(f"UFM-{i + 1:02d}" for i in range(extra)))
    hosts = Hosts(
        names,
        ("",) * len(names),
        np.repeat([0, 1], [nodes, extra]).astype("i2"),
        np.r_[block, np.full(extra, -1)].astype("i4"),
        ("system/dgx-h100", "system/ufm-appliance"),
        (2, 1),
        nodes,
        nodes * told["rails"],
    )
    nothing = np.zeros(extra, "i4")
    spare = attach(np.arange(nodes, nodes + extra, dtype="i4"), nothing, nothing, 2) if extra else None
    units = int(block.max()) + 1
    return Ask(
        "compute",
        "",
        told["topology"],
        hosts,
        attach(np.arange(nodes, dtype="i4"), position, block, told["rails"], told["planes"]),
        (Service("gpu", units, told["unit"], told["speed"], told["over"]),),
        form,
        form,
        told["rails"],
        told["planes"],
        told["speed"],
        tiers=told["tiers"],
        spare=spare,
        bounds=told["bounds"],
    )


@pytest.fixture(scope="session")
def build(catalog: Catalog) -> Callable[..., Network]:
    """Build a compute network of so many nodes."""

    def made(nodes: int, **said: object) -> Network:
        ask = make_ask(catalog, nodes, **said)
        return topology(ask.topology).build(ask).network

    return made


@pytest.fixture(scope="session")
def asked(catalog: Catalog) -> Callable[..., Ask]:
    """The ask for a compute network of so many nodes."""
    return lambda nodes, **said: make_ask(catalog, nodes, **said)


@pytest.fixture
def brief(tmp_path: Path, catalog: Catalog) -> Callable[[str], Site]:
    """Read a brief of `compute` and `fabric`."""

    def read(text: str) -> Site:
        path = tmp_path / "site.yaml"
        path.write_text(HEAD + text)
        return read_site(path, catalog)

    return read


def rack(tag: str, slug: str, x: float, y: float, purpose: str, unit: int = 0) -> Placed:
    """A rack of 0.6 x 1.2 m."""
    return Placed(tag, "rack", slug, Box(Position(x, y), 0.6, 1.2, 2.2), 1000.0, purpose=purpose, unit=unit)


def ladder(path: str, z: float, x: float, tags: list[tuple[str, float, float]]) -> TrayNetwork:
    """A tray along x over each row of racks and a cross tray at `x`: one node for each rack, rungs between the rows."""
    nodes: list[tuple[float, float]] = []
    edges: list[TrayEdge] = []
    drops: dict[str, int] = {}
    rows = sorted({y for _, _, y in tags})
    heads = []
    for y in rows:
        places = sorted((px, tag) for tag, px, py in tags if py == y)
        line = sorted({px for px, _ in places} | {x})
        first = len(nodes)
        nodes += [(px, y) for px in line]
        edges += [
            TrayEdge(f"T{path}-{len(edges) + i + 1:02d}", first + i, first + i + 1, line[i + 1] - line[i])
            for i in range(len(line) - 1)
        ]
        heads.append(first + line.index(x))
        drops |= {tag: first + line.index(px) for px, tag in places}
    for a, b in pairwise(heads):
        edges.append(TrayEdge(f"T{path}-{len(edges) + 1:02d}", a, b, abs(nodes[a][1] - nodes[b][1])))
    return TrayNetwork(path, z, tuple(nodes), tuple(edges), drops)


def make_layout(gpu: str, count: int, network_racks: int, storage_racks: int = 2) -> Layout:
    """GPU racks in rows of eight, network and storage racks in a row between them, trays A and B over everything."""
    placed = []
    for i in range(count):
        row, slot = divmod(i, 8)
        tag, x = f"R-{row + 1:02d}{slot + 1:02d}", 2.0 + slot * 0.6
        placed.append(rack(tag, f"rack/{gpu}", x, 2.0 + row * 3.6, "gpu", row + 1))
    y = 2.0 + (-(-count // 8)) * 3.6
    placed += [rack(f"N-{i + 1:02d}", "rack/network-rack", 2.0 + i * 0.8, y, "network") for i in range(network_racks)]
    placed += [rack(f"S-{i + 1:02d}", "rack/storage-rack", 9.0 + i * 0.6, y, "storage") for i in range(storage_racks)]
    tags = [(p.tag, p.box.at.x, p.box.at.y) for p in placed]
    trays = (ladder("A", 2.8, 1.0, tags), ladder("B", 3.1, 12.0, tags))
    nothing: tuple[()] = ()
    return Layout(
        tuple(placed),
        nothing,
        nothing,
        nothing,
        trays,
        nothing,
        nothing,
        count,
        count,
        0.0,
        0.0,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
    )


@pytest.fixture(scope="session")
def hall() -> Callable[..., Layout]:
    """A small hall of one kind of GPU rack."""
    return make_layout


@pytest.fixture(scope="session")
def hgx(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Layout]:
    """Eight HGX B200 racks in a small hall."""
    path = tmp_path_factory.mktemp("hgx") / "site.yaml"
    path.write_text(HEAD + "compute: {rack: hgx-b200-liquid, racks: 8}\n")
    return read_site(path, catalog), make_layout("hgx-b200-liquid", 8, 6)


@pytest.fixture(scope="session")
def wired(hgx: tuple[Site, Layout], catalog: Catalog) -> Fabric:
    """The fabric of the small hall."""
    return assess(hgx[0], hgx[1], catalog, wire(hgx[0], None, hgx[1], catalog))


@pytest.fixture(scope="session")
def nvl72(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> tuple[Layout, Fabric]:
    """Sixteen GB200 racks in a small hall and their fabric."""
    path = tmp_path_factory.mktemp("nvl72") / "site.yaml"
    path.write_text(HEAD + "compute: {rack: gb200-nvl72, racks: 16}\n")
    layout = make_layout("gb200-nvl72", 16, 9)
    site = read_site(path, catalog)
    return layout, assess(site, layout, catalog, wire(site, None, layout, catalog))
