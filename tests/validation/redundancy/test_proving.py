"""The proof against the worked cases of the fixed-share rule and the topology table (derived, arithmetic shown)."""

from collections.abc import Iterable

import pytest

from designer.catalog import Catalog
from designer.model import Commodity, Element, Link, Load, LoadClass, Trade
from designer.redundancy import join, prove_graph, rules_of
from designer.redundancy.records import Proof, Removal

POWER = {Commodity.POWER: 1}


def _blocks(rating: float, letters: str, groups: Iterable[tuple[str, float]]) -> Proof:
    """Blocks of one rating, each on its own source, and one dual-corded load for each pair of letters."""
    elements = [Element(f"U-{b}", "utility", Trade.POWER, sources=(Commodity.POWER,)) for b in letters]
    elements += [Element(b, "block", Trade.POWER, needs=POWER, capacity=rating) for b in letters]
    links = [Link(f"U-{b}", b, Commodity.POWER) for b in letters]
    loads = []
    for n, (pair, kilowatts) in enumerate(groups):
        tag = f"R-{pair}-{n:02d}"
        loads.append(Load(tag, "rack", Trade.LAYOUT, LoadClass.GPU, kilowatts, kilowatts, 0, 1, heat_air_kw=kilowatts))
        elements.append(Element(tag, "rack", Trade.LAYOUT, needs=POWER))
        links += [Link(b, tag, Commodity.POWER) for b in pair]
    return prove_graph(join(elements, links, (), loads), rules_of(Catalog()))


def _of(proof: Proof, test: str, tag: str) -> Removal:
    return next(r for r in proof.removals if (r.test, r.tag) == (test, tag))


COUNTEREXAMPLE = (("AB", 140.0), ("AC", 60.0), ("BC", 100.0))


@pytest.mark.parametrize(("lost", "worst_tag", "worst_kw"), [("A", "B", 190.0), ("B", "A", 170.0), ("C", "B", 170.0)])
def test_three_make_two_counterexample(lost: str, worst_tag: str, worst_kw: float) -> None:
    """Blocks of 150 kW, groups AB 140, AC 60, BC 100: the shares after each loss are 190, 170 and 170 kW.

    The case is worked in the reference text on redundancy topologies ("Lose A: real shares B 190, C 110").
    """
    removal = _of(_blocks(150.0, "ABC", COUNTEREXAMPLE), "T2", lost)
    assert (removal.verdict, removal.worst_tag) == ("overload", worst_tag)
    assert removal.worst_share * 150.0 == pytest.approx(worst_kw)


def test_counterexample_is_a_disagreement() -> None:
    """The maximum flow passes 300 of 300 kW after every loss of a block; each disagreement is named."""
    proof = _blocks(150.0, "ABC", COUNTEREXAMPLE)
    assert {d for d in proof.disagreements if d.startswith("T2:") and d[-1] in "ABC" and "R" not in d} >= {
        "T2:A",
        "T2:B",
        "T2:C",
    }
    assert "single-fault-served-on-utility" not in proof.claims


def test_clean_four_make_three() -> None:
    """60 racks of 132 kW, ten for each of the six pairs: 1,980 kW a block, after any loss 2,640 = P/3 exactly."""
    groups = [(pair, 132.0) for pair in ("AB", "AC", "AD", "BC", "BD", "CD") for _ in range(10)]
    proof = _blocks(2640.0, "ABCD", groups)
    normal = _of(proof, "T0", "")
    assert normal.worst_share * 2640.0 == pytest.approx(1980.0)
    for letter in "ABCD":
        removal = _of(proof, "T2", letter)
        assert removal.worst_share == pytest.approx(1.0)
        assert removal.verdict == "degraded"
    assert proof.disagreements == ()
    assert proof.single_points == ()
    assert proof.served == {"T0": 1.0, "T1": 1.0, "T2": 1.0, "T5": 1.0}


@pytest.mark.parametrize(("m", "share"), [(3, 0.667), (4, 0.75), (5, 0.80), (6, 0.833)])
def test_normal_loading_of_m_make_m_minus_one(m: int, share: float) -> None:
    """Balanced pairs load m-make-(m-1) blocks to 66.7, 75, 80 and 83.3 % in normal service (topology table)."""
    letters = "ABCDEF"[:m]
    pairs = [(a + b, 12.0) for i, a in enumerate(letters) for b in letters[i + 1 :]]
    total = 12.0 * len(pairs)
    proof = _blocks(total / (m - 1), letters, pairs)
    assert _of(proof, "T0", "").worst_share == pytest.approx(share, abs=0.001)
    assert _of(proof, "T2", "A").worst_share == pytest.approx(1.0)


def test_two_n_carries_all_on_one_side() -> None:
    """2N: 50 % in normal service, 100 % on one path (topology table)."""
    proof = _blocks(1000.0, "AB", [("AB", 100.0)] * 10)
    assert _of(proof, "T0", "").worst_share == pytest.approx(0.5)
    assert _of(proof, "T1", "B").worst_share == pytest.approx(1.0)
