"""Expected loss by blocks and by trials against textbook networks with closed forms."""

import math
from collections.abc import Iterable

import numpy as np
import pytest

from designer.catalog import Catalog
from designer.model import Commodity, Element, Link, Load, LoadClass, RedundancyGroup, Trade
from designer.redundancy import join, rules_of
from designer.redundancy.availability import expect
from designer.redundancy.exhausting import Parts
from designer.redundancy.records import ClassAvailability
from designer.redundancy.scenarios import normal
from designer.redundancy.trying import attempt, bench_of

P = Commodity.POWER


def _expected(
    needs: dict[str, int], ways: Iterable[str], down: dict[str, float], groups: Iterable[RedundancyGroup] = ()
) -> ClassAvailability:
    """The result for a load R; elements without a need are sources; `ways` are ``A B`` for a link from A to B."""
    elements = [
        Element(tag, "bus", Trade.POWER, needs={P: k} if k else {}, sources=() if k else (P,))
        for tag, k in needs.items()
    ]
    links = [Link(*way.split(), P) for way in ways]
    load = Load("R", "rack", Trade.LAYOUT, LoadClass.GPU, 1.0, 1.0, 0.0, 1.0, heat_air_kw=1.0)
    bench = bench_of(join(elements, links, groups, [load]), rules_of(Catalog()))
    attempt(bench, normal(), -1.0)
    values = np.array([down.get(e.tag, 0.0) for e in bench.ordered])
    parts = Parts(values, values, np.zeros(len(values), dtype=np.bool_), (), 0.0)
    return expect(bench, parts, np.zeros((1, len(values)), dtype=np.bool_)).classes[0]


def _both(found: ClassAvailability, exact: float, blocks: float) -> None:
    """The trials meet the closed form within four errors, the blocks within `blocks` (relative)."""
    assert abs(found.trials - exact) <= 4.0 * found.error + 1e-12
    assert found.unserved == pytest.approx(exact, rel=blocks)
    assert found.agrees


def test_the_bridge_of_five_equal_elements() -> None:
    """Bridge network, R = 2 R^2 + 2 R^3 - 5 R^4 + 2 R^5: 0.99979805 at 0.99 (Billinton and Allan, from memory).

    The tie carries both ways; all five elements are down one time in a hundred.
    """
    r = 0.99
    reliability = 2 * r**2 + 2 * r**3 - 5 * r**4 + 2 * r**5
    assert reliability == pytest.approx(0.99979805, abs=5e-9)
    needs = {"U": 0, "A": 1, "B": 1, "N": 1, "M": 1, "T": 1, "C": 1, "D": 1, "R": 1}
    ways = ("U A", "U B", "A N", "B M", "N T", "M T", "T N", "T M", "N C", "M D", "C R", "D R")
    found = _expected(needs, ways, dict.fromkeys("ABTCD", 1.0 - r))
    _both(found, 1.0 - reliability, 0.02)


@pytest.mark.parametrize(("k", "n"), [(1, 2), (2, 3), (3, 4), (6, 7), (8, 10)])
def test_k_of_n_is_the_binomial_sum(k: int, n: int) -> None:
    """Sum of C(n, i) A^i (1 - A)^(n - i) from k on, as in the reference text on reliability, with 1 - A = 0.002."""
    u = 0.002
    exact = 1.0 - sum(math.comb(n, i) * (1 - u) ** i * u ** (n - i) for i in range(k, n + 1))
    units = [f"G{i}" for i in range(n)]
    needs = {**dict.fromkeys(units, 0), "BANK": k, "R": 1}
    ways = [*(f"{g} BANK" for g in units), "BANK R"]
    group = RedundancyGroup("G", Trade.POWER, "bus", k, tuple(units))
    _both(_expected(needs, ways, dict.fromkeys(units, u), [group]), exact, 0.02)


def test_two_of_three_with_nine_in_ten() -> None:
    """Two of three elements of 0.9: 0.972 (Billinton and Allan, partially redundant systems; from memory)."""
    needs = {"A": 0, "B": 0, "C": 0, "BANK": 2, "R": 1}
    found = _expected(needs, ["A BANK", "B BANK", "C BANK", "BANK R"], dict.fromkeys("ABC", 0.1))
    assert abs(found.trials - 0.028) <= 4.0 * found.error + 1e-12


def test_series_and_parallel() -> None:
    """Utility in series with a board, beside a second such chain: U = (1 - (1 - u)(1 - b))^2."""
    u, b = 2.9e-4, 5.1e-6
    chain = 1.0 - (1.0 - u) * (1.0 - b)
    needs = {"U1": 0, "U2": 0, "B1": 1, "B2": 1, "R": 1}
    found = _expected(needs, ["U1 B1", "U2 B2", "B1 R", "B2 R"], {"U1": u, "U2": u, "B1": b, "B2": b})
    _both(found, chain**2, 1e-3)


def test_a_pair_of_mtbf_250000_hours() -> None:
    """MTBF 250,000 h, MTTR 8 h: U 3.2e-5 and an independent pair 1.0e-9 (worked in the reference text, section 6)."""
    u = 8.0 / 250_008.0
    found = _expected({"A": 0, "B": 0, "R": 1}, ["A R", "B R"], {"A": u, "B": u})
    assert u == pytest.approx(3.2e-5, rel=1e-3)
    assert found.unserved == pytest.approx(1.0e-9, rel=0.03)
    _both(found, u * u, 1e-6)
