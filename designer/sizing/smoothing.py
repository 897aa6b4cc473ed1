"""Battery systems that hold the import to the ramp limit of the grid: how many must stand in the yard."""

from collections.abc import Iterable
from math import fsum

from designer.catalog import StorageSystem
from designer.sizing import formulas as f
from designer.sizing.basis import Basis, best, usable
from designer.sizing.boxes import BOX, Where, module_of
from designer.sizing.demand import Part
from designer.sizing.records import Module
from designer.units import q

__all__ = ["smoothing_modules", "standby_of"]


def smoothing_modules(basis: Basis, parts: tuple[Part, ...]) -> list[Module]:
    """Battery systems for the whole swing of the GPU racks, with a spare; none where the grid allows the swing at once
    or the brief wants none.
    """
    ramp = basis.site.feed.ramp_limit
    if not ramp.known or not basis.site.wishes.power.smoothing:
        return []
    swing = fsum(part.racks * _swing(part) for part in parts)
    if swing <= ramp.si("kW/s") * basis.catalog.threshold("checks", "step_time").si("s"):
        return []
    records = [s for s in basis.catalog.all(StorageSystem) if usable(s, ("power", "energy", *BOX))]
    chosen = best(records, lambda s: (-(-swing // s.power.si("kW")), s.power.si("kW")))
    if chosen is None:
        return []
    spare = basis.catalog.threshold("power", "storage_spare")
    step = basis.keep(f.modules_n_plus_1, "smoothing", X_duty=q(swing, "kW"), X_unit=chosen.power, k_spare=spare)
    clear, count = basis.rule("clear_storage").si("m"), round(step.number)
    where = Where("yard", (clear, clear, clear), groups=2)
    return [module_of("BESS", chosen, count, count - round(spare.si("")), where)]


def standby_of(basis: Basis, modules: Iterable[Module]) -> float:
    """What cools and controls the battery systems, outdoors [kW]."""
    return fsum(
        m.count * basis.catalog.get(StorageSystem, m.catalog.removeprefix("storage-system/")).standby.si("kW")
        for m in modules
        if m.kind == "storage-system"
    )


def _swing(part: Part) -> float:
    """Power between full and idle of one rack [kW]."""
    rack = part.demand.wanted.rack
    full = rack.power_design.si("kW")
    return full - (min(rack.power_idle.si("kW"), full) if rack.power_idle.known else 0.0)
