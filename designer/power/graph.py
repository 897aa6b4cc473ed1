"""The chain as elements and links of the design graph: everything that can be isolated, from the utility to each
cord.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from designer.model import Commodity, Element, Fate, Link, Load, LoadClass, Position, RedundancyGroup, Trade
from designer.power.backup import Plant, Sets
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit, group_tag
from designer.power.circuits import Circuit
from designer.power.medium_voltage import Loop, Mains
from designer.power.places import Places
from designer.power.reuse import Verdict
from designer.power.runs import Lane
from designer.power.services import Services, core_classes
from designer.power.spares import spare_groups
from designer.power.ups_sides import UpsSide
from designer.units import Quantity, q

__all__ = ["Facts", "Graph", "Parts", "build_graph"]

_NEED: Mapping[Commodity, int] = {Commodity.POWER: 1}


class Facts(TypedDict, total=False):
    """What may be said of an element beside its tag and kind."""

    catalog: str
    position: Position | None
    room: str
    path: str
    load_class: LoadClass | None
    fate: Fate
    survey: str
    rating: Quantity | None
    capacity: float | None
    needs: Mapping[Commodity, int]
    sources: tuple[Commodity, ...]


class Rated(TypedDict):
    """What an element lets through."""

    rating: Quantity | None
    capacity: float | None


@dataclass(slots=True)
class Graph:
    """Elements, links and groups collected on the way (local to one feeding).

    `boards` maps a board to its survey tag and verdict, `factors` a transformer to the power factor of its worst load.
    """

    basis: Basis
    groups_of: Groups
    places: Places
    boards: Mapping[str, tuple[str, Verdict]]
    factors: Mapping[str, float]
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    groups: list[RedundancyGroup] = field(default_factory=list)

    def add(self, tag: str, kind: str, **facts: Unpack[Facts]) -> None:
        """An element of this room in its place; it needs power unless it is a source or says otherwise."""
        facts.setdefault("needs", {} if facts.get("sources") else _NEED)
        facts.setdefault("position", self.places.at.get(tag))
        facts.setdefault("room", self.places.room.get(tag, ""))
        self.elements.append(Element(tag, kind, Trade.POWER, **facts))

    def rated(self, amperes: float, volts: float = 0.0) -> Rated:
        """A current rating [A] and the power that it lets through, at the loads' voltage unless said."""
        volts = volts or self.basis.site.wishes.power.voltage.si("V")
        power = 3.0**0.5 * volts * amperes * self.basis.number("power_factor") / 1000.0
        return {"rating": q(amperes, "A") if amperes else None, "capacity": power or None}

    def tie(self, source: str, target: str, path: str = "", open_for: float | None = None) -> None:
        """A power link; with `open_for` it is normally open and closes after so many seconds."""
        if open_for is None:
            self.links.append(Link(source, target, Commodity.POWER, path=path))
        else:
            self.links.append(Link(source, target, Commodity.POWER, None, path, True, open_for))

    def group(self, tag: str, kind: str, needed: int, members: Iterable[str], basis: str = "") -> None:
        """A redundancy group."""
        self.groups.append(RedundancyGroup(tag, Trade.POWER, kind, needed, tuple(members), basis))


@dataclass(frozen=True, slots=True)
class Parts:
    """What the graph is built of."""

    mains: Mains
    lanes: Sequence[Lane]
    services: Services
    circuits: Sequence[Circuit]
    plant: Plant
    house: Sequence[Load]


def build_graph(graph: Graph, parts: Parts) -> None:
    """Fill the graph from the utility down."""
    _mains(graph, parts.mains)
    for loop in parts.mains.loops:
        _loop(graph, loop)
    for unit in graph.groups_of.units:
        _unit(graph, unit)
    for lane in parts.lanes:
        _lane(graph, lane)
    for side in parts.plant.sides:
        _ups(graph, side)
    _reserves(graph, parts.plant)
    if parts.plant.sets:
        _sets(graph, parts.plant.sets)
    _panels(graph, parts)
    _supplies(graph, parts)
    _house(graph, parts.house)
    _system_groups(graph)
    graph.groups += spare_groups(graph.groups_of, parts.plant, parts.mains, parts.lanes, parts.circuits)


