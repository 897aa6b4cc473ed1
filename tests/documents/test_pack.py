"""The pack: whole or not at all, the same bytes each time, the same numbers in every format."""

import csv
import io
import json
import re

import openpyxl
import pytest
from pypdf import PdfReader

from designer.catalog import Rack
from designer.cli import explaining
from designer.documents import issue, issue_fabric, pack
from designer.documents.reconcile import Irreconcilable
from designer.errors import Refused


@pytest.fixture(scope="module")
def issued(judged, tmp_path_factory):
    """A pack with its PDF."""
    out = tmp_path_factory.mktemp("packs") / "pack"
    issue(*judged, out, True)
    return out


@pytest.fixture(scope="module")
def pdf(issued):
    """The reader and the texts of the report pages; drawings are slow to read and have tests of their own."""
    reader = PdfReader(issued / "design-pack.pdf")
    reports = [page for page in reader.pages if page.mediabox.width < page.mediabox.height]
    return reader, [page.extract_text().replace("\u200b", "").replace("\u00a0", " ") for page in reports]


def numbers(text: str) -> set[str]:
    """Numbers as printed: digits with grouping and decimals."""
    return set(re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w])", text))


def plain(markdown: str) -> str:
    """What a Markdown sheet shows: without anchors, link targets, escapes and LaTeX commands."""
    text = re.sub(r'<a id="[^"]*"></a>', "", markdown)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(
        r"\\(?:text|frac|cdot|left|right|sqrt|le|ge|nleq|ngeq|lceil|rceil|lfloor|rfloor|Delta|[a-z]+)\b", " ", text
    )
    return re.sub(r"\\(.)", r"\1", text).replace("{", " ").replace("}", " ").replace("\u00a0", " ")


def test_all_files_are_there(issued):
    """The pack has the files of its contract."""
    top = "README.md design-pack.pdf design-pack.xlsx index.html manifest.json"
    data = "design.json findings.json proof.json graph.json ledger.json"
    fabric = "fabric/topology.graphml fabric/topology.json fabric/cables.csv fabric/topology.conf"
    rest = "schedules/racks.csv schedules/bom.csv sheets/00-summary.md drawings/A-103.svg drawings/A-103.dxf"
    for name in f"{top} {data} {fabric} {rest}".split():
        assert (issued / name).is_file(), name


def test_explain_answers_for_every_number_of_the_sheets(issued, capsys):
    """Whatever number is taken from a sheet, as it stands there, is led to a step, a record or at least its own row."""
    sheets = {path.name: path.read_text(encoding="utf-8") for path in sorted((issued / "sheets").glob("*.md"))}
    asked = [(name, number) for name, text in sheets.items() for number in sorted(numbers(plain(text)))[::50]]
    assert len(asked) > 25
    for name, number in asked:
        assert explaining.explain(issued, number) == 0, (name, number)


def test_explain_prints_the_row_of_a_number_that_no_step_has(issued, capsys):
    """A number of a table of proof, named without its unit, is told with its columns and the title of its table."""
    text = (issued / "sheets" / "02-basis-of-design.md").read_text(encoding="utf-8")
    peak = re.search(r"\| Site peak \| ([\d,.]+) \|", text)
    assert explaining.explain(issued, peak[1]) == 0
    told = capsys.readouterr().out
    assert "Closed-form estimates of sizing" in told
    assert f"Power [kW]: {peak[1]}" in told


