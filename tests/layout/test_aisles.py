"""Aisles between rows: whatever shares floor is one aisle."""

from itertools import combinations
from types import SimpleNamespace

from designer.catalog import Catalog
from designer.layout.aisles import aisles_of, spaces_of
from designer.layout.frame import Frame
from designer.layout.rules import read_rules


def _run(tag, facing, body, start, end):
    return SimpleNamespace(tag=tag, line=SimpleNamespace(body=body, facing=facing), start=start, end=end)


def test_runs_that_overlap_by_turns_share_one_aisle():
    """Backs of rows on two lines 0.16 m farther apart than they need, broken at places of their own: A by B and C, C by
    D. Each piece overlaps the next, so the hot aisle between them is one, and no floor is told twice.
    """
    rules, depth = read_rules(Catalog()), 1.2
    low, high = 0.0, 1.2 + rules.hot + 0.16
    standing = [
        _run("B", 1, high, 0.0, 8.0), _run("C", 1, high, 10.0, 20.0), _run("A", -1, low, 4.0, 14.0),
        _run("D", -1, low, 18.0, 26.0),
    ]
    spaces = spaces_of(standing, depth, rules)
    (hot,) = (s for s in spaces if s.kind == "hot")
    assert (hot.start, hot.end, sorted(hot.rows)) == (0.0, 26.0, ["A", "B", "C", "D"])
    for one, other in combinations(aisles_of(Frame(0.0), spaces), 2):
        assert one.kind != other.kind or one.polygon.intersection(other.polygon).area < 1e-9
