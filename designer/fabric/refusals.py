"""What cannot be built, said at its place in the brief, with what could be built instead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from designer.catalog import Catalog, NicPort, Switch, System
from designer.errors import Mistake, Place, Refused
from designer.fabric.ask import Ask, Unbuildable
from designer.fabric.basis import Basis
from designer.fabric.choices import SAID, Choices
from designer.fabric.forms import form_of
from designer.fabric.media import adapter_end, media, switch_end, viable
from designer.fabric.parties import Draft
from designer.fabric.proposals import joining, joins, joins_switches, speak_alike, speaks, uplink_speed, uplink_speeds
from designer.fabric.sizes import counted, most_units
from designer.fabric.topologies import names

__all__ = ["check_links", "check_side_links", "host_cable", "refusal"]

#: Reason -> the mistake that it is.
_MISTAKES = {
    "speed": Mistake("uplink-without-cable"),
    "radix": Mistake("fabric-radix"),
    "one-path": Mistake("fabric-one-path"),
    "planes": Mistake("fabric-planes"),
    "tiers": Mistake("fabric-tiers"),
    "two-tiers": Mistake("fabric-two-tiers"),
    "three-tiers": Mistake("fabric-three-tiers"),
    "spines": Mistake("fabric-spines"),
    "pod": Mistake("fabric-pod"),
    "groups": Mistake("fabric-groups"),
}
#: Reason -> where in a network's wishes it was said, the likeliest first.
_PLACES: dict[str, tuple[str, ...]] = {
    "topology": ("topology",),
    "speed": ("uplink_speed", "link_speed", "switch"),
    "radix": ("radix", "switch", "oversubscription"),
    "one-path": ("topology", "ports_per_node"),
    "planes": ("planes", "topology"),
    "tiers": ("tiers",),
    "two-tiers": ("tiers", "radix", "switch"),
    "three-tiers": ("tiers", "radix", "switch"),
    "spines": ("spines",),
    "pod": ("pod_units",),
    "groups": ("pod_units", "topology"),
}
#: Reason -> which of the choices is expected.
_EXPECTED = {
    "two-tiers": "nodes", "three-tiers": "nodes", "groups": "nodes", "spines": "spines", "pod": "pods",
    "radix": "radix", "tiers": "tiers",
}


def refusal(basis: Basis, draft: Draft, trouble: Unbuildable, ask: Ask, choices: Choices | None) -> Refused:
    """The located mistake for a network that cannot be built: what was asked, and what can be built instead.

    `choices` try the compute network under other wishes; other networks name the switches that would do.
    """
    name = draft.network.partition("-")[0]
    if trouble.key == "topology":
        path = f"fabric.{name}.topology"
        return Refused([Mistake("topology-unknown", Place(path=path), draft.topology, ", ".join(names()))])
    key, said = _said(basis, name, trouble.key)
    facts = {
        "network": draft.network, "topology": draft.topology, "switch": draft.leaf.slug,
        "spine": draft.spine.slug, "nearest": str(trouble.nearest), "wanted": str(ask.hosts.serves),
    }
    facts |= choices.facts(ask) if choices else _few(basis, draft, ask)
    place = Place(path=f"fabric.{name}.{SAID.get(key, key)}")
    expected = facts[_EXPECTED[trouble.key]] if trouble.key in _EXPECTED else facts["nearest"]
    told = replace(_MISTAKES[trouble.key], place=place, said=said or draft.leaf.slug, facts=facts)
    return Refused([replace(told, expected=expected)])


def _few(basis: Basis, draft: Draft, ask: Ask) -> dict[str, str]:
    """The choices of a side network: other switches, and how many machines it would hold."""
    nodes, switches = most_units(ask) * ask.services[0].positions, _switches(basis, draft, ask)
    ways = bool(nodes) + len(switches.split(", ")) * bool(switches)
    return {"switches": switches, "nodes": str(nodes or ""), "ways": str(ways or "")}


def _said(basis: Basis, network: str, reason: str) -> tuple[str, str]:
    """The key of the brief that the reason points at, and what it says; the last place when none of them is said."""
    wish = basis.wish(network)
    for key in _PLACES[reason]:
        value = getattr(wish, key)
        if value is not None:
            return key, f"{value.si('Gbit/s'):g} Gbit/s" if key.endswith("_speed") else f"{value}"
    return _PLACES[reason][-1], ""


def _switches(basis: Basis, draft: Draft, ask: Ask) -> str:
    """Other switches of the same family and at the same speeds with which the same ask builds."""
    found = []
    for switch in basis.catalog.all(Switch):
        if switch.family != draft.leaf.family or switch.slug == draft.leaf.slug or not switch.port_speed.known:
            continue
        wished = basis.wish(draft.network.partition("-")[0]).uplink_speed
        speed = ask.up_speed if wished else uplink_speed(basis.catalog, switch.slug, switch.slug)
        other = replace(ask, leaf=form_of(switch), spine=form_of(switch), up_speed=speed)
        if _builds(other):
            found.append(switch.slug)
    return ", ".join(sorted(found))


def _builds(ask: Ask) -> bool:
    try:
        counted(ask, ask.services[0].blocks)
    except Unbuildable:
        return False
    return True


def check_links(basis: Basis, draft: Draft, port: NicPort, system: System, choices: Choices) -> None:
    """The switches and speeds join the machines and one another by some cable of the catalog.

    Raises `Refused` (`radix-beyond-switch`, `speed-beyond-port`, `planes-without-cable`, `speed-without-cable`,
    `uplink-without-cable`) at the wish.
    """
    wish = choices.wish
    own = port.speed.si("Gbit/s") / draft.planes
    if draft.link_speed > own + 1e-9:
        said = f"{draft.link_speed:g} Gbit/s"
        facts = {"system": system.name, "most": f"{own:.1f}".rstrip("0").rstrip(".") + " Gbit/s"}
        facts |= {} if basis.trial else choices.facts()
        _wrong("speed-beyond-port", "link_speed", said, facts.get("links", ""), facts)
    if not speaks(basis.catalog, draft.leaf, port):
        facts = {"system": system.name, "switch": draft.leaf.slug} | ({} if basis.trial else choices.facts())
        _wrong("adapter-of-other-network", "switch", draft.leaf.slug, facts.get("switches", ""), facts)
    if not host_cable(basis.catalog, draft, port):
        _no_cable(basis, draft, port, system, choices)
    if not joins_switches(basis.catalog, draft.leaf, draft.spine, draft.up_speed):
        _check_uplink(basis, draft, {} if basis.trial else choices.facts())
    whole = form_of(draft.leaf).radix(draft.up_speed)
    if wish.radix is not None and wish.radix > whole:
        _wrong("radix-beyond-switch", "radix", str(wish.radix), str(whole), {"switch": draft.leaf.slug})


def _no_cable(basis: Basis, draft: Draft, port: NicPort, system: System, choices: Choices) -> None:
    """Nothing joins machines and leaves: said at the planes, the speed or the switch."""
    wish = choices.wish
    facts = {"system": system.name, "speed": f"{draft.speed(port):g} Gbit/s", "switch": draft.leaf.slug}
    facts |= {} if basis.trial else choices.facts()
    if wish.planes is not None and draft.planes > 1:
        _wrong("planes-without-cable", "planes", str(wish.planes), facts.get("planes", ""), facts)
    said = ("link_speed", facts["speed"]) if draft.link_speed else ("switch", draft.leaf.slug)
    _wrong("speed-without-cable", *said, facts.get("links" if draft.link_speed else "switches", ""), facts)


def host_cable(catalog: Catalog, draft: Draft, port: NicPort) -> bool:
    """Whether some cable joins the machine's port and a leaf at the draft's speed, the links of a cage each to a leaf
    of its own."""
    if not draft.leaf.port_speed.known or draft.leaf.family == "management":
        return False
    speed = draft.speed(port)
    links = form_of(draft.leaf).per_cage(speed)
    ends = adapter_end(catalog, port, draft.planes), switch_end(draft.leaf, links)
    return bool(links) and any(viable(one, *ends) for one in media(catalog, *ends, speed))


def check_side_links(basis: Basis, draft: Draft, ports: Sequence[NicPort]) -> None:
    """The wished switches and speeds of a side network join every machine and one another by some cable.

    Raises `Refused` (`switch-without-cable`, `link-without-cable`, `uplink-without-cable`) at the wish.
    """
    name = draft.network.partition("-")[0]
    wish = basis.wish(name)
    facts = {"switch": draft.leaf.slug, "network": name}
    if wish.switch and not all(joins(basis.catalog, draft.leaf, port, 1) for port in ports):
        listed = ", ".join(one.slug for one in joining(basis.catalog, name, ports))
        _wrong("switch-without-cable", "switch", draft.leaf.slug, listed, facts, name)
    fastest = max(port.speed.si("Gbit/s") for port in ports)
    cabled = draft.link_speed <= fastest and all(host_cable(basis.catalog, draft, port) for port in ports)
    if wish.link_speed and not cabled:
        said = f"{draft.link_speed:g} Gbit/s"
        _wrong("link-without-cable", "link_speed", said, _slower(basis, draft, ports), facts, name)
    _check_uplink(basis, draft, {})


def _slower(basis: Basis, draft: Draft, ports: Sequence[NicPort]) -> str:
    """Speeds of host links at which the leaf's cables join every machine, the fastest first."""
    form = form_of(draft.leaf)
    most = max(port.speed.si("Gbit/s") for port in ports)
    speeds = [form.cage_speed / n for n in form.splits if form.cage_speed / n <= most]
    tried = ((speed, replace(draft, link_speed=speed)) for speed in speeds)
    return ", ".join(
        f"{speed:g} Gbit/s" for speed, other in tried if all(host_cable(basis.catalog, other, port) for port in ports)
    )


