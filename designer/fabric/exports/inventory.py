"""NetBox's bulk import of cables: one row for each link, interfaces by device and printed port name."""

from collections.abc import Iterator

from designer.catalog import Cable, Catalog
from designer.fabric.exports.schedule import cable_rows
from designer.fabric.records import Network, Run, Seat

__all__ = ["NETBOX_COLUMNS", "netbox_rows"]

#: Columns of NetBox's cable import.
NETBOX_COLUMNS = (
    "side_a_device", "side_a_type", "side_a_name", "side_b_device", "side_b_type", "side_b_name", "type", "status",
    "label", "color", "length", "length_unit",
)
_INTERFACE = "dcim.interface"
#: Medium -> NetBox cable type and jacket colour (aqua multimode, yellow single mode).
_KINDS = {
    "multimode": ("mmf-om4", "00ffff"),
    "singlemode": ("smf-os2", "ffeb3b"),
    "dac": ("dac-passive", "111111"),
    "lacc": ("dac-active", "111111"),
    "aoc": ("aoc", "00ffff"),
    "category": ("cat6a", "2196f3"),
}


def netbox_rows(
    network: Network, catalog: Catalog, seats: tuple[Seat, ...] = (), runs: tuple[Run, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Rows of `NETBOX_COLUMNS`. Lengths in metres, blank where they are unknown."""
    kinds = {key.rpartition("/")[2]: _kind(catalog, key) for key in network.cable_types}
    for row in cable_rows(network, seats, runs):
        kind, colour = kinds.get(row[12], ("", ""))
        length = row[11]
        yield (
            row[3], _INTERFACE, row[4], row[6], _INTERFACE, row[7], kind, "planned", row[1], colour, length,
            "m" if length else "",
        )


def _kind(catalog: Catalog, key: str) -> tuple[str, str]:
    return _KINDS[catalog.get(Cable, key.rpartition("/")[2]).medium]
