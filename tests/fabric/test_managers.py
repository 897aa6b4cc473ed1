"""Fabric managers: on the leaves' own ports for them, on free data ports, two in each subnet; what they take."""

import numpy as np
import pytest

from designer.catalog import Switch
from designer.fabric import wire
from designer.fabric.basis import Basis
from designer.fabric.exports import ibsim_net
from designer.fabric.exports.interfaces import interface_texts
from designer.fabric.invariants import breaches
from designer.fabric.managers import managers
from designer.fabric.standing import standing_breaches


def text(nodes, wishes=""):
    """A brief of DGX B300."""
    return f"compute: {{system: dgx-b300, nodes: {nodes}}}\nfabric: {{compute: {{{wishes}}}}}\n"


def hopper(wishes):
    """A brief of 24 DGX H100."""
    return text(24, f"switch: qm9700, {wishes}").replace("dgx-b300", "dgx-h100")


def links(network):
    """The cables of the appliances."""
    first = network.counts.hosts
    mine = (network.cables["layer"] == 0) & (network.cables["a"] >= first)
    return network.cables[mine]


@pytest.fixture(scope="module")
def full(catalog, tmp_path_factory):
    """A full scalable unit of 72 machines on Quantum-X800: no data port of a leaf is free."""
    from designer.site import read_site
    from tests.fabric.conftest import HEAD

    path = tmp_path_factory.mktemp("full") / "site.yaml"
    path.write_text(HEAD + text(72, "switch: q3400-ra"))
    return wire(read_site(path, catalog), None, None, catalog)


def test_the_port_of_its_own(full, catalog):
    """Two appliances join the 145th port of four leaves at the slower speed of both, by optics of that port's lanes; no
    machine loses its port, and nothing is broken."""
    network = full.network("compute")
    cables = links(network)
    assert network.counts.host_links == 576
    assert cables["b_port"].tolist() == [145] * 4
    assert len(set(cables["b"].tolist())) == 4
    assert set(cables["speed"].tolist()) == {200.0}
    optic = {network.optic_types[i] for i in cables["b_optic"].tolist()}
    assert optic == {"optic/mma4z00-ns"}
    assert breaches(network) == []
    assert standing_breaches(network, catalog, full.seats, full.runs) == []


def test_names_and_records_of_the_port(full, catalog):
    """The port has the name of the switch's own system, and ibnetdiscover's record counts it behind the data ports."""
    network = full.network("compute")
    cables = links(network)
    names = interface_texts(network, catalog, cables["b"], cables["b_port"])
    assert {names.texts[i] for i in names.index.tolist()} == {"fnm1"}
    heads = [line for line in ibsim_net(network).splitlines() if line.startswith("Switch")]
    assert sum(line.startswith("Switch\t145 ") for line in heads) == network.counts.leaf
    assert sum(line.startswith("Switch\t144 ") for line in heads) == network.counts.spine


def test_a_port_beyond_the_data_ports_is_found(full):
    """Only the port kept for managers may lie beyond the data ports."""
    from dataclasses import replace

    network = full.network("compute")
    cables = network.cables.copy()
    cables["b_port"][0] = 146
    assert "fabric.port_beyond" in {b.key for b in breaches(replace(network, cables=cables))}


def test_seat_power_and_management_ports(full):
    """The appliances have seats and power; each switch hangs on the out-of-band network by both its ports."""
    seats = {seat.device: seat for seat in full.seats}
    assert seats["UFM-01"].power_kw == seats["UFM-02"].power_kw > 0
    oob = full.network("oob")
    ends = np.bincount(oob.cables["a"], minlength=len(oob.names))
    assert ends[oob.names.index("LEAF-SU01-R1")] == 2
    assert ends[oob.names.index("UFM-01")] == 1


def test_every_plane_has_two_managers(brief, catalog):
    """Each of four planes is managed by two appliances of its own, on different leaves."""
    network = wire(brief(text(64, "switch: qm9700, planes: 4")), None, None, catalog).network("compute")
    cables = links(network)
    assert network.counts.appliances == 8
    for plane in range(4):
        mine = cables[cables["plane"] == plane]
        assert len(set(mine["a"].tolist())) == 2
        assert len(set(mine["b"].tolist())) == 4
        assert (network.devices["plane"][mine["b"]] == plane).all()
    assert breaches(network) == []


def test_every_rail_of_its_own_has_two_managers(brief, catalog):
    """Rails that no switch joins are subnets: two appliances of its own hang on each rail's switch. Sides that meet in
    the spines are one."""
    network = wire(brief(hopper("topology: rail-only")), None, None, catalog).network("compute")
    cables = links(network)
    assert network.counts.leaf == 8
    assert network.counts.appliances == 16
    of = {int(leaf): set(cables["a"][cables["b"] == leaf].tolist()) for leaf in cables["b"]}
    assert [len(mine) for mine in of.values()] == [2] * 8
    assert len(set.union(*of.values())) == 16
    assert breaches(network) == []
    network = wire(brief(hopper("topology: dual-tor")), None, None, catalog).network("compute")
    cables = links(network)
    assert network.counts.appliances == 2
    assert len(set(cables["b"].tolist())) == 4
    assert breaches(network) == []


def test_managers_without_a_port_are_not_counted(brief, catalog):
    """Where every leaf port is taken by machines no appliance is bought, seated or powered, and a risk says so."""
    wired = wire(brief(hopper("").replace("nodes: 24", "nodes: 32")), None, None, catalog)
    network = wired.network("compute")
    assert network.counts.appliances == 0
    assert not any(name.startswith("UFM") for name in network.names)
    keys = {note.key for note in wired.notes if "managers" in note.key}
    assert keys == {"fabric.managers_without_port"}


def test_managers_without_a_cable_are_asked_for(brief, catalog):
    """No cable joins a manager and a data port of 200G lanes: where there is no other port, a question says so."""
    basis = Basis(brief(text(32)), catalog, None, None)
    leaf = catalog.get(Switch, "q3400-ra").model_copy(update={"manager_port": None})
    assert managers(basis, leaf, "compute", 1) == ()
    assert {note.key for note in basis.notes} == {"fabric.managers_apart"}
    assert managers(basis, catalog.get(Switch, "sn5600"), "compute", 1) == ()


@pytest.mark.parametrize(
    ("nodes", "wishes", "key", "switch"),
    [
        (64, "", "switch_sized", "switch/q3400-ra"),
        (64, "planes: 2", "switch_sized", "switch/qm9700"),
        (400, "planes: 2", "switch_flatter", "switch/q3400-ra"),
    ],
)
def test_the_proposed_switch_follows_from_the_size(brief, catalog, nodes, wishes, key, switch):
    """The nearest in speed, until another of its family saves a tier; the reason and the others are told."""
    fabric = wire(brief(text(nodes, wishes)), None, None, catalog)
    (note,) = [n for n in fabric.notes if n.key.startswith("fabric.switch_") and n.subject == "compute"]
    network = fabric.network("compute")
    assert note.key == f"fabric.{key}"
    assert switch in network.models
    assert note.facts["tiers"] == network.counts.tiers == 2
    assert note.facts["switches"] == network.counts.leaf + network.counts.spine
    assert "tomahawk6" in str(note.facts["others"])
