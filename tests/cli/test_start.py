"""``designer --help`` answers at once."""

import subprocess
import sys

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
