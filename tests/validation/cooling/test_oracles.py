"""The solver against pandapipes and EPANET on the same networks, each under its own friction law.

The Colebrook law of pandapipes has no laminar branch, so that laminar pipes are compared under that law alone, and its
default law adds 64/Re to the fully rough value. It writes 3.71 where the textbook has 3.7, which is undone here by the
roughness, and stops its friction law at 1e-4 whatever tolerance is asked, which the oracle mends
(``serve.tolerate_colebrook``).
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from designer.catalog import Catalog
from designer.cooling.hydraulics import Engine, solve
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.loop import read_loop_bytes, solve_loop_brief
from tests.oracles import client, networks

FOLDER = Path(__file__).resolve().parents[2] / "oracles"


pytestmark = pytest.mark.skipif(client.python() is None, reason=client.ABSENT)


@pytest.fixture(scope="module")
def oracles():
    """The oracles' process."""
    process = client.Oracles()
    yield process
    process.close()


def off(theirs, own) -> float:
    """Largest difference over flow, small flows against a thousandth of the largest."""
    theirs = np.array(theirs)
    return float(np.max(np.abs(theirs - own) / np.maximum(np.abs(own), 1e-3 * np.max(np.abs(own)))))


@pytest.mark.parametrize(
    ("topology", "racks"),
    [("ladder", 50), ("ring", 50), ("ladder", 600), ("ladder", 5000), ("ring", 600), ("hall", 200)],
)
def test_pandapipes_gives_the_same_flows(oracles, topology, racks):
    """Ladders, a ring and a hall: every flow within 1e-10 of pandapipes under the same friction law."""
    net, said = networks.network_of(topology, racks)
    oracles.load(said)
    _, theirs = oracles.solve("pandapipes", flows=True)
    own = solve(replace(net, roughness=net.roughness * 3.7 / 3.71), networks.STATE)
    assert off(theirs, own.flow) < 1e-10


def test_pandapipes_and_a_mesh_with_laminar_pipes(oracles):
    """A mesh of 600 racks, four pipes at Re 17 to 160: within 1e-8 of pandapipes under Colebrook's equation at every
    Reynolds number as it has it, 2.5e-4 off under Hagen-Poiseuille's law, which test_network shows to be the right one.
    """
    net, said = networks.network_of("mesh", 600)
    oracles.load(said)
    _, theirs = oracles.solve("pandapipes", flows=True)
    same = replace(net, roughness=net.roughness * 3.7 / 3.71)
    alike = Engine(same).solve(Losses.of(same, networks.STATE, "colebrook-throughout"))
    assert off(theirs, alike.flow) < 1e-8
    assert 1e-4 < off(theirs, solve(same, networks.STATE).flow) < 2e-3


@pytest.mark.parametrize(("topology", "racks"), [("ladder", 50), ("ring", 600), ("mesh", 600), ("hall", 200)])
@pytest.mark.parametrize("engine", ["epanet", "wntr"])
def test_epanet_gives_the_same_flows(oracles, topology, racks, engine):
    """Ladder, ring, mesh and hall: every flow within 2e-4 of EPANET under its law, its constants being rounded."""
    net, said = networks.network_of(topology, racks)
    oracles.load(said)
    _, theirs = oracles.solve(engine, flows=True)
    own = Engine(net).solve(Losses.of(net, networks.STATE, "swamee-jain"))
    assert off(theirs, own.flow) < 2e-4


@pytest.mark.parametrize(("engine", "friction"), [("pandapipes", "colebrook"), ("epanet", "swamee-jain")])
def test_a_loop_brief_of_its_own_gives_the_oracles_flows(oracles, engine, friction):
    """The ring of fifty racks written as a loop brief: every flow within 2e-4 of each oracle under its friction law."""
    nodes, pipes = networks.TOPOLOGIES["ring"](50)
    answer = solve_loop_brief(read_loop_bytes(brief(nodes, pipes, friction).encode(), "loop.yaml", Catalog()))
    first = answer.branches[0]
    said = networks.as_json(nodes, pipes)
    said["density"] = first.flow / first.volume_flow * 60000.0
    said["viscosity"] = 4.0 * abs(first.flow) / (np.pi * pipes[0][3] * first.reynolds)
    oracles.load(said)
    _, theirs = oracles.solve(engine, flows=True)
    assert off(theirs, np.array([b.flow for b in answer.branches])) < 2e-4


