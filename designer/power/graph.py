"""The chain as elements and links of the design graph: everything that can be isolated, from the utility to each
cord.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.model import Commodity, Fate, Load
from designer.power.backup import Plant
from designer.power.blocks import Unit, group_tag, switch_of
from designer.power.circuits import Circuit
from designer.power.collected import Graph
from designer.power.graph_supply import add_loop, add_mains, add_sets, add_storage
from designer.power.lv_feeder import LvFeeder
from designer.power.medium_voltage import Mains
from designer.power.runs import Lane
from designer.power.services import Services, core_classes
from designer.power.spares import spare_groups
from designer.power.storing import Stored
from designer.power.ups_sides import UpsSide
from designer.units import q

__all__ = ["Parts", "build_graph"]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the graph is built of."""

    mains: Mains
    lanes: Sequence[Lane]
    services: Services
    circuits: Sequence[Circuit]
    plant: Plant
    house: Sequence[Load]
    passes: Mapping[str, tuple[str, ...]]
    stored: Stored | None
    banks: Mapping[str, tuple[str, ...]]
    feeders: Mapping[str, LvFeeder]


def build_graph(graph: Graph, parts: Parts) -> None:
    """Fill the graph from the utility down."""
    add_mains(graph, parts.mains, parts.banks)
    for loop in parts.mains.loops:
        add_loop(graph, loop, parts.banks)
    if parts.stored:
        add_storage(graph, parts.stored, parts.banks)
    for unit in graph.groups_of.units:
        _unit(graph, unit, parts.feeders[f"LF-{unit.transformer}"])
    for lane in parts.lanes:
        _lane(graph, lane, parts.passes.get(lane.tag, ()))
    for side in parts.plant.sides:
        _ups(graph, side, parts.feeders)
    if parts.plant.sets:
        add_sets(graph, parts.plant.sets, parts.feeders)
    _panels(graph, parts)
    _reserves(graph, parts)
    _supplies(graph, parts)
    _house(graph, parts.house)
    _system_groups(graph)
    graph.groups += spare_groups(graph.groups_of, parts.plant, parts.mains, parts.lanes, parts.circuits)


def _unit(graph: Graph, unit: Unit, way: LvFeeder) -> None:
    letter, plate = graph.groups_of.letter(unit), unit.plate
    verdict, board = plate.verdict, unit.board
    kept = verdict.fate if plate.survey else Fate.NEW
    factor = graph.factors.get(unit.transformer, graph.basis.number("power_factor"))
    graph.add(
        unit.transformer,
        "transformer",
        catalog=plate.catalog,
        position=unit.position,
        room=unit.room,
        path=letter,
        fate=kept,
        survey=plate.survey,
        rating=q(plate.rating, "kVA"),
        capacity=plate.rating * factor,
    )
    switch = switch_of(unit.transformer)
    main = f"CB-{board.tag}"
    survey, reused = graph.boards.get(board.tag, ("", None))
    stands = reused is not None and reused.fate in (Fate.REUSE, Fate.REFURBISH)
    rating = unit.main_breaker(graph.basis.pack)
    volts = plate.secondary
    graph.add(main, "breaker", path=letter, room=board.room, position=board.position, **graph.rated(rating, volts))
    graph.add(
        board.tag,
        "switchboard",
        catalog=board.catalog,
        path=letter,
        position=board.position,
        room=board.room,
        fate=reused.fate if reused and stands else Fate.NEW,
        survey=survey if stands else "",
        **graph.rated(board.bus_current, volts),
    )
    graph.tie(switch, unit.transformer, letter)
    graph.feeder(way, unit.room, unit.position)
    graph.tie(unit.transformer, way.tag, letter)
    graph.tie(way.tag, main, letter)
    graph.tie(main, board.tag, letter)


