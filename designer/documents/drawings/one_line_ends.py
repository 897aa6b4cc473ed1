"""The ends of the one-line diagram: the substation above the feeders' buses, the generating sets below the boards."""

from collections.abc import Sequence
from typing import Protocol

from designer.documents.drawings.board import Board
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.one_line_data import Backup, Column, OneLine
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL
from designer.documents.drawings.switch_symbols import breaker, transformer
from designer.documents.drawings.symbols import bus, generator, jump
from designer.documents.printing import Printer

__all__ = ["STANDBY", "Sketched", "backups_left", "draw_backups", "draw_catchers", "draw_substation", "high_bus"]

#: From the utility down to the high-voltage bus and to the main transformers; between main transformers [mm].
_BUS, _MAIN, _APART = 13.0, 26.0, 42.0
#: Between the sections of a bus of generating sets, and from it down to a set [mm].
_GAP, _SET = 9.0, 23.0
#: Between the tags of neighbouring sets [mm].
_BETWEEN = 3.0
#: From the middle of a board to its standby way, in widths of a column.
STANDBY = 0.42
#: From the bus of the sets up to the transfer switches [mm].
_SWITCH = 62.0
#: From a transfer switch to its second way [mm].
_BESIDE = 3.4
#: From a board down to the way of its catcher, and from one way to the next [mm].
_CATCH, _LANE = 11.0, 2.4
#: How far the output of a UPS reaches down from its bus, and the rack feeds up from the level of the sets [mm].
_OUTPUT, _FEEDS = 26.0, 72.0
#: Room under a transfer switch for its words [mm].
_WORDS = 38.0


class Sketched(Protocol):
    """What a diagram gives to draw its ends on."""

    board: Board
    data: OneLine
    p: Printer
    columns: list[Column]
    x: dict[str, float]
    pitch: float
    start: float
    left: float
    right: float
    before: str
    after: str

    def y(self, level: str) -> float:
        """Height of a level."""

    def text(self, at: tuple[float, float], text: str, **style: object) -> None:
        """A small text."""

    def fault(self, tag: str) -> str:
        """Fault level and rating of a bus."""

    def kept(self, tag: str) -> bool:
        """Whether an element stands there already."""


def high_bus(sketch: Sketched) -> float:
    """Height of the high-voltage bus."""
    return sketch.y("utility") - _BUS


def draw_substation(sketch: Sketched) -> None:
    """The high-voltage bus and the main transformers, each down to its section."""
    board, mains = sketch.board, sketch.data.mains
    high, middle = high_bus(sketch), sketch.start + sketch.pitch * len(sketch.columns) / 2
    near, far = sketch.y("mv_near"), sketch.y("mv_far")
    buses = sorted({main.bus for main in mains})
    ordered = sorted(mains, key=lambda main: buses.index(main.bus))
    xs = [middle + (n - (len(mains) - 1) / 2) * _APART + 14 for n in range(len(mains))]
    whole = sketch.pitch * len(sketch.columns)
    count = len(sketch.data.utilities)
    utilities = [sketch.start + whole * (n + 1) / (count + 1) for n in range(count)]
    _high_sections(sketch, buses, [(main.bus, x) for x, main in zip(xs, ordered, strict=True)], utilities)
    sections = [s.tag for s in sketch.data.sections]
    for x, main in zip(xs, ordered, strict=True):
        centre = sketch.y("utility") - _MAIN
        kept = sketch.kept(main.tag)
        board.line(((x, high), (x, centre + 6)), "E-LINE-N", "light", keep_clear=True)
        transformer(board, (x, centre), kept)
        second = len(sections) > 1 and main.section == sections[1]
        board.line(((x, centre - 6), (x, near + (1.6 if second else 0.0))), "E-LINE-N", "light", keep_clear=True)
        if second:
            jump(board, (x, near), "E-LINE-N")
            board.line(((x, near - 1.6), (x, far)), "E-LINE-N", "light", keep_clear=True)
        breaker(board, (x, high - 3.5), medium=True)
        breaker(board, (x, near + 5), medium=True)
        board.write((x + 5, centre + 2), main.tag, "E-TEXT-N", NOTE, bold=True, colour=GREY if kept else "")
        sketch.text((x + 5, centre - 2.5), sketch.p.text("apparent", main.rating_kva))


