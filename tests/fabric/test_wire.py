"""The whole room: briefs without a hall, a small hall, seats, routes, loads, graph, and what is said of bad wishes."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from designer.catalog import Cable, Rack
from designer.errors import Refused
from designer.fabric import assess, wire
from designer.fabric.basis import Basis
from designer.fabric.invariants import breaches
from designer.model import Commodity, NoteKind


def test_brief_without_hall(brief, catalog):
    """127 DGX H100 nodes alone give four networks without breach, seats without racks and blank lengths."""
    text = "compute: {system: dgx-h100, nodes: 127}\nfabric: {compute: {reserved_nodes: 1}}\n"
    made = wire(brief(text), None, None, catalog)
    assert [n.name for n in made.networks] == ["compute", "storage", "in_band", "oob"]
    assert all(breaches(n) == [] for n in made.networks)
    assert all(seat.rack == "" for seat in made.seats)
    assert all((n.cables["length"] == 0).all() for n in made.networks)
    assert made.longest_m["compute"] == 0
    assert any(n.key == "fabric.lengths_unknown" for n in made.notes)
    assert {load.tag for load in made.loads} == {"NET-COMPUTE", "NET-STORAGE", "NET-IN_BAND", "NET-OOB"}


def test_uneven_units_are_stated(brief, catalog):
    """GB200: 4.5 leaves for each rail and unit, what is built, and the shared alternative, as a decision."""
    made = wire(brief("compute: {rack: gb200-nvl72, racks: 8}\n"), None, None, catalog)
    note = next(n for n in made.notes if n.key == "fabric.uneven_leaves")
    assert note.kind is NoteKind.DECISION
    assert (note.facts["ideal"], note.facts["leaves"], note.facts["unit_leaves"]) == ("4.5", 5, 20)
    assert note.facts["shared_leaves"] == 18
    assert made.network("compute").counts.gpus == 576


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("compute: {rack: gb200-nvl72, racks: max}\n", "fabric-count-missing"),
        ("compute: {system: dgx-h100, nodes: 8}\nfabric: {compute: {topology: moebius}}\n", "topology-unknown"),
        ("compute: {system: dgx-h100, nodes: 8}\nfabric: {compute: {ports_per_node: 9}}\n", "ports-beyond-adapters"),
    ],
)
def test_bad_wishes_are_refused(brief, catalog, text, code):
    """No count without a hall, an unknown topology and more rails than adapter ports are located mistakes."""
    with pytest.raises(Refused) as trouble:
        wire(brief(text), None, None, catalog)
    assert code in {m.code for m in trouble.value.mistakes}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("tiers: 2", "fabric-two-tiers"),
        ("switch: sn4600c", "speed-without-cable"),
        ("switch: sn2201", "speed-without-cable"),
        ("spines: 5", "fabric-spines"),
        ("radix: 65", "radix-beyond-switch"),
    ],
)
def test_unbuildable_without_a_hall_is_refused(brief, catalog, wish, code):
    """Without a hall the brief alone decides: what cannot be built is refused at its place, with the nearest."""
    text = f"compute: {{system: dgx-h100, nodes: 4096}}\nfabric: {{compute: {{{wish}}}}}\n"
    with pytest.raises(Refused) as trouble:
        wire(brief(text), None, None, catalog)
    mistake = trouble.value.mistakes[0]
    assert mistake.code == code
    assert mistake.place.path == f"fabric.compute.{wish.partition(':')[0]}"
    assert mistake.expected


def test_unbuildable_in_a_hall_is_a_shortfall(hgx, catalog, hall):
    """In a hall it comes back as a shortfall, so that sizing may yield, with the nearest number in a note."""
    site = hgx[0]
    wish = replace(site.wishes.fabric, compute=replace(site.wishes.fabric.compute, tiers=2, radix=4))
    made = wire(replace(site, wishes=replace(site.wishes, fabric=wish)), None, hgx[1], catalog)
    assert "unbuildable.two-tiers" in {s.key for s in made.shortfalls}
    assert any(n.key == "fabric.unbuildable_two_tiers" for n in made.notes)


def test_small_hall_is_whole(wired):
    """Every network of the hall stands without breach, shortfall or unseated switch."""
    assert wired.shortfalls == ()
    assert all(breaches(n) == [] for n in wired.networks)
    assert all(seat.rack for seat in wired.seats)
    assert {n.name for n in wired.networks} == {"compute", "storage", "in_band", "oob"}


def test_rack_units_do_not_overlap_and_heavy_is_low(wired, catalog):
    """In each cabinet rack units are used once, power and mass are kept, and mass by unit falls upwards."""
    record = catalog.get(Rack, "network-rack")
    by_rack: dict[str, list] = {}
    for seat in wired.seats:
        by_rack.setdefault(seat.rack, []).append(seat)
    for seats in by_rack.values():
        ordered = sorted(seats, key=lambda s: s.rack_unit)
        assert all(a.rack_unit + a.units_high <= b.rack_unit for a, b in pairwise(ordered))
        weights = [s.mass_kg / s.units_high for s in ordered]
        assert weights == sorted(weights, reverse=True)
        assert ordered[-1].rack_unit + ordered[-1].units_high - 1 <= record.units_high
        assert sum(s.power_kw for s in seats) <= record.power_design.si("kW")


def test_sides_stand_in_different_cabinets(wired):
    """The two leaves of a pair are never in one cabinet, and no machine has both homes in one."""
    for name in ("storage", "in_band"):
        network = wired.network(name)
        links = network.cables[network.cables["layer"] == 0]
        homes: dict[int, set[str]] = {}
        for a, b in zip(links["a"].tolist(), links["b"].tolist(), strict=True):
            homes.setdefault(a, set()).add(network.racks[b])
        assert all(len(racks) == 2 for racks in homes.values())


def test_sides_keep_to_disjoint_trays(wired):
    """Cables of side 1 lie on tray A, of side 2 on tray B."""
    for name in ("storage", "in_band"):
        network = wired.network(name)
        for link in network.cables[network.cables["layer"] <= 1]:
            run = wired.runs[link["route"]]
            assert run.path in ("", "AB"[link["rail"] % 2])


def test_length_is_drops_run_and_slack(wired, hgx):
    """A host cable's length follows from the plan by hand: levels, Manhattan way on the tray, slack."""
    layout = hgx[1]
    network = wired.network("compute")
    centre = {p.tag: p.box.at for p in layout.placed}
    units = {s.device: s for s in wired.seats}
    link = network.cables[0]
    run = wired.runs[link["route"]]
    here, there = centre[network.racks[link["a"]]], centre[network.racks[link["b"]]]
    head = 1.0 if run.path == "A" else 12.0
    by_hand = abs(here.x - head) + abs(here.y - there.y) + abs(there.x - head)
    assert run.length_m == pytest.approx(by_hand)
    tray = next(t for t in layout.trays if t.path == run.path)
    leaf = units[network.names[link["b"]]]
    low = 0.1 + (leaf.rack_unit - 1 + leaf.units_high / 2) * 0.04445
    host = 0.1 + (0 + 0.5) / 8 * 48 * 0.04445
    assert link["length"] == pytest.approx(tray.z - low + tray.z - host + by_hand + 1.0, abs=1e-3)


