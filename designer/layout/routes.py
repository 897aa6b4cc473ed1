"""Busways, coolant headers and the facility ring as routes in the plan, drawn square to the hall."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.layout.aisles import Standing
from designer.layout.bands import Room
from designer.layout.overhead import Overhead
from designer.layout.posts import Posts
from designer.layout.records import Placed, Route
from designer.layout.rules import Rules
from designer.layout.scheme import Scheme
from designer.model import Point, Polyline

__all__ = ["busways_of", "facility_ring", "headers_of", "levels_of_busway", "levels_of_headers"]

UV = tuple[float, float]
#: A header: number of its run, supply or return.
_Header = tuple[int, str]
#: A line of rows: level v of its bodies, and which way it faces.
Line = tuple[float, int]

#: Where the busways of a path hang, as a share of the racks' depth behind their fronts.
_SHARES = {"A": 1 / 3, "B": 2 / 3}

#: Headers of the rows of one line hang side by side over the cold aisle, so many before they lie over one another.
_ABREAST = 3
#: Where the middle of the first of them hangs before the front, in widths of a header.
_FIRST = 0.6
#: Share of the corridor's width that trunks may take.
_LANES = 0.9
#: Places closer than this are one [m].
_SAME = 1e-3


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a row that one service feeds: its run, racks, extent along the row [m]."""

    run: Standing
    racks: tuple[Placed, ...]
    start: float
    end: float


def _piece(run: Standing, racks: Sequence[Placed]) -> _Piece:
    places = {p.tag: u for p, u in zip(run.racks, run.centres, strict=True)}
    first, last = racks[0], racks[-1]
    return _Piece(run, tuple(racks), places[first.tag] - first.box.width / 2, places[last.tag] + last.box.width / 2)


def _pieces(standing: Sequence[Standing], loads: dict[str, float], most: float) -> list[_Piece]:
    """The racks of every run in order, in groups that one busway can carry with its partner lost."""
    found = []
    for run in standing:
        groups: list[list[Placed]] = []
        carried = 0.0
        for rack in run.racks:
            load = loads.get(rack.catalog, 0.0)
            if not groups or carried + load > most:
                groups.append([])
                carried = 0.0
            groups[-1].append(rack)
            carried += load
        found += [_piece(run, group) for group in groups]
    return found


def _lines(pieces: Sequence[_Piece]) -> dict[Line, list[_Piece]]:
    """Pieces by the line that they stand in, from its low end."""
    found: dict[Line, list[_Piece]] = {}
    for piece in sorted(pieces, key=lambda p: p.start):
        found.setdefault((piece.run.line.body, piece.run.line.facing), []).append(piece)
    return found


def levels_of_busway(scheme: Scheme, standing: Sequence[Standing], loads: dict[str, float], rules: Rules) -> int:
    """How many busways of one path hang over one another at most: those to the far pieces pass over the near ones, and
    trunks for which the corridor has no lane beside the others pass over them."""
    lines = _lines(_pieces(standing, loads, rules.busway_kw))
    most = max((len(pieces) for pieces in lines.values()), default=1)
    return most * _decks(scheme, len(lines), _busway_pitch(rules))


def levels_of_headers(scheme: Scheme, standing: Sequence[Standing], liquid: frozenset[str], rules: Rules) -> int:
    """How many coolant headers hang over one another at most."""
    headers = [2 * number for number in _runs_of_lines(standing, liquid).values()]
    trunks = sum(min(number, _ABREAST) for number in headers)
    return _deep(headers) * _decks(scheme, trunks, rules.value("stack_pipe_one").si("m"))


def _runs_of_lines(standing: Sequence[Standing], liquid: frozenset[str]) -> Counter[tuple[float, int]]:
    """How many runs with liquid-cooled racks each line has."""
    return Counter((s.line.body, s.line.facing) for s in standing if any(p.catalog in liquid for p in s.racks))


