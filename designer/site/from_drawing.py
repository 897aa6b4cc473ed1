"""From what a drawing holds to parts of the hall: on its walls, with tags, and with what must be asked."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from shapely.geometry import Polygon

from designer.ledger import Evidence, Status, Value
from designer.model import NoteKind
from designer.site.brief_hall import PLANT_UNITS
from designer.site.draft import Draft, unknown
from designer.site.drawn import Drawn, DrawnArea, DrawnDoor
from designer.site.outline import canonical, nearest_wall
from designer.site.records import Column, Door, KeepOut, Opening, PlantItem
from designer.units import UnitTrouble, parse, q

__all__ = ["columns_of", "doors_of", "keep_outs_of", "openings_of", "plant_of", "yards_of"]

_DOOR_KINDS = ("roll-up", "double", "personnel")


def _tags(said: Sequence[str], prefix: str, first: int = 0, digits: int = 1) -> list[str]:
    """The tags that are said, where each stands once and is a name; the rest in order."""
    count = Counter(said)
    fine = [bool(text) and count[text] == 1 and text.isascii() and " " not in text for text in said]
    taken = {text for text, good in zip(said, fine, strict=True) if good}
    free = (f"{prefix}{n:0{digits}d}" for n in range(first + 1, first + 2 * len(said) + len(taken) + 2))
    fresh = (name for name in free if name not in taken)
    return [text if good else next(fresh) for text, good in zip(said, fine, strict=True)]


def columns_of(hall: Polygon, drawn: Drawn, listed: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of the drawing that touch the hall."""
    inside = [c for c in drawn.columns if c.outline().intersects(hall)]
    taken = {c.tag for c in listed}
    tags = _tags(["" if c.tag in taken else c.tag for c in inside], "COL-", digits=2)
    return tuple(replace(c, tag=tag) for c, tag in zip(inside, tags, strict=True))


def doors_of(draft: Draft, hall: Polygon, drawn: Drawn, listed: int) -> tuple[Door, ...]:
    """The doors that lie on the hall's walls; others are left out. Unknown heights are assumed and asked for."""
    reach = draft.threshold("wall_thickness").si("m")
    near = [(d, *nearest_wall(hall, d.at)) for d in drawn.doors]
    kept = [(d, at) for d, off, at, _ in near if off <= reach and d.width > 0]
    _left_out(draft, len(near) - len(kept), "doors")
    doors = []
    for (door, at), tag in zip(kept, _tags([d.tag for d, _ in kept], "D", listed), strict=True):
        kind = next((k for k in _DOOR_KINDS if k == door.kind), "personnel")
        leaves = kind != "roll-up" if door.exit is None else door.exit
        doors.append(Door(tag, at[0], at[1], door.width, door.height or _door_height(draft, kind), kind, leaves))  # type: ignore[arg-type]
    _ask_heights(draft, (d for d, _ in kept))
    return tuple(sorted(doors, key=lambda door: _in_order(door.tag)))


def _in_order(tag: str) -> list[tuple[int, str]]:
    """Tags in the order of their numbers."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", tag)]


def _door_height(draft: Draft, kind: str) -> float:
    return draft.threshold("goods_door_height" if kind == "roll-up" else "door_height").si("m")


def _ask_heights(draft: Draft, doors: Iterable[DrawnDoor]) -> None:
    unknown_ = [d for d in doors if d.height is None]
    if unknown_:
        draft.ask("door_heights_unknown", "hall.doors", count=len(unknown_))
        height = draft.threshold("door_height")
        goods = draft.threshold("goods_door_height")
        draft.note(NoteKind.ASSUMPTION, "door_heights_assumed", "hall.doors", height=height, goods=goods)


def openings_of(draft: Draft, hall: Polygon, drawn: Drawn) -> tuple[Opening, ...]:
    """The openings that lie on the hall's walls; others are left out."""
    reach = draft.threshold("wall_thickness").si("m")
    ends = [(o, nearest_wall(hall, o.start), nearest_wall(hall, o.end)) for o in drawn.openings]
    kept = [(o, a[1], b[1]) for o, a, b in ends if a[0] <= reach and b[0] <= reach and a[1] != b[1]]
    _left_out(draft, len(ends) - len(kept), "openings")
    assumed = draft.threshold("opening_height")
    if any(o.height is None for o, _, _ in kept):
        draft.ask("opening_heights_unknown", "hall.openings", height=assumed)
    tags = _tags([o.tag for o, _, _ in kept], "L")
    return tuple(
        Opening(tag, a, b, "penetration" if o.kind == "penetration" else "louvre", o.height or assumed.si("m"))
        for (o, a, b), tag in zip(kept, tags, strict=True)
    )


