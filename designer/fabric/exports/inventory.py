"""NetBox: the bulk import of cables, one row for each link, and the device types whose interfaces the rows name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import yaml

from designer.catalog import Cable, Catalog, Switch, System
from designer.fabric.exports.columns import Column, cell_texts, chosen, of
from designer.fabric.exports.interfaces import interface_texts, switch_of
from designer.fabric.exports.schedule import cable_columns
from designer.fabric.records import Network, Run, Seat

__all__ = ["NETBOX_COLUMNS", "device_types", "netbox_columns", "netbox_rows"]

#: Columns of NetBox's cable import.
NETBOX_COLUMNS = (
    "side_a_device", "side_a_type", "side_a_name", "side_b_device", "side_b_type", "side_b_name", "type", "status",
    "label", "color", "length", "length_unit",
)
_INTERFACE = "dcim.interface"
#: Medium -> NetBox cable type and jacket colour (aqua multimode, yellow single mode).
_KINDS = {
    "multimode": ("mmf-om4", "00ffff"),
    "singlemode": ("smf-os2", "ffeb3b"),
    "dac": ("dac-passive", "111111"),
    "lacc": ("dac-active", "111111"),
    "aoc": ("aoc", "00ffff"),
    "category": ("cat6a", "2196f3"),
}
#: NetBox's interface types by the speed of a link [Gbit/s]: InfiniBand by generation, Ethernet by cage.
_INFINIBAND = {200: "infiniband-hdr", 400: "infiniband-ndr", 800: "infiniband-xdr"}
_ETHERNET = {
    ("osfp", 400): "400gbase-x-osfp",
    ("osfp", 800): "800gbase-x-osfp",
    ("osfp-rhs", 400): "400gbase-x-osfp-rhs",
    ("osfp-twin", 400): "400gbase-x-osfp",
    ("qsfp-dd", 400): "400gbase-x-qsfpdd",
    ("qsfp112", 400): "400gbase-x-qsfp112",
    ("qsfp56", 200): "200gbase-x-qsfp56",
    ("qsfp28", 100): "100gbase-x-qsfp28",
    ("rj45", 1): "1000base-t",
}
_OTHER = "other"
_GENERIC = "generic"


def netbox_columns(network: Network, catalog: Catalog, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of `NETBOX_COLUMNS` by name, made from the cable's columns. Unknown lengths stay blank."""
    kinds = [_KINDS[catalog.get(Cable, key.rpartition("/")[2]).medium] for key in network.cable_types]
    cables = network.cables
    (length,) = columns["stock_m"]
    return {
        "side_a_device": columns["device_a"],
        "side_a_type": of(_INTERFACE),
        "side_a_name": of(interface_texts(network, catalog, cables["a"], cables["a_port"])),
        "side_b_device": columns["device_b"],
        "side_b_type": of(_INTERFACE),
        "side_b_name": of(interface_texts(network, catalog, cables["b"], cables["b_port"])),
        "type": of(chosen([kind for kind, _ in kinds], cables["cable"])),
        "status": of("planned"),
        "label": columns["label_a"],
        "color": of(chosen([colour for _, colour in kinds], cables["cable"])),
        "length": of(length),
        "length_unit": of(length.form(lambda text: "m" if text else "")),
    }


