"""Which CDU, cooler, chiller and air unit sizing counts with, and why the others were passed over."""

import math
from collections.abc import Sequence
from functools import partial
from math import ceil

from designer.catalog import AirUnit, Cdu, Chiller, Climate, Cooler
from designer.ledger import Limit, Step, Value
from designer.model import Note, NoteKind, Trade
from designer.sizing import formulas as f
from designer.sizing.approach import counted_approach, units_running
from designer.sizing.basis import Basis
from designer.sizing.chilling import chosen_chiller, coil_water, supply_for_air, trim_share
from designer.sizing.cooler_size import most_heat, no_larger
from designer.sizing.demand import PlantChoice
from designer.sizing.life_cost import cheapest
from designer.sizing.plant import air_density, air_pressure_ratio, rack_airflow
from designer.sizing.records import Standing
from designer.sizing.scale import Scale, scale_of
from designer.sizing.standing import Beside, CoolerOption, kept_air_unit, kept_chiller, kept_cooler
from designer.units import magnitude, q

__all__ = ["choose_plant", "closest_approach"]

Kept = tuple[CoolerOption | None, tuple[Standing, ...], tuple[tuple[Beside, ...], tuple[Standing, ...]]]


def choose_plant(basis: Basis, served: Sequence[tuple[str, int]] = (), floor: bool = False) -> PlantChoice:
    """The plant of the programme: wished by the brief, else the best usable record of the catalog, for the racks
    `served` (kind, number); where none are told, for as many as the hall is likely to have, with `floor` for the most
    that its floor takes, whatever the import.
    """
    scale, most = scale_of(basis, served, floor), most_heat(basis, served)
    cdu = _cdu(basis, scale)
    supply = basis.site.wishes.cooling.supply_temperature
    approach, heat = counted_approach(basis, cdu, _lowest(basis)) if cdu else (basis.rule("dry_approach"), None)
    fws = basis.keep(f.facility_supply, "facility_supply", T_tcs=supply, dT_approach=approach)
    served_coil = _served(basis, scale)
    fws = supply_for_air(basis, fws, served_coil)
    cooler, air, unit, coolers = _cooler(basis, fws, most)
    air_unit, units = _air_unit(basis, fws, scale, served_coil)
    trim = cooler is None and _may_trim(basis)
    chiller = chosen_chiller(basis, fws, (air_unit, scale), trim)
    stays, chillers = kept_chiller(basis, chiller)
    share = None
    if trim and chiller:
        cooler, air, unit, share = _free_cooler(basis, (fws, most), chiller)
    if cdu:
        basis.decide("cdu_choice", cdu.key, cdu=cdu.name, heat=cdu.heat_rated, flow=cdu.tcs_flow_rated)
    if cooler and unit and not trim:
        basis.decide("cooler_choice", cooler.key, cooler=cooler.name, capacity=unit.result, supply=fws.result)
    return PlantChoice(
        cdu, cooler, chiller, air_unit, air, unit, share, (*coolers[1], *units[1], *chillers),
        (None if trim else coolers[0], units[0], stays), ((), ()) if trim else coolers[2],
        cold_enough=fws.si("degC") <= coil_water(basis, air_unit), approach=approach if cdu else None, cdu_heat=heat,
        chilled=min(coil_water(basis, air_unit), fws.si("degC")),
    )


def _cdu(basis: Basis, scale: Scale) -> Cdu | None:
    """The brief's CDU, else that of least cost over its life for loops of the hall's scale."""
    wish = basis.site.wishes.cooling.cdu
    if wish:
        return basis.catalog.get(Cdu, wish)
    supply = basis.site.wishes.cooling.supply_temperature
    fit = _fitting(basis, supply)
    loops, lowest = scale.loops(basis.catalog.threshold("cooling", "racks_per_loop").si("")), _lowest(basis)
    if lowest and supply.known:
        fit = _within(fit, supply.si("degC") - min(lowest)) or fit
    if basis.approach is not None:
        closest = min((c.approach_rated.si("delta_degC") for c in fit), default=0.0)
        fit = _within(fit, max(basis.approach, closest))

    def duty(cdu: Cdu) -> tuple[int, float] | None:
        desk = Basis(basis.site, basis.catalog, approach=basis.approach)
        approach = counted_approach(desk, cdu, lowest)[0].si("delta_degC")
        needed = units_running(desk, cdu, approach, (scale.liquid / loops, scale.flow / loops))
        return None if needed is None else (needed, loops * needed * cdu.power.si("kW"))

    return cheapest(basis, "cdu", fit, duty, loops)


