"""What a loop needs beside pipes, valves and machines: strainers, filters, dosing, vessels, fill and flush points."""

from collections.abc import Iterator, Mapping, Sequence

from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.floor_space import cylinder_box, exchanger_box
from designer.cooling.records import LoopItem, PipeRun
from designer.ledger import Evidence, Status, Value, formula, maximum
from designer.units import Quantity, q

__all__ = ["flush_flow", "flush_hours", "items_of", "tank_tags", "vessel_shares", "vessel_tags"]

_LETTERS = "ABCDEF"


@formula("V_flush", unit="LPM", source="unverified", clause="velocity that carries dirt in the widest pipe")
def flush_flow(v: Quantity, D: Quantity) -> Quantity:
    """Flow of the flushing pump."""
    return v * 3.141592653589793 * D**2 / 4


@formula("t_flush", unit="h", source="derived", clause="turnovers of the content at the flushing flow")
def flush_hours(V_loop: Quantity, n: Quantity, V_flush: Quantity) -> Quantity:
    """Least time of flushing."""
    return V_loop * n / V_flush


@formula("V_side", unit="LPM", source="derived", clause="share of the loop's flow")
def side_stream(s: Quantity, V: Quantity) -> Quantity:
    """Flow through the side-stream filter."""
    return s * V


@formula("V_dose", unit="L", source="derived", clause="one bypass feeder for each loop, by its content")
def dosing_pot(k: Quantity, V_loop: Quantity, V_least: Quantity) -> Quantity:
    """Content of the dosing pot."""
    return maximum(k * V_loop, V_least)


def items_of(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun], volumes: dict[str, float]
) -> tuple[LoopItem, ...]:
    """The items of every technology loop, of its CDUs, of the facility and chilled-water loops, by loop and tag."""
    vessels, parts = vessel_shares(plant, volumes), _parts(plant)
    found: list[LoopItem] = []
    for solved in plant.technology.loops:
        loop = solved.loop.tag
        content = parts[loop] * volumes.get("tcs_total", 0.0)
        found += _common(bench, loop, (content, vessels[loop], solved.flow), runs)
        for cdu in solved.loop.cdus:
            found.append(LoopItem(f"{cdu.tag}-STR", "strainer", loop, cdu.tag, bench.rules["filter_facility"]))
            found.append(LoopItem(f"FIL-{cdu.tag}", "line-filter", loop, cdu.tag, bench.rules["filter_loop"]))
    if plant.pumps.duties:
        content = volumes.get("fws_total", 0.0)
        found += _common(bench, "FWS", (content, volumes.get("expansion_fws", 0.0), plant.pumps.flow), runs)
        if volumes.get("buffer", 0.0) > 0.0:
            box = cylinder_box(bench, "BUF-FWS", volumes["buffer"], "buffer")
            tank = _derived(q(volumes["buffer"], "L"), "buffer")
            found.append(LoopItem("BUF-FWS", "buffer", "FWS", "FWS", tank, box))
    if volumes.get("expansion_chw", 0.0) > 0.0:
        flow = plant.air.water_flow + plant.exchangers.water
        found += _common(bench, "CHW", (volumes["chw_total"], volumes["expansion_chw"], flow), runs)
    if volumes.get("water_storage", 0.0) > 0.0:
        tanks = tank_tags(int(bench.rules.si("water_tanks")))
        each = _derived(q(volumes["water_storage"] / len(tanks), "L"), "water_storage")
        box = cylinder_box(bench, "WTK", volumes["water_storage"] / len(tanks), "water-tank")
        found += [LoopItem(tank, "water-tank", "FWS", "CLR-BANK", each, box) for tank in tanks]
    for twin in plant.exchangers.duties:
        size = _derived(q(twin.capacity, "kW"), "trim_exchangers")
        found.append(LoopItem(twin.tag, "exchanger", "FWS", "FWS", size, exchanger_box(bench)))
    return tuple(found)


def vessel_tags(loop: str, count: int) -> tuple[str, ...]:
    """Tags of the expansion vessels of a loop.

    >>> vessel_tags("FWS", 2)
    ('EXP-FWS-A', 'EXP-FWS-B')
    """
    return tuple(f"EXP-{loop}-{letter}" for letter in _LETTERS[:count])


def tank_tags(count: int) -> tuple[str, ...]:
    """Tags of the tanks of make-up water.

    >>> tank_tags(2)
    ('WTK-A', 'WTK-B')
    """
    return tuple(f"WTK-{letter}" for letter in _LETTERS[:count])


def vessel_shares(plant: PlantPower, volumes: Mapping[str, float]) -> dict[str, float]:
    """The expansion of each technology loop [L], by its content: what each of its vessels takes by itself."""
    return {loop: share * volumes.get("expansion_tcs", 0.0) for loop, share in _parts(plant).items()}


def _parts(plant: PlantPower) -> dict[str, float]:
    """The share of each technology loop in what all of them hold."""
    whole = max(sum(s.volume for s in plant.technology.loops), 1e-9)
    return {s.loop.tag: s.volume / whole for s in plant.technology.loops}


def _common(
    bench: Bench, loop: str, job: tuple[float, float, float], runs: Sequence[PipeRun]
) -> Iterator[LoopItem]:
    """Items that every closed loop has; job = (content [L], expansion vessel [L], flow [LPM])."""
    content, vessel, flow = job
    rules = bench.rules
    widest = max((r.bore for r in runs if r.loop == loop), default=0.0)
    stream = bench.keep(side_stream, f"side_stream[{loop}]", s=rules["side_stream"], V=q(flow, "LPM"))
    pot = bench.keep(
        dosing_pot, f"dosing[{loop}]", k=rules["dosing_share"], V_loop=q(content, "L"), V_least=rules["dosing_least"]
    )
    yield LoopItem(f"FLT-{loop}", "side-filter", loop, loop, _derived(stream.result, "side_stream"))
    yield LoopItem(f"DOS-{loop}", "dosing", loop, loop, _derived(pot.result, "dosing"))
    box = cylinder_box(bench, f"EXP-{loop}", vessel, "expansion")
    for tag in vessel_tags(loop, int(rules.si("vessels"))):
        yield LoopItem(tag, "expansion", loop, loop, _derived(q(vessel, "L"), "expansion"), box)
    yield LoopItem(f"SEP-{loop}", "separator", loop, loop, _derived(q(widest, "mm"), "bore"))
    reserve = q(content * rules.si("make_up_reserve"), "L")
    yield LoopItem(f"MUP-{loop}", "make-up", loop, loop, _derived(reserve, "reserve"))
    yield LoopItem(f"SMP-{loop}", "sampling", loop, loop, rules["sampling_interval"])
    if widest > 0.0:
        pump = bench.keep(flush_flow, f"flush[{loop}]", v=rules["flush_velocity"], D=q(widest, "mm"))
        bench.keep(
            flush_hours, f"flush_time[{loop}]", V_loop=q(content, "L"), n=rules["flush_turnovers"], V_flush=pump
        )
        yield LoopItem(f"FLS-{loop}", "flush", loop, loop, _derived(pump.result, "flush"))


def _derived(quantity: Quantity, name: str) -> Value:
    return Value(quantity, Evidence("derived", Status.DERIVED), f"cooling.{name}")