@pytest.mark.parametrize(("engine", "friction"), [("pandapipes", "colebrook"), ("epanet", "swamee-jain")])
def test_the_loop_of_a_hall_as_a_brief_gives_the_oracles_flows(oracles, two_feeds, engine, friction):
    """Each loop that a hall's pack gives as a brief of its own, at one temperature, each rack and cooler a loss that
    drops at its flow what it drops, each limiting valve and each pump but the first a set flow, the first pump two held
    pressures. EPANET, under its own law at every Reynolds number: every flow, laminar ones too, within 2e-4, and 1e-5
    of the largest (its constant of minor losses, 0.02517, is rounded by 8e-5). pandapipes, which has no laminar law, in
    the technology loops, whose laminar pieces turn nothing: every turbulent flow within 2e-4 and the others within 1e-4
    of the largest.
    """
    assert {tag[:3] for tag, _ in two_feeds.cooling.loop_briefs} >= {"TCS", "FWS"}
    for tag, text in two_feeds.cooling.loop_briefs:
        if engine == "pandapipes" and not tag.startswith("TCS"):
            continue
        said, own, turbulent = asked_of(text, friction)
        oracles.load(said)
        theirs = np.array(oracles.solve(engine, flows=True)[1])
        apart = np.max(np.abs(theirs - own)) / np.max(np.abs(own))
        same = turbulent if engine == "pandapipes" else np.full(turbulent.size, True)
        assert off(theirs[same], own[same]) < 2e-4, tag
        assert apart < (1e-4 if engine == "pandapipes" else 1e-5), tag


def asked_of(text: str, friction: str) -> tuple[dict, np.ndarray, np.ndarray]:
    """A loop brief without its heat as an oracle takes it, the flows that this solver gives it, which are turbulent."""
    whole = yaml.safe_load(text)
    loop = whole["loop"]
    loop["pipes"] = [p for p in loop["pipes"] if not p.get("closed")]
    loop["friction"] = friction
    for part in (*loop["nodes"], *loop["components"]):
        part.pop("heat", None)
        part.pop("temperature", None)
    answer = solve_loop_brief(read_loop_bytes(yaml.safe_dump(whole).encode(), "loop.yaml", Catalog()))
    found = {b.tag: b for b in answer.branches}
    first = next(b for b in answer.branches if b.kind == "pipe")
    density = first.flow / first.volume_flow * 60000.0
    places = {node["tag"]: i for i, node in enumerate(loop["nodes"])}
    pipes = [
        [places[p["from"]], places[p["to"]], *(float(p[k].split()[0]) / f for k, f in SIZES.items()), lost(p)]
        for p in loop["pipes"]
    ]
    bore, area = 0.03, math.pi * 0.03**2 / 4.0
    for rack in loop["components"]:
        flow, drop = found[rack["tag"]].flow, found[rack["tag"]].drop * 1000.0
        loss = drop * 2.0 * density * (area / flow) ** 2
        pipes.append([places[rack["from"]], places[rack["to"]], 1e-6, bore, 1e-9, loss])
    bore_m = float(next(p for p in loop["pipes"] if p["tag"] == first.tag)["bore"].split()[0]) / 1000.0
    nodes = [
        [float(n["pressure"].split()[0]) * 1000.0 if "pressure" in n else None, float(n.get("demand", "0").split()[0])]
        for n in loop["nodes"]
    ]
    pressures = {n.tag: n.pressure * 1000.0 for n in answer.nodes}
    for number, part in enumerate((*loop.get("pumps", ()), *loop.get("valves", ()))):
        for end, sign in ((part["from"], 1.0), (part["to"], -1.0)):
            if number:
                nodes[places[end]][1] += sign * found[part["tag"]].flow
            else:
                nodes[places[end]][0] = pressures[end]
    viscosity = 4.0 * abs(first.flow) / (math.pi * bore_m * first.reynolds)
    said = {"nodes": nodes, "pipes": pipes, "density": density, "viscosity": viscosity}
    order = [p["tag"] for p in (*loop["pipes"], *loop["components"])]
    turbulent = [found[tag].regime in ("", "turbulent") for tag in order]
    return said, np.array([found[tag].flow for tag in order]), np.array(turbulent)


def lost(pipe: dict) -> float:
    """Loss coefficient of a pipe; a brief that says more of a pipe than the oracles are told is refused."""
    assert set(pipe) <= {"tag", "from", "to", "loss", *SIZES}, pipe
    return float(pipe.get("loss", 0.0))


#: Sizes of a pipe in a brief and what turns them to metres.
SIZES = {"length": 1.0, "bore": 1000.0, "roughness": 1000.0}


def brief(nodes, pipes, friction) -> str:
    """A network as a loop brief."""
    held = {0: networks.SUPPLY, 1: networks.RETURN}
    rows = [
        {
            "tag": f"p{i}",
            "from": f"n{a}",
            "to": f"n{b}",
            "length": f"{length!r} m",
            "bore": f"{bore * 1000!r} mm",
            "roughness": f"{rough * 1000!r} mm",
            "loss": minor,
        }
        for i, (a, b, length, bore, rough, minor) in enumerate(pipes)
    ]
    places = [{"tag": f"n{i}", **({"pressure": f"{held[i]} Pa"} if i in held else {})} for i in range(nodes)]
    said = {"coolant": "pg25", "temperature": "40 degC", "friction": friction, "nodes": places, "pipes": rows}
    return yaml.safe_dump({"loop": said})
