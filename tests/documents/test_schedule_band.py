"""A schedule on the free part of a plan, labels of what a part of a plan does not show, sheets that are too small."""

from dataclasses import replace

import pytest

from designer.documents.drawings import a101_existing, s101_floor_loads, t101_racks
from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.catalogue import _fits
from designer.documents.drawings.column import Column, tall
from designer.documents.drawings.drawing import Path, Text
from designer.documents.drawings.frame import finish
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.drawings.schedule_band import schedule_band
from designer.documents.subject import Subject

ROWS = tuple((f"R-{n:04d}", f"{n}.0") for n in range(1, 121))


@pytest.fixture
def board(judged):
    """An empty sheet."""
    return Board.of(Subject.of(*judged), "T-101")


def _texts(items):
    return [item for item in items if isinstance(item, Text)]


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_whole_or_not_at_all(board, share):
    """Every row once, on the side of the model that has the room, clear of it; no row where neither side has it."""
    left, bottom, right, top = board.area
    middle = bottom + (top - bottom) * share
    board.line(((left, middle), (right, middle)), "A-WALL-N")
    table = SideTable("RACKS", ("Rack", "kW"), ROWS, (1.0, 1.0))
    texts = _texts(schedule_band(board, board.items, table))
    said = [text.text for text in texts]
    assert sorted(text for text in said if text.startswith("R-")) == [tag for tag, _ in ROWS]
    assert not any("more" in text for text in said)
    boxes = [extent(text) for text in texts]
    assert all(box[0] >= left and box[1] >= bottom and box[2] <= right and box[3] <= top for box in boxes)
    assert all(box[3] < middle for box in boxes) or all(box[1] > middle for box in boxes)
    filled = [((left, bottom + 1.0), (right, bottom + 1.0)), ((left, top - 1.0), (right, top - 1.0))]
    for points in filled:
        board.line(points, "A-WALL-N")
    assert schedule_band(board, board.items, table) == []


def test_rack_schedule_holds_every_rack(judged):
    """The schedule of the rack sheet has a row for each rack, in the order of the rows, and no text over another."""
    subject = Subject.of(*judged)
    drawn = t101_racks.draw(subject)[0]
    racks = subject.design.trades.layout.of("rack")
    assert sorted(row[0] for row in drawn.schedule.rows) == sorted(rack.tag for rack in racks)
    assert overlapping_texts(finish(drawn, 1, 1)) == []


#: How far ideographs reach above and below their baseline, of the height of capitals: 0.88 and 0.12 of the size.
ABOVE, BELOW = 0.88 * 2048 / 1409, 0.12 * 2048 / 1409


@pytest.mark.parametrize("count", [12, 100])
def test_letters_of_a_side_table_stand_clear_of_its_rules(board, count):
    """Also ideographs touch no rule, with room and without; where there is room the rows stand apart."""
    board.tables.append(SideTable("室", ("番号", "室名"), ROWS[:count], (1.0, 1.0)))
    drawn = finish(board, 1, 1)
    cells = [text for text in _texts(drawn.items) if text.text.startswith("R-") and text.layer == "G-ANNO-TTLB"]
    rules = [i.points[0][1] for i in drawn.items if isinstance(i, Path) and i.colour and len(i.points) == 2
             and i.points[0][1] == i.points[1][1]]  # fmt: skip
    assert len(cells) > 10
    for cell in cells:
        assert not any(cell.y - BELOW * cell.height <= y <= cell.y + ABOVE * cell.height for y in rules)
    apart = cells[0].y - cells[1].y
    assert apart == pytest.approx((2.0 if count == 12 else 1.75) * cells[0].height)


def test_rows_stand_close_where_the_column_is_short(board):
    """A column that is too low for rows that stand apart holds as many as it can, close together."""
    table = SideTable("ROOMS", ("Room", "kW"), ROWS[:20], (1.0, 1.0))
    width = Column(board, 400.0, 0.0).width
    assert tall(board, width, (table,)) < tall(board, width, (table,), row=5.0)
    assert tall(board, width, (table, table)) > 1.9 * tall(board, width, (table,))


def test_no_label_of_what_a_part_does_not_show(board):
    """What stands beyond the window of a part is neither named there nor told to have found no room."""
    board.window = (0.0, 0.0, 10.0, 10.0)
    left, bottom, right, top = board.view
    assert not board.label((right + 50.0, top + 50.0), "X-01", "M-TEXT-N")
    assert board.unplaced == []
    assert board.label(((left + right) / 2, (bottom + top) / 2), "X-02", "M-TEXT-N")


def test_diagram_without_room_does_not_fit(board):
    """A diagram of which a tag found no place asks for the larger sheet; with every tag it fits."""
    assert _fits(board)
    board.unplaced.append("HV-01")
    assert not _fits(board)


def test_floor_loads_and_limits_in_one_unit(odd_halls):
    """The load of a rack on the floor and what the floor carries stand in one unit, in feet and pounds too."""
    design, findings = odd_halls["tiny"]
    site = replace(design.trades.site, project=replace(design.trades.site.project, units="IP"))
    drawn = s101_floor_loads.draw(Subject.of(replace(design, trades=replace(design.trades, site=site)), findings))
    table = next(t for t in drawn.tables if t.title == drawn.word("judged"))
    spread = [row for row in table.rows if row[2] and "psf" in row[1]]
    assert spread
    assert all(row[2].endswith("psf") for row in spread)


def test_legend_names_only_what_is_drawn(judged):
    """Without plant, yards and louvres the sheet of the existing hall explains none, and has no empty table."""
    subject = Subject.of(*judged)
    trades = subject.design.trades
    hall = replace(trades.site.hall, openings=(), yards=())
    bare = replace(trades, site=replace(trades.site, hall=hall, plant=()))
    drawn = a101_existing.draw(replace(subject, design=replace(subject.design, trades=bare), site=bare.site))
    said = {entry.text for entry in drawn.legend}
    assert not said & {drawn.word("louvre"), drawn.word("yard")}
    assert drawn.tables == []
