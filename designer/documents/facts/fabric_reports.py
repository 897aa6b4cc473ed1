"""Facts of what was worked out about the settled fabric: seats, rails, optics, losses, latency, entries, sizes."""

from collections import Counter
from typing import Any

import numpy as np

from designer.catalog import Optic
from designer.documents.facts.common import name_of
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Voice
from designer.fabric.cabling import optic_counts
from designer.fabric.exports import label_of, port_name
from designer.fabric.records import Fabric, Network
from designer.fabric.reports import Loss
from designer.units import magnitude

__all__ = ["report_facts"]

_SAMPLE = 12


def report_facts(subject: Voice, fabric: Fabric) -> dict[str, Any]:
    """Grids by name."""
    return {
        "losses": _losses(subject, fabric),
        "worst": _worst(subject, fabric),
        "reaches": _reaches(subject, fabric),
        "placements": _placements(subject, fabric),
        "arrangements": _arrangements(subject, fabric),
        "placed_gap": _better(subject, fabric),
        "entries": _entries(subject, fabric),
        "splits": _splits(subject, fabric),
        "sizes": _sizes(subject, fabric),
        "scale_up": _scale_up(subject, fabric),
        "units": _units(subject, fabric),
        "rails": _rails(subject, fabric),
        "optics": _optics(subject, fabric),
        "ports": _ports(subject, fabric),
        "labels": _labels(fabric),
    }


def _network(subject: Voice, name: str) -> str:
    stem, dash, number = name.partition("-")
    return subject.words.label(f"networks.{stem}") + (f" {number}" if dash else "")


def _losses(subject: Voice, fabric: Fabric) -> Grid:
    rows = [
        (
            _network(subject, one.network), subject.words.named("pair_classes", one.element), one.count, one.worst,
            one.rail, one.overall, one.name,
        )
        for one in fabric.losses
    ]
    columns = "network,element,count:count,worst:share,rail:share,overall:share,named"
    return Grid.of("fabric_failures", columns, rows, schedule=True)


def _worst(subject: Voice, fabric: Fabric) -> dict[str, str]:
    """The worst single failure of the compute network, cabinets and trays apart from single parts."""
    mine = [one for one in fabric.losses if one.network == "compute" and one.count]
    if not mine:
        return {}
    p = subject.printer

    def told(one: Loss) -> dict[str, str]:
        return {
            "element": subject.words.named("pair_classes", one.element), "name": one.name,
            "left": p.text("share", one.worst), "rail": p.text("share", one.rail),
            "overall": p.text("share", one.overall),
        }

    parts = [one for one in mine if one.element in ("leaf", "spine", "core", "optic", "host_link", "uplink")]
    first = told(min(mine, key=lambda one: one.worst))
    second = told(min(parts or mine, key=lambda one: one.worst))
    return first | {f"part_{key}": text for key, text in second.items()}


def _reaches(subject: Voice, fabric: Fabric) -> Grid:
    rows = [
        (
            _network(subject, one.network), subject.words.named("pair_classes", one.pair), one.switches, one.pairs,
            one.typical_m, *one.typical_ns, one.worst_m, *one.worst_ns,
        )
        for one in fabric.reaches
    ]
    columns = (
        "network,pair,switches:count,pairs:count,typical_m:length,typical_low:nanoseconds,typical_high:nanoseconds,"
        "worst_m:length,worst_low:nanoseconds,worst_high:nanoseconds"
    )
    return Grid.of("latency", columns, rows, schedule=True)


def _placements(subject: Voice, fabric: Fabric) -> Grid:
    rows = [
        (
            _network(subject, one.network), one.switches, one.links, one.routed_m, one.bound_m, one.gap,
            one.longest_m, one.unit_share,
        )
        for one in fabric.placements
    ]
    columns = (
        "network,switches:count,links:count,routed:run,bound:run,gap:share,longest:length,unit_share:share"
    )
    return Grid.of("placements", columns, rows)


def _arrangements(subject: Voice, fabric: Fabric) -> Grid:
    built = next((one.total_m for one in fabric.arrangements if one.built), 0.0)
    rows = [
        (
            subject.words.named("arrangements", one.name), one.total_m, one.longest_m,
            one.total_m / built - 1.0 if built else None,
        )
        for one in fabric.arrangements
    ]
    return Grid.of("arrangements", "arrangement,total:run,longest:length,change:share", rows)


def _better(subject: Voice, fabric: Fabric) -> dict[str, str]:
    """What the best other place of the cabinets would save; nothing when the built one is the best."""
    built = next((one for one in fabric.arrangements if one.built), None)
    best = min(fabric.arrangements, key=lambda one: one.total_m, default=None)
    if built is None or best is None or best.built:
        return {}
    return {
        "name": subject.words.named("arrangements", best.name),
        "saved": subject.printer.text("run", built.total_m - best.total_m),
        "share": subject.printer.text("share", 1.0 - best.total_m / built.total_m),
    }


