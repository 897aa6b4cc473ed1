"""What could be built instead of what was asked: every choice is tried by the same rules before it is named."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations

from designer.catalog import Switch
from designer.errors import Refused
from designer.fabric.ask import Ask, Unbuildable
from designer.fabric.basis import Basis
from designer.fabric.forms import form_of
from designer.fabric.parties import Draft
from designer.fabric.sizes import counted, most_units
from designer.ledger import given
from designer.model import NoteKind
from designer.site.records import NetworkWish
from designer.units import q

__all__ = ["SAID", "Again", "Choices", "Offer", "offered", "sized_switch"]

#: The ask of the same machines under other wishes. Raises `Refused`, `Unbuildable`.
Again = Callable[[NetworkWish], Ask]

#: Names in the brief that differ from those of the wish.
SAID = {"pod_units": "pod.units", "unit_nodes": "unit.nodes"}
#: Wishes that may be left out, each by itself before two together and all.
_LOOSE = (
    "radix", "tiers", "spines", "pod_units", "group_links", "reserve", "rails_per_leaf", "oversubscription",
    "spine_oversubscription", "uplink_speed", "link_speed", "planes", "switch", "spine_switch", "topology",
)
#: Planes and tiers that are tried as a way out.
_PLANES, _TIERS = (1, 2, 4), (2, 3)
#: Parts that the speed of a cage is divided by, tried as a way out.
_PARTS = (1, 2, 4, 8)
#: Most spines and units of a pod that are tried.
_MOST = 128


@dataclass(frozen=True, slots=True)
class Choices:
    """A network that cannot be built: how to ask again, what was wished, the draft, and the speed [Gbit/s] that the
    machines offer on each link."""

    basis: Basis
    again: Again
    wish: NetworkWish
    draft: Draft
    speed: float

    def builds(self, changed: Mapping[str, object], least: float = 0.0) -> bool:
        """Whether the same machines make a network under changed wishes, their links not slower than `least` [Gbit/s].
        """
        try:
            ask = self.again(replace(self.wish, **changed))  # type: ignore[arg-type]
            counted(ask, ask.services[0].blocks)
        except (Refused, Unbuildable):
            return False
        return ask.services[0].speed >= least - 1e-9

    def facts(self, ask: Ask | None = None) -> dict[str, str]:
        """Each kind of choice that builds with all else as asked, and how many there are; empty where none does.

        Without an ask, no cable joins the machines, so that slower links are a choice too. Where nothing does, fewer
        machines without all wishes but the topology are named.
        """
        found = {
            "nodes": _listed([self._nodes(ask)]), "switches": self.switches(), "planes": self.planes(),
            "radix": _listed([self._radix()]), "spines": _listed([self._near("spines", range(1, _MOST + 1))]),
            "tiers": _listed([self._near("tiers", _TIERS)]),
            "pods": _listed([self._near("pod_units", range(1, _MOST + 1))]),
            "links": _listed(self._speeds("link_speed", ask is None)),
            "uplinks": _listed(self._speeds("uplink_speed", False)),
            "without": _listed(self._without(1)),
        }
        if not any(found.values()):
            found["without"] = next((text for n in range(2, len(_LOOSE) + 1) for text in self._without(n)), "")
        ways = sum(len(text.split(", ")) for text in found.values() if text)
        return found | (self._bare() if not ways else {"fewer": "", "rest": ""}) | {"ways": str(ways) if ways else ""}

    def switches(self) -> str:
        """Other switches with which the same machines make a network as fast; of the same family where there are any.
        """
        own, least = self.draft.leaf, self.draft.link_speed or self.speed
        known = [one for one in self.basis.catalog.all(Switch) if one.slug != own.slug and one.port_speed.known]
        alike = [one.slug for one in known if one.family == own.family]
        others = [one.slug for one in known if one.family not in (own.family, "management")]
        found = (sorted(slug for slug in group if self.builds({"switch": slug}, least)) for group in (alike, others))
        return _listed(next(filter(None, found), []))

    def planes(self) -> str:
        """Other numbers of planes."""
        return _listed(n for n in _PLANES if n != self.draft.planes and self.builds({"planes": n}))

    def _speeds(self, key: str, unasked: bool) -> Iterator[str]:
        """Lower speeds of links [Gbit/s] than the wished one, out of those that a cage may be split into; `unasked`
        where none is wished, than that of the machines' ports."""
        wished = getattr(self.wish, key)
        if wished is None and not unasked:
            return
        most = wished.si("Gbit/s") if wished is not None else self.speed
        for part in _PARTS:
            speed = form_of(self.draft.leaf).cage_speed / part
            tried = given(q(speed, "Gbit/s"), "assumption", name=key)
            if speed < most and self.builds({key: tried}):
                yield f"{speed:g} Gbit/s"

    def _bare(self) -> dict[str, str]:
        """How many machines would build without any wish that may be left out, and what these are."""
        said = self._said()
        try:
            ask = self.again(replace(self.wish, **dict.fromkeys(said)))  # type: ignore[arg-type]
        except (Refused, Unbuildable):
            return {"fewer": "", "rest": ""}
        return {"fewer": _listed([self._nodes(ask)]), "rest": " + ".join(SAID.get(key, key) for key in said)}

    def _nodes(self, ask: Ask | None) -> int | None:
        """The most machines of full units that the rules of an ask join, but for the reserved positions."""
        most = most_units(ask) * ask.services[0].positions - self.wish.reserved_nodes if ask is not None else 0
        return max(0, most) or None

    def _radix(self) -> int | None:
        """The least radix above the wished one with which it builds."""
        wished, whole = self.wish.radix, form_of(self.draft.leaf).radix(self.draft.up_speed)
        if wished is None:
            return None
        return next((n for n in range(wished + 1, whole + 1) if self.builds({"radix": n})), None)

    def _near(self, key: str, values: Iterable[int]) -> int | None:
        """The value nearest to the wished one with which it builds; None where nothing was wished."""
        wished = getattr(self.wish, key)
        if wished is None:
            return None
        tried = sorted((n for n in values if n != wished), key=lambda n: (abs(n - wished), n))
        return next((n for n in tried if self.builds({key: n})), None)

    def _said(self) -> list[str]:
        """The wishes that were said and may be left out."""
        default = {one.name: one.default for one in fields(NetworkWish)}
        return [key for key in _LOOSE if getattr(self.wish, key) != default[key]]

    def _without(self, count: int) -> Iterator[str]:
        """Wishes that, left out, let it build: so many together."""
        for keys in combinations(self._said(), count):
            if self.builds(dict.fromkeys(keys)):
                yield " + ".join(SAID.get(key, key) for key in keys)