def test_route_is_a_way_on_the_tray(wired, hgx):
    """Each run's sections join end to end between its racks' drops, and their lengths sum to the run."""
    trays = {t.path: t for t in hgx[1].trays}
    for run in wired.runs:
        if not run.edges:
            continue
        tray = trays[run.path]
        edges = {e.tag: e for e in tray.edges}
        node = tray.drops[run.source]
        for tag in run.edges:
            edge = edges[tag]
            assert node in (edge.a, edge.b)
            node = edge.b if node == edge.a else edge.a
        assert node == tray.drops[run.target]
        assert run.length_m == pytest.approx(sum(edges[t].length for t in run.edges))


def test_bundles_conserve_cables(wired, catalog):
    """Cable-sections counted over bundles equal those counted over cables."""
    total = 0
    for network in wired.networks:
        for link in network.cables:
            twins = max(1, catalog.get(Cable, network.cable_types[link["cable"]].partition("/")[2]).links)
            total += len(wired.runs[link["route"]].edges) / twins
    assert sum(b.cables for b in wired.bundles) == pytest.approx(total, abs=len(wired.bundles))


def test_loads_hold_what_sits_in_the_racks(wired):
    """Each network and storage rack has one load: base, switches and servers; heat all to air; class C2."""
    for load in wired.loads:
        inside = sum(s.power_kw for s in wired.seats if s.rack == load.tag)
        assert load.design_kw == pytest.approx(inside + 0.1)
        assert load.heat_air_kw == load.design_kw
        kind = "storage-rack" if load.tag.startswith("S-") else "network-rack"
        assert (load.kind, load.load_class.value) == (kind, "C2")
    assert {load.tag for load in wired.loads} == {*(f"N-{i:02d}" for i in range(1, 7)), "S-01", "S-02"}