def _left_out(draft: Draft, count: int, what: str) -> None:
    if count:
        draft.ask("drawing_left_out", f"hall.{what}", count=count)


def keep_outs_of(draft: Draft, hall: Polygon, drawn: Drawn) -> tuple[KeepOut, ...]:
    """Keep-outs that concern the hall, and plant that nobody can name as one to walk around."""
    areas = [a for a in drawn.keep_outs if Polygon(a.corners).intersection(hall).area > 1e-3]
    tags = _tags([a.tag for a in areas], "K")
    shapes = [canonical(Polygon(a.corners)) for a in areas]
    reasons = [a.reason.removeprefix(t).strip() for a, t in zip(areas, tags, strict=True)]
    found = [KeepOut(*one) for one in zip(tags, shapes, reasons, strict=True)]
    strange = [p for p in drawn.plant if p.kind not in PLANT_UNITS and p.outline.intersection(hall).area > 1e-3]
    if strange:
        draft.ask("drawing_plant_unknown", "plant", count=len(strange))
    names = _tags([p.tag for p in strange], "EQ-", digits=2)
    return (*found, *(KeepOut(name, p.outline, p.tag) for p, name in zip(strange, names, strict=True)))


def yards_of(draft: Draft, hall: Polygon, drawn: Drawn) -> tuple[Polygon, ...]:
    """Yards outside the hall; where one reaches into it or into the yard before it, what is left of it."""
    found: list[Polygon] = []
    for area in _polygons(drawn.yards):
        rest = area.difference(hall)
        for before in found:
            rest = rest.difference(before)
        parts = [p for p in getattr(rest, "geoms", [rest]) if isinstance(p, Polygon) and p.area > 1.0]
        found += [canonical(max(parts, key=lambda p: p.area))] if parts else []
    _left_out(draft, len(drawn.yards) - len(found), "yards")
    return tuple(found)


def _polygons(areas: Iterable[DrawnArea]) -> Iterable[Polygon]:
    return (Polygon(a.corners) for a in areas)


def plant_of(draft: Draft, drawn: Drawn, known: Sequence[PlantItem]) -> tuple[PlantItem, ...]:
    """The survey with the places of its single items, and drawn plant of a known kind that it does not list."""
    listed = {_plain(tag): tag for item in known for tag in item.tags}
    marks = [replace(p, tag=listed.get(_plain(p.tag), p.tag)) for p in drawn.plant]
    places = {p.tag: p for p in marks if p.tag}
    items = []
    for item in known:
        mark = places.get(item.tag) if item.count == 1 and item.position is None else None
        items.append(item if mark is None else replace(item, position=_middle(mark.outline)))
    fresh = [p for p in marks if p.kind in PLANT_UNITS and p.tag not in listed.values()]
    tags = _tags([p.tag for p in fresh], "EQ-", digits=2)
    for mark, tag in zip(fresh, tags, strict=True):
        values = {name: unknown(f"plant.{tag}.{name}") for name in _FIELDS}
        rating = _rating(mark.rating, PLANT_UNITS[mark.kind])
        values["rating"] = values["rating"] if rating is None else rating
        box = mark.outline.envelope.bounds
        size = (round(box[2] - box[0], 6), round(box[3] - box[1], 6))
        items.append(
            PlantItem(
                tag=tag, tags=(tag,), kind=mark.kind, catalog="", count=1, condition="unknown", path="",
                position=_middle(mark.outline), size=size, **values,
            )
        )
    if fresh:
        draft.ask("drawing_plant_data", "plant", count=len(fresh), first=tags[0])
    return tuple(items)


def _plain(tag: str) -> str:
    """A tag without the zeros before its number: TX-1 of a drawing is TX-01 of the survey."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", tag).upper()


_FIELDS = ("rating", "primary", "secondary", "impedance", "interrupting", "bus_current", "year")


def _middle(area: Polygon) -> tuple[float, float]:
    return round(area.centroid.x, 6), round(area.centroid.y, 6)


def _rating(text: str, unit: str) -> Value | None:
    try:
        found = parse(text, unit) if text and unit else None
    except UnitTrouble:
        return None
    if found is None:
        return None
    return Value(q(float(found.m_as(unit)), unit), Evidence("brief", Status.ASSUMPTION), "brief:plant")
