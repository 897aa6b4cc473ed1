"""The critical path against a textbook network and against the longest path of random ones."""

import random

import networkx as nx
import pytest

from designer.conversion.phasing.network import Activity, times_of


def test_textbook_network():
    """A(3); B(4) and C(2) after A; D(5) after B; E(1) after C; F(2) after D and E: 14 long, C and E have 6 of slack."""
    found = times_of([
        Activity("A", 3), Activity("B", 4, ("A",)), Activity("C", 2, ("A",)), Activity("D", 5, ("B",)),
        Activity("E", 1, ("C",)), Activity("F", 2, ("D", "E")),
    ])  # fmt: skip
    assert found["F"].finish == 14.0
    assert [key for key in "ABCDEF" if found[key].slack == 0.0] == ["A", "B", "D", "F"]
    assert (found["C"].slack, found["E"].slack, found["E"].late_start) == (6.0, 6.0, 11.0)


@pytest.mark.parametrize("seed", range(5))
def test_random_networks_end_with_the_longest_path(seed):
    """On 40 random tasks the end is the weight of the longest path that networkx finds, and critical tasks span it."""
    chance = random.Random(seed)
    tasks = [
        Activity(f"t{n}", chance.randint(1, 9), tuple(f"t{m}" for m in range(n) if chance.random() < 0.12))
        for n in range(40)
    ]
    graph = nx.DiGraph()
    for task in tasks:
        graph.add_edge(f"{task.key}-in", f"{task.key}-out", weight=task.weeks)
        graph.add_edges_from((f"{before}-out", f"{task.key}-in", {"weight": 0}) for before in task.after)
    found = times_of(tasks)
    longest = nx.dag_longest_path(graph)
    end = max(one.finish for one in found.values())
    assert end == nx.dag_longest_path_length(graph)
    assert all(found[node.partition("-")[0]].slack == 0.0 for node in longest)


def test_rings_are_told():
    """Two tasks that wait for one another are an error, not an endless loop."""
    with pytest.raises(ValueError, match="a"):
        times_of([Activity("a", 1, ("b",)), Activity("b", 1, ("a",))])
