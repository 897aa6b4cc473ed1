"""Several halls of one site as one floor: the halls apart, and links between them where nothing may stand.

Each hall is read by itself, in its own coordinates, and moved to its place. The floor is their union with the links;
what is asked of the shell as a whole (clear height, slab) is what the worst of them gives.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import linemerge, unary_union

from designer.ledger import Evidence, Status, Value
from designer.model import NoteKind, Point
from designer.site.brief_hall import HallBrief, HallPartBrief, LinkBrief, ShellBrief
from designer.site.draft import Draft, Path_
from designer.site.drawn import Drawn, DrawnHall
from designer.site.hall_records import Column, Hall, HallPart, KeepOut, Link, Slab
from designer.site.outline import area_of
from designer.units import q

__all__ = ["drawn_halls", "several_halls"]

Build = Callable[[Draft, ShellBrief, Path_], tuple[Hall | None, Drawn]]


def several_halls(draft: Draft, brief: HallBrief, build: Build) -> tuple[Hall | None, Drawn]:
    """The halls of the brief as one floor; None, with mistakes, where they overlap or do not hang together."""
    before = len(draft.mistakes)
    whole = [n for n in ShellBrief.model_fields if draft.says(("hall", n))]
    for name in whole:
        draft.wrong("hall-or-halls", ("hall", name), name)
    made = []
    for index, part in enumerate(brief.halls or ()):
        hall, drawn = build(draft, part, ("hall", "halls", index))
        _check_drawn(draft, drawn, index)
        made.append(None if hall is None else _moved(part, hall))
    halls = [h for h in made if h is not None]
    _check_names(draft, brief.halls or (), halls)
    links = _links(draft, brief.links, halls) if len(halls) == len(made) else []
    if len(draft.mistakes) > before:
        return None, Drawn()
    floor = unary_union([h.polygon for h in halls] + [link.polygon for link in links])
    if not isinstance(floor, Polygon):
        _tell_apart(draft, halls, floor)
        return None, Drawn()
    names = ", ".join(h.parts[0].name for h in halls)
    draft.decide("several_halls", "hall.halls", halls=names, count=len(halls))
    draft.note(NoteKind.ASSUMPTION, "halls_together", "hall.halls", count=len(halls))
    return _joined(draft, orient(floor), halls, links), Drawn()


def drawn_halls(draft: Draft, hall: Hall, drawn: Drawn) -> Hall:
    """The halls and links that a drawing of ours shows on one floor, as the brief that it was drawn from had them.

    Columns, doors and the rest of the floor are named after their halls already; every hall stands on the slab of the
    brief.
    """
    told = unary_union([*(part.outline for part in drawn.halls), *(link.outline for link in drawn.links)])
    if len(drawn.halls) < 2 or hall.polygon.difference(told).area > draft.threshold("overlap_tolerance").si("m2"):
        return hall
    parts = [HallPart(p.name, orient(p.outline), _drawn_height(p, hall), hall.slab) for p in drawn.halls]
    inside = draft.threshold("link_landing").si("m") / 2
    links = []
    for link in drawn.links:
        walls = [(p, _walls_opened(link.outline, link.outline, p.polygon)) for p in parts]
        mouths = _mouths([(p, wall) for p, wall in walls if wall is not None], inside)
        links.append(Link(link.tag, "trench" if link.kind == "trench" else "corridor", orient(link.outline), mouths))
    apart = [replace(hall, polygon=part.polygon, parts=(part,)) for part in parts]
    landing, tags = draft.threshold("link_landing").si("m"), {link.tag for link in links}
    kept = [KeepOut(k.tag, _clear(k, apart, landing), k.kind, k.kind == "corridor") for k in links]
    draft.decide("several_halls", "hall.halls", halls=", ".join(p.name for p in parts), count=len(parts))
    return replace(
        hall, parts=tuple(parts), links=tuple(links),
        keep_outs=(*(k for k in hall.keep_outs if k.tag not in tags), *kept),
    )


def _drawn_height(part: DrawnHall, hall: Hall) -> Value:
    """The clear height of a hall that its drawing says; the least of all where it does not."""
    if part.clear_height is None:
        return hall.clear_height
    return Value(q(part.clear_height, "m"), Evidence("brief", Status.ASSUMPTION), "brief:hall.clear_height")


def _check_drawn(draft: Draft, drawn: Drawn, index: int) -> None:
    """Plant is surveyed for the site: what the drawing of one of its halls holds of it is left out, and told."""
    if drawn.plant:
        draft.ask("drawing_left_out", f"hall.halls[{index}].plant", count=len(drawn.plant))


def _moved(brief: HallPartBrief, hall: Hall) -> Hall:
    """A hall at its place on the site, its tags behind its name."""
    turn = brief.rotation.si("deg") if brief.rotation is not None and brief.rotation.known else 0.0
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def at(x: float, y: float) -> Point:
        return round(brief.at[0] + c * x - s * y, 6), round(brief.at[1] + s * x + c * y, 6)

    def laid(shape: Polygon) -> Polygon:
        rings = [[at(x, y) for x, y, *_ in ring.coords] for ring in (shape.exterior, *shape.interiors)]
        return Polygon(rings[0], rings[1:])

    def named(item: Any, **moved: Any) -> Any:
        return replace(item, tag=f"{brief.name}-{item.tag}", **moved)

    polygon = laid(hall.polygon)
    return replace(
        hall,
        polygon=polygon,
        columns=tuple(named(k, **_spot(at, k), rotation=_turned(k, turn)) for k in hall.columns),
        doors=tuple(named(d, **_spot(at, d)) for d in hall.doors),
        openings=tuple(named(o, start=at(*o.start), end=at(*o.end)) for o in hall.openings),
        keep_outs=tuple(named(k, polygon=laid(k.polygon)) for k in hall.keep_outs),
        yards=tuple(laid(y) for y in hall.yards),
        parts=(HallPart(brief.name, polygon, hall.clear_height, hall.slab),),
    )


def _spot(at: Callable[[float, float], Point], item: Any) -> dict[str, float]:
    x, y = at(item.x, item.y)
    return {"x": x, "y": y}


def _turned(column: Column, turn: float) -> float:
    return (column.rotation + turn) % 180.0 if turn else column.rotation


def _check_names(draft: Draft, briefs: Sequence[HallPartBrief], halls: Sequence[Hall]) -> None:
    """Names stand once, and halls stand apart: a floor that two of them share, or a wall without thickness, is one
    hall."""
    for index, part in enumerate(briefs):
        if part.name in [other.name for other in briefs[:index]]:
            draft.wrong("tag-twice", ("hall", "halls", index, "name"), part.name)
    places = {h.parts[0].name: h.polygon for h in halls}
    for index, part in enumerate(briefs):
        for other in briefs[:index]:
            one, two = places.get(part.name), places.get(other.name)
            if one is None or two is None or part.name == other.name:
                continue
            shared = one.intersection(two).area
            if shared > draft.threshold("overlap_tolerance").si("m2"):
                draft.wrong("halls-overlap", ("hall", "halls", index), f"{shared:.1f} m2", other=other.name)
            elif one.distance(two) < draft.threshold("halls_apart").si("m"):
                gap, least = one.distance(two), draft.threshold("halls_apart").si("m")
                draft.wrong("halls-touch", ("hall", "halls", index), f"{gap:.3f} m", f"{least:g} m", other=other.name)


def _links(draft: Draft, briefs: Sequence[LinkBrief], halls: Sequence[Hall]) -> list[Link]:
    """The links, each less what of it lies in the halls."""
    floors = unary_union([h.polygon for h in halls])
    inside = draft.threshold("link_landing").si("m") / 2
    found: list[Link] = []
    for index, brief in enumerate(briefs):
        path: Path_ = ("hall", "links", index)
        area = area_of(draft, brief.polygon, (*path, "polygon"))
        if area is None:
            continue
        tag = brief.tag or f"LINK-{index + 1}"
        between = area.difference(floors)
        opened = [(h.parts[0], wall) for h in halls if (wall := _walls_opened(area, between, h.polygon)) is not None]
        mouths = _mouths(opened, inside)
        if len(mouths) < 2:
            draft.wrong("link-ends", path, tag, joined=", ".join(name for name, _ in mouths))
        elif not isinstance(between, Polygon):
            draft.wrong("link-shape", path, tag)
        elif tag in [link.tag for link in found]:
            draft.wrong("tag-twice", path, tag)
        elif any(link.polygon.intersection(between).area > 0 for link in found):
            draft.wrong("links-overlap", path, tag)
        else:
            found.append(Link(tag, brief.kind, orient(between), mouths))
    return found


def _walls_opened(area: Polygon, between: BaseGeometry, hall: Polygon) -> LineString | None:
    """The longest piece of a hall's wall that a link opens; None where it opens none."""
    shared = hall.boundary.intersection(between if not between.is_empty else area)
    lines = [g for g in getattr(shared, "geoms", [shared]) if isinstance(g, LineString)]
    merged = linemerge(lines) if len(lines) > 1 else unary_union(lines)
    pieces = [g for g in getattr(merged, "geoms", [merged]) if isinstance(g, LineString) and g.length > 0]
    return max(pieces, key=lambda g: round(g.length, 6), default=None)