def _mains(graph: Graph, mains: Mains) -> None:
    transfer = graph.basis.number("mv_transfer", "s")
    for n, entrance in enumerate(mains.entrances, 1):
        graph.add(f"UTILITY-{n}", "utility", sources=(Commodity.POWER,))
        graph.add(entrance, "service", rating=graph.basis.site.feed.voltage.q)
        graph.tie(f"UTILITY-{n}", entrance)
    for n, section in enumerate(mains.sections):
        graph.add(f"CB-{section}", "breaker")
        rated = graph.rated(mains.bus_current, graph.basis.site.feed.voltage.si("V"))
        graph.add(section, "switchboard", catalog=mains.catalog, **rated)
        graph.tie(mains.entrances[n % len(mains.entrances)], f"CB-{section}")
        graph.tie(f"CB-{section}", section)
    a, b = mains.sections
    graph.add("TIE-MVS", "bus-tie", needs={Commodity.POWER: 1})
    for one, other in ((a, b), (b, a)):
        graph.tie(one, "TIE-MVS", open_for=transfer)
        graph.tie("TIE-MVS", other, open_for=transfer)


def _loop(graph: Graph, loop: Loop) -> None:
    """An open loop: closed from the near section, normally open at the far end, running backwards after its
    transfer.
    """
    transfer = graph.basis.number("mv_transfer", "s")
    near, far = f"CB-{loop.letter}1", f"CB-{loop.letter}2"
    catalog = loop.cable.catalog if loop.cable else ""
    rated = graph.rated(loop.breaker, graph.basis.site.feed.voltage.si("V"))
    for breaker, section in ((near, loop.near), (far, loop.far)):
        graph.add(breaker, "breaker", path=loop.letter, **rated)
        graph.tie(section, breaker, loop.letter)
    for switch, unit in zip(loop.switches, loop.units, strict=True):
        graph.add(switch, "switch-mv", path=loop.letter, position=unit.position, room=unit.room)
    last = len(loop.segments) - 1
    for n, segment in enumerate(loop.segments):
        graph.add(segment.tag, "feeder", catalog=catalog, path=loop.letter, **rated)
        before = near if n == 0 else segment.source
        after = far if n == last else segment.target
        if n < last:
            graph.tie(before, segment.tag, loop.letter)
            graph.tie(segment.tag, after, loop.letter)
        if n > 0:
            graph.tie(after, segment.tag, loop.letter, transfer)
            graph.tie(segment.tag, before, loop.letter, transfer)


def _unit(graph: Graph, unit: Unit) -> None:
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
    switch = f"LSW-{unit.transformer.rsplit('-', 1)[-1]}"
    main = f"CB-{board.tag}"
    survey, reused = graph.boards.get(board.tag, ("", None))
    stands = reused is not None and reused.fate in (Fate.REUSE, Fate.REFURBISH)
    rating = graph.basis.pack.breaker(plate.amperes if board.main_share >= 1.0 else plate.amperes / board.main_share)
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
    graph.tie(unit.transformer, main, letter)
    graph.tie(main, board.tag, letter)


def _reserves(graph: Graph, plant: Plant) -> None:
    """A reserve can be closed onto every board that it stands for: by a tie, a catcher by a static switch. A catcher of
    the core has a UPS of its own and stands behind those of the others.
    """
    groups = graph.groups_of
    for group in groups.every:
        static = group.shape.static
        prefix, kind, key = ("STS", "sts", "sts_transfer") if static else ("TIE", "tie", "reserve_transfer")
        for unit, reserve in group.caught():
            sides = plant.side_of(unit), plant.side_of(reserve)
            ends = [s.board if s and all(sides) else u.board.tag for s, u in zip(sides, (unit, reserve), strict=True)]
            switch, letter = f"{prefix}-{ends[0]}", groups.letter(reserve)
            graph.add(switch, kind, path=letter)
            graph.tie(ends[1], switch, letter)
            graph.tie(switch, ends[0], letter, graph.basis.number(key, "s"))