def netbox_rows(
    network: Network, catalog: Catalog, seats: tuple[Seat, ...] = (), runs: tuple[Run, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Rows of `NETBOX_COLUMNS`. Lengths in metres, blank where they are unknown."""
    columns = netbox_columns(network, catalog, cable_columns(network, seats, runs))
    rows = len(network.cables)
    return zip(*(cell_texts(columns[name], rows) for name in NETBOX_COLUMNS), strict=True)


def device_types(networks: Sequence[Network], catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Slug and YAML of a NetBox device type for each model, with the interfaces that these networks use of it."""
    found: dict[str, dict[str, str]] = {}
    for network in networks:
        for address, interfaces in _used(network, catalog).items():
            found.setdefault(address, {}).update(interfaces)
    for address, interfaces in sorted(found.items()):
        facts = _facts(catalog, address)
        facts["interfaces"] = [{"name": name, "type": interfaces[name]} for name in sorted(interfaces, key=_natural)]
        yield str(facts["slug"]), str(yaml.safe_dump(facts, sort_keys=False, explicit_start=True))


def _used(network: Network, catalog: Catalog) -> dict[str, dict[str, str]]:
    """Address of each model -> name and type of the interfaces that are cabled."""
    cables, models = network.cables, network.devices["model"]
    infiniband = any(
        switch.family == "infiniband"
        for model in np.unique(models[network.devices["tier"] > 0]).tolist()
        if (switch := switch_of(catalog, network.models[model])) is not None
    )
    found: dict[str, dict[str, str]] = {}
    for end in ("a", "b"):
        names = interface_texts(network, catalog, cables[end], cables[f"{end}_port"])
        assert names.index is not None
        speed = np.rint(cables["speed"]).astype(np.int64)
        span, count = int(speed.max(initial=0)) + 1, len(names.texts)
        keys = np.sort((models[cables[end]].astype(np.int64) * count + names.index) * span + speed)
        for key in keys[np.r_[True, np.diff(keys) > 0]].tolist() if len(keys) else ():
            (model, name), gbit_s = divmod(key // span, count), key % span
            address = network.models[model]
            kind = _kind(catalog, address, network.name, gbit_s, infiniband)
            found.setdefault(address, {})[names.texts[name]] = kind
    return found


def _kind(catalog: Catalog, address: str, network: str, gbit_s: int, infiniband: bool) -> str:
    """NetBox's type of an interface; `other` where it has no name for the cage at that speed."""
    if infiniband:
        return _INFINIBAND.get(gbit_s, _OTHER)
    switch = switch_of(catalog, address)
    if switch is not None:
        return _ETHERNET.get((switch.cage, gbit_s), _ETHERNET.get(("rj45", gbit_s), _OTHER))
    kind, _, slug = address.rpartition("/")
    ports = catalog.get(System, slug).ports if kind == "system" else []
    cage = next((port.cage for port in ports if port.network == network), "rj45")
    return _ETHERNET.get((cage, gbit_s), _OTHER)


def _facts(catalog: Catalog, address: str) -> dict[str, object]:
    """What NetBox wants to know of a type before its interfaces; what has no record is a generic part of no height."""
    kind, _, slug = address.rpartition("/")
    record: Switch | System | None = switch_of(catalog, address)
    if record is None and kind == "system":
        record = catalog.get(System, slug)
    if record is None:
        return {"manufacturer": _GENERIC, "model": slug, "slug": f"{_GENERIC}-{slug}", "u_height": 0,
                "is_full_depth": False}
    facts: dict[str, object] = {
        "manufacturer": record.maker,
        "model": record.slug.upper() if isinstance(record, Switch) else record.name,
        "slug": re.sub(r"[^-a-z0-9_]+", "-", f"{record.maker}-{record.slug}".lower()),
        "u_height": record.units_high,
        "is_full_depth": not isinstance(record, Switch) or record.family != "management",
    }
    if isinstance(record, Switch) and record.airflow in ("front-to-rear", "rear-to-front"):
        facts["airflow"] = record.airflow
    if record.mass.known:
        facts |= _weight(record.mass.si("kg"))
    return facts


def _weight(mass_kg: float) -> dict[str, Any]:
    """The weight in whole kilograms or else whole grams: fractions may fail the schema's test for multiples of 0.01."""
    grams = round(mass_kg * 1000)
    return {"weight": grams, "weight_unit": "g"} if grams % 1000 else {"weight": grams // 1000, "weight_unit": "kg"}


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts ``swp2`` before ``swp10``."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]
