"""Load flow against power-grid-model (run here) and pandapower 3.5.6 (stored)."""

import numpy as np
import power_grid_model as pgm
import pytest

from designer.power.load_flow import Tree, first_estimate, sweep
from designer.power.network import Network

#: Bus voltages [p.u.] of pandapower: 2.5 MVA 34.5/0.415 kV (uk 5.75 %, ukr 0.8 %, pi model), 20 m and 11 x 0.7 m of
#: a 2,000 A
#: copper busway (0.76 + j0.39 mohm per 100 ft), twelve taps of 33 kW at 0.99.
TAPS = [
    0.9973937384657835,
    0.9961582057661525,
    0.996118568165378,
    0.996082533635423,
    0.9960501022755477,
    0.9960212741750889,
    0.9959960494134598,
    0.9959744280601497,
    0.995956410174722,
    0.9959419958068135,
    0.9959311849961349,
    0.9959239777724695,
    0.9959203741556732,
]


def ladder(runs=1):
    """A transformer with runs of twelve taps of 33 kW."""
    net = Network()
    net.root("grid", 34500.0)
    net.bus("board", "grid", 415.0, complex(0.8, (5.75**2 - 0.8**2) ** 0.5) / 100 * 415.0**2 / 2.5e6)
    metre = complex(0.76, 0.39) * 1e-3 / 30.48
    for run in range(runs):
        above = "board"
        for n in range(12):
            net.bus(f"{run}:{n}", above, 415.0, metre * (20.0 if n == 0 else 0.7))
            net.draw(f"{run}:{n}", complex(33.0, 33.0 * (1 / 0.99**2 - 1) ** 0.5))
            above = f"{run}:{n}"
    return net


def test_ladder_against_pandapower():
    """Every tap's voltage agrees to 1e-9, the losses to 1e-6."""
    solved = ladder().solve()
    assert np.abs(solved.flow.voltage[1:]) == pytest.approx(TAPS, abs=1e-9)
    assert solved.loss("board") == pytest.approx(0.5161142271629116, rel=1e-6)
    assert sum(solved.loss(f"0:{n}") for n in range(12)) == pytest.approx(0.5244527872315317, rel=1e-6)


def test_block_drop():
    """A 2.5 MVA block with five such runs (1,980 kW) drops about 1.5 % to the last tap, as the reference measured."""
    assert ladder(5).solve().drop("4:11") == pytest.approx(0.015, abs=0.0015)


@pytest.mark.parametrize("seed", range(6))
def test_random_trees_against_power_grid_model(seed):
    """Random radial networks: bus voltages agree with power-grid-model to 1e-6 (its source is given 1e14 MVA)."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(5, 120))
    parent = np.array([-1, *(int(rng.integers(0, n)) for n in range(1, count))], dtype=np.int64)
    ohms = rng.uniform(0.2e-3, 4e-3, count) + 1j * rng.uniform(0.1e-3, 3e-3, count)
    ohms[0] = 0.0
    kva = rng.uniform(0, 1500.0 / count, count) * (1 + 0.3j)
    base = 415.0**2 / 1e6
    flow = sweep(Tree(parent, ohms / base, kva / 1000.0))
    assert np.abs(flow.voltage) == pytest.approx(oracle(parent, ohms, kva), abs=1e-6)


def oracle(parent, ohms, kva):
    """Voltages [p.u.] by power-grid-model."""
    count = len(parent)
    node = pgm.initialize_array("input", "node", count)
    node["id"], node["u_rated"] = np.arange(count), 415.0
    line = pgm.initialize_array("input", "line", count - 1)
    line["id"] = np.arange(count, 2 * count - 1)
    line["from_node"], line["to_node"] = parent[1:], np.arange(1, count)
    line["from_status"] = line["to_status"] = 1
    line["r1"], line["x1"], line["c1"], line["tan1"] = ohms[1:].real, ohms[1:].imag, 0.0, 0.0
    load = pgm.initialize_array("input", "sym_load", count)
    load["id"] = np.arange(2 * count, 3 * count)
    load["node"], load["status"], load["type"] = np.arange(count), 1, pgm.LoadGenType.const_power
    load["p_specified"], load["q_specified"] = kva.real * 1e3, kva.imag * 1e3
    source = pgm.initialize_array("input", "source", 1)
    source["id"], source["node"], source["status"], source["u_ref"], source["sk"] = 3 * count, 0, 1, 1.0, 1e20
    model = pgm.PowerGridModel({"node": node, "line": line, "sym_load": load, "source": source})
    return model.calculate_power_flow(symmetric=True, error_tolerance=1e-12, max_iterations=50)["node"]["u_pu"]


def test_power_balance():
    """What enters a tree is what its loads draw and its branches lose."""
    solved = ladder(3).solve()
    drawn = sum(load.real for load in solved.network.load)
    lost = float(solved.flow.loss.sum()) * 1000.0
    entering = solved.power("board").real + solved.loss("board")
    assert entering == pytest.approx(drawn + lost, rel=1e-9)


def test_overload_is_said():
    """A load beyond the nose of the curve raises; the first estimate still answers."""
    tree = Tree(np.array([-1, 0]), np.array([0j, 0.5 + 0.5j]), np.array([0j, 3.0 + 0j]))
    with pytest.raises(ArithmeticError):
        sweep(tree)
    assert first_estimate(tree).rounds == 0