def _lane(graph: Graph, lane: Lane) -> None:
    letter = graph.groups_of.letter(lane.unit)
    factor = lane.racks[0].power_factor
    volts, room = lane.unit.plate.secondary, graph.places.room.get(lane.racks[0].tag, "")
    rated = graph.rated(lane.track.breaker, volts)
    graph.add(f"CB-{lane.tag}", "breaker", path=letter, room=lane.unit.board.room, **rated)
    graph.add(
        lane.tag,
        "busway",
        catalog=lane.track.catalog,
        path=letter,
        room=room,
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


def _ups(graph: Graph, side: UpsSide) -> None:
    """A side's modules in parallel on an output board, with a wrap-around bypass; batteries stand in a group."""
    board, name = side.upstream, side.board.removeprefix("UPB-")
    for module in side.modules:
        graph.add(module, "ups", catalog=side.catalog, path=side.side, rating=q(side.power, "kW"), capacity=side.power)
        graph.tie(board, module, side.side)
        graph.tie(module, side.board, side.side)
    room = graph.places.room.get(side.modules[0], "") if side.modules else ""
    needed = min(side.needed, max(len(side.modules), 1))
    graph.add(side.board, "switchboard", path=side.side, room=room, needs={Commodity.POWER: needed})
    for _ in range(needed):
        graph.tie(board, side.board, side.side, graph.basis.number("bypass_transfer", "s"))
    for cabinet in side.batteries:
        graph.add(cabinet, "battery", catalog=side.battery_catalog, path=side.side, needs={})
    graph.group(f"UPS-SIDE-{name}", "ups", needed, side.modules, "power.ups_modules")
    if side.batteries:
        cabinets = min(side.batteries_needed, len(side.batteries))
        graph.group(f"BAT-SIDE-{name}", "battery", cabinets, side.batteries, "power.battery_cabinets")


def _sets(graph: Graph, sets: Sets) -> None:
    """Sets on two sections of their bus; each section stands ready for the service boards of its side."""
    for plant in sets.plants:
        for section, side in zip(plant.sections, "AB", strict=True):
            graph.add(section, "switchboard", path=side, needs={Commodity.POWER: plant.needed})
        for tag in plant.tags:
            tank = f"FT-{tag.rsplit('-', 1)[-1]}"
            at, room = graph.places.at.get(tag), graph.places.room.get(tag, "")
            share = q(sets.fuel / len(sets.tags), "L")
            graph.add(tank, "fuel-tank", sources=(Commodity.POWER,), position=at, room=room, rating=share)
            graph.tie(tank, tag)
            graph.add(
                tag,
                "generator",
                catalog=sets.catalog,
                rating=q(sets.rating, "kW"),
                capacity=sets.rating,
            )
            for section, side in zip(plant.sections, "AB", strict=True):
                graph.tie(tag, section, side, sets.start)
        for section, side, units in zip(plant.sections, "AB", plant.units, strict=True):
            for unit in units:
                transfer = f"ATS-{unit.board.tag}"
                graph.add(transfer, "ats", path=side, room=unit.board.room)
                graph.tie(section, transfer, side)
                seconds = graph.basis.number("ats_transfer", "s") + sets.start
                graph.tie(transfer, unit.board.tag, side, seconds)
        graph.group(plant.name, "generator", plant.needed, plant.tags, "power.generator_sets")


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
                **graph.rated(circuit.breaker),
            )
            graph.tie(circuit.source, circuit.tag, circuit.side)
            if not supply.transfers:
                graph.tie(circuit.tag, load.tag, circuit.side)
            else:
                graph.tie(circuit.tag, switch, circuit.side, None if circuit.side == supply.side else seconds)
        if supply.transfers:
            graph.add(switch, "sts" if core else "ats", load_class=load.load_class, position=at)
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
