"""What a settled fabric is worth: reaches, entries, split sites, conservation of power, heat and pieces."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from designer.catalog import Cable, Optic, Switch
from designer.fabric import assess, wire
from designer.fabric.cabling import cage_numbers
from designer.site.records import FibreRoute


def test_wire_leaves_the_table_to_assess(hgx, catalog):
    """The rounds of the design do without failures and latencies; a second run adds nothing but them."""
    bare = wire(hgx[0], None, hgx[1], catalog)
    assert (bare.failures, bare.losses, bare.latency_ns) == ((), (), {})
    whole = assess(hgx[0], hgx[1], catalog, bare)
    assert whole.loads == bare.loads
    assert whole.bulk == bare.bulk
    assert len(whole.failures) == len(whole.losses) > 20
    steps = [step.key for step in whole.steps]
    assert len(steps) == len(set(steps))


def test_reaches_are_ordered(wired):
    """Each class counts its pairs; typical never exceeds worst, low never high, farther classes take longer."""
    for network in wired.networks:
        mine = [one for one in wired.reaches if one.network == network.name]
        ports = int((network.cables["layer"] == 0).sum())
        assert sum(one.pairs for one in mine) == ports * (ports - 1)
        for one in mine:
            assert one.typical_m <= one.worst_m
            assert one.typical_ns[0] < one.typical_ns[1] <= one.worst_ns[1]
            low, high = wired.latency_ns[f"{one.network}/{one.pair}"]
            assert low <= one.typical_ns[0]
            assert high == one.worst_ns[1]
        assert [one.worst_ns[1] for one in mine] == sorted(one.worst_ns[1] for one in mine)


def routes(catalog, *said):
    """Fibre routes of a length and path, entering at a place."""
    length = catalog.threshold("fabric", "split_distance_sites")
    return tuple(FibreRoute(f"Route {i}", length, "Metro", path, at) for i, (path, at) in enumerate(said))


@pytest.mark.parametrize(
    ("said", "diverse", "notes"),
    [
        ((("a", (0.0, 0.0)), ("b", (100.0, 0.0))), True, set()),
        ((("a", (0.0, 0.0)), ("a", (100.0, 0.0))), False, {"fabric.fibre_paths"}),
        ((("a", (0.0, 0.0)), ("b", (3.0, 4.0))), True, {"fabric.fibre_entries"}),
        ((("a", (0.0, 0.0)),), False, {"fabric.fibre_paths"}),
    ],
)
def test_entries(hgx, catalog, said, diverse, notes):
    """Fifty kilometres are 0.49 to 0.50 ms there and back; a shared path and near entries are told."""
    site = replace(hgx[0], fibre=routes(catalog, *said), has_hall=True)
    made = assess(site, hgx[1], catalog, wire(site, None, hgx[1], catalog))
    assert [one.diverse for one in made.entries] == [diverse] * len(said)
    assert made.entries[0].round_trip_s == pytest.approx((2 * 50e3 * 4.9e-9, 2 * 50e3 * 5e-9))
    assert {n.key for n in made.notes if n.key.startswith("fabric.fibre")} == notes


def test_splits(brief, catalog):
    """Of 10,000 GPUs two sites of a region share 512 channels for 5,000 ports each: about ten to one, far slower."""
    site = brief("compute: {system: dgx-h100, nodes: 1250}\n")
    made = {(one.kind, one.places): one for one in assess(site, None, catalog, wire(site, None, None, catalog)).splits}
    assert made["hall", 1].oversubscription == 1.0
    assert made["sites", 2].links_full == 5000
    assert made["sites", 2].links_given == 8 * 64
    assert made["sites", 2].oversubscription == pytest.approx(5000 / 512)
    assert made["sites", 2].latency_ns[0] > 50 * made["hall", 1].latency_ns[0]
    assert made["halls", 2].switches > made["hall", 1].switches
    assert made["buildings", 2].oversubscription < made["sites", 2].oversubscription


def switch_optics_w(network, catalog) -> float:
    """Power of the transceivers in switches [W], counted cage by cage."""
    total = 0.0
    for end, cage in zip(("a", "b"), cage_numbers(network), strict=True):
        held = (network.cables[f"{end}_optic"] >= 0) & (network.devices["tier"][network.cables[end]] > 0)
        _, first = np.unique(cage[held], return_index=True)
        for index in network.cables[f"{end}_optic"][held][first].tolist():
            total += catalog.get(Optic, network.optic_types[index].partition("/")[2]).power_max.si("W")
        for index in network.cables["cable"][network.devices["tier"][network.cables[end]] > 0].tolist():
            if index >= 0:
                total += catalog.get(Cable, network.cable_types[index].partition("/")[2]).power_per_end.si("W")
    return total


def test_power_is_heat_and_nothing_is_lost(wired, catalog):
    """Loads of the cabinets are bases, switches, servers and optics beyond ratings; all of it is heat to air; the
    transceivers' power is what the cages hold."""
    base = catalog.threshold("fabric", "rack_base").si("kW")
    seated = sum(s.power_kw for s in wired.seats if s.rack.startswith(("N-", "S-")))
    beyond = 0.0
    for network in wired.networks:
        models = {network.models[int(m)] for m in network.devices["model"][network.devices["tier"] > 0]}
        if not all(catalog.get(Switch, m.partition("/")[2]).optic_power_included for m in models):
            beyond += switch_optics_w(network, catalog) / 1000
    assert sum(load.design_kw for load in wired.loads) == pytest.approx(seated + base * len(wired.loads) + beyond)
    assert sum(load.heat_air_kw for load in wired.loads) == pytest.approx(sum(load.design_kw for load in wired.loads))
    held = sum(switch_optics_w(network, catalog) for network in wired.networks)
    assert wired.optic_power_kw == pytest.approx(held / 1000)


def test_every_piece_is_billed_once(wired, catalog):
    """Cables and transceivers of the bill are those of the networks, piece by piece, and their spares are named.

    Links of one piece share a cage at the end where it is split, on ports that follow one another.
    """
    cables = [item for item in wired.bulk if item.key.startswith("cables.")]
    optics = [item for item in wired.bulk if item.key.startswith("optics.")]
    pieces = 0.0
    for network in wired.networks:
        for index, key in enumerate(network.cable_types):
            links = max(1, catalog.get(Cable, key.partition("/")[2]).links)
            mine = network.cables["cable"] == index
            lanes = np.array(network.lanes)[network.devices["model"]]
            ends = []
            for end, cage in zip("ab", cage_numbers(network), strict=True):
                ports = (network.cables[f"{end}_port"] - 1) % lanes[network.cables[end]] // links
                places = zip(cage[mine].tolist(), ports[mine].tolist(), strict=True)
                ends.append(sum(-(-count // links) for count in Counter(places).values()))
            pieces += min(ends)
    assert sum(item.quantity.si("") for item in cables) == pieces
    assert sum(item.quantity.si("") for item in optics) == sum(n.counts.optics for n in wired.networks)
    assert all(item.spare_fraction > 0 for item in (*cables, *optics))
