"""What must stand in rows: kinds of racks with their footprints, and plant that shares the rows."""

from dataclasses import dataclass

from designer.catalog import Catalog, Rack
from designer.layout.equipment import Item
from designer.ledger import Value
from designer.sizing.records import Programme

__all__ = ["Kind", "Need", "needs_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rack to be placed: footprint [m], mass [kg], how many, and how many form a scalable unit."""

    slug: str
    purpose: str
    width: float
    depth: float
    height: float
    mass_kg: float
    feet: int
    load_kw: float
    liquid: bool
    networked: bool
    count: int
    unit: int


@dataclass(frozen=True, slots=True)
class Need:
    """All kinds of racks, GPU kinds apart from network and storage; plant that stands among them; assumed values; where
    network racks are wanted.
    """

    gpu: tuple[Kind, ...]
    core: tuple[Kind, ...]
    among: tuple[Item, ...] = ()
    assumed: tuple[str, ...] = ()
    network: str = "middle"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds."""
        return (*self.gpu, *self.core)

    @property
    def liquid(self) -> frozenset[str]:
        """Catalog keys of racks with a liquid part."""
        return frozenset(f"rack/{k.slug}" for k in self.kinds if k.liquid)

    @property
    def depth(self) -> float:
        """Depth of the deepest rack [m]."""
        return max([k.depth for k in self.kinds] + [i.module.depth for i in self.among], default=0.0)

    @property
    def count(self) -> int:
        """All racks."""
        return sum(k.count for k in self.kinds)

    @property
    def unit(self) -> int:
        """Racks of a scalable unit."""
        return max((k.unit for k in self.gpu), default=0) or 1

    @property
    def width(self) -> float:
        """Width of the GPU rack, or of the widest where there is none [m]."""
        return self.gpu[0].width if self.gpu else max((k.width for k in self.kinds), default=0.0)


def needs_of(programme: Programme, catalog: Catalog, items: tuple[Item, ...] = ()) -> Need:
    """The racks of a programme and the plant among `items` that stands in rows.

    The installed mass counts, or the dry one where that is not known; an unpublished size or mass is assumed and named.
    """
    found, unknown = [], []

    def known(value: Value, key: str, unit: str) -> float:
        if value.known:
            return value.si(unit)
        unknown.append(value.name)
        return catalog.threshold("layout", key).si(unit)

    for group in programme.racks:
        rack = catalog.get(Rack, group.rack)
        mass = rack.mass_installed if rack.mass_installed.known else rack.mass_dry
        found.append(
            Kind(
                slug=group.rack,
                purpose=group.purpose,
                width=known(rack.width, "rack_width", "m"),
                depth=known(rack.depth, "rack_depth", "m"),
                height=known(rack.height, "rack_height", "m"),
                mass_kg=known(mass, "rack_mass", "kg"),
                feet=rack.feet,
                load_kw=group.load_kw,
                liquid=rack.cooling != "air",
                networked=rack.systems > 0,
                count=group.count,
                unit=max(1, group.unit_racks),
            )
        )
    order = {"network": 0, "storage": 1}
    core = sorted((k for k in found if k.purpose != "gpu"), key=lambda k: order.get(k.purpose, 2))
    among = tuple(i for i in items if i.module.zone in ("row", "row-end", "network"))
    return Need(tuple(k for k in found if k.purpose == "gpu"), tuple(core), among, tuple(unknown))