def test_same_design_same_bytes(judged, issued, tmp_path):
    """A second issue gives identical bytes of every file, the PDF and the workbook included."""
    again = tmp_path / "again"
    issue(*judged, again, True)
    files = sorted(p.relative_to(issued) for p in issued.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert [str(f) for f in files if (issued / f).read_bytes() != (again / f).read_bytes()] == []


def test_markdown_and_pdf_say_the_same_numbers(issued, pdf):
    """Every number of every Markdown sheet is found in the text of the PDF."""
    printed = re.sub(r"\s+", " ", " ".join(pdf[1]))
    found = numbers(printed)
    for path in sorted((issued / "sheets").glob("*.md")):
        missing = {n for n in numbers(plain(path.read_text())) if n not in found}
        assert not missing, (path.name, sorted(missing)[:20])


def test_named_schedules_exist(issued):
    """Every schedule that a sheet names is a file of the pack."""
    for path in sorted((issued / "sheets").glob("*.md")):
        for name in re.findall(r"schedules/([a-z\\_]+)\.csv", path.read_text()):
            assert (issued / "schedules" / f"{name.replace(chr(92), '')}.csv").is_file(), (path.name, name)


def test_pdf_is_bound(pdf, issued):
    """Contents, bookmarks, portrait reports, landscape drawings, page x of y and the status on every page."""
    reader, texts = pdf
    assert len(reader.pages) >= 25
    assert reader.metadata.title == "Prairie 25: design pack"
    assert len(reader.outline) >= 15
    sizes = {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in reader.pages}
    assert (612, 792) in sizes
    assert (2448, 1584) in sizes
    assert all(f"of {len(reader.pages)}" in text for text in texts)
    assert all("NOT FOR CONSTRUCTION" in text for text in texts)
    assert "NOT FOR CONSTRUCTION" in reader.pages[-1].extract_text()


def test_pdf_is_archival_and_accessible(issued):
    """The file declares PDF/A-2a and PDF/UA-1, which the typesetter grants only when structure and texts are there."""
    content = (issued / "design-pack.pdf").read_bytes()
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_requirements_point_to_pages(pdf):
    """The requirements matrix names the page of each evidence, and that page shows the rule."""
    _, texts = pdf
    matrix = next(t for t in texts if "Requirements matrix" in t and "REQ-001" in t)
    pages = [int(n) for n in re.findall(r"11, ?p\. ?(\d+)", matrix)]
    assert pages
    assert all("Findings" in texts[page - 1] or "power" in texts[page - 1] for page in pages)


def test_design_json_keeps_its_contract(issued, judged):
    """design.json has the promised keys, and quantities carry their units."""
    data = json.loads((issued / "design.json").read_text())
    summary = data["summary"]
    assert summary["it_power"] == {"value": judged[0].trades.power.critical_it_kw, "unit": "kW"}
    assert {"racks", "gpus", "site_power_peak", "pue_annual", "binding_constraint", "verdict"} <= set(summary)
    rack = data["layout"]["racks"][0]
    assert {"tag", "kind", "x", "y", "rotation", "row"} <= set(rack)
    network = data["fabric"]["networks"][0]
    assert {
        "hosts",
        "gpus",
        "leaf",
        "spine",
        "core",
        "host_links",
        "leaf_spine_links",
        "spine_core_links",
        "per_plane",
    } <= set(network)
    assert {"heat_balance", "cdus", "pipes", "rejection"} <= set(data["cooling"])
    assert data["bom"]


def test_workbook_equals_schedules(issued):
    """Every schedule stands in the workbook with the same cells, read by another library."""
    book = openpyxl.load_workbook(issued / "design-pack.xlsx", read_only=True)
    for path in sorted((issued / "schedules").glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text())))
        titles, units, *below = book[path.stem[:31]].iter_rows(values_only=True)
        joined = tuple(f"{title} [{unit}]" if unit else title for title, unit in zip(titles, units, strict=True))
        cells = [joined, *below]
        assert len(cells) == len(rows), path.stem
        for row, others in zip(rows, cells, strict=True):
            for one, other in zip(row, others, strict=False):
                said = "" if other is None else str(other)
                assert said == one.removeprefix("'") or float(one) == float(said), (path.stem, one, other)


def test_workbook_is_ready_for_use(issued):
    """Every schedule freezes its headers and units, filters from the units down, and holds real numbers."""
    book = openpyxl.load_workbook(issued / "design-pack.xlsx")
    for page in book.worksheets[1:]:
        assert page.freeze_panes == "B3", page.title
        if page.max_row > 2:
            assert page.auto_filter.ref.startswith("A2:"), page.title
            assert page.auto_filter.ref.endswith(str(page.max_row)), page.title
    index = book.worksheets[0]
    assert (index.freeze_panes, index.auto_filter.ref) == ("B2", f"A1:C{index.max_row}")
    for column in (4, 8, 9):  # slot, turn, mass
        numbers = [row[column].value for row in book["racks"].iter_rows(min_row=3)]
        assert numbers
        assert all(isinstance(number, (int, float)) for number in numbers), column


