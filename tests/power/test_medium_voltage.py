"""The medium-voltage side as built: cubicles, duct banks, battery systems."""

from collections import Counter
from dataclasses import replace

import pytest

from designer.catalog import Conductor
from designer.ledger import given
from designer.model import LoadClass
from designer.power import feed
from designer.power.conductors import bank_factor, fullest_bank
from designer.redundancy.isolating import isolations
from designer.units import q


@pytest.fixture(scope="module")
def stored(prairie, catalog, small, build):
    """A hall of 24 racks with a ramp limit and three battery systems."""
    layout = small
    systems = tuple(
        build["placed"](f"BESS-{n:02d}", "storage-system", "storage-system/container-1600", 20.0 * n, -30.0, "YARD-1")
        for n in (1, 2, 3)
    )
    layout = replace(layout, placed=(*layout.placed, *systems))
    ramp = replace(prairie.feed, ramp_limit=given(q(0.2, "MW/s"), "brief"))
    loads = [*build["racks"](layout), *build["plant"](network=2, storage=1, cdus=2, pumps=2, coolers=3, units=3)]
    return feed(replace(prairie, feed=ramp), build["programme"](racks=24, blocks=4), layout, loads, catalog)


@pytest.fixture(scope="module")
def small(build):
    """Its layout."""
    return build["hall"](racks=24, rows=2, units=8, ups=2, batteries=4, generators=2)


def test_every_end_of_a_loop_has_a_cubicle(stored):
    """Each breaker of the medium voltage stands in one cubicle, with a setting within its frame."""
    breakers = {e.tag for e in stored.elements if e.tag.startswith(("CB-MVS", "CB-BESS", "TIE-MVS"))}
    ends = {x.path for x in stored.branches if x.kind == "feeder" and x.path and "BESS" not in x.tag}
    breakers |= {f"CB-{path}{end}" for path in ends for end in "12"}
    devices = Counter(c.device for c in stored.cubicles if c.device and not c.device.startswith("MTR"))
    assert set(devices) == breakers
    assert set(devices.values()) == {1}
    assert all(0 < c.setting <= c.frame for c in stored.cubicles if c.frame)
    assert len({c.tag for c in stored.cubicles}) == len(stored.cubicles)


def test_the_bus_section_breaker_protects_its_cable(stored):
    """The cable between the sections is held against the breaker that its cubicle is set to, and carries that."""
    tie = next(b for b in stored.branches if b.tag == "FDR-TIE")
    cubicle = next(c for c in stored.cubicles if c.device == "TIE-MVS")
    assert cubicle.setting == tie.breaker
    assert tie.current <= cubicle.setting <= tie.ampacity
    incomers = [c.setting for c in stored.cubicles if c.duty == "incomer"]
    feeders = [c.setting for c in stored.cubicles if c.duty == "feeder"]
    assert max(feeders) <= cubicle.setting <= min(incomers)


def test_banks_hold_every_cable_that_leaves_a_section(stored):
    """Each feeder that touches a section lies in one bank of it, and no bank is fuller than the tables go."""
    for section in ("MVS-01", "MVS-02"):
        held = Counter(t for b in stored.ducts if b.section == section for t in b.feeders)
        ends = {b.tag for b in stored.branches if b.kind == "feeder" and section in (b.source, b.target)}
        assert set(held) | {"FDR-TIE"} == ends
        assert set(held.values()) == {1}
    assert all(b.circuits <= 6 and 0.5 < b.factor <= 1.0 for b in stored.ducts)
    shared = {e.tag: e.shares for e in stored.elements if e.kind == "feeder"}
    assert all(b.tag in shared[t] for b in stored.ducts for t in b.feeders)


def test_a_bank_takes_ampacity(catalog):
    """Three circuits in one bank carry 80 % each by the ratio of the table; a fourth is counted as six."""
    nec, iec = (catalog.get(Conductor, s) for s in ("nec-mv-aluminium", "iec-mv-copper-xlpe"))
    assert [bank_factor(nec, n) for n in (1, 2, 3, 4, 6)] == [1.0, 0.8, 0.8, 0.62, 0.62]
    assert [bank_factor(iec, n) for n in (1, 2, 3, 6)] == [1.0, 0.85, 0.76, 0.66]
    assert [fullest_bank(n) for n in (6, 7, 18)] == [6, 4, 6]


def test_batteries_hold_the_ramp(stored):
    """24 racks swing by 3,168 kW: two systems of 1.6 MW and one to spare, each behind a breaker and a cable of its
    own, beside the loads.
    """
    store = stored.storage
    assert (store.tags, store.needed) == (("BESS-01", "BESS-02", "BESS-03"), 2)
    assert store.left == pytest.approx(0.5)
    group = next(g for g in stored.groups if g.tag == "SMOOTHING")
    assert (group.needed, group.members) == (2, store.tags)
    elements = {e.tag: e for e in stored.elements}
    below = {k.source for k in stored.links} & set(store.tags)
    assert not below
    assert isolations(elements, stored.links)["BESS-02"].devices == ("CB-BESS-02",)
    aux = [x for x in stored.loads if x.kind == "storage-auxiliary"]
    assert sum(x.design_kw for x in aux) == sum(x.outside_kw for x in aux) == 45.0
    assert {b.tag for b in stored.branches} >= {f"FDR-{t}" for t in store.tags}


def test_too_few_batteries_are_said(prairie, catalog, small, build):
    """One system for a swing of 3.2 MW is a shortfall, never silence."""
    one = build["placed"]("BESS-01", "storage-system", "storage-system/container-1600", 20.0, -30.0, "YARD-1")
    layout = replace(small, placed=(*small.placed, one))
    loads = [*build["racks"](layout), build["load"]("N-01", "rack", LoadClass.CORE, 30.0)]
    chain = feed(prairie, build["programme"](racks=24, blocks=4), layout, loads, catalog)
    assert any(s.key == "power.smoothing" for s in chain.shortfalls)
