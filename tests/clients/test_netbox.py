"""NetBox's device types and its import of cables, held against what NetBox and its device type library publish.

NetBox's package gives the choices of types and the columns of its import form: `make schemas` fetches it, or
`NETBOX_PACKAGE` names it. The rules of the device type library stand in `netbox_schema`; they are the published ones by
their digest, and `DEVICETYPE_SCHEMA` may name a folder with the published files, which are then asked themselves.

With those files at hand, 20,000 changed device types had one verdict by both, 2,973 of them accepted (2026-11-29).
"""

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.catalog import Catalog, Switch, System
from designer.fabric import wire
from designer.fabric.exports import NETBOX_COLUMNS, device_types, netbox_rows
from designer.fabric.forms import form_of
from designer.fabric.records import CABLE, DEVICE, Network, NetworkCounts
from designer.site import read_site
from tests.clients import netbox_schema as rules

jsonschema = pytest.importorskip("jsonschema")
FETCHED = Path(__file__).resolve().parents[2] / ".schemas"
#: The definitions of NetBox 4.5 that the design's types are made for, where NetBox's package is not at hand.
CHOSEN = {
    "interface": [
        "infiniband-hdr", "infiniband-ndr", "infiniband-xdr", "400gbase-x-osfp", "400gbase-x-osfp-rhs",
        "800gbase-x-osfp", "400gbase-x-qsfp112", "400gbase-x-qsfpdd", "200gbase-x-qsfp56", "100gbase-x-qsfp28",
        "1000base-t", "other",
    ],
    "airflow": ["front-to-rear", "rear-to-front"],
    "weight-unit": ["kg", "g"],
}
BRIEF = """project:
  {name: Trial, number: T-1, client: Trial, revision: A, date: '2026-01-01', issued_for: concept, units: SI}
compute: {system: dgx-b200, nodes: 31}
"""
_SPEEDS = (1.0, 25.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0)


def package() -> Path:
    """NetBox's package; skipped where it is not at hand."""
    named = os.environ.get("NETBOX_PACKAGE")
    found = [Path(named)] if named else sorted((FETCHED / "netbox").glob("netbox-*.whl"))
    if not found:
        pytest.skip("no package of NetBox: NETBOX_PACKAGE is not set and `make schemas` has fetched none")
    return found[0]


def published() -> rules.Schema:
    """The published schema as one; skipped where its files are not at hand."""
    folder = Path(os.environ.get("DEVICETYPE_SCHEMA") or FETCHED / "devicetype")
    if not (folder / "devicetype.json").exists():
        pytest.skip("no published schema: DEVICETYPE_SCHEMA is not set and `make schemas` has fetched no devicetype")
    return rules.published_schema(folder)


def validator(schema: rules.Schema) -> Any:
    """What judges by a schema."""
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def definitions() -> rules.Schema:
    """NetBox's definitions with no choices but those that the design makes."""
    def typed(name: str) -> rules.Schema:
        part = {"type": "string", "enum": CHOSEN.get(name, ["other"])}
        return {"properties": dict.fromkeys(("type", "feed-leg", "poe_mode", "poe_type", "rf_role"), part)}

    ports = ("console-port", "console-server-port", "power-port", "power-outlet", "interface", "front-port")
    plain = {name: {"type": "string", "enum": CHOSEN[name]} for name in ("airflow", "weight-unit")}
    role = {"type": "string", "enum": ["parent", "child"]}
    return {"definitions": {**{name: typed(name) for name in (*ports, "rear-port")}, **plain, "subdevice-role": role}}


def pair(address: str, count: int, speed: float, name: str = "compute", lanes: int = 1, tier: int = 0) -> Network:
    """Two machines of one model, every port of one cabled to the same port of the other at a speed [Gbit/s]."""
    devices = np.zeros(2, DEVICE)
    devices["tier"] = tier
    cables = np.zeros(count, CABLE)
    cables["b"], cables["speed"] = 1, speed
    cables["a_port"] = cables["b_port"] = np.arange(count) + 1
    counts = NetworkCounts(2, 0, 0, 0, 0, count, 0, 0, 1, 1, 1, 1.0)
    return Network(name, "", counts, counts, speed, ("A", "B"), devices, cables, (address,), (), (), lanes=(lanes,))


def catalogued(catalog: Catalog) -> Iterator[Network]:
    """Every switch at every speed that its cages carry, as switch and as customer, every machine, and one unknown."""
    for slug in catalog.slugs("switch"):
        form = form_of(catalog.get(Switch, slug))
        cages = form.cages + form.uplink_cages + (1 if form.manager_cage else 0)
        splits = {form.per_cage(speed): speed for speed in _SPEEDS if form.per_cage(speed)}
        for lanes, speed in splits.items():
            yield pair(f"switch/{slug}", cages * lanes, speed, lanes=lanes, tier=1)
        yield pair(f"switch/{slug}", 2, 1.0, "oob")
    for slug in catalog.slugs("system"):
        for port in catalog.get(System, slug).ports:
            yield pair(f"system/{slug}", port.count, port.speed.si("Gbit/s"), port.network)
    yield pair("generic/pdu", 1, 1.0, "oob")


@pytest.fixture(scope="module")
def types(catalog) -> dict[str, dict[str, Any]]:
    """The device types of the whole catalog by slug."""
    return {slug: yaml.safe_load(text) for slug, text in device_types(list(catalogued(catalog)), catalog)}


