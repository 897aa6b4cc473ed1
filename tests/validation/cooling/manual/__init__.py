"""Published cases of the cooling room: what is printed, what the tool gets, how far apart, and why.

The rows are computed by `make packs` for the method sheet; one test asserts every one of them.
"""

from collections.abc import Iterator

from tests.validation.cooling.manual import (
    blocks,
    coolants,
    networks,
    pipes,
    plant,
    products,
    surges,
    tables,
    towers,
    water_and_time,
)
from tests.validation.cooling.manual.row import Row

__all__ = ["MODULES", "Row", "rows"]

_PARTS = (pipes, networks, blocks, coolants, plant, products, tables, surges, towers, water_and_time)
MODULES = {m.__name__.rsplit(".", 1)[-1]: m for m in _PARTS}


def rows() -> Iterator[Row]:
    """Every published row, by part."""
    for module in MODULES.values():
        yield from module.rows()
