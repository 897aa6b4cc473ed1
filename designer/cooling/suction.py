"""NPSH available at every pump's suction, against what the pump requires with the margin of ANSI/HI 9.6.1.

The expansion vessel is joined at the suction of each loop's pumps, level with them. Taken are its pressure when the
loop is filled cold, the least there is, and the vapour pressure of the warmest coolant.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from designer.catalog import Cdu, Pump
from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower
from designer.cooling.pressure_records import Suction
from designer.cooling.pressures import GRAVITY, Pressures, vapour_pressure
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun
from designer.ledger import Given, Step, Value, formula, maximum
from designer.sizing.coolant import Fluid
from designer.units import Quantity, magnitude, q

__all__ = ["npsh_available", "npsh_needed", "suctions_of"]


@formula("NPSH_A", unit="m", source="grundfos-npsh", clause="absolute pressures; z: vessel over the pump")
def npsh_available(p: Quantity, p_v: Quantity, dp_s: Quantity, rho: Quantity, g: Quantity, z: Quantity) -> Quantity:
    """NPSH available at a pump's suction."""
    return (p - p_v - dp_s) / (rho * g) + z


@formula("NPSH_min", unit="m", source="hi-961", clause="ratio or margin, whichever is greater")
def npsh_needed(NPSH_R: Quantity, k: Quantity, m: Quantity) -> Quantity:
    """NPSH that must be available at a pump's suction."""
    return maximum(k * NPSH_R, NPSH_R + m)


def suctions_of(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun], pressures: Mapping[str, Pressures]
) -> tuple[Suction, ...]:
    """Every facility pump, CDU and chiller with a pump inside, with the working of the worst of each loop kept."""
    warm = max(bench.rules.si("expansion_hot", "degC"), plant.technology.returned_c)
    found: list[Suction] = []
    for loop, fluid, machines in _machines(bench, plant, runs):
        group = "TCS" if loop.startswith("TCS") else loop
        if machines and group in pressures:
            found += _loop(bench, loop, (fluid, warm, pressures[group].fill), machines)
    return tuple(found)


#: Tag, catalog address, what the maker requires (None: unknown), pressure lost between vessel and suction [kPa].
_Machine = tuple[str, str, Value | None, float]


def _machines(
    bench: Bench, plant: PlantPower, runs: Sequence[PipeRun]
) -> Iterator[tuple[str, Fluid, list[_Machine]]]:
    drops = {r.tag: r.drop for r in runs}
    for solved in plant.technology.loops:
        loop, model = solved.loop.tag, plant.technology.model
        record = bench.catalog.get(Cdu, model.record.slug) if model else None
        lost = drops.get(f"{loop}-RING-R", 0.0)
        yield loop, bench.tcs, [
            (c.tag, record.key, record.npsh_required, lost) for c in solved.loop.cdus if record is not None
        ]
    yield "FWS", bench.fws, [
        (d.tag, d.catalog, bench.catalog.get(Pump, slug_of(d.catalog)).npsh_required,
         math.fsum(drop for tag, drop in drops.items() if tag.rstrip("ABCD") == f"FWS-{d.tag}-S"))
        for d in plant.pumps.duties
    ]
    if any(r.loop == "CHW" for r in runs):
        back = math.fsum(drops.get(f"CHW-{name}-R", 0.0) for name in ("LEG-A", "HEAD"))
        yield "CHW", bench.fws, [
            (d.tag, d.catalog, None, back + drops.get(f"CHW-{d.tag}-R", 0.0)) for d in plant.chillers.duties
        ]


def _loop(
    bench: Bench, loop: str, state: tuple[Fluid, float, Step], machines: Sequence[_Machine]
) -> Iterator[Suction]:
    """The machines of a loop; state = (its fluid, warmest [degC], fill pressure at its vessel)."""
    fluid, warm, fill = state
    rules = bench.rules
    vapour = bench.keep(vapour_pressure, f"vapour_pressure[{loop}]", T=q(warm, "degC"))
    density = q(fluid.at(warm).density, "kg/m3")
    worst = max(machines, key=lambda m: (m[3], m[0]))[0]
    for tag, address, required, lost in machines:
        given: dict[str, Given] = {
            "p": fill.q, "p_v": vapour.q, "dp_s": q(lost, "kPa"), "rho": density, "g": GRAVITY, "z": q(0.0, "m")
        }
        available = npsh_available(**given)
        known = required is not None and required.known
        if not known:
            bench.ask("npsh", address, rules["npsh_required_default"])
        value = required if required is not None and known else rules["npsh_required_default"]
        needed = npsh_needed(NPSH_R=value.q, k=rules["npsh_ratio"].q, m=rules["npsh_margin"].q)
        if tag == worst:
            bench.keep(npsh_available, f"npsh_available[{loop}]", None, **given)
            bench.keep(npsh_needed, f"npsh_needed[{loop}]", NPSH_R=value, k=rules["npsh_ratio"], m=rules["npsh_margin"])
        yield Suction(
            tag, loop, address, warm, vapour.si("kPa"), lost, magnitude(available, "m"), value.si("m"),
            magnitude(needed, "m"), known,
        )
