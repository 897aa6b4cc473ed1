"""Where elements stand that no trade has placed: by their position in the plan, else with what they are tied to."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from shapely import contains_xy

from designer.layout.records import Gallery
from designer.model import Commodity, Element, Link

__all__ = ["roomed"]

_NEAR = frozenset({Commodity.POWER, Commodity.COOLANT})
_BY_PATH = attrgetter("commodity", "path", "source", "target")


def roomed(elements: Sequence[Element], links: Iterable[Link], galleries: Sequence[Gallery]) -> tuple[Element, ...]:
    """The same elements with the rooms that can be found.

    A position inside a room or yard of the plan decides first; then the one room of everything that an element feeds,
    else of everything that feeds it, else of the first feed by path that it normally hangs on.
    """
    rooms = {e.tag: e.room or _inside(e, galleries) for e in elements}
    below: dict[str, list[str]] = {}
    above: dict[str, list[str]] = {}
    usual: dict[str, list[str]] = {}
    for link in sorted((k for k in links if k.commodity in _NEAR), key=_BY_PATH):
        below.setdefault(link.source, []).append(link.target)
        above.setdefault(link.target, []).append(link.source)
        if not link.normally_open:
            usual.setdefault(link.target, []).append(link.source)
    waiting = [tag for tag, room in rooms.items() if not room]
    while True:
        found = {t: room for t in waiting if (room := _one(below.get(t, ()), rooms) or _one(above.get(t, ()), rooms))}
        found = found or {t: room for t in waiting if (room := _first(usual.get(t, ()), rooms))}
        if not found:
            return tuple(replace(e, room=rooms[e.tag]) if rooms[e.tag] != e.room else e for e in elements)
        rooms |= found
        waiting = [tag for tag in waiting if tag not in found]


def _inside(element: Element, galleries: Sequence[Gallery]) -> str:
    at = element.position
    if at is None:
        return ""
    return next((g.tag for g in galleries if contains_xy(g.polygon, at.x, at.y)), "")


def _first(tags: Iterable[str], rooms: dict[str, str]) -> str:
    """The room of the first of these elements that has one."""
    return next((room for tag in tags if (room := rooms.get(tag, ""))), "")


def _one(tags: Iterable[str], rooms: dict[str, str]) -> str:
    """The one room of these elements; empty when some stand elsewhere or nowhere known."""
    names = {rooms.get(tag, "") for tag in tags} - {""}
    return names.pop() if len(names) == 1 else ""
