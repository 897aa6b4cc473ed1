"""The specification of each loop: coolant, pipe, pressures, insulation, slopes, filtration, leak detection."""

from collections.abc import Iterator, Mapping, Sequence

from designer.catalog import Pipe
from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.pressures import Pressures
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun, SpecLine
from designer.ledger import Evidence, Status, Value, formula
from designer.model import NoteKind
from designer.sizing.coolant import Fluid
from designer.units import Quantity, q

__all__ = ["specification_of", "surface_temperature"]


@formula("T_s", unit="degC", source="textbook", clause="plane wall: on a pipe the surface is warmer")
def surface_temperature(T_air: Quantity, T_c: Quantity, d: Quantity, lam: Quantity, h: Quantity) -> Quantity:
    """Outer surface of the insulation of a cold pipe; air of this dew point wets it."""
    return T_air - (T_air - T_c) / (1 + h * d / lam)


def specification_of(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun], pressures: Mapping[str, Pressures],
    supplies: Mapping[str, float],
) -> tuple[SpecLine, ...]:
    """Lines of the technology loops together, then of the facility and chilled-water loops.

    `supplies` [degC] by loop decide whether its insulation takes a vapour barrier.
    """
    lines: list[SpecLine] = []
    for loop, found in pressures.items():
        fluid = bench.tcs if loop == "TCS" else bench.fws
        first = next(r for r in runs if r.loop.startswith(loop))
        lines += _loop(bench, loop, (fluid, first), found, supplies)
        lines += _technology(bench, plant) if loop == "TCS" else ()
    return tuple(lines)


def _loop(
    bench: Bench, loop: str, within: tuple[Fluid, PipeRun], pressures: Pressures, supplies: Mapping[str, float]
) -> Iterator[SpecLine]:
    """What every loop says; within = (its fluid, one of its pipes)."""
    fluid, run = within
    rules = bench.rules
    yield SpecLine(loop, "freezing", _derived(q(fluid.freezing_c, "degC"), "freezing"))
    yield SpecLine(loop, "pressure_class", bench.catalog.get(Pipe, slug_of(run.catalog)).pressure_class)
    for key in ("fill", "relief", "design", "test"):
        step = getattr(pressures, key)
        yield SpecLine(loop, f"pressure_{key}", _derived(step.result, f"pressure_{key}"))
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
    _surface(bench, loop, supply, moist)
    return True


def _surface(bench: Bench, loop: str, supply: float, moist: Value) -> None:
    """Ask for drier air or more insulation where the surface of a cold loop's lies below the moistest design air."""
    rules, wish = bench.rules, bench.site.wishes.cooling.air_supply
    air = wish if wish.known else rules["air_supply_default"]
    if supply >= air.si("degC"):
        return
    surface = bench.keep(
        surface_temperature, f"insulation_surface[{loop}]", T_air=air, T_c=q(supply, "degC"),
        d=rules["insulation_chilled"], lam=rules["insulation_conductivity"], h=rules["insulation_film"],
    )
    if surface.si("degC") < moist.si("degC"):
        bench.note(
            NoteKind.RFI, "insulation_surface", loop, surface=surface.q, moist=moist, air=air,
            thickness=rules["insulation_chilled"],
        )


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
