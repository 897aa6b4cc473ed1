"""Two out at once: the engine by stretches against every pair worked out by itself."""

import random
from types import SimpleNamespace

import numpy as np
import pytest

from designer.catalog import Catalog
from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy import join, rules_of
from designer.redundancy.losses import Settled, losses
from designer.redundancy.overlapping import overlap, report
from designer.redundancy.pairing import as_rows, as_table, at_least, stretches
from designer.redundancy.scenarios import Scenario, faults, maintenance, normal
from designer.redundancy.trying import Bench, attempt, bench_of

P, C = Commodity.POWER, Commodity.COOLANT


def _plant(seed: int) -> Bench:
    """Random feeds over boards, panels, pumps and racks, with rings, k of n headers and redundancy groups."""
    rng = random.Random(seed)
    elements = [Element(f"U{n}", "utility", Trade.POWER, sources=(P,)) for n in range(2)]
    links: list[Link] = []

    def add(tag: str, needs: dict[Commodity, int], feeds: list[str], commodity: Commodity = P) -> None:
        elements.append(Element(tag, "bus", Trade.POWER, needs=needs))
        links.extend(Link(f, tag, commodity) for f in feeds)

    for n in range(4):
        add(f"B{n}", {P: 1}, rng.sample(["U0", "U1"], rng.randint(1, 2)))
    links += [Link("B0", "B1", P), Link("B1", "B0", P)]
    for n in range(6):
        add(f"P{n}", {P: 1}, rng.sample([f"B{m}" for m in range(4)], rng.randint(1, 2)))
    for n in range(4):
        elements.append(Element(f"W{n}", "pump", Trade.COOLING, needs={P: 1}, sources=(C,)))
        links += [Link(f, f"W{n}", P) for f in rng.sample([f"P{m}" for m in range(6)], 2)]
    add("H", {C: 3}, [f"W{n}" for n in range(4)], C)
    loads = [Load(f"W{n}", "pump", Trade.COOLING, LoadClass.CORE, 10, 10, 0, 1, heat_air_kw=10) for n in range(4)]
    for n in range(8):
        add(f"R{n}", {P: 1, C: 1}, rng.sample([f"P{m}" for m in range(6)], 2))
        links.append(Link("H", f"R{n}", C))
        loads.append(Load(f"R{n}", "rack", Trade.LAYOUT, LoadClass.GPU, 100, 100, 0, 1, heat_air_kw=100))
    group = RedundancyGroup("G", Trade.COOLING, "pump", 3, tuple(f"W{n}" for n in range(4)))
    bench = bench_of(join(elements, links, [group], loads), rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    return bench


@pytest.mark.parametrize("seed", range(8))
def test_pairs_equal_each_pair_by_itself(seed: int) -> None:
    """What two losses take together and neither alone is the same as by removing each pair in turn."""
    bench = _plant(seed)
    graph, loads, seconds = bench.joined.graph, bench.joined.loads, bench.rules.seconds
    planned, failed = maintenance(graph.elements), faults(graph.elements, graph.links)
    table = bench.settle([s.removed for s in failed], seconds).table()
    found = overlap(bench, planned, failed, table, seconds, plant=False)
    alone = bench.settle([*(s.removed for s in planned), ()], seconds).table()
    place = {load.tag: n for n, load in enumerate(loads)}
    of = stretches(
        np.concatenate([alone[:, :-1], table], axis=1), bench.wired(seconds),
        [place.get(s.tag, -1) for s in (*planned, *failed)], bench.indices([load.tag for load in loads]),
    ).of
    got = {
        (int(a), int(b)): set(found.loads[found.starts[n] : found.starts[n + 1]].tolist())
        for n, (a, b) in enumerate(zip(found.planned, found.failed, strict=True))
    }
    pairs = [(i, j) for i, a in enumerate(planned) for j, b in enumerate(failed) if a.tag != b.tag]
    more = _lost(bench, [(planned[i].removed, planned[i].tag) for i, _ in pairs])
    more |= _lost(bench, [(failed[j].removed, failed[j].tag) for _, j in pairs])
    both = _lost(bench, [((*planned[i].removed, *failed[j].removed), "") for i, j in pairs])
    positive = 0
    for n, (i, j) in enumerate(pairs):
        own = {place[t] for t in (planned[i].tag, failed[j].tag) if t in place}
        expected = set(np.flatnonzero(both[:, n] & ~more[:, n]).tolist()) - own
        positive += bool(expected)
        assert got.get((int(of[i]), int(of[len(planned) + j])), set()) == expected
    assert positive
    assert report(bench, found, plant=False).tried == len(planned) * len(failed)


def _lost(bench: Bench, removed: list[tuple[tuple[str, ...], str]]) -> np.ndarray:  # type: ignore[type-arg]
    table = bench.settle([*(tags for tags, _ in removed), ()], bench.rules.seconds).table()
    tried = [Scenario("T2", tag, "", tags) for tags, tag in removed]
    settled = Settled(table[:, :-1], table[:, -1], bench.normal)
    return losses(tried, settled, bench.joined.graph, bench.joined.loads).lost


@pytest.mark.parametrize("least", [1, 2, 3])
def test_votes_of_whole_numbers(least: int) -> None:
    """Counting votes in whole numbers equals counting a table."""
    table = np.random.default_rng(least).random((5, 70)) < 0.5
    votes = table.sum(axis=0) >= least
    assert (as_table([at_least(least, as_rows(table))], 70)[0] == votes).all()


def test_a_chain_is_one_stretch(kit: SimpleNamespace) -> None:
    """Breaker, busway and tap before two racks are one stretch: their loss takes the same feeds."""
    elements = [kit.source("U"), *(kit.element(t) for t in ("CB", "BW", "TAP", "R1", "R2"))]
    ways = ("U CB", "CB BW", "BW TAP", "TAP R1", "U R1", "TAP R2", "U R2")
    links = [kit.link(*way.split()) for way in ways]
    bench = bench_of(join(elements, links, [], [kit.load("R1", 1.0), kit.load("R2", 1.0)]), rules_of(Catalog()))
    scenarios = maintenance(bench.joined.graph.elements)
    table = bench.settle([s.removed for s in scenarios], 60.0).table()
    found = stretches(table, bench.wired(60.0), [-1] * len(scenarios), bench.indices(["R1", "R2"]))
    of = dict(zip((s.tag for s in scenarios), found.of.tolist(), strict=True))
    assert of["CB"] == of["BW"] == of["TAP"] != of["R1"]
    assert of["R1"] == -1
