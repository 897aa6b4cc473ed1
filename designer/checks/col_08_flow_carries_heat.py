"""The flow of every rack carries its liquid heat over its temperature rise.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

import numpy as np

from designer.catalog import Coolant
from designer.checks.formulas import flow_heat
from designer.checks.reading import slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled
from designer.cooling.records import RackFlow
from designer.units import magnitude, q

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-08", "cooling", "block", ("cooling.direct_to_chip",), clause="heat = flow times rise")


def judge(design: Design) -> Iterator[Ruling]:
    """The relative difference for each rack, with the coolant's properties at its mean temperature."""
    trades = design.trades
    name = slug(trades.site.wishes.cooling.coolant)
    if trades.cooling.racks and name not in trades.catalog.slugs("coolant"):
        yield not_modelled("cooling.coolant")
        return
    rows = []
    for rack in trades.cooling.racks:
        carried = _carried(trades.catalog.get(Coolant, name), rack)
        rows.append((rack.tag, abs(carried - rack.heat) / max(rack.heat, 1e-9)))
    yield from compare(design, rows, "<=", trades.catalog.threshold("checks", "flow_heat"), "share")


def _carried(coolant: Coolant, rack: RackFlow) -> float:
    mean = (rack.supply + rack.returned) / 2
    at = [p.at.si("degC") for p in coolant.points]
    density = float(np.interp(mean, at, [p.density.si("kg/m3") for p in coolant.points]))
    capacity = float(np.interp(mean, at, [p.heat_capacity.si("J/kg/K") for p in coolant.points]))
    heat = flow_heat(
        V=q(rack.flow, "LPM"),
        rho=q(density, "kg/m3"),
        c_p=q(capacity, "J/kg/K"),
        dT=q(rack.returned - rack.supply, "K"),
    )
    return magnitude(heat, "kW")
