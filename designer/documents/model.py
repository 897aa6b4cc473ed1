"""The document model: a sheet is a list of blocks of plain text and cells; writers turn it into Markdown and Typst.

No block holds markup. A cell is a text or a `Ref` to a labelled place, which Markdown prints as a link and the PDF as a
page number.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from designer.ledger import Step

__all__ = [
    "Block",
    "Bullets",
    "Calculation",
    "Callout",
    "Cell",
    "ChartBlock",
    "Column",
    "Figure",
    "Heading",
    "Paragraph",
    "Ref",
    "Sheet",
    "Table",
]


@dataclass(frozen=True, slots=True)
class Ref:
    """A pointer to a label, with the text that is printed in Markdown (the sheet's number)."""

    label: str
    text: str


Cell: TypeAlias = str | Ref


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the sheet's title: level 2 or 3; `label` is unique in the pack when given."""

    text: str
    level: int = 2
    label: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: header, unit below it, alignment."""

    header: str
    unit: str = ""
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table. `labels` names rows that can be pointed at; `more` says where omitted rows are;
    `number` is its name in the pack (``Table 6.3``)."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    more: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in the text: its number, caption and alternative text. `label` points to the full sheet.

    A `small` one is shown as a picture in the PDF too, at most so high [mm]; of others the PDF only says where the full
    sheet is.
    """

    drawing: str
    caption: str
    alt: str
    label: str = ""
    small: bool = False
    height: float = 78.0
    number: str = ""


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart in the text: its key, the title that states its finding, and its alternative text."""

    chart: str
    title: str
    alt: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """One worked calculation."""

    step: Step


@dataclass(frozen=True, slots=True)
class Callout:
    """A boxed statement: a verdict or a warning. `kind` is ``pass``, ``fail``, ``caution`` or ``note``."""

    kind: Literal["pass", "fail", "caution", "note"]
    title: str
    text: str


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Figure | ChartBlock | Calculation | Callout


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the pack: two-digit number, file slug, title, blocks, and in how many columns the PDF sets them."""

    number: str
    slug: str
    title: str
    blocks: tuple[Block, ...] = field(default=())
    columns: int = 1

    @property
    def file(self) -> str:
        """The name of its Markdown file."""
        return f"{self.slug}.md"

    @property
    def label(self) -> str:
        """The label of its title."""
        return f"sheet-{self.number}"
