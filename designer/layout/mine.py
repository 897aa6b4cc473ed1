"""The floor of a hall that mines on: what is live, what is under work, what is left to the mine, and the ways
between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.catalog import Catalog
from designer.layout.records import Breach, Layout, Placed
from designer.ledger import formula
from designer.site.records import Hall, PlantItem, Site
from designer.units import Quantity, q

__all__ = ["MineFloor", "mine_breaches", "mine_by_floor", "miners_kw", "outline_of"]


@formula("P_floor", unit="kW", source="derived", clause="miners stand evenly over the floor")
def mine_by_floor(P_miners: Quantity, A_free: Quantity, A_hall: Quantity) -> Quantity:
    """Mining power for which there is floor."""
    return P_miners * A_free / A_hall


def miners_kw(plant: Sequence[PlantItem]) -> float:
    """Power of the surveyed miners [kW]; what has no rating counts nothing."""
    return sum(x.count * x.rating.si("kW") for x in plant if x.kind == "miner" and x.rating.known)


def mine_breaches(layout: Layout, site: Site, catalog: Catalog) -> Iterator[Breach]:
    """Less floor than the mine that the brief keeps needs while all else is under work at once, which is the least that
    any order of phases leaves.
    """
    keep, miners = site.wishes.mining.keep, miners_kw(site.plant)
    if not keep.known or keep.si("kW") <= 0.0 or miners <= 0.0 or not layout.placed:
        return
    floor = MineFloor.of(site.hall, layout, catalog)
    zone = floor.zone(floor.inside, True)
    free = floor.left(Polygon(), zone)
    most = mine_by_floor(P_miners=q(miners, "kW"), A_free=q(free.area, "m2"), A_hall=q(site.hall.polygon.area, "m2"))
    if most.m_as("kW") < keep.si("kW") - 1.0:
        yield Breach("mine-floor", ("mining.keep",), most.m_as("kW"), keep.si("kW"), "kW")


def outline_of(placed: Placed) -> BaseGeometry:
    """The footprint of a placed box."""
    return Polygon(placed.box.corners)


@dataclass(frozen=True, slots=True)
class MineFloor:
    """The hall with its clearances; `inside` are the boxes that stand in it, by tag, `ways` the ways in and out as
    strips of floor, `wall` what is near enough for the air to a louvre, or to a wall where none is known. Zones and
    what they leave are worked out once (`known`).
    """

    hall: Hall
    layout: Layout
    inside: Mapping[str, BaseGeometry]
    around: float
    clearance: float
    ways: BaseGeometry
    wall: BaseGeometry
    known: dict[tuple[object, object], BaseGeometry] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, hall: Hall, layout: Layout, catalog: Catalog) -> "MineFloor":
        """The floor of a placed design."""
        number = catalog.threshold
        boxes = {p.tag: outline_of(p) for p in layout.placed}
        inside = {tag: one for tag, one in boxes.items() if hall.polygon.covers(one.centroid)}
        way, out = (number("layout", key).si("m") for key in ("delivery_width", "egress_width"))
        # a drawn way leaves out bends of half a step of the grid that it was walked on
        bend = number("layout", "path_grid").si("m")
        wide = {"delivery": way + bend, "egress": out + bend}
        routes = [r for r in (*layout.routes, *layout.second_ways) if r.kind in wide and len(r.line.points) > 1]
        strips = [LineString(r.line.points).buffer(wide[r.kind] / 2) for r in routes]
        ways = unary_union(strips).intersection(hall.polygon)
        around = number("phasing", "around").si("m")
        louvres = [LineString([o.start, o.end]) for o in hall.openings if o.kind == "louvre"]
        wall = unary_union(louvres or [hall.polygon.exterior]).buffer(around)
        return cls(hall, layout, inside, around, number("phasing", "work_clearance").si("m"), ways, wall)

    def zone(self, tags: Iterable[str], rooms: bool) -> BaseGeometry:
        """The floor that belongs to things that stand in it; with `rooms` the plant rooms and the staging area too."""
        stand = frozenset(tag for tag in tags if tag in self.inside)
        if (stand, rooms) not in self.known:
            self.known[stand, rooms] = self._zone(sorted(stand), rooms)
        return self.known[stand, rooms]

    def _zone(self, tags: Iterable[str], rooms: bool) -> BaseGeometry:
        parts = list(shapely.buffer([self.inside[tag] for tag in tags], self.around, join_style="mitre"))
        if rooms:
            parts += [g.polygon for g in self.layout.galleries if g.kind in ("electrical", "mechanical", "staging")]
        return unary_union(parts).intersection(self.hall.polygon) if parts else Polygon()

    def left(self, live: BaseGeometry, work: BaseGeometry) -> BaseGeometry:
        """What is left to the mine: clear of what is live, of the work by the working clearance, and of the ways;
        strips too narrow for shelves and an aisle do not count, nor islands without a louvre (or a wall) for their air.
        """
        if (live, work) not in self.known:
            self.known[live, work] = self._left(live, work)
        return self.known[live, work]

    def _left(self, live: BaseGeometry, work: BaseGeometry) -> BaseGeometry:
        taken = unary_union([live, work.buffer(self.clearance, join_style="mitre") if not work.is_empty else work])
        free = self.hall.polygon.difference(unary_union([taken, self.ways]))
        wide = free.buffer(-self.around, join_style="mitre").buffer(self.around, join_style="mitre").intersection(free)
        return unary_union([part for part in getattr(wide, "geoms", [wide]) if part.intersects(self.wall)])

    def clear_of(self, work: Iterable[str], live: Iterable[str]) -> float:
        """Least distance [m] between boxes under work and boxes that are live; the hall's own length without either."""
        one, other = (unary_union([self.inside[t] for t in tags if t in self.inside]) for tags in (work, live))
        left, bottom, right, top = self.hall.polygon.bounds
        return max(right - left, top - bottom) if one.is_empty or other.is_empty else float(one.distance(other))
