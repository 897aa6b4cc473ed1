"""Published networks that EPANET and WNTR ship, as they stand at their first hour, against EPANET's own answer."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from designer.cooling.hydraulics import Builder, solve
from designer.sizing.coolant import FluidState

FOLDER = Path(__file__).resolve().parents[2] / "oracles"
PYTHON = FOLDER.parents[1] / ".venv-oracles" / "bin" / "python"
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="no .venv-oracles: `make oracles` sets it up")

WATER = FluidState(20.0, 1000.0, 4183.0, 1e-3, 0.6)
#: Pascals in a metre; EPANET's weight of water [N/m3], by which a pump of a given power lifts: 62.4 lb/ft3.
METRE, WEIGHT = 9806.65, 9802.3
#: A pump's curve is handed over as so many points, up to so many times its flow.
POINTS, BEYOND = 2000, 3.0


def _points(curve: list[float], flow: float) -> list[tuple[float, float]]:
    """A pump's curve [kg/s, Pa] by points, evenly over flow squared."""
    flows = np.sqrt(np.linspace((flow / BEYOND) ** 2, (BEYOND * flow) ** 2, POINTS))
    heads = curve[0] / WEIGHT / flows if len(curve) == 1 else curve[0] - curve[1] * flows ** curve[2]
    return [(float(f) * 1000.0, float(h) * METRE) for f, h in zip(flows, heads, strict=True)]


def _network(said: dict[str, Any]) -> Builder:
    builder = Builder()
    for name, (head, demand) in said["nodes"].items():
        builder.node(name, None if head is None else head * METRE, 0.0 if head is not None else demand * 1000.0)
    for name, (start, end, length, bore, rough, _) in said["pipes"].items():
        lost = 10.66683 * length * rough**-1.852 * bore**-4.871 * METRE / 1000.0**1.852
        builder.component(name, (start, end), lost, 1.852)
    for name, (start, end, *curve) in said["pumps"].items():
        builder.curve_pump(name, (start, end), _points(curve, said["flow"][name]))
    return builder


#: Nodes and open links of each network.
SHIPPED = {"Net2": (36, 40), "Net3": (97, 117), "ky4": (964, 1157)}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    """What EPANET says of each network."""
    order = [str(PYTHON), str(FOLDER / "shipped.py"), *SHIPPED]
    run = subprocess.run(order, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_networks_shipped_with_epanet(shipped, name):
    """EPANET's Net2 and Net3 and Kentucky's ky4 (964 nodes) at their first hour, with tanks, pumps of a curve and of a
    given power: heads within 1 mm of EPANET's, flows within 0.01 L/s.
    """
    said = shipped[name]
    assert (len(said["nodes"]), len(said["flow"])) == SHIPPED[name]
    assert not any(pipe[-1] for pipe in said["pipes"].values())
    net = _network(said).network()
    found = solve(net, WATER)
    head = np.array([said["head"][tag] for tag in net.nodes])
    flow = np.array([said["flow"][tag] for tag in net.branches])
    assert np.max(np.abs(found.pressure / METRE - head)) < 1e-3
    assert np.max(np.abs(found.flow / 1000.0 - flow)) < 1e-5
