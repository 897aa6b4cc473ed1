"""Where the fabric asks for its racks: there unless that breaks a rule which the hall keeps without it."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.fabric import topologies
from designer.layout import place
from designer.model import Constraint
from designer.requirements import derive
from designer.site import read_bytes
from designer.site.records import Site
from designer.sizing import Programme, size

BRIEF = (Path(__file__).parent / "low_l.yaml").read_bytes()
#: What the trades asked for in the second round of this hall.
ASKED = (
    Constraint("cdus.extra", 4.0, "cooling.cdus", 1),
    Constraint("network_place.1.central-block", 12.14, "fabric.quarters", 1),
)


@pytest.fixture(scope="module")
def site(catalog: Catalog) -> Site:
    """An L-shaped hall of 4.5 m, in which trays and the facility main hang close to one another."""
    return read_bytes(BRIEF, "low_l.yaml", catalog, None, topologies.names())


@pytest.fixture(scope="module")
def programme(site: Site, catalog: Catalog) -> Programme:
    """Its second round."""
    return size(site, derive(site, catalog), catalog, ASKED, 1)


def test_a_shorter_cable_is_not_worth_a_clash(site: Site, programme: Programme, catalog: Catalog) -> None:
    """As one block in the centre, the network's trays meet the facility main at one level: wished by the brief that is
    a breach, asked for by the fabric it is not followed, and every rack stands.
    """
    assert programme.network.place == "central-block"
    wished = replace(site, hall=replace(site.hall, network_racks="central-block"))
    assert "service-clash" in {b.key for b in place(wished, programme, catalog).breaches}
    found = place(site, programme, catalog)
    assert not found.breaches
    assert not found.shortfalls
    assert sum(p.purpose == "gpu" for p in found.of("rack")) == programme.gpu_racks