@dataclass(frozen=True, slots=True)
class Offer:
    """A switch with which machines make a network: tiers, and switches in all."""

    switch: Switch
    tiers: int
    switches: int

    @property
    def text(self) -> str:
        """``sn5600 2/192``: the switch, its tiers and switches."""
        return f"{self.switch.slug} {self.tiers}/{self.switches}"


def offered(switches: Iterable[Switch], wish: NetworkWish, again: Again) -> tuple[Offer, ...]:
    """What the same machines want of each switch that makes a network of them; the order is kept."""
    made = []
    for switch in switches:
        try:
            ask = again(replace(wish, switch=switch.slug))
            counts = counted(ask, ask.services[0].blocks)
        except (Refused, Unbuildable):
            continue
        made.append(Offer(switch, counts.tiers, counts.switches))
    return tuple(made)


def sized_switch(basis: Basis, nearest: Switch, offers: Sequence[Offer], machines: int) -> Switch:
    """Of the family of the switch that is nearest in speed the one with the fewest tiers, the nearest of these; the
    reason is kept as a decision. The nearest itself, without a word, where none of its family makes a network."""
    family = [one for one in offers if one.switch.family == nearest.family]
    if not family:
        return nearest
    best = min(family, key=lambda one: one.tiers)
    first = next((one for one in family if one.switch.slug == nearest.slug), None)
    basis.note(
        NoteKind.DECISION, "switch_sized" if best is first else "switch_flatter", "compute", network="compute",
        switch=best.switch.name, tiers=best.tiers, switches=best.switches, machines=machines, nearest=nearest.name,
        more=first.tiers if first else "-", others=_listed(one.text for one in offers if one is not best) or "-",
    )
    return best.switch


def _listed(found: Iterable[object]) -> str:
    return ", ".join(str(one) for one in found if one is not None)