def _check_uplink(basis: Basis, draft: Draft, others: Mapping[str, str]) -> None:
    """A wished uplink speed, or a pair of wished switches, has a cable of its own and both switches are of one kind of
    network; `others` are other ways out."""
    name = draft.network.partition("-")[0]
    wish = basis.wish(name)
    if not speak_alike(draft.leaf, draft.spine):
        facts = {"switch": draft.leaf.slug, "spine": draft.spine.slug, **others}
        _wrong("spine-of-other-network", "spine_switch", draft.spine.slug, _tops(basis, draft), facts, name)
    speeds = uplink_speeds(basis.catalog, draft.leaf.slug, draft.spine.slug)
    if wish.uplink_speed is None and (speeds or not wish.spine_switch):
        return
    if joins_switches(basis.catalog, draft.leaf, draft.spine, draft.up_speed):
        return
    facts = {"switch": draft.leaf.slug, "spine": draft.spine.slug, **others}
    if wish.uplink_speed is None:
        _wrong("uplink-without-cable", "spine_switch", draft.spine.slug, _tops(basis, draft), facts, name)
    listed = others.get("uplinks") or ", ".join(f"{speed:g} Gbit/s" for speed in speeds)
    _wrong("uplink-without-cable", "uplink_speed", f"{draft.up_speed:g} Gbit/s", listed, facts, name)


def _tops(basis: Basis, draft: Draft) -> str:
    """The switches that some cable joins to the leaf's uplinks."""
    known = [one for one in basis.catalog.all(Switch) if one.port_speed.known and one.family != "management"]
    return ", ".join(one.slug for one in known if uplink_speeds(basis.catalog, draft.leaf.slug, one.slug))


def _wrong(
    code: str, key: str, said: str, expected: str, facts: Mapping[str, str], network: str = "compute"
) -> NoReturn:
    """Raise the mistake at a wish of a network."""
    raise Refused([Mistake(code, Place(path=f"fabric.{network}.{key}"), said, expected, facts)])
