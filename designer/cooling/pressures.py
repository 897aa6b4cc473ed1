"""Pressures of a closed loop: at its vessel when cold and when its relief valve opens, behind its pumps, in the test,
and at its top when its pumps trip.

The vessel is joined at the suction of the pumps: its pressure is the least of the loop at its level, and pump head adds
to it. At the top of the loop the pressure stays above that of the air, so that vents let air out and none in. When
the pumps trip their head goes while the column still moves: behind what loses most it falls below that of rest, and
must not reach the vapour pressure there, else the column parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from designer.cooling.bench import Bench
from designer.cooling.pressure_records import LoopPressure
from designer.cooling.records import PipeRun
from designer.ledger import Given, Limit, Step, Value, formula, maximum, minimum
from designer.site.moist_air import saturation_pressure
from designer.sizing.coolant import Fluid
from designer.units import Quantity, magnitude, q

__all__ = ["GRAVITY", "Lost", "Pressures", "pressures_of", "saturated", "trip_drop", "vapour_pressure"]

GRAVITY = q(9.80665, "N/kg")


def saturated(temperature: Quantity) -> Quantity:
    """`saturation_pressure` of a temperature."""
    return q(float(saturation_pressure(np.array([magnitude(temperature, "degC")]))[0]) / 1000.0, "kPa")


@formula("p_v", unit="kPa", source="ashrae-f", clause="Hyland and Wexler, of water; glycol only lowers it")
def vapour_pressure(T: Quantity) -> Quantity:
    """Vapour pressure of a coolant."""
    return saturated(T)


@formula("dp_trip", unit="kPa", source="derived", clause="rigid column, supply and return alike, users half way round")
def trip_drop(dp_users: Quantity) -> Quantity:
    """Fall of pressure behind the users below that of rest when all pumps of a loop trip: their loss less the push of
    the slowing column, which has used half of itself up to there. Holds while pumps run down more slowly than a wave
    takes there and back.
    """
    return dp_users / 2


@formula("p_trip", unit="bar", source="textbook", clause="absolute, at the highest pipe behind the users")
def trip_pressure(p_fill: Quantity, rho: Quantity, g: Quantity, z: Quantity, dp_trip: Quantity) -> Quantity:
    """Lowest pressure at the top of a loop when its pumps trip."""
    return p_fill - rho * g * z - dp_trip


@formula("p_low", unit="bar", source="reflex-vessels", clause="absolute, at the highest pipe when pumps trip")
def least_pressure(p_v: Quantity, dp_v: Quantity) -> Quantity:
    """The least pressure that keeps vapour out of a loop: a margin over that at which its warmest coolant boils."""
    return p_v + dp_v


@formula("p_fill", unit="bar", source="unverified", clause="absolute, cold; the top above the air, and no vapour there")
def fill_pressure(
    p_set: Quantity, p_atm: Quantity, dp_top: Quantity, p_low: Quantity, dp_trip: Quantity, rho: Quantity, g: Quantity,
    z: Quantity,
) -> Quantity:
    """Fill pressure at the vessel of a loop."""
    return maximum(p_set, maximum(p_atm + dp_top, p_low + dp_trip) + rho * g * z)


@formula("p_relief", unit="bar", source="derived", clause="absolute; head and reserve for surges stay inside the limit")
def relief_pressure(
    p_set: Quantity, p_limit: Quantity, s: Quantity, p_atm: Quantity, H: Quantity, p_fill: Quantity, dp_least: Quantity
) -> Quantity:
    """Relief pressure at the vessel of a loop."""
    return maximum(minimum(p_set, p_limit * (1 - s) + p_atm - H), p_fill + dp_least)


@formula("p_design", unit="bar", source="derived", clause="gauge, behind the pumps, the vessel at its relief pressure")
def design_pressure(p_relief: Quantity, p_atm: Quantity, H: Quantity) -> Quantity:
    """Highest working pressure of a loop."""
    return p_relief - p_atm + H


@formula("p_top", unit="bar", source="textbook", clause="gauge, at the highest pipe of the cold loop at rest")
def top_pressure(p_fill: Quantity, p_atm: Quantity, rho: Quantity, g: Quantity, z: Quantity) -> Quantity:
    """Pressure at the top of a loop."""
    return p_fill - p_atm - rho * g * z


@formula("p_test", unit="bar", source="unverified", clause="hydrostatic, gauge")
def test_pressure(k: Quantity, p_design: Quantity) -> Quantity:
    """Test pressure of a loop."""
    return k * p_design


@dataclass(frozen=True, slots=True)
class Pressures:
    """Steps of a loop's pressures, and its limit: `fill`, `relief`, `vapour` and `trip` absolute, `top`, `design` and
    `test` gauge.
    """

    fill: Step
    relief: Step
    top: Step
    design: Step
    test: Step
    vapour: Step
    trip: Step
    limit: Value

    @property
    def spare(self) -> Quantity:
        """What a surge may add before the limit is reached."""
        return maximum(self.limit.q - self.design.q, q(0.0, "bar"))


    def row(self, loop: str, air: float) -> LoopPressure:
        """The pressures as numbers [bar]; `air` is that of the site."""
        steps = (self.fill, self.relief, self.design, self.test)
        fill, relief, design, test = (step.si("bar") for step in steps)
        low = (self.top.si("bar"), self.trip.si("bar"), magnitude(self.vapour.result, "bar"))
        return LoopPressure(loop, air, fill, relief, design, test, self.limit.si("bar"), *low)


@dataclass(frozen=True, slots=True)
class Lost:
    """What is lost in a loop [kPa], the head of its pumps, and of that in its users; its warmest coolant [degC]."""

    head: float
    users: float
    warm: float


def pressures_of(bench: Bench, lost: Mapping[str, Lost], runs: Sequence[PipeRun]) -> dict[str, Pressures]:
    """The pressures of the technology loops together, of the facility and of the chilled-water loop, by what is `lost`
    in each. A loop without a pipe has none.
    """
    return dict(_each(bench, lost, runs))


def _each(bench: Bench, lost: Mapping[str, Lost], runs: Sequence[PipeRun]) -> Iterator[tuple[str, Pressures]]:
    for loop, each in lost.items():
        tops = [r.z for r in runs if r.loop.startswith(loop)]
        if tops:
            top = max(*tops, bench.passed.highest(loop))
            yield loop, _pressures(bench, loop, (bench.tcs if loop == "TCS" else bench.fws, each, top))


def _pressures(bench: Bench, loop: str, within: tuple[Fluid, Lost, float]) -> Pressures:
    """within = (its fluid, what is lost in it, its highest pipe over the floor [m])."""
    fluid, lost, top = within
    head = lost.head
    rules, air = bench.rules, q(bench.pressure_pa() / 1e5, "bar")
    cold = fluid.at(rules.si("expansion_cold", "degC"))
    limit = rules["rack_pressure"] if loop == "TCS" else rules["pressure_class_facility"]
    vapour = bench.keep(vapour_pressure, f"vapour_pressure[{loop}]", T=q(lost.warm, "degC"))
    low = bench.keep(least_pressure, f"least_pressure[{loop}]", p_v=vapour, dp_v=rules["pressure_vapour"])
    fall = bench.keep(trip_drop, f"trip_drop[{loop}]", dp_users=q(lost.users, "kPa"))
    column: dict[str, Given] = {"rho": q(cold.density, "kg/m3"), "g": GRAVITY, "z": q(top, "m")}
    fill = bench.keep(
        fill_pressure, f"fill_pressure[{loop}]", None, p_set=rules["pressure_fill"], p_atm=air,
        dp_top=rules["pressure_top"], p_low=low, dp_trip=fall, **column,
    )
    margin = Limit(">=", low.result, "margin over the vapour pressure", "reflex-vessels")
    trip = bench.keep(trip_pressure, f"trip_pressure[{loop}]", margin, p_fill=fill, dp_trip=fall, **column)
    relief = bench.keep(
        relief_pressure, f"relief_pressure[{loop}]", p_set=rules["pressure_relief"], p_limit=limit,
        s=rules["surge_reserve"], p_atm=air, H=q(head, "kPa"), p_fill=fill, dp_least=rules["expansion_span"],
    )
    design = bench.keep(
        design_pressure, f"design_pressure[{loop}]", limit=Limit("<=", limit.q, limit.name, limit.evidence.source),
        p_relief=relief, p_atm=air, H=q(head, "kPa"),
    )
    test = bench.keep(test_pressure, f"test_pressure[{loop}]", k=rules["test_pressure_ratio"], p_design=design)
    least = rules["pressure_top"]
    highest = bench.keep(
        top_pressure, f"top_pressure[{loop}]", Limit(">=", least.q, least.name, least.evidence.source),
        p_fill=fill, p_atm=air, **column,
    )
    return Pressures(fill, relief, highest, design, test, vapour, trip, limit)
