"""Issuing a pack: every file is made, written beside the pack, read back and reconciled, and only then put in its
place.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from designer.catalog import Catalog
from designer.checks.records import Design, Findings
from designer.documents import exports
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.dxf import write_dxf
from designer.documents.drawings.svg import write_svg
from designer.documents.fabric_files import fabric_files
from designer.documents.fabric_pack import fabric_pack
from designer.documents.grid import Grid
from designer.documents.model import Heading, Sheet, Table
from designer.documents.pdf import bind
from designer.documents.reconcile import reconcile
from designer.documents.sheets import build_readme, build_sheets, gather
from designer.documents.subject import Subject
from designer.documents.workbook import csv_bytes, workbook_bytes
from designer.documents.writers.markdown import MarkdownWriter
from designer.fabric.records import Fabric
from designer.site.records import Site

__all__ = ["issue", "issue_fabric", "make_pack", "write_whole"]


def issue(design: Design, findings: Findings, out: Path, pdf: bool = True) -> None:
    """Write the design pack to `out`, whole or not at all; an existing pack is replaced only on success.

    Raises `reconcile.Irreconcilable` when the rendered files contradict one another.
    """
    subject = with_drawings(Subject.of(design, findings))
    files = make_pack(subject, pdf)
    write_whole(files, out, reconcile)


def issue_fabric(site: Site, fabric: Fabric, out: Path) -> None:
    """Write the pack of a fabric alone, with the same care."""
    files = fabric_pack(site, fabric, Catalog())
    files["manifest.json"] = exports.manifest_json(site, Catalog().digest, files)
    write_whole(files, out, lambda folder: None)


def make_pack(subject: Subject, pdf: bool) -> dict[str, bytes]:
    """Every file of a pack by its path inside it."""
    facts = gather(subject)
    sheets = build_sheets(subject, facts)
    places = _places(subject, sheets)
    grids = _schedules(facts)
    files: dict[str, bytes] = {}
    svgs = {number: write_svg(drawing, drawing.alt) for number, drawing in subject.drawings.items()}
    for number, drawing in subject.drawings.items():
        files[f"drawings/{number}.svg"] = svgs[number]
        files[f"drawings/{number}.dxf"] = write_dxf(drawing, subject.printer.system)
    writer = MarkdownWriter(subject.words, places)
    files |= {f"sheets/{sheet.file}": writer.sheet(sheet).encode() for sheet in sheets}
    files |= {f"schedules/{key}.csv": csv_bytes(grid, subject) for key, grid in grids.items()}
    files["design-pack.xlsx"] = workbook_bytes(grids, subject)
    trades = subject.design.trades
    files |= {f"fabric/{name}": content for name, content in fabric_files(trades.fabric, trades.catalog).items()}
    files["design.json"] = exports.design_json(subject, grids)
    files["findings.json"] = exports.findings_json(subject)
    files["proof.json"] = exports.proof_json(subject)
    files["ledger.json"] = exports.ledger_json(subject)
    if pdf:
        files["design-pack.pdf"] = bind(subject, sheets, svgs, places)
    files["README.md"] = _readme(subject, facts, sheets, places, pdf)
    files["manifest.json"] = exports.manifest_json(trades.site, trades.catalog.digest, files)
    return files


def _schedules(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Grid]:
    """All grids that are exported, by key, each once."""
    found: dict[str, Grid] = {}
    for module in facts.values():
        for value in module.values():
            if isinstance(value, Grid) and value.schedule:
                found.setdefault(value.key, value)
    return dict(sorted(found.items()))


def _places(subject: Subject, sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """Every label of the pack and the file it stands in, seen from the folder of the sheets."""
    places = {f"drawing-{number}": f"../drawings/{number}.svg" for number in subject.drawings}
    for sheet in sheets:
        places[sheet.label] = sheet.file
        for block in sheet.blocks:
            if isinstance(block, Heading) and block.label:
                places[block.label] = sheet.file
            if isinstance(block, Table):
                places |= {label: sheet.file for label in block.labels if label}
    return places


def _readme(
    subject: Subject,
    facts: Mapping[str, Mapping[str, Any]],
    sheets: tuple[Sheet, ...],
    places: Mapping[str, str],
    pdf: bool,
) -> bytes:
    """The index of the pack, at its root."""
    moved = {
        label: place.removeprefix("../") if place.startswith("../") else f"sheets/{place}"
        for label, place in places.items()
    }
    sheet = build_readme(subject, facts, sheets, pdf)
    return MarkdownWriter(subject.words, moved, root="").sheet(sheet).encode()


def write_whole(files: Mapping[str, bytes], out: Path, check: Callable[[Path], None]) -> None:
    """Write files to a sibling folder, check it, then swap it in. On any failure nothing new is left behind."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        check(fresh)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, out: Path) -> None:
    """Put a folder in the place of another; the old one comes back when the renaming fails."""
    if not out.exists():
        os.rename(fresh, out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        os.rename(out, old / "pack")
        try:
            os.rename(fresh, out)
        except OSError:
            os.rename(old / "pack", out)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
