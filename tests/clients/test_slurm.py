"""Slurm's controller reads the emitted topology and tells it back; a tree with an unknown child is refused."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
import yaml

from designer.fabric.exports import slurm_topology, slurm_yaml
from designer.fabric.exports.slurm import compressed
from designer.fabric.records import ScaleUp


def rack_scale(network, machines):
    """The same network with machines named by cabinet, and the domains they form."""
    hosts = network.counts.hosts
    names = [f"R-{row // machines + 101:04d}-{row % machines + 1:02d}" for row in range(hosts)]
    system = network.models[0].rpartition("/")[2]
    domains = ScaleUp(system, -(-hosts // machines), 4 * machines, machines, 18, 18, 1800.0)
    return replace(network, names=(*names, *network.names[hosts:])), (domains,)


def told(shown):
    """Name -> (level, nodes, switches) of what the controller shows."""
    rows = re.findall(r"SwitchName=(\S+) Level=(\d+) LinkSpeed=\d+ Nodes=(\S+)(?: Switches=(\S+))?", shown)
    return {name: (int(level), nodes, switches) for name, level, nodes, switches in rows}


@pytest.mark.parametrize(("nodes", "leaves"), [(20, 1), (128, 4)])
def test_units_are_leaves(nodes, leaves, build, controller):
    """One leaf for each unit; the controller tells the same tree back, without a complaint."""
    network = build(nodes)
    text = slurm_topology(network)
    shown, log = controller(text, compressed(network.names[:nodes]))
    switches = told(shown)
    assert sum(level == 0 for level, _, _ in switches.values()) == leaves
    assert switches["su01"] == (0, f"dgx[0001-{min(32, nodes):04d}]", "")
    if leaves > 1:
        assert switches["spine"] == (1, f"dgx[0001-{nodes:04d}]", "su[01-04]")
    assert not re.search(r"error:.*(switch|topology|leaf)", log, re.IGNORECASE)


def test_rack_scale_domains_are_leaves(build, controller):
    """Domains of 16 machines become leaves below their unit, and blocks of doubling sizes in the newer format."""
    network, domains = rack_scale(build(128), 16)
    shown, log = controller(slurm_topology(network, domains), compressed(network.names[:128]))
    switches = told(shown)
    assert [sum(level == n for level, _, _ in switches.values()) for n in (0, 1, 2)] == [8, 4, 1]
    assert switches["R-0101"][1] == "R-0101-[01-16]"
    assert switches["su01"][2] == "R-[0101-0102]"
    assert not re.search(r"error:.*(switch|topology|leaf)", log, re.IGNORECASE)
    tree, blocks = yaml.safe_load(slurm_yaml(network, domains))
    assert (tree["cluster_default"], blocks["cluster_default"]) == (True, False)
    sizes = blocks["block"]["block_sizes"]
    assert sizes == [16, 32, 64, 128]
    assert all(b == 2 * a for a, b in pairwise(sizes))
    assert [b["block"] for b in blocks["block"]["blocks"]] == [f"R-{n:04d}" for n in range(101, 109)]


def test_a_domain_across_two_units_is_one_leaf(build, controller):
    """Domains of 16 machines in units of 24: each stands once, in the unit of its first machine."""
    network, domains = rack_scale(build(72, unit=24), 16)
    shown, log = controller(slurm_topology(network, domains), compressed(network.names[:72]))
    switches = told(shown)
    assert sum(level == 0 for level, _, _ in switches.values()) == 5
    assert switches["R-0102"][1] == "R-0102-[01-16]"
    assert (switches["su01"][2], switches["su02"][2]) == ("R-[0101-0102]", "R-0103")
    assert not re.search(r"error:.*(switch|topology|leaf)", log, re.IGNORECASE)


def test_the_newer_format_holds_the_same_tree(build):
    """Every switch of ``topology.conf`` stands in ``topology.yaml`` with the same children."""
    network = build(64)
    (tree,) = yaml.safe_load(slurm_yaml(network))
    lines = []
    for entry in tree["tree"]["switches"]:
        under = f"Nodes={entry['nodes']}" if "nodes" in entry else f"Switches={entry['children']}"
        lines.append(f"SwitchName={entry['switch']} {under}\n")
    assert "".join(lines) == slurm_topology(network)


def test_an_unknown_child_is_refused(build, controller):
    """The controller ends itself when a switch names a child that is not there."""
    text = slurm_topology(build(64)).replace("su[01-02]", "su[01-03]")
    shown, log = controller(text, "dgx[0001-0064]")
    assert shown == ""
    assert "fatal" in log
