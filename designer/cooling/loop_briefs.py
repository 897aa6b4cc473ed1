"""Each loop of a hall as a loop brief of its own: what `designer loop` solves to the flows of the plan.

CDUs are nodes that put their share of the flow in at the supply temperature and take it out again; the return of the
first holds the fill pressure. Racks are components by their drop at their required flow, with their heat; behind each
stands its balancing valve as it is set, by what it takes beside its own drop fully open (none at the worst rack). Every
length holds its fittings. The facility and the chilled circuit have their pumps' curves and, for each user, a control
valve with the drop of what it serves; the suction of the first pump holds the fill pressure.
"""

import itertools
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from designer.cooling.bench import Bench
from designer.cooling.circuit_network import BYPASS, CircuitNetwork
from designer.cooling.hydraulics import Network
from designer.cooling.loop_network import LoopNetwork
from designer.cooling.outages import Proof
from designer.cooling.technology import TechnologySide
from designer.cooling.technology_loop import SolvedLoop

__all__ = ["circuit_briefs", "loop_briefs", "valves_of"]

Rows = Iterator[Mapping[str, Any]]


def loop_briefs(bench: Bench, side: TechnologySide, fill: float) -> tuple[tuple[str, str], ...]:
    """Tag and YAML text of every technology loop's brief; `fill` is the gauge pressure that fills them [kPa]."""
    return tuple((solved.loop.tag, "\n".join(_lines(bench, solved, fill)) + "\n") for solved in side.loops)


