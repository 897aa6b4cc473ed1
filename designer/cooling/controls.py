"""Set points and instruments, tagged after ISA-5.1: first letter what is measured, then what it does."""

from collections.abc import Iterator

from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.systems import chilled_head
from designer.units import Quantity, q

__all__ = ["instruments_of", "setpoints_of"]

Row = tuple[str, str, str]
#: Instruments of every loop.
_LOOP_GAUGES = (
    ("TT", "temperature supply"),
    ("PT", "pressure"),
    ("PDT", "differential pressure"),
    ("FT", "flow"),
    ("AT", "conductivity and pH"),
    ("LT", "expansion level"),
)


def setpoints_of(bench: Bench, plant: PlantPower, temperatures: dict[str, float]) -> tuple[tuple[str, str], ...]:
    """Setpoints as (key, value with unit)."""
    rules = bench.rules
    rows: list[tuple[str, str]] = []
    for key in ("tcs_supply", "fws_supply", "chw_supply", "air_supply"):
        if key in temperatures and (key != "air_supply" or plant.air.source != "none"):
            rows.append((key, _shown(q(temperatures[key], "degC"))))
    if "tcs_supply" in temperatures:
        rows.append(("tcs_band", _shown(rules["reset_band"].q)))
        lowest = temperatures["tcs_supply"] - rules.si("dew_point_margin", "delta_degC")
        rows.append(("dew_point_limit", _shown(q(lowest, "degC"))))
    if plant.air.doors:
        water = plant.air.doors[0].water_in
        rows.append(("rear_door_water", _shown(q(water, "degC"))))
        rows.append(("rear_door_air", _shown(q(plant.air.supply_c, "degC"))))
        rows.append(("rear_door_least", _shown(q(rules.si("door_water_least") * 100.0, "%"))))
        if "tcs_supply" not in temperatures or water < temperatures["tcs_supply"]:
            rows = [row for row in rows if row[0] != "dew_point_limit"]
            rows.append(("dew_point_limit", _shown(q(water - rules.si("dew_point_margin", "delta_degC"), "degC"))))
    stream = rules.si("side_stream")
    for solved in plant.technology.loops:
        rows.append((f"differential[{solved.loop.tag}]", _shown(q(solved.head_normal, "kPa"))))
        rows.append((f"side_stream[{solved.loop.tag}]", _shown(q(solved.flow * stream, "LPM"))))
    if plant.pumps.duties:
        rows.append(("differential[FWS]", _shown(q(plant.pumps.head, "kPa"))))
        rows.append(("side_stream[FWS]", _shown(q(plant.pumps.flow * stream, "LPM"))))
    if "chw_supply" in temperatures and plant.chillers.duties:
        rows.append(("differential[CHW]", _shown(q(chilled_head(bench).si("kPa"), "kPa"))))
        flow = plant.air.water_flow + plant.exchangers.water
        rows.append(("side_stream[CHW]", _shown(q(flow * stream, "LPM"))))
    for key in ("fill", "relief"):
        steps = [(loop, bench.made.get(f"cooling.{key}_pressure[{loop}]")) for loop in ("TCS", "FWS", "CHW")]
        rows += [(f"pressure_{key}[{loop}]", _shown(step.result)) for loop, step in steps if step is not None]
    if plant.coolers.mode in ("adiabatic", "hybrid"):
        dry = temperatures.get("fws_supply", 0.0) - rules.si("least_approach", "delta_degC")
        rows.append(("wetting_starts", _shown(q(dry, "degC"))))
    return tuple(rows)


def _shown(quantity: Quantity) -> str:
    return f"{float(quantity.magnitude):.7g} {quantity.units:~P}"


def instruments_of(plant: PlantPower) -> tuple[Row, ...]:
    """All instruments: temperature, pressure, flow, quality, level, leak and dew point."""
    return tuple(sorted(_instruments(plant)))


def _instruments(plant: PlantPower) -> Iterator[Row]:
    for solved in plant.technology.loops:
        loop = solved.loop.tag
        for letters, what in (*_LOOP_GAUGES, ("PDS", "filter differential")):
            yield (f"{letters}-{loop}", what, loop)
        yield (f"TT-{loop}-R", "temperature return", loop)
        for way in solved.ways.rows:
            yield (f"LSH-{loop}-{way.row}", "leak detection zone", f"{loop}-{way.row}")
        for cdu in solved.loop.cdus:
            for port in ("FS", "FR", "TS", "TR"):
                yield (f"TT-{cdu.tag}-{port}", "temperature", cdu.tag)
            yield (f"FT-{cdu.tag}-F", "flow", cdu.tag)
            yield (f"FT-{cdu.tag}-T", "flow", cdu.tag)
            yield (f"LSH-{cdu.tag}", "leak detection zone", cdu.tag)
    if plant.pumps.duties:
        for letters, what in _LOOP_GAUGES:
            yield (f"{letters}-FWS", what, "FWS")
        yield ("TT-FWS-R", "temperature return", "FWS")
        yield ("LSH-FWS", "leak detection zone", "FWS")
    if plant.air.source == "chilled" and plant.chillers.duties:
        for letters, what in _LOOP_GAUGES:
            yield (f"{letters}-CHW", what, "CHW")
        yield ("TT-CHW-R", "temperature return", "CHW")
        yield ("LSH-CHW", "leak detection zone", "CHW")
    for chiller in plant.chillers.duties:
        yield (f"TT-{chiller.tag}", "temperature leaving", chiller.tag)
    for duty in plant.coolers.duties:
        yield (f"TT-{duty.tag}", "temperature leaving", duty.tag)
    for twin in plant.exchangers.duties:
        yield (f"TT-{twin.tag}", "temperature leaving", twin.tag)
    if plant.buffered:
        yield ("TT-BUF-FWS", "temperature leaving", "BUF-FWS")
    if plant.coolers.mode in ("adiabatic", "hybrid", "tower"):
        yield ("FQT-MAKE-UP", "water meter", "FWS")
    for door in plant.air.doors:
        yield (f"TT-{door.tag}", "temperature leaving", door.tag)
        yield (f"TT-{door.tag}-W", "temperature return", door.tag)
        yield (f"FT-{door.tag}", "flow", door.tag)
        yield (f"LSH-{door.tag}", "leak detection zone", door.tag)
        if door.fan_power > 0.0:
            yield (f"PDT-{door.tag}", "pressure over the rack", door.tag)
    if plant.air.units:
        yield ("TT-AIR-HALL", "air supply temperature", "AIR-HALL")
        yield ("MT-AIR-HALL", "dew point", "AIR-HALL")
        yield ("PDT-AIR-HALL", "containment differential", "AIR-HALL")
