"""The ways of a state walked: racks brought in and people let out past what stands and what still mines."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from designer.catalog import Catalog
from designer.layout.records import Layout, Placed
from designer.layout.ways import Pieces, pieces_of
from designer.site.records import Door, Hall

__all__ = ["Passage"]


@dataclass(frozen=True, slots=True)
class Passage:
    """The ways of the finished design, which every state must keep: rows that a delivery reaches, exits of each rack;
    widths of ways in and out, the grid that they are walked on, and exits that a rack must have [m].
    """

    hall: Hall
    layout: Layout
    placed: dict[str, Placed]
    moved: frozenset[str]
    exits: dict[str, int]
    delivery: float
    egress: float
    step: float

    @classmethod
    def of(cls, hall: Hall, layout: Layout, catalog: Catalog) -> "Passage":
        """The ways of a placed design."""
        delivery, egress, step, least = (
            catalog.threshold("layout", key).si(unit)
            for key, unit in (("delivery_width", "m"), ("egress_width", "m"), ("path_grid", "m"), ("exits_least", ""))
        )
        moved = frozenset(row for r in layout.routes if r.kind == "delivery" for row in r.serves)
        exits = {walk.rack: min(walk.exits, round(least)) for walk in layout.walks}
        return cls(hall, layout, {p.tag: p for p in layout.placed}, moved, exits, delivery, egress, step)

    def shut(self, there: AbstractSet[str], live: AbstractSet[str], mine: BaseGeometry) -> Iterator[str]:
        """What a state bars (words keys): ways of racks to the rows that stand or are set, ways out of live racks.

        Args:
            there: tags that stand by the end of the state.
            live: tags that are in service in it.
            mine: the floor that still mines.
        """
        barriers = [*self._barriers(there), *(g for g in getattr(mine, "geoms", [mine]) if isinstance(g, Polygon))]
        if any(self._rows_shut(there, barriers)):
            yield "way-narrowed"
        if any(self._racks_shut(live, barriers)):
            yield "way-out-shut"

    def _barriers(self, there: AbstractSet[str]) -> Iterator[Polygon]:
        """What nobody walks through: what stands by then, columns, keep-outs, electrical rooms."""
        yield from (Polygon(self.placed[tag].box.corners) for tag in sorted(there) if tag in self.placed)
        yield from (column.outline() for column in self.hall.columns)
        yield from (k.polygon for k in self.hall.keep_outs if not k.passable)
        yield from (g.polygon for g in self.layout.galleries if g.kind == "electrical")

    def _rows_shut(self, there: AbstractSet[str], barriers: Sequence[Polygon]) -> Iterator[str]:
        rows = [r for r in self.layout.rows if r.tag in self.moved and not there.isdisjoint(r.members)]
        doors = {route.source for route in self.layout.routes if route.kind == "delivery"}
        if not rows or not doors:
            return
        floor = pieces_of(self.hall.polygon, barriers, self.delivery, self.step)
        open_ = {_door(floor, door, self.delivery) for door in self.hall.doors if door.tag in doors} - {-1}
        for row in rows:
            members = [self.placed[tag] for tag in row.members if tag in self.placed]
            before = members[len(members) // 2].box.before(self.delivery / 2 + self.step)
            if floor.piece(before, 2 * self.step) not in open_:
                yield row.tag

    def _racks_shut(self, live: AbstractSet[str], barriers: Sequence[Polygon]) -> Iterator[str]:
        racks = [self.placed[tag] for tag in sorted(live) if tag in self.exits and tag in self.placed]
        if not racks:
            return
        floor = pieces_of(self.hall.polygon, barriers, self.egress, self.step)
        doors = [_door(floor, door, self.egress) for door in self.hall.doors if door.exit]
        for rack in racks:
            piece = floor.piece(rack.box.before(self.egress / 2 + self.step / 2), self.step)
            if sum(door == piece for door in doors if door >= 0) < self.exits[rack.tag]:
                yield rack.tag


def _door(floor: Pieces, door: Door, reach: float) -> int:
    return floor.piece((door.x, door.y), reach)