def test_schedules_tell_which_values_carry_a_dagger(issued, judged):
    """A rack whose mass is not read from its source says so in the CSV, and shows the dagger behind its number."""
    catalog = judged[0].trades.catalog
    rows = list(csv.DictReader(io.StringIO((issued / "schedules" / "racks.csv").read_text())))
    said = {row["Tag"]: row["Carry a dagger (†)"] for row in rows}
    page = openpyxl.load_workbook(issued / "design-pack.xlsx")["racks"]
    shown = {row[0].value: row[9].number_format for row in page.iter_rows(min_row=3)}
    for placed in judged[0].trades.layout.of("rack"):
        slug = placed.catalog.rpartition("/")[2]
        known = slug in catalog.slugs("rack")
        daggered = known and catalog.get(Rack, slug).mass_installed.evidence.status.daggered
        assert ("Mass" in said[placed.tag].split("; ")) == daggered
        assert ("†" in shown[placed.tag]) == daggered
    assert any(said.values())


def test_formulas_stay_text(judged, tmp_path, synthetic):
    """A name that looks like a formula is written as text in the workbook and defused in CSV."""
    from dataclasses import replace

    design, findings = synthetic.make_design(rows=1, per_row=4)
    item = replace(design.trades.site.plant[0], condition="=cmd|' /C calc'!A0", tag="=1+1")
    site = replace(design.trades.site, plant=(item,))
    design = replace(design, trades=replace(design.trades, site=site))
    issue(design, findings, tmp_path / "pack", False)
    assert "'=cmd" in (tmp_path / "pack" / "schedules" / "plant.csv").read_text()
    cell = openpyxl.load_workbook(tmp_path / "pack" / "design-pack.xlsx")["plant"]["A3"]
    assert cell.data_type == "s"
    assert cell.value == "=1+1"


def test_hostile_names_do_not_break_the_pdf(tmp_path, synthetic):
    """Markup in the names of project, client and tags compiles and prints as it was written."""
    from dataclasses import replace

    design, findings = synthetic.make_design(rows=1, per_row=4)
    project = replace(
        design.trades.site.project, name='= #panic() $x$ *a* "q" \\', client="<b>| `c` #[_]", number="../x"
    )
    design = replace(design, trades=replace(design.trades, site=replace(design.trades.site, project=project)))
    issue(design, findings, tmp_path / "pack", True)
    text = PdfReader(tmp_path / "pack" / "design-pack.pdf").pages[0].extract_text()
    assert "#panic()" in text


def test_failure_leaves_nothing(judged, tmp_path, monkeypatch):
    """When issuing fails the old pack stays as it was and nothing is left beside it."""
    out = tmp_path / "pack"
    out.mkdir()
    (out / "old.txt").write_text("kept")
    (out / "manifest.json").write_text("{}")

    def broken(folder):
        raise Irreconcilable(())

    monkeypatch.setattr(pack, "reconcile", broken)
    with pytest.raises(Irreconcilable):
        issue(*judged, out, False)
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]
    assert (out / "old.txt").read_text() == "kept"


def test_success_replaces_the_old_pack(judged, tmp_path):
    """A new pack replaces the old one whole."""
    out = tmp_path / "pack"
    out.mkdir()
    (out / "old.txt").write_text("gone")
    (out / "manifest.json").write_text("{}")
    issue(*judged, out, False)
    assert not (out / "old.txt").exists()
    assert not (out / "design-pack.pdf").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]


def test_fabric_alone(judged, tmp_path):
    """A fabric without a hall is issued with its diagram, tables and files."""
    trades = judged[0].trades
    issue_fabric(trades.site, trades.fabric, tmp_path / "fabric")
    data = json.loads((tmp_path / "fabric" / "design.json").read_text())
    assert data["fabric"]["networks"][0]["cables"] == len(trades.fabric.networks[0].cables)
    assert (tmp_path / "fabric" / "drawings" / "T-601.svg").is_file()
    assert "rail-optimised" in (tmp_path / "fabric" / "README.md").read_text()


def test_nothing_foreign_is_replaced(judged, tmp_path):
    """A folder that holds something else than a pack is refused and left alone."""
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(Refused) as refused:
        issue(*judged, tmp_path, False)
    assert [mistake.code for mistake in refused.value.mistakes] == ["not-a-pack"]
    assert (tmp_path / "letters.txt").read_text() == "mine"