def _high_sections(
    sketch: Sketched, buses: Sequence[str], taps: Sequence[tuple[str, float]], utilities: Sequence[float]
) -> None:
    """The sections of the high-voltage bus over what they feed and below their utilities, and the tie between them."""
    board, high = sketch.board, high_bus(sketch)
    own = [[x for tag, x in taps if tag == bus_] + list(utilities[n :: len(buses)]) for n, bus_ in enumerate(buses)]
    for n, (tag, xs) in enumerate(zip(buses, own, strict=True)):
        low, top = min(xs) - 8, max(xs) + 8
        bus(board, (low, high), (top, high))
        sketch.text((top + 2, high - 1) if n else (low - 2, high - 1), tag, anchor="start" if n else "end")
    for tie in sketch.data.high_ties:
        left, right = max(own[0]) + 8, min(own[1]) - 8
        board.line(((left, high), (right, high)), "E-LINE-N", "light")
        breaker(board, ((left + right) / 2, high), drawn_open=True, medium=True)
        at, said = ((left + right) / 2, high + 4), f"{tie} {board.word('open')}"
        board.write(at, said, "E-TEXT-N", SMALL, anchor="middle", colour=COLOURS["vermillion"])


def draw_backups(sketch: Sketched) -> None:
    """The buses of the generating sets: below their boards where there is one, else side by side, named at the
    boards.
    """
    backups, base = sketch.data.backups, sketch.y("generator_bus")
    boards = {c.block.switchboard: c for c in sketch.columns}
    here = [b for b in backups if boards.keys() & b.boards.keys()]
    if len(backups) > 1:
        pitch = (sketch.right - sketch.left) / len(backups)
        for backup in here:
            low = sketch.left + pitch * backups.index(backup)
            _sections(sketch, backup, (low, low + pitch * 0.85))
            _sets(sketch, backup, (low + pitch * 0.1, low + pitch * 0.8))
            for tag in sorted(boards.keys() & backup.boards.keys()):
                named = [backup.boards[tag], *filter(None, [backup.second.get(tag)])]
                _transfer(sketch, boards[tag], base + _SWITCH - _WORDS, " / ".join(named))
        return
    for backup in here:
        columns = [c for c in sketch.columns if c.block.switchboard in backup.boards]
        xs, sets = sorted(sketch.x[c.block.tag] for c in columns), _room(sketch, backup)
        whole = sets if not sketch.after else (xs[0], xs[-1])
        beyond = sketch.pitch * 0.5
        _sections(sketch, backup, (min(xs[0] - beyond, whole[0]), max(xs[-1] + beyond, whole[1])))
        for column in columns:
            section = backup.buses.index(backup.boards[column.block.switchboard])
            _transfer(sketch, column, base - section * _GAP, "")
            if column.block.switchboard in backup.second:
                other = backup.buses.index(backup.second[column.block.switchboard])
                _second_way(sketch, column, base - other * _GAP)
        if sketch.after:
            low, word = base - _GAP * (len(backup.buses) - 1), sketch.board.word("goes_on", sheet=sketch.after)
            sketch.text((xs[-1] + sketch.pitch * 0.5, low - 5), word, anchor="end")
        else:
            _sets(sketch, backup, sets)


def _room(sketch: Sketched, backup: Backup) -> tuple[float, float]:
    """From where to where the sets of a backup stand: below the boards that they serve, wider where their tags need it,
    to the right first.
    """
    xs = [sketch.x[c.block.tag] for c in sketch.columns if c.block.switchboard in backup.boards]
    widest = max((text_width(tag, SMALL) for tag in backup.generators), default=0.0)
    need = len(backup.generators) * (widest + _BETWEEN)
    low, wide = min(xs), max(max(xs) + sketch.pitch * 0.2 - min(xs), need)
    low = max(sketch.left, min(low, sketch.right - wide))
    return low, min(low + wide, sketch.right)


def draw_catchers(sketch: Sketched) -> None:
    """The normally open ways from a board that stands in to those that it catches: dashed, below the boards."""
    board, level = sketch.board, sketch.y("board") - _CATCH
    columns = {c.block.switchboard: c for c in sketch.columns}
    for n, reserve in enumerate(dict.fromkeys(r for r, _ in sketch.data.catchers)):
        caught = [tag for r, tag in sketch.data.catchers if r == reserve and tag in columns]
        if reserve not in columns or not caught:
            continue
        y, start = level - n * _LANE, sketch.x[columns[reserve].block.tag] - sketch.pitch * 0.3
        ends = [sketch.x[columns[tag].block.tag] + sketch.pitch * 0.3 for tag in caught]
        board.line(((start, sketch.y("board")), (start, y)), "E-LINE-N", "overhead", keep_clear=True)
        board.line(((min(start, *ends), y), (max(start, *ends), y)), "E-LINE-N", "overhead", keep_clear=True)
        for x in ends:
            board.line(((x, y), (x, sketch.y("board"))), "E-LINE-N", "overhead", keep_clear=True)
            breaker(board, (x, (y + sketch.y("board")) / 2), drawn_open=True)
        text = f"{reserve} {board.word('open')}"
        sketch.text((start + 1.4, y + 1.4), text, colour="#D55E00")


