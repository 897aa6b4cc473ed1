"""``designer --help`` answers at once."""

import subprocess
import sys
import time

HEAVY = (
    "pydantic",
    "pint",
    "shapely",
    "numpy",
    "scipy",
    "networkx",
    "jinja2",
    "typst",
    "ezdxf",
    "xlsxwriter",
    "fluids",
    "yaml",
)


def _seconds(code: str) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_help_imports_nothing_heavy() -> None:
    """Asking for help loads no library beyond Typer's own."""
    code = (
        "import sys; from designer.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"
    assert "explain" in done.stdout


def test_help_is_fast() -> None:
    """Help takes less than five bare interpreter starts on top of Typer's own import."""
    bare, typer = _seconds("pass"), _seconds("import typer")
    ours = _seconds(
        "import sys; sys.argv[1:] = ['--help']; from designer.cli import main\ntry: main()\nexcept SystemExit: pass"
    )
    assert ours < 5 * bare + (typer - bare)
