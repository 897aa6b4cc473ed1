"""Load flow and fault levels against pandapower, run in an environment of its own beside the checkout.

Conventions, aligned so that both sides solve the same equations: pandapower's source holds 1.0 p.u. and has no
impedance in the load flow; transformers are pi models without magnetising branch; lines have no capacitance. Faults:
three-phase, maximum, c = 1.10 at every level (10 % tolerance up to 1 kV), network feeder Z_Q = c U^2 / S_k'',
transformers with K_T, conductors at 20 degC (their given resistance), loads left out, peak by method C on radial
paths. A motor is R + jX behind its locked-rotor current, an inverter a source of current (IEC 60909-0:2016), whose
share at a fault is added by its amount.
"""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from designer.power.driving_point import seen_from
from designer.power.inverter_faults import added
from designer.power.load_flow import BASE_KVA, Tree, sweep
from designer.power.short_circuit import fault_at, transformer_correction

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-oracles" / "bin" / "python"
SCRIPT = Path(__file__).with_name("pandapower_oracle.py")

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="pandapower is not here: its pins collide with ours; `make oracles` sets it up apart"
)


def block(mva, volts, u_k, u_r, grid, taps, seed, motors=False):
    """A grid of so many MVA, 0.3 km of 34.5 kV, transformers, each with a board and a ladder of taps with loads."""
    rng = np.random.default_rng(seed)
    case = {
        "buses": [34.5, 34.5], "grid": [0, grid, 0.1], "lines": [[0, 1, 0.024, 0.036]], "trafos": [], "loads": [],
        "motors": [],
    }
    for _ in range(3):
        board = len(case["buses"])
        case["buses"].append(volts / 1000)
        case["trafos"].append([1, board, mva, 34.5, volts / 1000, u_k, u_r])
        above = board
        for _ in range(taps):
            bus = len(case["buses"])
            case["buses"].append(volts / 1000)
            case["lines"].append([above, bus, *rng.uniform((1e-4, 5e-5), (1e-3, 6e-4)).tolist()])
            case["loads"].append([bus, float(rng.uniform(20, 60)), float(rng.uniform(2, 15))])
            if motors:
                case["motors"].append([bus, float(rng.uniform(5, 40)), 5.0, 0.42])
            above = bus
    return case


def branched(seed, motors=False, inverters=False):
    """A random tree: medium-voltage lines in branches, transformers of any size on them, taps that branch again; one
    inverter at any bus below the source.
    """
    rng = np.random.default_rng(seed)
    medium, low = float(rng.choice([11.0, 13.8, 22.0, 34.5])), float(rng.choice([0.4, 0.415, 0.48]))
    level, ratio = float(rng.choice([150, 400, 1500, 3000])), float(rng.choice([0.05, 0.1, 0.3]))
    case = {"buses": [medium], "grid": [0, level, ratio], "lines": [], "trafos": [], "loads": [], "motors": []}

    def grown(from_, volts, least, most):
        case["buses"].append(volts)
        case["lines"].append([from_, len(case["buses"]) - 1, *rng.uniform(least, most).tolist()])
        return len(case["buses"]) - 1

    rings = [0]
    for _ in range(int(rng.integers(2, 5))):
        rings.append(grown(int(rng.choice(rings)), medium, (0.005, 0.01), (0.2, 0.3)))
    for _ in range(int(rng.integers(2, 8))):
        mva, board = float(rng.choice([0.5, 1.0, 1.6, 2.5, 3.75])), len(case["buses"])
        case["buses"].append(low)
        plate = [float(rng.uniform(4.0, 8.0)), float(rng.uniform(0.5, 1.5))]
        case["trafos"].append([int(rng.choice(rings[1:])), board, mva, medium, low, *plate])
        taps = [board]
        for _ in range(int(rng.integers(1, 12))):
            taps.append(grown(int(rng.choice(taps)), low, (1e-4, 5e-5), (2e-3, 1e-3)))
            case["loads"].append([taps[-1], float(rng.uniform(5, 40 * mva)), float(rng.uniform(0, 12 * mva))])
            if motors and rng.random() < 0.3:
                case["motors"].append([taps[-1], *rng.uniform((5.0, 4.0, 0.1), (60.0, 7.0, 0.5)).tolist()])
    if inverters:
        case["inverters"] = [[int(rng.integers(1, len(case["buses"]))), *rng.uniform((200, 1.0), (3000, 3.0)).tolist()]]
    return case