def _entries(subject: Voice, fabric: Fabric) -> Grid:
    rows = [
        (
            one.name, one.metro, one.path, one.length_m or None, *((s or None) for s in one.round_trip_s),
            one.apart_m or None, one.inside_m or None, subject.words.label("yes" if one.diverse else "no"),
        )
        for one in fabric.entries
    ]
    columns = (
        "entry,metro,path,distance:distance,trip_low:milliseconds,trip_high:milliseconds,apart:length,inside:length,"
        "diverse"
    )
    return Grid.of("fibre_entries", columns, rows)


def _splits(subject: Voice, fabric: Fabric) -> Grid:
    rows = [
        (
            subject.words.named("splits", one.kind), one.places, one.gpus_each, one.distance_m or None, one.switches,
            *one.latency_ns, one.links_full or None, one.links_given or None, f"{one.oversubscription:.3g}:1",
        )
        for one in fabric.splits
    ]
    columns = (
        "split,places:count,gpus_each:count,apart:run,switches:count,low:microseconds,high:microseconds,"
        "links_full:count,links_given:count,ratio"
    )
    return Grid.of("splits", columns, rows)


def _sizes(subject: Voice, fabric: Fabric) -> Grid:
    """Counts with so many whole units; where the last one built is not full, what those built hold is told."""
    rows: list[tuple[Raw, ...]] = []
    held = _nodes_in_units(fabric)
    for one in fabric.sizes:
        c = one.counts
        counts: tuple[Raw, ...] = (None,) * 6
        if c is not None:
            counts = (c.leaf, c.spine, c.core, c.host_links, c.leaf_spine_links, c.spine_core_links)
        state = "built" if one.built else "other" if c is not None else "unbuildable"
        if one.built and one.nodes != held.get(one.network, one.nodes):
            state = "part"
        rows.append(
            (
                _network(subject, one.network), one.units, one.nodes, one.gpus, *counts,
                subject.words.label(f"size_states.{state}", nodes=subject.printer.number("count", held[one.network]))
                if state == "part" else subject.words.label(f"size_states.{state}"),
            )
        )
    columns = (
        "network,units:count,nodes:count,gpus:count,leaf:count,spine:count,core:count,host_links:count,"
        "leaf_spine:count,spine_core:count,state"
    )
    return Grid.of("sizes", columns, rows)


def _nodes_in_units(fabric: Fabric) -> dict[str, int]:
    """Hosts in the units of each network."""
    return {
        n.name: int(((n.devices["tier"] == 0) & (n.devices["unit"] >= 0)).sum()) for n in fabric.networks
    }  # fmt: skip


def _scale_up(subject: Voice, fabric: Fabric) -> Grid:
    rows = [
        (
            name_of(subject, one.system if "/" in one.system else f"system/{one.system}"), one.domains, one.gpus,
            one.machines, one.chips, one.links_per_gpu, one.links, one.gbyte_per_s,
        )
        for one in fabric.scale_up
    ]
    columns = (
        "name,domains:count,gpus:count,machines:count,chips:count,links_gpu:count,links:count,bandwidth:gigabytes"
    )
    return Grid.of("scale_up", columns, rows)


def _main(fabric: Fabric) -> Network | None:
    return next((n for n in fabric.networks if n.name == "compute"), None)


def _units(subject: Voice, fabric: Fabric) -> Grid:
    """Scalable units of the compute network: machines, racks, rails, leaves, and the cabinets that hold these."""
    network = _main(fabric)
    rows = [_unit(subject, network, unit) for unit in _unit_numbers(network)] if network is not None else []
    columns = "unit,hosts:count,racks,rails:count,leaf:count,cabinets,fullest:share"
    return Grid.of("units", columns, rows, schedule=True)


def _unit_numbers(network: Network) -> list[int]:
    devices = network.devices
    return np.unique(devices["unit"][(devices["tier"] == 0) & (devices["unit"] >= 0)]).tolist()


def _unit(subject: Voice, network: Network, unit: int) -> tuple[Raw, ...]:
    devices = network.devices
    hosts = np.flatnonzero((devices["tier"] == 0) & (devices["unit"] == unit)).tolist()
    leaves = np.flatnonzero((devices["tier"] == 1) & (devices["unit"] == unit)).tolist()
    tags = network.racks or ("",) * len(network.names)
    racks = sorted({tags[i] for i in hosts if tags[i]})
    held = Counter(tags[i] for i in leaves if tags[i])
    return (
        f"{subject.words.drawing('T-601', 'unit_0')}{unit + 1:02d}", len(hosts), subject.words.ranged(racks),
        len({int(devices["rail"][i]) for i in leaves}), len(leaves), subject.words.ranged(sorted(held)),
        max(held.values()) / len(leaves) if held else None,
    )