def backups_left(sketch: Sketched) -> float:
    """How far to the left the generating sets and their ways to the boards reach, and the outputs of a UPS where they
    reach down to the rack feeds.
    """
    boards = {c.block.switchboard: sketch.x[c.block.tag] for c in sketch.columns}
    deep = sketch.y("ups_bus") - _OUTPUT < sketch.y("generator_bus") + _FEEDS
    outputs = [sketch.x[c.block.tag] - sketch.pitch * 0.5 for c in sketch.columns if c.block.ups and deep]
    fed = [boards[tag] for b in sketch.data.backups for tag in b.boards if tag in boards]
    if not fed:
        return min([sketch.right, *outputs])
    if len(sketch.data.backups) > 1:
        return sketch.left
    low = min([*fed, *outputs]) - sketch.pitch * 0.5
    return low if sketch.after else min(low, _room(sketch, sketch.data.backups[0])[0])


def _sections(sketch: Sketched, backup: Backup, span: tuple[float, float]) -> None:
    for n, tag in enumerate(backup.buses):
        y = sketch.y("generator_bus") - n * _GAP
        bus(sketch.board, (span[0], y), (span[1], y))
        sketch.text((span[0], y + 1.6), " · ".join(filter(None, [tag, sketch.fault(tag)])), bold=True)


def _sets(sketch: Sketched, backup: Backup, span: tuple[float, float]) -> None:
    """Each set on both sections of its bus."""
    board, base = sketch.board, sketch.y("generator_bus")
    low = base - _GAP * max(0, len(backup.buses) - 1)
    widest = max((text_width(tag, SMALL) for tag in backup.generators), default=0.0)
    tight = (span[1] - span[0]) / max(1, len(backup.generators)) < widest + 1.0
    for n, tag in enumerate(backup.generators):
        x = span[0] + (span[1] - span[0]) * (n + 0.5) / len(backup.generators)
        board.line(((x, low), (x, low - 18)), "E-LINE-N", "light", keep_clear=True)
        if len(backup.buses) > 1:
            jump(board, (x + 4, low), "E-LINE-N")
            board.line(((x + 4, base), (x + 4, low + 1.6)), "E-LINE-N", "light", keep_clear=True)
            board.line(((x + 4, low - 1.6), (x + 4, low - 12), (x, low - 12)), "E-LINE-N", "light", keep_clear=True)
            breaker(board, (x + 4, low - 6))
        breaker(board, (x, low - 6))
        generator(board, (x, low - _SET), kept=sketch.kept(tag))
        stagger = SMALL * 1.6 if tight and n % 2 else 0.0
        sketch.text((x, low - _SET - 10 - stagger), tag, anchor="middle")


def _second_way(sketch: Sketched, column: Column, end: float) -> None:
    """The way from the other section onto a transfer switch, normally open as well."""
    board, base, x = sketch.board, sketch.y("generator_bus"), sketch.x[column.block.tag] + sketch.pitch * STANDBY
    beside, level, crosses = x + _BESIDE, base + _SWITCH - 2.0, end < base
    top = ((x, level), (beside, level), (beside, base + 1.6 if crosses else end))
    board.line(top, "E-LINE-N", "overhead", keep_clear=True)
    breaker(board, (beside, level - 5.0), drawn_open=True)
    if crosses:
        jump(board, (beside, base), "E-LINE-N")
        board.line(((beside, base - 1.6), (beside, end)), "E-LINE-N", "light", keep_clear=True)


def _transfer(sketch: Sketched, column: Column, end: float, source: str) -> None:
    """The standby way from a board down to its bus, or to a mark that names the bus."""
    board, by, base = sketch.board, sketch.y("board"), sketch.y("generator_bus")
    x = sketch.x[column.block.tag] + sketch.pitch * STANDBY
    crosses = not source and end < base
    board.line(((x, by), (x, base + 1.6 if crosses else end)), "E-LINE-N", "overhead", keep_clear=True)
    if crosses:
        jump(board, (x, base), "E-LINE-N")
        board.line(((x, base - 1.6), (x, end)), "E-LINE-N", "light", keep_clear=True)
    level = base + _SWITCH
    breaker(board, (x, level), drawn_open=True)
    text = f"ATS-{column.block.switchboard} {board.word('open')}"
    sketch.text((x - 1.4, level - 4), text, rotation=90.0, anchor="end", colour="#D55E00")
    if source:
        sketch.text((x, end - 3.5), source, anchor="middle", bold=True)