def _mouths(opened: Sequence[tuple[HallPart, LineString]], inside: float) -> tuple[tuple[str, Point], ...]:
    """The places before the middles of the mouths, so far inside the halls [m]: on the axis of a link of two mouths,
    square to the wall of one of more."""
    middles = [wall.interpolate(0.5, normalized=True) for _, wall in opened]
    found = []
    for (part, wall), middle in zip(opened, middles, strict=True):
        (ax, ay), (bx, by) = wall.coords[0], wall.coords[-1]
        ways = [(by - ay, ax - bx), (ay - by, bx - ax)]
        if len(opened) == 2:
            other = next(m for m in middles if m is not middle)
            ways.insert(0, (middle.x - other.x, middle.y - other.y))
        spots = [(middle.x + inside * x / math.hypot(x, y), middle.y + inside * y / math.hypot(x, y)) for x, y in ways]
        x, y = next((spot for spot in spots if part.polygon.contains(Spot(spot))), (middle.x, middle.y))
        found.append((part.name, (round(x, 6), round(y, 6))))
    return tuple(found)


def _tell_apart(draft: Draft, halls: Sequence[Hall], floor: BaseGeometry) -> None:
    """Each hall that no link ties to the first."""
    first = next(g for g in floor.geoms if g.intersects(halls[0].polygon))  # type: ignore[attr-defined]
    for index, hall in enumerate(halls):
        if not first.intersects(hall.polygon):
            draft.wrong("hall-apart", ("hall", "halls", index), hall.parts[0].name, first=halls[0].parts[0].name)


