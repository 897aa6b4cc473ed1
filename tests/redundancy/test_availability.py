"""Expected downtime by blocks and by trials, against states counted one by one."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from designer.catalog import Catalog
from designer.catalog.kinds_data import Thresholds
from designer.model import LoadClass
from designer.redundancy import join, rules_of
from designer.redundancy.availability import Parts, expect, parts_of, trials
from designer.redundancy.scenarios import normal
from designer.redundancy.trying import Bench, attempt, bench_of

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


def _counted(bench: Bench, down: dict[str, float]) -> float:
    """Expected share of the power lost over all states of the five elements."""
    expected = 0.0
    for failed in itertools.product((False, True), repeat=len(TAGS)):
        out = tuple(t for t, f in zip(TAGS, failed, strict=True) if f)
        chance = float(np.prod([down[t] if f else 1.0 - down[t] for t, f in zip(TAGS, failed, strict=True)]))
        table = bench.settle([out], 0.0).table()[:, 0]
        lost = sum(x.design_kw for x in bench.joined.loads if not table[bench.index[x.tag]])
        expected += chance * lost / 400.0
    return expected


def test_blocks_equal_every_state_counted(kit: SimpleNamespace) -> None:
    """For rare failures the blocks are the sum over all 32 states to within the third order."""
    bench = _bench(kit)
    down = dict(zip(TAGS, (1e-3, 2e-3, 5e-4, 1e-4, 2e-4), strict=True))
    lost = np.zeros((2, 7), dtype=np.bool_)
    found = expect(bench, _parts(bench, down), lost).classes[0]
    assert found.unserved == pytest.approx(_counted(bench, down), rel=1e-2)
    assert found.agrees


def test_trials_equal_every_state_counted(kit: SimpleNamespace) -> None:
    """Random states give the sum over all 32 states within four standard errors, for common and for rare failures."""
    bench = _bench(kit)
    for scale in (1.0, 1e-3):
        down = {t: u * scale for t, u in zip(TAGS, (0.2, 0.3, 0.1, 0.05, 0.1), strict=True)}
        mean, error = trials(bench, _parts(bench, down), 20_000)
        assert abs(mean[LoadClass.GPU] - _counted(bench, down)) <= 4.0 * error[LoadClass.GPU]
        assert error[LoadClass.GPU] < 0.2 * mean[LoadClass.GPU]


def test_trials_are_seeded(kit: SimpleNamespace) -> None:
    """The same seed gives the same numbers, another seed others."""
    bench = _bench(kit)
    parts = _parts(bench, dict.fromkeys(TAGS, 0.1))
    assert trials(bench, parts, 500, 1) == trials(bench, parts, 500, 1)
    assert trials(bench, parts, 500, 1) != trials(bench, parts, 500, 2)


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
