"""Reuse by content: the same row as a fresh design, and steps that really are not run again."""

import json
from dataclasses import replace
from pathlib import Path

import yaml

from designer.catalog import Catalog
from designer.model import Constraint
from designer.requirements.records import Requirements
from designer.site import read_site
from designer.sizing import size
from designer.study import evaluating, reuse
from designer.study.evaluating import evaluate, reuse_of, row_of, with_reuse
from designer.study.records import Task
from designer.study.reuse import Reuse, content
from designer.study.shelf import Shelf

HALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
SMALL = yaml.safe_load(HALL.read_text())
CATALOG = Catalog()


def task(name, **changes):
    data = json.loads(json.dumps(SMALL))
    for path, value in changes.items():
        group, key = path.split("__")
        data[group][key] = value
    return Task(name, json.dumps(data).encode(), ".")


def test_reused_steps_give_the_same_row():
    """Another coolant temperature leaves the layout and the fabric as they were: reused, with the same row."""
    first, second = task("a"), task("b", cooling__supply_temperature="41 degC")
    with_reuse(first)
    before = reuse_of().found
    row = with_reuse(second)
    assert row.status == "designed", row.reasons
    assert reuse_of().found >= before + 3
    assert row == evaluate(second)


def test_another_case_of_a_design_designs_nothing_again():
    """A variant that only pays otherwise takes design and phases as they are, with the row of a fresh design."""
    data = {**SMALL, "economics": {"year": 2026, "lease": "gross"}, "phasing": {"aim": "earliest-ai"}}
    other = {**data, "economics": {"year": 2026, "lease": "triple-net"}}
    first, second = (Task(n, json.dumps(d).encode(), ".") for n, d in (("a", data), ("b", other)))
    memory = Reuse()
    before = row_of(first, memory)
    asked, found = memory.asked, memory.found
    after = row_of(second, memory)
    assert (memory.asked - asked, memory.found - found) == (2, 2)
    assert after.values["npv"] != before.values["npv"]
    assert after == evaluate(second)


def test_the_fabric_sees_the_places_that_it_asked_for(monkeypatch):
    """What came of an earlier place of its cabinets reaches the fabric through the memory; other constraints do not."""
    seen = []
    parts = {**reuse._PARTS, at_quarters: reuse._quarters}
    monkeypatch.setattr(reuse, "_PARTS", parts)
    turn = Constraint("network_place.1.central-block", 14.0, "fabric.quarters")
    other = Constraint("racks.max", 12.0, "power.import")
    site = read_site(HALL, CATALOG)
    programme = replace(size(site, Requirements(()), CATALOG), constraints=(other, turn))
    Reuse()(at_quarters, site, programme, seen)
    assert seen == [(turn,)]


def at_quarters(site, programme, seen):
    """In the place of the fabric: what it would see."""
    seen.append(programme.constraints)


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


def test_a_shelf_serves_another_process(tmp_path):
    """What one memory has put on a shelf another takes from there, with the same row; a broken file is made again."""
    shelf = tmp_path / "stages" / "one"
    first = Reuse(Shelf(shelf, 10**9))
    row = evaluating.row_of(task("a"), first)
    kept = len(list(shelf.iterdir()))
    assert kept == first.shelf.put > 0
    second = Reuse(Shelf(shelf, 10**9))
    assert evaluating.row_of(task("a"), second) == row
    assert (second.shelf.put, second.shelf.found) == (0, kept)
    broken = min(shelf.iterdir())
    broken.write_bytes(broken.read_bytes()[:-9])
    third = Reuse(Shelf(shelf, 10**9))
    assert evaluating.row_of(task("a"), third) == row
    assert third.shelf.put == 1


def test_a_price_runs_no_trade_again(tmp_path):
    """Another requirement or name of the project leaves every trade and the proof as they were: all steps reused."""
    memory = Reuse()
    evaluating.row_of(task("a"), memory)
    before = memory.asked, memory.found
    evaluating.row_of(task("b", project__name="Other"), memory)
    assert memory.asked - before[0] == memory.found - before[1] > 0


def test_a_full_or_forbidden_shelf_keeps_nothing(tmp_path):
    """A shelf that may hold nothing, or whose folder is a file, is no failure."""
    (tmp_path / "file").write_text("")
    for shelf in (Shelf(tmp_path / "none", 0), Shelf(tmp_path / "file" / "in", 10**6)):
        shelf.keep(b"key", [1])
        assert shelf.get(b"key") is None