def test_graph_feeds_every_gpu_rack(wired, hgx):
    """Every GPU rack has packets from compute leaves with the speed of all its ports; nothing else feeds it."""
    speed: dict[str, float] = {}
    leaves = {e.tag for e in wired.elements if e.tag.startswith("LEAF")}
    racks = {p.tag for p in hgx[1].placed if p.purpose == "gpu"}
    for link in wired.links:
        if link.target in racks:
            assert link.commodity is Commodity.PACKETS
            assert link.source in leaves
            speed[link.target] = speed.get(link.target, 0.0) + (link.capacity or 0.0)
    assert speed == dict.fromkeys(racks, 8 * 8 * 400.0)


def test_every_element_can_work(wired):
    """With racks alive every switch and server of the graph finds what it needs."""
    alive = {link.source for link in wired.links} - {e.tag for e in wired.elements}
    pending = list(wired.elements)
    while True:
        done = [e for e in pending if all(_count(wired, alive, e.tag, c) >= n for c, n in e.needs.items())]
        if not done:
            break
        alive |= {e.tag for e in done}
        pending = [e for e in pending if e.tag not in alive]
    assert pending == []


def _count(wired, alive, tag, commodity) -> int:
    return sum(1 for link in wired.links if link.target == tag and link.commodity == commodity and link.source in alive)


def test_groups_name_their_members(wired):
    """Groups have spare members that are elements, and steps for their basis."""
    tags, steps = {e.tag for e in wired.elements}, {s.key for s in wired.steps}
    assert wired.groups
    for group in wired.groups:
        assert set(group.members) <= tags
        assert group.spare_units >= 1
        assert group.basis == "" or group.basis in steps


def test_bulk_counts_every_link_and_optic(wired, catalog):
    """Cables by type and stock times the links of each hold all links, at most one to spare by stock length."""
    optics = sum(float(b.quantity.q.m_as("")) for b in wired.bulk if b.key.startswith("optics."))
    assert optics == sum(n.counts.optics for n in wired.networks)
    cables = [b for b in wired.bulk if b.key.startswith("cables.")]
    each = [max(1, catalog.get(Cable, b.catalog.partition("/")[2]).links) for b in cables]
    held = sum(n * float(b.quantity.q.m_as("")) for n, b in zip(each, cables, strict=True))
    links = sum(len(n.cables) for n in wired.networks)
    assert links <= held <= links + sum(n - 1 for n in each) * len(wired.networks)
    assert len({b.key for b in wired.bulk}) == len(wired.bulk)


def test_steps_are_unique(wired):
    """No two steps share a key."""
    keys = [s.key for s in wired.steps]
    assert len(keys) == len(set(keys))


def test_nvl72_racks_bring_their_switches(nvl72):
    """Each NVL72 rack holds two management switches of its own, outside the fabric's power, and 80 management ports."""
    layout, made = nvl72
    oob = made.network("oob")
    inside = [s for s in made.seats if s.rack.startswith("R-")]
    assert len(inside) == 2 * 16
    assert all(s.power_kw == 0 for s in inside)
    ports = np.bincount(oob.cables["b"][oob.cables["layer"] == 0], minlength=len(oob.names))
    racks = [r for r in {p.tag for p in layout.placed} if r.startswith("R-")]
    for rack in racks:
        leaves = [row for row, name in enumerate(oob.names) if oob.racks[row] == rack and "LEAF" in name]
        assert sum(int(ports[row]) for row in leaves) == 18 * 3 + 9 * 2 + 8


