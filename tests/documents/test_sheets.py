"""Sheets: facts and words meet without arithmetic, loose text or missing words."""

from dataclasses import replace

import jinja2
import jinja2.nodes
import pytest
import yaml

from designer import folders
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.grid import Field, Grid, Marked, print_plain, sheet_value
from designer.documents.model import Figure, Heading, Table
from designer.documents.printing import Printer
from designer.documents.sheets import build_readme, build_sheets, gather, laid_out, sheet_templates
from designer.documents.subject import Subject
from designer.documents.tags import ranged

TEMPLATES = sorted([*(folders.templates() / "sheets").glob("*.j2"), *(folders.templates() / "markdown").glob("*.j2")])
#: Notes of the synthetic design have no words on purpose: their keys must show.
UNWORDED = {"cooling.water_quality", "power.short_circuit_data", "layout.orientation", "fabric.topology"}


@pytest.fixture(scope="module")
def subject(judged):
    return with_drawings(Subject.of(*judged))


@pytest.fixture(scope="module")
def sheets(subject):
    return build_sheets(subject, gather(subject))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.stem)
def test_templates_do_no_arithmetic(path):
    """A template names facts and calls blocks; it never adds, multiplies, rounds or counts."""
    tree = jinja2.Environment().parse(path.read_text())
    banned = (
        jinja2.nodes.Add,
        jinja2.nodes.Sub,
        jinja2.nodes.Mul,
        jinja2.nodes.Div,
        jinja2.nodes.Pow,
        jinja2.nodes.Mod,
    )
    assert not list(tree.find_all(banned))
    filters = {node.name for node in tree.find_all(jinja2.nodes.Filter)}
    assert filters <= {"join", "shown"}


def test_front_matter_is_complete():
    """Every sheet has a number in order, a title, and needs that exist."""
    templates = sheet_templates()
    assert [t.number for t in templates] == [f"{n:02d}" for n in range(len(templates))]
    assert all(t.title and t.slug.startswith(t.number) for t in templates)


def test_no_word_is_missing(subject, sheets):
    """Every label, header and drawing text exists; only the notes without words show their keys."""
    build_readme(subject, gather(subject), sheets, True)
    missing = {key for key in subject.words.missing if key.removeprefix("notes:") not in UNWORDED}
    assert not {key for key in missing if not key.startswith("requirements:")}


def test_missing_note_words_show_their_key(subject, sheets):
    """A note without words prints its key and facts instead of failing."""
    register = next(s for s in sheets if s.number == "12")
    texts = [cell for block in register.blocks if isinstance(block, Table) for row in block.rows for cell in row]
    assert "[[power.short_circuit_data]]" in texts
    assert any("1,500" in str(text) for text in texts)


def test_every_sheet_says_something(sheets):
    """No sheet is empty and every table has as many cells as columns."""
    for sheet in sheets:
        assert sheet.blocks
        for block in sheet.blocks:
            if isinstance(block, Table):
                assert all(len(row) == len(block.columns) for row in block.rows)
                assert not block.total or len(block.total) == len(block.columns)


def test_labels_are_unique(sheets):
    """A label names one place of the pack."""
    labels = [s.label for s in sheets]
    for sheet in sheets:
        labels += [b.label for b in sheet.blocks if isinstance(b, Heading) and b.label]
        labels += [label for b in sheet.blocks if isinstance(b, Table) for label in b.labels if label]
    assert len(labels) == len(set(labels))


def test_first_page_holds_verdict_plan_and_failures(sheets):
    """The summary opens with the verdict and shows the plan, the headline and what fails."""
    summary = sheets[0]
    assert type(summary.blocks[0]).__name__ == "Callout"
    assert any(isinstance(b, Figure) and b.drawing == "A-103" for b in summary.blocks)
    keys = [b.key for b in summary.blocks if isinstance(b, Table)]
    assert keys[:2] == ["headline", "failed"]


def test_words_files_hold_only_text():
    """Labels, tables and drawings are texts; numbers and booleans would be data in disguise."""

    def leaves(tree):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(value) if isinstance(value, (dict, list)) else [value]

    for name in ("labels", "tables", "drawings"):
        tree = yaml.safe_load((folders.templates() / "words" / f"{name}.yaml").read_text())
        assert [leaf for leaf in leaves(tree) if not isinstance(leaf, str)] == []


def test_long_table_says_what_is_left_out(subject):
    """A table that is cut says how many rows there are and where they stand."""
    grid = Grid.of("racks", "tag,mass:mass", [(f"R-{i:04d}", 100.0) for i in range(50)], schedule=True)
    table = laid_out(grid, subject, first=10)
    assert len(table.rows) == 10
    assert "50" in table.more
    assert "schedules/racks.csv" in table.more


def test_grid_sums_and_drops():
    """A total row sums its columns, empty columns are dropped, unknown numbers print a dash and count nothing."""
    grid = Grid.of("x", "name,a:power,b:power", [("p", 1.25, None), ("q", None, None)]).summed("Total", "a")
    assert grid.total == ("Total", 1.25, None)
    assert grid.filled == ("name", "a")
    printer = Printer("SI")
    assert print_plain(None, Field("a", "power"), printer) == "–"
    assert print_plain(Marked(1.26), Field("a", "power"), printer) == "1.3†"
    assert sheet_value(Marked(1.26), Field("a", "power"), printer) == 1.3


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (["TX-01", "TX-02", "TX-03"], "TX-01 to TX-03"),
        (["B-09", "B-10"], "B-09, B-10"),
        (["R-0116", "R-0201"], "R-0116, R-0201"),
        ([], ""),
        (["one", "two"], "one, two"),
    ],
)
def test_runs_of_tags(tags, said):
    """Consecutive tags are said as a run, others stand alone."""
    assert ranged(tags) == said


def test_a_finding_on_thousands_of_items_fits_a_cell(judged):
    """The schedule of findings names some subjects and counts the rest; a worksheet's cell holds 32,767 characters."""
    design, findings = judged
    one = replace(findings.findings[0], subjects=tuple(f"CB-PDP-{n:05d}" for n in range(20_000)))
    subject = Subject.of(design, replace(findings, findings=(one,)))
    grid = next(v for v in gather(subject)["findings"].values() if isinstance(v, Grid) and v.key == "findings")
    cell = grid.rows[0][[f.key for f in grid.fields].index("subject")]
    assert "CB-PDP-00000" in cell
    assert "19960" in cell
    assert len(cell) < 32_767
