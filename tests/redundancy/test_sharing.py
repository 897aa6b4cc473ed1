"""Loading after a removal under equal sharing, against the plain rule and against the maximum flow."""

import itertools
import random
from types import SimpleNamespace

import numpy as np
import pytest

from designer.model import Commodity, Element, Link, Trade
from designer.redundancy.flowing import Mains
from designer.redundancy.propagation import spread, wire_all
from designer.redundancy.sharing import feeds_of, patterns_of, share


def _shares(elements: list[Element], links: list[Link], demands: dict[str, float], removed: list[set[str]]):  # type: ignore[no-untyped-def]
    named = {e.tag: e for e in elements}
    index = {tag: n for n, tag in enumerate(named)}
    wirings = wire_all(named, links, float("inf"))
    settled = spread(len(named), wirings, [{index[t] for t in r} for r in removed])
    wanted = {index[t]: d for t, d in demands.items()}
    feeds = feeds_of(settled, named, wanted)
    patterns = patterns_of(settled, feeds)
    return feeds, patterns, share(feeds, patterns, elements, wanted), index, wanted


def _radial(rng: random.Random) -> tuple[list[Element], list[Link], dict[str, float]]:
    """Sources over boards over panels over loads, every item with one to three feeds from the layer above."""
    layers = [["U0", "U1"], [f"B{n}" for n in range(4)], [f"P{n}" for n in range(6)], [f"R{n}" for n in range(12)]]
    elements = [Element(t, "utility", Trade.POWER, sources=(Commodity.POWER,), capacity=900.0) for t in layers[0]]
    links, demands = [], {}
    for above, here in itertools.pairwise(layers):
        for tag in here:
            rated = None if tag[0] == "R" else rng.choice([120.0, 200.0, 400.0])
            elements.append(Element(tag, "bus", Trade.POWER, needs={Commodity.POWER: 1}, capacity=rated))
            links += [Link(s, tag, Commodity.POWER) for s in rng.sample(above, min(len(above), rng.randint(1, 3)))]
    demands = {tag: rng.choice([10.0, 20.0, 40.0]) for tag in layers[3]}
    return elements, links, demands


def _plain(
    elements: list[Element], links: list[Link], demands: dict[str, float], removed: set[str]
) -> dict[str, float]:
    """Equal sharing, one scenario, by the layers of `_radial` from the loads upwards."""
    alive: set[str] = set()
    for e in elements:
        fed = any(k.target == e.tag and k.source in alive for k in links)
        if e.tag not in removed and (e.sources or fed):
            alive.add(e.tag)
    flow = dict.fromkeys((e.tag for e in elements), 0.0) | demands
    for e in reversed(elements):
        live = [k.source for k in links if k.target == e.tag and k.source in alive]
        for s in live:
            flow[s] += flow[e.tag] / len(live)
    return flow


@pytest.mark.parametrize("seed", range(8))
def test_flows_are_those_of_the_plain_rule(seed: int) -> None:
    """All removals in one pass give the flows of each removal worked out alone."""
    elements, links, demands = _radial(random.Random(seed))
    removed = [set(), *({e.tag} for e in elements if e.tag[0] != "R")]
    _, patterns, shares, index, _ = _shares(elements, links, demands, removed)
    for scenario, out in enumerate(removed):
        expected = _plain(elements, links, demands, out)
        got = shares.flow[:, patterns.of[scenario]]
        carriers = [e.tag for e in elements if e.tag[0] != "R"]
        assert [got[index[t]] for t in carriers] == pytest.approx([expected[t] for t in carriers])


@pytest.mark.parametrize("seed", range(20))
def test_what_sharing_can_carry_the_maximum_flow_can_too(seed: int) -> None:
    """Equal sharing within all ratings is itself a flow: the maximum flow never fails where it passes."""
    elements, links, demands = _radial(random.Random(100 + seed))
    removed = [set(), *({e.tag} for e in elements if e.tag[0] != "R")]
    feeds, patterns, shares, _, wanted = _shares(elements, links, demands, removed)
    for pattern, worst in enumerate(shares.worst.tolist()):
        if worst <= 1.0:
            assert Mains(feeds, elements, wanted).could_carry(patterns.live[:, pattern])


