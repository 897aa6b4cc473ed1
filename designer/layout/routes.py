"""Busways, coolant headers and the facility ring as routes in the plan, drawn square to the hall."""

from collections.abc import Sequence

from designer.layout.aisles import Standing
from designer.layout.overhead import Overhead
from designer.layout.records import Placed, Route
from designer.layout.rules import Rules
from designer.layout.scheme import Room, Scheme
from designer.model import Point, Polyline

__all__ = ["busways_of", "facility_ring", "headers_of", "levels_of_busway"]

UV = tuple[float, float]


def _groups(run: Standing, loads: dict[str, float], most: float) -> list[list[Placed]]:
    """The racks of a run in order, in groups that one busway run can carry with its partner lost."""
    groups: list[list[Placed]] = []
    carried = 0.0
    for rack in run.racks:
        load = loads.get(rack.catalog, 0.0)
        if not groups or carried + load > most:
            groups.append([])
            carried = 0.0
        groups[-1].append(rack)
        carried += load
    return groups


def levels_of_busway(standing: Sequence[Standing], loads: dict[str, float], rules: Rules) -> int:
    """How many busways of one path hang over one another at most."""
    return max((len(_groups(run, loads, rules.busway_kw)) for run in standing), default=1)


def busways_of(
    scheme: Scheme, standing: Sequence[Standing], loads: dict[str, float], overhead: Overhead, rules: Rules
) -> tuple[Route, ...]:
    """For each row and path A, B the busways ``BW-rrpn`` (row, path, number) from the path's electrical gallery.

    A hangs over the front third of the racks, B over the rear third; the second busway of a path lies over the first.
    """
    found = []
    for run in standing:
        for path, share in (("A", 1 / 3), ("B", 2 / 3)):
            room = next((r for r in scheme.rooms if r.tag == f"ELEC-{path}"), None)
            for number, group in enumerate(_groups(run, loads, rules.busway_kw), start=1):
                z = overhead.busway + (number - 1) * rules.value("stack_busway").si("m")
                across = _across(scheme, run, share)
                ends = _ends_of(run, group)
                points, served = _feed(scheme, room, across, ends, [p.tag for p in group])
                line = Polyline(points, round(z, 4))
                source = room.tag if room else ""
                found.append(Route(f"BW-{run.number:02d}{path}{number}", "busway", line, path, source, served))
    return tuple(found)


def _across(scheme: Scheme, run: Standing, share: float) -> float:
    """Level v in the rows' frame at a share of the rack depth behind the front."""
    depth = max(p.box.depth for p in run.racks)
    return run.line.body + depth * (1 - share if run.line.facing == 1 else share)


def _ends_of(run: Standing, group: Sequence[Placed]) -> UV:
    places = {p.tag: u for p, u in zip(run.racks, run.centres, strict=True)}
    half = group[0].box.width / 2
    return places[group[0].tag] - half, places[group[-1].tag] + group[-1].box.width / 2


def _feed(
    scheme: Scheme, room: Room | None, level: float, ends: UV, tags: Sequence[str]
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Points from a room's edge to the near end of a row piece and along it, and the tags in that order.

    Along-rows are met head on; across-rows by a trunk over the corridor side of the rows.
    """
    frame, along = scheme.frame, scheme.axis == "along"
    start, end, served = *ends, tuple(tags)
    if room is None:
        row = [(start, level), (end, level)] if along else [(level, start), (level, end)]
        return _out(scheme, row), served
    low_side = room.extent[2] <= scheme.zone[0] + 1e-6
    edge = room.extent[2] if low_side else room.extent[0]
    if along:
        near, far = (start, end) if low_side else (end, start)
        served = served if low_side else tuple(reversed(served))
        return tuple(frame.out(u, level) for u in (edge, near, far)), served
    trunk = start - 0.5 * (start - scheme.zone[1]) if start > scheme.zone[1] else start
    return tuple(frame.out(u, v) for u, v in ((edge, trunk), (level, trunk), (level, end))), served


def _out(scheme: Scheme, places: Sequence[UV]) -> tuple[Point, ...]:
    return tuple(scheme.frame.out(u, v) for u, v in places)


def headers_of(
    scheme: Scheme, standing: Sequence[Standing], liquid: frozenset[str], overhead: Overhead
) -> tuple[Route, ...]:
    """Supply and return header of each row with liquid-cooled racks, from the mechanical gallery, over the cold aisle."""
    room = next((r for r in scheme.rooms if r.tag == "MECH-1"), None)
    found = []
    for run in standing:
        racks = [p for p in run.racks if p.catalog in liquid]
        if not racks:
            continue
        for letter, kind, share in (("S", "tcs-supply", -0.2), ("R", "tcs-return", -0.45)):
            points, served = _feed(
                scheme, room, _across(scheme, run, share), _ends_of(run, racks), [p.tag for p in racks]
            )
            line = Polyline(points, round(overhead.pipe, 4))
            source = room.tag if room else ""
            name = f"TCS-{letter}-{run.number:02d}"
            found.append(Route(name, "tcs-supply" if kind == "tcs-supply" else "tcs-return", line, "", source, served))
    return tuple(found)


def facility_ring(scheme: Scheme, placed: Sequence[Placed], overhead: Overhead) -> tuple[Route, ...]:
    """Facility water as a ring: in from the coolers, around the mechanical gallery and along the air units, and back."""
    frame = scheme.frame
    coolers = [p for p in placed if p.kind in ("cooler", "chiller")]
    room = next((r for r in scheme.rooms if r.tag == "MECH-1"), None)
    users = [p for p in placed if p.kind in ("cdu", "pump", "air-unit") and p.room in ("MECH-1", "HALL")]
    if not coolers or not users:
        return ()
    places = frame.into([(p.box.at.x, p.box.at.y) for p in coolers])
    yard_u, yard_v = float(places[:, 0].mean()), float(places[:, 1].mean())
    around = room.extent if room else scheme.zone
    u0, v0, u1, v1 = around
    far = max(u1, scheme.zone[2]) if scheme.air else u1
    wall = min((s.v - s.item.module.depth / 2 for s in scheme.air), default=v1)
    found = []
    for letter, kind, off in (("S", "fws-supply", 0.0), ("R", "fws-return", 0.3)):
        door = (u0 + u1) / 2 + off
        ring = [(yard_u, yard_v), (door, yard_v), (door, v0 + off), (u1 - off, v0 + off), (u1 - off, wall - off)]
        ring += [
            (far, wall - off),
            (far, wall - off - 0.6),
            (u0 + off, wall - off - 0.6),
            (u0 + off, v0 + off),
            (door, v0 + off),
        ]
        line = Polyline(tuple(frame.out(u, v) for u, v in ring), round(overhead.pipe + 0.0, 4))
        served = tuple(sorted(p.tag for p in users))
        found.append(Route(f"FWS-{letter}", "fws-supply" if letter == "S" else "fws-return", line, "", "", served))
    return tuple(found)
