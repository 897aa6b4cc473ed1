"""The cooling part of the design graph: what must work for every rack to keep its coolant and its air.

Rings are modelled by their sections between sectional valves: a consumer hangs on the two sections beside it and needs
one of them, so a section taken out loses nobody and a row header taken out loses its row. That is exact for one
element at a time; with two sections out the graph is the optimistic side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower, control_panels, make_up_place
from designer.cooling.drying import dryers_of
from designer.cooling.energy import WETTED
from designer.cooling.loop_items import tank_tags, vessel_shares, vessel_tags
from designer.cooling.rear_doors import held_out
from designer.cooling.technology_loop import SolvedLoop
from designer.layout.records import Layout, Placed
from designer.model import Commodity, Element, Link, LoadClass, Position, RedundancyGroup, Trade
from designer.sizing.standing import fate_of
from designer.units import q

__all__ = ["CONTROLLED", "PlantGraph", "plant_graph"]

#: Machines that the control panels run; CDUs, chillers and air units carry controllers of their own.
CONTROLLED = frozenset({"pump", "cooler"})


@dataclass(slots=True)
class PlantGraph:
    """Elements, links and groups, collected."""

    bench: Bench
    seats: dict[str, Placed]
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    groups: list[RedundancyGroup] = field(default_factory=list)

    def machine(self, tag: str, kind: str, load_class: LoadClass, cold: bool, **more: object) -> None:
        """A machine that needs power, and coolant when `cold`."""
        seat = self.seats.get(tag)
        if seat is not None and seat.existing:
            more |= {"survey": tag, "fate": fate_of(self.bench.site, tag, (seat.box.at.x, seat.box.at.y))}
        needs = {Commodity.POWER: 1, **({Commodity.COOLANT: 1} if cold else {})}
        self.elements.append(
            Element(
                tag,
                kind,
                Trade.COOLING,
                catalog=_address(kind, seat.catalog) if seat else "",
                position=seat.box.at if seat else None,
                room=seat.room if seat else "",
                load_class=load_class,
                needs=needs,
                **more,  # type: ignore[arg-type]
            )
        )

    def node(self, tag: str, kind: str, commodity: Commodity, needed: int, removable: bool = True) -> None:
        """A header, section or bank that needs so many live feeds."""
        self.elements.append(Element(tag, kind, Trade.COOLING, needs={commodity: max(needed, 1)}, removable=removable))

    def link(self, source: str, target: str, commodity: Commodity = Commodity.COOLANT) -> None:
        """A way from one element to another."""
        self.links.append(Link(source, target, commodity))

    def group(self, tag: str, kind: str, needed: int, members: Sequence[str], basis: str) -> None:
        """A redundancy group, when it has members."""
        if members:
            self.groups.append(RedundancyGroup(tag, Trade.COOLING, kind, needed, tuple(members), basis))

    def pressed(self, bank: str, litres: float | None = None, basis: str = "", behind: str = "") -> str:
        """The node behind a bank (or what stands `behind` it) that lives while that does and one of the loop's
        expansion vessels does.

        Each vessel takes the expansion of the whole loop [L]; one is enough.
        """
        held, pressure = f"{bank}-HELD", f"{bank}-PRESS"
        vessels = vessel_tags(bank, int(self.bench.rules.si("vessels")))
        rating = q(litres, "L") if litres else None
        for vessel in vessels:
            self.elements.append(
                Element(
                    vessel, "expansion", Trade.COOLING, rating=rating, sources=(Commodity.COOLANT,),
                    position=self.centre(), group=f"EXP-{bank}",
                )
            )
            self.link(vessel, pressure)
        self.node(pressure, "header", Commodity.COOLANT, 1, removable=False)
        self.node(held, "header", Commodity.COOLANT, 2, removable=False)
        self.link(behind or bank, held)
        self.link(pressure, held)
        self.group(f"EXP-{bank}", "expansion", 1, vessels, basis)
        return held

    def centre(self) -> Position | None:
        """Where the pumps or CDUs stand; the vessels stand beside them."""
        seats = [s for s in self.seats.values() if s.kind in ("pump", "cdu")]
        return min(seats, key=lambda s: (s.kind != "pump", s.tag)).box.at if seats else None

    def controlled(self, panels: Sequence[str]) -> None:
        """The plant that runs on the control panels: any one of them is enough."""
        for place, element in enumerate(self.elements):
            if panels and element.kind in CONTROLLED:
                needs = {**element.needs, Commodity.CONTROL: 1}
                self.elements[place] = replace(element, needs=needs)
                self.links += [Link(panel, element.tag, Commodity.CONTROL) for panel in panels]

    def ring(self, bank: str, names: Sequence[str], source: str = "") -> dict[str, tuple[str, ...]]:
        """Sections of a ring named after a bank and fed by `source` (itself by default), one between each two
        consumers; gives each consumer its two sections.
        """
        count = len(names)
        if count < 2:
            return dict.fromkeys(names, (source or bank,))
        sections = [f"{bank}-S{i + 1}" for i in range(count)]
        for section in sections:
            self.node(section, "header", Commodity.COOLANT, 1)
            self.link(source or bank, section)
        return {name: (sections[i - 1], sections[i]) for i, name in enumerate(names)}


def plant_graph(bench: Bench, layout: Layout, plant: PlantPower, volumes: Mapping[str, float]) -> PlantGraph:
    """The whole graph of the cooling trade; `volumes` [L] size the expansion vessels."""
    graph = PlantGraph(bench, {p.tag: p for p in (*layout.placed, *plant.air.seats)})
    _facility(graph, plant, volumes)
    pumped, users = _buffered(graph, plant, volumes), plant.on_facility
    source = graph.pressed("FWS", volumes.get("expansion_fws"), "cooling.expansion_tank[fws]", pumped) if users else ""
    fed = graph.ring("FWS", users, source)
    shares = vessel_shares(plant, volumes)
    for solved in plant.technology.loops:
        _loop(graph, solved, (plant, shares.get(solved.loop.tag)), fed)
    _air(graph, layout, (plant, volumes), fed)
    if plant.air.drying is not None:
        dryers = dryers_of(plant.air.drying, make_up_place(layout))
        graph.elements += dryers
        graph.group("DRY", "make-up-air", plant.air.drying.needed, [e.tag for e in dryers], "cooling.drying_heat")
    panels = control_panels(bench, layout)
    graph.controlled([name for name, _ in panels])
    for name, place in panels:
        graph.elements.append(
            Element(
                name, "control-panel", Trade.COOLING, position=place, load_class=LoadClass.CORE,
                needs={Commodity.POWER: 1}, sources=(Commodity.CONTROL,),
            )
        )
    graph.group("MCP", "control-panel", 1, [name for name, _ in panels], "")
    return graph


def _facility(graph: PlantGraph, plant: PlantPower, volumes: Mapping[str, float]) -> None:
    """Coolers -> bank -> evaporators -> two legs -> trim exchangers -> pumps -> facility ring, those that there are."""
    users = plant.technology.loops or plant.air.source == "facility"
    if not users:
        return
    coolers = plant.coolers
    graph.node("CLR-BANK", "header", Commodity.COOLANT, coolers.needed, removable=False)
    for duty in coolers.duties:
        graph.machine(
            duty.tag,
            "cooler",
            LoadClass.MECHANICAL,
            False,
            sources=(Commodity.COOLANT,),
            duty=duty.duty,
            group="CLR-BANK",
            rating=q(duty.capacity, "kW"),
            capacity=duty.capacity,
        )
        graph.link(duty.tag, "CLR-BANK")
    graph.group("CLR-BANK", "cooler", coolers.needed, [d.tag for d in coolers.duties], "cooling.cooler_capacity")
    _water(graph, plant, volumes)
    source = "CLR-BANK"
    if plant.trim > 0.0 and not plant.exchangers.duties:
        source = "FWS-TRIM"
        _chillers(graph, plant, source, "CLR-BANK")
    legs = ("FWS-LEG-A", "FWS-LEG-B")
    for leg in legs:
        graph.node(leg, "header", Commodity.COOLANT, 1)
        graph.link(source, leg)
    suction = _trimmed(graph, plant, legs) if plant.exchangers.duties else legs
    graph.node("FWS", "header", Commodity.COOLANT, plant.pumps.needed, removable=False)
    for pump in plant.pumps.duties:
        graph.machine(
            pump.tag,
            "pump",
            LoadClass.CORE,
            True,
            duty=pump.duty,
            group="FWS",
            rating=q(pump.flow, "LPM"),
            capacity=pump.flow,
        )
        for way in suction:
            graph.link(way, pump.tag)
        graph.link(pump.tag, "FWS")
    graph.group("FWS", "pump", plant.pumps.needed, [p.tag for p in plant.pumps.duties], "cooling.pumps[FWS]")


def _trimmed(graph: PlantGraph, plant: PlantPower, legs: Sequence[str]) -> tuple[str, ...]:
    """The exchangers between legs and pumps, each on the water of the legs and on chilled water; what feeds the
    pumps.
    """
    graph.node("FWS-IN", "header", Commodity.COOLANT, 1, removable=False)
    for leg in legs:
        graph.link(leg, "FWS-IN")
    graph.node("FWS-TRIM", "header", Commodity.COOLANT, plant.exchangers.needed, removable=False)
    for twin in plant.exchangers.duties:
        graph.node(f"{twin.tag}-CHW", "header", Commodity.COOLANT, 1, removable=False)
        graph.elements.append(
            Element(
                twin.tag, "exchanger", Trade.COOLING, position=graph.centre(), needs={Commodity.COOLANT: 2},
                duty=twin.duty, group="FWS-TRIM", rating=q(twin.capacity, "kW"), capacity=twin.capacity,
            )
        )
        graph.link("FWS-IN", twin.tag)
        graph.link(f"{twin.tag}-CHW", twin.tag)
        graph.link(twin.tag, "FWS-TRIM")
    members = [d.tag for d in plant.exchangers.duties]
    graph.group("FWS-TRIM", "exchanger", plant.exchangers.needed, members, "cooling.trim_exchangers")
    return ("FWS-TRIM",)


def _buffered(graph: PlantGraph, plant: PlantPower, volumes: Mapping[str, float]) -> str:
    """What feeds the facility ring: the pumps, or the buffer tank behind them with its bypass."""
    litres = volumes.get("buffer", 0.0)
    if litres <= 0.0 or not plant.pumps.duties:
        return "FWS"
    for name, kind, rating in (("BUF-FWS", "buffer", q(litres, "L")), ("BUF-FWS-BP", "bypass", None)):
        graph.elements.append(
            Element(
                name, kind, Trade.COOLING, position=graph.centre(), needs={Commodity.COOLANT: 1}, rating=rating,
                group="BUF-FWS",
            )
        )
        graph.link("FWS", name)
        graph.link(name, "FWS-BUF")
    graph.node("FWS-BUF", "header", Commodity.COOLANT, 1, removable=False)
    graph.group("BUF-FWS", "buffer", 1, ["BUF-FWS", "BUF-FWS-BP"], "cooling.buffer")
    return "FWS-BUF"


def _water(graph: PlantGraph, plant: PlantPower, volumes: Mapping[str, float]) -> None:
    """Make-up water of coolers that evaporate on the design day: the main and the tanks, any one of which serves."""
    litres = volumes.get("water_storage", 0.0)
    if litres <= 0.0 or plant.coolers.mode not in WETTED:
        return
    yard = next((graph.seats[d.tag].box.at for d in plant.coolers.duties if d.tag in graph.seats), None)
    tanks = tank_tags(int(graph.bench.rules.si("water_tanks")))
    for name in ("WATER-MAIN", *tanks):
        kind = "water-main" if name == "WATER-MAIN" else "water-tank"
        rating = q(litres / len(tanks), "L") if name in tanks else None
        graph.elements.append(
            Element(
                name, kind, Trade.COOLING, position=yard, sources=(Commodity.WATER,), rating=rating, group="WATER"
            )
        )
        graph.link(name, "WATER-BANK", Commodity.WATER)
    graph.node("WATER-BANK", "header", Commodity.WATER, 1, removable=False)
    graph.group("WATER", "water-tank", 1, ["WATER-MAIN", *tanks], "cooling.water_storage")
    wet = {d.tag for d in plant.coolers.duties}
    for place, element in enumerate(graph.elements):
        if element.tag in wet:
            graph.elements[place] = replace(element, needs={**element.needs, Commodity.WATER: 1})
            graph.link("WATER-BANK", element.tag, Commodity.WATER)


def _loop(
    graph: PlantGraph, solved: SolvedLoop, made: tuple[PlantPower, float | None], fed: dict[str, tuple[str, ...]]
) -> None:
    """CDUs -> loop bank -> ring sections -> row headers -> racks; made = (plant, one expansion vessel [L])."""
    plant, vessel = made
    loop, needed = solved.loop, plant.technology.needed[solved.loop.tag]
    duties = {d.tag: d for d in plant.technology.duties}
    graph.node(loop.tag, "header", Commodity.COOLANT, needed, removable=False)
    for index, cdu in enumerate(loop.cdus):
        graph.machine(
            cdu.tag,
            "cdu",
            LoadClass.CORE,
            True,
            duty="N" if index < needed else "R",
            group=loop.tag,
            rating=q(duties[cdu.tag].heat_available, "kW"),
            capacity=duties[cdu.tag].heat_available,
        )
        for section in fed.get(cdu.tag, ()):
            graph.link(section, cdu.tag)
        graph.link(cdu.tag, loop.tag)
    graph.group(loop.tag, "cdu", needed, [c.tag for c in loop.cdus], f"cooling.cdu_margin[{loop.tag}]")
    held = graph.pressed(loop.tag, vessel, "cooling.expansion_tank[tcs]")
    beside = graph.ring(loop.tag, [name for name, _ in solved.ways.nodes], held)
    for way in solved.ways.rows:
        header = f"{loop.tag}-{way.row}"
        graph.node(header, "header", Commodity.COOLANT, 1)
        for section in beside[way.row]:
            graph.link(section, header)
        for rack in way.racks:
            graph.link(header, rack.tag)


def _air(
    graph: PlantGraph,
    layout: Layout,
    made: tuple[PlantPower, Mapping[str, float]],
    fed: dict[str, tuple[str, ...]],
) -> None:
    """Chillers -> two legs -> chilled ring -> air units -> the hall's air -> racks; made = (plant, volumes [L])."""
    plant, volumes = made
    air = plant.air
    if air.source == "chilled":
        _chillers(graph, plant, "CHW")
        graph.node("CHW-IN", "header", Commodity.COOLANT, 1, removable=False)
        for leg in ("CHW-LEG-A", "CHW-LEG-B"):
            graph.node(leg, "header", Commodity.COOLANT, 1)
            graph.link("CHW", leg)
            graph.link(leg, "CHW-IN")
        held = graph.pressed("CHW", volumes.get("expansion_chw"), "cooling.expansion_tank[chw]", "CHW-IN")
        fed = graph.ring("CHW", plant.on_chilled, held)
        for twin in plant.exchangers.duties:
            for section in fed[twin.tag]:
                graph.link(section, f"{twin.tag}-CHW")
    if not air.units and not layout.of("rack"):
        return
    graph.node("AIR-HALL", "zone", Commodity.AIR, 2 if air.doors else air.needed, removable=False)
    room = _doored(graph, air, fed) if air.doors else "AIR-HALL"
    cold = air.source in ("facility", "chilled")
    for unit in air.units:
        graph.machine(
            unit.tag,
            "air-unit",
            LoadClass.MECHANICAL,
            cold,
            sources=(Commodity.AIR,),
            duty=unit.duty,
            group="AIR-HALL",
            rating=q(unit.capacity, "kW"),
            capacity=unit.capacity,
        )
        for section in fed.get(unit.tag, ()) if cold else ():
            graph.link(section, unit.tag)
        graph.link(unit.tag, room, Commodity.AIR)
    basis = "cooling.air_units_by_heat"
    graph.group("AIR-HALL", "air-unit", air.needed, [u.tag for u in air.units], basis)
    for rack in layout.of("rack"):
        graph.link("AIR-HALL", rack.tag, Commodity.AIR)


