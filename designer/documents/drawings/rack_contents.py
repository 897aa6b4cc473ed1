"""What stands in a rack that is delivered whole, U by U: counts and heights of its record, their order assumed.

Makers publish what a rack holds and how high each part is; where each stands is seldom said in words. Drawn is the
usual order: power shelves at both ends, switch trays between the halves of the compute trays, management switches on
top.
"""

from dataclasses import dataclass

from designer.catalog import Catalog, Rack
from designer.catalog.kinds_it import System

__all__ = ["Part", "parts_of"]

#: Switch chips in one tray of a scale-up switch.
_CHIPS_IN_A_TRAY = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rack: the key of its word, its number among its like, its height in rack units."""

    key: str
    number: int
    units: int


def parts_of(record: Rack, catalog: Catalog) -> tuple[Part, ...]:
    """The parts of a rack from the bottom; none where they are not known or do not fit.

    >>> parts = parts_of(Catalog().get(Rack, "gb200-nvl72"), Catalog())
    >>> len(parts), sum(part.units for part in parts), parts[0].key, parts[-1].key
    (37, 37, 'part_shelf', 'part_management')
    """
    if record.system not in catalog.slugs("system") or not record.systems:
        return ()
    system = catalog.get(System, record.system)
    high = system.units_high
    kind = "part_storage" if record.purpose == "storage" else "part_tray" if high == 1 else "part_node"
    systems = _several(kind, record.systems, high)
    shelves = _several("part_shelf", record.shelf.count if record.shelf else 0, 1)
    chips = record.nvlink_switches if record.nvlink_domain > system.gpus else 0
    trays = _several("part_switch", chips // _CHIPS_IN_A_TRAY, 1)
    low, first = len(shelves) // 2, (len(systems) - 1) // 2 if trays else len(systems)
    found = (*shelves[:low], *systems[:first], *trays, *systems[first:], *shelves[low:])
    found += _several("part_management", record.management_switches, 1)
    return found if sum(part.units for part in found) <= record.units_high else ()


def _several(key: str, count: int, units: int) -> tuple[Part, ...]:
    return tuple(Part(key, number, units) for number in range(1, count + 1))
