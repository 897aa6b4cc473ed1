"""G-001: the cover of the drawing set: what it is, every sheet of it, and how its lines and layers are read; G-002: the
abbreviations where the cover has no room for them."""

from collections.abc import Sequence

from designer.documents.drawings.board import Board
from designer.documents.drawings.cover_key import LEAST, cover_key
from designer.documents.drawings.lettering import text_width, wrapped
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, NOTE, TITLE
from designer.documents.subject import Subject

__all__ = ["NUMBER", "covers"]

NUMBER = "G-001"
_SECOND = "G-002"
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
    ("path_b", "return", COLOURS["vermillion"]),
)
#: What is said of layers and marks.
_READ = ("disciplines", "status", "paper", "dagger", "units")
#: What is written short on the sheets, in order of the alphabet.
_SHORT = (
    "acu", "ats", "bat", "bwy", "ca", "cdu", "ch", "chw", "clr", "dn", "elec", "fwp", "fws", "gen", "gpu", "ha", "it",
    "kaic", "mech", "msb", "mv", "no", "oob", "pdt", "psv", "pt", "res", "rk", "stg", "su", "tcs", "tr", "tt", "tx",
    "typ", "u", "ups",
)  # fmt: skip
#: Greatest and least number of columns of the abbreviations, and what one needs [mm].
_COLUMNS, _COLUMN = 3, 80.0
#: From line to line of the index and of the key [mm], where there is room for it.
_STEP = 7.0
#: Between the parts of the cover, and from its top down to the first of them [mm].
_GAP, _TITLE = 14.0, 54.0
#: Further down to what stands below the lists [mm].
_BELOW = 4.0
#: Heights of the project's name, the largest that fits [mm], and the most lines of it.
_NAME, _NAME_LINES = (14.0, 10.0, 7.0), 2
#: Between the columns of the index [mm].
_APART = 6.0


def covers(subject: Subject, boards: Sequence[Board]) -> list[Board]:
    """The cover of a set of boards, and a second sheet for the key or the abbreviations that it has no room for; what
    room is left below holds the key plan, the figures of the design and the marks.
    """
    first, low, keyed = _cover(subject, boards)
    end = _abbreviations(first, low - _GAP) if keyed else None
    if end is not None and cover_key(first, subject, boards, end - _GAP - _BELOW):
        return [first]
    second = Board.of(subject, _SECOND)
    left, _, right, top = second.area
    first, low, keyed = _cover(subject, [second, *boards])
    if keyed and low - _GAP - _BELOW - first.area[1] >= LEAST:
        cover_key(first, subject, boards, low - _GAP - _BELOW)
        _abbreviations(second, top - _GAP)
        return [first, second]
    low = top if keyed else _key(second, (left + 6, top - _GAP, right - 6))
    end = _abbreviations(second, low - _GAP)
    if end is not None:
        cover_key(second, subject, boards, end - _GAP - _BELOW)
    return [first, second]


def _cover(subject: Subject, boards: Sequence[Board]) -> tuple[Board, float, bool]:
    """The cover with its name and index, and the key beside or below it where there is room; how far down they reach,
    and whether the key is on it.
    """
    board = Board.of(subject, NUMBER)
    left, bottom, right, top = board.area
    project = subject.project
    room = right - left - 12
    size = next((s for s in _NAME if text_width(project.name, s, True) <= room), _NAME[-1])
    named = wrapped(project.name, size, room, True)[:_NAME_LINES]
    for number, line in enumerate(reversed(named)):
        board.write((left + 6, top - 22 + number * size * 1.5), line, "G-ANNO-TEXT", size, bold=True)
    second = " · ".join(part for part in (project.number, project.client, subject.site.location) if part)
    for number, line in enumerate(wrapped(second, TITLE, room)[:_NAME_LINES]):
        board.write((left + 6, top - 33 - number * 8), line, "G-ANNO-TEXT", TITLE)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    base, listed = top - _TITLE, [board, *boards]
    if right - left > top - bottom:
        middle = left + (right - left) * 0.56
        ends = _index(board, listed, (left + 6, base, middle - 10)), _key(board, (middle, base, right - 6))
        return board, min(ends), True
    end = _index(board, listed, (left + 6, base, right - 6))
    if end - _GAP - _key_height(board, right - left - 12) < bottom + 4.0:
        return board, end, False
    return board, _key(board, (left + 6, end - _GAP, right - 6)), True


