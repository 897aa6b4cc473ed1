"""The wheel: it carries its words and data with it and works far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, unpacked where nothing else of the project is."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True, cwd=folder)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the interpreter on the unpacked wheel, in the folder above it."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=unpacked.parent, env=environment, check=False)


def test_words_and_data_are_inside(unpacked: Path) -> None:
    """Every catalog record and every template of the checkout is in the package, byte for byte."""
    for name in ("catalogs", "templates"):
        files = [p for p in (ROOT / name).rglob("*") if p.is_file()]
        assert files
        for path in files:
            assert (unpacked / "designer" / name / path.relative_to(ROOT / name)).read_bytes() == path.read_bytes()


def test_it_writes_a_starter_brief_and_judges_a_hall(unpacked: Path) -> None:
    """From the unpacked wheel: a starter brief is written, records are listed, a small hall is designed and judged."""
    place = Path(run(unpacked, "-c", "import designer; print(designer.__file__)").stdout.strip())
    assert place.is_relative_to(unpacked)
    assert run(unpacked, "-m", "designer", "new", "hall").returncode == 0
    starter = (unpacked.parent / "hall" / "site.yaml").read_bytes()
    assert starter == (ROOT / "templates" / "brief" / "site.yaml").read_bytes()
    assert "gb200-nvl72" in run(unpacked, "-m", "designer", "show", "racks").stdout
    checked = run(unpacked, "-m", "designer", "check", str(ROOT / "tests" / "pipeline" / "small.yaml"))
    assert checked.returncode == 1
    assert "Traceback" not in checked.stderr
