"""The outage proof as plain data: what another solver needs beside the loops' own briefs to take everything out again,
and what was found. Masses flow in kg/s, volumes in L/min, heat in kW, heads in kPa, temperatures in degC, time in s.

What is not finite (a supply without coolers, a flow that is not held) is None.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from designer.catalog import BalancingValve, Rack
from designer.cooling.balancing import settings_of
from designer.cooling.bench import Bench
from designer.cooling.cdu import CduModel
from designer.cooling.circuit_network import BUFFER, CircuitNetwork, CircuitState
from designer.cooling.door_aisles import Breathing
from designer.cooling.loop_briefs import valves_of
from designer.cooling.loop_network import LoopNetwork
from designer.cooling.outage_records import Feeds, Outage, Ride
from designer.cooling.outages import Judged, Proof
from designer.cooling.outdoors import air_temperatures, wet_allowed
from designer.cooling.plant_states import Works, coil_flows
from designer.cooling.rides import ride_case
from designer.cooling.states import FacilityState, LoopResult, Plant
from designer.cooling.technology import TechnologySide
from designer.cooling.technology_loop import SolvedLoop
from designer.sizing.coolant import FluidState

__all__ = ["states_of"]

Data = dict[str, Any]


def states_of(
    bench: Bench, works: Works, proof: Proof, rides: Sequence[Ride], told: tuple[Mapping[str, float], Feeds]
) -> Data:
    """What the proof was told and what it found; empty without cases.

    Args:
        bench: the workbench of the room.
        works: the settled plant.
        proof: cases with what was solved for them.
        rides: each loss followed.
        told: contents by name [L], and what the power trade bridges.
    """
    if proof.plant is None:
        return {}
    given: Data = {
        "limits": {
            "velocity": bench.rules.si("velocity_outage", "m/s"),
            "pressure": bench.rules.si("rack_pressure", "bar"),
            "fittings": 1.0 + bench.rules.si("fitting_share"),
            "fill": works.fill,
        },
        "technology": _technology(bench, works, proof.plant),
        "facility": _facility(bench, works, proof.plant),
        "air": _air(works, proof.breathing),
        "chilled": _chilled(works, proof.chilled) if proof.chilled else {},
        "ride": _ride(bench, works, *told),
        "rides": [{f.name: getattr(ride, f.name) for f in fields(Ride)} for ride in rides],
    }
    return _finite({**given, **_found(proof.judged)})


def _coolant(state: FluidState) -> Data:
    """Properties in house units: kg/m3, J/kg/K, Pa s."""
    return {name: getattr(state, name) for name in ("temperature_c", "density", "heat_capacity", "viscosity")}


def _technology(bench: Bench, works: Works, plant: Plant) -> Data:
    """CDUs and loops: what a rack needs over its supply, which branches an element takes with it."""
    side = works.side
    if side.model is None or side.supply is None:
        return {}
    return {
        "coolant": _coolant(side.states[0]),
        "supply": side.supply.si("degC"),
        "cdu": _cdu(bench, side.model),
        "balancing": _balancing(bench, side),
        "loops": {s.loop.tag: _loop(bench, s) for s in side.loops},
    }


def _cdu(bench: Bench, model: CduModel) -> Data:
    plates = model.plates
    return {
        "size": plates.ua,
        "flows": plates.flows,
        "exponent": plates.exponent,
        "films": plates.films,
        "curve": list(zip(model.flows, model.heads, strict=True)),
        "facility_flow": model.fws_flow,
        "facility_ratio": bench.rules.si("facility_flow_ratio"),
    }


def _balancing(bench: Bench, side: TechnologySide) -> dict[str, float]:
    """Flow coefficient of the balancing valve of each rack, fully open [m3/h]."""
    open_ = {
        (record.key, size.nominal): size.kvs.si("m3/h")
        for record in bench.catalog.all(BalancingValve) for size in record.sizes
    }  # fmt: skip
    return {each.rack: open_[each.catalog, each.nominal] for each in settings_of(bench, side)}


def _loop(bench: Bench, solved: SolvedLoop) -> Data:
    network = solved.network
    curves, limits = {}, {}
    for slug in sorted({r.rack for r in solved.loop.racks}):
        record = bench.catalog.get(Rack, slug)
        curves[slug] = sorted((p.supply.si("degC"), p.flow.si("LPM")) for p in record.flow_curve)
        known = record.supply_temperature_max
        limits[slug] = known.si("degC") if known.known else math.inf
    racks = zip(solved.loop.racks, network.required.tolist(), strict=True)
    return {
        "flow": solved.flow,
        "cdus": network.plan.ways.sources,
        "standing": [c.tag for c in solved.loop.cdus],
        "racks": {r.tag: {"kind": r.rack, "heat": r.heat, "required": need} for r, need in racks},
        "curves": curves,
        "limits": limits,
        "takes": {name: _taken(network, at.tolist()) for name, at in network.groups.items()},
    }


def _taken(network: LoopNetwork, branches: Sequence[int]) -> list[str]:
    """Names of branches in the loop's brief, where the balancing valve of a rack stands behind it."""
    names = [network.net.branches[i] for i in branches]
    return [*names, *(valve for tag, valve in valves_of(network) if f"rack {tag}" in names)]


