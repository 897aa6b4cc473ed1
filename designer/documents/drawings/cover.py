"""G-001: the cover of the drawing set: what it is, every sheet of it, and how its lines and layers are read."""

from collections.abc import Sequence

from designer.documents.drawings.board import Board
from designer.documents.drawings.lettering import wrapped
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, NOTE, TITLE
from designer.documents.subject import Subject

__all__ = ["NUMBER", "cover"]

NUMBER = "G-001"
#: Lines of the key: word and pen.
_LINES = (
    ("cut", "heavy", ""),
    ("outline", "outline", ""),
    ("kept", "light", GREY),
    ("hidden", "hidden", ""),
    ("grid", "grid", ""),
    ("demolish", "demolish", COLOURS["vermillion"]),
    ("future", "future", ""),
    ("supply", "service", COLOURS["blue"]),
    ("return", "return", COLOURS["vermillion"]),
    ("path_a", "service", COLOURS["blue"]),
    ("path_b", "hidden", COLOURS["vermillion"]),
)
_LAYERS = ("disciplines", "status", "paper")
#: What is written short on the sheets, in order of the alphabet.
_SHORT = (
    "acu", "ats", "bat", "bwy", "ca", "cdu", "ch", "chw", "clr", "dn", "elec", "fwp", "fws", "gen", "gpu", "ha", "it",
    "kaic", "mech", "msb", "mv", "no", "oob", "pdt", "psv", "pt", "res", "rk", "stg", "su", "tcs", "tr", "tt", "tx",
    "typ", "u", "ups",
)  # fmt: skip
#: Columns of the abbreviations.
_COLUMNS = 3
#: From line to line of the index and of the key [mm].
_STEP = 7.0


def cover(subject: Subject, boards: Sequence[Board]) -> Board:
    """The cover of a set of boards."""
    board = Board.of(subject, NUMBER)
    left, _, right, top = board.area
    project = subject.project
    middle = left + (right - left) * 0.56
    board.write((left + 6, top - 22), project.name, "G-ANNO-TEXT", 14.0, bold=True)
    second = " · ".join(part for part in (project.number, project.client, subject.site.location) if part)
    for number, line in enumerate(wrapped(second, TITLE, right - left - 12)):
        board.write((left + 6, top - 33 - number * 8), line, "G-ANNO-TEXT", TITLE)
    base = top - 54.0
    _index(board, boards, (left + 6, base, middle - 10))
    _key(board, (middle, base, right - 6))
    _abbreviations(board, (left + 6, right - 6), base - _STEP * (len(boards) + 5))
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    return board


def _index(board: Board, boards: Sequence[Board], place: tuple[float, float, float]) -> None:
    """The sheets of the set: number, title, scale, paper."""
    left, base, right = place
    edges = (left, left + 22, left + (right - left) * 0.66, left + (right - left) * 0.9)
    board.write((left, base), board.word("index"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left, base - 3), (right, base - 3)), "G-ANNO-TEXT", "light")
    step = min(_STEP, (base - board.area[1] - 8.0) / (len(boards) + 1.0))
    for number, one in enumerate((board, *boards), 1):
        y = base - 3 - number * step
        cells = (one.number, one.word("title"), one.scale_text, one.paper.name)
        for x, cell in zip(edges, cells, strict=True):
            board.write((x, y), cell, "G-ANNO-TEXT", LABEL if step >= 6.0 else NOTE, bold=x == left)


def _key(board: Board, place: tuple[float, float, float]) -> None:
    """Lines, then how layers are named and marks are read."""
    left, base, right = place
    board.write((left, base), board.word("lines"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left, base - 3), (right, base - 3)), "G-ANNO-TEXT", "light")
    y = base - 3.0
    for key, pen, colour in _LINES:
        y -= _STEP
        board.line(((left, y + NOTE / 2), (left + 34, y + NOTE / 2)), "G-ANNO-TEXT", pen, colour)
        board.write((left + 42, y), board.word(f"line_{key}"), "G-ANNO-TEXT", LABEL)
    y -= 2.4 * _STEP
    board.write((left, y), board.word("reading"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left, y - 3), (right, y - 3)), "G-ANNO-TEXT", "light")
    y -= 3.0
    for key in (*_LAYERS, "dagger", "units"):
        for line in wrapped(board.word(f"read_{key}"), LABEL, right - left):
            y -= _STEP * 0.86
            board.write((left, y), line, "G-ANNO-TEXT", LABEL)
        y -= 2.0


def _abbreviations(board: Board, reach: tuple[float, float], base: float) -> None:
    """The abbreviations of the sheets in columns below the index, where the sheet has room for them."""
    known = [(board.word(f"short_{key}"), board.word(f"means_{key}")) for key in _SHORT]
    known.sort(key=lambda pair: pair[0].lower())
    rows = -(-len(known) // _COLUMNS)
    step = min(_STEP, (base - board.area[1] - 12.0) / (rows + 1.0))
    if step < NOTE * 1.5:
        return
    board.write((reach[0], base), board.word("abbreviations"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((reach[0], base - 3), (reach[1], base - 3)), "G-ANNO-TEXT", "light")
    for number, (short, means) in enumerate(known):
        x = reach[0] + (reach[1] - reach[0]) / _COLUMNS * (number // rows)
        y = base - 3 - step * (number % rows + 1)
        board.write((x, y), short, "G-ANNO-TEXT", NOTE, bold=True)
        board.write((x + 22, y), means, "G-ANNO-TEXT", NOTE)
