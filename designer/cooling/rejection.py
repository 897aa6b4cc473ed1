"""Heat rejection: dry and adiabatic coolers by effectiveness-NTU in crossflow, chillers by their rated slopes.

A cooler's airflow and size are calculated back from its rated point; at the site the air is thinner (fans move volume,
not mass), the fluid flow follows the loop, and an adiabatic cooler wets its air when dry air does not do.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Chiller, Cooler
from designer.cooling.bench import Bench, delta
from designer.cooling.wetting import dry_air
from designer.ledger import Step, Value, formula
from designer.site import moist_air
from designer.sizing.plant import chiller_altitude, chiller_at_supply, chiller_capacity, chiller_cop_at_supply
from designer.sizing.rear_doors import crossflow
from designer.units import Quantity, q

__all__ = [
    "WETTED_COILS",
    "ChillerModel",
    "CoolerModel",
    "DrySide",
    "Moist",
    "WetSide",
    "adiabatic_air",
    "chiller_altitude",
    "chiller_capacity",
    "chiller_cop",
    "chiller_model",
    "coil_ua",
    "conductance",
    "cooler_model",
    "coolers_needed",
    "crossflow",
    "outlet",
]

Floats = NDArray[np.float64]

#: Least share of a flow that a film is counted with.
_STILL = 1e-6
#: Rounds in which the temperature of leaving air settles within a hundredth of a kelvin.
_ROUNDS = 5
#: Coolers whose coil or fill is wetted: the heat itself leaves as vapour, not only the cooling of the air.
WETTED_COILS = ("tower", "hybrid")


@formula("T_in", unit="degC", source="textbook", clause="adiabatic pre-cooling")
def adiabatic_air(T_db: Quantity, eta: Quantity, T_wb: Quantity) -> Quantity:
    """Air entering a cooler behind wetted pads."""
    return T_db - eta * (T_db - T_wb)


@formula("C_air", unit="kW/K", source="derived", clause="at the rated point")
def air_rate(Q_r: Quantity, eps_air: Quantity, dT_in: Quantity) -> Quantity:
    """Heat capacity rate of a cooler's air, back-calculated from its rated point."""
    return Q_r / (eps_air * dT_in)


@formula("C_fluid", unit="kW/K", source="derived", clause="at the rated point")
def fluid_rate(Q_r: Quantity, dT_fluid: Quantity) -> Quantity:
    """Heat capacity rate of a cooler's fluid at its rated point."""
    return Q_r / dT_fluid


@formula("COP", unit="", source="derived", clause="rated COP and slope over outdoor temperature")
def chiller_cop(COP_r: Quantity, s: Quantity, T_air: Quantity, T_r: Quantity) -> Quantity:
    """Coefficient of performance of an air-cooled chiller at an outdoor temperature."""
    return COP_r * (1 - s * (T_air - T_r) / q(1, "delta_degC"))


@formula("UA", unit="kW/K", source="lbl-buildings", clause="DryCoilEffectivenessNTU, HADryCoil")
def coil_ua(
    UA_r: Quantity, r: Quantity, f_air: Quantity, n_air: Quantity, f_fluid: Quantity, n_fluid: Quantity
) -> Quantity:
    """UA of a dry coil whose films follow powers of their flows over the rated ones; r is the rated conductance of the
    air's film over that of the fluid's.
    """
    return UA_r * (1 + r) / (f_air**-n_air + r * f_fluid**-n_fluid)


@dataclass(frozen=True, slots=True)
class DrySide:
    """The films of a dry coil: heat capacity rate of its air at the rated point [kW/K], conductance of the air's film
    over that of the fluid's there, exponents of both over their flows.
    """

    air: float
    ratio: float
    air_exponent: float
    fluid_exponent: float

    def ua(self, rated: float, air: Floats, fluid: Any) -> Floats:
        """UA [kW/K] of a rated one for a heat capacity rate of the air [kW/K] and a share of the rated fluid flow."""
        flows = {"f_air": np.maximum(air / self.air, _STILL), "f_fluid": np.maximum(fluid, _STILL)}
        films = {"r": self.ratio, "n_air": self.air_exponent, "n_fluid": self.fluid_exponent}
        return np.asarray(coil_ua.function(UA_r=rated, **flows, **films))