def _fitting(basis: Basis, supply: Value) -> list[Cdu]:
    """The complete CDUs of the catalog outside racks that are made for a supply temperature, else all of them."""
    fit = [c for c in basis.catalog.all(Cdu) if not c.missing() and c.form != "in-rack"]
    return [c for c in fit if _supplies(c, supply)] or fit


def closest_approach(basis: Basis, supply: Value) -> float:
    """The closest published approach [K] of the CDUs that the brief allows at a supply temperature."""
    wish = basis.site.wishes.cooling.cdu
    allowed = [basis.catalog.get(Cdu, wish)] if wish else _fitting(basis, supply)
    return min((c.approach_rated.si("delta_degC") for c in allowed if c.approach_rated.known), default=math.inf)


def _within(units: list[Cdu], approach: float) -> list[Cdu]:
    """The CDUs that are published with an approach [K] or a closer one."""
    return [c for c in units if c.approach_rated.si("delta_degC") <= approach + 1e-9]


def _supplies(cdu: Cdu, supply: Value) -> bool:
    """Whether a supply temperature lies in the range of a CDU, as far as both are known."""
    if not supply.known:
        return True
    above = not cdu.supply_min.known or supply.si("degC") >= cdu.supply_min.si("degC")
    return above and (not cdu.supply_max.known or supply.si("degC") <= cdu.supply_max.si("degC"))


def _lowest(basis: Basis) -> tuple[float, ...]:
    """The coldest facility supply [degC] that a permitted cooler makes at the design day, with the screening approach
    and with the least one; empty where no weather is known, or where chillers finish the water.
    """
    climate = basis.site.climate
    if climate is None or not climate.design_dry_bulb.known or _may_trim(basis):
        return ()
    day = (climate.design_dry_bulb, climate.design_wet_bulb)
    airs = [_air_entering(basis, c, *day).si("degC") for c in _permitted_coolers(basis)]
    return tuple(min(airs) + margin for margin in _margins(basis)) if airs else ()


def _margins(basis: Basis) -> tuple[float, float]:
    """How near [K] a cooler comes to its air: for screening, and at least."""
    beside, least = (
        basis.catalog.threshold("cooling", k).si("delta_degC") for k in ("recirculation", "least_approach")
    )
    return basis.rule("dry_approach").si("delta_degC"), beside + least


def _cooler(
    basis: Basis, fws: Step, most: float | None
) -> tuple[Cooler | None, Step | None, Step | None, Kept]:
    """The cooler that would be bought where the hall gives off so much heat at most [kW], its air and capacity; that
    which stands there and passes, all of the mine's.
    """
    climate = basis.site.climate
    if climate is None or not climate.design_dry_bulb.known:
        basis.notes.append(Note(NoteKind.RFI, "sizing.climate_unknown", Trade.SIZING, "site.climate"))
        return None, None, None, kept_cooler(basis, (), None)
    reach = next(filter(None, (_in_reach(basis, climate, fws, margin) for margin in _margins(basis))), [])
    units = [(o[1], o[3]) for o in reach]
    options = no_larger(basis, most, units, lambda passed: [o for o in reach if o[1] not in passed])
    best_one = min(options, key=lambda o: (o[0], o[1].slug), default=None)
    standing = kept_cooler(basis, options, best_one)
    if best_one is None and not _may_trim(basis):
        basis.notes.append(
            Note(
                NoteKind.RISK,
                "sizing.no_cooler",
                Trade.COOLING,
                "",
                {"supply": fws.result, "outdoor": climate.design_dry_bulb},
            )
        )
    if best_one is None:
        return None, None, None, standing
    _, cooler, air, unit = best_one
    basis.steps += [air, unit]
    return cooler, air, unit, standing


