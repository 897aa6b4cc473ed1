"""Running a study: the same bytes from whatever runs it, nothing lost when a worker dies or the run is broken off."""

import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.errors import Refused
from designer.study import Means, issuing, run
from designer.study.reading import read_study
from designer.study.records import Task
from designer.study.store import FILE, rows_in

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STUDY = """
study: {name: Cheap, date: "2026-11-23", units: SI}
brief: brief.yaml
axes:
  - {key: racks, path: compute.racks, values: [1, 2, 3, 4, 5]}
  - {key: supply, path: cooling.supply_temperature, low: 30 degC, high: 45 degC, steps: 4}
objectives: [{measure: gpus}, {measure: cost_per_gpu, weight: 2}, {measure: pue}]
"""
BRIEF = "project: {name: A}\ncompute: {rack: gb200-nvl72}\n"
TOLD = (lambda code, path, said, expected: f"{path}: {code} ({said})", False)


@pytest.fixture
def study(tmp_path):
    (tmp_path / "brief.yaml").write_text(BRIEF)
    path = tmp_path / "study.yaml"
    path.write_text(STUDY)
    return read_study(path, Catalog())


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def made(study, out, means, work):
    rows = issuing.conduct(study, out, lambda missing: run([study.task(v) for v in missing], means, work))
    issuing.write_comparison(study, rows, out, Catalog(), TOLD)
    return files(out)


def test_serial_pool_and_dask_write_the_same_bytes(study, work, tmp_path):
    """A study of twenty variants gives byte-identical folders in one process, in a pool and on a Dask cluster."""
    pytest.importorskip("distributed")
    serial = made(study, tmp_path / "a", Means("serial"), work.quick)
    assert {"README.md", "table.csv", "table.parquet", FILE, "manifest.json"} <= set(serial)
    assert made(study, tmp_path / "b", Means("pool", 2), work.quick) == serial
    assert made(study, tmp_path / "c", Means("dask", 2), work.quick) == serial


def tasks(folder, *names):
    texts = [json.dumps({"project": {"name": name}}).encode() for name in names]
    return [Task(f"k{n}", text, str(folder)) for n, text in enumerate(texts)]


def test_a_dead_worker_loses_nothing(work, tmp_path):
    """What was in hand when a worker died is made again; what kills every worker becomes a row that says so."""
    asked = tasks(tmp_path, "a", "once", "b", "always", "c", "d")
    rows = {row.key: row for row in run(asked, Means("pool", 2), work.deadly)}
    assert sorted(rows) == [task.key for task in asked]
    assert {key for key, row in rows.items() if row.status != "designed"} == {"k3"}
    assert rows["k3"].reasons == ("worker-died | | | ",)


def test_neighbours_are_made_by_one_worker_that_works_alone(work, tmp_path):
    """Each worker makes neighbours, which share their steps, and begins no process of its own beside the other's."""
    asked = tasks(tmp_path, *"abcdefghijklmnop")
    rows = {row.key: row.values for row in run(asked, Means("pool", 2), work.whose)}
    made_by = [rows[task.key]["process"] for task in asked]
    assert sum(one != other for one, other in pairwise(made_by)) <= 4
    assert {values["alone"] for values in rows.values()} == {1.0}


def test_who_is_done_takes_the_last_half_of_what_waits(work, tmp_path):
    """No task is lost or made twice when tasks are fewer than workers, or are taken over."""
    for count in (1, 2, 3, 7):
        asked = tasks(tmp_path, *(f"n{n}" for n in range(count)))
        keys = [row.key for row in run(asked, Means("pool", 3), work.quick)]
        assert sorted(keys) == sorted(task.key for task in asked)


KILLED = """
import sys
from pathlib import Path
from study_work import sleepy
from designer.study import Means, run
from designer.study.records import Task
if __name__ == "__main__":
    list(run([Task(f"k{n}", b"{}", sys.argv[1]) for n in range(2)], Means("pool", 2), sleepy))
"""


def test_no_worker_outlives_a_killed_command(work, tmp_path):
    """When the command is killed its workers end too, those at work and those that wait for work."""
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    paths = os.pathsep.join([str(tmp_path / "lib"), str(ROOT)])
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env={**os.environ, "PYTHONPATH": paths})
    while len(found := list(tmp_path.glob("*.pid"))) < 2 and parent.poll() is None:
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    workers = {int(path.stem) for path in found}
    assert workers
    for _ in range(500):
        if not any(_runs(process) for process in workers):
            return
        time.sleep(0.02)
    pytest.fail("a worker still runs")


def _runs(process):
    """Whether a process is there and is not only waiting to be taken note of."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_dead_dask_worker_loses_nothing(work, tmp_path):
    """Dask starts its worker again, and the variant is made."""
    pytest.importorskip("distributed")
    rows = {row.key: row for row in run(tasks(tmp_path, "a", "once", "b"), Means("dask", 2), work.deadly)}
    assert {row.status for row in rows.values()} == {"designed"}


def test_an_interrupted_study_goes_on(study, work, tmp_path):
    """A run that is broken off keeps its rows; the next run makes only what is missing and ends with the same bytes."""
    whole = made(study, tmp_path / "whole", Means("serial"), work.quick)
    out = tmp_path / "out"

    def broken_off(missing):
        for count, row in enumerate(run([study.task(v) for v in missing], Means("serial"), work.quick)):
            if count == 7:
                raise KeyboardInterrupt
            yield row

    with pytest.raises(KeyboardInterrupt):
        issuing.conduct(study, out, broken_off)
    assert len(rows_in(out / FILE)[0]) == 7
    assert (out / "table.csv").read_bytes().count(b"\n") > 1
    path = out / FILE
    path.write_bytes(path.read_bytes()[:-40])
    again = []

    def rest(missing):
        again.extend(missing)
        return run([study.task(v) for v in missing], Means("serial"), work.quick)

    rows = issuing.conduct(study, out, rest)
    issuing.write_comparison(study, rows, out, Catalog(), TOLD)
    assert len(again) == len(study.variants) - 6
    assert files(out) == whole


def test_a_finished_study_is_not_made_again(study, work, tmp_path):
    """A second run over a finished study makes nothing and leaves the same bytes."""
    before = made(study, tmp_path / "out", Means("serial"), work.quick)
    rows = issuing.conduct(study, tmp_path / "out", lambda missing: pytest.fail(str(missing)))
    issuing.write_comparison(study, rows, tmp_path / "out", Catalog(), TOLD)
    assert files(tmp_path / "out") == before


def test_a_scheduler_that_is_not_there_is_one_mistake():
    """An address without a scheduler is refused, not waited for for ever."""
    pytest.importorskip("distributed")
    with pytest.raises(Refused) as refused:
        list(run([Task("k", b"{}", ".")], Means("dask", 1, "tcp://127.0.0.1:9")))
    assert [m.code for m in refused.value.mistakes] == ["scheduler-unreachable"]


def test_a_foreign_folder_is_not_touched(study, work, tmp_path):
    """A folder that holds something else is refused."""
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("dear")
    with pytest.raises(Refused):
        issuing.conduct(study, out, lambda missing: ())
    assert [p.name for p in out.iterdir()] == ["letter.txt"]
