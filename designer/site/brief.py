"""The form of the brief: strict models, one per section. What they mean together is judged in `site.reading`."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from designer.catalog.fields import Part, Sourced
from designer.ledger import Value
from designer.site.brief_case import ConversionBrief, EconomicsBrief, PhasingBrief
from designer.site.brief_hall import HallBrief, PlantBrief
from designer.site.brief_wishes import (
    ComputeBrief,
    CoolingBrief,
    FabricBrief,
    MiningBrief,
    PowerBrief,
    RequirementBrief,
)
from designer.site.fields import Date, Name, Points, Prose, Slug, Text

__all__ = [
    "Brief", "ClimateBrief", "ClimateFile", "FibreBrief", "ProjectBrief", "RevisionBrief", "SheetsBrief", "SiteBrief",
    "UtilityBrief", "WaterBrief",
]

Celsius = Annotated[Value, Sourced("degC", -70, 70)]
Kelvins = Annotated[Value, Sourced("K", 0, 40)]
PerDay = Annotated[Value, Sourced("L/day", 0, 1e10)]


def _one_or_many(raw: Any) -> str:
    return "|many" if isinstance(raw, list) else "|one"


class RevisionBrief(Part):
    """One line of the revision block."""

    revision: Name
    date: Date
    description: Text = ""
    by: Text = ""
    approved: Text = ""


def _paper(raw: Any) -> Any:
    """A paper by its whole name (``ANSI D``, ``ISO A1``) as by its short one."""
    return raw.strip().removeprefix("ANSI ").removeprefix("ISO ") if isinstance(raw, str) else raw


class SheetsBrief(Part):
    """How the sheets are made: paper, orientation of drawings, logo beside the brief (SVG or PNG), further fields of
    the title block, notes for every drawing, and texts in place of those of the templates (``labels.drawing.rev``).
    """

    drawings: Annotated[Literal["A1", "A3", "D", "B"] | None, BeforeValidator(_paper)] = None
    reports: Literal["A4", "letter"] | None = None
    orientation: Literal["landscape", "portrait"] = "landscape"
    logo: Text = ""
    fields: Annotated[dict[Name, Text], Field(max_length=4, default_factory=dict)]
    notes: Annotated[list[Text], Field(max_length=6, default_factory=list)]
    texts: Annotated[dict[Slug, Text], Field(max_length=200, default_factory=dict)]


class ProjectBrief(Part):
    """Title-block data; `evidence` is the status of the site's bare quantities (read when surveyed)."""

    name: Name
    number: Text = ""
    client: Text = ""
    revision: Name = "A"
    date: Date = ""
    issued_for: Text = "concept"
    units: Literal["IP", "SI"] | None = None
    evidence: Literal["read", "secondary", "memory", "assumption"] | None = None
    designed_by: Text = ""
    checked_by: Text = ""
    approved_by: Text = ""
    language: Annotated[Text, Field(pattern=r"^[a-z]{2}$")] = "en"
    revisions: Annotated[list[RevisionBrief], Field(max_length=40, default_factory=list)]
    sheets: SheetsBrief | None = None


class UtilityBrief(Part):
    """The utility connection as contracted or measured."""

    voltage: Annotated[Value, Sourced("kV", 0.2, 800)] | None = None
    frequency: Annotated[Value, Sourced("Hz", 45, 65)] | None = None
    import_limit: Annotated[Value, Sourced("MW", 0.001, 10000)] | None = None
    fault_level: Annotated[Value, Sourced("MVA", 1, 200000)] | None = None
    fault_x_over_r: Annotated[Value, Sourced("", 0.1, 200)] | None = None
    feeds: Annotated[int, Field(ge=1, le=20)] | None = None
    power_factor: Annotated[Value, Sourced("", 0.5, 1)] | None = None
    line_length: Annotated[Value, Sourced("m", 0, 200000)] | None = None
    ramp_limit: Annotated[Value, Sourced("MW/s", 0.00001, 10000)] | None = None


class WaterBrief(Part):
    """Make-up water."""

    available: bool | None = None
    daily_limit: PerDay | None = None
    annual_limit: PerDay | None = None
    source: Text = ""


class FibreBrief(Part):
    """One dark-fibre route; `path` names what must not be shared, `entry` is a point of the plan on the hall's wall."""

    name: Name
    length: Annotated[Value, Sourced("km", 0.001, 20000)] | None = None
    metro: Text = ""
    path: Text = ""
    entry: Points | None = None


class ClimateFile(Part):
    """A weather file in EnergyPlus format beside the brief."""

    epw: Name


class ClimateBrief(Part):
    """Design-day values of a place, for a climate that the catalog does not hold."""

    name: Text = ""
    latitude: Annotated[Value, Sourced("deg", -90, 90)] | None = None
    design_dry_bulb: Celsius
    design_wet_bulb: Celsius
    winter_dry_bulb: Celsius
    extreme_dry_bulb: Celsius | None = None
    daily_range: Kelvins | None = None
    design_dew_point: Celsius | None = None
    monthly_mean: Annotated[list[Celsius], Field(min_length=12, max_length=12)] | None = None
    monthly_range: Annotated[list[Kelvins], Field(min_length=12, max_length=12)] | None = None
    monthly_wet_bulb: Annotated[list[Celsius], Field(min_length=12, max_length=12)] | None = None


def _climate_shape(raw: Any) -> str:
    if not isinstance(raw, dict):
        return "|slug"
    return "|file" if "epw" in raw else "|values"


ClimateWish = Annotated[
    Annotated[Slug, Tag("|slug")] | Annotated[ClimateFile, Tag("|file")] | Annotated[ClimateBrief, Tag("|values")],
    Discriminator(_climate_shape),
]


class SiteBrief(Part):
    """The place: climate, utility, water, fibre, permits, labour."""

    location: Text = ""
    elevation: Annotated[Value, Sourced("m", -430, 5500)] | None = None
    climate: ClimateWish | None = None
    utility: UtilityBrief | None = None
    water: WaterBrief | None = None
    fibre: Annotated[list[FibreBrief], Field(max_length=50)] | None = None
    permits: Prose = ""
    labour: Prose = ""


ComputeWishes = Annotated[
    Annotated[ComputeBrief, Tag("|one")]
    | Annotated[list[ComputeBrief], Tag("|many"), Field(min_length=1, max_length=20)],
    Discriminator(_one_or_many),
]


class Brief(Part):
    """The whole brief. A brief of `project`, `compute` and `fabric` alone is enough for the fabric."""

    project: ProjectBrief
    site: SiteBrief | None = None
    hall: HallBrief | None = None
    plant: Annotated[list[PlantBrief], Field(max_length=500)] | None = None
    compute: ComputeWishes
    fabric: FabricBrief | None = None
    power: PowerBrief | None = None
    cooling: CoolingBrief | None = None
    mining: MiningBrief | None = None
    conversion: ConversionBrief | None = None
    phasing: PhasingBrief | None = None
    economics: EconomicsBrief | None = None
    requirements: Annotated[list[RequirementBrief], Field(max_length=200)] | None = None
