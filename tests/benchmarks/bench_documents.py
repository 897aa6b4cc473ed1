"""The bound pack against bare Typst on the same pages, and 60 pages of it against WeasyPrint.

Run with ``make bench``; ``--full`` for more runs of each side.
Ours is what `designer design` adds for a PDF: the Typst source made from the sheets, the
drawings and charts written as SVG, and the compilation with its PDF/A and accessibility checks. Bare Typst compiles the
very source that ours made, without those checks and without tags. WeasyPrint sets the same tables and texts as HTML.
All sides are interleaved and warm; medians of processor time; nothing is asserted about the clock.
"""

import html
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typst

from designer import folders
from designer.documents import pdf
from designer.documents.charts.catalogue import with_charts
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.svg import write_svg, write_thumbnail
from designer.documents.model import (
    Bullets,
    Calculation,
    Callout,
    ChartBlock,
    Figure,
    Heading,
    Paragraph,
    Ref,
    Sheet,
    Table,
)
from designer.documents.pack import _places
from designer.documents.sheets import build_sheets, gather
from designer.documents.subject import Subject
from designer.pipeline import design

ROOT = Path(__file__).resolve().parents[2]
BRIEF = ROOT / "outputs" / "fjord-5" / "site.yaml"
#: Runs of each side beside bare Typst and beside WeasyPrint; more with ``--full``.
RUNS, RIVAL_RUNS = (5, 3) if "--full" in sys.argv else (3, 1)
PAGES = 60
RIVAL = ROOT / "build" / "weasyprint"


def bare(files: dict[str, bytes]) -> bytes:
    """The same source and pictures compiled by Typst alone."""
    fonts = [str(folder) for folder in folders.fonts() or ()]
    return typst.compile(files, format="pdf", font_paths=fonts, ignore_system_fonts=True, pdf_tags=False)


def source_files(subject: Subject, sheets, places) -> dict[str, bytes]:
    """What bare Typst needs: the main file, the style, the pictures."""
    files = {f"{n}.svg": write_svg(d, d.alt) for n, d in subject.drawings.items()}
    files |= {f"{n}-small.svg": write_thumbnail(d) for n, d in subject.drawings.items()}
    files |= {f"chart-{key}.svg": chart.svg for key, chart in subject.charts.items()}
    files["main"] = pdf.typst_source(subject, sheets, places).encode()
    files["pack.typ"] = (folders.templates() / "typst" / "pack.typ").read_bytes()
    return files


def spent(work: Callable[[], object]) -> float:
    """Processor time of this process, its threads included [s]."""
    before = time.process_time()
    work()
    return time.process_time() - before


def as_html(sheets: tuple[Sheet, ...]) -> str:
    """The texts and tables of sheets as HTML of the same look, for the rival."""
    parts = ["<style>@page{size:A4;margin:22mm 18mm 20mm}body{font:9pt Arial}"]
    parts += ["table{font-size:8pt;border-collapse:collapse}"]
    parts += ["td,th{padding:1mm 1.6mm;border-bottom:.4pt solid #bbb;text-align:left}</style>"]
    for sheet in sheets:
        parts.append(f"<h1 style='break-before:page'>{html.escape(sheet.number + ' ' + sheet.title)}</h1>")
        for block in sheet.blocks:
            match block:
                case Heading(text=text, level=level):
                    parts.append(f"<h{level}>{html.escape(text)}</h{level}>")
                case Paragraph(text):
                    parts.append(f"<p>{html.escape(text)}</p>")
                case Bullets(items):
                    parts.append("<ul>" + "".join(f"<li>{html.escape(i)}</li>" for i in items) + "</ul>")
                case Callout(_, title, text):
                    parts.append(f"<p><b>{html.escape(title)}</b> {html.escape(text)}</p>")
                case Table():
                    head = "".join(f"<th>{html.escape(c.header)}<br>{html.escape(c.unit)}</th>" for c in block.columns)
                    rows = ("".join(f"<td>{html.escape(shown(c))}</td>" for c in row) for row in block.rows)
                    body = "".join(f"<tr>{row}</tr>" for row in rows)
                    table = f"<table><thead><tr>{head}</tr></thead>{body}</table>"
                    parts.append(f"<h3>{html.escape(block.title)}</h3>{table}")
    return "<meta charset=utf-8>" + "\n".join(parts)


