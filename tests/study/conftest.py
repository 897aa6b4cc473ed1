"""A study that is cheap: rows made by an importable function instead of a whole design."""

import textwrap

import pytest

WORK = '''
import hashlib, json, multiprocessing, os, pathlib, time
from designer.study.records import Row

def quick(task):
    """A row made of the digest of the brief."""
    seed = int(hashlib.sha256(task.text).hexdigest()[:8], 16)
    values = {"gpus": float(seed % 97), "cost_per_gpu": float(seed % 89), "pue": 1.0 + seed % 31 / 100}
    return Row(task.key, "designed", "go", (), values, "import")

def deadly(task):
    """Kills its worker where the brief says so: always, or the first time only."""
    word = json.loads(task.text)["project"]["name"]
    mark = pathlib.Path(task.folder) / "killed"
    if word == "always" or (word == "once" and not mark.exists()):
        mark.touch()
        os._exit(9)
    return quick(task)

def whose(task):
    """Says which process works, and whether that may begin others."""
    own = multiprocessing.current_process()
    return Row(task.key, "designed", "go", (), {"process": float(own.pid), "alone": float(own.daemon)}, "import")

def sleepy(task):
    """Says which process works, and takes a minute."""
    part = pathlib.Path(task.folder) / f"{task.key}.part"
    part.write_text("")
    part.rename(part.with_name(f"{os.getpid()}.pid"))
    time.sleep(60)
    return quick(task)
'''


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The module of cheap work, importable in workers too."""
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "study_work.py").write_text(textwrap.dedent(WORK))
    monkeypatch.syspath_prepend(str(folder))
    import importlib

    return importlib.import_module("study_work")