@dataclass(frozen=True, slots=True)
class WetSide:
    """A fill or wetted coil: dry air of full fans at the site [kg/s], UA [kW/K] at the rated slope of the enthalpy of
    saturated air [kJ/kg/K], share of the circulating water that is lost as drift, exponent of the UA over the airflow.
    """

    air: float
    ua: float
    slope: float
    drift: float
    exponent: float


@dataclass(frozen=True, slots=True)
class CoolerModel:
    """A cooler ready to calculate: air rate at full fans and site density [kW/K] (a number, or one for each hour), UA
    [kW/K], fans [kW], pad effectiveness; `wet` where its fill or coil is wetted; `approach` of its fluid to its air
    that it is credited with at least [K] (to the wet bulb while its coil or fill is wetted), `approach_dry` while a
    coil that could be wetted works dry; `dry` where its coil works dry, else the UA stays as it is.
    """

    key: str
    type: str
    heat_rated: float
    air_rate: Any
    ua: float
    fan_power: float
    saturation: float
    fluid_drop: float
    fluid_rate_rated: float
    wet: WetSide | None = None
    approach: float = 0.0
    dry: DrySide | None = None
    approach_dry: float = 0.0

    def nearest(self, wetted: Any) -> Any:
        """Approach that it is credited with at least [K], wetted or not (one for each hour where that is)."""
        return np.where(wetted, self.approach, max(self.approach, self.approach_dry))


@dataclass(frozen=True, slots=True)
class Moist:
    """What a wetted coil works with: fluid entering the bank and water made up [degC], pressure of the site [Pa],
    whether it is wetted (a tower always is), each a number or one for each hour.
    """

    warm: Any
    made_up: float
    pressure: float
    on: Any = True


def conductance(
    model: CoolerModel,
    fluid: Floats | float,
    entering: Any,
    moist: Moist | None = None,
    speed: Floats | float = 1.0,
    pressure: Floats | float = 1.0,
) -> Floats:
    """Heat over inlet difference of one cooler [kW/K]; a wetted coil by the enthalpy of saturated air in place of the
    temperature of air (Merkel), without `moist` at its rated slope.

    Args:
        model: the cooler.
        fluid: heat capacity rate of its fluid [kW/K].
        entering: air entering [degC]; of a wetted coil near its wet bulb.
        moist: what a wetted coil works with.
        speed: share of fan speed.
        pressure: pressure of the hour over that of the site.
    """
    turned = np.asarray(pressure * speed, dtype=np.float64)
    rate, ua = np.asarray(model.air_rate * turned, dtype=np.float64), np.asarray(model.ua)
    if model.dry is not None:
        ua = model.dry.ua(model.ua, rate, fluid / model.fluid_rate_rated)
    if model.wet is not None and moist is not None:
        wet_rate, wet_ua = _wetted(model.wet, fluid, (entering, moist), turned, pressure)
        on = np.logical_or(moist.on, model.type == "tower")
        rate, ua = np.where(on, wet_rate, rate), np.where(on, wet_ua, ua)
    smaller, larger = np.minimum(rate, fluid), np.maximum(rate, fluid)
    return np.asarray(crossflow(ua / smaller, smaller / larger) * smaller)


def _wetted(
    side: WetSide, fluid: Floats | float, inlets: tuple[Any, Moist], turned: Floats, ratio: Floats | float
) -> tuple[Floats, Floats]:
    """Air rate and UA [kW/K] of a wetted coil for inlets = (air [degC], what it works with): the slope of the enthalpy
    of saturated air between where the air enters and where it leaves, found by iteration.
    """
    moist, cold = inlets[1], np.asarray(inlets[0], dtype=np.float64)
    span = np.maximum(np.asarray(moist.warm, dtype=np.float64) - cold, 0.5)
    pressure, water = moist.pressure * ratio, moist_air.water_enthalpy(moist.made_up)
    start, rise = moist_air.saturated_enthalpy(cold, pressure, water), 0.6 * span
    for _ in range(_ROUNDS):
        rise = np.maximum(rise, 0.05)
        slope = (moist_air.saturated_enthalpy(cold + rise, pressure, water) - start) / rise
        rate, ua = side.air * turned * slope, side.ua * slope / side.slope * turned**side.exponent
        smaller, larger = np.minimum(rate, fluid), np.maximum(rate, fluid)
        rise = crossflow(ua / smaller, smaller / larger) * smaller * span / rate
    return rate, ua


