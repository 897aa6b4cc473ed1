"""Asks pandapower for load flow and fault levels of networks; runs in an environment of its own.

``python pandapower_oracle.py < cases.json > answers.json``: a list of networks, each with `buses` [kV], `grid` (bus,
MVA, R/X), `lines` (from, to, R, X [ohm]), `trafos` (from, to, MVA, kV, kV, uk %, ukr %), `loads` (bus, kW, kvar),
`motors` (bus, kVA, locked-rotor multiple, R/X), `inverters` (bus, kVA, multiple; none in the load flow). Answers: `vm`
[p.u.] by bus, `il` [kA] by line, Ik'' and ip [kA] by bus.
"""

import json
import statistics
import sys
import time


def build(case: dict):
    """The network in pandapower's tables. Lines are given as one kilometre without capacitance."""
    import pandapower as pp

    net = pp.create_empty_network(sn_mva=1.0)
    for kilovolts in case["buses"]:
        pp.create_bus(net, vn_kv=kilovolts)
    bus, mva, ratio = case["grid"]
    pp.create_ext_grid(net, bus, s_sc_max_mva=mva, s_sc_min_mva=mva, rx_max=ratio, rx_min=ratio)
    if case["lines"]:
        a, b, ohm_r, ohm_x = (list(column) for column in zip(*case["lines"], strict=True))
        pp.create_lines_from_parameters(
            net, a, b, length_km=1.0, r_ohm_per_km=ohm_r, x_ohm_per_km=ohm_x, c_nf_per_km=0.0, max_i_ka=10.0,
            endtemp_degree=20.0,
        )
    for high, low, mva, kv_high, kv_low, u_k, u_r in case["trafos"]:
        pp.create_transformer_from_parameters(
            net, high, low, mva, kv_high, kv_low, vkr_percent=u_r, vk_percent=u_k, pfe_kw=0.0, i0_percent=0.0,
            vector_group="Dyn", shift_degree=0.0,
        )
    if case["loads"]:
        at, kw, kvar = zip(*case["loads"], strict=True)
        pp.create_loads(net, list(at), p_mw=[x / 1000 for x in kw], q_mvar=[x / 1000 for x in kvar])
    for at, kva, multiple in case.get("inverters", ()):
        pp.create_sgen(
            net, at, p_mw=kva / 1000, sn_mva=kva / 1000, k=multiple, generator_type="current_source",
            current_source=True,
        )
    for at, kva, multiple, ratio in case["motors"]:
        pp.create_motor(
            net, at, pn_mech_mw=kva / 1000 * 0.8, cos_phi=0.8, efficiency_percent=100.0, cos_phi_n=0.8,
            efficiency_n_percent=100.0, lrc_pu=multiple, rx=ratio, vn_kv=case["buses"][at],
        )
    return net


def answer(case: dict) -> dict:
    """Voltages and fault levels of one network."""
    import pandapower as pp
    import pandapower.shortcircuit as sc

    net = build(case)
    found = {}
    if case["loads"]:
        net.sgen.in_service = False
        pp.runpp(net, tolerance_mva=1e-11, max_iteration=50, trafo_model="pi", numba=False)
        found["vm"] = net.res_bus.vm_pu.tolist()
        found["il"] = net.res_line.i_to_ka.tolist()
        net.sgen.in_service = True
    sc.calc_sc(net, fault="3ph", case="max", ip=not case["motors"], lv_tol_percent=10, kappa_method="C")
    found["ik"] = net.res_bus_sc.ikss_ka.tolist()
    found["ip"] = net.res_bus_sc.ip_ka.tolist() if "ip_ka" in net.res_bus_sc else []
    return found


def clock(case: dict, runs: int) -> dict:
    """Median seconds of warm load flows and of all-bus faults, numba on where it is installed."""
    import pandapower as pp
    import pandapower.shortcircuit as sc

    net = build(case)

    def spent(work) -> list[float]:
        work()
        found = []
        for _ in range(runs):
            begun = time.perf_counter()
            work()
            found.append(time.perf_counter() - begun)
        return found

    flow = spent(lambda: pp.runpp(net, trafo_model="pi", calculate_voltage_angles=False))
    begun = time.perf_counter()
    sc.calc_sc(net, fault="3ph", case="max", ip=True, lv_tol_percent=10, kappa_method="C")
    return {"flow": statistics.median(flow), "faults": time.perf_counter() - begun, "vm": net.res_bus.vm_pu.tolist()}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    json.dump([clock(case, runs) if runs else answer(case) for case in asked], sys.stdout)
