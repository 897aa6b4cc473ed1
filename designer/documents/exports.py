"""The machine-readable files of a pack: design, findings, proof, ledger, manifest."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import designer
from designer import folders
from designer.documents.case_json import case_json
from designer.documents.facts.common import notes_of
from designer.documents.facts.fabric import devices
from designer.documents.facts.rules import rule_remedy, rule_title
from designer.documents.grid import Grid
from designer.documents.jsons import as_plain, dump, grid_rows, quantity, sized
from designer.documents.subject import Subject, Voice
from designer.fabric.records import Network
from designer.layout.records import Placed
from designer.ledger import Step
from designer.model import NoteKind
from designer.redundancy.records import Pairs, Removal
from designer.site.records import Hall, HallPart, Site

__all__ = [
    "design_json",
    "fabric_json",
    "findings_json",
    "ledger_json",
    "manifest_json",
    "proof_json",
    "steps_json",
]

Grids = Mapping[str, Grid]

_COUNTS = (
    "hosts",
    "gpus",
    "leaf",
    "spine",
    "core",
    "host_links",
    "leaf_spine_links",
    "spine_core_links",
    "planes",
    "tiers",
    "units",
    "oversubscription",
)


def design_json(subject: Subject, grids: Grids) -> bytes:
    """The whole design: summary, then each room by its tables."""
    trades, bom = subject.design.trades, subject.design.bom
    low, mid, high = bom.total
    found = {
        "summary": _summary(subject),
        "site": _site(trades.site),
        "requirements": _rows(grids, "requirements"),
        "sizing": {
            "limits": [
                {"key": x.key, "racks": x.racks, "trade": x.trade.value, "basis": x.basis, "fails": x.fails}
                for x in trades.programme.limits
            ],
            "rounds": subject.design.rounds,
            "modules": _rows(grids, "modules"),
        },
        "layout": _layout(subject, grids),
        "power": _power(subject, grids),
        "fabric": fabric_json(subject),
        "cooling": _cooling(subject, grids),
        "redundancy": {
            "claims": list(subject.design.proof.claims),
            "served": as_plain(subject.design.proof.served),
            "single_points": list(subject.design.proof.single_points),
            "groups": _rows(grids, "groups"),
        },
        "decisions": [
            {"key": note.key, "subject": note.subject, "text": subject.words.note(note).text}
            for note in notes_of(subject, NoteKind.DECISION)
        ],
        "bom": _rows(grids, "bom"),
        "cost": {
            "low": sized(low, "USD"),
            "mid": sized(mid, "USD"),
            "high": sized(high, "USD"),
            "class": bom.estimate_class,
        },
    }
    case = case_json(subject.design.conversion)
    return dump(found | ({"conversion": case} if case else {}))


def _rows(grids: Grids, key: str) -> list[dict[str, Any]]:
    return grid_rows(grids[key]) if key in grids else []


def _summary(subject: Subject) -> dict[str, Any]:
    trades, findings = subject.design.trades, subject.findings
    return {
        "it_power": sized(trades.power.critical_it_kw, "kW"),
        "racks": trades.programme.gpu_racks,
        "gpus": trades.programme.gpus,
        "site_power_peak": sized(trades.power.site_power_peak_kw, "kW"),
        "import_limit": sized(trades.power.import_limit_kw, "kW"),
        "peak_site_factor": as_plain(trades.power.peak_site_factor),
        "pue_annual": None if trades.cooling.not_carried else as_plain(trades.cooling.annual.pue),
        "binding_constraint": trades.programme.binding,
        "next_constraint": trades.programme.next_binding,
        "verdict": findings.conclusion,
        "reasons": list(findings.reasons),
    }


def _plain_fields(record: object, names: str) -> dict[str, Any]:
    """Fields of a record that need no unit."""
    return {name: as_plain(getattr(record, name)) for name in names.split()}


def _site(site: Site) -> dict[str, Any]:
    hall = site.hall
    return {
        "project": _plain_fields(site.project, "name number client revision date units"),
        "location": site.location,
        "hall": {
            "footprint": [[as_plain(v) for v in hall.given(x, y)] for x, y, *_ in hall.polygon.exterior.coords[:-1]],
            "unit": "m",
            "area": sized(hall.polygon.area, "m2"),
            "columns": len(hall.columns),
            "doors": len(hall.doors),
            **({"halls": [_part(part, hall) for part in hall.parts], "links": _links(hall)} if hall.parts else {}),
        },
        "given": as_plain(dict(sorted(site.given.items()))),
    }


def _part(part: HallPart, hall: Hall) -> dict[str, Any]:
    """One of several halls, in the brief's own axes."""
    corners = list(part.polygon.exterior.coords)[:-1]
    return {
        "name": part.name,
        "footprint": [[as_plain(v) for v in hall.given(x, y)] for x, y, *_ in corners],
        "area": sized(part.polygon.area, "m2"),
        "clear_height": as_plain(part.clear_height),
    }