def _deep(headers: Iterable[int]) -> int:
    """Over how many levels the headers of one line lie at most, by their numbers in each line."""
    return -(-max(headers, default=0) // _ABREAST)


def _busway_pitch(rules: Rules) -> float:
    """Distance between the middles of busways side by side [m]."""
    return rules.value("busway_width").si("m") + rules.value("hanger_side").si("m")


def _decks(scheme: Scheme, trunks: int, pitch: float) -> int:
    """Over how many levels trunks lie whose middles keep a pitch [m] in the corridor; one where there are none."""
    if scheme.axis == "along" or not trunks:
        return 1
    return -(-trunks // max(1, int((_width_of_lanes(scheme) + _SAME) / pitch)))


def _width_of_lanes(scheme: Scheme) -> float:
    return _LANES * (scheme.corridor[3] - scheme.corridor[1])


@dataclass(frozen=True, slots=True)
class _Lanes:
    """Trunks in the corridor by the levels of the rows they lead to: the nearer a row to the room, the nearer its trunk
    to the rows, so that no branch crosses the trunk of a farther one; in turns over the decks."""

    places: tuple[float, ...]
    decks: int

    def of(self, place: float) -> tuple[float, int]:
        """Share of the corridor's width from its wall, and deck."""
        if place not in self.places:
            return 0.5, 0
        slot, deck = divmod(self.places.index(place), self.decks)
        slots = -(-len(self.places) // self.decks)
        return 0.5 + _LANES * (0.5 - (slot + 0.5) / slots), deck


def _lanes(scheme: Scheme, room: Room | None, places: Sequence[float], pitch: float) -> _Lanes:
    """The lanes of trunks from a room to rows at levels of the hall's frame."""
    if scheme.axis == "along":
        return _Lanes((), 1)
    ordered = sorted(set(places), reverse=room is not None and not _below(scheme, room))
    return _Lanes(tuple(ordered), _decks(scheme, len(ordered), pitch))


def busways_of(
    scheme: Scheme,
    standing: Sequence[Standing],
    loads: dict[str, float],
    overhead: Overhead,
    rules: Rules,
    posts: Posts,
) -> tuple[Route, ...]:
    """For each row and path A, B the busways ``BW-rrpn`` (row, path, number) from the path's electrical gallery.

    A hangs over the front third of the racks, B over the rear third, or over the racks where they clear the columns
    between these. A busway to a farther piece of a line lies one level above those to the nearer ones, in a low hall
    beside them first.
    """
    found: list[Route] = []
    lines = _lines(_pieces(standing, loads, rules.busway_kw))
    height = rules.value("stack_busway").si("m")
    trunks = scheme.axis == "across"
    most = levels_of_busway(scheme, standing, loads, rules) if trunks else 0
    places = _busway_places(scheme, lines, overhead.abreast, rules, posts)
    for path, share in _SHARES.items():
        room = _room(scheme, f"ELEC-{path}")
        wanted = [_across(pieces[0], share) for pieces in lines.values()]
        lanes = _lanes(scheme, room, wanted, _busway_pitch(rules))
        deep = max((len(pieces) for pieces in lines.values()), default=1)
        for key, pieces in lines.items():
            from_low = room is None or trunks or _below(scheme, room)
            for level, piece in enumerate(pieces if from_low else pieces[::-1]):
                over, slot = divmod(level, overhead.abreast)
                lane, deck = lanes.of(_across(pieces[0], share))
                points, served = _feed(scheme, room, places[key, path, slot], piece, lane)
                over += deck * deep + (path == "B") * most
                line = Polyline(points, round(overhead.busway + over * height, 4))
                number = 1 + sum(r.tag.startswith(f"BW-{piece.run.number:02d}{path}") for r in found)
                tag = f"BW-{piece.run.number:02d}{path}{number}"
                found.append(Route(tag, "busway", line, path, room.tag if room else "", served))
    return tuple(sorted(found, key=lambda r: r.tag))


def _room(scheme: Scheme, tag: str) -> Room | None:
    return next((r for r in scheme.rooms if r.tag == tag), None)


def _busway_places(
    scheme: Scheme, lines: dict[Line, list[_Piece]], abreast: int, rules: Rules, posts: Posts
) -> dict[tuple[Line, str, int], float]:
    """Level v of the busways of every line by path and place abreast: clear of the columns, over the racks still."""
    found: dict[tuple[Line, str, int], float] = {}
    half = _busway_pitch(rules) / 2
    for key, pieces in lines.items():
        first = pieces[0]
        body, depth = first.run.line.body, max(p.box.depth for p in first.racks)
        over = body + half, body + depth - half
        taken: list[float] = []
        for path, share in _SHARES.items():
            along = _stretch(scheme, _room(scheme, f"ELEC-{path}"), pieces)
            for slot in range(abreast):
                wanted = _across(first, share) if abreast == 1 else _abreast(first, path, slot, rules)
                found[key, path, slot] = posts.clear(wanted, half, along, over, taken)
                taken.append(found[key, path, slot])
    return found


def _stretch(scheme: Scheme, room: Room | None, pieces: Sequence[_Piece]) -> tuple[float, float]:
    """From where to where along the rows the services of a line run: from the room or the corridor to its far end."""
    ends = [end for piece in pieces for end in (piece.start, piece.end)]
    if scheme.axis == "across":
        ends += [scheme.corridor[1], scheme.corridor[3]]
    elif room is not None:
        ends.append(room.extent[2] if _below(scheme, room) else room.extent[0])
    return min(ends), max(ends)


def _across(piece: _Piece, share: float) -> float:
    """Level v in the rows' frame at a share of the rack depth behind the front."""
    depth = max(p.box.depth for p in piece.racks)
    return piece.run.line.body + depth * (1 - share if piece.run.line.facing == 1 else share)


def _abreast(piece: _Piece, path: str, slot: int, rules: Rules) -> float:
    """Level v of a busway that hangs beside its mate: two of A and two of B over the middle of the racks."""
    depth, pitch = max(p.box.depth for p in piece.racks), _busway_pitch(rules)
    off = pitch * (slot + 0.5)
    return _across(piece, 0.5 - off / depth if path == "A" else 0.5 + off / depth)


def _nearer(
    scheme: Scheme, room: Room | None, run: Standing, standing: Sequence[Standing], liquid: frozenset[str]
) -> int:
    """Runs with liquid-cooled racks of the same line that lie nearer to the room."""
    line = run.line.body, run.line.facing
    mates = [s for s in standing if line == (s.line.body, s.line.facing) and any(p.catalog in liquid for p in s.racks)]
    low = room is None or scheme.axis == "across" or _below(scheme, room)
    return sum(s.start < run.start if low else s.start > run.start for s in mates)


def _below(scheme: Scheme, room: Room) -> bool:
    """Whether a room lies at the low end of the rack zone."""
    return room.extent[2] <= scheme.zone[0] + 1e-6


def _feed(
    scheme: Scheme, room: Room | None, level: float, piece: _Piece, lane: float
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Points from a room's edge to the near end of a piece of a row and along it, and its racks in that order.

    Rows along the hall are met head on; rows across it by a trunk over the corridor, each in a lane of its own.
    """
    frame, along = scheme.frame, scheme.axis == "along"
    start, end, served = piece.start, piece.end, tuple(p.tag for p in piece.racks)
    if room is None:
        row = [(start, level), (end, level)] if along else [(level, start), (level, end)]
        return tuple(frame.out(u, v) for u, v in row), served
    low_side = _below(scheme, room)
    edge = room.extent[2] if low_side else room.extent[0]
    if along:
        near, far = (start, end) if low_side else (end, start)
        return tuple(frame.out(u, level) for u in (edge, near, far)), served if low_side else served[::-1]
    trunk = scheme.corridor[1] + lane * (scheme.corridor[3] - scheme.corridor[1])
    return tuple(frame.out(u, v) for u, v in ((edge, trunk), (level, trunk), (level, end))), served


@dataclass(frozen=True, slots=True)
class _Aisle:
    """Width of the cold aisles [m], and the columns of the hall."""

    width: float
    columns: Posts


def headers_of(
    scheme: Scheme,
    standing: Sequence[Standing],
    liquid: frozenset[str],
    overhead: Overhead,
    rules: Rules,
    posts: Posts,
) -> tuple[Route, ...]:
    """Supply and return header of each row with liquid-cooled racks, from the mechanical gallery, over the cold
    aisle. Those of a farther row of one line pass beside those of the nearer ones, or over them.
    """
    room = _room(scheme, "MECH-1")
    found: list[Route] = []
    pieces = [_piece(run, racks) for run in standing if (racks := [p for p in run.racks if p.catalog in liquid])]
    nearer = [2 * _nearer(scheme, room, p.run, standing, liquid) for p in pieces]
    places = {
        (piece.run.number, letter): _beside(piece, before + turn, overhead.pipe_one)
        for piece, before in zip(pieces, nearer, strict=True) for turn, letter in enumerate("SR")
    }
    lanes = _lanes(scheme, room, [place for place, _ in places.values()], overhead.pipe_one)
    clear = _header_places(scheme, pieces, places, overhead.pipe_one, _Aisle(rules.cold, posts))
    deep = _deep(2 * number for number in _runs_of_lines(standing, liquid).values())
    for piece in pieces:
        for letter in "SR":
            place, level = places[piece.run.number, letter]
            lane, deck = lanes.of(place)
            points, served = _feed(scheme, room, clear[piece.run.number, letter], piece, lane)
            line = Polyline(points, round(overhead.pipe + (level + deck * deep) * overhead.pipe_one, 4))
            tag, source = f"TCS-{letter}-{piece.run.number:02d}", room.tag if room else ""
            found.append(Route(tag, "tcs-supply" if letter == "S" else "tcs-return", line, "", source, served))
    return tuple(sorted(found, key=lambda r: r.tag))


def _header_places(
    scheme: Scheme, pieces: Sequence[_Piece], wanted: dict[_Header, tuple[float, int]], wide: float, hall: _Aisle
) -> dict[_Header, float]:
    """Level v of every header where its way is clear of the columns; those that columns bar give way to the others and
    stay over the aisle before their racks. `wide` is a header [m]."""
    room = _room(scheme, "MECH-1")
    found: dict[_Header, float] = {}
    ways = {(p.run.number, letter): (p, _stretch(scheme, room, [p])) for p in pieces for letter in "SR"}
    for barred in (False, True):
        for header, (piece, along) in ways.items():
            place, level = wanted[header]
            if header in found or (not barred and hall.columns.bar(place, wide / 2, along)):
                continue
            beside = [v for other, v in found.items() if wanted[other][1] == level and _meet(ways[other][1], along)]
            depth = max(p.box.depth for p in piece.racks)
            ends = sorted(_across(piece, -far / depth) for far in (_FIRST * wide, hall.width - _FIRST * wide))
            found[header] = hall.columns.clear(place, wide / 2, along, (ends[0], ends[1]), beside if barred else ())
    return found


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two stretches overlap."""
    return min(one[1], other[1]) - max(one[0], other[0]) > _SAME


def _beside(piece: _Piece, number: int, wide: float) -> tuple[float, int]:
    """Where over the cold aisle the header of a number in its line runs, and on which level; `wide` is a header [m]."""
    level, slot = divmod(number, _ABREAST)
    depth = max(p.box.depth for p in piece.racks)
    return _across(piece, -wide * (_FIRST + slot) / depth), level


def facility_ring(scheme: Scheme, placed: Sequence[Placed], overhead: Overhead) -> tuple[Route, ...]:
    """Facility water as a ring: in from the coolers, around the mechanical gallery and along the air units, and
    back.
    """
    frame = scheme.frame
    coolers = [p for p in placed if p.kind == "cooler"] or [p for p in placed if p.kind == "chiller"]
    room = next((r for r in scheme.rooms if r.tag == "MECH-1"), None)
    users = [p for p in placed if p.kind in ("cdu", "pump", "air-unit") and not p.room.startswith("YARD")]
    if not coolers or not users:
        return ()
    places = frame.into([(p.box.at.x, p.box.at.y) for p in coolers])
    yard = (float(places[:, 0].mean()), float(places[:, 1].mean()))
    served = tuple(sorted(p.tag for p in users))
    found = []
    apart = max(overhead.spacing, overhead.lane)
    # on the level of the trays they lie inside the gallery, clear of the main trays beside it
    inside = overhead.lane / 2 if overhead.abreast > 1 else 0.0
    for letter, off in (("S", inside), ("R", inside + apart)):
        points = tuple(frame.out(u, v) for u, v in _ring(scheme, room, yard, (off, apart, inside)))
        line = Polyline(points, round(overhead.facility, 4))
        kind = "fws-supply" if letter == "S" else "fws-return"
        found.append(
            Route(f"FWS-{letter}", "fws-supply" if kind == "fws-supply" else "fws-return", line, "", "", served)
        )
    return tuple(found)


def _ring(scheme: Scheme, room: Room | None, yard: UV, gaps: tuple[float, float, float]) -> list[UV]:
    """The ring in the frame: from the yard to the gallery, around it and along the fronts of the air units, closed.

    `gaps` are how far this pipe lies inside the room's edge, the space between neighbouring pipes, and how far the
    outermost one lies inside [m].
    """
    off, spacing, inside = gaps
    u0, v0, u1, v1 = room.extent if room else scheme.zone
    door = (u0 + u1) / 2 + off
    wall = min((s.v - s.item.module.depth / 2 for s in scheme.air), default=v1) - off + inside
    low = wall - 2 * spacing
    ends = [s.u for s in scheme.air] and [scheme.zone[0], scheme.zone[2], *(s.u for s in scheme.air)]
    first, last = min(ends, default=u0) + off, max(ends, default=u1) - off
    ring = [yard, (door, yard[1]), (door, v0 + off), (u0 + off, v0 + off)]
    ring += [(u0 + off, low), (first, low), (first, wall)] if first < u0 - _SAME else [(u0 + off, wall)]
    ring += [(last, wall), (last, low), (u1 - off, low)] if last > u1 + _SAME else [(u1 - off, wall)]
    return [*ring, (u1 - off, v0 + off), (door, v0 + off)]
