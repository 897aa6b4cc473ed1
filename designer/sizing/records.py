"""The programme: what must be placed, and which limit decides how much of it."""

from dataclasses import dataclass
from typing import Literal

from designer.ledger import Step
from designer.model import Constraint, LoadClass, Note, Trade

__all__ = ["CapacityLimit", "Module", "NetworkNeed", "Programme", "RackGroup", "Standing"]

Zone = Literal["row", "row-end", "electrical", "mechanical", "yard", "network"]


#: Limits that are the building's own.
_SHELL = ("slab", "height", "area")


@dataclass(frozen=True, slots=True)
class CapacityLimit:
    """How many racks one limit allows (`racks`), by the ledger step `basis`. `fails` = the limit forbids any rack."""

    key: str
    trade: Trade
    racks: int
    basis: str
    fails: bool = False

    @property
    def told(self) -> str:
        """Its key; of what a trade found (``found:layout.plant``) with what that is."""
        return f"{self.key}:{self.basis}" if self.key == "found" else self.key

    @property
    def shell_forbids(self) -> bool:
        """Whether the building itself allows no rack."""
        return self.key in _SHELL and (self.fails or self.racks < 1)


@dataclass(frozen=True, slots=True)
class RackGroup:
    """So many racks of one kind; `unit_racks` of them form a scalable unit. `load_kw` is the design power of one."""

    rack: str
    purpose: Literal["gpu", "storage", "network"]
    count: int
    unit_racks: int
    load_kw: float
    load_class: LoadClass


@dataclass(frozen=True, slots=True)
class NetworkNeed:
    """Switches, rack units, power [kW] and cabinets of the networks; the fabric room places the real ones.

    `served` are the GPU racks that the fabric counted them for (kind, number); empty: estimated by closed form. `place`
    is where it asked for its cabinets (empty: not asked). `most` is set where the whole switches of one more rack would
    leave room for fewer: no more GPU racks than these (None: no such bound).
    """

    switches: int
    rack_units: int
    power_kw: float
    racks: int
    place: str = ""
    served: tuple[tuple[str, int], ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A surveyed line of coolers, chillers or air units (`survey` tag, `kind`) with the test that decided (a words
    key), its value against its limit as texts; `kept` are the tags of the machines that may serve on.
    """

    survey: str
    kind: str
    test: str
    value: str
    limit: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """A kind of plant to be placed: `count` boxes of width x depth x height [m] with working clearances [m].

    `zone` says where: ``row``/``row-end`` among racks, ``electrical``/``mechanical`` gallery inside the hall, ``yard``
    outside. `prefix` starts the tags (``CDU`` -> ``CDU-01``); with `existing_tags` the items stand already and keep
    tag and place. `groups` > 1 means the count is split evenly over groups that must not share a gallery (A/B). New
    tags pass over the numbers of `others`, of which some stay with the mine.
    """

    prefix: str
    kind: str
    catalog: str
    count: int
    needed: int
    width: float
    depth: float
    height: float
    clear_front: float
    clear_rear: float
    clear_side: float
    mass_kg: float
    zone: Zone
    groups: int = 1
    existing_tags: tuple[str, ...] = ()
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """What sizing asks the other rooms to place, with the limits that led to it.

    `limits` is sorted by racks; `binding` is its first, `next_binding` the next larger. `estimates` are closed-form kW
    by name (``it``, ``network``, ``mechanical``, ``losses``, ``house``, ``outdoor``, ``heat_liquid``, ``heat_air``,
    ``site_peak``).
    `blocks` is the number of GPU power blocks (unit transformers carrying GPU rows), `core_blocks` that of the core
    (0 = core and plant share what is left). `losses_found` is what power made of the estimate of losses [kW].
    `storage_nodes` is how many the storage racks hold and the fabric wires; `standing` judges the mine's cooling plant.
    `facility_flow` [m3/s] sized the pumps of the facility loop, `chilled_heat` [kW] the chillers, or is all heat of the
    coolant where there is no such loop, `approach` [K] the CDUs; 0 without them. `rejected` [kW] is the heat of the
    racks that goes to the coolers, `water_rate` [L/kWh] the make-up water of the design day that was counted for it.
    """

    racks: tuple[RackGroup, ...]
    gpus: int
    limits: tuple[CapacityLimit, ...]
    binding: str
    next_binding: str
    network: NetworkNeed
    modules: tuple[Module, ...]
    estimates: dict[str, float]
    blocks: int
    constraints: tuple[Constraint, ...]
    round: int
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    core_blocks: int = 0
    losses_found: float | None = None
    storage_nodes: int = 0
    standing: tuple[Standing, ...] = ()
    facility_flow: float = 0.0
    chilled_heat: float = 0.0
    approach: float = 0.0
    rejected: float = 0.0
    water_rate: float = 0.0

    @property
    def losses(self) -> float:
        """Electrical losses [kW]: as found, else as estimated."""
        return self.estimates.get("losses", 0.0) if self.losses_found is None else self.losses_found

    @property
    def served(self) -> tuple[tuple[str, int], ...]:
        """GPU racks of each kind: what a count of the networks is made for."""
        return tuple((g.rack, g.count) for g in self.racks if g.purpose == "gpu")

    @property
    def gpu_racks(self) -> int:
        """How many GPU racks."""
        return sum(g.count for g in self.racks if g.purpose == "gpu")
