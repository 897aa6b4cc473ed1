"""The drawings and pages of a fabric alone, from a real wiring: no text over another, every word found."""

from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.documents.drawings import t601_fabric
from designer.documents.drawings.drawing import Text
from designer.documents.drawings.frame import finish
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.fabric_pack import fabric_pack
from designer.documents.facts.fabric import fabric_facts
from designer.documents.subject import FabricSubject
from designer.fabric import assess, wire
from designer.site import read_site

HEAD = (
    "project: {name: Trial, number: T-1, client: Trial, revision: A, date: '2026-01-01', issued_for: concept,"
    " units: SI}\n"
)
BRIEFS = {
    "h100": "compute: {system: dgx-h100, nodes: 127}\nfabric: {compute: {reserved_nodes: 1}}\n",
    "large": "compute: {system: dgx-h100, nodes: 1500}\n",
    "racks": "compute: {rack: gb200-nvl72, racks: 48}\n",
}


@pytest.fixture(scope="module", params=sorted(BRIEFS))
def alone(request, tmp_path_factory):
    """Site, fabric and catalog of a brief without a hall."""
    return _wired(tmp_path_factory.mktemp("brief") / "site.yaml", BRIEFS[request.param])


def _wired(path: Path, brief: str):
    """The same of any brief."""
    path.write_text(HEAD + brief)
    catalog = Catalog()
    site = read_site(path, catalog)
    return site, assess(site, None, catalog, wire(site, None, None, catalog)), catalog


def test_no_texts_overlap(alone):
    """On both sheets every text stands clear of every other."""
    site, fabric, catalog = alone
    boards = t601_fabric.draw(FabricSubject.of(site, fabric, catalog))
    assert [board.number for board in boards] == ["T-601", "T-602"]
    for board in boards:
        assert [(a.text, b.text) for a, b in overlapping_texts(finish(board, 1, len(boards)))] == []


def test_boxes_hold_every_device(alone):
    """The counts printed in the boxes of a tier add up to the devices of that tier."""
    _, fabric, _ = alone
    for network in fabric.networks:
        for tier, box in ((band.tier, t601_fabric.folded(band)[0]) for band in t601_fabric.bands(network)):
            assert sum(group.count for group in box.groups) == int((network.devices["tier"] == tier).sum())


def test_page_has_no_missing_word(alone):
    """The chapter of a fabric alone names every table, column and label."""
    site, fabric, catalog = alone
    files = dict(fabric_pack(site, fabric, catalog))
    assert b"[[" not in files["README.md"]
    assert {"drawings/T-601.svg", "drawings/T-602.svg", "schedules/rail_map.csv"} <= set(files)


def test_transceivers_add_up(alone):
    """The transceivers that the chapter prints are those of the networks, and their power is the bill's."""
    site, fabric, catalog = alone
    grid = fabric_facts(FabricSubject.of(site, fabric, catalog), fabric)["optics"]
    assert sum(row[2] + row[3] for row in grid.rows) == sum(n.counts.optics for n in fabric.networks)
    billed = sum(item.quantity.si("") for item in fabric.bulk if item.key.startswith("optics."))
    assert billed == sum(n.counts.optics for n in fabric.networks)


def test_pods_stand_over_their_units(tmp_path):
    """A pod stands over the middle of the leaves that it alone joins, each host's box under its leaves."""
    site, fabric, catalog = _wired(tmp_path / "site.yaml", "compute: {system: dgx-h100, nodes: 280}\n")
    board = t601_fabric.draw(FabricSubject.of(site, fabric, catalog))[0]
    network = next(n for n in fabric.networks if n.name == "compute")
    tiers, units = network.devices["tier"], network.devices["unit"]
    served: dict[int, set[int]] = {}
    for a, b in zip(network.cables["a"].tolist(), network.cables["b"].tolist(), strict=True):
        if (tiers[a], tiers[b]) == (1, 2):
            served.setdefault(int(units[b]), set()).add(int(units[a]))
    assert sorted(map(len, served.values())) == [3, 3, 3]
    places: dict[str, set[float]] = {}
    for text in (item for item in board.items if isinstance(item, Text) and item.bold):
        places.setdefault(text.text, set()).add(round(text.x, 3))
    for pod, own in served.items():
        (place,), columns = places[f"POD{pod + 1:02d}"], [places[f"SU{unit + 1:02d}"] for unit in own]
        assert all(len(column) == 1 for column in columns)
        assert place == pytest.approx(sum(x for column in columns for x in column) / len(own), abs=0.01)
