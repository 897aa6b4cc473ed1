"""The whole pack of a hall that nobody drew by hand, whose client has a name that would break tables and workbooks,
with a logo, further fields, notes, revisions and texts of its own: all sheets, tables, files and drawings of it.
"""

import csv
import importlib.util
import io
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import ezdxf
import openpyxl
import pypdf
import pytest

from designer.documents import issue

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("markdown_faults", ROOT / "tests" / "markdown_faults.py")
markdown_faults = importlib.util.module_from_spec(spec)
spec.loader.exec_module(markdown_faults)

SVG = "{http://www.w3.org/2000/svg}"
MORE = re.compile(r"The first ([\d,]+) of ([\d,]+) rows are printed; all of them stand in schedules/([a-z_\\]+)\.csv")


@pytest.fixture(scope="module")
def pack(odd_halls, tmp_path_factory):
    """The pack of the tiny hall, PDF and all."""
    out = tmp_path_factory.mktemp("odd") / "pack"
    issue(*odd_halls["tiny"], out)
    return out


def rows_of(pack, name):
    """The rows of a schedule by header without unit."""
    rows = list(csv.reader(io.StringIO((pack / "schedules" / f"{name}.csv").read_text())))
    return [dict(zip([h.partition(" [")[0] for h in rows[0]], row, strict=True)) for row in rows[1:]]


def texts_of(pack, number):
    """Every text of a drawing."""
    root = ElementTree.parse(pack / "drawings" / f"{number}.svg").getroot()
    return [node.text for node in root.iter(f"{SVG}text") if node.text]


def test_the_pages_are_sound(pack):
    """Links, pictures and tables hold although the names have bars, angle brackets and stars."""
    assert markdown_faults.faults(pack) == []


def test_the_summary_is_one_page(pack):
    """What the hall is stands on the first page, whole, with the client's logo; the second begins the next sheet."""
    first, second, *_ = (page for page in pypdf.PdfReader(pack / "design-pack.pdf").pages)
    assert "Rules judged" in first.extract_text()
    assert "Drawing list and revisions" in second.extract_text()


def test_printed_tables_are_complete_elsewhere(pack):
    """Where a sheet prints the first rows, the schedule that it names has all of them, in CSV and in the workbook."""
    book = openpyxl.load_workbook(pack / "design-pack.xlsx", read_only=True)
    found = [m for path in sorted((pack / "sheets").glob("*.md")) for m in MORE.findall(path.read_text())]
    assert len(found) > 5
    for shown, count, name in found:
        plain, total = name.replace("\\", ""), int(count.replace(",", ""))
        there = len(rows_of(pack, plain))
        assert int(shown.replace(",", "")) < total
        assert total <= there if plain == "steps" else total == there, plain  # a calculation sheet prints a part of all
        assert sum(1 for _ in book[plain[:31]].iter_rows(min_row=3)) == there


def test_every_sheet_of_the_workbook_is_ready_for_use(pack):
    """No cell is a formula; every schedule freezes headers and units and filters; columns with a unit hold numbers."""
    book = openpyxl.load_workbook(pack / "design-pack.xlsx")
    for page in book.worksheets:
        assert not [c.coordinate for row in page.iter_rows() for c in row if c.data_type == "f"], page.title
    for page in book.worksheets[1:]:
        assert page.freeze_panes == "B3", page.title
        titles, units = ([cell.value for cell in page[row]] for row in (1, 2))
        if page.max_row < 3:
            continue
        assert page.auto_filter.ref.startswith("A2:"), page.title
        for column, (title, unit) in enumerate(zip(titles, units, strict=True), 1):
            cells = [page.cell(row, column).value for row in range(3, page.max_row + 1)]
            if unit:
                loose = [c for c in cells if isinstance(c, str) and re.fullmatch(r"-?[\d,]+(?:\.\d+)?", c)]
                assert not loose, (page.title, title, loose[:3])


