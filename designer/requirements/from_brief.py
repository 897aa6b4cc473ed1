"""What the owner asks for in the brief, and what the tool proposes in its place."""

from designer import units
from designer.ledger import Evidence, Status, Value
from designer.model import Trade
from designer.model.notes import Fact
from designer.requirements.register import Register, origin_of
from designer.site.records import NetworkWish

__all__ = ["from_compute", "from_cooling", "from_fabric", "from_hall", "from_power", "from_user"]


def from_compute(register: Register) -> None:
    """How much compute is wanted."""
    wishes = register.site.wishes.compute
    for index, wish in enumerate(wishes):
        path = "compute" if len(wishes) == 1 and "compute[0]" not in register.site.said else f"compute[{index}]"
        if wish.system:
            facts: dict[str, Fact] = {"system": wish.system, "nodes": wish.nodes or 0}
            register.add("sizing.nodes", Trade.SIZING, f"brief:{path}", facts)
        elif wish.racks is None:
            register.add("sizing.racks_most", Trade.SIZING, f"brief:{path}", {"rack": wish.rack})
        else:
            evidence = Evidence("brief", Status.READ)
            value = Value(units.q(wish.racks, "rack"), evidence, f"brief:{path}.racks")
            register.bound("sizing.racks_count", Trade.SIZING, ">=", value, {"rack": wish.rack})


def from_hall(register: Register) -> None:
    """What the shell gives: nothing may exceed it."""
    hall = register.site.hall
    register.add("layout.footprint", Trade.LAYOUT, "brief:hall.footprint", {"area": units.q(hall.polygon.area, "m2")})
    register.bound("layout.clear_height", Trade.LAYOUT, "<=", hall.clear_height)
    register.bound("layout.slab_uniform", Trade.LAYOUT, "<=", hall.slab.uniform_load)
    register.bound("layout.slab_point", Trade.LAYOUT, "<=", hall.slab.point_load)
    if hall.columns:
        register.add("layout.columns", Trade.LAYOUT, "brief:hall.columns", {"count": len(hall.columns)})
    kept = [k for k in hall.keep_outs if k.tag not in {link.tag for link in hall.links}]
    if kept:
        register.add("layout.keep_outs", Trade.LAYOUT, "brief:hall.keep_outs", {"count": len(kept)})
    if hall.doors:
        register.add("layout.delivery", Trade.LAYOUT, "brief:hall.doors", {"count": len(hall.doors)})
    if hall.yards:
        register.add("layout.yards", Trade.LAYOUT, "brief:hall.yards", {"count": len(hall.yards)})


def from_power(register: Register) -> None:
    """The feed's limits and the wishes for the power chain."""
    site, wish = register.site, register.site.wishes.power
    power = Trade.POWER
    register.bound("power.import_limit", power, "<=", site.feed.import_limit)
    register.bound("power.ramp_limit", power, "<=", site.feed.ramp_limit)
    register.bound("power.fault_level", power, ">=", site.feed.fault_level)
    register.wish("power.rules", power, "power.rules", {"rules": wish.rules})
    register.bound("power.voltage", power, "=", wish.voltage)
    register.wish("power.gpu_architecture", power, "power.architecture.gpu", {"choice": wish.gpu_architecture})
    register.wish("power.core_architecture", power, "power.architecture.core", {"choice": wish.core_architecture})
    choice = wish.mechanical_architecture
    register.wish("power.mechanical_architecture", power, "power.architecture.mechanical", {"choice": choice})
    register.bound("power.core_ups", power, ">=", wish.core_ups)
    if _none(wish.gpu_ups):
        register.add("power.gpu_without_ups", power, origin_of(wish.gpu_ups))
    else:
        register.bound("power.gpu_ups", power, ">=", wish.gpu_ups)
    if wish.generators:
        register.wish("power.generators", power, "power.generators", {})
        register.bound("power.fuel", power, ">=", wish.fuel)
    else:
        register.wish("power.no_generators", power, "power.generators", {})
    if not _none(wish.growth):
        register.bound("power.growth", power, ">=", wish.growth)
    if not wish.new_transformers:
        register.wish("power.no_new_transformers", power, "power.new_transformers", {})
    if _none(site.wishes.mining.keep):
        register.add("power.no_mining", power, origin_of(site.wishes.mining.keep))
    else:
        register.bound("power.mining_keep", power, ">=", site.wishes.mining.keep)