def _joined(draft: Draft, floor: Polygon, halls: Sequence[Hall], links: Sequence[Link]) -> Hall:
    """One floor of halls and links; what lies in a link, and before the mouths of a corridor, stays free."""
    landing = draft.threshold("link_landing").si("m")
    kept = [KeepOut(link.tag, _clear(link, halls, landing), link.kind, link.kind == "corridor") for link in links]

    def every(name: str) -> tuple[Any, ...]:
        return tuple(item for hall in halls for item in getattr(hall, name))

    return replace(
        halls[0],
        polygon=floor,
        clear_height=_least([h.clear_height for h in halls]),
        slab=Slab(*(_least([getattr(h.slab, f.name) for h in halls]) for f in fields(Slab))),
        columns=every("columns"),
        doors=every("doors"),
        openings=every("openings"),
        keep_outs=(*every("keep_outs"), *kept),
        yards=tuple(y for y in every("yards") if not y.intersects(floor)),
        parts=every("parts"),
        links=tuple(links),
    )


def _clear(link: Link, halls: Iterable[Hall], landing: float) -> Polygon:
    """The floor that a link keeps free: its own and, of a corridor, that before its mouths."""
    if link.kind == "trench":
        return link.polygon
    floors = unary_union([h.polygon for h in halls if h.parts[0].name in dict(link.mouths)])
    before = link.polygon.buffer(landing, join_style="mitre").intersection(floors)
    whole = unary_union([link.polygon, before])
    return whole if isinstance(whole, Polygon) else link.polygon


def _least(values: Sequence[Value]) -> Value:
    """The least of the halls' values; the first unknown one where any is unknown."""
    unknown = next((v for v in values if not v.known), None)
    return unknown or min(values, key=lambda v: float(v.q.to_base_units().magnitude))
