"""What the brief says, checked and in metres: the input of every room."""

from dataclasses import dataclass, field
from typing import Literal

from designer.catalog import Climate
from designer.ledger import Value
from designer.model import Note, Point
from designer.site.case_records import Case
from designer.site.hall_records import Column, Door, GridLine, Hall, HallPart, KeepOut, Link, Opening, Slab

__all__ = [
    "Column", "ComputeWish", "CoolingWish", "Door", "FabricWish", "Feed", "FibreRoute", "GridLine", "Hall",
    "HallPart", "HourlyWeather", "KeepOut", "Link", "Logo", "MiningWish", "NetworkWish", "Opening", "PlantItem",
    "PowerWish", "Project", "Sheets", "Site", "Slab", "UserRequirement", "Water", "Wishes",
]


#: Greatest low voltage [V].
LOW_VOLTAGE = 1000.0


@dataclass(frozen=True, slots=True)
class Logo:
    """The owner's mark: name of its file, kind (``svg`` or ``png``), content, width over height."""

    file: str
    kind: Literal["svg", "png"]
    content: bytes = field(repr=False)
    aspect: float


@dataclass(frozen=True, slots=True)
class Sheets:
    """How sheets are made: paper of drawings (``A1``, ``A3``, ``D``, ``B``) and of reports (``A4``, ``letter``), each
    empty for that of the unit system; orientation of drawings; logo; further fields of the title block; notes for
    every drawing; texts that stand in place of those of the templates, by key.
    """

    drawings: str = ""
    reports: str = ""
    portrait: bool = False
    logo: Logo | None = None
    fields: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Title-block data. `units` is IP or SI and drives printed units and paper. `date` is ISO text."""

    name: str
    number: str
    client: str
    revision: str
    date: str
    issued_for: str
    units: Literal["IP", "SI"]
    designed_by: str = ""
    checked_by: str = ""
    approved_by: str = ""
    language: str = "en"
    revisions: tuple[tuple[str, str, str, str, str], ...] = ()
    sheets: Sheets = field(default_factory=Sheets)


@dataclass(frozen=True, slots=True)
class Feed:
    """The utility connection: voltage, frequency, import limit (real power), fault level, X/R, number of feeds."""

    voltage: Value
    frequency: Value
    import_limit: Value
    fault_level: Value
    fault_x_over_r: Value
    feeds: int
    power_factor: Value
    line_length: Value
    ramp_limit: Value


@dataclass(frozen=True, slots=True)
class Water:
    """Make-up water: allowed daily use and whether evaporation is permitted at all."""

    available: bool
    daily_limit: Value
    annual_limit: Value
    source: str = ""


@dataclass(frozen=True, slots=True)
class HourlyWeather:
    """The 8,760 hours of a weather file: dry bulb, wet bulb and dew point [degC], pressure [Pa], from 1 January.

    `left_out` are hours of a 29 February in the file.
    """

    file: str
    place: str
    latitude: float
    elevation: float
    dry: tuple[float, ...] = field(repr=False)
    wet: tuple[float, ...] = field(repr=False)
    dew: tuple[float, ...] = field(repr=False)
    pressure: tuple[float, ...] = field(repr=False)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class FibreRoute:
    """One dark-fibre route: name, length to the metro, entry point in the plan (or None), path name for diversity."""

    name: str
    length: Value
    metro: str
    path: str
    entry: Point | None


@dataclass(frozen=True, slots=True)
class PlantItem:
    """Something that stands there today, as surveyed: one line of the reuse ledger.

    `count` items of one line share `tag` as prefix (``TX-01`` ... ``TX-10``); `tags` spells them out.
    `kind` is a catalog kind (`transformer`, `switchboard`, `miner`, `air-unit`, `cooler`, `generator`, `ups`) or
    `shelf`, `panel`.
    """

    tag: str
    tags: tuple[str, ...]
    kind: str
    catalog: str
    count: int
    rating: Value
    primary: Value
    secondary: Value
    impedance: Value
    interrupting: Value
    bus_current: Value
    year: Value
    condition: str
    path: str
    position: Point | None
    size: tuple[float, float] | None

    @property
    def feeds_hall(self) -> bool:
        """Whether it is a unit transformer, down to low voltage; else it is a main one of the substation."""
        return self.kind == "transformer" and not (self.secondary.known and self.secondary.si("V") > LOW_VOLTAGE)

    @property
    def is_main(self) -> bool:
        """Whether it is a transformer of the substation, down to the voltage of the feeders."""
        return self.kind == "transformer" and not self.feeds_hall


@dataclass(frozen=True, slots=True)
class ComputeWish:
    """One kind of compute wanted: a rack (`racks` None = as many as possible) or a system with a number of nodes.

    `power_cap` holds the continuous power of a rack (None = as its record says).
    """

    rack: str
    system: str
    racks: int | None
    nodes: int | None
    power_cap: Value | None = None


@dataclass(frozen=True, slots=True)
class NetworkWish:
    """What is wished for one network; None = the tool proposes.

    `radix` caps the ports used of a switch at uplink speed; `reserve` is a share of leaf ports kept free; `pod_units`
    units form a pod or group; `group_links` join every two groups; `spines` are those of a plane or pod.
    """

    topology: str | None = None
    switch: str | None = None
    spine_switch: str | None = None
    planes: int | None = None
    oversubscription: float | None = None
    unit_nodes: int | None = None
    tiers: int | None = None
    reserved_nodes: int = 0
    ports_per_node: int | None = None
    radix: int | None = None
    link_speed: Value | None = None
    uplink_speed: Value | None = None
    spines: int | None = None
    spine_oversubscription: float | None = None
    rails_per_leaf: int | None = None
    reserve: Value | None = None
    pod_units: int | None = None
    group_links: int | None = None


@dataclass(frozen=True, slots=True)
class FabricWish:
    """Wishes per network; `storage_nodes` and `management_nodes` None = the tool proposes."""

    compute: NetworkWish = NetworkWish()
    storage: NetworkWish = NetworkWish()
    in_band: NetworkWish = NetworkWish()
    oob: NetworkWish = NetworkWish()
    storage_nodes: int | None = None
    management_nodes: int | None = None
    metro: str = ""
    rtt_target: Value | None = None


@dataclass(frozen=True, slots=True)
class PowerWish:
    """Rule pack, LV voltage (line to line), architecture per class, UPS minutes and generator hours per class.

    `smoothing`: a battery system is bought where the ramp limit of the grid asks for one.
    """

    rules: Literal["NEC", "IEC"]
    voltage: Value
    gpu_architecture: str
    core_architecture: str
    mechanical_architecture: str
    core_ups: Value
    gpu_ups: Value
    generators: bool
    fuel: Value
    new_transformers: bool
    growth: Value
    smoothing: bool = True


@dataclass(frozen=True, slots=True)
class CoolingWish:
    """Supply temperature to the racks, coolants, redundancy, permitted plant, air-side wishes, ride-through; the
    largest spread of the racks' flows before balancing, where the brief says one.
    """

    supply_temperature: Value
    coolant: str
    facility_coolant: str
    architecture: str
    rejection: tuple[str, ...]
    chillers_allowed: bool
    air_supply: Value
    ride_through: Value
    cdu: str | None
    cooler: str | None
    heat_reuse: bool = False
    chiller: str | None = None
    flow_spread: Value | None = None
    rear_door: str | None = None
    rear_doors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MiningWish:
    """What remains of the mine: power kept, price of its income."""

    keep: Value
    hash_price: Value
    power_price: Value


@dataclass(frozen=True, slots=True)
class UserRequirement:
    """A requirement in the user's own words, with a quantity to judge where there is one."""

    key: str
    text: str
    subject: str
    relation: str
    quantity: Value | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wanted: compute, fabric, power, cooling, mining, extra requirements."""

    compute: tuple[ComputeWish, ...]
    fabric: FabricWish
    power: PowerWish
    cooling: CoolingWish
    mining: MiningWish
    requirements: tuple[UserRequirement, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the brief gives. Missing vendor or site data stay unknown `Value`s and are listed in `notes` as RFIs.

    `given` maps the dotted brief path to its value, for `explain` and the assumptions register.
    `brief_digest` is the SHA-256 of the brief's bytes (and of files that it names). `said` lists the dotted path of
    every key that the brief gives, sorted: what is not there was proposed or is asked for. `weather` are the hours of
    the weather file, when the brief names one; `case` is what it says of the conversion as a case.
    """

    project: Project
    location: str
    elevation: Value
    climate: Climate | None
    feed: Feed
    water: Water
    fibre: tuple[FibreRoute, ...]
    permits: str
    labour: str
    hall: Hall
    plant: tuple[PlantItem, ...]
    wishes: Wishes
    notes: tuple[Note, ...]
    given: dict[str, Value]
    brief_digest: str
    has_hall: bool = True
    said: tuple[str, ...] = ()
    weather: HourlyWeather | None = None
    case: Case = field(default_factory=Case)