def _reserves(graph: Graph, parts: Parts) -> None:
    """A reserve can be closed onto every board that it stands for by a tie; a catcher stands behind a static switch
    before every busway and panel of those boards, so that it is there when the board itself is lost. A catcher of the
    core has a UPS of its own and stands behind those of the others.
    """
    groups = graph.groups_of
    for group in (g for g in groups.every if not g.transfers):
        for unit, reserve in group.caught():
            ends = parts.plant.ends_of(unit, reserve)
            if group.shape.static:
                _static(graph, parts, ends, (groups.letter(reserve), reserve.board.room))
            else:
                switch, letter = f"TIE-{ends[0]}", groups.letter(reserve)
                graph.add(switch, "tie", path=letter)
                way = parts.feeders[f"LF-{switch}"]
                graph.feeder(way, reserve.board.room, reserve.board.position)
                graph.tie(ends[1], way.tag, letter)
                graph.tie(way.tag, switch, letter)
                graph.tie(switch, ends[0], letter, graph.basis.number("reserve_transfer", "s"))


def _static(graph: Graph, parts: Parts, ends: Sequence[str], at: tuple[str, str]) -> None:
    """Static switches between the breakers of a board and what they feed, with the catcher's board on the other
    input; `at` is the catcher's path and room.
    """
    fed = [lane.tag for lane in parts.lanes if lane.unit.board.tag == ends[0]]
    fed += [c.tag for c in parts.circuits if c.kind == "panel" and c.source == ends[0]]
    for tag in fed:
        breaker, switch, spare = f"CB-{tag}", f"STS-{tag}", f"CB-{tag}-R"
        graph.links = [k for k in graph.links if (k.source, k.target) != (breaker, tag)]
        element = next(e for e in graph.elements if e.tag == breaker)
        graph.add(spare, "breaker", path=at[0], room=at[1], rating=element.rating, capacity=element.capacity)
        graph.add(switch, "sts", path=element.path, room=element.room, rating=element.rating)
        way = parts.feeders[f"LF-{tag}-R"]
        graph.feeder(way, at[1])
        graph.tie(breaker, switch, element.path)
        graph.tie(ends[1], spare, at[0])
        graph.tie(spare, way.tag, at[0])
        graph.tie(way.tag, switch, at[0], graph.basis.number("sts_transfer", "s"))
        graph.tie(switch, tag, element.path)


def _lane(graph: Graph, lane: Lane, openings: tuple[str, ...]) -> None:
    letter = graph.groups_of.letter(lane.unit)
    factor = lane.racks[0].power_factor
    volts, room = lane.unit.plate.secondary, graph.places.room.get(lane.racks[0].tag, "")
    rated = graph.rated(lane.track.breaker, volts, factor)
    graph.add(f"CB-{lane.tag}", "breaker", path=letter, room=lane.unit.board.room, **rated)
    graph.add(
        lane.tag,
        "busway",
        catalog=lane.track.catalog,
        path=letter,
        room=room,
        shares=openings,
        rating=q(lane.track.rating, "A"),
        capacity=3.0**0.5 * volts * lane.track.rating * factor / 1000.0,
    )
    graph.tie(lane.unit.board.tag, f"CB-{lane.tag}", letter)
    graph.tie(f"CB-{lane.tag}", lane.tag, letter)
    sides = (lane.path,) if lane.partner else ("A", "B")
    for rack in lane.racks:
        for side in sides[: max(rack.cords, 1)]:
            cord = f"WH-{rack.tag}-{side}"
            graph.add(
                cord, "cord", path=letter, load_class=rack.load_class, room=room, position=graph.places.at.get(rack.tag)
            )
            graph.tie(lane.tag, cord, letter)
            graph.tie(cord, rack.tag, letter)


