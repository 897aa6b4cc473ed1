"""What the fabric counts before anything is placed is what it then wires: cabinets, power, storage."""

import pytest

from designer import fabric
from designer.catalog import System
from designer.redundancy.records import Trades


def test_the_count_is_what_is_wired(two_feeds: Trades):
    """The small hall: counted power is that of the cabinets as wired, every switch and server has a seat, and no
    cabinet was missing.
    """
    counted = fabric.count(two_feeds.site, two_feeds.programme, two_feeds.catalog)
    drawn = sum(load.design_kw for load in two_feeds.fabric.loads if load.kind == "network-rack")
    assert counted.served == two_feeds.programme.served
    assert counted.racks == two_feeds.programme.network.racks
    assert counted.power_kw == pytest.approx(drawn, rel=0.02)
    assert all(seat.rack for seat in two_feeds.fabric.seats)
    assert not [s for s in two_feeds.fabric.shortfalls if s.key == "network_racks"]


def test_storage_is_counted_once(two_feeds: Trades):
    """Nodes of the programme are those with a seat; each storage rack draws what its nodes draw and its own base, and
    the programme says the same of all of them.
    """
    nodes = {s.key: s.power_design.si("kW") for s in two_feeds.catalog.all(System) if s.purpose == "storage"}
    seated = [seat for seat in two_feeds.fabric.seats if seat.catalog in nodes]
    racks = {p.tag for p in two_feeds.layout.of("rack") if p.purpose == "storage"}
    assert len(seated) == two_feeds.programme.storage_nodes > 0
    assert {seat.rack for seat in seated} <= racks
    base = two_feeds.catalog.threshold("fabric", "rack_base").si("kW")
    group = next(g for g in two_feeds.programme.racks if g.purpose == "storage")
    drawn = [load for load in two_feeds.loads if load.tag in racks]
    assert len(drawn) == len(racks) == group.count
    for load in drawn:
        inside = [seat for seat in seated if seat.rack == load.tag]
        assert load.design_kw == pytest.approx(base + sum(nodes[seat.catalog] for seat in inside))
    assert sum(load.design_kw for load in drawn) == pytest.approx(group.count * group.load_kw)
