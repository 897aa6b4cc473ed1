"""The register in which requirements are written down: it numbers them and tells a value's origin."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.catalog import Catalog
from designer.ledger import Value
from designer.model import Trade
from designer.model.notes import Fact
from designer.requirements.records import Requirement, Requirements
from designer.site.records import Site, UserRequirement

__all__ = ["Register", "origin_of"]


@dataclass
class Register:
    """Requirements in the order in which they are found."""

    site: Site
    catalog: Catalog
    items: list[Requirement] = field(default_factory=list)

    def add(self, key: str, trade: Trade, origin: str, facts: Mapping[str, Fact] | None = None, text: str = "") -> None:
        """A requirement without a number of its own."""
        self._keep(Requirement(self._id(), key, trade, origin, dict(facts or {}), text=text))

    def bound(
        self, key: str, trade: Trade, relation: str, value: Value, facts: Mapping[str, Fact] | None = None,
        origin: str = "",
    ) -> None:
        """A requirement judged by a number; unknown numbers make no requirement (the site asks for them). What was
        proposed for a place that the brief leaves open is a default of that place.
        """
        if value.known:
            told = {"value": value, **(facts or {})}
            found = origin or origin_of(value)
            kind, _, path = found.partition(":")
            if kind == "brief" and not origin and path not in self.site.said:
                found = f"default:{path}"
            self._keep(Requirement(self._id(), key, trade, found, told, relation, value))

    def rule(
        self, key: str, trade: Trade, relation: str, threshold: str, facts: Mapping[str, Fact] | None = None
    ) -> None:
        """A requirement of a rule, with its number from the thresholds (``family.key``)."""
        family, _, name = threshold.partition(".")
        value = self.catalog.threshold(family, name)
        at = f" {value.evidence.locator}" if value.evidence.locator else ""
        origin = f"rule:{value.evidence.source}{at}"
        self._keep(Requirement(self._id(), key, trade, origin, {"value": value, **(facts or {})}, relation, value))

    def wish(self, key: str, trade: Trade, path: str, facts: Mapping[str, Fact]) -> None:
        """A wish that is no number: from the brief when it says so, else the tool's proposal."""
        self.add(key, trade, f"brief:{path}" if path in self.site.said else f"default:{path}", facts)

    def user(self, one: UserRequirement, trade: Trade, index: int) -> None:
        """A requirement in the user's own words."""
        facts = {"key": one.key, "subject": one.subject}
        made = Requirement(
            self._id(), f"user.{one.key}", trade, f"brief:requirements[{index}]", facts, one.relation, one.quantity,
            text=one.text,
        )
        self._keep(made)

    def closed(self) -> Requirements:
        """The register as a record."""
        return Requirements(tuple(self.items))

    def _keep(self, requirement: Requirement) -> None:
        self.items.append(requirement)

    def _id(self) -> str:
        return f"REQ-{len(self.items) + 1:03d}"


def origin_of(value: Value) -> str:
    """``brief:path`` for what the brief gives, ``default:family.key`` for what the tool proposes."""
    kind, _, rest = value.name.partition(":")
    return value.name if kind == "brief" and rest else f"default:{value.name.removeprefix('threshold/')}"
