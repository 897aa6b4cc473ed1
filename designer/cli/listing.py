"""Lists of what the rooms hold as one file each (topologies, rules, sheets), read from the files, nothing imported."""

import ast
import re
from pathlib import Path

from designer import folders

__all__ = ["rules", "sheets", "topologies"]

_PACKAGE = Path(__file__).resolve().parents[1]
_RULE = re.compile(r"([a-z]+)_?(\d+)_(\w+)\.py\Z")
_SHEET = re.compile(r"(\d+[a-z]?)-([\w-]+)\.")


def rules() -> dict[str, str]:
    """Every check rule by id, with its statement."""
    found = {}
    for path in sorted((_PACKAGE / "checks").rglob("*.py")):
        match = _RULE.match(path.name)
        if match:
            found[f"{match[1].upper()}-{match[2]}"] = _doc(path)
    return found


def sheets() -> dict[str, str]:
    """Every sheet by number, with its name."""
    found = {}
    for path in sorted((folders.templates() / "sheets").glob("*")):
        match = _SHEET.match(path.name)
        if match:
            found[match[1]] = match[2].replace("-", " ")
    return found


def topologies() -> dict[str, str]:
    """Every topology by name, with what it is."""
    found = {}
    for path in sorted((_PACKAGE / "fabric").rglob("*.py")):
        name = _constant(path, "TOPOLOGY")
        if name:
            found[name] = _doc(path)
    return found


def _doc(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def _constant(path: Path, name: str) -> str:
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            return str(statement.value.value)
    return ""
