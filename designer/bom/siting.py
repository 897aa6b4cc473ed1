"""Where the things of a line stand on the building's grid, and at which voltage."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from designer.catalog import Transformer
from designer.model import Commodity, Position
from designer.redundancy.records import Trades
from designer.site.records import Hall

__all__ = ["grid_range", "lines_of", "places_of", "voltages_of"]

#: Kinds that stand between two voltages.
_STEPS = ("main-transformer", "transformer")


def voltages_of(trades: Trades) -> dict[str, str]:
    """Voltage of every element on the way of the power [kV above 1,000 V, else V], of a transformer both.

    Followed from the utility down: each main and unit transformer steps it; what the sets feed stands at the low
    voltage.
    """
    site, chain = trades.site, trades.power
    low = site.wishes.power.voltage.si("V")
    inner = {e.tag: _primary(trades, e.catalog) for e in chain.elements if e.kind == "transformer"}
    medium = next((v for v in inner.values() if v), low)
    high = site.feed.voltage.si("V") if site.feed.voltage.known else medium
    kinds = {e.tag: e.kind for e in chain.elements}
    below: dict[str, list[str]] = {}
    for link in chain.links:
        if link.commodity is Commodity.POWER:
            below.setdefault(link.source, []).append(link.target)
    found = {e.tag: high for e in chain.elements if e.kind == "utility"}
    found |= {e.tag: low for e in chain.elements if e.kind == "generator"}
    waiting = sorted(found)
    while waiting:
        tag = waiting.pop()
        after = {"main-transformer": medium, "transformer": low}.get(kinds.get(tag, ""), found[tag])
        for target in below.get(tag, ()):
            if target not in found or found[target] < after:
                found[target] = after
                waiting.append(target)
    return {
        tag: f"{_said(volts)} / {_said(low if kinds[tag] == 'transformer' else medium)}"
        if kinds.get(tag) in _STEPS
        else _said(volts)
        for tag, volts in found.items()
    }


def _primary(trades: Trades, address: str) -> float:
    slug = address.removeprefix("transformer/")
    if slug not in trades.catalog.slugs("transformer"):
        return 0.0
    return trades.catalog.get(Transformer, slug).primary.si("V")


def _said(volts: float) -> str:
    return f"{volts / 1000.0:g} kV" if volts >= 1000.0 else f"{volts:g} V"


def places_of(trades: Trades) -> dict[str, Position]:
    """Position of every tag that has one: as placed, else as its trade says."""
    rooms = (trades.layout, trades.fabric, trades.cooling, trades.power)
    found = {e.tag: e.position for room in rooms for e in room.elements if e.position is not None}
    return found | {p.tag: p.box.at for p in trades.layout.placed}


def lines_of(hall: Hall) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]:
    """Grid lines along x and along y by name and place [m]: the building's own where they run square, else one through
    every line of columns, numbers along x and letters along y as the plans draw them.
    """
    if hall.grid:
        upright = [(g.name, g.start[0]) for g in hall.grid if abs(g.start[0] - g.end[0]) < abs(g.start[1] - g.end[1])]
        level = [(g.name, g.start[1]) for g in hall.grid if abs(g.start[0] - g.end[0]) >= abs(g.start[1] - g.end[1])]
        return _sorted(upright), _sorted(level)
    return hall.column_lines


def _sorted(lines: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(lines, key=lambda line: (line[1], line[0])))


def grid_range(
    lines: tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]],
    tags: Iterable[str],
    places: Mapping[str, Position],
) -> str:
    """The bays that these tags stand in, as first to last: ``A2-B9``; empty where no place or no grid is known."""
    upright, level = lines
    spots = [places[t] for t in tags if t in places]
    if not spots or not upright or not level:
        return ""
    ends = [
        f"{_near(level, min(s.y for s in spots))}{_near(upright, min(s.x for s in spots))}",
        f"{_near(level, max(s.y for s in spots))}{_near(upright, max(s.x for s in spots))}",
    ]
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def _near(lines: Sequence[tuple[str, float]], at: float) -> str:
    """The line nearest to a place; the edge lines stand for what lies beyond.

    >>> _near((("1", 0.0), ("2", 5.0)), 2.4)
    '1'
    """
    for (name, here), (_, following) in pairwise(lines):
        if at < (here + following) / 2.0:
            return name
    return lines[-1][0]
