"""What a reviewer would mark in red on a sheet: labels under marks, legends that show another symbol than the sheet,
vents and valves that stand nowhere, tables cut short beside an empty sheet, plans lost in white.
"""

import io
import math
from dataclasses import replace

import openpyxl
import pytest

from designer.documents.drawings import (
    a102_demolition,
    a103_plan,
    a301_section,
    a303_along,
    e101_busways,
    m502_connections,
    m603_technology,
    t101_racks,
    t102_trays,
)
from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.drawing import Circle, Path, Text
from designer.documents.drawings.frame import finish
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.placing import overlapping_texts, overlaps
from designer.documents.drawings.section_legend import FILLS
from designer.documents.facts import redundancy
from designer.documents.grid import print_plain
from designer.documents.subject import Subject
from designer.documents.workbook import Shown, workbook_bytes
from designer.model import Fate

_MARK = "E-DEMO-DISC-D"


@pytest.fixture(scope="module")
def small(judged):
    """A small design in feet."""
    return Subject.of(*judged)


@pytest.fixture(scope="module")
def turned(odd_halls):
    """A hall designed whole, with its segments and falls."""
    return Subject.of(*odd_halls["turned"])


def with_trades(subject, **rooms):
    """The subject with other records of some trades."""
    return replace(subject, design=replace(subject.design, trades=replace(subject.design.trades, **rooms)))


def texts(board):
    """All that is written on a board."""
    return [item.text for item in board.items if isinstance(item, Text)]


def test_no_label_lies_over_a_point_of_disconnection(small):
    """Transformers that stay while their boards go are marked; no text of the sheet touches a mark."""
    power = small.design.trades.power
    gone = replace(power.reuse[0], tag="MSB", kind="switchboard", fate=Fate.DEMOLISH, count=4, test="")
    subject = with_trades(small, power=replace(power, reuse=(gone,)))
    drawing = finish(a102_demolition.draw(subject), 1, 1)
    marks = [i for i in drawing.items if isinstance(i, Circle) and i.layer == _MARK and i.space == "model"]
    assert marks
    boxes = [extent(item) for item in drawing.items if isinstance(item, Text)]
    for mark in marks:
        around = (mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)
        assert not any(overlaps(around, box) for box in boxes)
    assert any(isinstance(i, Circle) and i.layer == _MARK and i.space == "paper" for i in drawing.items)


def test_legends_of_sections_show_pipes_as_they_are_drawn(small, turned):
    """A pipe in the legend is a circle, filled as the plane cuts one; each kind of rack that is drawn is explained."""
    for subject in (small, turned):
        boards = [*a301_section.draw(subject), a303_along.draw(subject)]
        for board in filter(None, boards):
            told = {entry.text for entry in board.legend}
            for word in ("supply", "return"):
                entry = next(one for one in board.legend if one.text == board.word(word))
                before = len(board.items)
                entry.symbol(board, (0.0, 0.0))
                made, board.items = board.items[before:], board.items[:before]
                assert isinstance(made[0], Circle)
                assert bool(made[0].fill) == (word == "supply")
            drawn = {i.fill for i in board.items if isinstance(i, Path) and i.layer.startswith("T-RACK") and i.fill}
            said = subject.words.drawing
            needed = {said("A-103", purpose) for purpose, fill in FILLS.items() if fill in drawn}
            assert needed
            assert needed <= told


def test_both_ends_of_each_row_header_are_drawn(turned):
    """Where rows are drawn, supply and return each have the vent and the drain that the valve list holds, the drain
    nearer to the ring, as the falls of the model have it; so has the detail.
    """
    plan = turned.design.trades.cooling
    listed = {tag for tag, _, _ in plan.valves}
    for board in (m603_technology.draw(turned), m502_connections.draw(turned)):
        at = {item.text: item for item in board.items if isinstance(item, Text)}
        rows = {text.removeprefix("HV-").removesuffix("-S") for text in at
                if text.startswith("HV-") and "-ROW-" in text and text.endswith("-S")}  # fmt: skip
        assert rows
        for row in rows:
            for side in "SR":
                vent, drain = f"AV-{row}-{side}", f"DV-{row}-{side}"
                assert {vent, drain} <= listed
                assert at[drain].x < at[vent].x
    starts = {x.tag: x.points[0] for x in plan.pipes}
    for fall in plan.falls:
        if "-ROW-" in fall.run and fall.run.endswith(("S1", "R1")):
            drain = [s for s in fall.stubs if s.kind == "drain" and not s.more]
            assert all(math.dist(s.at, starts[fall.run]) < 1e-6 for s in drain)


def test_far_connections_stand_on_the_diagram_with_their_valves(turned):
    """Pipes between the far ends of two headers are drawn with both their valves on supply and return."""
    plan = turned.design.trades.cooling
    loop = max({c.loop for c in plan.cdus}, key=lambda name: (sum(r.loop == name for r in plan.racks), name))
    heads = sorted({x.tag.rsplit("-", 1)[0] for x in plan.pipes if x.tag.startswith(f"{loop}-ROW-")})[:2]
    assert len(heads) == 2
    last = [max((x for x in plan.pipes if x.tag.startswith(f"{h}-S")), key=lambda x: x.tag) for h in heads]
    far = [
        replace(last[0], tag=f"{loop}-FAR-{side}1", points=(last[0].points[-1], last[1].points[-1])) for side in "SR"
    ]
    tags = [f"HV-{loop}-F1{side}{end}" for side in "SR" for end in "12"]
    valves = (*plan.valves, *((tag, "sectional", f"{loop}-F1") for tag in tags))
    subject = with_trades(turned, cooling=replace(plan, pipes=(*plan.pipes, *far), valves=valves))
    board = m603_technology.draw(subject)
    assert set(tags) <= set(texts(board))
    assert not set(tags) & set(texts(m603_technology.draw(turned)))
    assert not overlapping_texts(finish(board, 1, 1))