def _ups(graph: Graph, side: UpsSide, ways: Mapping[str, LvFeeder]) -> None:
    """A side's modules in parallel on an output board, with a wrap-around bypass, each behind a breaker and a feeder of
    its own; batteries stand in a group.
    """
    board, name = side.upstream, side.board.removeprefix("UPB-")
    for module in side.modules:
        graph.add(module, "ups", catalog=side.catalog, path=side.side, rating=q(side.power, "kW"), capacity=side.power)
        graph.chain(board, ways[f"LF-{module}-IN"], module, room=graph.places.room.get(board, ""))
        graph.chain(module, ways[f"LF-{module}-OUT"], side.board, room=graph.places.room.get(module, ""), late=True)
    room = graph.places.room.get(side.modules[0], "") if side.modules else ""
    needed = min(side.needed, max(len(side.modules), 1))
    graph.add(side.board, "switchboard", path=side.side, room=room, needs={Commodity.POWER: needed})
    bypass = ways[f"LF-{side.board}-BY"]
    graph.chain(board, bypass, "", room=graph.places.room.get(board, ""))
    for _ in range(needed):
        graph.tie(bypass.tag, side.board, side.side, graph.basis.number("bypass_transfer", "s"))
    for cabinet in side.batteries:
        graph.add(cabinet, "battery", catalog=side.battery_catalog, path=side.side, needs={})
    graph.group(f"UPS-SIDE-{name}", "ups", needed, side.modules, "power.ups_modules")
    if side.batteries:
        cabinets = min(side.batteries_needed, len(side.batteries))
        graph.group(f"BAT-SIDE-{name}", "battery", cabinets, side.batteries, "power.battery_cabinets")


def _panels(graph: Graph, parts: Parts) -> None:
    for circuit in parts.circuits:
        if circuit.kind == "panel":
            room = graph.places.room.get(circuit.upstream or circuit.source, "")
            rated = graph.rated(circuit.breaker)
            graph.add(f"CB-{circuit.tag}", "breaker", path=circuit.side, room=room, **rated)
            graph.add(
                circuit.tag,
                "panel",
                path=circuit.side,
                room=room,
                catalog=circuit.cable.catalog if circuit.cable else "",
                **rated,
            )
            graph.tie(circuit.source, f"CB-{circuit.tag}", circuit.side)
            graph.tie(f"CB-{circuit.tag}", circuit.tag, circuit.side)


def _supplies(graph: Graph, parts: Parts) -> None:
    """Both circuits of every load; a load of one cord stands behind a transfer switch."""
    by_load: dict[str, list[Circuit]] = {}
    for circuit in parts.circuits:
        if circuit.kind != "panel":
            by_load.setdefault(circuit.target, []).append(circuit)
    for supply in parts.services.supplies:
        load, core = supply.load, supply.load.load_class in core_classes
        at = load.position or graph.places.at.get(load.tag)
        switch = f"{'STS' if core else 'ATS'}-{load.tag}"
        seconds = graph.basis.number("sts_transfer" if core else "ats_transfer", "s")
        for circuit in by_load[load.tag]:
            graph.add(
                circuit.tag,
                circuit.kind,
                path=circuit.side,
                load_class=load.load_class,
                position=at,
                room=graph.places.room.get(load.tag, ""),
                **graph.rated(circuit.breaker, factor=load.power_factor),
            )
            graph.tie(circuit.source, circuit.tag, circuit.side)
            if not supply.transfers:
                graph.tie(circuit.tag, load.tag, circuit.side)
            else:
                graph.tie(circuit.tag, switch, circuit.side, None if circuit.side == supply.side else seconds)
        if supply.transfers:
            amperes = max(circuit.breaker for circuit in by_load[load.tag])
            graph.add(
                switch, "sts" if core else "ats", load_class=load.load_class, position=at, rating=q(amperes, "A")
            )
            graph.tie(switch, load.tag)


def _house(graph: Graph, house: Sequence[Load]) -> None:
    """The house loads themselves; half of the lighting is enough while a panel is worked on."""
    for load in house:
        graph.add(load.tag, load.kind, load_class=load.load_class, position=load.position)
    lights = [load.tag for load in house if load.kind == "house"]
    graph.group("HOUSE", "house", 1, lights, "power.lighting")


def _system_groups(graph: Graph) -> None:
    """The transformers of each system, as many as must carry it."""
    keys = {"gpu": "power.block_after_loss", "core": "power.core_after_loss", "plant": "power.services_after_loss"}
    for group in graph.groups_of.every:
        for n, system in enumerate(group.systems, 1):
            tags = [u.transformer for u in system]
            if group.part == "gpu" or len(tags) > 1:
                needed = min(group.shape.carrying, len(tags))
                graph.group(group_tag(group, n), "transformer", needed, tags, keys[group.part])
