"""What cannot be built, said at its place in the brief, with what could be built instead."""

from dataclasses import replace

from designer.catalog import Catalog, NicPort, Switch, System
from designer.errors import Mistake, Place, Refused
from designer.fabric.ask import Ask, Unbuildable
from designer.fabric.basis import Basis
from designer.fabric.forms import form_of
from designer.fabric.media import adapter_end, media, switch_end
from designer.fabric.parties import Draft
from designer.fabric.proposals import uplink_speed
from designer.fabric.sizes import counted, most_units
from designer.fabric.topologies import names

__all__ = ["check_links", "refusal"]

#: Reason -> the mistake that it is.
_MISTAKES = {
    "speed": Mistake("fabric-speed"),
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
#: Names in the brief that differ from those of the wish.
_SAID = {"pod_units": "pod.units", "unit_nodes": "unit.nodes"}
#: Planes that are tried as a way out.
_PLANES = (2, 4)
_NONE = "-"


def refusal(basis: Basis, draft: Draft, trouble: Unbuildable, ask: Ask) -> Refused:
    """The located mistake for a network that cannot be built: what was asked, and the nearest that can be."""
    name = draft.network.partition("-")[0]
    if trouble.key == "topology":
        path = f"fabric.{name}.topology"
        return Refused([Mistake("topology-unknown", Place(path=path), draft.topology, ", ".join(names()))])
    key, said = _said(basis, name, trouble.key)
    facts = {
        "network": draft.network, "topology": draft.topology, "switch": draft.leaf.slug,
        "nearest": str(trouble.nearest),
        "nodes": str(most_units(ask) * ask.services[0].positions), "wanted": str(ask.hosts.serves),
        "switches": _switches(basis, draft, ask) or _NONE, "planes": _planes(draft, ask) or _NONE,
    }
    place = Place(path=f"fabric.{name}.{_SAID.get(key, key)}")
    told = replace(_MISTAKES[trouble.key], place=place, said=said or draft.leaf.slug, facts=facts)
    return Refused([replace(told, expected=facts["nearest"])])


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


def _planes(draft: Draft, ask: Ask) -> str:
    """Numbers of planes with which the same ask builds."""
    found = []
    for planes in _PLANES:
        times = planes / ask.planes
        services = tuple(replace(s, speed=s.speed / times) for s in ask.services)
        other = replace(ask, planes=planes, services=services, up_speed=ask.up_speed / times)
        if planes > ask.planes and _builds(other):
            found.append(str(planes))
    return ", ".join(found)


def _builds(ask: Ask) -> bool:
    try:
        counted(ask, ask.services[0].blocks)
    except Unbuildable:
        return False
    return True


def check_links(basis: Basis, draft: Draft, port: NicPort, system: System) -> None:
    """The wished switch and speeds join the machines and one another by some cable of the catalog.

    Raises `Refused` (`radix-beyond-switch`, `speed-beyond-port`, `speed-without-cable`) at the wish.
    """
    name = draft.network.partition("-")[0]
    wish = basis.wish(name)
    whole = form_of(draft.leaf).radix(draft.up_speed)
    if wish.radix is not None and wish.radix > whole:
        _wrong("radix-beyond-switch", f"fabric.{name}.radix", str(wish.radix), str(whole), switch=draft.leaf.slug)
    own = port.speed.si("Gbit/s") / draft.planes
    if draft.link_speed > own + 1e-9:
        _wrong("speed-beyond-port", f"fabric.{name}.link_speed", f"{draft.link_speed:g} Gbit/s", f"{own:g} Gbit/s",
                system=system.name)
    if wish.switch and not _host_cable(basis.catalog, draft, port):
        key = "link_speed" if draft.link_speed else "switch"
        good = [s.slug for s in basis.catalog.all(Switch) if _host_cable(basis.catalog, replace(draft, leaf=s), port)]
        _wrong("speed-without-cable", f"fabric.{name}.{key}", wish.switch, ", ".join(good) or _NONE,
                system=system.name, speed=f"{draft.speed(port):g} Gbit/s", switch=draft.leaf.slug)
    _check_uplink(basis, draft, name)


def _host_cable(catalog: Catalog, draft: Draft, port: NicPort) -> bool:
    """Whether some cable joins the machine's port and a leaf at the draft's speed."""
    if not draft.leaf.port_speed.known or draft.leaf.family == "management":
        return False
    speed = draft.speed(port)
    links = form_of(draft.leaf).per_cage(speed)
    return bool(links) and bool(
        media(catalog, adapter_end(catalog, port, draft.planes), switch_end(draft.leaf, links), speed)
    )


def _check_uplink(basis: Basis, draft: Draft, name: str) -> None:
    """A wished uplink speed, or a pair of wished switches, has a cable of its own."""
    wish = basis.wish(name)
    best = uplink_speed(basis.catalog, draft.leaf.slug, draft.spine.slug)
    if wish.uplink_speed is None and (best or not wish.spine_switch):
        return
    ends = [form_of(s).per_cage(draft.up_speed) for s in (draft.leaf, draft.spine)]
    found = all(ends) and draft.up_speed > 0 and media(
        basis.catalog, switch_end(draft.leaf, ends[0]), switch_end(draft.spine, ends[1]), draft.up_speed
    )
    if not found:
        key = "uplink_speed" if wish.uplink_speed is not None else "spine_switch"
        said = f"{draft.up_speed:g} Gbit/s" if key == "uplink_speed" else draft.spine.slug
        near = f"{best:g} Gbit/s" if best else draft.leaf.slug
        _wrong("uplink-without-cable", f"fabric.{name}.{key}", said, near, switch=draft.leaf.slug,
                spine=draft.spine.slug)


def _wrong(code: str, path: str, said: str, expected: str, **facts: str) -> None:
    raise Refused([Mistake(code, Place(path=path), said, expected, facts)])
