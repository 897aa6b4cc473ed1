"""The cooling part of the design graph: what must work for every rack to keep its coolant and its air.

Rings are modelled by their sections between sectional valves: a consumer hangs on the two sections beside it and needs
one of them, so a section taken out loses nobody and a row header taken out loses its row. That is exact for one
element at a time; with two sections out the graph is the optimistic side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from designer.cooling.bench import Bench
from designer.cooling.demand import PlantPower, control_panels
from designer.cooling.loop_items import vessel_shares, vessel_tags
from designer.cooling.technology_loop import SolvedLoop
from designer.layout.records import Layout, Placed
from designer.model import Commodity, Element, Link, LoadClass, Position, RedundancyGroup, Trade
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

    def pressed(self, bank: str, litres: float | None = None, basis: str = "") -> str:
        """The node behind a bank that lives while the bank does and one of the loop's expansion vessels does.

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
        self.link(bank, held)
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
    graph = PlantGraph(bench, {p.tag: p for p in layout.placed})
    _facility(graph, plant)
    cdus = [c.tag for s in plant.technology.loops for c in s.loop.cdus]
    coils = [u.tag for u in plant.air.units] if plant.air.source == "facility" else []
    source = graph.pressed("FWS", volumes.get("expansion_fws"), "cooling.expansion_tank[fws]") if cdus or coils else ""
    fed = graph.ring("FWS", [*cdus, *coils], source)
    shares = vessel_shares(plant, volumes)
    for solved in plant.technology.loops:
        _loop(graph, solved, (plant, shares.get(solved.loop.tag)), fed)
    _air(graph, layout, plant, fed)
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


def _facility(graph: PlantGraph, plant: PlantPower) -> None:
    """Coolers -> bank -> two legs -> pumps -> facility ring."""
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
    for leg in ("FWS-LEG-A", "FWS-LEG-B"):
        graph.node(leg, "header", Commodity.COOLANT, 1)
        graph.link("CLR-BANK", leg)
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
        graph.link("FWS-LEG-A", pump.tag)
        graph.link("FWS-LEG-B", pump.tag)
        graph.link(pump.tag, "FWS")
    graph.group("FWS", "pump", plant.pumps.needed, [p.tag for p in plant.pumps.duties], "cooling.pumps[FWS]")


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


def _air(graph: PlantGraph, layout: Layout, plant: PlantPower, fed: dict[str, tuple[str, ...]]) -> None:
    """Chillers -> chilled ring -> air units -> the hall's air -> racks."""
    air = plant.air
    if air.source == "chilled":
        graph.node("CHW", "header", Commodity.COOLANT, plant.chillers.needed, removable=False)
        for duty in plant.chillers.duties:
            graph.machine(
                duty.tag,
                "chiller",
                LoadClass.MECHANICAL,
                False,
                sources=(Commodity.COOLANT,),
                duty=duty.duty,
                group="CHW",
                rating=q(duty.capacity, "kW"),
                capacity=duty.capacity,
            )
            graph.link(duty.tag, "CHW")
        graph.group("CHW", "chiller", plant.chillers.needed, [d.tag for d in plant.chillers.duties], "cooling.chillers")
        fed = graph.ring("CHW", [u.tag for u in air.units], graph.pressed("CHW"))
    if not air.units and not layout.of("rack"):
        return
    graph.node("AIR-HALL", "zone", Commodity.AIR, air.needed, removable=False)
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
        graph.link(unit.tag, "AIR-HALL", Commodity.AIR)
    basis = "cooling.air_units_by_heat"
    graph.group("AIR-HALL", "air-unit", air.needed, [u.tag for u in air.units], basis)
    for rack in layout.of("rack"):
        graph.link("AIR-HALL", rack.tag, Commodity.AIR)


def _address(kind: str, catalog: str) -> str:
    """``kind/slug`` of a placed thing's catalog entry."""
    return catalog if not catalog or "/" in catalog else f"{kind}/{catalog}"