def _facility(bench: Bench, works: Works, plant: Plant) -> Data:
    """The facility side; what each cooler does with the air of the design day."""
    if plant.circuit is None or plant.cooler is None:
        return {}
    airs = air_temperatures(bench, plant.cooler)[2]
    return {
        "coolant": _coolant(works.side.states[1]),
        "supply": plant.supply_c,
        "heat": plant.heat,
        "takes": plant.circuit.groups,
        "opens": {BUFFER: [plant.circuit.net.branches[i] for i in plant.circuit.bypass]},
        "coils": coil_flows(bench, works, "facility"),
        "coolers": {
            tag: {
                "air": airs[m.key], "air_rate": m.air_rate, "size": m.ua, "rated_rate": m.fluid_rate_rated,
                "approach": float(m.nearest(wet_allowed(bench, plant.cooler))), "films": asdict(m.dry) if m.dry else {},
            }
            for tag, m in plant.cooler.units
        },
        "running": plant.coolers,
        "chillers": plant.chill,
        "chilled_air": plant.chilled_air,
        "exchangers": plant.exchangers,
        "exchangers_needed": plant.exchangers_needed,
    }


def _air(works: Works, breathing: Breathing | None) -> Data:
    air = works.air
    units = {unit.tag: unit.capacity for unit in air.units}
    doors = {"doors": {door.tag: door.heat for door in air.doors}} if air.doors else {}
    breathed = {"breathing": asdict(breathing)} if breathing is not None else {}
    return {"source": air.source, "heat": air.heat, "carried": air.carried, "units": units, **doors, **breathed}


def _chilled(works: Works, chilled: CircuitNetwork) -> Data:
    return {
        "coolant": _coolant(chilled.state),
        "takes": chilled.groups,
        "users": {user.tag: user.flow for user in chilled.plan.users},
        "chillers": {d.tag: d.capacity for d in works.chillers.duties},
        "exchangers": [d.tag for d in works.exchangers.duties],
    }


def _ride(bench: Bench, works: Works, volumes: Mapping[str, float], feeds: Feeds) -> Data:
    """Both loops after a loss, and what bridges it; empty where nothing is followed."""
    if works.side.model is None or works.rate <= 0.0 or not works.coolers.duties or not works.side.loops:
        return {}
    return {
        **asdict(ride_case(bench, works, volumes)),
        "tray_heat_capacity": bench.rules.si("tray_heat_capacity", "kJ/K"),
        "tray_power": bench.rules.si("tray_power", "kW"),
        "horizon": bench.rules.si("ride_horizon", "s"),
        "ups_seconds": feeds.ups_seconds,
        "start_seconds": feeds.start_seconds,
    }


class _Once:
    """States that several cases share, each told once, by number."""

    def __init__(self) -> None:
        self.rows: list[Data] = []
        self.kept: list[object] = []
        self.at: dict[int, int] = {}

    def number(self, thing: object, told: Data) -> int:
        """The number of a state."""
        if id(thing) not in self.at:
            self.at[id(thing)] = len(self.rows)
            self.rows.append(told)
            self.kept.append(thing)
        return self.at[id(thing)]


_LEFT_OUT = ("tags", "test", "kind", "reaction", "lost", "below")


def _found(judged: Sequence[Judged]) -> Data:
    """Cases with what is out and what was found, and the states that they share; `lost` are racks without coolant
    or too warm behind a lost door, `all_lost` when the air takes every rack.
    """
    sides, loops, cold = _Once(), _Once(), _Once()
    cases = []
    for each in judged:
        row = _case(each)
        if each.facility is not None:
            row["facility"] = sides.number(each.facility, _side(each.facility))
        if each.chilled is not None:
            row["chilled_state"] = cold.number(each.chilled[0], _flows(each.chilled[0]))
        row["loops"] = [loops.number(result, _result(result)) for result in each.loops]
        cases.append(row)
    return {"cases": cases, "facility_states": sides.rows, "chilled_states": cold.rows, "loop_states": loops.rows}


def _case(each: Judged) -> Data:
    case, outage = each.case, each.outage
    found = {name: getattr(outage, name) for name in _numbers()}
    loops = list(dict.fromkeys((*(tag for result in each.loops for tag in result.lost), *each.warm)))
    return {
        "test": case.test, "kind": case.kind, "tags": case.tags, "reaction": case.reaction, "out": sorted(case.out),
        "closed": dict(case.closed), "chilled": sorted(case.chilled), **found, "below": outage.below,
        "lost": loops, "all_lost": len(outage.lost) > len(loops),
    }  # fmt: skip


def _numbers() -> Iterator[str]:
    return (f.name for f in fields(Outage) if f.name not in _LEFT_OUT)


def _side(state: FacilityState) -> Data:
    told = {"users": dict(state.flows), "supply": state.supply_c}
    return told if state.circuit is None else told | _flows(state.circuit)


def _flows(state: CircuitState) -> Data:
    return {
        "users": state.users, "pumps": state.pumps, "margin": state.margin, "velocity": state.velocity,
        "mass_residual": state.solution.mass_residual, "head_residual": state.solution.head_residual,
    }  # fmt: skip


def _result(result: LoopResult) -> Data:
    return {
        "loop": result.tag, "supply": result.supply_c, "flows": dict(result.flows), "heads": dict(result.heads),
        "cdu_heat": result.cdu_kw, "share": result.share, "worst": result.worst, "velocity": result.velocity,
        "pressure": result.pressure, "mass_residual": result.residuals[0], "head_residual": result.residuals[1],
    }  # fmt: skip


def _finite(thing: Any) -> Any:
    """Numbers that are none, or beyond all, as None."""
    if isinstance(thing, float):
        return thing if math.isfinite(thing) else None
    if isinstance(thing, Mapping):
        return {key: _finite(item) for key, item in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_finite(item) for item in thing]
    return thing
