"""What every catalog record has in common."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from designer.catalog.fields import Part
from designer.ledger import Value

__all__ = ["Record"]


class Record(Part):
    """A product or data set: slug (= file name), kind (= folder), name, maker, version and date of the record."""

    #: Values without which nothing can be designed with a record of this kind.
    needed: ClassVar[tuple[str, ...]] = ()

    slug: str
    kind: str
    name: str
    maker: str
    version: str
    date: str
    notes: list[str] = Field(default_factory=list)
    cost: str = ""
    lead: str = ""

    @property
    def key(self) -> str:
        """``kind/slug``, the address of the record."""
        return f"{self.kind}/{self.slug}"

    def missing(self) -> tuple[str, ...]:
        """What a design needs of this record and its maker does not publish."""
        found = ((name, getattr(self, name)) for name in self.needed)
        return tuple(name for name, value in found if (not value.known if isinstance(value, Value) else not value))

    def values(self) -> Iterator[tuple[str, Value]]:
        """Every sourced value with its field path, those of sub-parts included."""
        yield from _values(self, "")


def _values(part: object, prefix: str) -> Iterator[tuple[str, Value]]:
    if isinstance(part, Value):
        yield prefix, part
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from _values(getattr(part, name), f"{prefix}.{name}" if prefix else name)
    elif isinstance(part, (list, tuple)):
        for index, item in enumerate(part):
            yield from _values(item, f"{prefix}[{index}]")
