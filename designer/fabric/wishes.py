"""What the brief wishes of each network, held against what that network can be asked: nothing said is passed over."""

from collections.abc import Iterator
from dataclasses import fields

from designer.errors import Mistake, Place, refuse_if_any
from designer.fabric.basis import Basis
from designer.fabric.choices import SAID
from designer.fabric.topologies import names, names_for
from designer.site.records import NetworkWish

__all__ = ["check_wishes"]

#: Wishes that a network of pairs of switches takes, and those of the management network; compute takes all.
_SIDE = (
    "topology", "switch", "spine_switch", "oversubscription", "tiers", "radix", "link_speed", "uplink_speed", "spines",
    "spine_oversubscription", "reserve", "pod_units",
)
_MANAGEMENT = ("topology", "switch", "spine_switch", "reserve")
_TAKES = {"storage": _SIDE, "in_band": _SIDE, "oob": _MANAGEMENT}


def check_wishes(basis: Basis) -> None:
    """Each wish is one that its network takes, each topology one that keeps the network's paths.

    Raises `Refused` (`wish-not-of-network`, `topology-not-of-network`) with every mistake.
    """
    refuse_if_any(
        mistake for network in ("compute", *_TAKES) for mistake in _wrong(network, basis.wish(network))
    )


def _wrong(network: str, wish: NetworkWish) -> Iterator[Mistake]:
    takes = _TAKES.get(network)
    for key in (one.name for one in fields(NetworkWish) if getattr(wish, one.name) != one.default):
        if takes is not None and key not in takes:
            said = SAID.get(key, key)
            listed = ", ".join(SAID.get(one, one) for one in takes)
            yield Mistake("wish-not-of-network", Place(path=f"fabric.{network}.{said}"), said, listed)
    if wish.topology in names() and wish.topology not in names_for(network):
        place = Place(path=f"fabric.{network}.topology")
        yield Mistake("topology-not-of-network", place, str(wish.topology), ", ".join(names_for(network)))