def _key_height(board: Board, width: float) -> float:
    """How much height the key takes at a width [mm]."""
    lines = sum(len(wrapped(board.subject.words.drawing(NUMBER, f"read_{key}"), LABEL, width)) for key in _READ)
    return 6.0 + _STEP * (len(_LINES) + 0.86 * lines) + _GAP + 2.0 * len(_READ)


def _index(board: Board, boards: Sequence[Board], place: tuple[float, float, float]) -> float:
    """The sheets of the set: number, title, scale, paper; returns where it ends."""
    left, base, right = place
    board.write((left, base), board.word("index"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left, base - 3), (right, base - 3)), "G-ANNO-TEXT", "light")
    step = min(_STEP, (base - board.area[1] - 8.0) / (len(boards) + 1.0))
    rows = [(one.number, one.title, one.scale_text, one.paper.name) for one in boards]
    size = LABEL if step >= 6.0 and sum(_widths(rows, LABEL)) + 3 * _APART <= right - left else NOTE
    widths = _widths(rows, size)
    edges = (left, left + widths[0] + _APART, right - widths[3] - _APART - widths[2], right - widths[3])
    for number, row in enumerate(rows, 1):
        for x, cell in zip(edges, row, strict=True):
            board.write((x, base - 3 - number * step), cell, "G-ANNO-TEXT", size, bold=x == left)
    return base - 3 - len(rows) * step


def _widths(rows: Sequence[tuple[str, ...]], size: float) -> list[float]:
    """How wide each column of some rows is [mm]."""
    return [max(text_width(row[n], size, n == 0) for row in rows) for n in range(len(rows[0]))]


def _key(board: Board, place: tuple[float, float, float]) -> float:
    """Lines, then how layers are named and marks are read; returns where it ends."""
    left, base, right = place
    board.write((left, base), board.word("lines"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left, base - 3), (right, base - 3)), "G-ANNO-TEXT", "light")
    y = base - 3.0
    for key, pen, colour in _LINES:
        y -= _STEP
        board.line(((left, y + NOTE / 2), (left + 34, y + NOTE / 2)), "G-ANNO-TEXT", pen, colour)
        board.write((left + 42, y), board.word(f"line_{key}"), "G-ANNO-TEXT", LABEL)
    y -= _GAP
    board.write((left, y), board.word("reading"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left, y - 3), (right, y - 3)), "G-ANNO-TEXT", "light")
    y -= 3.0
    for key in _READ:
        for line in wrapped(board.word(f"read_{key}"), LABEL, right - left):
            y -= _STEP * 0.86
            board.write((left, y), line, "G-ANNO-TEXT", LABEL)
        y -= 2.0
    return y


def _abbreviations(board: Board, base: float) -> float | None:
    """The abbreviations of the sheets in columns from a height down; returns where they end, nothing where there is no
    room.
    """
    left, bottom, right, _ = board.area
    known = [(board.word(f"short_{key}"), board.word(f"means_{key}")) for key in _SHORT]
    known.sort(key=lambda pair: pair[0].lower())
    columns = max(1, min(_COLUMNS, int((right - left - 12) / _COLUMN)))
    rows = -(-len(known) // columns)
    step = min(_STEP, (base - bottom - 8.0) / (rows + 1.0))
    if step < NOTE * 1.5:
        return None
    board.write((left + 6, base), board.word("abbreviations"), "G-ANNO-TEXT", TITLE, bold=True)
    board.line(((left + 6, base - 3), (right - 6, base - 3)), "G-ANNO-TEXT", "light")
    for number, (short, means) in enumerate(known):
        x = left + 6 + (right - left - 12) / columns * (number // rows)
        y = base - 3 - step * (number % rows + 1)
        board.write((x, y), short, "G-ANNO-TEXT", NOTE, bold=True)
        board.write((x + 22, y), means, "G-ANNO-TEXT", NOTE)
    return base - 3 - step * rows
