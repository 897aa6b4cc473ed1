"""``designer diff``: a Markdown redline between two packs, or between two briefs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from designer.catalog import Catalog
from designer.catalog.reading import Document, dotted
from designer.cli.packs import flat, load
from designer.cli.words import label, say
from designer.documents.folder import refuse_foreign
from designer.documents.redline import clouded, drawings_of, redline
from designer.site.opening import bytes_of, mapping_of

__all__ = ["diff"]

#: Files whose differences are told one by one, and the section that each top-level part of the design belongs to.
_TOLD = ("design.json", "findings.json", "manifest.json")
_SECTIONS = (
    "summary", "requirements", "findings", "layout", "power", "cooling", "fabric", "redundancy", "bom", "manifest",
    "other",
)
#: Digests of single files say nothing to a reader.
_SILENT = ("files", "sha256")


def diff(
    one: Path, other: Path, out: Path | None = None, every: bool = False, only_worse: bool = False
) -> int:
    """Print what differs; 0 when nothing does, 1 otherwise. `out` gets the page and the clouded drawings.

    With `only_worse` packs give 1 only when a requirement is lost or a finding is worse.
    """
    if one.is_file() and other.is_file():
        return _briefs(one, other)
    before, after = load(one), load(other)
    places = list(_differences(before, after))
    if not places:
        print(say("diff.same"))
        return 0
    told = redline(before, after)
    page = told.page(Catalog())
    print(say("diff.title", a=one.name, b=other.name))
    print(page)
    if every or told.empty:
        _every(places, one, other)
    if out is not None:
        refuse_foreign(out)
        out.mkdir(parents=True, exist_ok=True)
        (out / "README.md").write_text(page, encoding="utf-8")
        for name, content in clouded(told, drawings_of(other)):
            (out / f"{name}-revised.svg").write_bytes(content)
    return 1 if not only_worse or told.revision.lost else 0


def _every(places: list[tuple[str, str, str, str]], one: Path, other: Path) -> None:
    """Every single place that differs, section by section."""
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for section, path, before, after in places:
        rows.setdefault(section, []).append((path, before, after))
    for section in _SECTIONS:
        if section in rows:
            print(f"\n## {label('diff.sections', section)}\n")
            print(say("diff.changed", a=one.name, b=other.name))
            print("|---|---|---|")
            for path, before, after in rows[section]:
                print(f"| {_cell(path)} | {_cell(before)} | {_cell(after)} |")


def _briefs(one: Path, other: Path) -> int:
    """What two briefs say otherwise, each place with its line."""
    files = [mapping_of(bytes_of(path), str(path)) for path in (one, other)]
    before, after = (dict(flat(file.data)) for file in files)
    lines = [_lines(file) for file in files]
    none = say("diff.none")
    rows = [
        (path, _said(before.get(path, none), lines[0].get(path)), _said(after.get(path, none), lines[1].get(path)))
        for path in sorted({*before, *after}) if before.get(path) != after.get(path)
    ]  # fmt: skip
    if not rows:
        print(say("diff.same_briefs"))
        return 0
    print(say("diff.title", a=one.name, b=other.name))
    print("\n" + say("diff.changed", a=one.name, b=other.name))
    print("|---|---|---|")
    for row in rows:
        print("| " + " | ".join(_cell(text) for text in row) + " |")
    return 1


def _lines(file: Document) -> dict[str, int]:
    return {dotted(path): line for path, line in file.lines.items()}


def _said(text: str, line: int | None) -> str:
    return say("diff.at", text=text, line=str(line)) if line else text


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
