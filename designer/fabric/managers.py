"""Fabric managers of an InfiniBand network: how many appliances, and by which ports they join it.

They take free ports of different leaves, or the leaves' own ports for them where the switches have such. An appliance
manages one subnet: planes, and rails that no switch joins, are subnets of their own with appliances of their own.
"""

from collections.abc import Sequence

from designer.catalog import NicPort, Switch, System
from designer.fabric.basis import Basis
from designer.fabric.media import adapter_end, manager_end, media
from designer.fabric.parties import Party, one_block
from designer.fabric.population import tags
from designer.fabric.proposals import joins, port_of
from designer.model import NoteKind

__all__ = ["give_up", "managers"]

_OWN, _DATA = "managers_own_port", "managers"


def managers(basis: Basis, leaf: Switch, network: str, subnets: int) -> tuple[Party, ...]:
    """The appliances of a network as a party; none for other than InfiniBand, or where no cable joins them."""
    systems = [s for s in basis.catalog.all(System) if s.purpose == "fabric-manager"]
    port = port_of(systems[0], "compute") if systems else None
    if leaf.family != "infiniband" or port is None:
        return ()
    own = leaf.manager_port
    if not (_joins_own(basis, leaf, port) if own is not None else joins(basis.catalog, leaf, port, 1)):
        basis.note(NoteKind.RFI, "managers_apart", network, appliance=systems[0].name, switch=leaf.name)
        return ()
    each = int(basis.number("fabric_managers"))
    count = each * subnets
    start = sum(int(str(n.facts["managers"])) for n in basis.notes if n.key in (f"fabric.{_OWN}", f"fabric.{_DATA}"))
    basis.note(
        NoteKind.DECISION, _DATA if own is None else _OWN, network, managers=count, appliance=systems[0].name,
        each=each, ports=count * port.count, own="" if own is None else own.name, switch=leaf.name,
    )
    return (one_block("managers", systems[0].key, port, tags("UFM", start + count)[start:], 1.0),)


def give_up(basis: Basis, network: str, appliances: Sequence[Party]) -> None:
    """Take back the decision for appliances none of which found a port, and tell the risk."""
    made = {f"fabric.{_OWN}", f"fabric.{_DATA}"}
    basis.notes[:] = [n for n in basis.notes if n.subject != network or n.key not in made]
    basis.note(NoteKind.RISK, "managers_without_port", network, managers=sum(len(p.names) for p in appliances))


def _joins_own(basis: Basis, leaf: Switch, port: NicPort) -> bool:
    """Whether some cable of the catalog joins an appliance and the leaf's own port for it."""
    own = leaf.manager_port
    if own is None:
        return False
    speed = min(own.speed.si("Gbit/s"), port.speed.si("Gbit/s"))
    return bool(media(basis.catalog, adapter_end(basis.catalog, port), manager_end(own), speed))
