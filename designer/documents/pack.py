"""Issuing a pack: every file is made, written beside the pack, read back and reconciled, and only then put in its
place.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from designer.beside import beside
from designer.catalog import Catalog
from designer.checks.records import Design, Findings
from designer.documents import exports
from designer.documents.charts.catalogue import draw_charts
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.dxf import write_dxf
from designer.documents.drawings.svg import write_svg
from designer.documents.fabric_files import fabric_files
from designer.documents.fabric_pack import fabric_pack
from designer.documents.folder import Content, refuse_foreign, write_whole
from designer.documents.graph_json import graph_json
from designer.documents.grid import Grid
from designer.documents.hours import hours_csv
from designer.documents.jsons import as_plain, dump
from designer.documents.model import Heading, Sheet, Table
from designer.documents.page import page_html
from designer.documents.pdf import bind
from designer.documents.plan_geojson import plan_geojson
from designer.documents.reconcile import reconcile
from designer.documents.redline import Redline, clouded, redline, with_clouds
from designer.documents.sheets import Facts, build_readme, build_sheets, gather
from designer.documents.subject import Subject
from designer.documents.workbook import Shown, csv_bytes, workbook_bytes
from designer.documents.writers.markdown import MarkdownWriter
from designer.fabric.records import Fabric
from designer.site.records import Site

__all__ = ["issue", "issue_fabric", "make_pack"]


#: The data of an earlier pack, by file name.
Earlier = Mapping[str, Any]


def issue(design: Design, findings: Findings, out: Path, pdf: bool = True, since: Earlier | None = None) -> None:
    """Write the design pack to `out`, whole or not at all; an existing pack is replaced only on success. With the data
    of an earlier pack (`since`) it has a sheet of revisions, and plan and one-line are clouded.

    Raises `reconcile.Irreconcilable` when the rendered files contradict one another.
    """
    refuse_foreign(out)
    subject = Subject.of(design, findings)
    write_whole(make_pack(subject, pdf, since), out, _manifest(subject.site, subject.catalog), reconcile)


def issue_fabric(site: Site, fabric: Fabric, out: Path) -> None:
    """Write the pack of a fabric alone, with the same care."""
    refuse_foreign(out)
    catalog = Catalog()
    files = fabric_pack(site, fabric, catalog)
    write_whole(files, out, _manifest(site, catalog), lambda folder: None)


def _manifest(site: Site, catalog: Catalog) -> Callable[[Mapping[str, str]], bytes]:
    return lambda digests: exports.manifest_json(site, catalog.digest, digests)


def make_pack(subject: Subject, pdf: bool, since: Earlier | None = None) -> Iterator[tuple[str, Content]]:
    """Every file of a pack but its manifest, made one after the other; charts, CAD files, tables and PDF beside the
    rest."""
    charts = beside(lambda: draw_charts(subject))
    drawn = with_drawings(subject)
    facts = gather(drawn)
    grids = _schedules(facts)
    svgs = {number: write_svg(drawing, drawing.alt) for number, drawing in drawn.drawings.items()}
    design = exports.design_json(drawn, grids)
    told = None if since is None else _revised(drawn, since, design)
    if told is not None:
        svgs |= dict(clouded(told, svgs))
        changes = told.schedule(drawn)
        grids = dict(sorted({**grids, changes.key: changes}.items()))
    cad = drawn if told is None else replace(drawn, drawings=with_clouds(told, drawn.drawings))
    copies = beside(lambda: dict(_copies(cad, grids)))
    yield "design.json", design
    yield "findings.json", exports.findings_json(drawn)
    yield "proof.json", exports.proof_json(drawn)
    yield "graph.json", graph_json(drawn)
    yield "plan.geojson", plan_geojson(drawn)
    yield "ledger.json", exports.ledger_json(drawn)
    painted = replace(drawn, charts=charts())
    sheets = build_sheets(painted, facts)
    sheets = sheets if told is None else (*sheets, told.sheet(painted))
    yield from _written(painted, facts, sheets, svgs, pdf)
    yield from copies().items()


def _written(
    subject: Subject, facts: Facts, sheets: tuple[Sheet, ...], svgs: Mapping[str, bytes], pdf: bool
) -> Iterator[tuple[str, Content]]:
    """The sheets with their pictures, the page, the files of the fabric, and all sheets bound."""
    places = _places(subject, sheets)
    bound = beside(lambda: bind(subject, sheets, svgs, places)) if pdf else None
    yield from ((f"drawings/{number}.svg", svg) for number, svg in svgs.items())
    yield from ((f"charts/{key}.svg", chart.svg) for key, chart in subject.charts.items())
    writer = MarkdownWriter(subject.words, places)
    yield from ((f"sheets/{sheet.file}", writer.sheet(sheet).encode()) for sheet in sheets)
    yield "index.html", page_html(subject)
    yield "README.md", _readme(subject, facts, sheets, places, pdf)
    yield from ((f"fabric/{name}", content) for name, content in fabric_files(subject.fabric, subject.catalog))
    yield from ((f"loops/{tag}.yaml", text.encode()) for tag, text in subject.design.trades.cooling.loop_briefs)
    if subject.design.trades.cooling.states:
        yield "states.json", dump(as_plain(subject.design.trades.cooling.states))
    if bound is not None:
        yield "design-pack.pdf", bound()


def _copies(subject: Subject, grids: Mapping[str, Grid]) -> Iterator[tuple[str, bytes]]:
    """The drawings for CAD, the schedules as files and as one workbook, the year hour by hour."""
    for number, drawing in subject.drawings.items():
        yield f"drawings/{number}.dxf", write_dxf(drawing, subject.printer.system)
    shown = {key: Shown.of(grid, subject) for key, grid in grids.items()}
    yield from ((f"schedules/{key}.csv", csv_bytes(one)) for key, one in shown.items())
    yield "design-pack.xlsx", workbook_bytes(shown, subject)
    hours = hours_csv(subject)
    if hours:
        yield "hours.csv", hours


def _revised(subject: Subject, since: Earlier, design: bytes) -> Redline:
    """What changed since an earlier pack."""
    now = {
        "design.json": design, "findings.json": exports.findings_json(subject),
        "manifest.json": exports.manifest_json(subject.site, subject.catalog.digest, {}),
    }  # fmt: skip
    return redline(since, {name: json.loads(content) for name, content in now.items()})


def _schedules(facts: Facts) -> dict[str, Grid]:
    """All grids that are exported, by key, each once."""
    found: dict[str, Grid] = {}
    for value in _grids(facts.values()):
        if value.schedule:
            found.setdefault(value.key, value)
    return dict(sorted(found.items()))


def _grids(facts: Iterable[Any]) -> Iterator[Grid]:
    """The grids of facts, those of a chapter's parts (mappings in mappings) too."""
    for value in facts:
        if isinstance(value, Grid):
            yield value
        elif isinstance(value, Mapping):
            yield from _grids(value.values())


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
    facts: Facts,
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
