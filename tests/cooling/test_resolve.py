"""Every row of the outage proof and every ride of an issued pack, solved again from its files by other methods."""

import csv
import json
import shutil

import pytest

from designer.catalog import Catalog
from designer.cooling.loop import read_loop_bytes, solve_loop_brief

#: Kinds of elements that a hall with technology loops, coolers and facility water takes out.
KINDS = {
    "normal", "cdu", "strainer", "pump", "cooler", "air-unit", "section", "leg", "header", "control-panel", "feed",
    "valve", "buffer",
}  # fmt: skip


@pytest.fixture(scope="module")
def twin(resolve, pack):
    """The pack solved again, once."""
    found = resolve.Pack(pack)
    found.compare()
    return found


def test_every_case_solves_to_the_same_answer_from_the_files_alone(twin):
    """Flows, heads, duties, supplies, racks lost and short, verdicts of all cases; seconds of all rides."""
    assert not twin.wrong
    assert {case["kind"] for case in twin.told["cases"]} >= KINDS
    for kind in KINDS - {"normal"}:
        assert {case["test"] for case in twin.told["cases"] if case["kind"] == kind} == {"T1", "T2"}
    assert twin.largest["flow"] > 0.0
    assert {ride["lost"] for ride in twin.told["rides"]} >= {"rejection", "fws-pumps", "cdu-pumps", "hall-air"}


def test_the_pipe_schedule_tells_what_the_states_send(twin):
    """Normal flow and highest velocity of rings, headers, legs, branches: as the second proof finds them by branch."""
    assert twin.lines > len(twin.technology["loops"]) * 6
    assert twin.largest["pipe"] <= 0.02


def test_valves_at_their_printed_settings_give_the_printed_flows(twin):
    """Every balancing valve at the Kv of `schedules/settings.csv`: each rack gets its set flow, within the rounding."""
    assert twin.balanced() < 5e-3
    table = twin.technology["balancing"]
    first = next(iter(table))
    twin.technology["balancing"] = table | {first: table[first] / 2.0}
    assert twin.balanced() > 5e-3
    twin.technology["balancing"] = table


def test_states_are_the_rows_of_the_schedule(pack):
    """`states.json` and `schedules/outages.csv` tell the same cases in the same order."""
    cases = json.loads((pack / "states.json").read_text())["cases"]
    rows = list(csv.DictReader((pack / "schedules" / "outages.csv").read_text().splitlines()))
    assert len(rows) == len(cases)
    for row, case in zip(rows, cases, strict=True):
        assert float(row["Least flow of need [%]"]) == pytest.approx(100.0 * case["flow_share"], abs=0.051)
        assert row["Worst rack"] == case["worst"]
        assert bool(row["Racks lost"]) == bool(case["lost"] or case["all_lost"])


def test_every_state_keeps_the_gates(pack):
    """Largest residuals of all states: 1e-6 kg/s and 1 Pa; all loops' briefs close their energy to 1e-6."""
    told = json.loads((pack / "states.json").read_text())
    states = [*told["facility_states"], *told["chilled_states"], *told["loop_states"]]
    assert max(state["mass_residual"] for state in states if "mass_residual" in state) < 1e-6
    assert max(state["head_residual"] for state in states if "head_residual" in state) < 1.0
    for path in sorted((pack / "loops").glob("*.yaml")):
        answer = solve_loop_brief(read_loop_bytes(path.read_bytes(), path.name, Catalog()))
        assert answer.mass_residual < 1e-6
        assert answer.head_residual < 1.0
        assert answer.energy_closure < 1e-6


def test_circuits_given_as_briefs_solve_to_the_proved_flows(pack):
    """`designer loop` on the facility and the chilled circuit: users and pumps as in the normal state."""
    told = json.loads((pack / "states.json").read_text())
    for name, key, states in (("FWS", "facility", "facility_states"), ("CHW", "chilled_state", "chilled_states")):
        path = pack / "loops" / f"{name}.yaml"
        if not path.exists():
            continue
        normal = told[states][told["cases"][0][key]]
        answer = solve_loop_brief(read_loop_bytes(path.read_bytes(), path.name, Catalog()))
        flows = {b.tag: b.flow for b in answer.branches}
        for kind in ("users", "pumps"):
            for tag, flow in normal[kind].items():
                assert flows[f"{kind[:-1]} {tag}"] == pytest.approx(flow, rel=1e-7)


