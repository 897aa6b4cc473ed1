"""Drying the hall for water colder than its air may be moist: the dew point that is held, and the units that hold it.

All air that enters the hall passes packaged make-up air units, which cool it until its dew point lies the margin below
the coldest coil water and give that heat to the outdoors. The moistest design air at the design dry bulb decides.
"""

import math
from dataclasses import dataclass

from designer.cooling.bench import Bench
from designer.ledger import formula
from designer.model import Commodity, Element, LoadClass, NoteKind, Position, Trade
from designer.site.moist_air import enthalpy, saturation_humidity
from designer.units import Quantity, q

__all__ = ["Drying", "dryers_of", "drying_heat", "drying_of", "make_up_air", "make_up_tags"]

_SAME = 1e-9


@formula("V_make", unit="m3/s", source="derived", clause="air that enters the hall")
def make_up_air(A: Quantity, h: Quantity, t: Quantity) -> Quantity:
    """Outdoor air that enters a hall, which it fills once in a time."""
    return A * h / t


@formula("Q_dry", unit="kW", source="textbook", clause="enthalpy of moist air, cooled to the dew point that is held")
def drying_heat(V: Quantity, rho: Quantity, h_out: Quantity, h_held: Quantity) -> Quantity:
    """Heat taken of outdoor air that is dried."""
    return V * rho * (h_out - h_held)


@dataclass(frozen=True, slots=True)
class Drying:
    """Dew point held [degC], air that enters [m3/s], heat taken of it [kW], units that must run and that stand, and
    power of all that run [kW].
    """

    dew: float
    airflow: float
    heat: float
    needed: int
    total: int
    power: float


def make_up_tags(drying: Drying | None) -> tuple[str, ...]:
    """The units by tag; none without drying."""
    return tuple(f"MAU-{i + 1:02d}" for i in range(drying.total)) if drying else ()


def dryers_of(drying: Drying, place: Position | None) -> list[Element]:
    """The units as elements: no rack hangs on them before the hall has become moist."""
    return [
        Element(
            name, "make-up-air", Trade.COOLING, position=place, load_class=LoadClass.MECHANICAL,
            needs={Commodity.POWER: 1}, duty="N" if number < drying.needed else "R", group="DRY",
            rating=q(drying.heat / drying.needed, "kW"),
        )
        for number, name in enumerate(make_up_tags(drying))
    ]  # fmt: skip


def drying_of(bench: Bench, water_c: float) -> Drying | None:
    """What holds the hall's dew point the margin below coil water [degC]; None where no design air is so moist, or
    where the water is colder than units can dry for, which is told with the water that would do.
    """
    climate, rules = bench.site.climate, bench.rules
    margin = rules.si("dew_point_margin", "delta_degC")
    if climate is None or not climate.moistest.known or water_c >= climate.moistest.si("degC") + margin:
        return None
    dew, moist = water_c - margin, climate.moistest
    if dew < rules.si("dew_point_least", "degC"):
        bench.note(
            NoteKind.RISK, "door_water_sweats", "AIR-HALL", water=q(water_c, "degC"), moist=moist,
            least=rules["dew_point_least"], nearest=q(rules.si("dew_point_least", "degC") + margin, "degC"),
        )
        return None
    hall, pressure, dry = bench.site.hall, bench.pressure_pa(), bench.dry_bulb.si("degC")
    entering = bench.keep(
        make_up_air, "make_up_air", A=q(hall.polygon.area, "m2"), h=hall.clear_height, t=rules["air_change"]
    )
    outside = float(enthalpy(dry, float(saturation_humidity(moist.si("degC"), pressure))))
    held = float(enthalpy(dew, float(saturation_humidity(dew, pressure))))
    step = bench.keep(
        drying_heat, "drying_heat", V=entering, rho=bench.made["cooling.air_density_supply"],
        h_out=q(outside, "kJ/kg"), h_held=q(held, "kJ/kg"),
    )
    heat = step.si("kW")
    needed = max(1, math.ceil(heat / rules.si("make_up_unit", "kW") - _SAME))
    made = Drying(dew, entering.si("m3/s"), heat, needed, bench.spare.total(needed), heat / rules.si("drying_cop"))
    bench.decide(
        "hall_dried", "AIR-HALL", dew=q(dew, "degC"), water=q(water_c, "degC"), moist=moist, heat=q(heat, "kW"),
        air=q(made.airflow, "m3/s"), units=made.total, needed=needed, power=q(made.power, "kW"),
    )
    bench.ask("air_change", "AIR-HALL", rules["air_change"])
    return made