def _in_reach(
    basis: Basis, climate: Climate, fws: Step, approach: float
) -> list[CoolerOption]:
    """The permitted coolers that come so near [K] to their air, each with its rank, air and capacity."""
    wishes = basis.site.wishes.cooling
    found: list[CoolerOption] = []
    for cooler in _permitted_coolers(basis):
        air = _air_entering(basis, cooler, climate.design_dry_bulb, climate.design_wet_bulb)
        if air.si("degC") + approach > fws.si("degC") + 1e-9:
            continue
        unit = _capacity(basis, cooler, fws, air)
        rank = {"dry": 0.0, "adiabatic": 1.0, "hybrid": 1.5, "tower": 2.0}[cooler.type] if not wishes.cooler else 0.0
        found.append((rank - unit.si("kW") * 1e-6, cooler, air, unit))
    return found


def _may_trim(basis: Basis) -> bool:
    """Whether chillers may carry the heat of the facility loop: the brief names them among the ways of rejection."""
    wishes = basis.site.wishes.cooling
    climate = basis.site.climate
    known = climate is not None and climate.design_dry_bulb.known
    return known and wishes.chillers_allowed and "chiller" in wishes.rejection


def _free_cooler(
    basis: Basis, water: tuple[Step, float | None], chiller: Chiller
) -> tuple[Cooler | None, Step | None, Step | None, Step | None]:
    """The cooler of most capacity for the hours in which it does the work alone, and what it leaves to the chillers at
    the design day; `water` is the facility supply, and the most heat that the hall gives off [kW].
    """
    fws, most = water
    air = basis.keep(f.facility_supply, "free_cooling_air", T_tcs=fws, dT_approach=basis.rule("dry_approach"))
    found = [(_capacity(basis, c, fws, air), c) for c in _permitted_coolers(basis)]
    units = [(c, u) for u, c in found]
    options = no_larger(basis, most, units, lambda passed: [o for o in found if o[1] not in passed])
    climate = basis.site.climate
    if not options or climate is None:
        return None, None, None, None
    unit, cooler = max(options, key=lambda o: (o[0].si("kW"), o[1].slug))
    basis.steps.append(unit)
    names = (cooler.name, chiller.name)
    basis.decide("free_cooling", cooler.key, cooler=names[0], chiller=names[1], air=air.result, supply=fws.result)
    day = _air_entering(basis, cooler, climate.design_dry_bulb, climate.design_wet_bulb)
    share = basis.keep(trim_share, "trim_share", T_fws=fws, dT_fws=basis.rule("fws_rise"), T_day=day, T_free=air)
    return cooler, air, unit, share


def _permitted_coolers(basis: Basis) -> list[Cooler]:
    wishes = basis.site.wishes.cooling
    if wishes.cooler:
        return [basis.catalog.get(Cooler, wishes.cooler)]
    types = set(wishes.rejection) & {"dry", "adiabatic", "hybrid", "tower"} or {"dry", "adiabatic"}
    if not basis.site.water.available or (basis.dry and "dry" in types and _may_trim(basis)):
        types &= {"dry"}
    return [c for c in basis.catalog.all(Cooler) if c.type in types and not c.missing()]


def _air_entering(basis: Basis, cooler: Cooler, dry_bulb: Value, wet_bulb: Value) -> Step:
    effectiveness = cooler.saturation_effectiveness
    wet = cooler.type != "dry" and effectiveness.known and wet_bulb.known
    depression = q(dry_bulb.si("degC") - wet_bulb.si("degC"), "delta_degC") if wet else q(0.0, "delta_degC")
    eta = effectiveness if wet else basis.rule("zero")
    return f.rejected_temperature.step(
        f"sizing.cooler_air[{cooler.slug}]", T_db=dry_bulb, T_depression=depression, eta_sat=eta
    )


