"""What a pack is about: the design with its findings, the printer of its unit system, and the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.catalog import KINDS
from designer.checks.records import Design, Findings
from designer.documents.printing import Printer
from designer.documents.wording import Words

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that facts, drawings and exports read. `drawings` are the drawings of the pack by number."""

    design: Design
    findings: Findings
    printer: Printer
    words: Words
    drawings: Mapping[str, Any] = field(default_factory=dict)

    def record_name(self, kind: str, slug: str) -> str:
        """The trade name of a catalog record, or its address when there is none."""
        schema = KINDS.get(kind)
        catalog = self.design.trades.catalog
        if schema is None or slug not in catalog.slugs(kind):
            return f"{kind}/{slug}" if slug else kind
        return catalog.get(schema, slug).name

    def tag_or_name(self, text: str) -> str:
        """The trade name behind a rack slug, or the tag as it stands."""
        catalog = self.design.trades.catalog
        return catalog.get(KINDS["rack"], text).name if text in catalog.slugs("rack") else text

    def listed(self, tags: Sequence[str], most: int = 6) -> str:
        """Tags in a short list: all of them, or the first ones and how many more."""
        if len(tags) <= most:
            return ", ".join(tags)
        return self.words.label("tables.and_more", first=", ".join(tags[:most]), more=str(len(tags) - most))

    @property
    def daggers(self) -> int:
        """How many distinct catalog or brief values behind the ledger are neither read nor derived."""
        steps = self.design.ledger
        return len({i.origin for step in steps for i in step.inputs if i.status.daggered and i.origin})

    @classmethod
    def of(cls, design: Design, findings: Findings) -> "Subject":
        """The subject of a judged design."""
        printer = Printer(design.trades.site.project.units)
        return cls(design, findings, printer, Words(printer, design.trades.catalog.sources()))