def shown(cell: object) -> str:
    """A cell's text."""
    return cell.text if isinstance(cell, Ref) else str(cell)


def rival_python() -> Path | None:
    """WeasyPrint in an environment of its own under `build/`; None where pip or its libraries cannot be had."""
    python = RIVAL / "bin" / "python"
    if not python.is_file():
        RIVAL.parent.mkdir(exist_ok=True)
        venv.create(RIVAL, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "weasyprint"], check=False, timeout=300)
    tried = subprocess.run([python, "-c", "import weasyprint"], capture_output=True, check=False)
    return python if tried.returncode == 0 else None


RIVAL_CODE = """
import json, pathlib, sys, time
import weasyprint
text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
before = time.process_time()
document = weasyprint.HTML(string=text).render()
document.write_pdf()
print(json.dumps([time.process_time() - before, len(document.pages)]))
"""


def against_rival(subject: Subject, sheets: tuple[Sheet, ...], places) -> None:
    """So many sheets as make about 60 pages, ours with its checks against WeasyPrint's plain ones."""
    import json

    python = rival_python()
    if python is None:
        print("WeasyPrint could not be installed here: that ratio is not measured", file=sys.stderr)
        return
    left_out = (Calculation, ChartBlock, Figure)
    chosen = tuple(replace(s, blocks=tuple(b for b in s.blocks if not isinstance(b, left_out))) for s in sheets)
    plain = Subject.of(subject.design, subject.findings)
    page = RIVAL / "pages.html"
    page.write_text(as_html(chosen), encoding="utf-8")
    ours, theirs, pages = [], [], [0, 0]
    for _ in range(RIVAL_RUNS):
        ours.append(spent(lambda: pages.__setitem__(0, count(pdf.bind(plain, chosen, {}, places)))))
        done = subprocess.run([python, "-c", RIVAL_CODE, page], capture_output=True, text=True, check=True)
        seconds, pages[1] = json.loads(done.stdout)
        theirs.append(seconds)
    per = [statistics.median(ours) / pages[0], statistics.median(theirs) / pages[1]]
    ours_s, theirs_s = (one * PAGES for one in per)
    print(f"{PAGES} pages: ours {ours_s:.2f} s ({pages[0]} set), WeasyPrint {theirs_s:.2f} s ({pages[1]} set)")
    print(f"WeasyPrint over ours: {per[1] / per[0]:.1f} (aim at least 4)")


def count(content: bytes) -> int:
    """Pages of a PDF."""
    import io

    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(content)).pages)


def main() -> None:
    """Print both ratios."""
    judged = design(BRIEF)
    subject = with_charts(with_drawings(Subject.of(judged.design, judged.findings)))
    sheets = build_sheets(subject, gather(subject))
    places = _places(subject, sheets)
    files = source_files(subject, sheets, places)
    times: dict[str, list[float]] = {"pack": [], "bare": []}

    def whole() -> None:
        svgs = {number: write_svg(drawing, drawing.alt) for number, drawing in subject.drawings.items()}
        pdf.bind(subject, sheets, svgs, places)

    whole()
    bare(files)
    for _ in range(RUNS):
        times["pack"].append(spent(whole))
        times["bare"].append(spent(lambda: bare(files)))
    pack, alone = (statistics.median(times[key]) for key in ("pack", "bare"))
    print(f"fjord-5, {count(bare(files))} pages: pack {pack:.2f} s, bare Typst {alone:.2f} s, both warm")
    print(f"pack over bare Typst: {pack / alone:.2f} (aim at most 3)")
    against_rival(subject, sheets, places)


if __name__ == "__main__":
    main()
