"""Numbered requirements, each with its origin."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.ledger import Value
from designer.model import Trade
from designer.model.notes import Fact

__all__ = ["Requirement", "Requirements"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: id (``REQ-001``), words key, trade, origin (``brief:path``, ``rule:source``, ``default``).

    `relation` and `quantity` where it can be judged by a number; `rules` are the ids of the check rules that judge it;
    `text` only for requirements in the user's own words.
    """

    id: str
    key: str
    trade: Trade
    origin: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    relation: str = ""
    quantity: Value | None = None
    rules: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Requirements:
    """All requirements in order."""

    items: tuple[Requirement, ...]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.items)
