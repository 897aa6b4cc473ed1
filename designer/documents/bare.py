"""A voice without a site of its own: the printer, words and title block of a comparison of many designs or of two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.catalog import Catalog
from designer.documents.printing import Printer
from designer.documents.subject import Voice
from designer.documents.wording import Words
from designer.site.records import Project

__all__ = ["BareVoice"]


@dataclass(frozen=True, slots=True)
class _Words(Words):
    """Words in which the columns of the axes bear the names that the study gives them."""

    axes: Mapping[str, str] = field(default_factory=dict)

    def header(self, table: str, column: str) -> str:
        """Header of one column."""
        return self.axes[column] if column in self.axes else Words.header(self, table, column)


@dataclass(frozen=True, slots=True)
class BareVoice(Voice):
    """The voice of a document that is not about one hall."""

    block: Project = field(kw_only=True)
    named: str = field(kw_only=True, default="pdf.study")

    @property
    def project(self) -> Project:
        """The data of the title block."""
        return self.block

    @property
    def title(self) -> str:
        """The label of the document's title."""
        return self.named

    @classmethod
    def of(cls, project: Project, catalog: Catalog, axes: Mapping[str, str] | None = None) -> "BareVoice":
        """The voice of a project's document; `axes` name columns of their own."""
        printer = Printer(project.units)
        none: Any = None
        words = _Words(printer, catalog.sources(), axes=axes or {}, language=project.language)
        return cls(printer, words, catalog, none, none, (), block=project)
