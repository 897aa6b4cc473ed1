"""How the plant is run and proven: control sequences, failures of the controls, commissioning steps, each with facts.

The words stand in the templates; here stands which of them this plant has, and with which numbers.
"""

from collections.abc import Iterator, Sequence

from designer.catalog import RearDoor
from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.rack_flow import slug_of
from designer.cooling.rear_doors import held_out
from designer.cooling.records import DoorDuty, Procedure, ValveSetting
from designer.units import q

__all__ = ["commissioning_of", "control_failures_of", "sequences_of"]

Temperatures = dict[str, float]


def sequences_of(
    bench: Bench, plant: PlantPower, temperatures: Temperatures, rides: dict[str, float]
) -> tuple[Procedure, ...]:
    """The control sequences that this plant has, from start to loss."""
    return tuple(_sequences(bench, plant, temperatures, rides))


def _sequences(
    bench: Bench, plant: PlantPower, temperatures: Temperatures, rides: dict[str, float]
) -> Iterator[Procedure]:
    rules = bench.rules
    side, air = plant.technology, plant.air
    if side.loops and side.supply is not None:
        margin = rules["dew_point_margin"]
        yield Procedure("start", "TCS", {"flow": q(side.flow, "LPM"), "filter": rules["filter_side"]})
        facts = {"supply": side.supply, "band": rules["reset_band"], "stroke": rules["valve_stroke"]}
        yield Procedure("supply", "TCS", dict(facts))
        yield Procedure("differential", "TCS", {})
        yield Procedure("dew_point", "TCS", {"margin": margin, "supply": side.supply})
        yield Procedure("cdu_lost", "TCS", {"architecture": bench.spare.name})
    if plant.pumps.duties:
        yield Procedure("pumps", "FWS", {"head": q(plant.pumps.head, "kPa"), "needed": plant.pumps.needed,
                                         "standing": len(plant.pumps.duties)})
        yield Procedure("pump_lost", "FWS", {"needed": plant.pumps.needed})
    if plant.coolers.duties:
        supply = temperatures.get("fws_supply", 0.0)
        yield Procedure("fans", "FWS", {"supply": q(supply, "degC"), "least": rules["fan_speed_least"]})
        if plant.coolers.mode in ("adiabatic", "hybrid"):
            yield Procedure("wetting", "FWS", {"supply": q(supply, "degC"), "approach": rules["least_approach"]})
        if plant.coolers.mode == "tower":
            yield Procedure("tower", "FWS", {"cycles": rules["concentration_cycles"]})
        yield Procedure("frost", "FWS", {"freezing": q(bench.fws.freezing_c, "degC")})
    if plant.trim > 0.0:
        yield Procedure("trim", "FWS", {"heat": q(plant.trim, "kW")})
    if air.source == "chilled":
        yield Procedure("chilled", "CHW", {"supply": q(air.water_in_c, "degC"), "needed": plant.chillers.needed})
    if air.units:
        pressure = rules["containment_pressure"]
        yield Procedure("air", "AIR-HALL", {"supply": q(air.supply_c, "degC"), "pressure": pressure})
        if air.source == "outdoor":
            yield Procedure("outdoor_air", "AIR-HALL", {"supply": q(air.supply_c, "degC")})
    yield from _door_sequences(bench, plant)
    if "rejection" in rides:
        yield Procedure("rejection_lost", "FWS", {"time": q(rides["rejection"], "s")})
    if side.loops:
        yield Procedure("power_back", "TCS", {"time": q(rides.get("cdu-pumps", 0.0), "s")})
        yield Procedure("leak", "TCS", {})
        yield Procedure("level", "TCS", {"reserve": rules["make_up_reserve"]})


def _door_sequences(bench: Bench, plant: PlantPower) -> Iterator[Procedure]:
    """How rear doors are run: their water, each one's valve and fans, and what happens when one is lost."""
    air, rules = plant.air, bench.rules
    if not air.doors:
        return
    loop, margin = _water_of(plant), rules["dew_point_margin"]
    water = q(air.doors[0].water_in, "degC")
    dew = q(air.doors[0].water_in - margin.si("delta_degC"), "degC")
    yield Procedure("door_water", loop, {"water": water, "count": len(air.doors), "margin": margin, "dew": dew})
    if air.drying is not None:
        dried, drying = q(air.drying.dew, "degC"), air.drying
        yield Procedure("drying", "MAU", {"dew": dried, "needed": drying.needed, "units": drying.total})
    yield Procedure("door_valve", "RD", {"supply": q(air.supply_c, "degC"), "least": rules["door_water_least"]})
    if _driven(bench, air.doors):
        yield Procedure("door_fans", "RD", {"least": rules["fan_speed_least"]})
    largest = max(d.heat for d in air.doors)
    out = held_out(air.doors, air.heat, [u.capacity for u in air.units])
    yield Procedure("door_lost", "RD", {"heat": q(largest, "kW"), "out": out, "units": len(air.units)})


def _water_of(plant: PlantPower) -> str:
    """The loop whose water the doors take."""
    return "FWS" if plant.air.source == "facility" else "CHW"


