"""Single upgrades: what each changes in the brief, how much of it a step is, and what is paid for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from designer.catalog import Catalog, Rack
from designer.conversion.further.growing import longer, wider_yard
from designer.ledger import Value, given
from designer.redundancy.records import Trades
from designer.site.records import ComputeWish, CoolingWish, Site
from designer.sizing.records import CapacityLimit, Programme
from designer.units import magnitude, q

__all__ = ["UPGRADES", "Upgrade", "upgrades_for"]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A change of one thing in the brief at `path`. `step` is the threshold of one step (empty: yes or no), in `unit`;
    `apply` gives the site after so many steps of that size, None where there is no such thing to change; `said` what
    the brief then says. `priced` is the family of prices and weeks, by `amount`, `floor` (area of the hall), or
    `heat`.
    """

    path: str
    unit: str
    step: str
    apply: Callable[[Site, Catalog, float], Site | None]
    said: Callable[[Site], str]
    priced: str = ""
    basis: str = "amount"


def _more(old: Value, amount: float, unit: str, path: str) -> Value:
    return given(q(old.si(unit) + amount, unit), "derived", name=f"brief:{path}")


def _import(site: Site, catalog: Catalog, amount: float) -> Site | None:
    limit = site.feed.import_limit
    if not limit.known:
        return None
    return replace(site, feed=replace(site.feed, import_limit=_more(limit, amount, "kW", "site.utility.import_limit")))


def _water(site: Site, catalog: Catalog, amount: float) -> Site | None:
    limit = site.water.daily_limit
    if not limit.known:
        return None
    more = _more(limit, amount, "m3/day", "site.water.daily_limit")
    return replace(site, water=replace(site.water, daily_limit=more))


def _cooling(site: Site, **changed: object) -> Site:
    wish: CoolingWish = replace(site.wishes.cooling, **changed)  # type: ignore[arg-type]
    return replace(site, wishes=replace(site.wishes, cooling=wish))


def _dry(site: Site, catalog: Catalog, amount: float) -> Site | None:
    return None if site.wishes.cooling.rejection == ("dry",) else _cooling(site, rejection=("dry",), cooler=None)


def _evaporation(site: Site, catalog: Catalog, amount: float) -> Site | None:
    types = site.wishes.cooling.rejection
    if not site.water.available or "adiabatic" in types or not types:
        return None
    return _cooling(site, rejection=(*types, "adiabatic"), cooler=None)


def _chillers(site: Site, catalog: Catalog, amount: float) -> Site | None:
    wish = site.wishes.cooling
    types = wish.rejection or ("dry", "adiabatic")
    if wish.chillers_allowed and "chiller" in types:
        return None
    return _cooling(site, chillers_allowed=True, rejection=(*types, "chiller"))


def _warmer(site: Site, catalog: Catalog, amount: float) -> Site | None:
    """Warmer coolant, as far as every rack allows."""
    supply = site.wishes.cooling.supply_temperature
    racks = [catalog.get(Rack, wish.rack) for wish in site.wishes.compute if wish.rack]
    most = [r.supply_temperature_max.si("degC") for r in racks if r.supply_temperature_max.known]
    if not supply.known or len(most) < len(site.wishes.compute) or supply.si("degC") + amount > min(most):
        return None
    warm = given(q(supply.si("degC") + amount, "degC"), "derived", name="brief:cooling.supply_temperature")
    return _cooling(site, supply_temperature=warm)


def _transformers(site: Site, catalog: Catalog, amount: float) -> Site | None:
    power = site.wishes.power
    if power.new_transformers:
        return None
    return replace(site, wishes=replace(site.wishes, power=replace(power, new_transformers=True)))


def _slab(site: Site, catalog: Catalog, amount: float) -> Site | None:
    load = site.hall.slab.uniform_load
    if not load.known:
        return None
    slab = replace(site.hall.slab, uniform_load=_more(load, amount, "kPa", "hall.slab.uniform_load"))
    return replace(site, hall=replace(site.hall, slab=slab))


def _oversubscribed(site: Site, catalog: Catalog, amount: float) -> Site | None:
    compute = site.wishes.fabric.compute
    share = (compute.oversubscription or 1.0) * 2.0
    fabric = replace(site.wishes.fabric, compute=replace(compute, oversubscription=share))
    return replace(site, wishes=replace(site.wishes, fabric=fabric))


