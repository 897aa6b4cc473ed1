"""Each technology loop of a hall as a loop brief of its own: what `designer loop` solves to the flows of the plan.

CDUs are nodes that put their share of the flow in at the supply temperature and take it out again; the return of the
first holds the fill pressure. Racks are components by their drop at their required flow, with their heat. Every length
holds its fittings.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from designer.cooling.bench import Bench
from designer.cooling.technology import TechnologySide
from designer.cooling.technology_loop import SolvedLoop

__all__ = ["loop_briefs"]


def loop_briefs(bench: Bench, side: TechnologySide) -> tuple[tuple[str, str], ...]:
    """Tag and YAML text of every technology loop's brief."""
    return tuple((solved.loop.tag, "\n".join(_lines(bench, solved)) + "\n") for solved in side.loops)


def _lines(bench: Bench, solved: SolvedLoop) -> Iterator[str]:
    state = solved.network.state
    yield "loop:"
    yield f"  name: {json.dumps(solved.loop.tag)}"
    yield f"  coolant: {bench.tcs.key.rpartition('/')[2]}"
    yield f"  temperature: {state.temperature_c:.6g} degC"
    for heading, rows in (
        ("nodes", _nodes(bench, solved)), ("pipes", _pipes(solved)), ("components", _racks(solved)),
    ):  # fmt: skip
        yield f"  {heading}:"
        yield from (f"    - {json.dumps(row)}" for row in rows)


def _nodes(bench: Bench, solved: SolvedLoop) -> Iterator[Mapping[str, Any]]:
    network, sources = solved.network, solved.network.plan.ways.sources
    share = network.state.kg_s(solved.flow) / len(sources)
    supply = solved.racks[0].supply
    fill = bench.rules.si("pressure_fill", "kPa") - bench.pressure_pa() / 1000.0
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


def _pipes(solved: SolvedLoop) -> Iterator[Mapping[str, Any]]:
    net = solved.network.net
    names = list(net.nodes)
    for i, name in enumerate(net.branches):
        if not name.startswith("rack "):
            yield {
                "tag": name,
                "from": names[int(net.start[i])],
                "to": names[int(net.end[i])],
                "length": f"{float(net.length[i]):.12g} m",
                "bore": f"{float(net.bore[i]) * 1000.0:.12g} mm",
                "roughness": f"{float(net.roughness[i]) * 1000.0:.12g} mm",
            }


def _racks(solved: SolvedLoop) -> Iterator[Mapping[str, Any]]:
    network = solved.network
    for rack in solved.loop.racks:
        yield {
            "tag": f"rack {rack.tag}",
            "from": f"S {rack.tag}",
            "to": f"R {rack.tag}",
            "flow": f"{rack.flow:.12g} LPM",
            "drop": f"{rack.drop * network.branch:.12g} kPa",
            "exponent": round(network.exponent, 9),
            "heat": f"{rack.heat:.12g} kW",
        }
