"""The form of a study's file: strict models, one a section."""

from typing import Annotated, Any, Literal

from pydantic import Field

from designer.catalog.fields import Part
from designer.site.brief_wishes import AnyQuantity
from designer.site.fields import Date, Name, Slug, Text

__all__ = ["AxisBrief", "BoundBrief", "ObjectiveBrief", "SamplingBrief", "StudyBrief", "StudyProjectBrief"]


class StudyProjectBrief(Part):
    """Title-block data of the comparison."""

    name: Name
    number: Text = ""
    client: Text = ""
    revision: Name = "A"
    date: Date = ""
    units: Literal["IP", "SI"] = "SI"


class AxisBrief(Part):
    """One thing that is varied: `values` as the brief would say them, or a range `low` to `high` in `steps`."""

    key: Slug
    path: Text
    values: Annotated[list[Any], Field(min_length=1, max_length=10_000)] | None = None
    low: Text | None = None
    high: Text | None = None
    steps: Annotated[int, Field(ge=2, le=10_000)] | None = None


class SamplingBrief(Part):
    """Every combination (`grid`), or a Latin hypercube of so many variants from a seed."""

    method: Literal["grid", "latin-hypercube"] = "grid"
    variants: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1


class BoundBrief(Part):
    """A constraint on a measure."""

    measure: Slug
    relation: Literal["<=", ">="]
    value: AnyQuantity


class ObjectiveBrief(Part):
    """An objective: a measure, the goal where it is not the usual one, its weight in the ranking."""

    measure: Slug
    goal: Literal["most", "least"] | None = None
    weight: Annotated[float | int, Field(ge=0, le=1000)] = 1.0


class StudyBrief(Part):
    """The whole file: one `brief` or several `briefs` (files, or a folder of them), axes, sampling, what is wanted."""

    study: StudyProjectBrief
    brief: Text | None = None
    briefs: Annotated[list[Text], Field(min_length=1, max_length=1000)] | Text | None = None
    axes: Annotated[list[AxisBrief], Field(max_length=40, default_factory=list)]
    sampling: SamplingBrief = SamplingBrief()
    constraints: Annotated[list[BoundBrief], Field(max_length=100, default_factory=list)]
    objectives: Annotated[list[ObjectiveBrief], Field(max_length=20, default_factory=list)]
