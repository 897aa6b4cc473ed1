"""What a bus sees, against the inverse of the whole admittance matrix."""

import numpy as np
import pytest

from designer.power.driving_point import seen_from
from designer.power.load_flow import Tree


@pytest.mark.parametrize("seed", range(8))
def test_against_the_inverse(seed):
    """Random trees with machines anywhere: one over the admittance seen is the diagonal of the inverse, to 1e-12."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 60))
    parent = np.array([-1, *(int(rng.integers(0, n)) for n in range(1, count))], dtype=np.int64)
    ohms = rng.uniform(0.1, 2.0, count) + 1j * rng.uniform(0.5, 5.0, count)
    machines = np.where(rng.random(count) < 0.4, 1.0 / (rng.uniform(1, 9, count) + 9j), 0.0)
    whole = np.diag(machines.astype(complex))
    whole[0, 0] += 1.0 / ohms[0]
    for n in range(1, count):
        y = 1.0 / ohms[n]
        whole[n, n] += y
        whole[parent[n], parent[n]] += y
        whole[n, parent[n]] -= y
        whole[parent[n], n] -= y
    seen = seen_from(Tree(parent, ohms, np.zeros(count, complex)), machines)
    assert 1.0 / seen.total == pytest.approx(np.diag(np.linalg.inv(whole)), rel=1e-10)


def test_without_machines():
    """With no machine the path impedance is what the tree adds up."""
    tree = Tree(np.array([-1, 0, 1, 1]), np.array([1j, 2j, 3j, 4 + 1j]), np.zeros(4, complex))
    assert 1.0 / seen_from(tree, np.zeros(4, complex)).total == pytest.approx(tree.path_impedance())
