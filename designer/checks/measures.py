"""What a requirement in the user's own words may be judged by: named measures of a design, and every ledger step."""

from collections.abc import Callable, Mapping

from designer.checks.formulas import round_trip
from designer.checks.records import Design
from designer.units import Quantity, q

__all__ = ["MEASURES", "measure"]

Measure = Callable[[Design], Quantity | None]


def _round_trip(design: Design) -> Quantity | None:
    """The shortest route to the wished metro (to any, when none is wished)."""
    site = design.trades.site
    metro = site.wishes.fabric.metro
    routes = [r for r in site.fibre if r.length.known and (not metro or not r.metro or r.metro == metro)]
    if not routes:
        return None
    shortest = min((r.length.q for r in routes), key=lambda length: float(length.m_as("meter")))
    return round_trip(L_route=shortest, t_m=design.trades.catalog.threshold("fabric", "propagation_high"))


def _temperature(key: str) -> Measure:
    def read(design: Design) -> Quantity | None:
        found = design.trades.cooling.temperatures.get(key)
        return None if found is None else q(found, "degC")

    return read


#: Subject -> its measure. A ledger key is a subject too.
MEASURES: Mapping[str, Measure] = {
    "fabric.rtt": _round_trip,
    "cooling.supply": _temperature("tcs_supply"),
    "cooling.return": _temperature("fws_return"),
    "cooling.rack_return": _temperature("tcs_return"),
    "cooling.air_supply": _temperature("air_supply"),
    "cooling.pue": lambda d: q(d.trades.cooling.annual.pue),
    "cooling.wue": lambda d: q(d.trades.cooling.annual.wue, "L/kWh"),
    "cooling.water": lambda d: q(d.trades.cooling.annual.water, "m3"),
    "cooling.water_day": lambda d: q(d.trades.cooling.daily_water, "L"),
    "power.site_peak": lambda d: q(d.trades.power.site_power_peak_kw, "kW"),
    "power.it": lambda d: q(d.trades.power.critical_it_kw, "kW"),
    "power.site_factor": lambda d: q(d.trades.power.peak_site_factor),
    "sizing.racks": lambda d: q(float(d.trades.programme.gpu_racks), "rack"),
    "sizing.gpus": lambda d: q(float(d.trades.programme.gpus), "gpu"),
    "layout.egress": lambda d: q(d.trades.layout.egress_distance, "m"),
    "redundancy.single_points": lambda d: q(float(len(d.proof.single_points))),
    "bom.cost": lambda d: q(d.bom.total[1], "USD"),
    "bom.lead": lambda d: q(d.bom.longest_lead[1], "week"),
}


def measure(design: Design, subject: str) -> Quantity | None:
    """The measure of a subject, None when it has none here."""
    if subject in MEASURES:
        return MEASURES[subject](design)
    step = design.ledger.steps.get(subject)
    return None if step is None else step.result
