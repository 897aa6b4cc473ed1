"""What a print without colour keeps: status by line type or weight, every legend entry by something besides its hue."""

import io
import itertools
import math
import re
from dataclasses import replace

import numpy as np
import pytest
import typst
from PIL import Image

from designer import folders
from designer.documents.drawings.catalogue import draw_all
from designer.documents.drawings.drawing import Path, Stamp
from designer.documents.drawings.styles import PENS, STATUS_PENS
from designer.documents.drawings.svg import write_svg
from designer.documents.subject import Subject

#: Two lines differ in weight from one step of ISO 128 on; in grey from a fifth of the way from black to white on; two
#: flat tones side by side, as boxes, from 8 % on; in a picture two outlines differ from this share of gaps on.
STEP, GREY, FLAT, GAPS = 1.38, 0.2, 0.08, 0.12
DOTS, WINDOW = 600.0, 40.0
#: What a copier prints black: all that is darker than this [of 255]; what is lighter than a tint is no line, less ink
#: than this across a line is a gap [mm].
PRINTED, TINT, TRACE = 192, 0.15, 0.05
#: Outlines that are looked at, how long they are at least, and how far from their middle line is looked [mm].
TRIED, LEAST, NEAR = 7, 4.0, 0.25



def tone(colour: str) -> float:
    """The grey of a colour, 0 black to 1 white (ITU-R BT.601, as printers turn colours to grey)."""
    red, green, blue = (int((colour or "#000000")[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def apart(one: str, other: str, step: float = STEP) -> bool:
    """Whether two pens differ in black alone: by their line type, or by a step of weight."""
    a, b = PENS[one], PENS[other]
    return a.dash != b.dash or max(a.weight, b.weight) >= step * min(a.weight, b.weight)


def shape(entry, board):
    """What the symbol of an entry draws on a board, in black."""
    before = len(board.items)
    entry.symbol(board, (0.0, 0.0))
    drawn, board.items = board.items[before:], board.items[:before]
    assert drawn
    black = [replace(item, layer="", colour="#000000") for item in drawn]
    return [
        replace(item, fill=str(round(tone(item.fill), 1))) if getattr(item, "fill", "") else item for item in black
    ]


def distinct(one, other, board=None) -> bool:
    """Whether two entries of the legend of a board can be told apart without their hue."""
    if one.symbol and other.symbol:
        return shape(one, board) != shape(other, board)
    kinds = ("symbol", "pen", "fill")
    if one.mark != other.mark or any(bool(getattr(one, kind)) != bool(getattr(other, kind)) for kind in kinds):
        return True
    lines = one.pen and (apart(one.pen, other.pen) or abs(tone(one.colour) - tone(other.colour)) >= GREY)
    return bool(lines) or bool(one.fill and abs(tone(one.fill) - tone(other.fill)) >= FLAT)


@pytest.fixture(scope="module")
def made(judged):
    """Drawings of a design by number, and the board of each."""
    boards = {}
    drawings = draw_all(Subject.of(*judged), seen=lambda board: boards.setdefault(board.number, board))
    return drawings, boards


def test_every_two_entries_of_a_legend_differ_without_colour(made):
    """Marks, line types, weights by a step, greys by a fifth, tones by 8 %: one of them differs for any two entries."""
    alike = [
        (number, one.text, other.text)
        for number, board in made[1].items()
        for one, other in itertools.combinations(board.legend, 2)
        if not distinct(one, other, board)
    ]
    assert alike == []


def test_the_measure_can_tell():
    """Two paths in blue and vermillion by the same pen are alike in black; with letters they are not."""
    legend = type("Entry", (), {"mark": "", "fill": "", "pen": "outline", "colour": "#0072B2", "symbol": None})
    other = type("Entry", (legend,), {"colour": "#D55E00"})
    assert not distinct(legend, other)
    assert distinct(legend, type("Entry", (other,), {"mark": "B"}))


def test_status_pens_differ_in_black_alone():
    """New, standing, to go and future: any two differ by line type or by two steps of weight, colour aside."""
    pens = [STATUS_PENS[False], STATUS_PENS[True], "demolish", "future"]
    assert all(apart(one, other, STEP**2) for one, other in itertools.combinations(pens, 2))


def test_tagged_things_have_the_pen_of_their_status(made):
    """On every drawing what stands, is new or goes is drawn with the pen of its status; a background is thin."""
    wrong = []
    for number, drawing in made[0].items():
        for item in drawing.items:
            if isinstance(item, Stamp) and item.layer[-2:] in ("-E", "-N", "-D"):
                screened = item.layer.endswith("-N") and not item.fill
                asked = "demolish" if item.layer.endswith("-D") else STATUS_PENS[item.layer.endswith("-E") or screened]
                wrong += [(number, item.tag, item.pen)] if item.pen != asked else []
    assert wrong == []


def sides(drawing, status: str):
    """The sides of the outlines of the things of a status, on paper: some of every length that can be seen."""
    rings = [
        i.corners if isinstance(i, Stamp) else i.points
        for i in drawing.items
        if (isinstance(i, Stamp) and i.layer.endswith(f"-{status}") and (i.fill or status == "D"))
        or (isinstance(i, Path) and i.closed and i.pen == {"D": "demolish", "F": "future"}.get(status))
    ]
    found = [side for ring in rings for side in itertools.pairwise((*ring, ring[0]))]
    kept = sorted((side for side in found if math.dist(*side) > LEAST), key=lambda side: -math.dist(*side))
    return kept[:: max(1, len(kept) // TRIED)][:TRIED]


def picture(folder, drawing, middle) -> np.ndarray:
    """A window of a sheet around a point on paper as a grey picture, 0 black to 255 white."""
    left, top = middle[0] - WINDOW / 2, drawing.paper.height - middle[1] - WINDOW / 2
    part = f'<svg width="{WINDOW}mm" height="{WINDOW}mm" viewBox="{left} {top} {WINDOW} {WINDOW}" '
    whole = re.compile(r'<svg (.*?)width="\S+" height="\S+" viewBox="[^"]*"')
    cut = whole.sub(lambda m: part + m[1], write_svg(drawing, "").decode(), count=1)
    (folder / "part.svg").write_text(cut)
    (folder / "part.typ").write_text('#set page(width: auto, height: auto, margin: 0mm)\n#image("part.svg")')
    png = typst.compile(folder / "part.typ", format="png", ppi=DOTS, font_paths=[folders.templates() / "fonts"])
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=float)


def profile(ink: np.ndarray, side) -> np.ndarray:
    """Ink along the part of a side that the window shows [mm of full black across it, at each point]."""
    scale, (a, b) = DOTS / 25.4, side
    length, half = math.dist(a, b), ink.shape[0] / 2
    reach = min(length * 0.45, WINDOW * 0.4) * scale
    along, across = np.arange(-reach, reach)[:, None], np.arange(-NEAR * scale, NEAR * scale)[None, :]
    u, v = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    xs, ys = half + along * u - across * v, half - along * v - across * u
    return ink[np.rint(ys).astype(int), np.rint(xs).astype(int)].sum(axis=1) / scale


@pytest.fixture(scope="module")
def lines(made, tmp_path_factory):
    """Outlines of things of each status: a grey picture around the middle of a side, and the side."""
    folder, found = tmp_path_factory.mktemp("grey"), {}
    for status, number in {"E": "A-101", "N": "A-103", "D": "A-102", "F": "A-103"}.items():
        drawing = made[0][number]
        found[status] = [
            (picture(folder, drawing, tuple(sum(c) / 2 for c in zip(*side, strict=True))), side)
            for side in sides(drawing, status)
        ]
    return found


def look(grey: np.ndarray, side, black: bool) -> tuple[float, float]:
    """The share of gaps in a line of a picture, and how much ink it has where it has any [mm]; tints do not count."""
    shade = 1.0 - grey / 255.0
    ink = (grey < PRINTED).astype(float) if black else np.where(shade > TINT, shade, 0.0)
    seen = profile(ink, side)
    drawn = seen > TRACE
    return 1.0 - float(drawn.mean()), float(np.median(seen[drawn])) if drawn.any() else 0.0


@pytest.mark.parametrize("black", [False, True])
def test_status_survives_in_the_picture(lines, black):
    """Sheets rendered and turned to grey, and then to black alone: outlines of things that stand, are new, go and come
    later differ by the share of gaps or by a step of ink, in the middle of some outlines of each.
    """
    looks = {key: np.median([look(*one, black) for one in seen], axis=0).tolist() for key, seen in lines.items()}
    for (gaps, ink), (other_gaps, other) in itertools.combinations(looks.values(), 2):
        assert abs(gaps - other_gaps) >= GAPS or max(ink, other) >= STEP * min(ink, other), looks
