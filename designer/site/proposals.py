"""Proposals of one section of the brief: what is taken where the brief is silent, each kept as a decision."""

from dataclasses import dataclass
from typing import Any

from designer.ledger import Value
from designer.model import Trade
from designer.site.draft import Draft

__all__ = ["Proposals"]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Takes proposals for one section and keeps each as a decision, when there is a hall to decide for."""

    draft: Draft
    section: str
    trade: Trade
    active: bool

    def decide(self, key: str, **facts: Any) -> None:
        """Keep a decision."""
        if self.active:
            self.draft.decide(key, self.section, self.trade, **facts)

    def take(self, key: str, choice: str) -> str:
        """A choice by name."""
        self.decide(f"{key}_proposed", choice=choice)
        return choice

    def threshold(self, key: str) -> Value:
        """A value of the family `brief`."""
        value = self.draft.threshold(key)
        self.decide(f"{key}_proposed", value=value)
        return value

    def flag(self, key: str, said: bool | None, choice: bool) -> bool:
        """A yes or no."""
        if said is not None:
            return said
        self.decide(f"{key}_proposed_{'yes' if choice else 'no'}")
        return choice