def test_a_table_that_its_column_cannot_hold_stands_on_an_empty_diagram(small):
    """All rows are printed, none over anything; on a plan the column keeps it and says what is left out."""
    rows = tuple((f"row {number}", str(number)) for number in range(70))
    for scaled in (False, True):
        board = Board.of(small, "E-601")
        board.scaled = scaled
        board.ratio, board.north = 100, False
        board.rectangle((60.0, 60.0, 200.0, 120.0), "E-LINE-N", "light")
        board.tables = [
            SideTable("ONE", ("Row", "No."), rows[:60], (2, 1)),
            SideTable("TWO", ("Row", "No."), rows, (2, 1)),
        ]
        drawing = finish(board, 1, 1)
        shown = [item for item in drawing.items if isinstance(item, Text) and item.text == "row 69"]
        assert bool(shown) == (not scaled)
        assert not overlapping_texts(drawing)
        for item in shown:
            assert not overlaps(extent(item), (60.0, 60.0, 200.0, 120.0))


def test_long_halls_have_their_services_enlarged_on_the_sheet(synthetic):
    """In a hall much longer than wide the sheets of busways and trays hold views larger than the plan, and no second
    sheet repeats the trays.
    """
    subject = Subject.of(*synthetic.make_design(rows=2, per_row=16))
    title = subject.words.label("drawing.enlarged").upper()
    trays = t102_trays.draw(subject)
    assert [board.number for board in trays] == ["T-102"]
    assert title in texts(trays[0])
    west, south, east, north = subject.site.hall.polygon.bounds
    model = next(route for route in subject.design.trades.layout.routes if len(route.line.points) > 1)
    ends = ((west + 2.0, (south + north) / 2), (east - 2.0, (south + north) / 2))
    way = replace(model, tag="BWY-A1-A", kind="busway", path="A", serves=(), line=replace(model.line, points=ends))
    long = with_trades(subject, power=replace(subject.design.trades.power, routes=(way,)))
    board = e101_busways.draw(long)[0]
    assert title in texts(board)
    assert not overlapping_texts(finish(board, 1, 1))


def test_a_plan_far_coarser_than_its_views_is_not_covered_with_labels(synthetic, small):
    """On an upright sheet of ANSI B the plan of a long hall keeps its outline and its views the tags; on a large sheet
    the plan has them.
    """
    long = Subject.of(*synthetic.make_design(rows=2, per_row=16))
    project = replace(long.project, sheets=replace(long.project.sheets, drawings="B", portrait=True))
    narrow = replace(long, site=replace(long.site, project=project))
    said = {}
    for name, subject in (("large", long), ("narrow", narrow)):
        board = a103_plan.draw(subject)[0]
        rows = {row.tag for row in subject.design.trades.layout.rows}
        models = [i.text for i in board.items if isinstance(i, Text) and i.space == "model"]
        views = [i.text for i in board.items if isinstance(i, Text) and i.space == "paper"]
        said[name] = [any(text.startswith(row) for row in rows for text in kind) for kind in (models, views)]
        assert not overlapping_texts(finish(board, 1, 1))
    assert said["large"][0]
    assert said["narrow"] == [False, True]


def test_the_tray_sheet_explains_the_weights_it_draws(small):
    """Each weight of line in the legend is drawn, and the fullest sections are no more than are labelled."""
    for board in t102_trays.draw(small):
        lines = [i for i in board.items if isinstance(i, Path) and i.layer.startswith("T-TRAY")]
        pens = {i.pen.removesuffix("-return") for i in lines if "TEXT" not in i.layer}
        fills = [entry for entry in board.legend if "%" in entry.text]
        assert {entry.pen for entry in fills} == pens
        assert len(board.tables[0].rows) <= 24


def test_doors_are_explained_where_they_are_drawn(small):
    """A layout without rear doors has no entry for them."""
    said = small.words.drawing("A-103", "rear_door")
    assert said not in {entry.text for entry in t101_racks.draw(small)[0].legend}


def test_figures_of_availability_are_numbers(turned):
    """Chances far below one are numbers in the workbook, shown with an exponent, and keep two figures in print."""
    grid = redundancy.facts(turned)["availability"]
    assert grid.rows
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes({"availability": Shown.of(grid, turned)}, turned)))
    page = book["availability"]
    chances = [n for n, field in enumerate(grid.fields) if field.measure == "chance"]
    assert len(chances) >= 8
    for row, raws in enumerate(grid.rows, 3):
        for n in chances:
            cell = page.cell(row, n + 1)
            assert cell.data_type == "n", grid.fields[n].key
            assert cell.number_format == "0.0E+00"
            assert cell.value == pytest.approx(raws[n], rel=0.05)
            assert print_plain(raws[n], grid.fields[n], turned.printer) == f"{raws[n]:.2g}"
