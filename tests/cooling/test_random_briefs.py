"""Loop briefs that nobody drew: solved by `designer loop` and by another method, or refused with the element's name."""

import json
import random

import numpy as np
import pytest

from designer.catalog import Catalog, Coolant
from designer.cooling.loop import read_loop_bytes, solve_loop_brief
from designer.errors import Refused
from designer.sizing.coolant import fluid_of

CATALOG = Catalog()
#: Kinds of branches and how often each is drawn.
KINDS = {"pipes": 6.0, "components": 3.0, "pumps": 1.5, "check": 1.0, "control": 1.2, "isolating": 0.5}
#: What a refused brief may be told: the element, never a number or a traceback.
TOLD = {
    "loop-unheld", "loop-starved", "loop-blocked", "loop-below-vacuum", "loop-unsolved", "loop-no-pressure",
    "loop-no-temperature", "loop-heat-without-flow", "loop-outside-fluid",
}  # fmt: skip


def branch(dice: random.Random, wild: bool) -> tuple[str, dict]:
    """A branch of a random kind; wild ones are of any size."""
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "pipes":
        length, bore = (dice.uniform(-2, 5), dice.uniform(-0.5, 3.5)) if wild else (dice.uniform(0, 2.5), 1.9)
        return kind, {"length": f"{10**length:.6g} m", "bore": f"{10**bore:.6g} mm", "roughness": "0.01 mm",
                      "loss": f"{dice.choice([0.0, 2.0, 40.0])}"}  # fmt: skip
    if kind == "components":
        flow, drop = (dice.uniform(-1, 4), dice.uniform(-2, 3)) if wild else (dice.uniform(1, 4), dice.uniform(0, 2))
        return kind, {"flow": f"{10**flow:.4g} LPM", "drop": f"{10**drop:.4g} kPa",
                      "exponent": round(dice.uniform(1.2, 2.5), 3)}  # fmt: skip
    flow = 10 ** dice.uniform(1.5, 4)
    if kind == "pumps":
        head = dice.uniform(5, 600)
        points = dice.choice([((0, 1), (1, 0.6)), ((0, 1), (0.5, 0.9), (1, 0.5)), ((1, 1),), ((0.3, 1), (1, 0.1))])
        curve = [{"flow": f"{flow * q:.6g} LPM", "head": f"{head * h:.6g} kPa"} for q, h in points]
        return kind, {"curve": curve, "speed": dice.choice([1.0, 0.5, 1.1])}
    said = {"type": kind, "kv": f"{10 ** dice.uniform(-3 if wild else 0, 2.5):.4g} m3/h"}
    return "valves", said | ({"flow": f"{flow:.4g} LPM"} if kind == "control" else {})


def brief(seed: int, wild: bool = False) -> dict:
    """A random loop: a tree and some chords, one to three held nodes, flows in and out, heights, closed branches."""
    dice = random.Random(seed)
    count = dice.randint(2, 12)
    nodes = [{"tag": f"n{i}"} for i in range(count)]
    for i in dice.sample(range(count), min(count, dice.choice([1, 1, 1, 2, 3]))):
        nodes[i]["pressure"] = f"{dice.choice([100, 200, 250])} kPa"
    for node in nodes:
        if "pressure" not in node and dice.random() < 0.2:
            node["demand"] = f"{dice.uniform(-2, 2):.4f} kg/s"
        if dice.random() < 0.1:
            node["elevation"] = f"{dice.uniform(-10, 10):.2f} m"
    ends = [(i, dice.randrange(i)) for i in range(1, count)]
    ends += [tuple(dice.sample(range(count), 2)) for _ in range(dice.randint(0, count))]
    ends = [pair for pair in ends if not wild or dice.random() < 0.85]
    loop = {"coolant": dice.choice(["pg25", "water"]), "temperature": f"{dice.choice([20, 40])} degC", "nodes": nodes}
    if wild:
        loop |= {"coolant": "pg40", "temperature": f"{dice.choice([-10, 5, 60])} degC"}
    for number, (a, b) in enumerate(ends):
        kind, said = branch(dice, wild)
        tagged = {"tag": f"b{number}", "from": f"n{a}", "to": f"n{b}", **said}
        if dice.random() < 0.06:
            tagged["closed"] = True
        loop.setdefault(kind, []).append(tagged)
    return loop


