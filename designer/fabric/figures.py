"""The key figures of each network as ledger steps: links, transceivers, capacity, longest cable, closed-form losses."""

from collections.abc import Sequence

import numpy as np

from designer.catalog import Optic
from designer.fabric import budgets, formulas
from designer.fabric.basis import Basis
from designer.fabric.cabling import optic_counts
from designer.fabric.records import Network, Run
from designer.units import q

__all__ = ["keep_figures"]


def keep_figures(basis: Basis, networks: Sequence[Network], runs: Sequence[Run]) -> None:
    """Keep the figures of every network under ``fabric.<what>[<network>]``."""
    for network in networks:
        _links(basis, network)
        _optics(basis, network)
        if basis.layout is not None:
            _longest(basis, network, runs)
        if network.name.startswith("compute"):
            _capacity(basis, network)
            _uplinks(basis, network)


def _links(basis: Basis, network: Network) -> None:
    counts = network.counts
    rows = (
        ("host_links", counts.host_links + counts.appliance_links, counts.leaf),
        ("core_links", counts.spine_core_links, counts.core),
    )
    for name, links, switches in rows:
        if links and switches:
            each = q(links / switches)
            basis.keep(formulas.links_up, f"{name}[{network.name}]", n=q(float(switches)), u=each)


def _optics(basis: Basis, network: Network) -> None:
    for key, count in optic_counts(network).items():
        slug = key.partition("/")[2]
        step = basis.keep(formulas.optics, f"optics[{network.name}.{slug}]", n_cages=q(float(count)), n_each=q(1.0))
        power = basis.catalog.get(Optic, slug).power_max
        basis.keep(budgets.optic_power, f"optic_power[{network.name}.{slug}]", n_opt=step, P_each=power)


def _longest(basis: Basis, network: Network, runs: Sequence[Run]) -> None:
    """The longest cable of a network, part by part."""
    if not len(network.cables):
        return
    cable = network.cables[int(np.argmax(network.cables["length"]))]
    run = runs[int(cable["route"])].length_m if cable["route"] >= 0 else 0.0
    slack = basis.rule("slack")
    drops = max(0.0, float(cable["length"]) - run - slack.si("m"))
    basis.keep(
        budgets.cable_length,
        f"longest[{network.name}]",
        l_a=q(drops / 2, "m"),
        l_run=q(run, "m"),
        l_b=q(drops / 2, "m"),
        l_slack=slack,
    )


def _capacity(basis: Basis, network: Network) -> None:
    """Host ports that two and three tiers of the leaf switch could join."""
    model = int(network.devices["model"][np.argmax(network.devices["tier"] == 1)])
    radix = q(float(network.cages[model] * network.lanes[model]))
    basis.keep(formulas.two_tier_hosts, f"two_tier_hosts[{network.name}]", R=radix)
    basis.keep(formulas.three_tier_hosts, f"three_tier_hosts[{network.name}]", R=radix)


def _uplinks(basis: Basis, network: Network) -> None:
    """What one lost spine leaves of a leaf's uplinks, in closed form."""
    links = network.cables[network.cables["layer"] == 1]
    if len(links):
        leaf = links["a"] == links["a"][0]
        lost = np.count_nonzero(leaf & (links["b"] == links["b"][0]))
        basis.keep(
            budgets.share_left, f"uplinks_left[{network.name}]", n_up=q(float(leaf.sum())), n_lost=q(float(lost))
        )
