"""Expected downtime by blocks and by trials, against states counted one by one."""

import itertools
import random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from designer.catalog import Catalog
from designer.catalog.kinds_data import Thresholds
from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy import join, rules_of
from designer.redundancy.availability import expect, left_out, parts_of
from designer.redundancy.exhausting import Parts
from designer.redundancy.scenarios import normal
from designer.redundancy.trials import trials
from designer.redundancy.trying import Bench, attempt, bench_of

P = Commodity.POWER
TAGS = ("U1", "U2", "A", "B", "C")


def _bench(kit: SimpleNamespace) -> Bench:
    """Two sources, two boards in cross, one board in series with one rack and two in parallel with another."""
    elements = [kit.source("U1"), kit.source("U2"), *(kit.element(t) for t in ("A", "B", "C", "R1", "R2"))]
    ways = ("U1 A", "U1 B", "U2 B", "A R1", "B R1", "B C", "C R2")
    links = [kit.link(*way.split()) for way in ways]
    bench = bench_of(join(elements, links, [], [kit.load("R1", 100.0), kit.load("R2", 300.0)]), rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    return bench


def _parts(bench: Bench, down: dict[str, float]) -> Parts:
    values = np.array([down.get(e.tag, 0.0) for e in bench.ordered])
    return Parts(values, values, np.zeros(len(values), dtype=np.bool_), (), 0.05)


def _counted(bench: Bench, down: dict[str, float], total: float = 400.0) -> float:
    """Expected share of the power lost over all states of the elements that fail."""
    tags, expected = tuple(down), 0.0
    for failed in itertools.product((False, True), repeat=len(tags)):
        out = tuple(t for t, f in zip(tags, failed, strict=True) if f)
        chance = float(np.prod([down[t] if f else 1.0 - down[t] for t, f in zip(tags, failed, strict=True)]))
        table = bench.settle([out], 1e9).table()[:, 0]
        expected += chance * sum(x.design_kw for x in bench.joined.loads if not table[bench.index[x.tag]]) / total
    return expected


def test_blocks_equal_every_state_counted(kit: SimpleNamespace) -> None:
    """For rare failures the blocks are the sum over all 32 states to within the third order."""
    bench = _bench(kit)
    down = dict(zip(TAGS, (1e-3, 2e-3, 5e-4, 1e-4, 2e-4), strict=True))
    lost = np.zeros((2, 7), dtype=np.bool_)
    found = expect(bench, _parts(bench, down), lost).classes[0]
    assert found.unserved == pytest.approx(_counted(bench, down), rel=1e-3)
    assert found.agrees
    assert found.decided


def test_trials_equal_every_state_counted(kit: SimpleNamespace) -> None:
    """Random states give the sum over all 32 states within four standard errors, for common and for rare failures."""
    bench = _bench(kit)
    for scale in (1.0, 1e-3):
        down = {t: u * scale for t, u in zip(TAGS, (0.2, 0.3, 0.1, 0.05, 0.1), strict=True)}
        found = trials(bench, _parts(bench, down).down, 20_000)[LoadClass.GPU]
        assert abs(found.mean - _counted(bench, down)) <= 4.0 * found.error + found.beyond
        assert found.error < 0.05 * found.mean


def test_trials_are_seeded(kit: SimpleNamespace) -> None:
    """The same seed gives the same numbers, another seed others."""
    bench = _bench(kit)
    down = _parts(bench, dict.fromkeys(TAGS, 0.1)).down
    first, again, other = (trials(bench, down, 500, seed)[LoadClass.GPU].mean for seed in (1, 1, 2))
    assert first == again != other


@example(6119, 0.002)
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.05, 0.002]))
def test_random_graphs_by_every_state(seed: int, scale: float) -> None:
    """On random graphs of up to nine failing elements with k-of-n needs and ties blocks and trials meet all 2^n states.

    The blocks may leave out what three at once cost, and count it twice where cut sets share elements.
    """
    rng = random.Random(seed)
    bench, tags = _random_bench(rng)
    down = {t: scale * rng.uniform(0.2, 1.0) for t in tags}
    parts = _parts(bench, down)
    true = _counted(bench, down, 100.0)
    trial = trials(bench, parts.down, 4000, seed)[LoadClass.GPU]
    assert abs(trial.mean - true) <= 5.0 * trial.error + trial.beyond + 1e-12
    found = expect(bench, parts, np.zeros((1, len(bench.ordered)), dtype=np.bool_)).classes[0]
    most = left_out(parts, trial.nodes, ())
    assert true - most - 1e-12 <= found.unserved <= true + 12.0 * most + 1e-12