def _wanted(site: Site, catalog: Catalog, amount: float) -> Site | None:
    """More of the last kind that is wanted in a number."""
    counted = [n for n, wish in enumerate(site.wishes.compute) if wish.racks is not None or wish.nodes is not None]
    if not counted:
        return None
    wish = site.wishes.compute[counted[-1]]
    more = round(amount)
    grown = replace(wish, racks=wish.racks + more) if wish.racks is not None else _more_nodes(wish, catalog, more)
    every = tuple(grown if n == counted[-1] else one for n, one in enumerate(site.wishes.compute))
    return replace(site, wishes=replace(site.wishes, compute=every))


def _more_nodes(wish: ComputeWish, catalog: Catalog, racks: int) -> ComputeWish:
    holds = max((r.systems for r in catalog.all(Rack) if r.system == wish.system and r.systems), default=1)
    return replace(wish, nodes=(wish.nodes or 0) + racks * holds)


def _hall(site: Site, catalog: Catalog, amount: float) -> Site | None:
    return longer(site, amount) if site.has_hall else None


def _yard(site: Site, catalog: Catalog, amount: float) -> Site | None:
    return wider_yard(site, amount) if site.hall.yards else None


def _text(value: Value, unit: str) -> str:
    return f"{magnitude(value.q, unit):.6g} {unit}"


def _counts(site: Site) -> str:
    return ", ".join(str(w.racks if w.racks is not None else w.nodes) for w in site.wishes.compute
                     if w.racks is not None or w.nodes is not None)  # fmt: skip


def _span(site: Site) -> str:
    left, bottom, right, top = site.hall.polygon.bounds
    return f"{right - left:.4g} m x {top - bottom:.4g} m"


UPGRADES: Mapping[str, Upgrade] = {
    "import": Upgrade("site.utility.import_limit", "kW", "next_import", _import,
                      lambda s: _text(s.feed.import_limit, "MW"), "import"),
    "warmer": Upgrade("cooling.supply_temperature", "K", "next_warmer", _warmer,
                      lambda s: _text(s.wishes.cooling.supply_temperature, "degC")),
    "water": Upgrade("site.water.daily_limit", "m3/day", "next_water", _water,
                     lambda s: _text(s.water.daily_limit, "m3/day"), "water", "heat"),
    "dry": Upgrade("cooling.rejection", "", "", _dry, lambda s: ", ".join(s.wishes.cooling.rejection)),
    "evaporation": Upgrade("cooling.rejection", "", "", _evaporation, lambda s: ", ".join(s.wishes.cooling.rejection)),
    "chillers": Upgrade("cooling.rejection", "", "", _chillers, lambda s: ", ".join(s.wishes.cooling.rejection),
                        "cooling", "heat"),
    "transformers": Upgrade("power.new_transformers", "", "", _transformers, lambda s: "true"),
    "slab": Upgrade("hall.slab.uniform_load", "kPa", "next_slab", _slab,
                    lambda s: _text(s.hall.slab.uniform_load, "kPa"), "slab", "floor"),
    "oversubscription": Upgrade("fabric.compute.oversubscription", "", "", _oversubscribed,
                                lambda s: f"{s.wishes.fabric.compute.oversubscription:g}"),
    "wanted": Upgrade("compute.racks", "rack", "next_rack", _wanted, _counts),
    "hall": Upgrade("hall.footprint", "m", "next_hall", _hall, _span, "shell", "grown"),
    "yard": Upgrade("hall.yards", "m2", "next_yard", _yard, lambda s: f"{sum(y.area for y in s.hall.yards):.4g} m2",
                    "yard"),
}  # fmt: skip

#: Constraint -> the upgrades that could relieve it by themselves.
_FOR: Mapping[str, tuple[str, ...]] = {
    "wanted": ("wanted",), "import": ("import", "warmer"), "transformers": ("transformers",), "slab": ("slab",),
    "radix": ("oversubscription",), "cooling": ("yard", "warmer", "evaporation", "chillers"),
    "water": ("water", "dry", "warmer"), "area": ("hall",),
}  # fmt: skip


def upgrades_for(limit: CapacityLimit, programme: Programme, trades: Trades) -> tuple[str, ...]:
    """The upgrades that could relieve a constraint; of one that a trade found, by what the trade lacked."""
    if limit.key != "found":
        return _FOR.get(limit.key, ())
    lacked = limit.basis.rpartition(".")[2]
    if limit.basis == "power.import":
        return _FOR["import"]
    if limit.basis.startswith("layout."):
        outdoors = {m.prefix.lower() for m in programme.modules if m.zone == "yard"}
        return ("yard", "hall") if lacked in outdoors else ("hall",)
    return ("transformers",)