def cooler_model(bench: Bench, record: Cooler) -> CoolerModel:
    """The model of a cooler record at the site's air density.

    Raises `UnknownValue` when the rated point is not known.
    """
    rules, slug = bench.rules, record.slug
    inlet = delta(record.fluid_in_rated.si("degC") - record.air_rated.si("degC"))
    cooled = delta(record.fluid_in_rated.si("degC") - record.fluid_out_rated.si("degC"))
    fluid = bench.keep(fluid_rate, f"cooler_fluid_rate[{slug}]", Q_r=record.heat_rated, dT_fluid=cooled)
    heat, flow = record.heat_rated.si("kW"), fluid.si("kW/K")
    wet = _wet_side(bench, record, flow) if record.type in WETTED_COILS else None
    dry = None
    if wet is not None and record.type == "tower":
        rate, ua = wet.air * wet.slope, wet.ua
    else:
        dry_point = record.dry_air_rated or record.air_rated
        inlet = delta(record.fluid_in_rated.si("degC") - dry_point.si("degC"))
        effect = rules["cooler_air_effectiveness"]
        air = bench.keep(
            air_rate, f"cooler_air_rate[{slug}]", Q_r=record.heat_rated, eps_air=effect, dT_in=inlet
        ).si("kW/K")
        rate, ua = air * bench.density_ratio, _ua_of(heat, inlet.magnitude, air, flow)
        dry = _dry_side(bench, slug, air, ua)
    drop = record.fluid_drop
    if not drop.known:
        drop = rules["cooler_drop_default"]
        bench.ask("cooler_drop", record.key, drop)
    saturation = record.saturation_effectiveness
    pads = record.type != "dry" and saturation.known
    return CoolerModel(
        record.key, record.type, heat, rate, ua, record.fan_power.si("kW"), saturation.si("") if pads else 0.0,
        drop.si("kPa"), flow, wet, rules.si("least_approach" if wet is None else "least_approach_wet", "delta_degC"),
        dry,
        0.0 if wet is None or dry is None else rules.si("least_approach", "delta_degC"),
    )


def _dry_side(bench: Bench, slug: str, air: float, ua: float) -> DrySide:
    """The films of a dry coil of an air rate and UA at its rated point [kW/K]; what its UA is at the site with full
    fans and the rated flow is kept as a step.
    """
    rules = bench.rules
    ratio, by_air, by_fluid = (rules[f"coil_{name}"] for name in ("film_ratio", "air_exponent", "fluid_exponent"))
    bench.keep(
        coil_ua, f"cooler_ua[{slug}]", UA_r=q(ua, "kW/K"), r=ratio, f_air=q(bench.density_ratio), n_air=by_air,
        f_fluid=q(1.0), n_fluid=by_fluid,
    )
    return DrySide(air, ratio.si(""), by_air.si(""), by_fluid.si(""))


def _wet_side(bench: Bench, record: Cooler, fluid: float) -> WetSide:
    """The wetted coil of a record whose fluid has a heat capacity rate [kW/K]; an airflow that no maker states is asked
    for.
    """
    rules, heat = bench.rules, record.heat_rated.si("kW")
    airflow = record.airflow
    if airflow is None or not airflow.known:
        per_heat = rules["wet_airflow"]
        airflow = Value(
            q(per_heat.si("m3/s/MW") * heat / 1000.0, "m3/s"), per_heat.evidence, per_heat.name
        )
        bench.ask("cooler_airflow", record.key, airflow)
    full = bench.keep(
        dry_air, f"cooler_dry_air[{record.slug}]", V_air=airflow, rho=rules["standard_air"], sigma=q(1.0)
    ).si("kg/s")
    cold, inlet = record.air_rated.si("degC"), record.fluid_in_rated.si("degC") - record.air_rated.si("degC")
    water = float(moist_air.water_enthalpy(record.fluid_out_rated.si("degC")))
    start = float(moist_air.saturated_enthalpy(cold, moist_air.STANDARD_PA, water))
    leaving = float(moist_air.saturated_at(start + heat / full, moist_air.STANDARD_PA, water))
    slope = heat / full / max(leaving - cold, 0.05)
    lost = rules.si(f"drift_{record.eliminator or 'cellular'}")
    exponent = rules.si("wet_exponent")
    return WetSide(full * bench.density_ratio, _ua_of(heat, inlet, full * slope, fluid), slope, lost, exponent)


