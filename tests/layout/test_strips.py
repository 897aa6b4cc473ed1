"""Counting and packing racks along a strip."""

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.layout.blocked import Stretch
from designer.layout.strips import count_gap, count_stretch, pack_stretch


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    """One to four free gaps of a stretch, on a 0.1 m grid."""
    gaps, at = [], 0.0
    for _ in range(draw(st.integers(1, 4))):
        start = at + draw(st.integers(1, 12)) / 10
        at = start + draw(st.integers(1, 60)) / 10
        gaps.append((round(start, 6), round(at, 6)))
        at = round(at, 6)
    return tuple(gaps)


def brute_force(gaps: Stretch, width: int, most: int, cross: int) -> int:
    """The most racks, by trying every place on a grid of 0.1 m (all lengths in tenths)."""
    tenths = [(round(a * 10), round(b * 10)) for a, b in gaps]
    known: dict[tuple[int, int], int] = {}

    def best(at: int, run: int) -> int:
        if (at, run) not in known:
            result = 0
            for a, b in tenths:
                for left in range(max(a, at), b - width + 1):
                    free = any(min(d, left) - max(c, at) >= cross for c, d in tenths)
                    length = 1 if free or not run else run + 1
                    if length <= most:
                        result = max(result, 1 + best(left + width, length))
            known[at, run] = result
        return known[at, run]

    return best(0, 0)


@settings(max_examples=60, deadline=None)
@given(stretches(), st.integers(2, 5), st.sampled_from([(6, 12), (8, 9), (6, 20)]))
def test_count_is_the_best_there_is(gaps: Stretch, most: int, sizes: tuple[int, int]) -> None:
    """No arrangement on a fine grid beats the count, and the count is reached."""
    width, cross = sizes
    assert count_stretch(gaps, width / 10, most, cross / 10) == brute_force(gaps, width, most, cross)


@given(stretches(), st.integers(2, 20), st.sampled_from([0.6, 0.8]), st.sampled_from([0.9, 1.2]))
def test_packing_reaches_the_count_and_keeps_the_rules(gaps: Stretch, most: int, width: float, cross: float) -> None:
    """As many racks as counted stand in the gaps, none overlapping, no run longer than allowed without a cross-
    aisle.
    """
    edges = pack_stretch(gaps, width, most, cross)
    assert len(edges) == count_stretch(gaps, width, most, cross)
    run = 0
    for before, edge in zip((None, *edges), edges, strict=False):
        assert any(a - 1e-6 <= edge and edge + width <= b + 2e-6 for a, b in gaps)
        end = None if before is None else before + width
        assert end is None or edge >= end - 1e-6
        fresh = end is None or any(min(b, edge) - max(a, end) >= cross - 2e-6 for a, b in gaps)
        run = 1 if fresh else run + 1
        assert run <= most


@given(stretches(), st.integers(2, 20))
def test_a_mirrored_stretch_holds_as_many(gaps: Stretch, most: int) -> None:
    """Counting from the other end changes nothing."""
    mirrored = tuple((-b, -a) for a, b in reversed(gaps))
    assert count_stretch(gaps, 0.6, most, 1.2) == count_stretch(mirrored, 0.6, most, 1.2)


def test_a_row_of_twenty_then_a_cross_aisle() -> None:
    """Twenty cabinets in a row, then 1.2 m, then the next."""
    assert [count_gap(length, 0.6, 20, 1.2) for length in (11.99, 12.0, 13.7, 13.8, 25.2)] == [19, 20, 20, 21, 40]
