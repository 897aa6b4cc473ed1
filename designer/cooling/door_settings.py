"""What the valve of each rear door is set to, from the solved normal state of the circuit that the doors hang on.

A door's valve holds its flow whatever the pressure over it. What the ring offers at the door's taps beside what its
coil, hoses and branch lose at that flow is the valve's; it must be no less than the valve wide open takes.
"""

from designer.catalog import RearDoor
from designer.cooling.bench import Bench
from designer.cooling.circuit_network import CircuitNetwork, CircuitState
from designer.cooling.outages import Proof
from designer.cooling.pipes import valve_kv
from designer.cooling.plant_states import Works
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import DoorSetting
from designer.units import magnitude, q

__all__ = ["door_settings"]


def door_settings(bench: Bench, works: Works, proof: Proof) -> tuple[DoorSetting, ...]:
    """One setting for each door, by tag; none where the normal state has no solution."""
    solved = _solved(works, proof)
    if solved is None:
        return ()
    network, state = solved
    users, least = {u.tag: u for u in network.plan.users}, bench.rules.si("door_water_least")
    open_valve, density = bench.rules.si("control_valve_drop", "kPa"), network.state.density
    rows = []
    for door in works.air.doors:
        at, user = state.solution.pressure, users[door.tag]
        offered = float(at[network.nodes[f"S {door.tag}"]] - at[network.nodes[f"R {door.tag}"]]) / 1000.0
        takes = offered - (user.drop / 1000.0 - open_valve)
        kv = valve_kv(V=q(door.flow, "LPM"), dp=q(takes, "kPa"), rho=q(density, "kg/m3")) if takes > 0.0 else None
        rated = bench.catalog.get(RearDoor, slug_of(door.catalog)).water_flow.si("LPM")
        rows.append(
            DoorSetting(
                f"TV-{door.tag}", door.tag, door.flow, least * rated, offered, takes,
                magnitude(kv, "m3/h") if kv is not None else 0.0,
            )
        )
    return tuple(rows)


def _solved(works: Works, proof: Proof) -> tuple[CircuitNetwork, CircuitState] | None:
    """The circuit of the doors with its normal state."""
    if not works.air.doors or not proof.judged:
        return None
    normal = proof.judged[0]
    if works.air.source == "chilled":
        return (proof.chilled, normal.chilled[0]) if proof.chilled and normal.chilled else None
    circuit = proof.plant.circuit if proof.plant else None
    state = normal.facility.circuit if normal.facility else None
    return (circuit, state) if circuit is not None and state is not None else None