def _links(hall: Hall) -> list[dict[str, Any]]:
    """What joins the halls."""
    return [
        {"tag": link.tag, "kind": link.kind, "joins": [name for name, _ in link.mouths]} for link in hall.links
    ]


def _rack(rack: Placed, hall: Hall, phase: int) -> dict[str, Any]:
    """A rack in its place, in the brief's own axes, with the build phase that it goes live in."""
    x, y = hall.given(rack.box.at.x, rack.box.at.y)
    turned = (rack.box.at.rotation + hall.turn) % 360.0
    place = {"x": sized(x, "m"), "y": sized(y, "m"), "rotation": sized(turned, "deg")}
    return {**_plain_fields(rack, "tag catalog row slot unit room"), "kind": rack.purpose, "phase": phase, **place}


def _layout(subject: Subject, grids: Grids) -> dict[str, Any]:
    layout, plan = subject.design.trades.layout, subject.design.conversion.phasing
    phases = plan.lives if plan else {}
    return {
        "racks": [_rack(r, subject.site.hall, phases.get(r.tag, r.phase)) for r in layout.of("rack")],
        "equipment": _rows(grids, "equipment"),
        "rows": _rows(grids, "rows"),
        "aisles": _rows(grids, "aisles"),
        "capacity": layout.capacity,
        "bound": layout.bound,
        "gap": as_plain(layout.gap),
        "egress_distance": sized(layout.egress_distance, "m"),
    }


def _power(subject: Subject, grids: Grids) -> dict[str, Any]:
    keys = ("reuse", "blocks", "loadings", "buses", "branches", "assignments", "loads")
    chain = subject.design.trades.power
    return {key: _rows(grids, key) for key in keys} | {
        "losses": {kind: sized(loss, "kW") for kind, loss in chain.losses_kw.items()},
        "generators": sized(chain.generators_kw, "kW"),
        "ups": sized(chain.ups_kw, "kW"),
    }


def _cooling(subject: Subject, grids: Grids) -> dict[str, Any]:
    plan = subject.design.trades.cooling
    keys = ("cdus", "pipes", "pumps", "rejection", "air_units", "rear_doors", "rack_flows", "valves", "instruments")
    annual = plan.annual
    return {key: _rows(grids, key) for key in keys} | {
        "heat_balance": _rows(grids, "balance"),
        "temperatures": {key: sized(t, "degC") for key, t in plan.temperatures.items()},
        "ride_through": {key: sized(s, "s") for key, s in plan.ride_through.items()},
        "annual": {
            "pue": None if plan.not_carried else as_plain(annual.pue),
            "wue": sized(annual.wue, "L/kWh"),
            "water": sized(annual.water, "m3"),
            "it": sized(annual.it, "MWh"),
            "mechanical": sized(annual.mechanical, "MWh"),
            "losses": sized(annual.losses, "MWh"),
            "label": annual.label,
        },
    }


def fabric_json(subject: Voice) -> dict[str, Any]:
    """The fabric part: every network with its counts, all planes together and per plane."""
    fabric = subject.fabric
    return {
        "networks": [_network(network) for network in fabric.networks],
        "devices": grid_rows(devices(subject, fabric)),
        "routing": [as_plain({f.name: getattr(proof, f.name) for f in fields(proof)}) for proof in fabric.routing],
        "longest": {name: sized(metres, "m") for name, metres in fabric.longest_m.items()},
        "total": {name: sized(metres, "m") for name, metres in fabric.total_m.items()},
    }


def _network(network: Network) -> dict[str, Any]:
    def counts(record: object) -> dict[str, Any]:
        return {name: as_plain(getattr(record, name)) for name in _COUNTS}

    return {
        "name": network.name,
        "topology": network.topology,
        "speed": sized(network.speed_gbit_s, "Gbit/s"),
        **counts(network.counts),
        "cables": len(network.cables),
        "per_plane": counts(network.per_plane),
    }


