"""Rooms of the hall with their areas: galleries, staging, reserve, what is left for the racks, links between halls."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.documents.grid import Grid
from designer.documents.subject import Subject

__all__ = ["Room", "room_grid", "rooms_of"]

_HALL = "HALL-1"


@dataclass(frozen=True, slots=True)
class Room:
    """A room by its number, what it is called, and the floor that is its own, its `area` in m2; `outlined` where the
    layout gave it an outline.
    """

    tag: str
    name: str
    floor: BaseGeometry
    outlined: bool


def rooms_of(subject: Subject) -> tuple[Room, ...]:
    """The rooms of the hall. No floor is in two rooms: what layout marks twice belongs to the room named first; what no
    other room has (racks, aisles, ways) is the data hall's. So their areas add up to the floor of the hall [m2].
    """
    outlined = {gallery.tag for gallery in subject.design.trades.layout.galleries}
    made: list[Room] = []
    taken: BaseGeometry = Polygon()
    for tag, name, outline in _outlines(subject):
        floor = outline.intersection(subject.site.hall.polygon).difference(taken)
        if floor.area > 0.0:
            made.append(Room(tag, name, floor, tag in outlined))
            taken = unary_union([taken, floor])
    return tuple(made)


def _outlines(subject: Subject) -> Iterator[tuple[str, str, Polygon]]:
    """What may be a room, with its number and name; the halls themselves come last but for the links."""
    hall, words = subject.site.hall, subject.words
    for gallery in subject.design.trades.layout.galleries:
        if gallery.kind != "yard":
            yield gallery.tag, words.label(f"rooms.{gallery.kind}"), gallery.polygon
    for part in hall.parts:
        yield words.label("drawing.hall", name=part.name), words.label("rooms.racks"), part.polygon
    for link in hall.links:
        yield link.tag, words.label("rooms.link"), link.polygon
    if not hall.parts:
        yield _HALL, words.label("rooms.racks"), hall.polygon


def room_grid(subject: Subject) -> Grid:
    """The schedule of rooms: number, name, area, and the floor of the whole hall."""
    rows = [(room.tag, room.name, room.floor.area) for room in rooms_of(subject)]
    total = (subject.words.label("total"), "", subject.site.hall.polygon.area)
    return Grid.of("rooms", "tag,name,area:area", rows, total if rows else (), schedule=True)