def solved(loop: dict):
    """The answer of `designer loop`, or the codes that it refuses with."""
    try:
        return solve_loop_brief(read_loop_bytes(json.dumps({"loop": loop}).encode(), "loop.yaml", CATALOG))
    except Refused as refused:
        return {m.code if m.place.line > 0 else "no place" for m in refused.mistakes}


def test_random_loops_have_the_flows_of_another_method(resolve, tmp_path):
    """Pipes in every regime, components, pumps of one point and of several, check and control valves, heights: flows
    within 1e-5 of the largest of what Newton's method on all equations at once finds, where anything drives them.
    """
    compared = 0
    for seed in range(60):
        loop = brief(seed)
        answer = solved(loop)
        if isinstance(answer, set):
            assert answer <= TOLD
            continue
        assert answer.mass_residual < 1e-6
        assert answer.head_residual < 1.0
        state = fluid_of(CATALOG.get(Coolant, loop["coolant"])).at(float(loop["temperature"].split()[0]))
        path = tmp_path / "loop.yaml"
        path.write_text(json.dumps({"loop": loop}))
        twin = resolve.Loop(path, {"density": state.density, "viscosity": state.viscosity})
        try:
            flow, _ = twin.solve()
        except (ArithmeticError, RuntimeError):
            continue
        own = np.array([next(b.flow for b in answer.branches if b.tag == name) for name in twin.names])
        largest = max(np.abs(own).max(), 0.1)
        driven = np.maximum(np.abs(own), np.abs(flow)) > 1e-3 * largest
        assert np.abs(own - flow)[driven].max(initial=0.0) <= 1e-5 * largest, seed
        compared += np.abs(own).max() > 0.1
    assert compared > 25


def test_wild_loops_are_solved_or_refused_by_name():
    """Bores from 0.3 mm to 3 m, cut into parts, laminar at -10 degC: a state within the gates, or an element named."""
    told = set()
    for seed in range(50):
        answer = solved(brief(seed, wild=True))
        if isinstance(answer, set):
            assert answer <= TOLD
            told |= answer
        else:
            assert answer.mass_residual < 1e-6
            assert answer.head_residual < 1.0
    assert len(told) > 3


def test_a_level_pump_runs_beside_one_with_a_curve():
    """A curve of one point beside one of three: the level head holds."""
    loop = {
        "coolant": "water", "temperature": "20 degC", "nodes": [{"tag": "a", "pressure": "1 bar"}, {"tag": "b"}],
        "pipes": [{"tag": "P", "from": "b", "to": "a", "length": "50 m", "bore": "54 mm", "roughness": "0.045 mm"}],
        "pumps": [
            {"tag": "level", "from": "a", "to": "b", "curve": [{"flow": "100 LPM", "head": "60 kPa"}]},
            {"tag": "falling", "from": "a", "to": "b", "curve": [
                {"flow": "0 LPM", "head": "90 kPa"}, {"flow": "50 LPM", "head": "80 kPa"},
                {"flow": "100 LPM", "head": "40 kPa"}]},
        ],
    }  # fmt: skip
    found = {b.tag: b for b in solved(loop).branches}
    assert found["P"].drop == pytest.approx(60.0, rel=1e-9)
    share = (80.0 - 60.0) / 40.0
    assert found["falling"].volume_flow == pytest.approx((50.0**2 + share * (100.0**2 - 50.0**2)) ** 0.5, rel=1e-6)


def test_a_loop_without_branches_is_refused_by_name():
    """Nodes alone, one of which asks for flow: the node is told."""
    loop = {
        "coolant": "water", "temperature": "20 degC",
        "nodes": [{"tag": "a", "pressure": "1 bar"}, {"tag": "b", "demand": "1 kg/s"}],
    }  # fmt: skip
    assert solved(loop) <= TOLD
