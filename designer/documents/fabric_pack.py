"""The pack of a fabric alone: its tables as Markdown, its diagram, its files, and the calculations behind it."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

from designer.catalog import Catalog
from designer.documents import exports
from designer.documents.drawings import t601_fabric
from designer.documents.drawings.dxf import write_dxf
from designer.documents.drawings.frame import finish
from designer.documents.drawings.svg import write_svg
from designer.documents.fabric_files import fabric_files
from designer.documents.facts.common import note_grid, notes_of, pairs
from designer.documents.facts.fabric import fabric_facts
from designer.documents.folder import Content
from designer.documents.grid import Grid
from designer.documents.jsons import dump
from designer.documents.sheets import build_page
from designer.documents.subject import FabricSubject
from designer.documents.workbook import Shown, csv_bytes
from designer.documents.writers.markdown import MarkdownWriter
from designer.fabric.records import Fabric
from designer.model import NoteKind
from designer.site.records import Site

__all__ = ["fabric_pack"]


def fabric_pack(site: Site, fabric: Fabric, catalog: Catalog) -> Iterator[tuple[str, Content]]:
    """Every file of the pack but its manifest, made one after the other, so that only one is held at a time."""
    subject = FabricSubject.of(site, fabric, catalog)
    boards = t601_fabric.draw(subject)
    drawn = {board.number: finish(board, number, len(boards)) for number, board in enumerate(boards, 1)}
    subject = replace(subject, drawings=drawn)
    facts = fabric_facts(subject, fabric)
    project = site.project
    pages = {
        "fabric": SimpleNamespace(**facts),
        "project": pairs(
            subject,
            "project",
            [
                ("name", project.name),
                ("number", project.number),
                ("revision", project.revision),
                ("date", project.date),
            ],
        ),
        "questions": note_grid(subject, "rfis", notes_of(subject, NoteKind.RFI), "RFI"),
        "risks": note_grid(subject, "risks", notes_of(subject, NoteKind.RISK), "K"),
        "assumptions": note_grid(subject, "assumptions", notes_of(subject, NoteKind.ASSUMPTION), "A"),
    }
    sheet = build_page("fabric", subject, pages)
    yield "README.md", MarkdownWriter(subject.words, {}, root="").sheet(sheet).encode()
    for number, drawing in subject.drawings.items():
        yield f"drawings/{number}.svg", write_svg(drawing, drawing.alt)
        yield f"drawings/{number}.dxf", write_dxf(drawing, subject.printer.system)
    for value in facts.values():
        if isinstance(value, Grid) and value.schedule:
            yield f"schedules/{value.key}.csv", csv_bytes(Shown.of(value, subject))
    yield from ((f"fabric/{name}", content) for name, content in fabric_files(fabric, catalog))
    yield "design.json", dump({"fabric": exports.fabric_json(subject)})
    yield "ledger.json", exports.steps_json(fabric.steps)