def circuit_briefs(bench: Bench, proof: Proof, fills: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """Name and YAML text of the facility and the chilled circuit, those that there are; `fills` are the gauge pressures
    that fill them [kPa].
    """
    plant = proof.plant
    found = [network for network in (plant.circuit if plant else None, proof.chilled) if network is not None]
    texts = ((n.plan.name, _circuit(bench, n, fills.get(n.plan.name, 0.0))) for n in found)
    return tuple((name, "\n".join(lines) + "\n") for name, lines in texts)


def _brief(name: str, coolant: str, temperature: float, parts: Mapping[str, Rows]) -> Iterator[str]:
    yield "loop:"
    yield f"  name: {json.dumps(name)}"
    yield f"  coolant: {coolant.rpartition('/')[2]}"
    yield f"  temperature: {temperature:.12g} degC"
    for heading, rows in parts.items():
        yield f"  {heading}:"
        yield from (f"    - {json.dumps(row)}" for row in rows)


def _lines(bench: Bench, solved: SolvedLoop, fill: float) -> Iterator[str]:
    network = solved.network
    parts = {
        "nodes": _nodes(solved, fill), "pipes": _pipes(network.net, "rack "),
        "components": itertools.chain(_racks(solved), _throttles(solved)),
    }
    return _brief(solved.loop.tag, bench.tcs.key, network.state.temperature_c, parts)


def _circuit(bench: Bench, network: CircuitNetwork, fill: float) -> Iterator[str]:
    parts = {
        "nodes": _held(network, fill), "pipes": _pipes(network.net, "source ", "between ", "pump ", "user "),
        "components": _crossed(network), "pumps": _pumps(network), "valves": _users(network),
    }
    return _brief(network.plan.name, bench.fws.key, network.state.temperature_c, parts)


def _ends(net: Network, name: str) -> Mapping[str, str]:
    nodes, at = net.nodes, net.branches.index(name)
    return {"tag": name, "from": nodes[int(net.start[at])], "to": nodes[int(net.end[at])]}


def _held(network: CircuitNetwork, fill: float) -> Rows:
    for name, fixed in zip(network.net.nodes, network.net.fixed.tolist(), strict=True):
        yield {"tag": name} if math.isnan(fixed) else {"tag": name, "pressure": f"{fill:.6g} kPa"}


def _crossed(network: CircuitNetwork) -> Rows:
    """Machines that the flow crosses, by their drop at an even share of the users' flow."""
    plan, state = network.plan, network.state
    whole = math.fsum(user.flow for user in plan.users)
    for kind, machines in (("source", plan.sources), ("between", plan.between)):
        for tag, coefficient in machines:
            each = whole / len(machines)
            yield {
                **_ends(network.net, f"{kind} {tag}"), "flow": f"{state.lpm(each):.12g} LPM",
                "drop": f"{coefficient * each**2 / 1000.0:.12g} kPa",
            }


def _pumps(network: CircuitNetwork) -> Rows:
    state = network.state
    for tag, points in network.plan.pumps:
        curve = [{"flow": f"{state.lpm(m):.12g} LPM", "head": f"{head / 1000.0:.12g} kPa"} for m, head in points]
        yield {**_ends(network.net, f"pump {tag}"), "curve": curve}


def _users(network: CircuitNetwork) -> Rows:
    state = network.state
    for user in network.plan.users:
        hourly = state.lpm(user.flow) * 0.06
        kv = hourly * math.sqrt(state.density / 1000.0 * 1e5 / user.drop)
        yield {
            **_ends(network.net, f"user {user.tag}"), "type": "control", "kv": f"{kv:.12g} m3/h",
            "flow": f"{state.lpm(user.flow):.12g} LPM",
        }


def _nodes(solved: SolvedLoop, fill: float) -> Rows:
    network, sources = solved.network, solved.network.plan.ways.sources
    share = network.state.kg_s(solved.flow) / len(sources)
    supply = solved.racks[0].supply
    for name in network.nodes:
        side, _, tag = name.partition(" ")
        if tag not in sources:
            yield {"tag": name}
        elif side == "S":
            yield {"tag": name, "demand": f"{-share:.12g} kg/s", "temperature": f"{supply:.6g} degC"}
        elif tag == sources[0]:
            yield {"tag": name, "pressure": f"{fill:.6g} kPa"}
        else:
            yield {"tag": name, "demand": f"{share:.12g} kg/s"}
    yield from ({"tag": f"V {rack}"} for rack, _ in valves_of(network))


def valves_of(network: LoopNetwork) -> tuple[tuple[str, str], ...]:
    """The racks whose balancing valves take something beside their drop fully open, with the names of those valves in
    the loop's brief.
    """
    racks = zip(network.plan.loop.racks, network.throttles.tolist(), strict=True)
    return tuple((rack.tag, f"valve {rack.tag}") for rack, throttle in racks if throttle > 0.0)


def _throttles(solved: SolvedLoop) -> Rows:
    network, state = solved.network, solved.network.state
    found = {rack.tag: (rack.flow, k) for rack, k in zip(solved.loop.racks, network.throttles.tolist(), strict=True)}
    for rack, valve in valves_of(network):
        flow, throttle = found[rack]
        yield {
            "tag": valve, "from": f"V {rack}", "to": f"R {rack}", "flow": f"{flow:.12g} LPM",
            "drop": f"{throttle * state.kg_s(flow) ** 2 / 1000.0:.12g} kPa",
        }


def _pipes(net: Network, *others: str) -> Rows:
    """Branches that are pipes: all but those whose names begin otherwise."""
    names = list(net.nodes)
    for i, name in enumerate(net.branches):
        if not name.startswith(others):
            yield {
                "tag": name,
                "from": names[int(net.start[i])],
                "to": names[int(net.end[i])],
                "length": f"{float(net.length[i]):.12g} m",
                "bore": f"{float(net.bore[i]) * 1000.0:.12g} mm",
                "roughness": f"{float(net.roughness[i]) * 1000.0:.12g} mm",
                **({"loss": f"{float(net.minor[i]):.12g}"} if net.minor[i] else {}),
                **({"closed": True} if name.startswith(BYPASS) else {}),
            }


def _racks(solved: SolvedLoop) -> Rows:
    network, throttled = solved.network, dict(valves_of(solved.network))
    for rack in solved.loop.racks:
        yield {
            "tag": f"rack {rack.tag}",
            "from": f"S {rack.tag}",
            "to": f"{'V' if rack.tag in throttled else 'R'} {rack.tag}",
            "flow": f"{rack.flow:.12g} LPM",
            "drop": f"{rack.drop * network.branch:.12g} kPa",
            "exponent": round(network.exponent, 9),
            "heat": f"{rack.heat:.12g} kW",
        }