def test_solved_circuits_hold_what_the_schedule_holds(pack, resolve):
    """Litres of the pipes of a solved circuit without their fittings are those of its lines in the pipe schedule, the
    branches to machines (whose drop is with the machine) and expansion lines aside: legs, rings, headers, buffer lines.
    """
    lines = list(csv.DictReader((pack / "schedules" / "pipes.csv").read_text().splitlines()))
    told = json.loads((pack / "states.json").read_text())
    for name, key in (("FWS", "facility"), ("CHW", "chilled")):
        if not told[key]:
            continue
        loop = resolve.Loop(pack / "loops" / f"{name}.yaml", told[key]["coolant"])
        running = [i for i in range(loop.pipe.size) if loop.names[loop.pipe[i]] not in loop.shut]
        solved = sum(loop.area[i] * loop.length[i] for i in running) * 1000.0 / told["limits"]["fittings"]
        mine = [r for r in lines if r["Tag"].startswith(tuple(f"{name}-{k}" for k in ("LEG", "RING", "HEAD", "BUF")))]
        listed = sum(float(r["Volume [L]"]) for r in mine)
        short = 0.3 * loop.area.max() * 1000.0
        assert solved == pytest.approx(listed, abs=0.5 * len(mine) + short * loop.pipe.size), name
        assert solved == pytest.approx(listed, rel=0.1), name


SPOILED = {
    "a rack that is not lost": lambda told: told["cases"][-1]["lost"].append("R-0000"),
    "a rack's flow": lambda told: told["loop_states"][0]["flows"].update({told["cases"][0]["worst"]: 1.0}),
    "a verdict": lambda told: told["cases"][1].update(verdict="strained"),
    "what an element takes": lambda told: told["facility"]["takes"].update({"leg A": []}),
    "a cooler's size": lambda told: next(iter(told["facility"]["coolers"].values())).update(size=1.0),
    "an exchanger's size": lambda told: told["technology"]["cdu"].update(size=1.0),
    "a content": lambda told: told["ride"].update(tcs_pipes=2.0 * told["ride"]["tcs_pipes"]),
    "what the UPS gives": lambda told: told["rides"][1].update(held=not told["rides"][1]["held"]),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_file_is_noticed(resolve, pack, tmp_path, name):
    """The second proof must be able to fail."""
    shutil.copytree(pack / "loops", tmp_path / "loops")
    told = json.loads((pack / "states.json").read_text())
    leg = next(case for case in told["cases"] if case["kind"] == "leg")
    told["cases"] = [*told["cases"][:2], leg, told["cases"][-1]]
    SPOILED[name](told)
    (tmp_path / "states.json").write_text(json.dumps(told))
    assert resolve.Pack(tmp_path).compare()


def test_no_state_tells_a_share_of_noise(pack):
    """Where no cold reaches an air unit its share is none at all, not heat over the solver's last digits."""
    told = json.loads((pack / "states.json").read_text())
    shares = [case["air"] for case in told["cases"] if isinstance(case["air"], float)]
    assert shares
    assert all(share < 1e4 for share in shares)


def test_a_spoiled_pipe_schedule_is_noticed(resolve, pack, tmp_path):
    """A normal flow that no branch carries."""
    shutil.copytree(pack / "loops", tmp_path / "loops")
    shutil.copytree(pack / "schedules", tmp_path / "schedules")
    told = json.loads((pack / "states.json").read_text())
    told["cases"] = told["cases"][:1]
    (tmp_path / "states.json").write_text(json.dumps(told))
    rows = list(csv.reader((pack / "schedules" / "pipes.csv").read_text().splitlines()))
    at = next(i for i, head in enumerate(rows[0]) if head.startswith("Normal flow"))
    ring = next(row for row in rows if row[1].endswith("-RING-S"))
    ring[at] = str(float(ring[at]) * 1.1)
    with (tmp_path / "schedules" / "pipes.csv").open("w") as out:
        csv.writer(out).writerows(rows)
    wrong = resolve.Pack(tmp_path).compare()
    assert any("RING-S normal" in line for line in wrong)
