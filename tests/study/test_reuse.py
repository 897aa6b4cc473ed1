"""Reuse by content: the same row as a fresh design, and steps that really are not run again."""

import json
from pathlib import Path

import yaml

from designer.study.evaluating import evaluate, reuse_of, with_reuse
from designer.study.records import Task
from designer.study.reuse import content

SMALL = yaml.safe_load((Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml").read_text())


def task(name, **changes):
    data = json.loads(json.dumps(SMALL))
    for path, value in changes.items():
        group, key = path.split("__")
        data[group][key] = value
    return Task(name, json.dumps(data).encode(), ".")


def test_reused_steps_give_the_same_row():
    """Another coolant temperature leaves the layout and the fabric as they were: reused, with the same row."""
    first, second = task("a"), task("b", cooling__supply_temperature="38 degC")
    with_reuse(first)
    before = reuse_of().found
    row = with_reuse(second)
    assert row.status == "designed", row.reasons
    assert reuse_of().found >= before + 3
    assert row == evaluate(second)


def test_a_refused_brief_is_a_row():
    """A rack that does not exist gives a row with the mistake and its place, not an exception."""
    row = evaluate(task("x", compute__rack="gb200-nvl27"))
    assert row.status == "refused"
    assert row.reasons[0].split(" | ")[:2] == ["record-unknown", "compute.rack"]


def test_content_does_not_depend_on_identity():
    """Equal content built from different objects has one hash; a changed leaf has another."""
    one = {"a": [1, 2.5, "x" * 3], "b": (None, True)}
    other = {"b": (None, True), "a": [1, 2.5, "".join(["x", "x", "x"])]}
    assert content(one) == content(other)
    assert content(one) != content({**one, "b": (None, False)})
