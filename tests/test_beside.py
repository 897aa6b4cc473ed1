"""Work beside this process gives the answer it would give here, raises what it raises, and leaves nothing behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from designer import beside as module
from designer.beside import Lost, beside

FORKS = "fork" in multiprocessing.get_all_start_methods()
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    monkeypatch.setattr(module, "processors", lambda: 2)
    monkeypatch.setattr(module, "_THREADED", ("a_library_with_threads",))


def test_the_answer_is_that_of_the_work_and_the_work_sees_the_records_as_they_stand():
    records = {"racks": [1, 2, 3]}
    answer = beside(lambda: (sum(records["racks"]), os.getpid()))
    records["racks"].append(100)
    total, process = answer()
    assert total == (6 if FORKS else 106)
    assert (process != os.getpid()) is FORKS


def test_a_large_answer_arrives_while_others_work():
    answers = [beside(lambda n=n: bytes([n]) * 3_000_000) for n in range(3)]
    assert [answer() for answer in answers] == [bytes([n]) * 3_000_000 for n in range(3)]


def test_what_the_work_raises_is_raised_where_the_answer_is_asked_for():
    def refuse():
        raise ValueError("rack", 7)

    answer = beside(refuse)
    with pytest.raises(ValueError, match="rack") as caught:
        answer()
    assert caught.value.args == ("rack", 7)


@pytest.mark.skipif(not FORKS, reason="processes cannot be forked here")
def test_a_process_that_dies_is_said_to_be_lost():
    answer = beside(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(Lost):
        answer()


@pytest.mark.parametrize("why", ["one processor", "daemon", "threads"])
def test_without_a_second_process_the_work_is_done_here(monkeypatch, why):
    if why == "threads":
        monkeypatch.setitem(sys.modules, "a_library_with_threads", module)
    elif why == "daemon":
        monkeypatch.setattr(multiprocessing.current_process(), "_config", {"daemon": True})
    else:
        monkeypatch.setattr(module, "processors", lambda: 1)
    assert beside(os.getpid)() == os.getpid()


@pytest.mark.skipif(not FORKS, reason="processes cannot be forked here")
def test_nothing_is_left_running_when_the_parent_is_killed(tmp_path):
    mark = tmp_path / "pid"
    script = f"""
import os, time, pathlib
from designer import beside
beside.processors = lambda: 2
def work():
    part = pathlib.Path({str(mark)!r} + ".part")
    part.write_text(str(os.getpid()))
    part.rename({str(mark)!r})
    time.sleep(0.2)
    return bytes(5_000_000)
beside.beside(work)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    while not mark.exists():
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    child = int(mark.read_text())
    for _ in range(500):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail("the process beside the parent still runs")
