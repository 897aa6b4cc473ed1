"""Solves networks that WNTR ships at their first hour with EPANET; prints what they are and what was found, as JSON."""

import json
import sys
import tempfile
from pathlib import Path

#: EPANET's own stop is at 1e-3 of the flow.
ACCURACY, TRIALS = 1e-7, 500


def _curve(pump) -> list[float]:
    """Head [m] as A - B Q^C, or of a pump of a given power as that power [W] alone."""
    return [pump.power] if pump.pump_type == "POWER" else list(pump.get_head_curve_coefficients())


def told(name: str) -> dict:
    """Nodes (head [m] where given, else demand [m3/s]), pipes and pumps that are open, heads [m] and flows [m3/s]."""
    import wntr

    net = wntr.network.WaterNetworkModel(str(Path(wntr.__file__).parent / "library" / "networks" / f"{name}.inp"))
    net.options.time.duration = 0
    net.options.hydraulic.accuracy, net.options.hydraulic.trials = ACCURACY, TRIALS
    with tempfile.TemporaryDirectory() as folder:
        found = wntr.sim.EpanetSimulator(net).run_sim(file_prefix=f"{folder}/run")
    head, demand = found.node["head"].iloc[0], found.node["demand"].iloc[0]
    flow, status = found.link["flowrate"].iloc[0], found.link["status"].iloc[0]
    pipes = {
        key: [p.start_node_name, p.end_node_name, p.length, p.diameter, p.roughness, p.minor_loss]
        for key, p in net.pipes() if status[key] > 0
    }  # fmt: skip
    pumps = {
        key: [p.start_node_name, p.end_node_name, *_curve(p)] for key, p in net.pumps() if status[key] > 0
    }  # fmt: skip
    given = {*net.reservoir_name_list, *net.tank_name_list}
    return {
        "nodes": {key: [float(head[key]) if key in given else None, float(demand[key])] for key in net.node_name_list},
        "pipes": pipes, "pumps": pumps, "valves": len(net.valve_name_list),
        "head": {key: float(value) for key, value in head.items()},
        "flow": {key: float(flow[key]) for key in (*pipes, *pumps)},
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps({name: told(name) for name in sys.argv[1:]}))