def _random_bench(rng: random.Random) -> tuple[Bench, list[str]]:
    """Up to nine elements in layers, each fed by some before it, now and then tied both ways; one load of 100 kW."""
    count = rng.randint(3, 9)
    tags = [f"E{n}" for n in range(count)]
    elements, links = [], []
    for n, tag in enumerate(tags):
        feeds = rng.sample(tags[:n], rng.randint(0, min(n, 3)))
        needs = {P: rng.randint(1, len(feeds))} if feeds else {}
        elements.append(Element(tag, "bus", Trade.POWER, needs=needs, sources=() if feeds else (P,)))
        links += [Link(f, tag, P) for f in feeds]
        if feeds and rng.random() < 0.3:
            links.append(Link(tag, feeds[0], P, normally_open=rng.random() < 0.5, switching_seconds=5.0))
    last = tags[-min(3, count) :]
    elements.append(Element("R", "rack", Trade.LAYOUT, needs={P: rng.randint(1, 2)}))
    links += [Link(t, "R", P) for t in last]
    load = Load("R", "rack", Trade.LAYOUT, LoadClass.GPU, 100.0, 100.0, 0.0, 1.0, heat_air_kw=100.0)
    bench = bench_of(join(elements, links, [], [load]), rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    return bench, tags


def test_a_bank_with_too_few_sets_is_one_block(kit: SimpleNamespace) -> None:
    """Two of three sets behind a lost utility: U_utility x (3 p^2 - 2 p^3), an event of three elements at once."""
    elements = [kit.source("UTIL"), *(kit.source(f"G{n}", kind="generator") for n in range(3))]
    elements += [kit.element("GB", needs={P: 2}), kit.element("R")]
    links = [*(kit.link(f"G{n}", "GB") for n in range(3)), kit.link("UTIL", "R"), kit.link("GB", "R")]
    group = RedundancyGroup("SETS", Trade.POWER, "generator", 2, ("G0", "G1", "G2"))
    bench = bench_of(join(elements, links, [group], [kit.load("R", 100.0)]), rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    down = {"UTIL": 3e-4, "G0": 0.014, "G1": 0.014, "G2": 0.014}
    found = expect(bench, _parts(bench, down), np.zeros((1, 6), dtype=np.bool_)).classes[0]
    exact = 3e-4 * (3 * 0.014**2 - 2 * 0.014**3)
    assert found.unserved == pytest.approx(exact, rel=1e-6)
    assert found.trials == pytest.approx(exact, abs=4 * found.error)
    assert found.neglected < 1e-12


def test_every_row_has_rate_and_repair() -> None:
    """Each kind with a failure rate has a repair time and says where both come from."""
    items = {item.key: item for item in Catalog().get(Thresholds, "reliability").items}
    kinds = [key.partition(".")[2] for key in items if key.startswith("rate.")]
    assert len(kinds) > 20
    assert all(f"repair.{kind}" in items for kind in kinds)


def test_a_generator_may_fail_to_start(kit: SimpleNamespace) -> None:
    """A generator is down by its repairs and by its failed starts: 0.1235 x 18.28 / 8760 + 0.0135 = 0.01376."""
    generator = kit.source("G", kind="generator")
    joined = join([generator, kit.element("R")], [kit.link("G", "R")], [], [kit.load("R", 1.0)])
    bench = bench_of(joined, rules_of(Catalog()))
    down = parts_of(bench, Catalog()).down[bench.index["G"]]
    assert down == pytest.approx(0.1235 * 18.28 / 8760 + 0.0135)
