"""NetBox's bulk import of cables: one row for each link, interfaces by device and printed port name."""

from collections.abc import Iterator, Mapping

from designer.catalog import Cable, Catalog
from designer.fabric.exports.columns import Column, cell_texts, chosen, of
from designer.fabric.exports.schedule import cable_columns
from designer.fabric.records import Network, Run, Seat

__all__ = ["NETBOX_COLUMNS", "netbox_columns", "netbox_rows"]

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


def netbox_columns(network: Network, catalog: Catalog, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of `NETBOX_COLUMNS` by name, made from the cable's columns. Unknown lengths stay blank."""
    kinds = [_KINDS[catalog.get(Cable, key.rpartition("/")[2]).medium] for key in network.cable_types]
    cable = network.cables["cable"]
    (length,) = columns["stock_m"]
    return {
        "side_a_device": columns["device_a"],
        "side_a_type": of(_INTERFACE),
        "side_a_name": columns["port_a"],
        "side_b_device": columns["device_b"],
        "side_b_type": of(_INTERFACE),
        "side_b_name": columns["port_b"],
        "type": of(chosen([kind for kind, _ in kinds], cable)),
        "status": of("planned"),
        "label": columns["label_a"],
        "color": of(chosen([colour for _, colour in kinds], cable)),
        "length": of(length),
        "length_unit": of(length.form(lambda text: "m" if text else "")),
    }


def netbox_rows(
    network: Network, catalog: Catalog, seats: tuple[Seat, ...] = (), runs: tuple[Run, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Rows of `NETBOX_COLUMNS`. Lengths in metres, blank where they are unknown."""
    columns = netbox_columns(network, catalog, cable_columns(network, seats, runs))
    rows = len(network.cables)
    return zip(*(cell_texts(columns[name], rows) for name in NETBOX_COLUMNS), strict=True)