def _ua_of(heat: float, inlet: float, air: float, fluid: float) -> float:
    """UA [kW/K] that gives the rated heat, by bisection on the transfer units (effectiveness rises with them)."""
    smaller, larger = min(air, fluid), max(air, fluid)
    wanted = heat / (smaller * inlet)
    low, high = 1e-3, 1e3
    for _ in range(80):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if float(crossflow(middle, smaller / larger)) < wanted else (low, middle)
    return math.sqrt(low * high) * smaller


def outlet(
    model: CoolerModel,
    fluid_in: Floats | float,
    fluid_kw_k: Floats | float,
    air: Floats | float,
    fan: Floats | float = 1.0,
    moist: Moist | None = None,
) -> Floats:
    """Fluid leaving a cooler [degC]: fluid entering [degC] and its rate [kW/K], air entering [degC], share of fan
    speed.
    """
    fluid = np.asarray(fluid_kw_k, dtype=np.float64)
    heat = conductance(model, fluid, air, moist, fan) * (np.asarray(fluid_in) - np.asarray(air))
    return np.asarray(np.asarray(fluid_in) - heat / fluid)


def coolers_needed(
    model: CoolerModel, job: tuple[float, float, float], air_c: float, moist: Moist | None = None, most: int = 100
) -> int:
    """The fewest coolers that bring a loop to its supply: job = (fluid rate [kW/K], return, supply [degC]); 0 if none
    can.
    """
    rate, warm, cold = job
    if air_c >= cold or air_c + float(model.nearest(moist is not None)) > cold + 1e-9:
        return 0
    for count in range(1, most + 1):
        if float(outlet(model, warm, rate / count, air_c, 1.0, moist)) <= cold + 1e-9:
            return count
    return 0


@dataclass(frozen=True, slots=True)
class ChillerModel:
    """A chiller at its rating and supply: capacity [kW], COP, their slopes over outdoor air [1/K] (None: that of the
    capacity), rated air [degC], coldest condensing air [degC].
    """

    key: str
    type: str
    capacity: float
    cop: float
    slope: float
    air_c: float
    least_air_c: float
    fluid_drop: float
    cop_slope: float | None = None

    @property
    def cop_fall(self) -> float:
        """Share of the COP that a kelvin of warmer air takes."""
        return self.slope if self.cop_slope is None else self.cop_slope

    def at(self, air: Floats | float) -> tuple[Floats, Floats]:
        """Capacity [kW] and COP at outdoor temperatures [degC]."""
        warmer = np.maximum(np.asarray(air, dtype=np.float64), self.least_air_c) - self.air_c
        capacity, cop = (np.maximum(1.0 - slope * warmer, 0.1) for slope in (self.slope, self.cop_fall))
        return self.capacity * capacity, self.cop * cop


def chiller_model(bench: Bench, record: Chiller, supply_c: float) -> ChillerModel:
    """The model of a chiller record at its supply [degC], and at the site's elevation where air cools its condenser."""
    drop, height, supply = record.fluid_drop, bench.site.elevation, q(supply_c, "degC")
    rated: Value | Step = bench.keep(
        chiller_at_supply, f"chiller_at_supply[{record.slug}]", Q_r=record.heat_rated, s=record.supply_slope,
        T_r=record.supply_rated, T_s=supply,
    )
    cop = bench.keep(
        chiller_cop_at_supply, f"chiller_cop_at_supply[{record.slug}]", COP_r=record.cop_rated,
        s=record.cop_supply_slope, T_r=record.supply_rated, T_s=supply,
    )
    capacity = rated.si("kW")
    if record.type != "water-cooled" and height.known and height.si("m") > 0.0:
        key = f"chiller_altitude[{record.slug}]"
        capacity = bench.keep(chiller_altitude, key, Q_r=rated, k=bench.rules["chiller_altitude"], z=height).si("kW")
    return ChillerModel(
        record.key,
        record.type,
        capacity,
        cop.si(""),
        record.capacity_slope.si("") if record.capacity_slope.known else 0.0,
        record.air_rated.si("degC"),
        bench.rules.si("chiller_air_least", "degC"),
        drop.si("kPa") if drop.known else 0.0,
        record.cop_slope.si("") if record.cop_slope is not None and record.cop_slope.known else None,
    )
