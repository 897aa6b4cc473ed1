"""Seeded faults: each is caught by the check that is made for it."""

from dataclasses import replace

import numpy as np
import pytest

from designer.fabric.invariants import breaches
from designer.fabric.records import Network


def changed(network: Network, change) -> Network:
    """The network with its cables changed in a copy."""
    cables = network.cables.copy()
    return replace(network, cables=change(cables))


def found(network: Network) -> set[str]:
    """Keys of the breaches."""
    return {b.key for b in breaches(network)}


def swap_rails(cables):
    """Two cables of one node swapped at the leaf."""
    cables["b"][[0, 1]] = cables["b"][[1, 0]]
    cables["b_port"][[0, 1]] = cables["b_port"][[1, 0]]
    return cables


def reuse_port(cables):
    """A second cable on a port in use."""
    cables["b_port"][1], cables["b"][1] = cables["b_port"][0], cables["b"][0]
    return cables


def beyond(cables):
    """A port number above the radix."""
    cables["b_port"][0] = 65
    return cables


def missing(cables):
    """One leaf-spine cable left out."""
    first = int(np.flatnonzero(cables["layer"] == 1)[0])
    return np.delete(cables, first)


def crossed(cables):
    """Two leaf-spine cables of different leaves crossed to make unequal pairs."""
    rows = np.flatnonzero(cables["layer"] == 1)
    cables["b"][rows[0]] = cables["b"][rows[-1]]
    cables["b_port"][rows[0]] = 64
    return cables


def skipped(cables):
    """A host cabled straight to a spine."""
    cables["b"][0] = cables["b"][np.flatnonzero(cables["layer"] == 1)[0]]
    cables["b_port"][0] = 64
    return cables


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (swap_rails, "fabric.rail_foreign"),
        (reuse_port, "fabric.port_twice"),
        (beyond, "fabric.port_beyond"),
        (missing, "fabric.spines_unequal"),
        (crossed, "fabric.spines_unequal"),
        (skipped, "fabric.tier_skipped"),
    ],
)
def test_seeded_fault_is_caught(build, change, key):
    """A swapped rail, a reused port, a port too high, a missing, a crossed and a skipping cable."""
    network = build(40, unit=20)
    assert found(network) == set()
    assert key in found(changed(network, change))


def test_planes_on_one_switch_are_caught(build):
    """Both planes of a node on one leaf."""
    network = build(64, unit=64, switch="sn5600", planes=2)

    def join(cables):
        cables["b"][1], cables["b_port"][1] = cables["b"][0], 255
        return cables

    assert "fabric.sides_together" in found(changed(network, join))


def test_mixed_cage_is_caught(build):
    """Two speeds in one switch cage of the upper tiers."""
    network = build(64)

    def slower(cables):
        cables["speed"][np.flatnonzero(cables["layer"] == 1)[0]] = 200.0
        return cables

    assert "fabric.cage_mixed" in found(changed(network, slower))


def test_a_tag_given_twice_is_caught(build):
    """Two leaves of one name, as two kinds of machine with units of their own would have them."""
    network = build(40, unit=20)
    names = list(network.names)
    first, second = np.flatnonzero(network.devices["tier"] == 1)[:2].tolist()
    names[second] = names[first]
    assert found(replace(network, names=tuple(names))) == {"fabric.tag_twice"}
