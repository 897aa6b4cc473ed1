"""The specification of each loop: coolant, pipe, pressures, insulation, slopes, filtration, leak detection."""

from collections.abc import Iterator, Mapping, Sequence

from designer.catalog import Pipe
from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun, SpecLine
from designer.cooling.systems import chilled_head
from designer.ledger import Evidence, Limit, Status, Value, formula
from designer.sizing.coolant import Fluid
from designer.units import Quantity, q

__all__ = ["specification_of"]


@formula("p_work", unit="bar", source="derived", clause="gauge, behind the pumps at the duty")
def working_pressure(p_fill: Quantity, p_atm: Quantity, H: Quantity) -> Quantity:
    """Highest working pressure of a loop."""
    return p_fill - p_atm + H


@formula("p_test", unit="bar", source="unverified", clause="hydrostatic, gauge")
def test_pressure(k: Quantity, p_relief: Quantity, p_atm: Quantity) -> Quantity:
    """Test pressure of a loop."""
    return k * (p_relief - p_atm)


def specification_of(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun], supplies: Mapping[str, float]
) -> tuple[SpecLine, ...]:
    """Lines of the technology loops together, then of the facility and chilled-water loops.

    `supplies` [degC] by loop decide whether its insulation takes a vapour barrier.
    """
    lines: list[SpecLine] = []
    if plant.technology.loops:
        head = max(s.head for s in plant.technology.loops)
        lines += _loop(bench, "TCS", (bench.tcs, head), [r for r in runs if r.loop.startswith("TCS")], supplies)
        lines += _technology(bench, plant)
    for loop, head in (("FWS", plant.pumps.head), ("CHW", chilled_head(bench).si("kPa"))):
        own = [r for r in runs if r.loop == loop]
        if own:
            lines += _loop(bench, loop, (bench.fws, head), own, supplies)
    return tuple(lines)


def _loop(
    bench: Bench, loop: str, within: tuple[Fluid, float], runs: Sequence[PipeRun], supplies: Mapping[str, float]
) -> Iterator[SpecLine]:
    """What every loop says; within = (its fluid, the head of its pumps [kPa])."""
    fluid, head = within
    rules, atmosphere = bench.rules, q(bench.pressure_pa() / 1e5, "bar")
    yield SpecLine(loop, "freezing", _derived(q(fluid.freezing_c, "degC"), "freezing"))
    if runs:
        record = bench.catalog.get(Pipe, slug_of(runs[0].catalog))
        yield SpecLine(loop, "pressure_class", record.pressure_class)
    yield SpecLine(loop, "pressure_fill", rules["pressure_fill"])
    limit = rules["rack_pressure"] if loop == "TCS" else rules["pressure_class_facility"]
    working = bench.keep(
        working_pressure, f"working_pressure[{loop}]",
        limit=Limit("<=", limit.q, limit.name, limit.evidence.source),
        p_fill=rules["pressure_fill"], p_atm=atmosphere, H=q(head, "kPa"),
    )
    yield SpecLine(loop, "working_pressure", _derived(working.result, "working_pressure"))
    yield SpecLine(loop, "pressure_relief", rules["pressure_relief"])
    tested = bench.keep(
        test_pressure, f"test_pressure[{loop}]", k=rules["test_pressure_ratio"], p_relief=rules["pressure_relief"],
        p_atm=atmosphere,
    )
    yield SpecLine(loop, "test_pressure", _derived(tested.result, "test_pressure"))
    yield SpecLine(loop, "velocity_header", rules["velocity_header"])
    yield SpecLine(loop, "gradient", rules["gradient"])
    yield SpecLine(loop, "slope", rules["slope"])
    insulation = {"TCS": "insulation_technology", "FWS": "insulation_facility", "CHW": "insulation_chilled"}[loop]
    yield SpecLine(loop, "insulation", rules["insulation_chilled" if _sweats(bench, loop, supplies) else insulation])
    yield SpecLine(loop, "side_stream", rules["side_stream"])


def _sweats(bench: Bench, loop: str, supplies: Mapping[str, float]) -> bool:
    """Whether a loop is colder than the moistest design air and its margin, so that its insulation seals; noted."""
    climate, supply = bench.site.climate, supplies.get(loop)
    if climate is None or not climate.moistest.known or supply is None:
        return loop == "CHW"
    moist = climate.moistest
    if supply >= moist.si("degC") + bench.rules.si("dew_point_margin", "delta_degC"):
        return False
    if loop != "CHW":
        bench.decide("vapour_barrier", loop, supply=q(supply, "degC"), moist=moist)
    return True


def _technology(bench: Bench, plant: PlantPower) -> Iterator[SpecLine]:
    """What only the technology loops say."""
    rules = bench.rules
    yield SpecLine("TCS", "rack_pressure", rules["rack_pressure"])
    yield SpecLine("TCS", "velocity_manifold", rules["velocity_manifold"])
    yield SpecLine("TCS", "filter_loop", rules["filter_loop"])
    yield SpecLine("TCS", "filter_side", rules["filter_side"])
    yield SpecLine("TCS", "filter_closeout", rules["filter_side"])
    zones = sum(len(s.ways.rows) + len(s.loop.cdus) for s in plant.technology.loops)
    yield SpecLine("TCS", "leak_zones", _derived(q(float(zones)), "leak_zones"))
    yield SpecLine("TCS", "hose_leak", rules["hose_leak"])


def _derived(quantity: Quantity, name: str) -> Value:
    return Value(quantity, Evidence("derived", Status.DERIVED), f"cooling.{name}")
