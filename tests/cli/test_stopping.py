"""A command stopped from outside: nothing half written, no process left, no traceback, the exit code of a shell."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: A command that is in the middle of writing a pack, with work beside it, until it is stopped.
SLOW = """
import os, sys, time
from pathlib import Path
from types import SimpleNamespace
from designer import beside, cli, pipeline
from designer.checks.records import Findings
from designer.documents.folder import write_whole
beside.processors = lambda: 2
place = Path(sys.argv[3])

def files():
    yield "half.txt", b"half"
    place.with_suffix(".ready").write_text("")
    time.sleep(60)

def at_work():
    place.with_suffix(".pid").write_text(str(os.getpid()))
    time.sleep(60)

def issue(judged, folder, *more):
    beside.beside(at_work)
    while not place.with_suffix(".pid").exists():
        time.sleep(0.01)
    write_whole(files(), folder, lambda digests: b"", lambda folder: None)

pipeline.design = lambda *more: SimpleNamespace(findings=Findings((), "go", (), {}))
pipeline.issue = issue
sys.argv[1:] = ["design", "site.yaml", "-o", str(place)]
cli.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are not known here")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stopped_command_leaves_nothing(name, tmp_path):
    """Stopped while it writes, with all of its processes as by a terminal: the folder is as it was, no one works on."""
    number = getattr(signal, name)
    pack = tmp_path / "pack"
    command = [sys.executable, "-c", SLOW, "design", "-o", str(pack)]
    made = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True, text=True)
    while not pack.with_suffix(".ready").exists():
        assert made.poll() is None
        time.sleep(0.01)
    worker = int(pack.with_suffix(".pid").read_text())
    os.killpg(made.pid, number)
    _, told = made.communicate()
    assert made.returncode == 128 + number
    assert "Traceback" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack.pid", "pack.ready"]
    for _ in range(500):
        if not _runs(worker):
            return
        time.sleep(0.02)
    pytest.fail("the process beside the command still runs")


def _runs(process):
    """Whether a process is there and is not only waiting to be taken note of."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
