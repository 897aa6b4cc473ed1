"""The form of the brief's hall and of the plant that stands there today."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core.core_schema import ValidationInfo

from designer.catalog.fields import Part, Sourced
from designer.ledger import Value
from designer.site.fields import Coordinate, Length, Outline, Points, Size, Slug, Text, free_value

__all__ = [
    "PLANT_UNITS", "AxisBrief", "ColumnBrief", "ColumnGrid", "DoorBrief", "DrawingBrief", "GridBrief", "GridLineBrief",
    "HallBrief", "HallPartBrief", "KeepOutBrief", "LayersBrief", "LinkBrief", "MapBrief", "OpeningBrief",
    "PlacingBrief", "PlantBrief", "ShellBrief", "SlabBrief",
]

#: Kind of plant -> unit of its rating ("" = it has none).
PLANT_UNITS: dict[str, str] = {
    "transformer": "kVA", "switchboard": "A", "panel": "A", "miner": "kW", "shelf": "", "air-unit": "kW",
    "cooler": "kW", "chiller": "kW", "generator": "kW", "ups": "kVA", "battery": "kWh", "busway": "A",
    "pump": "kW", "cdu": "kW",
}


def _with(key: str) -> Discriminator:
    return Discriminator(lambda raw: f"|{key}" if isinstance(raw, dict) and key in raw else "|plain")


def _shape(raw: Any) -> str:
    return "|one" if isinstance(raw, dict) else "|many"


def _source(raw: Any) -> str:
    return "|map" if isinstance(raw, dict) and "geojson" in raw else _shape(raw)


def _listed(raw: Any) -> Any:
    return [raw] if isinstance(raw, str) else raw


LayerNames = Annotated[
    list[Annotated[Text, Field(min_length=1)]],
    BeforeValidator(_listed),
    Field(default_factory=list, max_length=100),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class LayersBrief(Part):
    """Layers of a drawing by what is drawn on them: one name or several, ``*`` and ``?`` stand for letters."""

    footprint: LayerNames
    columns: LayerNames
    doors: LayerNames
    openings: LayerNames
    keep_outs: LayerNames
    equipment: LayerNames
    yards: LayerNames
    grid: LayerNames


class DrawingBrief(Part):
    """A hall in a DXF file beside the brief, read by `layers`; without them by customary layer names.

    `layer` and `columns_layer` are short for the two layers that are wanted most. `unit` stands above the file's own.
    """

    dxf: Annotated[Text, Field(min_length=1)]
    layer: Text = ""
    columns_layer: Text = ""
    layers: LayersBrief | None = None
    unit: Literal["m", "dm", "cm", "mm", "km", "ft", "in", "yd", "us-ft"] | None = None


class MapBrief(Part):
    """A hall in a GeoJSON file beside the brief: features with a `kind`. Without a unit it is in degrees (WGS 84)."""

    geojson: Annotated[Text, Field(min_length=1)]
    unit: Literal["m", "cm", "mm", "ft", "in"] | None = None


class SlabBrief(Part):
    """The floor slab; a rating that nobody knows is left out and asked for."""

    thickness: Annotated[Value, Sourced("mm", 40, 3000)] | None = None
    concrete_strength: Annotated[Value, Sourced("MPa", 5, 150)] | None = None
    subgrade_modulus: Annotated[Value, Sourced("MN/m3", 1, 1000)] | None = None
    uniform_load: Annotated[Value, Sourced("kPa", 0.5, 500)] | None = None
    point_load: Annotated[Value, Sourced("kN", 0.5, 5000)] | None = None


class AxisBrief(Part):
    """Grid lines at equal spacing from a start."""

    start: Coordinate
    spacing: Length
    count: Annotated[int, Field(ge=1, le=500)]


Axis = Annotated[
    Annotated[AxisBrief, Tag("|one")]
    | Annotated[list[Coordinate], Tag("|many"), Field(min_length=1, max_length=500)],
    Discriminator(_shape),
]


class GridBrief(Part):
    """Columns at every crossing of two axes."""

    x: Axis
    y: Axis
    size: Size


class ColumnGrid(Part):
    """Columns given by a grid."""

    grid: GridBrief


class ColumnBrief(Part):
    """One column: centre, plan size and rotation."""

    tag: Slug | None = None
    at: Points
    size: Size
    rotation: Annotated[Value, Sourced("deg", -360, 360)] | None = None


ColumnOrGrid = Annotated[Annotated[ColumnGrid, Tag("|grid")] | Annotated[ColumnBrief, Tag("|plain")], _with("grid")]
Columns = Annotated[
    Annotated[ColumnGrid, Tag("|one")] | Annotated[list[ColumnOrGrid], Tag("|many"), Field(max_length=5000)],
    Discriminator(_shape),
]


class DoorBrief(Part):
    """A door: a point on a wall, size and kind; a personnel or double door is an exit unless said otherwise. `ramp` is
    the slope of the ramp outside it."""

    tag: Slug | None = None
    at: Points
    width: Length
    height: Length
    kind: Literal["roll-up", "double", "personnel"]
    exit: bool | None = None
    ramp: Annotated[Value, Sourced("%", 0, 60)] | None = None


class OpeningBrief(Part):
    """A louvre or penetration along a wall."""

    tag: Slug | None = None
    start: Annotated[Points, Field(alias="from")]
    end: Annotated[Points, Field(alias="to")]
    kind: Literal["louvre", "penetration"]
    height: Length


class KeepOutBrief(Part):
    """A part of the floor that must stay free."""

    tag: Slug | None = None
    polygon: Outline
    reason: Text = ""


Footprint = Annotated[
    Annotated[DrawingBrief, Tag("|one")] | Annotated[MapBrief, Tag("|map")] | Annotated[Outline, Tag("|many")],
    Discriminator(_source),
]


class GridLineBrief(Part):
    """One grid line of the building: its name and two points of it."""

    name: Annotated[Text, Field(min_length=1, max_length=8)]
    start: Annotated[Points, Field(alias="from")]
    end: Annotated[Points, Field(alias="to")]


class PlacingBrief(Part):
    """Where network racks and CDUs are wanted: in rows of their own in the middle or in a gallery, in the middle of the
    rows of racks, at the ends of them, or as one block in the centre. Network racks of which nothing is said stand
    where their links are shortest.
    """

    network: Literal["middle", "in-row", "end-of-row", "central-block"] | None = None
    cdus: Literal["gallery", "in-row", "end-of-row"] = "gallery"


class ShellBrief(Part):
    """What is said of one hall: its outline and what stands on it and in its walls."""

    footprint: Footprint | None = None
    holes: Annotated[list[Outline], Field(max_length=100, default_factory=list)]
    clear_height: Annotated[Value, Sourced("m", 1, 100)] | None = None
    slab: SlabBrief = SlabBrief()
    columns: Columns | None = None
    doors: Annotated[list[DoorBrief], Field(max_length=500)] | None = None
    openings: Annotated[list[OpeningBrief], Field(max_length=500, default_factory=list)]
    keep_outs: Annotated[list[KeepOutBrief], Field(max_length=500, default_factory=list)]


class HallPartBrief(ShellBrief):
    """One of several halls: its name, and where the origin of its own coordinates lies in those of the site (`at`) and
    how they are turned there (`rotation`, anticlockwise)."""

    name: Annotated[Slug, Field(max_length=12)]
    at: Annotated[Points, Field(default_factory=lambda: [0.0, 0.0])]
    rotation: Annotated[Value, Sourced("deg", -360, 360)] | None = None


class LinkBrief(Part):
    """What joins halls, in the coordinates of the site: a covered corridor for people, racks and services, or a trench
    (duct bank, pipe bridge) for services alone. What reaches into the halls is theirs."""

    tag: Slug | None = None
    polygon: Outline
    kind: Literal["corridor", "trench"] = "corridor"


class HallBrief(ShellBrief):
    """The hall, or several `halls` with the `links` between them.

    Bare numbers of points and sizes are in `unit`; `north` is turned from +y, anticlockwise. Doors, columns and so on
    that are listed here come on top of those of a drawing.
    """

    unit: Literal["m", "mm", "ft", "in"] = "m"
    halls: Annotated[list[HallPartBrief], Field(min_length=2, max_length=20)] | None = None
    links: Annotated[list[LinkBrief], Field(max_length=100, default_factory=list)]
    north: Annotated[Value, Sourced("deg", -360, 360)] | None = None
    grid: Annotated[list[GridLineBrief], Field(max_length=500, default_factory=list)]
    structure: Text = ""
    sprinklered: bool | None = None
    yards: Annotated[list[Outline], Field(max_length=100, default_factory=list)]
    placing: PlacingBrief = PlacingBrief()


def _rating(raw: Any, info: ValidationInfo) -> Value:
    unit = PLANT_UNITS.get(str(info.data.get("kind", "")))
    return free_value(raw, info, unit or None)


class PlantBrief(Part):
    """One line of the survey: `count` items of one kind. The unit of `rating` follows from the kind."""

    tag: Slug
    kind: Literal[
        "transformer", "switchboard", "panel", "miner", "shelf", "air-unit", "cooler", "chiller", "generator", "ups",
        "battery", "busway", "pump", "cdu",
    ]
    count: Annotated[int, Field(ge=1, le=200000)] = 1
    catalog: Slug | None = None
    rating: Annotated[Value, BeforeValidator(_rating), WithJsonSchema({"type": "string"})] | None = None
    primary: Annotated[Value, Sourced("kV", 0.1, 800)] | None = None
    secondary: Annotated[Value, Sourced("V", 100, 40000)] | None = None
    impedance: Annotated[Value, Sourced("%", 0.5, 25)] | None = None
    interrupting: Annotated[Value, Sourced("kA", 1, 300)] | None = None
    bus_current: Annotated[Value, Sourced("A", 10, 10000)] | None = None
    year: Annotated[Value, Sourced("", 1950, 2100)] | None = None
    condition: Literal["good", "fair", "poor", "unknown"] = "unknown"
    path: Text = ""
    position: Points | None = None
    size: Size | None = None