def _driven(bench: Bench, doors: Sequence[DoorDuty]) -> list[DoorDuty]:
    """The doors with fans of their own."""
    return [d for d in doors if bench.catalog.get(RearDoor, slug_of(d.catalog)).type == "active"]


def control_failures_of(bench: Bench, plant: PlantPower) -> tuple[Procedure, ...]:
    """What may fail in the controls, with what the plant then does by itself."""
    return tuple(_control_failures(bench, plant))


def _control_failures(bench: Bench, plant: PlantPower) -> Iterator[Procedure]:
    if plant.technology.loops:
        yield Procedure("sensor_supply", "TCS", {"band": bench.rules["reset_band"]})
        yield Procedure("sensor_differential", "TCS", {})
        yield Procedure("valve_stuck", "TCS", {"stroke": bench.rules["valve_stroke"]})
        yield Procedure("cdu_controller", "TCS", {"architecture": bench.spare.name})
    if plant.technology.loops or plant.air.doors:
        yield Procedure("dew_sensor", "AIR-HALL", {"margin": bench.rules["dew_point_margin"]})
    if plant.air.drying is not None:
        yield Procedure("dryer", "MAU", {"needed": plant.air.drying.needed, "units": plant.air.drying.total})
    if plant.air.doors:
        yield Procedure("door_sensor", "RD", {})
        if _driven(bench, plant.air.doors):
            yield Procedure("door_fan", "RD", {"heat": q(max(d.heat for d in plant.air.doors), "kW")})
    if plant.pumps.duties:
        yield Procedure("drive", "FWS", {"needed": plant.pumps.needed, "standing": len(plant.pumps.duties)})
    if plant.coolers.duties:
        yield Procedure("fan_drive", "FWS", {"needed": plant.coolers.needed, "standing": len(plant.coolers.duties)})
    if plant.coolers.mode in ("adiabatic", "hybrid", "tower"):
        yield Procedure("water_lost", "FWS", {})
    yield Procedure("panel", "MCP", {"panels": int(bench.rules.si("panels"))})
    yield Procedure("network", "MCP", {})


def commissioning_of(
    bench: Bench, plant: PlantPower, settings: Sequence[ValveSetting], rides: dict[str, float]
) -> tuple[Procedure, ...]:
    """The steps from clean pipe to the integrated test, with what each must show."""
    return tuple(_commissioning(bench, plant, settings, rides))


def _commissioning(
    bench: Bench, plant: PlantPower, settings: Sequence[ValveSetting], rides: dict[str, float]
) -> Iterator[Procedure]:
    rules, side = bench.rules, plant.technology
    made = bench.made
    for loop in ("TCS", "FWS", "CHW"):
        tested = made.get(f"cooling.test_pressure[{loop}]")
        if tested:
            yield Procedure("pressure_test", loop, {"pressure": tested.result, "time": rules["pressure_test_time"]})
    flush = [step for key, step in sorted(made.items()) if key.startswith("cooling.flush[")]
    if flush:
        turnovers, mesh = rules["flush_turnovers"], rules["filter_side"]
        facts = {"velocity": rules["flush_velocity"], "turnovers": turnovers, "filter": mesh}
        yield Procedure("flush", "TCS", dict(facts))
    if side.loops:
        yield Procedure("fill", "TCS", {"pressure": rules["pressure_fill"]})
        yield Procedure("quality", "TCS", {"interval": rules["sampling_interval"]})
        yield Procedure("balance", "TCS", {"valves": len(settings), "tolerance": rules["balance_tolerance"]})
        yield Procedure("cdu_load", "TCS", {"share": rules["load_bank_share"]})
        yield Procedure("cdu_failover", "TCS", {"time": q(rides.get("cdu-pumps", 0.0), "s")})
        yield Procedure("leak_test", "TCS", {})
    if plant.pumps.duties:
        yield Procedure("pump_failover", "FWS", {"needed": plant.pumps.needed})
    if plant.coolers.duties:
        yield Procedure("cooler_test", "FWS", {"needed": plant.coolers.needed})
    if plant.air.units:
        yield Procedure("air_test", "AIR-HALL", {"pressure": rules["containment_pressure"], "needed": plant.air.needed})
    yield from _door_commissioning(bench, plant)
    if "rejection" in rides:
        yield Procedure("ride_test", "FWS", {"time": q(rides["rejection"], "s")})
    yield Procedure("integrated", "SITE", {})


def _door_commissioning(bench: Bench, plant: PlantPower) -> Iterator[Procedure]:
    """Rear doors hung and sealed, their valves set, under load, and each taken out."""
    rules, doors = bench.rules, plant.air.doors
    if not doors:
        return
    yield Procedure("door_hung", "RD", {"count": len(doors)})
    yield Procedure("door_balance", _water_of(plant), {"count": len(doors), "tolerance": rules["balance_tolerance"]})
    yield Procedure("door_load", "RD", {"share": rules["load_bank_share"], "supply": q(plant.air.supply_c, "degC"),
                                        "band": rules["reset_band"]})  # fmt: skip
    yield Procedure("door_dew", "AIR-HALL", {"margin": rules["dew_point_margin"]})
    most = max(doors, key=lambda d: (d.heat, d.tag))
    yield Procedure("door_out", most.tag, {"heat": q(most.heat, "kW"), "units": len(plant.air.units)})
