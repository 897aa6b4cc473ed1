"""What a study asks, the variants that follow from it, and the row that each becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from designer.site.records import Project

__all__ = ["DIED", "Axis", "Bound", "Goal", "Objective", "Row", "Study", "Task", "Variant"]

Goal = Literal["most", "least"]
#: The reason of a variant whose worker died each time that it was tried.
DIED = "worker-died | | | "


@dataclass(frozen=True, slots=True)
class Axis:
    """What is varied: a dotted path of the brief and its values as they are written there; a range has `low` and
    `high` as numbers of `unit`, and `values` are its steps for a grid.
    """

    key: str
    path: tuple[str | int, ...]
    values: tuple[Any, ...]
    low: float | None = None
    high: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What every variant must keep: a measure, a relation, a number in the measure's base unit and as it was said."""

    measure: str
    relation: Literal["<=", ">="]
    number: float
    said: str


@dataclass(frozen=True, slots=True)
class Objective:
    """What is wanted: a measure, whether most or least of it, and its weight in the ranking."""

    measure: str
    goal: Goal
    weight: float


@dataclass(frozen=True, slots=True)
class Variant:
    """One design to be made: its place in the study, the name of its brief, what each axis says, the brief's bytes.

    `key` is the content hash of the brief, the catalog and the tool: the same key gives the same row.
    """

    number: int
    brief: str
    choice: Mapping[str, str]
    text: bytes = field(repr=False)
    key: str

    @property
    def name(self) -> str:
        """The number as it is printed."""
        return f"V{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker gets: the key, the brief's bytes, the folder in which files named there are found, and the shelf
    of results of steps (empty: none).
    """

    key: str
    text: bytes = field(repr=False)
    folder: str
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a variant: ``designed``, ``refused`` (mistakes in the brief) or ``failed`` (no result at all).

    `reasons` are rule ids of the conclusion, or mistakes as ``code | path | said | expected``; `values` are the
    measures in their base units, None where a design does not have one.
    """

    key: str
    status: Literal["designed", "refused", "failed"]
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    values: Mapping[str, float | None] = field(default_factory=dict)
    binding: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """A study as it was read. `folders` are the folders of the briefs by name; `digest` that of the study's file."""

    project: Project
    axes: tuple[Axis, ...]
    bounds: tuple[Bound, ...]
    objectives: tuple[Objective, ...]
    variants: tuple[Variant, ...]
    folders: Mapping[str, str]
    method: str
    seed: int
    digest: str

    def task(self, variant: Variant, shelf: str = "") -> Task:
        """What a worker gets to make a variant."""
        return Task(variant.key, variant.text, self.folders[variant.brief], shelf)
