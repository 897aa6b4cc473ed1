"""Marks and lines stand clear of the letters that name things: on the piping plans, and on the one-line diagram."""

import re

import pytest
from shapely.geometry import LineString, MultiPoint, box

from designer.documents.drawings import e601_one_line, m101_piping, m602_facility, m603_technology
from designer.documents.drawings.drawing import Path, Stamp, Text
from designer.documents.drawings.frame import finish
from designer.documents.drawings.lettering import extent
from designer.documents.lines import line_numbers
from designer.documents.subject import Subject

MARKS = {"M-SLOP-N", "M-VENT-N", "M-DRAN-N"}


@pytest.mark.parametrize("hall", ["tiny", "turned"])
def test_no_mark_on_a_tag(odd_halls, hall):
    """No slope arrow, vent or drain of the piping plans meets the tag of a machine."""
    for board in m101_piping.draw(Subject.of(*odd_halls[hall])):
        tags = {item.tag for item in board.items if isinstance(item, Stamp) and item.tag}
        named = [item for item in board.items if isinstance(item, Text) and item.text in tags]
        marks = [MultiPoint(i.points).convex_hull for i in board.items if isinstance(i, Path) and i.layer in MARKS]
        assert marks
        assert [text.text for text in named if any(mark.intersects(box(*extent(text))) for mark in marks)] == []


@pytest.mark.parametrize("hall", ["tiny", "turned"])
def test_no_standby_way_through_letters(odd_halls, hall):
    """No dashed upright of the one-line diagram runs through the letters of a branch."""
    for board in e601_one_line.draw(Subject.of(*odd_halls[hall])):
        ways = [
            LineString(i.points)
            for i in board.items
            if isinstance(i, Path) and i.pen == "overhead" and i.points[0][0] == i.points[-1][0]
        ]
        upright = [item for item in board.items if isinstance(item, Text) and item.rotation and "·" in item.text]
        assert upright
        assert [text.text for text in upright if any(way.intersects(box(*extent(text))) for way in ways)] == []


@pytest.mark.parametrize("hall", ["tiny", "turned"])
def test_diagrams_name_every_line(odd_halls, hall):
    """The tables of lines of both diagrams, their spans written out, hold each line of their loop once; no table of the
    sheet is cut short.
    """
    subject = Subject.of(*odd_halls[hall])
    plan = subject.design.trades.cooling
    numbers = line_numbers(plan.pipes, subject.catalog, subject.printer.system)
    for module in (m602_facility, m603_technology):
        board = module.draw(subject)
        if board is None:
            continue
        title = board.word("lines")
        table = next(t for t in board.tables if t.title == title)
        said = sorted(line for row in table.rows for line in _written_out(row[0]))
        loops = {x.loop for x in plan.pipes if numbers[x.tag] in said}
        assert len(loops) == 1
        assert said == sorted(numbers[x.tag] for x in plan.pipes if x.loop in loops)
        assert not [t.text for t in finish(board, 1, 1).texts if "more rows" in t.text]


def _written_out(text):
    """Each line number of a row of lines alike."""
    found = re.fullmatch(r"(.*-[A-Z]{2}-)([\d …,]+)(.*)", text)
    before, numbers, after = found.groups()
    for span in numbers.split(", "):
        first, _, last = span.partition(" … ")
        for number in range(int(first), int(last or first) + 1):
            yield f"{before}{number}{after}"