def test_logo_fields_notes_revisions_and_own_texts_are_on_every_drawing(pack):
    """What the brief says of its sheets stands on all of them, word for word, and the logo is in the PDF."""
    drawings = sorted((pack / "drawings").glob("*.svg"))
    assert len(drawings) > 20
    for path in drawings:
        texts = texts_of(pack, path.stem)
        joined = " ".join(texts)
        assert "C-17/4" in texts, path.stem
        assert "Keep the crane rail." in joined, path.stem
        assert {"Index", "Door | moved", "First issue", "RM", "TS", "R. Mason"} <= set(texts), path.stem
        assert any(t.startswith("CLIENT COMMENT") for t in texts), path.stem
        assert next(ElementTree.parse(path).getroot().iter(f"{SVG}image"), None) is not None, path.stem
    assert "Layout of the new hall" in (pack / "sheets" / "01-drawing-list.md").read_text()
    printed = pypdf.PdfReader(pack / "design-pack.pdf")
    assert all("CLIENT COMMENT" in page.extract_text() for page in printed.pages[:5])


def test_drawings_schedules_and_data_count_the_same(pack):
    """Racks, switches and pipes are as many, and as large, on the drawings as in the schedules and in the data."""
    design = json.loads((pack / "design.json").read_text())
    racks = {row["Tag"] for row in rows_of(pack, "racks")}
    assert racks == {rack["tag"] for rack in design["layout"]["racks"]} > set()
    for number in ("A-103", "T-101"):
        cad = ezdxf.readfile(pack / "drawings" / f"{number}.dxf")
        inserts = cad.modelspace().query("INSERT")
        tags = Counter(a.dxf.text for one in inserts for a in one.attribs if a.dxf.tag == "TAG")
        assert {tag: tags[tag] for tag in racks} == dict.fromkeys(racks, 1), number
    networks = {row["Network"]: row for row in rows_of(pack, "networks")}
    for network in design["fabric"]["networks"]:
        row = networks[network["name"].replace("_", "-").replace("oob", "out-of-band")]
        assert [int(row[k]) for k in ("Leaf", "Spine", "Core")] == [network[k] for k in ("leaf", "spine", "core")]
    for number in sorted(p.stem for p in (pack / "drawings").glob("T-6*.svg")):
        texts = texts_of(pack, number)
        for name, row in networks.items():
            place = texts.index(name) if name in texts else None
            if place is not None:
                assert texts[place + 2 : place + 5] == [row["Leaf"], row["Spine"], row["Core"]], (number, name)
    sizes = {(row["Loop"], row["Size"]) for row in rows_of(pack, "pipes")}
    for number in ("M-101", "M-102"):
        told = [re.match(r"(DN \d+|[\d./ -]+\") (\S+)-[SR] ", t) for t in texts_of(pack, number)]
        said = {(m[2], m[1]) for m in told if m}
        assert said, number
        assert said <= sizes, (number, said - sizes)


def test_levels_agree_between_ceiling_plan_and_plan_of_trays(pack):
    """A service hangs at one level on A-121 and in the legend of T-102."""
    ceiling = {m[1]: m[2] for t in texts_of(pack, "A-121") if (m := re.fullmatch(r"Tray ([AB]) at (.+)", t))}
    trays = {m[1]: m[2] for t in texts_of(pack, "T-102") if (m := re.fullmatch(r"Path ([AB]), underside at (.+)", t))}
    assert trays
    assert ceiling.items() <= trays.items()


def test_the_index_of_sheets_is_the_set(pack):
    """Cover, drawing list, files and bookmarks name the same drawings; no sheet refers to one that is not there."""
    numbers = {p.stem for p in (pack / "drawings").glob("*.svg")}
    assert numbers == {p.stem for p in (pack / "drawings").glob("*.dxf")}
    assert {row["Drawing"].split(",")[0] for row in rows_of(pack, "drawings")} == numbers
    assert numbers <= set(texts_of(pack, "G-001"))
    schedules = (pack / "schedules").glob("*.csv")
    known = numbers | {row[0] for path in schedules for row in csv.reader(io.StringIO(path.read_text()))}
    said = {path.name: " ".join(texts_of(pack, path.stem)) for path in (pack / "drawings").glob("*.svg")}
    said |= {path.name: path.read_text() for path in (pack / "sheets").glob("*.md")}
    strange = {name: set(re.findall(r"\b[GASMEFT]-\d{3}\b", text)) - known for name, text in sorted(said.items())}
    assert {name: found for name, found in strange.items() if found} == {}
