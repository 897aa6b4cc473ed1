"""Architectures by load class, as many systems as the load needs, and what stands before the feeders."""

import re
from collections import Counter
from dataclasses import replace

import networkx as nx
import pytest

from designer.ledger import Evidence, Status, Value
from designer.model import Commodity
from designer.power import feed
from designer.units import q


def said(value, unit):
    """A value of the brief."""
    return Value(q(value, unit), Evidence("brief", Status.READ), "brief:test")


def wished(site, **power):
    """A site whose power wishes are others."""
    return replace(site, wishes=replace(site.wishes, power=replace(site.wishes.power, **power)))


def fed(build, site, catalog, units=16, core=2, network=8, coolers=12, sets=8):
    """A small hall on eight GPU blocks, with so many units and so many of them for the core."""
    layout = build["hall"](racks=54, rows=4, units=units, ups=12, batteries=48, generators=sets)
    loads = [*build["racks"](layout), *build["plant"](network, 4, 6, 4, coolers, 6)]
    return feed(site, build["programme"](54, 8, core=core), layout, loads, catalog)


CORE = {
    "N": (1, {"SYS-CORE-1": 1}),
    "N+1": (2, {"SYS-CORE-1": 2}),
    "2N": (2, {"SYS-CORE-1": 2}),
    "2(N+1)": (4, {"SYS-CORE-1": 2, "SYS-CORE-RESERVE": 2}),
    "3-to-make-2": (3, {"SYS-CORE-1": 3}),
    "4-to-make-3": (4, {"SYS-CORE-1": 4}),
    "block-redundant-2": (3, {"SYS-CORE-1": 1, "SYS-CORE-2": 1, "SYS-CORE-RESERVE": 1}),
}


@pytest.mark.parametrize("name", CORE)
def test_core_by_architecture(build, prairie, catalog, name):
    """The core's blocks, UPS boards and second cords follow its own architecture; every load is fed and nothing is
    above its rating.
    """
    count, systems = CORE[name]
    chain = fed(build, wished(prairie, core_architecture=name), catalog, core=count)
    assert Counter(b.system for b in chain.blocks if "CORE" in b.system) == systems
    boards = {e.tag for e in chain.elements if e.tag.startswith("UPB")}
    static = name.startswith("block")
    assert len(boards) == sum(n for key, n in systems.items() if static or not key.endswith("RESERVE"))
    ends = {x.load: (x.block_a, x.block_b) for x in chain.assignments}
    paired = name in ("N+1", "2N", "2(N+1)", "3-to-make-2", "4-to-make-3")
    assert (ends["N-01"][0] != ends["N-01"][1]) == paired
    ties = [e for e in chain.elements if e.tag.startswith("TIE-") and e.kind != "bus-tie"]
    assert len(ties) == (systems.get("SYS-CORE-RESERVE", 0) if "+1" in name else 0)
    panels = {e.tag for e in chain.elements if e.kind == "panel" and e.tag.startswith("PDP")}
    switches = {e.tag.removeprefix("STS-") for e in chain.elements if e.tag.startswith("STS-PDP")}
    assert switches == (panels if static else set())
    assert all(x.worst <= x.rating for x in chain.loadings if x.kind in ("ups", "transformer", "panel"))


@pytest.mark.parametrize("name", ["N", "N+1", "2N", "2(N+1)", "3-to-make-2", "block-redundant-2"])
def test_plant_by_architecture(build, prairie, catalog, name):
    """Plant of one cord stands on one panel (N) or between two units; block redundant: its own and the catcher."""
    chain = fed(build, wished(prairie, mechanical_architecture=name), catalog, units=16)
    ends = {x.load: (x.block_a, x.block_b) for x in chain.assignments}
    transfers = any(e.tag == "ATS-CLR-01" for e in chain.elements)
    assert transfers == (name != "N")
    assert all((ends[f"CLR-{n:02d}"][0] == ends[f"CLR-{n:02d}"][1]) == (name == "N") for n in range(1, 13))
    if name.startswith("block"):
        catchers = {b.tag: b.transformer for b in chain.blocks if b.system == "SYS-PLANT-RESERVE"}
        assert {ends[f"CLR-{n:02d}"][1] for n in range(1, 13)} <= set(catchers)
        assert all(x.normal < 1e-9 for x in chain.loadings if x.tag in catchers.values())


def test_core_beyond_one_pair(build, prairie, catalog):
    """3.6 MW of network racks on six units of 2.5 MVA: three systems of two, each carried by either side alone."""
    chain = fed(build, prairie, catalog, core=6, network=100)
    assert {b.system for b in chain.blocks if "CORE" in b.system} == {f"SYS-CORE-{n}" for n in (1, 2, 3)}
    sides = [x for x in chain.loadings if x.kind == "ups"]
    assert {x.tag for x in sides} == {f"UPB-{letter}{n}" for letter in "AB" for n in (1, 2, 3)}
    worst = [x.worst for x in sides]
    assert max(worst) / min(worst) < 1.2
    assert all(x.worst <= x.rating for x in chain.loadings if x.kind in ("ups", "transformer"))
    assert not [s for s in chain.shortfalls if s.key in ("power.core_after_loss", "power.ups")]


