"""Pipe-network oracles in an environment of their own: pandapipes, EPANET's C library, EPANET through WNTR.

Started as a subprocess. Reads one JSON object a line from stdin and answers with one line each:
``{"load": network}`` builds the network in every engine; ``{"solve": engine, "law": ...}`` gives seconds and flows.
A network is ``{nodes, pipes, density, viscosity}``: nodes are [pressure in Pa or null, demand in kg/s], pipes are
[start, end, length, bore, roughness, minor] in metres.
"""

import json
import sys
import tempfile
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402

#: EPANET's own constants: gravity [m/s2] and the kinematic viscosity that counts as one [m2/s].
GRAVITY = 32.2 * 0.3048
VISCOSITY = 1.1e-5 * 0.3048**2


class PandaPipes:
    """The network in pandapipes, a pressure shifted so that all are positive."""

    def __init__(self, said):
        import pandapipes as pp

        self.pp = pp
        fluid = pp.create_constant_fluid("f", "liquid", density=said["density"], viscosity=said["viscosity"],
                                         heat_capacity=3960.0, compressibility=1.0, der_compressibility=0.0)
        net = pp.create_empty_network(fluid=fluid)
        nodes, pipes = said["nodes"], np.array(said["pipes"], dtype=float)
        junctions = pp.create_junctions(net, len(nodes), pn_bar=5.0, tfluid_k=313.15)
        for junction, (pressure, demand) in zip(junctions, nodes, strict=True):
            if pressure is not None:
                pp.create_ext_grid(net, junction, p_bar=pressure / 1e5, t_k=313.15)
            if demand:
                pp.create_sink(net, junction, demand)
        pp.create_pipes_from_parameters(
            net, junctions[pipes[:, 0].astype(int)], junctions[pipes[:, 1].astype(int)], pipes[:, 2] / 1000.0,
            inner_diameter_mm=pipes[:, 3] * 1000.0, k_mm=pipes[:, 4] * 1000.0, loss_coefficient=pipes[:, 5],
        )
        self.net = net

    def solve(self, law, exact):
        close = {"tol_p": 1e-10, "tol_m": 1e-10} if exact else {}
        tolerate_colebrook(1e-13 if exact else None)
        begun = time.perf_counter()
        self.pp.pipeflow(self.net, friction_model=law, mode="hydraulics", iter=100, **close)
        return time.perf_counter() - begun, self.net.res_pipe.mdot_from_kg_per_s.to_numpy()


def tolerate_colebrook(tolerance):
    """Make pandapipes solve Colebrook's equation to a tolerance; to its own without one.

    Version 0.16 does not hand ``tolerance_colebrook`` on to its friction law, which stops at 1e-4: flows are then off
    by up to 3e-8.
    """
    import pandapipes.pf.derivative_calculation as law

    plain = getattr(law.calc_lambda, "plain", law.calc_lambda)
    if tolerance is None:
        law.calc_lambda = plain
        return

    def close(m, eta, d, k, gas, model, lengths, options, area):
        told = {**options, "tolerance_colebrook": tolerance, "max_iter_colebrook": 100}
        return plain(m, eta, d, k, gas, model, lengths, told, area)

    close.plain = plain
    law.calc_lambda = close


def epanet_model(said):
    """The network as a WNTR model."""
    import wntr

    density = said["density"]
    model = wntr.network.WaterNetworkModel()
    model.options.hydraulic.headloss = "D-W"
    model.options.hydraulic.inpfile_units = "LPS"
    model.options.hydraulic.viscosity = said["viscosity"] / density / VISCOSITY
    model.options.hydraulic.accuracy = 1e-5
    model.options.hydraulic.trials = 200
    model.options.time.duration = 0
    for i, (pressure, demand) in enumerate(said["nodes"]):
        if pressure is not None:
            model.add_reservoir(f"n{i}", base_head=pressure / density / GRAVITY)
        else:
            model.add_junction(f"n{i}", base_demand=demand / density, elevation=0.0)
    for i, (start, end, length, bore, roughness, minor) in enumerate(said["pipes"]):
        model.add_pipe(f"p{i}", f"n{int(start)}", f"n{int(end)}", length, bore, roughness, minor)
    return model


class Wntr:
    """EPANET through WNTR: the file round trip included."""

    def __init__(self, said):
        self.model, self.density, self.count = epanet_model(said), said["density"], len(said["pipes"])
        self.folder = tempfile.mkdtemp()

    def solve(self, law, exact):
        import wntr

        begun = time.perf_counter()
        found = wntr.sim.EpanetSimulator(self.model).run_sim(file_prefix=str(Path(self.folder) / "net"))
        spent = time.perf_counter() - begun
        row = found.link["flowrate"].iloc[0]
        return spent, np.array([row[f"p{i}"] for i in range(self.count)]) * self.density


class Epanet:
    """EPANET's C library: the solve alone."""

    def __init__(self, said):
        import wntr
        from wntr.epanet.toolkit import ENepanet

        self.density, self.count = said["density"], len(said["pipes"])
        path = Path(tempfile.mkdtemp()) / "net.inp"
        wntr.network.io.write_inpfile(epanet_model(said), str(path), units="LPS")
        self.toolkit = ENepanet()
        self.toolkit.ENopen(str(path), str(path.with_suffix(".rpt")), str(path.with_suffix(".bin")))
        self.toolkit.ENopenH()
        self.links = [self.toolkit.ENgetlinkindex(f"p{i}") for i in range(self.count)]

    def solve(self, law, exact):
        begun = time.perf_counter()
        self.toolkit.ENinitH(10)
        self.toolkit.ENrunH()
        spent = time.perf_counter() - begun
        flows = [self.toolkit.ENgetlinkvalue(link, 8) for link in self.links]
        return spent, np.array(flows) / 1000.0 * self.density


ENGINES = {"pandapipes": PandaPipes, "wntr": Wntr, "epanet": Epanet}


def main():
    """Answer until stdin ends."""
    said, engines = None, {}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "load" in asked:
                said, engines = asked["load"], {}
                answer = {"loaded": len(said["pipes"])}
            else:
                name = asked["solve"]
                if name not in engines:
                    engines[name] = ENGINES[name](said)
                spent, flows = engines[name].solve(asked.get("law", "colebrook"), bool(asked.get("flows")))
                answer = {"seconds": spent, "flows": [float(f) for f in flows] if asked.get("flows") else []}
        except Exception as trouble:
            answer = {"trouble": f"{type(trouble).__name__}: {trouble}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