@pytest.mark.parametrize("seed", range(5))
def test_power_is_conserved(seed: int) -> None:
    """The sources give exactly the demand of the loads that still have a live feed."""
    elements, links, demands = _radial(random.Random(200 + seed))
    removed = [set(), *({e.tag} for e in elements if e.tag[0] != "R")]
    feeds, patterns, shares, index, wanted = _shares(elements, links, demands, removed)
    for pattern in range(patterns.live.shape[1]):
        live = patterns.live[:, pattern]
        fed = sum(d for n, d in wanted.items() if any(live[int(feeds.wiring.sources[k])] for k in feeds.inward[n]))
        given = shares.flow[[index["U0"], index["U1"]], pattern].sum()
        assert given == pytest.approx(fed)


def test_a_ring_carries_from_where_it_is_fed(kit: SimpleNamespace) -> None:
    """Three buses in a ring, one fed: its flow is the whole demand, the far ones pass on only their own."""
    elements = [kit.source("U"), *(kit.element(t) for t in ("A", "B", "C")), *(kit.element(f"R{t}") for t in "ABC")]
    ties = [(a, b) for a in "ABC" for b in "ABC" if a != b]
    links = [kit.link("U", "A"), *(kit.link(a, b) for a, b in ties), *(kit.link(t, f"R{t}") for t in "ABC")]
    _, _, shares, index, _ = _shares(elements, links, {"RA": 10.0, "RB": 20.0, "RC": 30.0}, [set(), {"C"}])
    flows = [sorted(shares.flow[index[t]].tolist()) for t in "UABC"]
    assert flows == [[30.0, 60.0], [30.0, 60.0], [20.0, 20.0], [0.0, 30.0]]


def test_an_open_tie_carries_only_when_it_must(kit: SimpleNamespace) -> None:
    """With both mains in, the normally-open tie carries nothing; with one out, it carries that side."""
    elements = [kit.source("U1"), kit.source("U2"), *(kit.element(t) for t in ("A", "B", "R1", "R2"))]
    tie = {"normally_open": True, "switching_seconds": 5.0}
    links = [
        kit.link("U1", "A"),
        kit.link("U2", "B"),
        kit.link("A", "B", **tie),
        kit.link("B", "A", **tie),
        kit.link("A", "R1"),
        kit.link("B", "R2"),
    ]
    _, patterns, shares, index, _ = _shares(elements, links, {"R1": 100.0, "R2": 50.0}, [set(), {"U1"}])
    by_scenario = shares.flow[:, patterns.of]
    assert by_scenario[index["U1"]].tolist() == [100.0, 0.0]
    assert by_scenario[index["U2"]].tolist() == [50.0, 150.0]
    assert by_scenario[index["A"]].tolist() == [100.0, 100.0]


def test_links_are_held_to_their_own_rating(kit: SimpleNamespace) -> None:
    """A cord rated for half the rack is loaded to twice its rating when its partner is out."""
    elements = [kit.source("U1"), kit.source("U2"), kit.element("R")]
    links = [kit.link("U1", "R", capacity=60.0), kit.link("U2", "R", capacity=60.0)]
    _, patterns, shares, _, _ = _shares(elements, links, {"R": 120.0}, [set(), {"U2"}])
    assert shares.worst[patterns.of].tolist() == [1.0, 2.0]
    assert shares.worst_tag[int(patterns.of[1])] == "U1 > R"


def test_maximum_flow_of_a_known_network(kit: SimpleNamespace) -> None:
    """Two boards of 100 and 50 kW under one source carry 150 of the 200 kW wanted."""
    elements = [kit.source("U"), kit.element("A", capacity=100.0), kit.element("B", capacity=50.0), kit.element("R")]
    links = [kit.link("U", "A"), kit.link("U", "B"), kit.link("A", "R"), kit.link("B", "R")]
    feeds, _, _, _, wanted = _shares(elements, links, {"R": 200.0}, [set()])
    assert Mains(feeds, elements, wanted).most_watts(np.ones(4, dtype=bool)) == 150_000
