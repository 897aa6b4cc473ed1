"""The heat balance of other states: part load, winter, the extreme hour, a cooler or the water lost.

Coolant flows stay as they are (racks have no turndown that anyone publishes), so that ranges shrink with the load. In
every case what goes in comes out.
"""

from dataclasses import dataclass, replace

import numpy as np

from designer.cooling.bench import Bench
from designer.cooling.energy import Plant, run_hours
from designer.cooling.records import HeatCase
from designer.model import NoteKind

__all__ = ["HallHeat", "cases_of", "loaded"]

#: Shares of the design IT load that are shown.
_SHARES = (1.0, 0.75, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class HallHeat:
    """Heat at the design load [kW]: racks to liquid and to air, IT that heats the outdoors, electrical losses, IT at
    idle; `source` is where the air's heat goes: facility, chilled, outdoor or none.
    """

    liquid: float
    air: float
    outside: float
    losses: float
    idle: float
    source: str


def loaded(bench: Bench, plant: Plant, heat: HallHeat, share: float) -> Plant:
    """The plant with the IT at a share of its design load; losses have a fixed part and one that follows the square."""
    fixed, indoor = bench.rules.si("loss_fixed_share"), bench.rules.si("losses_indoor")
    less = heat.losses * (1.0 - fixed) * (1.0 - share**2)
    air = heat.air * (1.0 - share) + less * indoor
    facility = heat.liquid * (1.0 - share) if plant.facility_heat > 0.0 else 0.0
    by_source = {"facility": "facility_heat", "chilled": "chilled_heat"}.get(heat.source, "air_direct")
    changed = {
        "it_kw": plant.it_kw * share,
        "loss_kw": plant.loss_kw - less,
        "facility_heat": plant.facility_heat - facility,
        "outdoor": plant.outdoor - less * (1.0 - indoor) - heat.outside * (1.0 - share),
    }
    changed[by_source] = changed.get(by_source, getattr(plant, by_source)) - air
    return replace(plant, **changed)  # type: ignore[arg-type]


def cases_of(bench: Bench, plant: Plant, heat: HallHeat) -> tuple[HeatCase, ...]:
    """The cases: design day at full, part and idle load; winter, the extreme hour; one cooler out, no water (where the
    coolers carry heat without it: a tower carries none).
    """
    if plant.it_kw <= 0.0:
        return ()
    dry, wet = bench.dry_bulb.si("degC"), bench.wet_bulb.si("degC")
    climate = bench.site.climate
    found = [
        _case(f"load-{100 * share:.0f}", loaded(bench, plant, heat, share), heat, (dry, wet)) for share in _SHARES
    ]
    idle = heat.idle / plant.it_kw
    if 0.0 < idle < _SHARES[-1]:
        found.append(_case("idle", loaded(bench, plant, heat, idle), heat, (dry, wet)))
    if climate and climate.winter_dry_bulb.known:
        cold = climate.winter_dry_bulb.si("degC")
        found.append(_case("winter", plant, heat, (cold, cold)))
    if climate and climate.extreme_dry_bulb.known:
        hot = climate.extreme_dry_bulb.si("degC")
        found.append(_case("extreme", plant, heat, (hot, min(wet, hot))))
    if plant.cooler is not None and plant.coolers > 1:
        left = plant.cooler.least(plant.coolers - 1)
        found.append(_case("cooler-out", replace(plant, cooler=left), heat, (dry, wet)))
    if plant.wet_allowed and plant.cooler is not None and plant.cooler.type == "tower":
        bench.note(NoteKind.RISK, "tower_without_water", plant.cooler.bought.key)
    elif plant.wet_allowed:
        found.append(_case("water-lost", replace(plant, wet_allowed=False), heat, (dry, wet)))
    return tuple(found)


def _case(key: str, plant: Plant, heat: HallHeat, air: tuple[float, float]) -> HeatCase:
    """One hour of a plant with dry and wet bulb [degC]."""
    hour = run_hours(plant, np.array([air[0]]), np.array([air[1]]))
    mechanical, supply = float(hour.mechanical[0]), float(hour.supply[0])
    put_in = plant.it_kw + plant.loss_kw + mechanical
    carried = plant.facility_heat > 0.0
    drift = max(supply - plant.facility_supply, 0.0)
    rejected = float(hour.rejected[0]) - (plant.air_direct if heat.source == "none" else 0.0)
    return HeatCase(
        key=key,
        outdoors=air[0],
        it=plant.it_kw,
        liquid=plant.facility_heat - float(hour.trimmed[0]),
        chilled=plant.chilled_heat + float(hour.trimmed[0]),
        air=plant.air_direct if heat.source != "none" else 0.0,
        outside=plant.outdoor + float(hour.fans[0]) + float(hour.compressors[0]),
        put_in=put_in,
        rejected=rejected,
        lost=_lost(plant, heat, put_in - rejected),
        facility_supply=supply if carried else None,
        facility_return=supply + plant.facility_heat / plant.facility_rate if carried else None,
        technology_supply=plant.technology_supply + drift if plant.technology_supply is not None else None,
        mode=str(hour.mode[0]),
        fan_speed=float(hour.fan_speed[0]),
        mechanical=mechanical,
        water=float(hour.water[0]),
        pue=put_in / plant.it_kw,
    )


def _lost(plant: Plant, heat: HallHeat, left: float) -> float:
    """Heat that nothing carries [kW]: the air's without a source of cold; all that is `left` without coolers."""
    if heat.liquid > 0.0 and plant.cooler is None:
        return left
    return plant.air_direct if heat.source == "none" else 0.0