def _rails(subject: Voice, fabric: Fabric) -> Grid:
    """The rail map of the compute network: each leaf with unit, rail, plane, cabinet, host links, uplinks."""
    network = _main(fabric)
    rows: list[tuple[Raw, ...]] = []
    if network is not None:
        devices, cables = network.devices, network.cables
        down = np.bincount(cables["b"][cables["layer"] == 0], minlength=len(devices))
        up = np.bincount(cables["a"][cables["layer"] == 1], minlength=len(devices))
        seats = {seat.device: seat for seat in fabric.seats}
        for row in np.flatnonzero(devices["tier"] == 1).tolist():
            seat = seats.get(network.names[row])
            rows.append(
                (
                    int(devices["unit"][row]) + 1, int(devices["rail"][row]) + 1 or None,
                    int(devices["plane"][row]) + 1 if network.counts.planes > 1 else None, network.names[row],
            seat.rack if seat else "",
                    seat.rack_unit or None if seat else None, int(down[row]), int(up[row]),
                )
            )
    columns = "unit:count,rail_no:count,plane:count,leaf_tag,rack,rack_unit:count,down:count,up:count"
    return Grid.of("rail_map", columns, rows, schedule=True)


def _optics(subject: Voice, fabric: Fabric) -> Grid:
    """Transceivers by network and type: number at switches and machines, power of one and of all."""
    rows: list[tuple[Raw, ...]] = []
    for network in fabric.networks:
        every, switches = optic_counts(network), optic_counts(network, switches_only=True)
        for key, count in every.items():
            watts = magnitude(subject.catalog.get(Optic, key.partition("/")[2]).power_max.q, "W")
            mine = switches.get(key, 0)
            rows.append(
                (_network(subject, network.name), name_of(subject, key), mine, count - mine, watts,
                 count * watts / 1000)
            )
    columns = "network,name,at_switches:count,at_machines:count,each:watts,power:power"
    return Grid.of("optics", columns, rows, schedule=True).summed(subject.words.label("total"), "power")


def _ports(subject: Voice, fabric: Fabric) -> Grid:
    """Ports in use by network and tier: most links down and up of one switch, cages in use and in all."""
    rows: list[tuple[Raw, ...]] = []
    for network in fabric.networks:
        devices, cables = network.devices, network.cables
        down = np.bincount(cables["b"], minlength=len(devices))
        up = np.bincount(cables["a"], minlength=len(devices))
        for tier, model in sorted({(int(d["tier"]), int(d["model"])) for d in devices[devices["tier"] > 0]}):
            mine = (devices["tier"] == tier) & (devices["model"] == model)
            lanes, cages = (network.lanes[model], network.cages[model]) if network.lanes else (None, None)
            used = (down + up)[mine]
            rows.append(
                (
                    _network(subject, network.name), subject.words.label(f"tiers.{tier}"),
                    name_of(subject, network.models[model]), int(mine.sum()), cages, lanes, int(down[mine].max()),
                    int(up[mine].max()), int(used.min()), int(used.max()),
                )
            )
    columns = (
        "network,tier,name,count:count,cages:count,lanes:count,down:count,up:count,used_least:count,used_most:count"
    )
    return Grid.of("port_use", columns, rows)


def _labels(fabric: Fabric) -> Grid:
    """The first labels of the compute network as they are printed: one for each end of a cable, near end first."""
    network = _main(fabric) or (fabric.networks[0] if fabric.networks else None)
    rows: list[tuple[Raw, ...]] = []
    if network is not None:
        units = {seat.device: seat.rack_unit for seat in fabric.seats}
        picked = [int(np.argmax(network.cables["layer"] == layer)) for layer in sorted(set(network.cables["layer"]))]
        chosen = sorted({i + step for i in picked for step in range(_SAMPLE // max(1, len(picked)))})
        for index in [i for i in chosen if i < len(network.cables)]:
            near, far = (_end(network, index, end, units) for end in "ab")
            rows.append((f"{near} / {far}", f"{far} / {near}"))
    return Grid.of("cable_labels", "label_a,label_b", rows)


def _end(network: Network, index: int, end: str, units: dict[str, int]) -> str:
    row, port = int(network.cables[end][index]), int(network.cables[f"{end}_port"][index])
    name, rack = network.names[row], network.racks[row] if network.racks else ""
    return label_of(rack, units.get(name, 0), name, port_name(network, int(network.devices["model"][row]), port))
