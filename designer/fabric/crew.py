"""All machines of a hall, and the networks over them."""

from designer.fabric.basis import Basis
from designer.fabric.networks import Crew, compute_networks, in_band_network, storage_network
from designer.fabric.oob import oob_network
from designer.fabric.population import compute_kinds
from designer.fabric.proposals import proposed_edge, proposed_management, proposed_storage
from designer.fabric.records import Network
from designer.fabric.scale_up import scale_ups
from designer.fabric.wishes import check_wishes

__all__ = ["crew_of", "networks_of"]


def crew_of(basis: Basis) -> Crew:
    """The machines of a site: GPU machines, storage and management servers, edge routers. Raises `Refused`."""
    check_wishes(basis)
    kinds = compute_kinds(basis)
    basis.scale_up = scale_ups(basis, kinds)
    return Crew(kinds, proposed_storage(basis, kinds), proposed_management(basis, kinds), proposed_edge(basis, kinds))


def networks_of(basis: Basis, crew: Crew) -> tuple[Network, ...]:
    """Compute, storage, in-band and out-of-band networks, none of them seated. Raises `Refused`."""
    built = [*compute_networks(basis, crew), storage_network(basis, crew), in_band_network(basis, crew)]
    found = [one.network for one in built if one is not None]
    management = oob_network(basis, crew, found)
    return (*found, management.network) if management is not None else tuple(found)
