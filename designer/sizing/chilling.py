"""The chiller that sizing counts with: that of least energy over the year, by the hours of free cooling."""

import numpy as np
from numpy.typing import NDArray

from designer.catalog import AirUnit, Chiller
from designer.ledger import Evidence, Limit, Status, Step, Value, formula, maximum, minimum
from designer.sizing import formulas as f
from designer.sizing.basis import Basis, best
from designer.units import Quantity, q

__all__ = ["chosen_chiller", "coil_water", "trim_share"]


@formula("f_trim", unit="", source="derived", clause="heat of a cooler follows entering water less air")
def trim_share(T_fws: Quantity, dT_fws: Quantity, T_day: Quantity, T_free: Quantity) -> Quantity:
    """Share of the facility loop's heat that chillers carry at the design day, beside coolers that carry all of it in
    the air at which they do the work alone.
    """
    return maximum(q(0.0), minimum(q(1.0), (T_day - T_free) / ((T_fws - T_free) + dT_fws)))


def chosen_chiller(basis: Basis, fws: Step, unit: AirUnit, trim: bool) -> Chiller | None:
    """A chiller for the air coils where facility water is too warm for them, and for the facility loop with `trim`.

    The brief's own machine, else that of least electric energy for the year's heat; of two alike the more efficient at
    the design day.
    """
    wishes = basis.site.wishes.cooling
    coil = coil_water(basis)
    if not wishes.chillers_allowed or (fws.si("degC") <= coil and not trim):
        return None
    if wishes.chiller:
        return basis.catalog.get(Chiller, wishes.chiller)
    fit = [c for c in basis.catalog.all(Chiller) if c.type != "water-cooled" and not c.missing()]
    share = _free_share(basis, coil, unit)
    energy = {c.slug: _energy(basis, c, share) for c in fit}
    chosen = best(fit, lambda c: (energy[c.slug].si(""), -c.cop_rated.si("")))
    if chosen is None:
        return None
    basis.steps += [energy[slug] for slug in sorted(energy)]
    if fws.si("degC") > coil:
        basis.decide(
            "chiller_choice", chosen.key, chiller=chosen.name, coil=q(coil, "degC"), supply=fws.result,
            energy=energy[chosen.slug].result, hours=q(share * 100.0, "%"), count=len(fit),
        )
    return chosen


def coil_water(basis: Basis) -> float:
    """The warmest water that coils make the wished air with [degC]."""
    supply = basis.site.wishes.cooling.air_supply
    return supply.si("degC") - basis.rule("chilled_air_approach").si("delta_degC")


def _energy(basis: Basis, chiller: Chiller, share: float) -> Step:
    """Electric energy over heat, mean of the year; only a free-cooling machine has hours of free cooling."""
    free = share if chiller.type == "free-cooling" else 0.0
    climate = basis.site.climate
    locator = climate.key if climate else ""
    return f.chiller_energy.step(
        f"sizing.chiller_energy[{chiller.slug}]",
        COP=chiller.cop_rated,
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
