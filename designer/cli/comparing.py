"""``designer diff``: a Markdown redline between two packs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from designer.cli.packs import flat, load
from designer.cli.words import label, say

__all__ = ["diff"]

#: Files whose differences are told, and the section that each top-level part of the design belongs to.
_TOLD = ("design.json", "findings.json", "manifest.json")
_SECTIONS = (
    "summary", "requirements", "findings", "layout", "power", "cooling", "fabric", "redundancy", "bom", "manifest",
    "other",
)
#: Digests of single files say nothing to a reader.
_SILENT = ("files", "sha256")


def diff(pack_a: Path, pack_b: Path) -> int:
    """Print what differs, section by section; 0 when nothing does, 1 otherwise."""
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for section, path, before, after in _differences(load(pack_a), load(pack_b)):
        rows.setdefault(section, []).append((path, before, after))
    if not rows:
        print(say("diff.same"))
        return 0
    print(say("diff.title", a=pack_a.name, b=pack_b.name))
    for section in _SECTIONS:
        if section not in rows:
            continue
        print(f"\n## {label('diff.sections', section)}\n")
        print(say("diff.changed", a=pack_a.name, b=pack_b.name))
        print("|---|---|---|")
        for path, before, after in rows[section]:
            print(f"| {_cell(path)} | {_cell(before)} | {_cell(after)} |")
    return 1


def _differences(a: dict[str, Any], b: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for file in _TOLD:
        before, after = dict(flat(a.get(file, {}))), dict(flat(b.get(file, {})))
        for path in sorted({*before, *after}):
            if before.get(path) != after.get(path) and not any(part in path for part in _SILENT):
                none = say("diff.none")
                yield _section(file, path), path, before.get(path, none), after.get(path, none)


def _section(file: str, path: str) -> str:
    if file != "design.json":
        return file.removesuffix(".json")
    head = path.split(".")[0].split("[")[0]
    return head if head in _SECTIONS else "other"


def _cell(text: str) -> str:
    """A text that cannot leave its cell of a Markdown table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("\r", " ")
