"""The list of sources that every sourced value names."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from designer.catalog.fields import Part
from designer.catalog.reading import read

__all__ = ["Source", "sources_of"]


class Source(Part):
    """A publication: id, title, publisher, kind, date (or ``n.d.``), address.

    `use` is ``value`` when a catalog value rests on it, ``text`` when only words, rules or formulas name it.
    """

    id: str
    title: str
    publisher: str
    kind: str
    date: str
    address: str
    use: Literal["value", "text"] = "value"


@lru_cache(maxsize=4)
def sources_of(path: Path) -> dict[str, Source]:
    """The sources of a file by id. Raises `ValueError` when an id stands twice."""
    rows = read(path.read_bytes(), path.name).data["sources"]
    found: dict[str, Source] = {}
    for row in rows:
        source = Source.model_validate(row)
        if source.id in found:
            raise ValueError(source.id)
        found[source.id] = source
    return found
