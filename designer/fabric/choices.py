"""What could be built instead of what was asked: every choice is tried by the same rules before it is named."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import combinations

from designer.catalog import Switch
from designer.errors import Refused
from designer.fabric.ask import Ask, Unbuildable
from designer.fabric.basis import Basis
from designer.fabric.forms import form_of
from designer.fabric.parties import Draft
from designer.fabric.sizes import counted, most_units
from designer.site.records import NetworkWish
from designer.units import q

__all__ = ["SAID", "Again", "Choices"]

#: The ask of the same machines under other wishes. Raises `Refused`, `Unbuildable`.
Again = Callable[[NetworkWish], Ask]

#: Names in the brief that differ from those of the wish.
SAID = {"pod_units": "pod.units", "unit_nodes": "unit.nodes"}
#: Wishes that may be left out, each by itself before two together and all.
_LOOSE = (
    "radix", "tiers", "spines", "pod_units", "group_links", "reserve", "rails_per_leaf", "oversubscription",
    "spine_oversubscription", "uplink_speed", "link_speed", "planes", "switch", "spine_switch",
)
#: Planes and tiers that are tried as a way out.
_PLANES, _TIERS = (1, 2, 4), (2, 3)
#: Most spines and units of a pod that are tried.
_MOST = 128


@dataclass(frozen=True, slots=True)
class Choices:
    """A network that cannot be built: how to ask again, what was wished, the draft, and the ask as far as it got."""

    basis: Basis
    again: Again
    wish: NetworkWish
    draft: Draft

    def builds(self, **changed: object) -> bool:
        """Whether the same machines make a network when these wishes are changed."""
        try:
            ask = self.again(replace(self.wish, **changed))  # type: ignore[arg-type]
            counted(ask, ask.services[0].blocks)
        except (Refused, Unbuildable):
            return False
        return True

    def facts(self, ask: Ask | None = None) -> dict[str, str]:
        """Each kind of choice that builds with all else as asked, and how many there are; empty where none does.

        Where nothing does, fewer machines without all wishes but the topology are named.
        """
        found = {
            "nodes": _listed([_nodes(ask)]), "switches": self.switches(), "planes": self.planes(),
            "radix": _listed([self._radix()]), "spines": _listed([self._near("spines", range(1, _MOST + 1))]),
            "tiers": _listed([self._near("tiers", _TIERS)]),
            "pods": _listed([self._near("pod_units", range(1, _MOST + 1))]),
            "links": _listed(self._speeds("link_speed")), "uplinks": _listed(self._speeds("uplink_speed")),
            "without": _listed(self._without(1)),
        }
        if not any(found.values()):
            found["without"] = next((text for n in range(2, len(_LOOSE)) for text in self._without(n)), "")
        ways = sum(len(text.split(", ")) for text in found.values() if text)
        return found | (self._bare() if not ways else {"fewer": "", "rest": ""}) | {"ways": str(ways) if ways else ""}

    def switches(self) -> str:
        """Other switches with which the same machines make a network; of the same family where there are any."""
        own = self.draft.leaf
        known = [one for one in self.basis.catalog.all(Switch) if one.slug != own.slug and one.port_speed.known]
        alike = [one.slug for one in known if one.family == own.family]
        others = [one.slug for one in known if one.family not in (own.family, "management")]
        found = (sorted(slug for slug in group if self.builds(switch=slug)) for group in (alike, others))
        return _listed(next(filter(None, found), []))

    def planes(self) -> str:
        """Other numbers of planes."""
        return _listed(n for n in _PLANES if n != self.draft.planes and self.builds(planes=n))

    def _speeds(self, key: str) -> Iterator[str]:
        """Lower speeds of links [Gbit/s] than the wished one, out of those that a cage may be split into."""
        wished = getattr(self.wish, key)
        if wished is None:
            return
        for part in (1, 2, 4, 8):
            speed = form_of(self.draft.leaf).cage_speed / part
            if speed < wished.si("Gbit/s") and self.builds(**{key: replace(wished, quantity=q(speed, "Gbit/s"))}):
                yield f"{speed:g} Gbit/s"

    def _bare(self) -> dict[str, str]:
        """How many machines would build without any wish that may be left out, and what these are."""
        said = self._said()
        try:
            ask = self.again(replace(self.wish, **dict.fromkeys(said)))  # type: ignore[arg-type]
        except (Refused, Unbuildable):
            return {"fewer": "", "rest": ""}
        return {"fewer": _listed([_nodes(ask)]), "rest": " + ".join(SAID.get(key, key) for key in said)}

    def _radix(self) -> int | None:
        """The least radix above the wished one with which it builds."""
        wished, whole = self.wish.radix, form_of(self.draft.leaf).radix(self.draft.up_speed)
        if wished is None:
            return None
        return next((n for n in range(wished + 1, whole + 1) if self.builds(radix=n)), None)

    def _near(self, key: str, values: Iterable[int]) -> int | None:
        """The value nearest to the wished one with which it builds; None where nothing was wished."""
        wished = getattr(self.wish, key)
        if wished is None:
            return None
        tried = sorted((n for n in values if n != wished), key=lambda n: (abs(n - wished), n))
        return next((n for n in tried if self.builds(**{key: n})), None)

    def _said(self) -> list[str]:
        """The wishes that were said and may be left out."""
        default = {one.name: one.default for one in fields(NetworkWish)}
        return [key for key in _LOOSE if getattr(self.wish, key) != default[key]]

    def _without(self, count: int) -> Iterator[str]:
        """Wishes that, left out, let it build: so many together."""
        for keys in combinations(self._said(), count):
            if self.builds(**dict.fromkeys(keys)):
                yield " + ".join(SAID.get(key, key) for key in keys)


def _nodes(ask: Ask | None) -> int | None:
    """The most machines of full units that the rules of an ask join."""
    return (most_units(ask) * ask.services[0].positions or None) if ask is not None else None


def _listed(found: Iterable[object]) -> str:
    return ", ".join(str(one) for one in found if one is not None)
