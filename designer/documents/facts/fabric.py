"""Facts of the fabric: counts of every network, devices in racks, cables by type and length, trays, failures."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from designer.documents.facts.common import catalogued, name_of, note_grid, notes_of
from designer.documents.facts.fabric_reports import report_facts
from designer.documents.facts.fabric_routing import routing_facts
from designer.documents.grid import Grid, Marked
from designer.documents.subject import Subject, Voice
from designer.fabric.records import Fabric
from designer.model import NoteKind

__all__ = ["LAYERS", "devices", "fabric_facts", "facts"]

LAYERS = ("host-leaf", "leaf-spine", "spine-core", "pair")


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the fabric sheet."""
    return fabric_facts(subject, subject.fabric)


def fabric_facts(subject: Voice, fabric: Fabric) -> dict[str, Any]:
    """The same for a fabric alone."""
    words, p = subject.words, subject.printer
    return {
        "networks": _networks(subject, fabric),
        "names": ", ".join(words.label(f"networks.{n.name}") for n in fabric.networks),
        "compute": _compute(subject, fabric),
        "switch_count": p.number("count", sum(n.counts.leaf + n.counts.spine + n.counts.core for n in fabric.networks)),
        "cable_count": p.number("count", sum(len(n.cables) for n in fabric.networks)),
        "cable_length": p.text("run", sum(fabric.total_m.values())),
        "longest": p.text("length", max(fabric.longest_m.values(), default=0.0)),
        "cables": _cables(subject, fabric),
        "devices": devices(subject, fabric),
        "models": _models(subject, fabric),
        "bundles": Grid.of(
            "bundles",
            "tray,edge,cables:count,fill:share,load:line_mass",
            [
                (b.tray, b.edge, b.cables, b.fill, Marked(b.load))
                for b in sorted(fabric.bundles, key=lambda b: (-b.fill, b.edge))
            ],
            schedule=True,
        ),
        "fullest": p.text("share", max((b.fill for b in fabric.bundles), default=0.0)),
        "decisions": note_grid(subject, "fabric_decisions", notes_of(subject, NoteKind.DECISION, ("fabric",)), "D"),
        **report_facts(subject, fabric),
        **routing_facts(subject, fabric),
    }


def _compute(subject: Voice, fabric: Fabric) -> dict[str, str]:
    p = subject.printer
    network = next((n for n in fabric.networks if n.name == "compute"), fabric.networks[0] if fabric.networks else None)
    if network is None:
        return {}
    counts = network.counts
    numbers = {
        name: p.number("count", getattr(counts, name))
        for name in ("hosts", "gpus", "leaf", "spine", "core", "planes", "tiers", "units")
    }
    return numbers | {
        "topology": subject.words.label(f"topologies.{network.topology}"),
        "speed": p.text("bandwidth", network.speed_gbit_s),
        "oversubscription": f"{counts.oversubscription:.3g}",
    }


def _networks(subject: Voice, fabric: Fabric) -> Grid:
    rows = []
    for n in fabric.networks:
        c = n.counts
        rows.append(
            (
                subject.words.label(f"networks.{n.name}"),
                subject.words.label(f"topologies.{n.topology}"),
                c.hosts,
                c.leaf,
                c.spine,
                c.core,
                c.host_links,
                c.leaf_spine_links,
                c.spine_core_links,
                c.planes,
                f"{c.oversubscription:.3g}:1",
                n.speed_gbit_s,
            )
        )
    columns = (
        "network,topology,hosts:count,leaf:count,spine:count,core:count,host_links:count,"
        "leaf_spine:count,spine_core:count,planes:count,ratio,speed:bandwidth"
    )
    return Grid.of("networks", columns, rows, schedule=True)


def _cables(subject: Voice, fabric: Fabric) -> Grid:
    """Cables grouped by network, layer, type and stock length, with their total length."""
    rows = []
    for n in fabric.networks:
        stocks, place = np.unique(np.round(n.cables["stock"], 2).astype(float), return_inverse=True)
        kinds, span = len(n.cable_types) + 1, max(1, len(stocks))
        keys = (n.cables["layer"].astype(np.int64) * kinds + n.cables["cable"] + 1) * span + place
        for key, count in zip(*(found.tolist() for found in np.unique(keys, return_counts=True)), strict=True):
            (layer, cable), stock = divmod(key // span, kinds), float(stocks[key % span])
            cable -= 1
            name = name_of(subject, _address("cable", n.cable_types[int(cable)])) if cable >= 0 else ""
            rows.append(
                (
                    subject.words.label(f"networks.{n.name.partition('-')[0]}"),
                    subject.words.label(f"cable_layers.{LAYERS[int(layer)]}"),
                    name,
                    round(stock, 2) or None,
                    count,
                    stock * count or None,
                )
            )
    grid = Grid.of("cable_summary", "network,layer,name,stock:length,count:count,run:run", rows, schedule=True)
    return grid.summed(subject.words.label("total"), "count", "run")


def _address(kind: str, slug: str) -> str:
    return slug if "/" in slug else f"{kind}/{slug}"


def devices(subject: Voice, fabric: Fabric) -> Grid:
    """Switches and servers in their seats, cabinet by cabinet from the top. What they are is looked up once a kind."""
    kinds = {address: _address("switch", address) for address in {s.catalog for s in fabric.seats}}
    names = {address: name_of(subject, kind) for address, kind in kinds.items()}
    masses = {address: catalogued(subject, kind, "mass", None) for address, kind in kinds.items()}
    rows = [
        (
            s.device,
            names[s.catalog],
            ", ".join(subject.words.label(f"networks.{n}") for n in s.networks),
            s.rack,
            s.rack_unit,
            s.units_high,
            s.power_kw,
            replace(masses[s.catalog], number=s.mass_kg),
        )
        for s in sorted(fabric.seats, key=lambda one: (one.rack, -one.rack_unit, one.device))
    ]
    return Grid.of(
        "devices", "tag,name,network,rack,rack_unit:count,units:count,power:power,mass:mass", rows, schedule=True
    )


def _models(subject: Voice, fabric: Fabric) -> Grid:
    rows = []
    for n in fabric.networks:
        switches = n.devices[n.devices["tier"] > 0]
        for (tier, model), count in sorted(
            Counter(zip(switches["tier"].tolist(), switches["model"].tolist(), strict=True)).items()
        ):
            rows.append(
                (
                    subject.words.label(f"networks.{n.name}"),
                    subject.words.label(f"tiers.{tier}"),
                    name_of(subject, _address("switch", n.models[model])) if model >= 0 else "",
                    count,
                )
            )
    return Grid.of("switch_models", "network,tier,name,count:count", rows)
