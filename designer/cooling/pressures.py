"""Pressures of a closed loop: at its vessel when cold and when its relief valve opens, behind its pumps, in the test.

The vessel is joined at the suction of the pumps: its pressure is the least of the loop at its level, and pump head adds
to it. At the top of the loop the pressure stays above that of the air, so that vents let air out and none in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from designer.cooling.bench import Bench
from designer.cooling.pressure_records import LoopPressure
from designer.cooling.records import PipeRun
from designer.ledger import Limit, Step, Value, formula, maximum, minimum
from designer.sizing.coolant import Fluid
from designer.units import Quantity, q

__all__ = ["GRAVITY", "Pressures", "pressures_of"]

GRAVITY = q(9.80665, "N/kg")


@formula("p_fill", unit="bar", source="unverified", clause="absolute, cold; the top of the loop above the air")
def fill_pressure(
    p_set: Quantity, p_atm: Quantity, dp_top: Quantity, rho: Quantity, g: Quantity, z: Quantity
) -> Quantity:
    """Fill pressure at the vessel of a loop."""
    return maximum(p_set, p_atm + dp_top + rho * g * z)


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
    """Steps of a loop's pressures, and its limit: `fill` and `relief` absolute, `top`, `design` and `test` gauge."""

    fill: Step
    relief: Step
    top: Step
    design: Step
    test: Step
    limit: Value

    @property
    def spare(self) -> Quantity:
        """What a surge may add before the limit is reached."""
        return maximum(self.limit.q - self.design.q, q(0.0, "bar"))


    def row(self, loop: str, air: float) -> LoopPressure:
        """The pressures as numbers [bar]; `air` is that of the site."""
        steps = (self.fill, self.relief, self.design, self.test)
        fill, relief, design, test = (step.si("bar") for step in steps)
        return LoopPressure(loop, air, fill, relief, design, test, self.limit.si("bar"), self.top.si("bar"))


def pressures_of(bench: Bench, heads: Mapping[str, float], runs: Sequence[PipeRun]) -> dict[str, Pressures]:
    """The pressures of the technology loops together, of the facility and of the chilled-water loop; `heads` [kPa] of
    their pumps by loop. A loop without a pipe has none.
    """
    return dict(_each(bench, heads, runs))


def _each(bench: Bench, heads: Mapping[str, float], runs: Sequence[PipeRun]) -> Iterator[tuple[str, Pressures]]:
    for loop, head in heads.items():
        tops = [r.z for r in runs if r.loop.startswith(loop)]
        if tops:
            yield loop, _pressures(bench, loop, (bench.tcs if loop == "TCS" else bench.fws, head, max(tops)))


def _pressures(bench: Bench, loop: str, within: tuple[Fluid, float, float]) -> Pressures:
    """within = (its fluid, the head of its pumps [kPa], its highest pipe over the floor [m])."""
    fluid, head, top = within
    rules, air = bench.rules, q(bench.pressure_pa() / 1e5, "bar")
    cold = fluid.at(rules.si("expansion_cold", "degC"))
    limit = rules["rack_pressure"] if loop == "TCS" else rules["pressure_class_facility"]
    fill = bench.keep(
        fill_pressure, f"fill_pressure[{loop}]", p_set=rules["pressure_fill"], p_atm=air, dp_top=rules["pressure_top"],
        rho=q(cold.density, "kg/m3"), g=GRAVITY, z=q(top, "m"),
    )
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
        top_pressure, f"top_pressure[{loop}]", limit=Limit(">=", least.q, least.name, least.evidence.source),
        p_fill=fill, p_atm=air, rho=q(cold.density, "kg/m3"), g=GRAVITY, z=q(top, "m"),
    )
    return Pressures(fill, relief, highest, design, test, limit)