CASES = [
    block(2.5, 415.0, 5.75, 0.8, 1500.0, 1, 1),
    block(3.0, 415.0, 5.75, 0.8, 1500.0, 6, 2),
    block(3.75, 480.0, 5.75, 0.7, 2500.0, 10, 3),
    block(1.6, 400.0, 6.0, 1.0, 250.0, 8, 4),
    block(2.5, 415.0, 5.75, 0.8, 1500.0, 6, 5, motors=True),
    block(1.6, 400.0, 6.0, 1.0, 250.0, 12, 6, motors=True),
    *(branched(seed) for seed in range(100, 106)),
    *(branched(seed, motors=True) for seed in range(106, 110)),
    *(branched(seed, inverters=True) for seed in range(110, 116)),
    *(branched(seed, motors=True, inverters=True) for seed in range(116, 118)),
]
#: Those without motors, which the load flow counts as loads on one side only.
PLAIN = [number for number, case in enumerate(CASES) if not case["motors"]]
#: Those whose peaks are those of the grid alone.
GRID = [number for number in PLAIN if not CASES[number].get("inverters")]


@pytest.fixture(scope="module")
def answers():
    """What pandapower says to all cases, in one run."""
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", str(SCRIPT)], input=json.dumps(CASES), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def trees(case):
    """Load-flow tree, fault tree (both per unit) and motor admittances of a case, from the room's own formulas."""
    count = len(case["buses"])
    parent, ohms, fault = np.full(count, -1), np.zeros(count, complex), np.zeros(count, complex)
    base = (np.array(case["buses"]) * 1000) ** 2 / (BASE_KVA * 1000)
    for a, b, r, x in case["lines"]:
        parent[b], ohms[b], fault[b] = a, complex(r, x), complex(r, x)
    for a, b, mva, _, kv, u_k, u_r in case["trafos"]:
        x_t = (u_k**2 - u_r**2) ** 0.5
        ohms[b] = complex(u_r, x_t) / 100 * kv**2 / mva
        parent[b], fault[b] = a, ohms[b] * transformer_correction.function(c=1.10, x_T=x_t / 100)
    bus, mva, ratio = case["grid"]
    reactance = 1.10 * case["buses"][bus] ** 2 / mva / (1 + ratio**2) ** 0.5
    fault[bus] = complex(ratio * reactance, reactance)
    load = np.zeros(count, complex)
    for at, kw, kvar in case["loads"]:
        load[at] += complex(kw, kvar) / BASE_KVA
    machines = np.zeros(count, complex)
    for at, kva, multiple, ratio in case["motors"]:
        turn = complex(ratio, 1.0) / abs(complex(ratio, 1.0))
        machines[at] += base[at] / ((case["buses"][at] * 1000) ** 2 / (multiple * kva * 1000) * turn)
    parents = parent.astype(np.int64)
    return Tree(parents, ohms / base, load), Tree(parents, fault / base, load), machines, base


@pytest.mark.parametrize("number", PLAIN)
def test_voltages(answers, number):
    """Voltages of every bus agree to 1e-9 of nominal; the grid has no impedance in the load flow."""
    flow = sweep(trees(CASES[number])[0])
    assert np.abs(flow.voltage) == pytest.approx(np.array(answers[number]["vm"]), abs=1e-9)


@pytest.mark.parametrize("number", PLAIN)
def test_currents(answers, number):
    """Currents of every line agree to 1e-9 relative."""
    case, flow = CASES[number], sweep(trees(CASES[number])[0])
    base = BASE_KVA / 3**0.5 / np.array(case["buses"]) / 1000.0
    own = [abs(flow.current[b]) * base[b] for _, b, _, _ in case["lines"]]
    assert own == pytest.approx(answers[number]["il"], rel=1e-9)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_fault_currents(answers, number):
    """Initial currents of every bus agree to 1e-9 relative, motors and inverters feeding back included."""
    _, tree, machines, base = trees(CASES[number])
    volts, seen = np.array(CASES[number]["buses"]) * 1000, seen_from(tree, machines)
    own = 1.10 * volts / 3**0.5 * np.abs(seen.total) / base / 1000
    for at, kva, multiple in CASES[number].get("inverters", ()):
        own += added(tree, seen, {"": at}, {"": (kva * multiple / 3**0.5, False)}) * 1000 / volts / 1000
    assert own == pytest.approx(np.array(answers[number]["ik"]), rel=1e-9)


@pytest.mark.parametrize("number", GRID)
def test_peaks(answers, number):
    """Peak currents of radial paths agree to 1e-9 relative."""
    _, tree, machines, base = trees(CASES[number])
    path = base / seen_from(tree, machines).total * 1000
    own = [fault_at(complex(z), kv * 1000, 1.10).peak for z, kv in zip(path, CASES[number]["buses"], strict=True)]
    assert own == pytest.approx(answers[number]["ip"], rel=1e-9)


def test_worked_case(answers):
    """The first board of the first case is the worked case of the reference: 63.746 kA, 150.02 kA peak."""
    assert round(answers[0]["ik"][2], 3) == 63.746
    assert round(answers[0]["ip"][2], 2) == 150.02
