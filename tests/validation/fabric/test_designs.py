"""Published designs, each from a brief without a hall, as the tool is used."""

from pathlib import Path

import pytest
import yaml

from designer.fabric.basis import Basis
from designer.fabric.invariants import breaches
from designer.fabric.networks import Crew, compute_networks
from designer.fabric.population import Machines, compute_kinds
from designer.fabric.topologies import names
from designer.site import read_site

DESIGNS = yaml.safe_load((Path(__file__).parent / "designs.yaml").read_text())


@pytest.mark.parametrize("row", DESIGNS, ids=lambda row: row["design"][:40])
def test_published_design(helper, catalog, tmp_path, row):
    """The compute network of each brief has the printed counts, or the consistent ones where the print has an anomaly,
    and breaks no rule."""
    path = tmp_path / "site.yaml"
    path.write_text(helper.HEAD + row["brief"] + "\n")
    basis = Basis(read_site(path, catalog, names()), catalog, None, None)
    kinds = compute_kinds(basis)
    nobody = Machines(kinds[0].system, ())
    network = compute_networks(basis, Crew(kinds, nobody, nobody))[0].network
    expected = row["published"] | row.get("expected", {})
    assert {key: getattr(network.counts, key) for key in expected} == expected
    assert breaches(network) == []
    assert ("expected" in row) == ("reason" in row)
    assert row["status"] in ("read", "secondary", "memory")


def test_out_of_band_groups(helper, catalog, tmp_path):
    """The 127 nodes of the H100 tables have 8 access switches with 16 uplinks, four B200 units have 16."""
    from designer.fabric import wire

    for system, leaves in (("dgx-h100", 8), ("dgx-b200", 16)):
        path = tmp_path / "site.yaml"
        text = f"compute: {{system: {system}, nodes: 127}}\nfabric: {{compute: {{reserved_nodes: 1}}}}\n"
        path.write_text(helper.HEAD + text)
        counts = wire(read_site(path, catalog, names()), None, None, catalog).network("oob").counts
        assert (counts.leaf, counts.leaf_spine_links) == (leaves, 2 * leaves)
