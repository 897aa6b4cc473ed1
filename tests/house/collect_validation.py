"""Collects what the validation tests show into the words of the method sheet: `make packs`.

The manual that a pack prints is the list of the tests themselves: one line a test, in its own words.
"""

import ast
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "templates" / "words" / "validation.yaml"


def cases() -> list[dict[str, str]]:
    """Each validation test: room, module, statement (the docstring's first paragraph in one line)."""
    found = []
    for path in sorted((ROOT / "tests" / "validation").rglob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = (ast.get_docstring(node) or "").split("\n\n")[0]
                room = path.relative_to(ROOT / "tests" / "validation").parts[0]
                module = path.stem.removeprefix("test_")
                found.append({"room": room, "module": module, "shows": " ".join(text.split())})
    return found


def document() -> str:
    """The words file with the collected cases; the gaps are kept as they are written there."""
    gaps = yaml.safe_load(TARGET.read_text())["gaps"]
    head = "# What the results are held against, collected from tests/validation; the gaps are written by hand.\n"
    body = {"cases": cases(), "gaps": gaps}
    return head + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=4000)


if __name__ == "__main__":
    TARGET.write_text(document())
