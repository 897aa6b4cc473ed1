"""Facts of the proofs: flow between halves, hops, subnets, virtual lanes, reach, and the load that hashing expects."""

from typing import Any

from designer.documents.grid import Grid
from designer.documents.subject import Voice
from designer.fabric.records import Fabric
from designer.fabric.reports import RoutingProof

__all__ = ["routing_facts"]

_LAYERS = ("host-leaf", "leaf-spine", "spine-core", "pair")


def routing_facts(subject: Voice, fabric: Fabric) -> dict[str, Any]:
    """The table of all networks, and the figures of the compute network for the text."""
    p = subject.printer
    columns = (
        "network,subnets:count,channels:count,lanes:count,detour_lanes:count,reached:share,hashed_at,flows:count,"
        "ways:count,hashed_load:number,advice"
    )
    grid = Grid.of("routing", columns, [_row(subject, proof) for proof in fabric.routing], schedule=True)
    main = next((proof for proof in fabric.routing if proof.network == "compute" and proof.links), None)
    told: dict[str, str] = {}
    if main is not None:
        told = {
            "flows": p.number("count", main.flows),
            "links": p.number("count", main.links),
            "load": p.number("number", main.load),
            "lanes": p.number("count", main.lanes),
            "detour_lanes": p.number("count", main.detour_lanes),
            "grouped": "yes" if main.advice == "adaptive-lanes" else "",
        }
    return {
        "routing": grid, "routed": told,
        "bisections": _bisections(subject, fabric), "hop_counts": _hops(subject, fabric),
    }


def _bisections(subject: Voice, fabric: Fabric) -> Grid:
    """Flow between two halves of the hosts of each network and plane, found and in closed form."""
    rows = [
        (
            _named(subject, one.network), one.plane or None, subject.words.label(f"cuts.{one.cut}"), one.low, one.high,
            one.closed if one.closed >= 0 else None, one.found, one.found / one.wanted,
        )
        for one in fabric.cuts
    ]
    columns = "network,plane:count,cut,low:count,high:count,closed:count,found:count,share:share"
    return Grid.of("bisections", columns, rows, schedule=True)


def _hops(subject: Voice, fabric: Fabric) -> Grid:
    """Pairs of host ports by switches between them, found and in closed form."""
    rows = [
        (
            _named(subject, one.network), one.switches or None, one.closed, one.found,
            subject.words.label("yes" if one.closed == one.found else "no"),
        )
        for one in fabric.hops
    ]
    return Grid.of("hop_counts", "network,switches:count,closed:count,found:count,equal", rows, schedule=True)


def _named(subject: Voice, network: str) -> str:
    stem, dash, number = network.partition("-")
    return subject.words.label(f"networks.{stem}") + (f" {number}" if dash else "")


def _row(subject: Voice, proof: RoutingProof) -> tuple[Any, ...]:
    words = subject.words
    return (
        _named(subject, proof.network),
        proof.subnets,
        proof.channels,
        proof.lanes,
        proof.detour_lanes,
        proof.reached,
        words.label(f"cable_layers.{_LAYERS[proof.layer]}") if proof.links else None,
        proof.flows or None,
        proof.links or None,
        proof.load or None,
        words.label(f"route_advice.{proof.advice}"),
    )