def _capacity(basis: Basis, cooler: Cooler, fws: Step, air: Step) -> Step:
    elevation = basis.site.elevation
    height = elevation if elevation.known else basis.rule("elevation_default")
    density = air_pressure_ratio.step("sizing.air_density", z=height)
    if all(s.key != density.key for s in basis.steps):
        basis.steps.append(density)
    rated = q(cooler.fluid_in_rated.si("degC") - cooler.air_rated.si("degC"), "delta_degC")
    inlet = f.inlet_difference(T_fws=fws, dT_fws=basis.rule("fws_rise"), T_air=air)
    return f.cooler_capacity.step(
        f"sizing.cooler_capacity[{cooler.slug}]",
        Q_rated=cooler.heat_rated,
        dT_in=inlet,
        dT_in_rated=rated,
        f_elev=density,
        limit=Limit(">=", q(0.0, "kW"), "capacity at the design day", "derived"),
    )


def _air_unit(
    basis: Basis, fws: Step, scale: Scale, coldest: AirUnit | None
) -> tuple[AirUnit, tuple[AirUnit | None, tuple[Standing, ...]]]:
    """The air unit of least cost over its life: of those under the ceiling, of those whose coils take the facility
    water where some do; else without chillers the one whose coil takes the `coldest` water that coolers make.
    """
    fit = _coils(basis)
    warm = [a for a in fit if coil_water(basis, a) >= fws.si("degC") - 1e-6]
    if not warm and coldest is not None and not basis.site.wishes.cooling.chillers_allowed:
        warm = [coldest]
    chosen = cheapest(basis, "air-unit", warm or fit, partial(_air_duty, basis, scale.air))
    if chosen is None:
        raise LookupError("air-unit")
    basis.decide("air_unit_choice", chosen.key, unit=chosen.name, heat=chosen.heat_rated)
    return chosen, kept_air_unit(basis, fws, chosen)


def _coils(basis: Basis) -> list[AirUnit]:
    """The air units with coils that stand under the ceiling, all where none does."""
    fit = [a for a in basis.catalog.all(AirUnit) if a.type != "exhaust-fan" and not a.missing()]
    ceiling = basis.site.hall.clear_height
    return [a for a in fit if not ceiling.known or a.height.si("m") <= ceiling.si("m")] or fit


def _served(basis: Basis, scale: Scale) -> AirUnit | None:
    """The air unit of least cost among those whose coils take the coldest water that permitted coolers make."""
    lowest, desk = min(_lowest(basis), default=math.inf), Basis(basis.site, basis.catalog)
    cold = [a for a in _coils(basis) if coil_water(basis, a) >= lowest - 1e-9]
    return cheapest(desk, "air-unit", cold, partial(_air_duty, desk, scale.air)) if cold else None


def _air_duty(basis: Basis, heat: float, unit: AirUnit) -> tuple[int, float] | None:
    """Units that carry a heat [kW] to the hall's air by coil and by airflow, and what their fans draw [kW]."""
    supply, rule = basis.site.wishes.cooling.air_supply, partial(basis.catalog.threshold, "cooling")
    rise, water, fan = rule("air_delta").si("delta_degC"), coil_water(basis, unit), unit.fan_power.si("kW")
    rated = unit.air_in_rated.si("degC") - unit.water_in_rated.si("degC") if unit.air_in_rated.known else rise
    each = unit.heat_rated.si("kW") * (supply.si("degC") + rise - water) / rated - fan
    if each <= 0.0:
        return None
    density = air_density(p=q(101.325, "kPa"), T=supply.q)
    through = rack_airflow(
        Q_air=q(heat, "kW"), rho=density, dT=rule("air_delta").q, f_leak=rule("containment_leak").q
    )
    by_flow = magnitude(through, "m3/s") / unit.airflow.si("m3/s")
    needed = max(1, ceil(heat / each - 1e-9), ceil(by_flow - 1e-9))
    return needed, needed * fan
