"""Rear doors at their duty: one behind each rack that leaves heat to air and whose back it closes.

A door's valve gives it the water with which it takes all of its rack's air and of its own fans, so that the room stays
neutral; what it cannot take goes to the room, whose air units also carry the rack of a door that is out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.catalog import Rack, RearDoor
from designer.cooling.bench import Bench
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import DoorDuty
from designer.layout.records import Layout, Placed
from designer.model import Box, NoteKind, Position
from designer.site.rear_doors import ANY_DOOR, door_of, fits, rated_at
from designer.sizing.rear_doors import DoorModel, door_capacity, door_heat, door_model, fewest_water
from designer.units import q

__all__ = ["DoorSeat", "door_box", "door_drop", "door_seats", "doors_at", "held_out", "model_of"]


@dataclass(frozen=True, slots=True)
class DoorSeat:
    """A door in its place, the rack and kind of rack that it closes, and the heat that this leaves to air [kW]."""

    placed: Placed
    rack: str
    kind: str
    heat: float


def door_seats(bench: Bench, layout: Layout, heats: Mapping[str, float]) -> tuple[DoorSeat, ...]:
    """The doors of a layout, by tag; `heats` is what racks leave to air [kW]."""
    found = []
    for rack in layout.of("rack"):
        kind = slug_of(rack.catalog)
        door = door_of(bench.site, bench.catalog, kind)
        if door is not None and heats.get(rack.tag, 0.0) > 0.0:
            found.append(DoorSeat(_behind(rack, door), rack.tag, kind, heats[rack.tag]))
    return tuple(found)


def door_box(box: Box, deep: float) -> Box:
    """The box of a door so deep [m] at the back of a rack, whose own box holds both."""
    turn, off = math.radians(box.at.rotation), (box.depth - deep) / 2.0
    at = Position(box.at.x - off * math.sin(turn), box.at.y + off * math.cos(turn), box.at.z, box.at.rotation)
    return Box(at, box.width, deep, box.height)


def _behind(rack: Placed, door: RearDoor) -> Placed:
    return Placed(
        f"RD-{rack.tag.removeprefix('R-')}", "rear-door", door.key, door_box(rack.box, door.depth.si("m")),
        door.mass.si("kg"), row=rack.row, slot=rack.slot, unit=rack.unit, room=rack.room, phase=rack.phase,
    )  # fmt: skip


def doors_at(bench: Bench, seats: Sequence[DoorSeat], supply_c: float, water_c: float) -> tuple[DoorDuty, ...]:
    """The doors at their duty with room air and water so warm [degC]; none where no exchanger has their rating."""
    if not seats:
        return ()
    rise = bench.rules.si("air_delta", "delta_degC")
    models = {key: _model(bench, key, (supply_c + rise, rise)) for key in sorted({s.placed.catalog for s in seats})}
    made = []
    for seat in seats:
        model = models[seat.placed.catalog]
        if model is not None:
            made.append((seat, _duty(bench, model, seat, (supply_c, rise, water_c))))
    for kind in dict.fromkeys(seat.kind for seat, _ in made):
        most = max((d for s, d in made if s.kind == kind), key=lambda d: (d.air_heat, d.tag))
        model = models[most.catalog]
        if model is not None:
            _keep(bench, model, kind, most)
    _say_choice(bench, made, (supply_c + rise, water_c))
    for key in models:
        own = [d for _, d in made if d.catalog == key]
        if own:
            bench.decide(
                "rear_doors", key, count=len(own), door=bench.catalog.get(RearDoor, slug_of(key)).name,
                heat=q(math.fsum(d.heat for d in own), "kW"), water=q(water_c, "degC"),
                rest=q(math.fsum(d.rest for d in own), "kW"),
            )  # fmt: skip
    return tuple(duty for _, duty in made)


def _say_choice(bench: Bench, made: Sequence[tuple[DoorSeat, DoorDuty]], at: tuple[float, float]) -> None:
    """Where the tool chose: the product of each kind of rack, with air and water so warm [degC]."""
    named = dict(bench.site.wishes.cooling.rear_doors)
    if bench.site.wishes.cooling.rear_door != ANY_DOOR:
        return
    slack = bench.catalog.threshold("brief", "rear_door_slack").si("mm")
    for kind in dict.fromkeys(seat.kind for seat, _ in made if seat.kind not in named):
        duty = max((d for s, d in made if s.kind == kind), key=lambda d: (d.air_heat, d.tag))
        rack, door = bench.catalog.get(Rack, kind), bench.catalog.get(RearDoor, slug_of(duty.catalog))
        closing = sum(not d.missing() and fits(d, rack, slack) for d in bench.catalog.all(RearDoor))
        bench.decide(
            "rear_door_choice", rack.key, rack=rack.name, door=door.name, closing=closing, air=q(duty.air_heat, "kW"),
            able=q(rated_at(door, *at), "kW"), water=q(at[1], "degC"),
        )  # fmt: skip


def _model(bench: Bench, key: str, air: tuple[float, float]) -> DoorModel | None:
    """The model of a product in air so warm that has warmed by so much [degC, K], with what is asked of its maker."""
    record = bench.catalog.get(RearDoor, slug_of(key))
    model = model_of(bench, record, air)
    if model is None:
        bench.note(NoteKind.RISK, "rear_door_rating", key, heat=record.heat_rated, water=record.water_in_rated)
        return None
    bench.note(NoteKind.RFI, "rear_door_map", key, air=q(air[0], "degC"), rise=bench.rules["air_delta"],
               water=record.water_in_rated)  # fmt: skip
    if not record.water_drop.known:
        bench.ask("rear_door_drop", key, bench.rules["fws_drop_default"])
    bench.ask("door_branch_share", key, bench.rules["door_branch_share"])
    return model


def model_of(bench: Bench, record: RearDoor, air: tuple[float, float]) -> DoorModel | None:
    """The model of a product by the rules of the bench; None where no exchanger has its rating."""
    water = bench.catalog.threshold("sizing", "water_rho_cp").si("kJ/K/m3") / 60000.0
    return door_model(record, air, water, (bench.rules.si("door_film_exponent"), bench.rules.si("fan_exponent")))


def _duty(bench: Bench, model: DoorModel, seat: DoorSeat, at: tuple[float, float, float]) -> DoorDuty:
    """One door; at = (air of the room [degC], its rise through the rack [K], water [degC])."""
    supply_c, rise, water_c = at
    fluid, air, span = bench.fws.at(water_c).kw_per_k(1.0), seat.heat / rise, supply_c + rise - water_c
    most = min(model.water, model.flow * fluid)
    fans = model.fans_at(air)
    wanted = seat.heat + fans
    rate = fewest_water(model, air, span, wanted, (bench.rules.si("door_water_least") * most, most))
    able = door_capacity(model, air, most, span)
    heat = min(wanted, door_capacity(model, air, rate, span))
    left = supply_c + rise - (heat - fans) / air
    return DoorDuty(
        seat.placed.tag, seat.rack, model.key, seat.heat, heat, wanted - heat, able, rate / fluid, water_c,
        water_c + heat / rate, supply_c + rise, left, fans,
    )  # fmt: skip


def _keep(bench: Bench, model: DoorModel, kind: str, duty: DoorDuty) -> None:
    """The working of the busiest door behind a kind of rack."""
    air = duty.air_heat / bench.rules.si("air_delta", "delta_degC")
    water = min(model.water, model.flow * bench.fws.at(duty.water_in).kw_per_k(1.0))
    smaller = min(air, water)
    effect = duty.capacity / (smaller * (duty.air_in - duty.water_in)) if duty.capacity > 0.0 else 0.0
    bench.keep(
        door_heat, f"rear_door[{kind}]",
        eps=q(effect), C_min=q(smaller, "kW/K"), T_hot=q(duty.air_in, "degC"), T_w=q(duty.water_in, "degC"),
    )  # fmt: skip


def door_drop(bench: Bench, record: RearDoor, flow_lpm: float) -> float:
    """Drop of a door's coil, hoses and couplings at a flow [kPa], by its square."""
    drop = record.water_drop if record.water_drop.known else bench.rules["fws_drop_default"]
    beside = 1.0 + bench.rules.si("door_branch_share")
    return drop.si("kPa") * beside * (flow_lpm / record.water_flow.si("LPM")) ** 2


def held_out(doors: Sequence[DoorDuty], room: float, capacities: Sequence[float]) -> int:
    """How many of the doors of most heat may be out while the air units carry theirs beside the heat of the room [kW].
    """
    left, count = math.fsum(capacities) - room, 0
    for heat in sorted((d.heat for d in doors), reverse=True):
        left -= heat
        if left < 0.0:
            break
        count += 1
    return count
