"""T-201: rack elevations to scale: every network rack with its devices, one typical rack of each other kind, and the
rear of one rack of each kind.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Rack
from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.drawing import Transform
from designer.documents.drawings.lettering import text_width, wrapped
from designer.documents.drawings.rack_contents import parts_of
from designer.documents.drawings.rack_rears import Rear, draw_rear
from designer.documents.drawings.styles import COLOURS, NOTE, SMALL
from designer.documents.subject import Subject
from designer.fabric.networks import PREFIX
from designer.fabric.records import Seat
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw"]

NUMBER = "T-201"

#: One inch to the foot, or 1:10: a rack unit is higher than a line of text.
_SCALES = {"IP": (12, '1" = 1\'-0" (1:12)'), "SI": (10, "1:10")}
_RACK_UNIT = 0.04445
_FILLS = {
    "compute": COLOURS["cool-tint"],
    "storage": COLOURS["green-tint"],
    "in_band": "#FBF3DE",
    "oob": COLOURS["grey-tint"],
}
#: Which network's tint a part of a whole rack has.
_PART_FILLS = {"part_tray": "compute", "part_node": "compute", "part_storage": "storage", "part_management": "oob"}
_ROW_GAP, _GAP = 44.0, 11.0
#: Between two elevations, with the unit numbers of both: the widest that needs no sheet more than the least does [mm].
_APART = tuple(range(19, 12, -1))
#: A rack has as many paths as most.
_PATHS = 2


@dataclass(frozen=True, slots=True)
class _View:
    """One elevation: the rack, which racks look the same, what sits in it, its catalog record, and from which side."""

    rack: Placed
    alike: tuple[str, ...]
    seats: tuple[Seat, ...]
    record: Rack | None
    rear: bool = False


def draw(subject: Subject) -> list[Board]:
    """As many sheets as the elevations need; none for a design without racks."""
    views = _views(subject)
    if not views:
        return []
    boards: list[Board] = []
    shown = list(_with_rears(views))
    first = _board(subject, "T-201")
    pages = min((list(_pages(first, shown, apart)) for apart in _APART), key=len)
    for page in pages:
        board = _board(subject, f"T-2{len(boards) + 1:02d}")
        for view, x, base in page:
            _elevation(board, view, x, base)
        boards.append(board)
    return boards


def _board(subject: Subject, number: str) -> Board:
    board = Board.of(subject, number, NUMBER)
    ratio, name = _SCALES[subject.printer.system]
    left, bottom, _, _ = board.area
    board.transform, board.scaled, board.scale_text = Transform(board.at_scale(ratio), left, bottom), True, name
    board.north = False
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    names = {n.name for n in subject.fabric.networks}
    board.legend = [
        LegendEntry(subject.words.label(f"networks.{n}"), "fine", "", fill, PREFIX[n])
        for n, fill in _FILLS.items()
        if n in names
    ]
    board.legend.append(LegendEntry(board.word("blanks"), "fine", mark="×"))
    return board


def _views(subject: Subject) -> list[_View]:
    """Racks that hold the same things at the same places are shown once."""
    seats: dict[str, list[Seat]] = {}
    for seat in subject.fabric.seats:
        seats.setdefault(seat.rack, []).append(seat)
    groups: dict[tuple[object, ...], list[Placed]] = {}
    for rack in subject.design.trades.layout.of("rack"):
        inside = tuple(sorted((s.rack_unit, s.units_high, s.catalog, s.networks) for s in seats.get(rack.tag, ())))
        groups.setdefault((rack.purpose, rack.catalog, inside), []).append(rack)
    views = []
    for (purpose, _, _), racks in groups.items():
        first = racks[0]
        held = tuple(sorted(seats.get(first.tag, ()), key=lambda s: s.rack_unit))
        views.append(
            (
                _rank(str(purpose)),
                first.tag,
                _View(first, tuple(r.tag for r in racks), held, _record(subject, first.catalog)),
            )
        )
    return [view for _, _, view in sorted(views, key=lambda one: (one[0], one[1]))]


def _with_rears(views: Sequence[_View]) -> Iterator[_View]:
    """Each view, the first of each kind of rack followed by its rear."""
    seen: set[str] = set()
    for view in views:
        yield view
        if view.rack.catalog not in seen:
            seen.add(view.rack.catalog)
            yield replace(view, rear=True)


def _rank(purpose: str) -> int:
    return {"gpu": 0, "storage": 1}.get(purpose, 2)


def _record(subject: Subject, address: str) -> Rack | None:
    catalog, slug = subject.catalog, address.rsplit("/", 1)[-1]
    return catalog.get(Rack, slug) if slug in catalog.slugs("rack") else None


def _pages(board: Board, views: Sequence[_View], apart: float) -> Iterator[list[tuple[_View, float, float]]]:
    """The elevations of each sheet with their lower left corners [mm], in rows, `apart` from one another."""
    left, bottom, right, top = board.area
    page: list[tuple[_View, float, float]] = []
    tallest = max(board.mm(v.rack.box.height) for v in views)
    for view in views:
        width = board.mm(view.rack.box.width)
        x, base = (page[-1][1] + board.mm(page[-1][0].rack.box.width) + apart, page[-1][2]) if page else (
            left + 12, top - 8 - tallest
        )
        if x + width + 8 > right:
            x, base = left + 12, base - tallest - _ROW_GAP
        if page and base - 39 < bottom:
            yield page
            page, x, base = [], left + 12, top - 8 - tallest
        page.append((view, x, base))
    if page:
        yield page


def _elevation(board: Board, view: _View, x: float, base: float) -> None:
    """A rack with its unit numbers, its devices, and its figures below."""
    width, height = board.mm(view.rack.box.width), board.mm(view.rack.box.height)
    outline = (x, base, x + width, base + height)
    board.rectangle(outline, "T-ELEV-N", "outline", tag="" if view.rear else view.rack.tag)
    units = view.record.units_high if view.record else int(view.rack.box.height / _RACK_UNIT) - 2
    step = board.mm(_RACK_UNIT)
    foot = base + max(0.0, (height - units * step) / 2)
    inner = (x + 2.2, x + width - 2.2)
    board.rectangle((inner[0], foot, inner[1], foot + units * step), "T-ELEV-N", "fine")
    _scale(board, (x, x + width), inner, (foot, step, units))
    placed = [seat for seat in view.seats if seat.rack_unit > 0]
    if view.rear:
        parts = parts_of(view.record, board.subject.catalog) if view.record and not placed else ()
        held = [(seat.rack_unit, seat.units_high) for seat in placed]
        held += [(1 + sum(one.units for one in parts[:i]), part.units) for i, part in enumerate(parts)]
        draw_rear(board, Rear(view.rack, outline, foot, step, held, parts, width + _GAP))
        return
    for seat in placed:
        _device(board, seat, (inner[0], inner[1]), foot, step)
    if placed:
        used = {u for s in placed for u in range(s.rack_unit, s.rack_unit + s.units_high)}
        _blanks(board, [u for u in range(1, units + 1) if u not in used], inner, (foot, step))
    if not placed and view.rack.purpose != "gpu" and any(n.name == "storage" for n in board.subject.fabric.networks):
        at = ((inner[0] + inner[1]) / 2, foot + units * step - 10.0)
        board.write(at, board.word("spare"), "T-ELEV-TEXT-N", SMALL, anchor="middle")
    elif not placed and not _assumed(board, view, (inner[0], inner[1]), foot):
        _contents(board, view, (inner[0], inner[1]), foot + units * step)
    _figures(board, view, x, base)


def _scale(
    board: Board, sides: tuple[float, float], inner: tuple[float, float], rail: tuple[float, float, int]
) -> None:
    """Every rack unit numbered on both rails from the bottom, with a tick at its underside."""
    foot, step, units = rail
    for unit in range(1, units + 1):
        low = foot + (unit - 1) * step
        y = low + (step - SMALL) / 2
        board.write((sides[0] - 0.8, y), str(unit), "T-ELEV-TEXT-N", SMALL, anchor="end")
        board.write((sides[1] + 0.8, y), str(unit), "T-ELEV-TEXT-N", SMALL)
        for a, b in ((sides[0], inner[0]), (inner[1], sides[1])):
            board.line(((a, low), (b, low)), "T-ELEV-N", "fine")


def _blanks(
    board: Board, free: Sequence[int], inner: tuple[float, float], rail: tuple[float, float]
) -> None:
    """Runs of rack units that hold nothing, each as blank panels with their height."""
    foot, step = rail
    for low in (u for u in free if u - 1 not in free):
        high = next(u for u in itertools.count(low) if u + 1 not in free)
        box = (inner[0], foot + (low - 1) * step, inner[1], foot + high * step)
        board.rectangle(box, "T-ELEV-BLNK-N", "fine")
        for a, b in (((box[0], box[1]), (box[2], box[3])), ((box[0], box[3]), (box[2], box[1]))):
            board.line((a, b), "T-ELEV-BLNK-N", "fine", COLOURS["light"])
        text = board.word("blank", count=str(high - low + 1))
        wide = text_width(text, SMALL) / 2 + 0.8
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        plate = (middle[0] - wide, middle[1] - SMALL * 0.8, middle[0] + wide, middle[1] + SMALL * 0.8)
        board.rectangle(plate, "T-ELEV-BLNK-N", "", fill=COLOURS["white"])
        board.write((middle[0], middle[1] - SMALL / 2), text, "T-ELEV-TEXT-N", SMALL, anchor="middle")


def _device(board: Board, seat: Seat, sides: tuple[float, float], foot: float, step: float) -> None:
    low, high = foot + (seat.rack_unit - 1) * step, foot + (seat.rack_unit - 1 + seat.units_high) * step
    fill = _FILLS.get(seat.networks[0] if seat.networks else "", COLOURS["white"])
    board.rectangle((sides[0], low, sides[1], high), "T-ELEV-DEVC-N", "fine", fill=fill)
    level, high_text = (low + high) / 2 - SMALL / 2, f"{seat.units_high}U"
    text, room = seat.device, sides[1] - sides[0] - 1.0
    told = text_width(text, SMALL) + text_width(high_text, SMALL) + 2.0 <= room
    while text and text_width(text, SMALL) > room:
        text = text[:-1]
    if told:
        board.write((sides[0] + 0.8, level), text, "T-ELEV-TEXT-N", SMALL)
        board.write((sides[1] - 0.8, level), high_text, "T-ELEV-TEXT-N", SMALL, anchor="end")
    else:
        board.write(((sides[0] + sides[1]) / 2, level), text, "T-ELEV-TEXT-N", SMALL, anchor="middle")


def _assumed(board: Board, view: _View, sides: tuple[float, float], foot: float) -> bool:
    """A rack of the catalog U by U, its order assumed; False where its parts are not known."""
    parts = parts_of(view.record, board.subject.catalog) if view.record else ()
    step, unit = board.mm(_RACK_UNIT), 0
    for part in parts:
        low, high = foot + unit * step, foot + (unit + part.units) * step
        fill = _FILLS[_PART_FILLS[part.key]] if part.key in _PART_FILLS else COLOURS["white"]
        board.rectangle((sides[0], low, sides[1], high), "T-ELEV-DEVC-N", "fine", fill=fill)
        level = (low + high) / 2 - SMALL / 2
        board.write((sides[0] + 0.8, level), board.word(part.key, number=str(part.number)), "T-ELEV-TEXT-N", SMALL)
        board.write((sides[1] - 0.8, level), f"{part.units}U", "T-ELEV-TEXT-N", SMALL, anchor="end")
        unit += part.units
    if parts and view.record:
        _blanks(board, range(unit + 1, view.record.units_high + 1), sides, (foot, step))
    return bool(parts)


def _contents(board: Board, view: _View, sides: tuple[float, float], top: float) -> None:
    """What a rack of the catalog holds, as counts: its maker's positions are not published."""
    record = view.record
    if record is None:
        return
    name = board.subject.record_name("system", record.system) if record.system else ""
    parts = [
        board.word("systems", count=str(record.systems), product=name) if record.systems else "",
        board.word("switches", count=str(record.nvlink_switches)) if record.nvlink_switches else "",
        board.word("shelves", count=str(record.shelf.count)) if record.shelf else "",
        board.word("gpus", count=str(record.gpus)) if record.gpus else "",
    ]
    y = top - 8.0
    for part in filter(None, parts):
        for line in wrapped(part, SMALL, sides[1] - sides[0] - 2.0):
            board.write(((sides[0] + sides[1]) / 2, y), line, "T-ELEV-TEXT-N", SMALL, anchor="middle")
            y -= 4.0
        y -= 2.4


