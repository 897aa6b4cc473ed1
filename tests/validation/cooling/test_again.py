"""Every state of a hall's outage proof solved again from the files of its pack by a solver of its own: Newton on flows
and pressures together, Colebrook's equation by Lambert's W, exchangers and heat by hand; nothing of the designer.
"""

import copy
import json
import math

import numpy as np
import pytest
import yaml

from designer.documents.jsons import as_plain
from tests.oracles import again


@pytest.fixture(scope="module")
def files(two_feeds):
    """States and briefs as the pack writes them."""
    return json.loads(json.dumps(as_plain(two_feeds.cooling.states))), dict(two_feeds.cooling.loop_briefs)


def beyond(states, briefs) -> tuple[set[str], set[str], set[str]]:
    """States that were solved, those beyond a gate, and the kinds of figures that were compared."""
    found = list(again.Pack(states, briefs).differences())
    return {d.state for d in found}, {d.state for d in found if not d.apart() <= d.gate}, {d.kind for d in found}


def test_every_state_is_found_again(files):
    """Flows of racks, users and pumps, heads, valve margins, velocities, heat, supplies: within 1e-6 in every state."""
    states, briefs = files
    solved, off, kinds = beyond(states, briefs)
    told = sum(len(states[f"{side}_states"]) for side in ("facility", "chilled", "loop"))
    assert len(solved) > 0.8 * told
    assert kinds == {
        "rack flow", "head of a CDU", "worst share", "velocity", "heat of CDUs and racks", "supply", "user flow",
        "pump flow", "valve margin",
    }  # fmt: skip
    assert not off


def bored(states, briefs, tag: str):
    """The largest pipe of a loop a hundredth wider in its brief."""
    said = yaml.safe_load(briefs[tag])
    pipe = max(said["loop"]["pipes"], key=lambda p: float(p["length"].split()[0]))
    pipe["bore"] = f"{float(pipe['bore'].split()[0]) * 1.01} mm"
    return states, briefs | {tag: yaml.safe_dump(said)}


def moved(states, briefs, side: str, group: str, key: str | None = None):
    """A figure that the normal state says, a thousandth more."""
    states = copy.deepcopy(states)
    case = states["cases"][0]
    number = case["loops"][0] if side == "loop" else case[{"facility": "facility", "chilled": "chilled_state"}[side]]
    row = states[f"{side}_states"][number]
    if isinstance(row[group], dict):
        row[group][key or next(iter(row[group]))] *= 1.001
    else:
        row[group] *= 1.001
    return states, briefs


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (bored, ("TCS-01",)), (bored, ("FWS",)), (bored, ("CHW",)),
        (moved, ("loop", "flows")), (moved, ("loop", "heads")), (moved, ("loop", "supply")),
        (moved, ("loop", "cdu_heat")), (moved, ("loop", "share")), (moved, ("loop", "velocity")),
        (moved, ("facility", "users")), (moved, ("facility", "pumps")), (moved, ("facility", "margin")),
        (moved, ("chilled", "users")), (moved, ("chilled", "pumps")), (moved, ("chilled", "velocity")),
    ],
)  # fmt: skip
def test_a_fault_in_the_files_is_told(files, fault, said):
    """Planted in a brief or in the normal state: found, and where it was planted."""
    states, briefs = fault(*files, *said)
    normal = {**states, "cases": states["cases"][:1]}
    off = beyond(normal, briefs)[1]
    side = {"TCS-01": "loop", "FWS": "facility", "CHW": "chilled"}.get(said[0], said[0])
    assert off
    assert {state.split()[0] for state in off} == {side}


def test_colebrook_in_closed_form():
    """By Lambert's W: within 1e-12 of the equation itself over every Reynolds number and roughness of a pipe."""
    for re in (4000.0, 1e5, 1e7):
        for relative in (1e-7, 1e-4, 0.05):
            factor = float(again.friction(np.array([re]), np.array([relative]))[0])
            x = factor**-0.5
            assert x == pytest.approx(-2.0 * math.log10(relative / 3.7 + 2.51 * x / re), rel=1e-12)
    assert float(again.friction(np.array([500.0]), np.array([1e-3]))[0]) == pytest.approx(0.128, rel=1e-12)
