"""Published cases of the cooling room: what is printed, what the tool gets, how far apart, and why.

The rows are computed by `make packs` for the method sheet; one test asserts every one of them.
"""

from collections.abc import Iterator

from tests.validation.cooling.manual import coolants, networks, pipes, plant, surges, towers, water_and_time
from tests.validation.cooling.manual.row import Row

__all__ = ["MODULES", "Row", "rows"]

MODULES = {m.__name__.rsplit(".", 1)[-1]: m for m in (pipes, networks, coolants, plant, surges, towers, water_and_time)}


def rows() -> Iterator[Row]:
    """Every published row, by part."""
    for module in MODULES.values():
        yield from module.rows()
