"""Schemas of data that are not products: costs, lead times and the thresholds of rules."""

from typing import Annotated, Any, Literal

from designer.catalog.fields import Part, Sourced
from designer.catalog.record import Record
from designer.ledger import Value

__all__ = ["Cost", "Lead", "Threshold", "Thresholds"]


class Cost(Record):
    """A unit price as low, mid and high in one currency and year; the class of estimate it can support.

    `up_to` is the largest current rating of the kind that it holds for, where a kind has several by size.
    """

    kind: Literal["cost"]
    per: str
    year: int
    low: Annotated[Value, Sourced("USD", 0, 1e9)]
    mid: Annotated[Value, Sourced("USD", 0, 1e9)]
    high: Annotated[Value, Sourced("USD", 0, 1e9)]
    csi: str = ""
    uniformat: str = ""
    up_to: Annotated[Value | None, Sourced("A", 1, 10000)] = None


class Lead(Record):
    """A lead time."""

    kind: Literal["lead"]
    low: Annotated[Value, Sourced("week", 0, 400)]
    high: Annotated[Value, Sourced("week", 0, 400)]


class Threshold(Part):
    """One threshold of a rule: a value with unit, clause and evidence. Units differ, so the text is parsed on use."""

    key: str
    unit: str
    value: Any
    source: str
    status: Literal["read", "secondary", "memory", "assumption", "derived"]
    at: str = ""
    note: str = ""


class Thresholds(Record):
    """The thresholds of a family of rules (``catalogs/threshold/<family>.yaml``)."""

    kind: Literal["threshold"]
    items: list[Threshold]