def test_sets_on_several_buses(build, prairie, catalog):
    """Beyond 6,000 A or 100 kA the sets stand on buses of their own, each with a spare, and no core system is torn."""
    chain = fed(build, prairie, catalog, core=6, network=160, sets=12)
    plants = [g for g in chain.groups if g.kind == "generator"]
    asked = sum(x.worst for x in chain.loadings if x.kind == "generator")
    assert asked >= next(s for s in chain.steps if s.key == "power.generator_load").si("kW") * (1 - 1e-9)
    assert all(x.worst <= x.rating for x in chain.loadings if x.kind == "generator")
    assert len(plants) > 1
    assert all(len(g.members) > g.needed for g in plants)
    buses = {b.tag: b for b in chain.buses if b.tag.startswith("GPB")}
    assert set(buses) == {f"GPB-{side}{n + 1}" for side in "AB" for n in range(len(plants))}
    assert all(b.generator_ka <= 100.0 for b in buses.values())
    above = {b.target: b.source for b in chain.branches if b.source in buses}
    for number in (1, 2, 3):
        pair = [b.switchboard for b in chain.blocks if b.system == f"SYS-CORE-{number}"]
        assert len({above[board][-1] for board in pair}) == 1
        assert {above[board][:5] for board in pair} == {"GPB-A", "GPB-B"}


def test_substation(build, prairie, catalog):
    """Fed at 138 kV two main transformers stand before the sections, sized one out, with losses and a fault level."""
    feed_ = replace(prairie.feed, voltage=said(138, "kV"), fault_level=said(8000, "MVA"))
    chain = fed(build, replace(prairie, feed=feed_), catalog)
    mains = [e for e in chain.elements if e.kind == "main-transformer"]
    assert len(mains) == 2
    rows = [x for x in chain.loadings if x.kind == "main-transformer"]
    assert all(x.worst == pytest.approx(2 * x.normal) and x.worst <= x.rating for x in rows)
    assert chain.losses_kw["main-transformer"] > 0.0
    section = next(b for b in chain.buses if b.tag == "MVS-01")
    assert section.voltage == pytest.approx(34500.0, rel=1e-3)
    ways = [b for b in chain.branches if b.source in {e.tag for e in mains}]
    assert {b.target for b in ways} == {"MVS-01", "MVS-02"}
    assert all(b.current <= b.breaker <= b.ampacity and b.loss > 0.0 for b in ways)
    assert 5.0 < section.fault_ka < section.rating_ka


def _dark(chain, out):
    """Whether no board is reached from a utility without so many elements, every normally open device closed."""
    graph = nx.DiGraph((k.source, k.target) for k in chain.links if k.commodity is Commodity.POWER)
    left = graph.subgraph(set(graph) - set(out))
    utilities = [e.tag for e in chain.elements if e.kind == "utility" and e.tag in left]
    seen = set().union(*(nx.descendants(left, tag) for tag in utilities))
    return not seen & {b.switchboard for b in chain.blocks}


@pytest.mark.parametrize(("feeds", "singles"), [(1, {"SE-1", "HVS-01"}), (2, set())])
def test_two_feeds_at_high_voltage_have_a_section_each(build, prairie, catalog, feeds, singles):
    """Behind two feeds no element of the substation stands between the whole hall and the utility, a section of the
    high-voltage bus with all that is switched on it least of all; behind one feed its bus does, and has no tie.
    """
    feed_ = replace(prairie.feed, voltage=said(138, "kV"), fault_level=said(8000, "MVA"), feeds=feeds)
    chain = fed(build, replace(prairie, feed=feed_), catalog)
    station = [e.tag for e in chain.elements if re.match(r"SE-|HVS-|TIE-HVS|CB-MTX-|MTX-|CB-MVS-", e.tag)]
    assert {tag for tag in station if _dark(chain, [tag])} == singles
    assert ("TIE-HVS" in station) is (feeds == 2)
    beside = {tag for k in chain.links for tag in (k.source, k.target) if "HVS-01" in (k.source, k.target)}
    assert _dark(chain, beside) is (feeds == 1)


@pytest.mark.parametrize(
    ("volts", "level", "rating", "bus"), [(34.5, 1500, 31.5, 1200), (34.5, 2300, 40.0, 1200), (13.8, 1000, 50.0, 1200)]
)
def test_switchgear_of_the_voltage(build, prairie, catalog, volts, level, rating, bus):
    """The smallest lineup of the voltage class that interrupts the fault level: 25.1, 38.5 and 41.8 kA."""
    feed_ = replace(prairie.feed, voltage=said(volts, "kV"), fault_level=said(level, "MVA"))
    chain = fed(build, replace(prairie, feed=feed_), catalog)
    section = next(b for b in chain.buses if b.tag == "MVS-01")
    assert section.rating_ka == rating
    element = next(e for e in chain.elements if e.tag == "MVS-01")
    assert element.rating.m_as("A") == bus


def test_switchgear_beyond_the_catalog(build, prairie, catalog):
    """At 13.8 kV and 2,500 MVA no lineup interrupts 108 kA: a question names the nearest and the reactors."""
    feed_ = replace(prairie.feed, voltage=said(13.8, "kV"), fault_level=said(2500, "MVA"))
    chain = fed(build, replace(prairie, feed=feed_), catalog)
    note = next(n for n in chain.notes if n.key == "power.switchgear_nearest")
    assert note.facts["breaks"].si("kA") == 63.0
    asked, ohms = note.facts["fault"].m_as("kA"), note.facts["reactor"].m_as("ohm")
    assert ohms == pytest.approx(1.1 * 13.8 / 3**0.5 * (1 / 63.0 - 1 / asked))