def test_too_few_network_racks_ask_for_more(hgx, catalog, hall):
    """Two network racks are too few: the shortfall names the number that a second round builds."""
    short = wire(hgx[0], None, hall("hgx-b200-liquid", 8, 2), catalog)
    cure = next(s.cure for s in short.shortfalls if s.key == "network_racks")
    assert cure is not None
    assert cure.key == "network_racks.min"
    again = wire(hgx[0], None, hall("hgx-b200-liquid", 8, int(cure.amount)), catalog)
    assert not [s for s in again.shortfalls if s.key == "network_racks"]


def test_same_brief_same_bytes(hgx, catalog, wired):
    """Two runs give identical arrays, seats, links and steps."""
    again = assess(hgx[0], hgx[1], catalog, wire(hgx[0], None, hgx[1], catalog))
    assert again.seats == wired.seats
    assert again.links == wired.links
    assert again.failures == wired.failures
    assert [n.cables.tobytes() for n in again.networks] == [n.cables.tobytes() for n in wired.networks]
    assert [(s.key, s.substituted) for s in again.steps] == [(s.key, s.substituted) for s in wired.steps]


def test_every_note_has_words(wired, nvl72, brief, catalog):
    """Each note finds its words and the words find their facts."""
    from pathlib import Path

    import yaml

    words = yaml.safe_load((Path(__file__).parents[2] / "templates/words/notes/fabric.yaml").read_text())
    briefs = [
        "compute: {system: dgx-h100, nodes: 512}\nfabric: {in_band: {switch: sn4600c}}\n",
        "compute: {system: dgx-h100, nodes: 64}\nfabric: {compute: {planes: 2, switch: sn5600}}\n",
        "compute: {system: dgx-h100, nodes: 64}\nfabric: {storage: {spines: 7}}\n",
    ]
    for made in (wired, nvl72[1], *(wire(brief(text), None, None, catalog) for text in briefs)):
        for note in made.notes:
            assert words[note.key]["text"].format(**note.facts)


def test_several_kinds_share_the_side_networks(brief, catalog):
    """Three kinds of machine get a compute network each, with switches that their adapters can be joined to, and one
    storage, in-band and out-of-band network together; a wish that does not suit a later kind yields to a proposal."""
    text = (
        "compute:\n- {system: dgx-h100, nodes: 64}\n- {system: dgx-b300, nodes: 72}\n- {rack: gb200-nvl72, racks: 8}\n"
        "fabric: {compute: {switch: qm9700, ports_per_node: 8}}\n"
    )
    made = wire(brief(text), None, None, catalog)
    assert [n.name for n in made.networks] == ["compute", "compute-2", "compute-3", "storage", "in_band", "oob"]
    assert all(breaches(n) == [] for n in made.networks)
    assert len({name for n in made.networks for name in n.names if "LEAF" in name and n.name != "oob"}) == sum(
        int((n.devices["tier"] == 1).sum()) for n in made.networks if n.name != "oob"
    )
    leaves = [n.models[-2] for n in made.networks[:3]]
    assert leaves == ["switch/qm9700", "switch/q3400-ra", "switch/qm9700"]
    assert {size.network for size in made.sizes} == {"compute", "compute-2", "compute-3"}
    assert [domain.gpus for domain in made.scale_up] == [8, 8, 72]


def test_the_edge_is_on_both_sides(wired):
    """Two edge routers have two in-band links each, on two different leaves."""
    network = wired.network("in_band")
    rows = [row for row, name in enumerate(network.names) if name.startswith("EDGE")]
    links = network.cables[np.isin(network.cables["a"], rows) & (network.cables["layer"] == 0)]
    assert len(rows) == 2
    assert len(links) == 4
    assert len({(int(a), int(b)) for a, b in links[["a", "b"]].tolist()}) == 4


def test_a_run_too_long_is_held_against_the_reach_of_its_own_kind(brief, catalog, monkeypatch):
    """Where runs of 150 m find no medium, the reach told is that of those links: never as far as the run."""
    number = Basis.number
    monkeypatch.setattr(Basis, "number", lambda one, key, *of: 150.0 if key == "assumed_run" else number(one, key, *of))
    made = wire(brief("compute: {system: dgx-h100, nodes: 64}\n"), None, None, catalog)
    short = [one for one in made.shortfalls if one.key == "no_medium"]
    assert short
    assert all(one.got < one.wanted for one in short)
