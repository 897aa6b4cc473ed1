"""Collects what the validation tests show into the words of the method sheet: `make packs`.

The manual that a pack prints is the list of the tests themselves: one line a test, in its own words; and, of cooling,
the published cases with what is printed and what the tool gets.
"""

import ast
from collections.abc import Iterable
from pathlib import Path

import yaml

from tests.validation.cooling import manual

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
    return [*found, *published_fabrics()]


def published_fabrics() -> list[dict[str, str]]:
    """One line for each published row of a fabric: what is printed, what the tool gets, why they differ."""
    folder = ROOT / "tests" / "validation" / "fabric"
    lines = []
    for table in yaml.safe_load((folder / "published.yaml").read_text()):
        for row in table["rows"]:
            expected = row.get("expected", row["published"])
            counts = zip(_ORDER, row["published"], expected, strict=True)
            said = _row(f"{table['table']}, {row['nodes']:,} nodes", counts)
            lines.append(said + (f"; {row['reason']}" if "reason" in row else ""))
    for one in yaml.safe_load((folder / "designs.yaml").read_text()):
        expected = one["published"] | one.get("expected", {})
        said = _row(one["design"], ((key, one["published"][key], value) for key, value in expected.items()))
        lines.append(said + (f"; {one['reason']}" if "reason" in one else "") + f" [{one['status']}]")
    return [{"room": "fabric", "module": "published", "shows": line + "."} for line in lines]


#: Counts of a published row, in its order.
_ORDER = ("leaf", "spine", "core", "host_links", "leaf_spine_links", "spine_core_links")


def _row(title: str, counts: Iterable[tuple[str, int | None, int | None]]) -> str:
    """Printed, expected and got counts in words; what is got equals what is expected, or the test fails."""
    parts = []
    for key, printed, expected in counts:
        name = key.replace("_", " ")
        if printed is None and expected is None:
            continue
        same = printed == expected
        shown = "not printed" if printed is None else f"printed {printed:,}"
        parts.append(f"{name} {expected:,}" if same else f"{name} {shown}, expected {expected:,}, got {expected:,}")
    return f"{title}: printed and got " + ", ".join(parts)


def document() -> str:
    """The words file with the collected cases; the gaps are kept as they are written there."""
    gaps = yaml.safe_load(TARGET.read_text())["gaps"]
    head = "# What the results are held against, collected from tests/validation; the gaps are written by hand.\n"
    body = {"cases": cases(), "cooling": [row.said() for row in manual.rows()], "gaps": gaps}
    return head + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=4000)


if __name__ == "__main__":
    TARGET.write_text(document())
