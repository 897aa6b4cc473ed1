"""Published tables of reference architectures: every row explained, with print, expectation and reason."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from designer.fabric import formulas as f
from designer.fabric import wire
from designer.fabric.ask import Ask, Service, attach
from designer.fabric.cabling import optic_counts
from designer.fabric.topologies import topology

TABLES = yaml.safe_load((Path(__file__).parent / "published.yaml").read_text())
ROWS = [pytest.param(table, row, id=f"{table['source']}-{row['nodes']}") for table in TABLES for row in table["rows"]]


def counted(network) -> list[int]:
    """Counts of a network in the order of the tables."""
    c = network.counts
    return [c.leaf, c.spine, c.core, c.host_links, c.leaf_spine_links, c.spine_core_links]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_published_row(build, table, row):
    """The rules give each published row, or the consistent one where the print has an anomaly."""
    network = build(row["nodes"], **table["build"])
    got = counted(network)
    expected = row.get("expected", list(row["published"]))
    if "links_with_managers" in row:
        assert got[3] + network.counts.appliance_links == row["links_with_managers"]
        assert network.counts.appliance_links == 4
        expected[3] = row["nodes"] * 8
    assert got == expected
    assert network.counts.units == row["units"]
    assert network.counts.gpus == row["gpus"]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_anomalies_have_reasons(table, row):
    """Where a print differs from the expectation the data say why, and nowhere else."""
    expected = row.get("expected")
    differs = expected is not None and expected != row["published"]
    differs |= any(k in row for k in ("units_printed", "gpus_printed"))
    assert differs == ("reason" in row)


def test_plain_ceiling_fails_the_three_unit_row(build):
    """Twelve spines have ports for 24 leaves, but 32 uplinks do not divide by 12: sixteen are printed and built."""
    assert -(-24 * 32 // 64) == 12
    assert build(95, unit=32, reserved=1, managers=2).counts.spine == 16


def test_h100_identities(brief_site, catalog):
    """Tables 4, 7 and 8 of the 127-node pod: cables, twin-port transceivers of systems and of switches, switches."""
    made = wire(
        brief_site(
            "compute: {system: dgx-h100, nodes: 127}\n"
            "fabric: {compute: {topology: rail-optimised, switch: qm9700, reserved_nodes: 1},"
            " storage: {switch: qm9700}, in_band: {switch: sn4600c}}\n"
        ),
        None,
        None,
        catalog,
    )
    compute = made.network("compute")
    c = compute.counts
    assert c.host_links + c.appliance_links == 8 * 127 + 4
    assert c.host_links + c.leaf_spine_links == 2040
    assert c.leaf + c.spine == 48
    optics = optic_counts(compute)
    assert optics["optic/mma4z00-ns-flt"] == 127 * 4 == 508
    assert optics["optic/mma4z00-ns"] == (32 + 16) * 32 == 1536
    assert optics["optic/mma1z00-ns400"] == 4
    storage = made.network("storage")
    assert np.count_nonzero(storage.cables["a"][storage.cables["layer"] == 0] < 127) == 254
    oob = made.network("oob")
    assert oob.counts.leaf_spine_links == 2 * oob.counts.leaf
    names = oob.names[: oob.counts.hosts]
    assert sum(name.startswith("dgx") for name in names) == 127
    assert sum("PDU" in name for name in names) == 96
    assert sum(name.startswith("UFM") for name in names) == 4


def test_h100_storage_network(helper, catalog):
    """Table 8: 254 node ports at 4:3 and 48 storage ports at 1:1 give 16 switches and 494 cables of the larger kind."""
    base = helper.make_ask(catalog, 127, reserved=1, rails=2)
    nodes = np.arange(127, 151, dtype="i4")
    extra = attach(nodes, (np.arange(24) % 12).astype("i4"), (np.arange(24) // 12).astype("i4"), 2, service=1)
    joined = [
        np.concatenate([getattr(base.attachments, n), getattr(extra, n)])
        for n in ("host", "port", "service", "block", "rail", "plane", "position")
    ]
    hosts = type(base.hosts)(
        (*base.hosts.names, *(f"STOR-{i}" for i in range(24))),
        ("",) * 151,
        np.repeat([0, 1], [127, 24]).astype("i2"),
        np.r_[base.hosts.unit, np.full(24, -1)].astype("i4"),
        ("system/dgx-h100", "system/storage-node"),
        (1, 1),
        151,
    )
    ask = Ask(
        "storage",
        "",
        "dual-tor",
        hosts,
        type(base.attachments)(*joined),
        (Service("gpu", 4, 32, 400.0, 4 / 3), Service("storage", 2, 12, 400.0, 1.0)),
        base.leaf,
        base.spine,
        2,
        1,
        400.0,
    )
    c = topology("dual-tor").build(ask).network.counts
    assert c.leaf + c.spine == 16
    assert c.leaf_spine_links == 8 * 24 + 4 * 12 == 240
    assert 254 + c.leaf_spine_links == 494
    assert (254 + 2 * c.leaf_spine_links + 4) / 2 == 369


def test_gb200_as_published():
    """With a leaf for each rack and rail the same rules give 8 leaves and 6 spines by rail and unit, and 144 cores."""
    leaves = f.leaves_per_group(P=18, d=32).magnitude * 8
    up = f.uplinks(d_used=18, v_down=400, v_up=400, o=1)
    spines = f.spines(U=leaves * up, R=32, u=up, S_least=2)
    spine_up = leaves * up / spines
    cores = f.cores(S=spines, P_pods=16 * 4, w=spine_up, R=64, m=1)
    assert (leaves * 4, spines.magnitude * 4) == (32, 24)
    assert (leaves * 4 * 16, spines.magnitude * 4 * 16, cores.magnitude) == (512, 384, 144)


def test_gb200_derived_facts(catalog, build):
    """576 GPUs in a unit of 8 racks: 4 rails of 144 ports, 4.5 leaves of 32 ports on each, and the choice is stated."""
    from designer.catalog import Rack, System

    rack, tray = catalog.get(Rack, "gb200-nvl72"), catalog.get(System, "gb200-compute-tray")
    assert rack.systems * tray.gpus * 8 == 576
    assert rack.nvlink_switches * rack.gpus == 1296
    assert rack.shelf is not None
    assert rack.shelf.count * 8 == 64
    assert rack.systems * 8 == 144
    assert 144 / 32 == 4.5
    assert build(144, unit=144, rails=4).counts.leaf == 20
    assert build(144, unit=144, rails=4, topology="folded-clos").counts.leaf == 18


@pytest.mark.parametrize(("radix", "two", "three"), [(64, 2048, 65536), (128, 8192, 524288)])
def test_capacity_without_oversubscription(radix, two, three):
    """Two tiers join R^2/2 host ports, three tiers R^3/4."""
    assert f.two_tier_hosts(R=radix).magnitude == two
    assert f.three_tier_hosts(R=radix).magnitude == three


@pytest.fixture
def brief_site(helper, catalog, tmp_path):
    """Read a brief without a hall."""
    from designer.site import read_site

    def read(text: str):
        path = tmp_path / "site.yaml"
        path.write_text(helper.HEAD + text)
        return read_site(path, catalog)

    return read