def _doored(graph: PlantGraph, air: AirPlan, fed: Mapping[str, tuple[str, ...]]) -> str:
    """Rear doors beside the air units: the hall's air needs the units, and all doors but those whose heat the units
    carry as well. Gives the node of the units. The doors are no group of their own: the units are their spare.
    """
    units, bank = "AIR-ROOM", "AIR-DOORS"
    graph.node(units, "header", Commodity.AIR, air.needed, removable=False)
    least = len(air.doors) - held_out(air.doors, air.heat, [u.capacity for u in air.units])
    graph.node(bank, "header", Commodity.AIR, least, removable=False)
    for door in air.doors:
        seat = graph.seats[door.tag]
        power = {Commodity.POWER: 1} if door.fan_power > 0.0 else {}
        graph.elements.append(
            Element(
                door.tag, "rear-door", Trade.COOLING, catalog=seat.catalog, position=seat.box.at, room=seat.room,
                load_class=LoadClass.CORE if power else None, needs={**power, Commodity.COOLANT: 1},
                sources=(Commodity.AIR,), duty="N", rating=q(door.capacity, "kW"), capacity=door.capacity,
            )
        )
        for section in fed.get(door.tag, ()):
            graph.link(section, door.tag)
        graph.link(door.tag, bank, Commodity.AIR)
    for node in (units, bank):
        graph.link(node, "AIR-HALL", Commodity.AIR)
    return units


def _chillers(graph: PlantGraph, plant: PlantPower, bank: str, source: str = "") -> None:
    """The chillers and their bank; with a `source` their evaporators stand behind it and need its water."""
    chillers = plant.chillers
    graph.node(bank, "header", Commodity.COOLANT, chillers.needed, removable=False)
    for duty in chillers.duties:
        graph.machine(
            duty.tag,
            "chiller",
            LoadClass.MECHANICAL,
            bool(source),
            sources=() if source else (Commodity.COOLANT,),
            duty=duty.duty,
            group=bank,
            rating=q(duty.capacity, "kW"),
            capacity=duty.capacity,
        )
        if source:
            graph.link(source, duty.tag)
        graph.link(duty.tag, bank)
    graph.group(bank, "chiller", chillers.needed, [d.tag for d in chillers.duties], "cooling.chillers")


def _address(kind: str, catalog: str) -> str:
    """``kind/slug`` of a placed thing's catalog entry."""
    return catalog if not catalog or "/" in catalog else f"{kind}/{catalog}"
