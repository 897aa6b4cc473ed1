"""The chiller that sizing counts with: that of least cost over its life, its energy by the hours of free cooling."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from designer.catalog import AirUnit, Chiller
from designer.ledger import Evidence, Limit, Status, Step, Value, formula, maximum, minimum
from designer.sizing import formulas as f
from designer.sizing.basis import Basis
from designer.sizing.life_cost import cheapest
from designer.sizing.plant import chiller_at_supply, chiller_cop_at_supply
from designer.sizing.scale import Scale
from designer.units import Quantity, q

__all__ = ["at_supply", "chosen_chiller", "coil_water", "supply_for_air", "trim_share", "water_for_air"]


@formula("f_trim", unit="", source="derived", clause="heat of a cooler follows entering water less air")
def trim_share(T_fws: Quantity, dT_fws: Quantity, T_day: Quantity, T_free: Quantity) -> Quantity:
    """Share of the facility loop's heat that chillers carry at the design day, beside coolers that carry all of it in
    the air at which they do the work alone.
    """
    return maximum(q(0.0), minimum(q(1.0), (T_day - T_free) / ((T_fws - T_free) + dT_fws)))


@formula("T_coil", unit="degC", source="derived", clause="rated approach of the coil")
def water_for_air(T_air: Quantity, dT_coil: Quantity) -> Quantity:
    """Facility supply with which coils make the air of the racks."""
    return T_air - dT_coil


def supply_for_air(basis: Basis, fws: Step, unit: AirUnit | None) -> Step:
    """The facility supply: what CDUs take, or colder for the coils of a unit that coolers can serve, where neither
    chillers may nor outdoor air can cool the hall's air.
    """
    wish, climate = basis.site.wishes.cooling, basis.site.climate
    if wish.chillers_allowed or unit is None or climate is None:
        return fws
    rule = basis.catalog.threshold
    outdoor = climate.design_dry_bulb.si("degC") + sum(
        rule(family, key).si("delta_degC") for family, key in (("cooling", "recirculation"), ("brief", "fan_rise"))
    )
    warmest = max(wish.air_supply.si("degC"), rule("cooling", "air_supply_max").si("degC"))
    coil = coil_water(basis, unit)
    if outdoor <= warmest or coil >= fws.si("degC"):
        return fws
    beside = q(wish.air_supply.si("degC") - coil, "delta_degC")
    step = basis.keep(water_for_air, "facility_supply_for_air", T_air=wish.air_supply, dT_coil=beside)
    basis.decide("supply_for_air", "FWS", supply=step.result, before=fws.result, air=wish.air_supply,
                 outdoor=climate.design_dry_bulb)  # fmt: skip
    return step


def chosen_chiller(basis: Basis, fws: Step, carried: tuple[AirUnit, Scale], trim: bool) -> Chiller | None:
    """A chiller for the air coils where facility water is too warm for them, and for the facility loop with `trim`.

    The brief's own machine, else that of least cost over its life for the hall's scale, of those that are built for the
    frequency of the feed.

    Args:
        basis: the workbench.
        fws: facility supply.
        carried: the air unit, and the scale of the hall.
        trim: whether chillers finish the facility water.
    """
    wishes, (unit, scale) = basis.site.wishes.cooling, carried
    coil = coil_water(basis, unit)
    if not wishes.chillers_allowed or (fws.si("degC") <= coil and not trim):
        return None
    if wishes.chiller:
        return basis.catalog.get(Chiller, wishes.chiller)
    fit = [c for c in basis.catalog.all(Chiller) if c.type != "water-cooled" and not c.missing()]
    fit = [c for c in fit if _at_frequency(basis, c)] or fit
    share = _free_share(basis, coil, unit)
    supply = min(coil, fws.si("degC"))
    energy = {c.slug: _energy(basis, c, share, supply) for c in fit}
    rated = {c.slug: at_supply(basis, c, supply).si("kW") for c in fit}
    heat = scale.air + (scale.liquid if trim else 0.0)

    def duty(chiller: Chiller) -> tuple[int, float]:
        return max(1, ceil(heat / rated[chiller.slug] - 1e-9)), heat * energy[chiller.slug].si("")

    chosen = cheapest(basis, "chiller", fit, duty)
    if chosen is None:
        return None
    basis.steps += [energy[slug] for slug in sorted(energy)]
    if fws.si("degC") > coil:
        basis.decide(
            "chiller_choice", chosen.key, chiller=chosen.name, coil=q(coil, "degC"), supply=fws.result,
            energy=q(energy[chosen.slug].si("") * 100.0, "%"), hours=q(share * 100.0, "%"), count=len(fit),
        )
    return chosen


def _at_frequency(basis: Basis, chiller: Chiller) -> bool:
    """Whether a chiller is built for the frequency of the feed, as far as that is known."""
    frequency = basis.site.feed.frequency
    return not frequency.known or round(frequency.si("Hz")) in chiller.frequencies


def coil_water(basis: Basis, unit: AirUnit) -> float:
    """The warmest water that a unit's coil makes the wished air with [degC], by its rated approach."""
    supply = basis.site.wishes.cooling.air_supply.si("degC")
    if not unit.air_out_rated.known:
        return supply - basis.rule("chilled_air_approach").si("delta_degC")
    return supply - (unit.air_out_rated.si("degC") - unit.water_in_rated.si("degC"))


