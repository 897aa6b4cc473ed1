"""The design graph of a pack as plain data: what is enough to try every removal again with another program.

An element works when it is not removed and, of each commodity that it needs and is no source of, at least so many of
its incoming links come from elements that work; life spreads along a commodity from its sources. A normally-open link
counts where its switching time is within the longest allowed.
"""

from collections.abc import Sequence
from typing import Any

from designer.documents.jsons import as_plain, dump, quantity, sized
from designer.documents.subject import Subject
from designer.model import Element, Link, Load, RedundancyGroup, Trade
from designer.redundancy import rules_of
from designer.redundancy.hanging import controllers, serves
from designer.redundancy.records import Proof

__all__ = ["graph_json"]


def graph_json(subject: Subject) -> bytes:
    """Elements, links, groups and loads of the one graph, with the thresholds that the proof held them to."""
    trades, proof = subject.design.trades, subject.design.proof
    loads = {load.tag: load for load in trades.loads or trades.power.loads if load.tag in proof.graph.loads}
    held = serves(proof.graph, {tag: load.load_class for tag, load in loads.items()}), controllers(proof.graph)
    return dump({
        "elements": [_element(e, *(told.get(e.tag, ()) for told in held)) for e in proof.graph.elements.values()],
        "links": [_link(k) for k in proof.graph.links],
        "groups": [_group(g) for g in proof.graph.groups],
        "loads": [_load(loads[tag]) for tag in sorted(loads)],
        "thresholds": _thresholds(subject),
        "on_generators": _on_generators(proof),
    })  # fmt: skip


def _element(element: Element, serving: Sequence[str], controlled: Sequence[str]) -> dict[str, Any]:
    """What an element has, whose loads hang on it (`serving`), what controls it; what it does not have is left out."""
    load_class = element.load_class.value if element.load_class else ""
    said = {
        "room": element.room, "path": element.path, "controller": element.controller, "class": load_class,
        "serves": [str(c) for c in serving], "controlled_by": list(controlled),
        "group": element.group, "catalog": element.catalog, "survey": element.survey,
        "shares": list(element.shares), "sources": [c.value for c in element.sources],
        "needs": {c.value: n for c, n in sorted(element.needs.items()) if n}, "capacity": _capacity(element),
        "rating": quantity(element.rating) if element.rating is not None else None,
    }  # fmt: skip
    whole = {
        "tag": element.tag, "kind": element.kind, "trade": element.trade.value, "fate": element.fate.value,
        "duty": element.duty, "removable": element.removable,
    }  # fmt: skip
    return whole | {key: value for key, value in said.items() if value}


def _capacity(element: Element) -> dict[str, Any] | None:
    """The rating that flows are held against: kW in the power trade, else in the unit of the plate."""
    if element.capacity is None:
        return None
    if element.trade is Trade.POWER or element.rating is None:
        return sized(element.capacity, "kW")
    return sized(element.capacity, f"{element.rating.units:~P}")


def _link(link: Link) -> dict[str, Any]:
    """A link; what is closed has no switching time."""
    said: dict[str, Any] = {"source": link.source, "target": link.target, "commodity": link.commodity.value}
    if link.path:
        said["path"] = link.path
    if link.capacity is not None:
        said["capacity"] = sized(link.capacity, "Gbit/s" if link.commodity.value == "packets" else "kW")
    if link.normally_open:
        said |= {"normally_open": True, "switching_time": sized(link.switching_seconds, "s")}
    return said


def _group(group: RedundancyGroup) -> dict[str, Any]:
    return {
        "tag": group.tag, "kind": group.kind, "trade": group.trade.value, "needed": group.needed,
        "members": list(group.members), "basis": group.basis,
    }  # fmt: skip


def _load(load: Load) -> dict[str, Any]:
    return {
        "tag": load.tag, "class": load.load_class.value, "design_power": sized(load.design_kw, "kW"),
        "cords": load.cords,
    }  # fmt: skip


def _thresholds(subject: Subject) -> dict[str, Any]:
    """The limits of the proof with their sources."""
    rules = rules_of(subject.catalog)
    return {
        "automatic_switching": as_plain(rules.automatic), "gpu_blast_radius": as_plain(rules.blast_radius),
        "loading_after_loss": as_plain(rules.loading), "loading_tolerance": as_plain(rules.tolerance),
    }  # fmt: skip


def _on_generators(proof: Proof) -> dict[str, Any]:
    """What is off without the utility, and the share of its power at which the mechanical plant then runs."""
    return {"shed": list(proof.shed), "plant_share": as_plain(proof.plant_share)}
