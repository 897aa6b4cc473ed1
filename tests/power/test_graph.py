"""The chain as a graph, proved by removal: only what stands before both bus sections is single."""

import pytest

from designer.model import Commodity, Element, Fate, RedundancyGroup, Trade
from designer.power import feed
from designer.redundancy import join, prove_graph, rules_of


def proof_of(chain, catalog):
    """Prove the power graph alone: every load an element that needs power."""
    own = {e.tag for e in chain.elements}
    loads = [
        Element(x.tag, x.kind, Trade.LAYOUT, load_class=x.load_class, needs={Commodity.POWER: 1})
        for x in chain.loads
        if x.tag not in own
    ]
    plant = [
        RedundancyGroup(prefix, Trade.COOLING, "plant", len(members) - 1, members)
        for prefix in ("FWP", "CLR", "ACU")
        if (members := tuple(x.tag for x in chain.loads if x.tag.startswith(prefix)))
    ]
    return prove_graph(
        join([*chain.elements, *loads], chain.links, [*chain.groups, *plant], chain.loads), rules_of(catalog)
    )


@pytest.fixture(scope="module")
def fed(build, prairie, catalog):
    """The chain of a small hall on twelve transformers, with generators."""
    layout = build["hall"](racks=54, rows=4, units=12)
    return feed(
        prairie, build["programme"](54), layout, [*build["racks"](layout), *build["plant"](8, 4, 6, 4, 12, 6)], catalog
    )


def test_single_points(fed, catalog):
    """With one utility it, the service entrance and its two main breakers are single; nothing else, under work or
    fault.
    """
    proof = proof_of(fed, catalog)
    assert set(proof.single_points) == {"UTILITY-1", "SE-1", "CB-MVS-01", "CB-MVS-02"}
    assert not proof.notes or {n.key for n in proof.notes}.isdisjoint(
        {
            "redundancy.loose_links",
            "redundancy.load_without_element",
            "redundancy.passes_without_source",
            "redundancy.tag_twice",
        }
    )


def test_every_removal_is_served(fed, catalog):
    """Any other element out for work or failed: every load stays served, and nothing is overloaded."""
    for removal in proof_of(fed, catalog).removals:
        if removal.test in ("T1", "T2") and removal.tag not in ("SE-1", "CB-MVS-01", "CB-MVS-02", "UTILITY-1"):
            assert not removal.lost, (removal.test, removal.tag, removal.lost)
            assert removal.worst_share <= 1.001, removal


def test_generators_carry_the_core(fed, catalog):
    """Without the utility core and controls live on through UPS and generators; the GPU racks do not."""
    outage = next(r for r in proof_of(fed, catalog).removals if r.test == "T2" and r.tag == "UTILITY-1")
    assert "C3" in outage.lost_kw
    assert not {"C1", "C2"} & set(outage.lost_kw)


def test_shares_agree_with_the_room(build, prairie, catalog):
    """The proof's equal sharing over the graph finds the loading that the room's block table gives, losses aside."""
    layout = build["hall"](racks=108)
    chain = feed(
        prairie, build["programme"](108), layout, [*build["racks"](layout), *build["plant"](4, 2, 2, 2, 4, 2)], catalog
    )
    removal = next(r for r in proof_of(chain, catalog).removals if (r.test, r.tag) == ("T1", "TX-03"))
    assert removal.worst_tag in ("TX-04", "TX-07", "TX-08")
    assert removal.worst_share == pytest.approx(108 / 2 * 132 / 3 / (2500 * 0.99), rel=1e-6)
    worst = max(x.worst / x.rating for x in chain.loadings if x.tag == removal.worst_tag)
    assert worst == pytest.approx(removal.worst_share, rel=0.01)


def test_two_utilities(build, fjord, catalog):
    """Two utility feeds on two sections leave no single point at all."""
    layout = build["hall"](
        racks=24,
        rows=3,
        units=8,
        prefix="T",
        rack="rack/hgx-b200-liquid",
        transformer="transformer/oil-1600-22000-400",
        board="switchboard/lv-400-4000-65",
        generators=2,
    )
    loads = [*build["racks"](layout, 106.0, 1.0), *build["plant"](4, 2, 4, 2, 6, 4)]
    proof = proof_of(feed(fjord, build["programme"](24, 4), layout, loads, catalog), catalog)
    assert proof.single_points == ()


def test_groups_and_fates(fed):
    """Each group's members are elements; what is reused names its survey item."""
    tags = {e.tag for e in fed.elements}
    assert all(set(g.members) <= tags and 0 < g.needed <= len(g.members) for g in fed.groups)
    systems = {"SYS-1", "SYS-2", "SYS-CORE-1", "SYS-PLANT-1", "UPS-SIDE-A", "UPS-SIDE-B"}
    assert {g.tag for g in fed.groups} >= systems
    assert any(g.kind == "generator" for g in fed.groups)
    assert all(bool(e.survey) == (e.fate in (Fate.REUSE, Fate.REFURBISH)) for e in fed.elements)


def test_like_elements_of_two_paths_stand_in_for_one_another(fed):
    """Both UPS sides are one group that can miss one of them, boards and mains of a system as its transformers, panels
    in twos.
    """
    groups = {g.tag: g for g in fed.groups}
    assert groups["UPS"].spare_units >= groups["UPS"].needed
    assert (groups["SYS-1-BOARDS"].needed, len(groups["SYS-1-BOARDS"].members)) == (3, 4)
    twos = [g for g in fed.groups if g.tag.startswith("PAIR-")]
    assert {g.kind for g in twos} >= {"cord", "busway", "panel", "breaker"}
    assert all((g.needed, len(g.members)) == (1, 2) for g in twos)
    paths = {e.tag: e.path for e in fed.elements}
    assert all(paths[a] != paths[b] for a, b in (g.members for g in twos))


def test_each_set_burns_from_a_tank_of_its_own(fed, catalog):
    """A tank out takes its set and no other; one tank for all would be named."""
    fuel = [k for k in fed.links if k.source.startswith("FT-")]
    assert len(fuel) == len({k.target for k in fuel}) == len({k.source for k in fuel}) > 1
    assert not any(t.startswith("FT-") for t in proof_of(fed, catalog).single_points_on_generators)