def at_supply(basis: Basis, chiller: Chiller, supply_c: float) -> Step:
    """Rated capacity of a chiller that makes water of a temperature [degC]."""
    return basis.keep(
        chiller_at_supply, f"chiller_at_supply[{chiller.slug}]", Q_r=chiller.heat_rated, s=chiller.supply_slope,
        T_r=chiller.supply_rated, T_s=q(supply_c, "degC"),
    )


def _energy(basis: Basis, chiller: Chiller, share: float, supply_c: float) -> Step:
    """Electric energy over heat at a supply [degC], mean of the year; only a free-cooling machine has hours of free
    cooling.
    """
    free = share if chiller.type == "free-cooling" else 0.0
    climate = basis.site.climate
    locator = climate.key if climate else ""
    return f.chiller_energy.step(
        f"sizing.chiller_energy[{chiller.slug}]",
        COP=basis.keep(
            chiller_cop_at_supply, f"chiller_cop_at_supply[{chiller.slug}]", COP_r=chiller.cop_rated,
            s=chiller.cop_supply_slope, T_r=chiller.supply_rated, T_s=q(supply_c, "degC"),
        ),
        f_free=Value(q(free), Evidence("derived", Status.DERIVED, locator), "sizing.free_share"),
        f_left=basis.catalog.threshold("cooling", "free_cooling_share"),
        limit=Limit(">=", q(0.0), "energy of the year", "derived"),
    )


def _free_share(basis: Basis, coil: float, unit: AirUnit) -> float:
    """Share of the year's heat that outdoor air takes: all below the approach, none above the warm water."""
    air = _hours(basis)
    if air.size == 0:
        return 0.0
    known = unit.water_in_rated.known and unit.water_out_rated.known
    rise = unit.water_out_rated.si("degC") - unit.water_in_rated.si("degC") if known else 0.0
    cold = coil - basis.catalog.threshold("cooling", "free_cooling_approach").si("delta_degC")
    warm = max(coil + rise, cold + 1e-6)
    return float(np.mean(np.clip((warm - air) / (warm - cold), 0.0, 1.0)))


def _hours(basis: Basis) -> NDArray[np.float64]:
    """Air of the weather file's hours, else of each month's mean over its daily range; none without months."""
    if basis.site.weather is not None:
        return np.array(basis.site.weather.dry)
    climate = basis.site.climate
    months = zip(climate.monthly_mean, climate.monthly_range, strict=False) if climate else ()
    swing = (np.arange(24) + 0.5) / 24.0 - 0.5
    known = [mean.si("degC") + width.si("K") * swing for mean, width in months if mean.known and width.known]
    return np.concatenate(known) if known else np.zeros(0)