def _figures(board: Board, view: _View, x: float, base: float) -> None:
    """Tag, how many look the same, power of each side, heat, mass."""
    subject, p = board.subject, board.subject.printer
    load = next((one for one in board.design.trades.power.loads if one.tag == view.rack.tag), None)
    mass = view.rack.mass_kg + sum(s.mass_kg for s in view.seats)
    title = (
        view.rack.tag
        if len(view.alike) == 1
        else f"{view.rack.tag} {subject.words.label('drawing.typical', count=str(len(view.alike)))}"
    )
    lines = [title]
    if load is not None:
        side = load.design_kw / max(1, load.cords)
        paths = "AB"[: max(1, load.cords)] if load.cords <= _PATHS else "A"
        lines.append(", ".join(board.word("cord", path=path, power=p.text("power", side)) for path in paths))
        lines.append(
            board.word("heat", liquid=p.number("power", load.heat_liquid_kw), air=p.text("power", load.heat_air_kw))
        )
    flow = next((r.flow for r in board.design.trades.cooling.racks if r.tag == view.rack.tag), None)
    if flow:
        lines.append(board.word("flow", flow=p.text("flow", flow)))
    door = next((d for d in board.design.trades.cooling.doors if d.rack == view.rack.tag), None)
    if door is not None:
        lines.append(board.word("door", tag=door.tag, heat=p.text("power", door.heat)))
    lines.append(p.text("mass", mass))
    box = view.rack.box
    lines.append(board.word("size", width=p.built(box.width), depth=p.built(box.depth), height=p.built(box.height)))
    room = board.mm(view.rack.box.width) + _GAP
    if len(view.alike) > 1:
        lines += _within(wrapped(board.subject.words.ranged(view.alike), SMALL, room), 3)
    for i, line in enumerate(lines):
        height = NOTE if i == 0 and text_width(line, NOTE, True) < room else SMALL
        board.write((x, base - 4.6 - i * 4.1), line, "T-ELEV-TEXT-N", height, bold=i == 0)


def _within(lines: list[str], most: int) -> list[str]:
    """The first lines, with an ellipsis where some were left out."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip(', ')} …"]