def _none(value: Value) -> bool:
    """Whether a value is known to be nothing."""
    return value.known and value.q.magnitude == 0


def from_cooling(register: Register) -> None:
    """The wishes for the cooling plan and the limits of the site."""
    site, wish = register.site, register.site.wishes.cooling
    cooling = Trade.COOLING
    register.bound("cooling.supply_temperature", cooling, "<=", wish.supply_temperature)
    register.wish("cooling.coolant", cooling, "cooling.coolant", {"choice": wish.coolant})
    register.wish("cooling.facility_coolant", cooling, "cooling.facility_coolant", {"choice": wish.facility_coolant})
    register.wish("cooling.architecture", cooling, "cooling.architecture", {"choice": wish.architecture})
    register.wish("cooling.rejection", cooling, "cooling.rejection", {"choice": ", ".join(wish.rejection)})
    if not wish.chillers_allowed:
        register.wish("cooling.no_chillers", cooling, "cooling.chillers_allowed", {})
    register.bound("cooling.air_supply", cooling, "<=", wish.air_supply)
    register.bound("cooling.ride_through", cooling, ">=", wish.ride_through)
    if site.water.available:
        register.bound("cooling.water_daily", cooling, "<=", site.water.daily_limit)
        register.bound("cooling.water_annual", cooling, "<=", site.water.annual_limit)
    else:
        register.wish("cooling.no_water", cooling, "site.water.available", {})
    if wish.heat_reuse:
        register.wish("cooling.heat_reuse", cooling, "cooling.heat_reuse", {})


def from_fabric(register: Register) -> None:
    """The wishes for the networks."""
    wish = register.site.wishes.fabric
    for name in ("compute", "storage", "in_band", "oob"):
        _network(register, name, getattr(wish, name))
    for key, count in (("storage_nodes", wish.storage_nodes), ("management_nodes", wish.management_nodes)):
        if count is not None:
            register.add(f"fabric.{key}", Trade.FABRIC, f"brief:fabric.{key}", {"count": count})
    if wish.rtt_target is not None:
        register.bound("fabric.rtt", Trade.FABRIC, "<=", wish.rtt_target, {"metro": wish.metro})


def _network(register: Register, name: str, wish: NetworkWish) -> None:
    path = f"brief:fabric.{name}"
    for key, choice in (("topology", wish.topology), ("switch", wish.switch), ("spine_switch", wish.spine_switch)):
        if choice is not None:
            register.add(f"fabric.{key}", Trade.FABRIC, f"{path}.{key}", {"network": name, "choice": choice})
    for key, count in (("planes", wish.planes), ("tiers", wish.tiers), ("unit_nodes", wish.unit_nodes)):
        if count is not None:
            register.add(f"fabric.{key}", Trade.FABRIC, f"{path}.{key}", {"network": name, "count": count})
    if wish.oversubscription is not None:
        value = Value(units.q(wish.oversubscription), Evidence("brief", Status.READ), f"{path}.oversubscription")
        register.bound("fabric.oversubscription", Trade.FABRIC, "<=", value, {"network": name})


def from_user(register: Register) -> None:
    """Requirements in the user's own words; a subject such as ``fabric.rtt`` names the trade."""
    trades = {str(trade): trade for trade in Trade}
    for index, one in enumerate(register.site.wishes.requirements):
        register.user(one, trades.get(one.subject.split(".")[0], Trade.SITE), index)
