"""What works after a removal."""

import random
from types import SimpleNamespace

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model import Commodity, Element, Link, Trade
from designer.redundancy.propagation import column_bits, spread, unpack, wire_all


def _table(elements: list[Element], links: list[Link], removed: list[set[str]], seconds: float = 0.0) -> list[set[str]]:
    named = {e.tag: e for e in elements}
    index = {tag: n for n, tag in enumerate(named)}
    wirings = wire_all(named, links, seconds)
    table = spread(len(named), wirings, [{index[t] for t in r} for r in removed]).table()
    return [{tag for tag, n in index.items() if table[n, s]} for s in range(len(removed))]


def test_two_tied_buses_do_not_keep_each_other_alive(kit: SimpleNamespace) -> None:
    """A ring without a source is dead, with one live feed it is alive as a whole."""
    elements = [kit.source("U"), kit.element("A"), kit.element("B")]
    links = [kit.link("U", "A"), kit.link("A", "B"), kit.link("B", "A")]
    assert _table(elements, links, [set(), {"U"}, {"A"}]) == [{"U", "A", "B"}, {"A", "B"} - {"A", "B"}, {"U"}]


def test_plant_that_cools_its_own_feed_keeps_running(kit: SimpleNamespace) -> None:
    """Between commodities mutual support is allowed: a UPS cooled by the air unit that it feeds."""
    ups = kit.element("UPS", "ups", {Commodity.POWER: 1, Commodity.AIR: 1})
    unit = kit.element("ACU", "air-unit", {Commodity.POWER: 1}, sources=(Commodity.AIR,))
    elements = [kit.source("U"), ups, unit]
    links = [kit.link("U", "UPS"), kit.link("UPS", "ACU"), kit.link("ACU", "UPS", Commodity.AIR)]
    assert _table(elements, links, [set(), {"ACU"}]) == [{"U", "UPS", "ACU"}, {"U"}]


@pytest.mark.parametrize(("lost", "alive"), [(1, True), (2, False)])
def test_k_of_n(kit: SimpleNamespace, lost: int, alive: bool) -> None:
    """An element that needs three of four feeds survives one loss and not two."""
    feeds = [kit.source(f"P{n}", Commodity.COOLANT, "pump") for n in range(4)]
    header = kit.element("H", "header", {Commodity.COOLANT: 3})
    links = [kit.link(f"P{n}", "H", Commodity.COOLANT) for n in range(4)]
    assert ("H" in _table([*feeds, header], links, [{f"P{n}" for n in range(lost)}])[0]) is alive


@pytest.mark.parametrize(("seconds", "alive"), [(-1.0, False), (10.0, False), (30.0, True), (float("inf"), True)])
def test_normally_open_links_count_when_they_close_in_time(kit: SimpleNamespace, seconds: float, alive: bool) -> None:
    """A tie that needs thirty seconds does not help a test that allows ten."""
    elements = [kit.source("U1"), kit.source("U2"), kit.element("A")]
    links = [kit.link("U1", "A"), kit.link("U2", "A", normally_open=True, switching_seconds=30.0)]
    assert ("A" in _table(elements, links, [{"U1"}], seconds)[0]) is alive


def test_bits_round_trip() -> None:
    """Rows of bits unpack to the removals that made them, over more than one machine word."""
    rng = random.Random(7)
    removed = [set(rng.sample(range(9), rng.randint(0, 4))) for _ in range(150)]
    table = unpack(column_bits(9, removed), 150)
    assert all(set(np.flatnonzero(~table[:, s]).tolist()) == removed[s] for s in range(150))


@st.composite
def _graphs(draw: st.DrawFn) -> tuple[list[Element], list[Link], list[set[str]], float]:
    count = draw(st.integers(2, 12))
    tags = [f"E{n:02d}" for n in range(count)]
    kinds = list(Commodity)[:3]
    elements = []
    for tag in tags:
        needs = {c: draw(st.integers(0, 3)) for c in kinds}
        sources = tuple(c for c in kinds if draw(st.integers(0, 3)) == 0)
        elements.append(Element(tag, "x", Trade.POWER, needs={c: k for c, k in needs.items() if k}, sources=sources))
    end, wait = st.sampled_from(tags), st.sampled_from([5.0, 50.0])
    ends = st.tuples(end, end, st.sampled_from(kinds), st.booleans(), wait)
    links = [Link(a, b, c, normally_open=o, switching_seconds=s) for a, b, c, o, s in draw(st.lists(ends, max_size=40))]
    removed = [set(draw(st.lists(st.sampled_from(tags), max_size=3))) for _ in range(3)]
    return elements, links, removed, draw(st.sampled_from([-1.0, 10.0, 1e9]))


@settings(max_examples=150, deadline=None)
@given(_graphs())
def test_agrees_with_the_plain_rules(
    graph: tuple[list[Element], list[Link], list[set[str]], float],
) -> None:
    """On random graphs with rings, thresholds and open links the bit engine and the naive oracle agree."""
    elements, links, removed, seconds = graph
    expected = [_oracle(elements, links, r, seconds) for r in removed]
    assert _table(elements, links, removed, seconds) == expected


def _oracle(elements: list[Element], links: list[Link], removed: set[str], seconds: float) -> set[str]:
    named = {e.tag: e for e in elements}
    used = [k for k in links if not k.normally_open or k.switching_seconds <= seconds]
    working = set(named) - removed
    while True:
        before = set(working)
        for commodity in Commodity:
            live = {t for t in working if not named[t].needs.get(commodity) or commodity in named[t].sources}
            grown = True
            while grown:
                more = {
                    t
                    for t in working - live
                    if sum(k.commodity is commodity and k.target == t and k.source in live for k in used)
                    >= named[t].needs[commodity]
                }
                live |= more
                grown = bool(more)
            working &= live
        if before == working:
            return working


@pytest.mark.parametrize("seed", range(6))
def test_single_points_are_the_dominators(kit: SimpleNamespace, seed: int) -> None:
    """With one source and needs of one, an element's loss stops exactly what it dominates in the reachability graph."""
    rng = random.Random(seed)
    tags = [f"N{n:03d}" for n in range(120)]
    pairs = {(tags[rng.randrange(n)], tags[n]) for n in range(1, 120) for _ in range(rng.choice([1, 1, 2, 3]))}
    elements = [kit.source(tags[0]), *(kit.element(t) for t in tags[1:])]
    after = _table(elements, [kit.link(a, b) for a, b in sorted(pairs)], [{t} for t in tags])
    above = networkx.immediate_dominators(networkx.DiGraph(sorted(pairs)), tags[0])
    for removed, working in zip(tags, after, strict=True):
        stopped = set(tags) - working
        assert stopped == {t for t in tags if removed in _chain(t, above, tags[0])}


def _chain(tag: str, above: dict[str, str], root: str) -> set[str]:
    chain = {tag}
    while tag != root:
        tag = above[tag]
        chain.add(tag)
    return chain | {root}
