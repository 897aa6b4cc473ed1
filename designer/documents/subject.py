"""What a pack is about: a judged design, or a fabric alone, with the printer of its unit system and the words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from designer.catalog import KINDS, Catalog
from designer.checks.records import Design, Findings
from designer.documents.printing import Printer
from designer.documents.wording import Words, read_words
from designer.fabric.records import Fabric
from designer.model import Note
from designer.site.records import Project, Site

if TYPE_CHECKING:
    from designer.documents.charts.canvas import Chart
    from designer.documents.drawings.drawing import Drawing

__all__ = ["FabricSubject", "Subject", "Voice"]

#: Kinds of records whose slugs stand in notes and requirements.
_NAMED = (
    "rack",
    "system",
    "switch",
    "cdu",
    "cooler",
    "chiller",
    "air-unit",
    "pump",
    "coolant",
    "transformer",
    "ups",
    "generator",
)
_SLUG = re.compile(r"(?=[0-9-]*[a-z])[a-z0-9]+[0-9-][a-z0-9-]*")


def _names(catalog: Catalog) -> Callable[[str], str]:
    """The name behind a slug or the address of a record; every other text as it stands."""

    def name(text: str) -> str:
        kind, _, slug = text.partition("/")
        if slug and kind in KINDS and slug in catalog.slugs(kind):
            return catalog.get(KINDS[kind], slug).name
        if not _SLUG.fullmatch(text):
            return text
        named = next((kind for kind in _NAMED if text in catalog.slugs(kind)), None)
        return catalog.get(KINDS[named], text).name if named else text

    return lru_cache(maxsize=None)(name)


def _printer(project: Project) -> Printer:
    """The printer of the brief's unit system, with the words that its language has for units."""
    return Printer(project.units, read_words("labels", project.language).get("units", {}))


def _words(printer: Printer, site: Site, catalog: Catalog) -> Words:
    """The words in the brief's language, with the brief's own texts."""
    project = site.project
    return Words(
        printer,
        catalog.sources(),
        names=_names(catalog),
        language=project.language,
        texts=dict(project.sheets.texts),
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """How a pack speaks: the printer of its unit system, its words, the catalog, drawings by number, charts by key."""

    printer: Printer
    words: Words
    catalog: Catalog
    site: Site
    fabric: Fabric
    notes: tuple[Note, ...]
    drawings: Mapping[str, "Drawing"] = field(default_factory=dict, kw_only=True)
    charts: Mapping[str, "Chart"] = field(default_factory=dict, kw_only=True)

    @property
    def project(self) -> Project:
        """The data of the title block."""
        return self.site.project

    @property
    def title(self) -> str:
        """The label of the document's title."""
        return "pdf.title"

    def record_name(self, kind: str, slug: str) -> str:
        """The trade name of a catalog record, or its address when there is none."""
        schema = KINDS.get(kind)
        if schema is None or slug not in self.catalog.slugs(kind):
            return f"{kind}/{slug}" if slug else kind
        return self.words.term(self.catalog.get(schema, slug).name)

    def tag_or_name(self, text: str) -> str:
        """The trade name behind a rack slug, or the tag as it stands."""
        return self.record_name("rack", text) if text in self.catalog.slugs("rack") else text

    def listed(self, tags: Sequence[str], most: int = 6) -> str:
        """Tags in a short list: all of them, or the first ones and how many more."""
        first = ", ".join(self.words.named("case.factors", self.words.term(tag)) for tag in tags[:most])
        if len(tags) <= most:
            return first
        return self.words.label("tables.and_more", first=first, more=str(len(tags) - most))


@dataclass(frozen=True, slots=True)
class FabricSubject(Voice):
    """A fabric alone."""

    @classmethod
    def of(cls, site: Site, fabric: Fabric, catalog: Catalog) -> "FabricSubject":
        """The subject of a wired fabric without a hall."""
        printer = _printer(site.project)
        words = _words(printer, site, catalog)
        return cls(printer, words, catalog, site, fabric, (*site.notes, *fabric.notes))


@dataclass(frozen=True, slots=True)
class Subject(Voice):
    """A design with its findings: everything that facts, drawings and exports read."""

    design: Design
    findings: Findings

    @property
    def daggers(self) -> int:
        """How many distinct catalog or brief values behind the ledger are neither read nor derived."""
        steps = self.design.ledger
        return len({i.origin for step in steps for i in step.inputs if i.status.daggered and i.origin})

    @classmethod
    def of(cls, design: Design, findings: Findings) -> "Subject":
        """The subject of a judged design."""
        trades = design.trades
        printer = _printer(trades.site.project)
        words = _words(printer, trades.site, trades.catalog)
        return cls(printer, words, trades.catalog, trades.site, trades.fabric, design.notes, design, findings)