def findings_json(subject: Subject) -> bytes:
    """Every rule with its verdict, its words and its evidence; the conclusion and what led to it."""
    findings = subject.findings
    fields = "rule verdict severity trade subjects value limit clause source status basis requirement"
    rows = [
        {**_plain_fields(f, fields), "statement": rule_title(f.rule), "remedy": rule_remedy(f.rule)}
        for f in findings.findings
    ]
    return dump({"conclusion": findings.conclusion, "reasons": list(findings.reasons), "findings": rows})


def proof_json(subject: Subject) -> bytes:
    """Every removal with what it loses."""
    proof = subject.design.proof
    rows = [_removal(r) for r in proof.removals]
    heads = "claims served single_points disagreements single_points_on_generators coupled_only loading_limit"
    more: dict[str, Any] = {
        "connection": list(proof.connection), "contained": list(proof.contained), **_cut_sets(proof.pairs),
        "cords": [_plain_fields(fault, "fault element kind load_class tags") for fault in proof.cords],
        "outage": _removal(proof.outage) if proof.outage else None,
    }  # fmt: skip
    return dump({**_plain_fields(proof, heads), **more, "pairs": _pairs(proof.pairs), "removals": rows})


def _removal(r: Removal) -> dict[str, Any]:
    """One removal; what it does not have is left out."""
    fields = "test tag kind verdict lost_count lost racks worst_share worst_tag stopped_count could_carry"
    row = {**_plain_fields(r, fields), "lost_power": {key: sized(kw, "kW") for key, kw in r.lost_kw.items()}}
    if r.stopped:
        row["stopped"] = list(r.stopped)
    if r.witness:
        row["witness"] = " > ".join(r.witness)
    if r.kept_kw:
        row["kept_power"] = {key: sized(kw, "kW") for key, kw in r.kept_kw.items()}
    return row


def _pairs(pairs: Pairs | None) -> dict[str, Any] | None:
    """The counts of the faults during maintenance, and how many cut sets they are."""
    if pairs is None:
        return None
    return _plain_fields(pairs, "scope tried judged losing core wide") | {"cut_sets": len(pairs.cuts)}


def _cut_sets(pairs: Pairs | None) -> dict[str, Any]:
    """The minimal cut sets of order 2 by stretch, and the elements of each stretch."""
    if pairs is None:
        return {}
    stretches = [{"planned": list(planned), "failed": list(failed)} for planned, failed in pairs.stretches]
    sets = [
        {
            "planned": cut.stretches[0], "failed": cut.stretches[1], "lost_count": cut.lost_count, "racks": cut.racks,
            "islanded": cut.islanded, "lost_power": {key: sized(kw, "kW") for key, kw in cut.lost_kw.items()},
        }
        for cut in pairs.cuts
    ]  # fmt: skip
    return {"stretches": stretches, "cut_sets": sets}


def ledger_json(subject: Subject) -> bytes:
    """Every calculation step of a design by its key."""
    return steps_json(subject.design.ledger)


def steps_json(steps: Iterable[Step]) -> bytes:
    """Calculation steps by their key."""
    return dump({step.key: _step(step) for step in steps})


def _step(step: Step) -> dict[str, Any]:
    inputs = [
        {"symbol": i.symbol, **quantity(i.quantity), "origin": i.origin, "status": i.status.value} for i in step.inputs
    ]
    limit = step.limit
    held = None if limit is None else {**_plain_fields(limit, "relation clause source"), **quantity(limit.quantity)}
    return {
        **_plain_fields(step, "title symbol source clause verdict"),
        "formula": step.symbolic,
        "numbers": step.substituted,
        "name": step.formula,
        "inputs": inputs,
        "result": sized(step.number, step.unit),
        "limit": held,
    }


def manifest_json(site: Site, catalog_digest: str, digests: Mapping[str, str]) -> bytes:
    """Version of the tool, digests of brief and catalog, SHA-256 of every file but the manifest itself."""
    tool = {"tool": "designer", "version": designer.__version__, "tool_digest": folders.code_digest()}
    files = dict(sorted(digests.items()))
    return dump({**tool, "brief_digest": site.brief_digest, "catalog_digest": catalog_digest, "files": files})
