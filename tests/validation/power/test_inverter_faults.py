"""Inverters as sources of current in a fault, against the inverse of the whole admittance matrix and by hand."""

import numpy as np
import pytest

from designer.power.driving_point import seen_from, transferred
from designer.power.inverter_faults import added, inverter_current
from designer.power.load_flow import Tree


def tree(count, seed):
    """A random tree per unit behind one grid, with machines on a third of its buses."""
    rng = np.random.default_rng(seed)
    parent = np.array([-1, *(int(rng.integers(0, n)) for n in range(1, count))])
    ohms = rng.uniform(0.001, 0.05, count) + 1j * rng.uniform(0.001, 0.05, count)
    machines = np.where(rng.random(count) < 0.3, 1.0 / (0.5 + 2.0j), 0.0)
    return Tree(parent, ohms, np.zeros(count, complex)), machines


def matrix(made, machines):
    """Impedance matrix of the whole network."""
    count = len(made.parent)
    full = np.diag(machines.astype(complex))
    for n in range(count):
        y = 1.0 / made.impedance[n]
        full[n, n] += y
        if made.parent[n] >= 0:
            p = made.parent[n]
            full[p, p] += y
            full[n, p] -= y
            full[p, n] -= y
    return np.linalg.inv(full)


@pytest.mark.parametrize("seed", range(6))
def test_transfer_impedances(seed):
    """Every transfer impedance of a random tree with machines is that of the inverted matrix."""
    made, machines = tree(30, seed)
    seen, full = seen_from(made, machines), matrix(made, machines)
    for bus in range(0, 30, 7):
        assert transferred(made, seen, bus) == pytest.approx(full[:, bus], rel=1e-10)


def test_share_of_an_inverter():
    """A source of 100 at the middle of three equal impedances: all of it reaches faults there and upstream, two thirds
    a fault one impedance further down, where the grid takes the rest.
    """
    made = Tree(np.array([-1, 0, 1]), np.array([1j, 1j, 1j]), np.zeros(3, complex))
    seen = seen_from(made, np.zeros(3, complex))
    assert added(made, seen, {"x": 1}, {"x": (100.0, False)}) == pytest.approx([100.0, 100.0, 200.0 / 3.0])
    assert added(made, seen, {"x": 1}, {"x": (100.0, True)}) == pytest.approx([0.0, 100.0, 200.0 / 3.0])


def test_current():
    """Two modules of 1,739 A at three times their rated current: 10.4 kA."""
    assert inverter_current.function(n_inv=2, I_r=1739.1, k_inv=3) == pytest.approx(10434.6)
