"""The pack of a fabric alone, for families that leave parts of it empty: words for all, files for the clients."""

import pytest

from designer.catalog import Catalog
from designer.documents.fabric_pack import fabric_pack
from designer.fabric import assess, wire
from designer.site import read_site

HEAD = "project:\n  {name: Trial, number: T-1, client: Trial, revision: A, date: '2026-01-01', issued_for: concept}\n"
CASES = {
    "rail-only": ("qm9700", [f"compute-subnet-{n:02d}.net" for n in range(1, 9)]),
    "rail-optimised": ("qm9700", ["compute.net"]),
    "top-of-rack": ("sn5600", ["compute.clab.yml"]),
}


@pytest.mark.parametrize("family", CASES)
def test_every_family_prints(family, tmp_path):
    """The page has words for all it says, and the compute network has the files of its own clients, and only those."""
    switch, wanted = CASES[family]
    path = tmp_path / "site.yaml"
    compute = "compute: {system: dgx-h100, nodes: 32}\n"
    path.write_text(f"{HEAD}{compute}fabric: {{compute: {{topology: {family}, switch: {switch}}}}}\n")
    catalog = Catalog()
    site = read_site(path, catalog)
    fabric = assess(site, None, catalog, wire(site, None, None, catalog))
    files = {
        name: content if isinstance(content, bytes) else b"".join(content)
        for name, content in fabric_pack(site, fabric, catalog)
    }
    page = files["README.md"].decode()
    assert "[[" not in page
    assert "Routing" in page
    own = [name for name in files if name.startswith("fabric/compute")]
    assert own == [f"fabric/{name}" for name in wanted]
    assert {"fabric/labels.csv", "fabric/ports.csv", "fabric/point-to-point.xlsx"} <= set(files)
    assert files["fabric/labels.csv"].count(b"\n") == 2 * sum(len(n.cables) for n in fabric.networks) + 1