def refused(judge: Any, types: dict[str, Any]) -> list[str]:
    """What a schema has against device types."""
    return [f"{slug}: {error.message}" for slug, found in types.items() for error in judge.iter_errors(found)]


def test_our_rules_are_the_published_ones():
    """The rules written out here have the digest of the published ones; any change of them has another."""
    marked = rules.placeholders(definitions())
    schema = rules.device_type_schema(marked)
    assert rules.digest(schema) == rules.PUBLISHED
    schema["properties"]["slug"]["maxLength"] = 101
    assert rules.digest(schema) != rules.PUBLISHED


def test_published_files_have_the_digest():
    """The published files themselves, wherever they are at hand, are the rules written out here."""
    theirs = published()
    folder = Path(os.environ.get("DEVICETYPE_SCHEMA") or FETCHED / "devicetype")
    made = json.loads((folder / "generated_schema.json").read_text())
    assert rules.normal_form(rules.device_type_schema(made)) == rules.normal_form(theirs)


def test_device_types_of_the_catalog_keep_the_rules(types, catalog):
    """Every switch at every split and every machine of the catalog is a device type that the rules accept."""
    assert len(types) == len(catalog.slugs("switch")) + len(catalog.slugs("system")) + 1
    assert refused(validator(rules.device_type_schema(definitions())), types) == []


def test_netbox_itself_knows_every_choice(types):
    """The choices that NetBox's own package holds, by NetBox's own template, accept every device type."""
    generated = rules.generated_schema(package())
    assert len(generated["definitions"]["interface"]["properties"]["type"]["enum"]) > 100
    assert refused(validator(rules.device_type_schema(generated)), types) == []


def test_published_schema_accepts_every_device_type(types):
    """The published schema itself accepts every device type of the catalog."""
    assert refused(validator(published()), types) == []


def test_netbox_takes_the_columns_of_cables(tmp_path, catalog):
    """NetBox's own form takes every column of the cable file and knows its types, states and units."""
    columns, kinds, states, units = rules.cable_columns(package())
    (tmp_path / "site.yaml").write_text(BRIEF)
    made = wire(read_site(tmp_path / "site.yaml", catalog), None, None, catalog).networks
    rows = [dict(zip(NETBOX_COLUMNS, row, strict=True)) for network in made for row in netbox_rows(network, catalog)]
    assert len(made) >= 4
    assert {f"side_{end}_{part}" for end in "ab" for part in ("device", "type", "name")} < set(NETBOX_COLUMNS)
    assert set(NETBOX_COLUMNS) <= columns
    assert {row["type"] for row in rows} <= kinds
    assert {row["status"] for row in rows} <= states
    assert {row["length_unit"] for row in rows} <= units | {""}


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 300), st.sampled_from([0.5, 0.25, 1.005, 12.34, 14.8]),
    st.sampled_from(["", "kg", "lb", "stone", "parent", "child", "front-to-rear", "upwards", "other", "1000base-t"]),
    st.sampled_from(["A b", "a-b_9", "x" * 64, "x" * 65, "y" * 100, "y" * 101, "z" * 200, "z" * 201]),
    st.sampled_from(["00ffff", "00FFFF"]),
    st.sampled_from([[], [{}], [{"name": "1"}], [{"name": "1", "type": "other"}], [{"name": "1", "position": "1"}]]),
    st.sampled_from([{}, {"name": "2", "type": "no-such-type"}]),
)
PART_KEYS = ("name", "label", "type", "position", "positions", "color", "feed_leg", "enabled", "mgmt_only", "poe_mode",
             "maximum_draw", "rear_port_position", "rear_port", "part_id", "_is_power_source", "colour")


@st.composite
def mutated(draw: Any, types: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A device type of the catalog with up to three changes."""
    keys = sorted(rules.device_type_schema(definitions())["properties"])
    found = copy.deepcopy(types[draw(st.sampled_from(sorted(types)))])
    found["interfaces"] = found["interfaces"][:2]
    for _ in range(draw(st.integers(0, 3))):
        place: dict[str, Any] = found
        if draw(st.booleans()):
            part = draw(st.sampled_from([key for key in keys if key.endswith("s")]))
            rows = found.setdefault(part, [{"name": "1", "type": "other"}])
            if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                place = rows[0]
        key = draw(st.sampled_from((*keys, "colour") if place is found else PART_KEYS))
        if draw(st.booleans()):
            place.pop(key, None)
        else:
            place[key] = draw(VALUES)
    return found


def test_both_schemas_give_one_verdict(types):
    """Of device types with up to three changes, the published files and the rules written out here accept the same."""
    theirs = validator(published())
    folder = Path(os.environ.get("DEVICETYPE_SCHEMA") or FETCHED / "devicetype")
    ours = validator(rules.device_type_schema(json.loads((folder / "generated_schema.json").read_text())))
    seen = {True: 0, False: 0}

    @settings(
        max_examples=int(os.environ.get("NETBOX_EXAMPLES", "200")), deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutated(types))
    def same(found: dict[str, Any]) -> None:
        verdict = theirs.is_valid(found)
        seen[verdict] += 1
        assert ours.is_valid(found) == verdict

    same()
    assert min(seen.values()) > 20, seen
    print(seen)
