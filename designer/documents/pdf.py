"""The bound PDF: all sheets and drawings in one document, compiled by Typst from memory with the house font only.

The date in the file comes from the brief's revision; nothing depends on the clock or on the fonts of the machine.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from designer import folders
from designer.documents.drawings.drawing import Drawing
from designer.documents.drawings.svg import write_thumbnail
from designer.documents.letters import fonts_for, letters_of, stood_in
from designer.documents.maths import typst_string
from designer.documents.model import Sheet
from designer.documents.subject import Voice
from designer.documents.writers.typst import TypstWriter, label_name

__all__ = ["bind", "typst_source"]

#: Paper of the reports: its name in Typst and its width less the margins of the style [mm].
_PAPERS = {"letter": ("us-letter", 215.9 - 36.0), "A4": ("a4", 210.0 - 36.0)}
_OWN_PAPER = {"IP": "letter", "SI": "A4"}
#: What the file conforms to: archival with structure, and accessible; Typst refuses what would break either.
_STANDARDS = ("a-2a", "ua-1")
#: After which sheet the contents stand.
_CONTENTS_AFTER = "01"


def bind(subject: Voice, sheets: Sequence[Sheet], svgs: Mapping[str, bytes], places: Mapping[str, str]) -> bytes:
    """The PDF of the pack. `svgs` are the drawings by number; `places` are all labels of the pack."""
    import typst  # heavy; only a pack with a PDF needs it

    files = {f"{number}.svg": svg for number, svg in svgs.items()}
    files |= {f"{number}-small.svg": write_thumbnail(drawing) for number, drawing in subject.drawings.items()}
    files |= {f"chart-{key}.svg": chart.svg for key, chart in subject.charts.items()}
    files["main"] = typst_source(subject, sheets, places).encode()
    letters = set[str]().union(*(letters_of(content) for content in files.values()))
    fonts, shown = fonts_for(subject.project.language, letters)
    files = {name: stood_in(content, shown) for name, content in files.items()}
    files["pack.typ"] = (folders.templates() / "typst" / "pack.typ").read_bytes()
    if (logo := subject.project.sheets.logo) is not None:
        files[f"logo.{logo.kind}"] = logo.content
    compiler: Any = typst.compile  # its stub does not know that files may be given in memory
    paths = [str(folder) for folder in fonts]
    settings = {"format": "pdf", "font_paths": paths, "ignore_system_fonts": True, "timestamp": 0}
    result: bytes = compiler(files, pdf_standards=list(_STANDARDS), **settings)
    return result


def typst_source(subject: Voice, sheets: Sequence[Sheet], places: Mapping[str, str]) -> str:
    """The Typst main file."""
    writer = TypstWriter(subject.words, dict(places), _paper(subject)[1])
    parts = ['#import "pack.typ": *', f"#show: pack.with({_info(subject)})", _verdict_words(subject)]
    for sheet in sheets:
        parts.append(writer.sheet(sheet))
        if sheet.number == _CONTENTS_AFTER:
            parts += _contents(subject)
    parts.extend(_drawing(drawing) for drawing in subject.drawings.values())
    return "\n".join(parts) + "\n"


def _contents(subject: Voice) -> list[str]:
    """The contents, the list of tables and the list of figures."""
    titles = {key: typst_string(subject.words.label(f"pdf.{key}")) for key in ("contents", "tables", "figures")}
    return [
        f"#contents({titles['contents']}, {typst_string('contents')})",
        f"#listed({titles['tables']}, {titles['figures']})",
    ]


def _paper(subject: Voice) -> tuple[str, float]:
    """The paper of the reports: that of the brief, or of its unit system."""
    return _PAPERS[subject.project.sheets.reports or _OWN_PAPER[subject.printer.system]]


def _info(subject: Voice) -> str:
    project, words = subject.project, subject.words
    issued = _date(project.date)
    texts = {
        "title": words.label(subject.title, name=project.name),
        "author": project.client or project.name,
        "project": " · ".join(part for part in (project.number, project.name) if part),
        "status": words.stage(project.issued_for, "status"),
        "reference": project.client,
        "revision": words.label("pdf.revision", revision=project.revision, date=project.date),
        "page": words.label("pdf.page"),
        "of": words.label("pdf.of"),
        "paper": _paper(subject)[0],
        "lang": project.language,
        "logo": f"logo.{project.sheets.logo.kind}" if project.sheets.logo else "",
    }
    listed = ", ".join(f"{name}: {typst_string(text)}" for name, text in texts.items())
    when = f"datetime(year: {issued.year}, month: {issued.month}, day: {issued.day})" if issued else "none"
    return f"({listed}, date: {when})"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _verdict_words(subject: Voice) -> str:
    kept, broken = (typst_string(subject.words.label(f"calculation.{key}")) for key in ("kept", "broken"))
    return f"#verdict-words.update((kept: {kept}, broken: {broken}))"


def _drawing(drawing: Drawing) -> str:
    texts = (drawing.number, drawing.title)
    paper = drawing.paper
    return (
        f"#drawing-sheet({typst_string(texts[0])}, {typst_string(texts[1])}, {paper.width:g}mm, {paper.height:g}mm,"
        f" {typst_string(drawing.alt)}, {typst_string(label_name(f'drawing-{drawing.number}'))})"
    )
