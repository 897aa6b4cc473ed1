"""Electrical loads of the cooling plant at the design day, each with where its heat goes."""

from dataclasses import dataclass

from designer.catalog import RearDoor
from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.chillers import ChillerBank
from designer.cooling.circuit_places import ring_order
from designer.cooling.drying import Drying, make_up_tags
from designer.cooling.facility_loop import PumpBank
from designer.cooling.outdoors import CoolerBank
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun
from designer.cooling.technology import TechnologySide
from designer.cooling.trim import NO_TRIM, TrimBank
from designer.layout.records import Layout, Placed
from designer.model import Load, LoadClass, Position, Trade, tag

__all__ = ["PlantPower", "chilled_users", "control_panels", "make_up_place", "plant_loads"]


@dataclass(frozen=True, slots=True)
class PlantPower:
    """The parts of the plant whose loads are made; `trim` is heat of the facility loop that chillers carry [kW], by
    `exchangers`; `buffered` tells of a buffer tank in the facility supply; `runs` are the pipes outside the technology
    loops.
    """

    technology: TechnologySide
    pumps: PumpBank
    air: AirPlan
    coolers: CoolerBank
    chillers: ChillerBank
    chilled_pumps: float
    trim: float = 0.0
    exchangers: TrimBank = NO_TRIM
    buffered: bool = False
    runs: tuple[PipeRun, ...] = ()

    @property
    def on_facility(self) -> tuple[str, ...]:
        """The consumers of the facility ring as it passes them: CDUs, and air units and rear doors on its water."""
        users = [c.tag for s in self.technology.loops for c in s.loop.cdus]
        users += [*self.air.coils] if self.air.source == "facility" else []
        return ring_order(self.runs, "FWS", users)

    @property
    def on_chilled(self) -> tuple[str, ...]:
        """The consumers of the chilled-water ring as it passes them: air units and trim exchangers."""
        return ring_order(self.runs, "CHW", chilled_users(self.air, self.exchangers))


def chilled_users(air: AirPlan, exchangers: TrimBank) -> tuple[str, ...]:
    """The consumers of the chilled-water ring; none where the coils have no such loop."""
    if air.source != "chilled":
        return ()
    return (*air.coils, *(d.tag for d in exchangers.duties))


def control_panels(bench: Bench, layout: Layout) -> tuple[tuple[str, Position], ...]:
    """Mechanical control panels beside the CDUs, pumps or air units: tag and place; none without any of them."""
    near = layout.of("cdu") or layout.of("pump") or layout.of("air-unit")
    if not near:
        return ()
    places = (near[0].box.at, near[-1].box.at)
    count = int(bench.rules.si("panels"))
    return tuple((tag("MCP", i + 1), places[i % len(places)]) for i in range(count))


def plant_loads(bench: Bench, layout: Layout, plant: PlantPower) -> tuple[Load, ...]:
    """All loads by tag. Units of a group share its design power; a unit's peak is its power with the spares out."""
    seats = {p.tag: p for p in (*layout.placed, *plant.air.seats)}
    maker = _Maker(bench, seats)
    made: list[Load] = []
    share = bench.rules.si("cdu_heat_to_liquid")
    side = plant.technology
    if side.model is not None:
        for solved in side.loops:
            members, needed = solved.loop.cdus, side.needed[solved.loop.tag]
            for cdu in members:
                each = side.model.power * min(needed, len(members)) / len(members)
                made.append(maker.load(cdu.tag, "cdu", LoadClass.CORE, (each, side.model.power), (share * each, True)))
    bank = plant.pumps
    for duty in bank.duties:
        each, shaft = bank.power / len(bank.duties), bank.shaft / len(bank.duties)
        made.append(maker.load(duty.tag, "pump", LoadClass.CORE, (each, duty.power), (shaft, True)))
    for unit in plant.air.units:
        peak = plant.air.fan_power / max(min(plant.air.needed, len(plant.air.units)), 1)
        made.append(maker.load(unit.tag, "air-unit", LoadClass.MECHANICAL, (unit.fan_power, peak), (0.0, True)))
    for door in plant.air.doors:
        if door.fan_power > 0.0:
            fans = (door.fan_power, bench.catalog.get(RearDoor, slug_of(door.catalog)).fan_power.si("kW"))
            made.append(maker.load(door.tag, "rear-door", LoadClass.CORE, fans, (0.0, True)))
    made += _drying(maker, layout, plant.air.drying)
    for cooler in plant.coolers.duties:
        coolers = plant.coolers.coolers
        peak = coolers.model_of(cooler.tag).fan_power if coolers else cooler.fan_power
        made.append(maker.load(cooler.tag, "cooler", LoadClass.MECHANICAL, (cooler.fan_power, peak), (0.0, False)))
    chilled = plant.chilled_pumps / max(len(plant.chillers.duties), 1)
    for chiller in plant.chillers.duties:
        each = chiller.fan_power + chilled
        peak = each * len(plant.chillers.duties) / max(plant.chillers.needed, 1)
        made.append(maker.load(chiller.tag, "chiller", LoadClass.MECHANICAL, (each, max(each, peak)), (0.0, False)))
    power = bench.rules.si("panel_power", "kW")
    for name, place in control_panels(bench, layout):
        made.append(maker.load(name, "control-panel", LoadClass.CORE, (power, power), (0.0, True), place))
    return tuple(sorted(made, key=lambda x: x.tag))


def _drying(maker: "_Maker", layout: Layout, drying: Drying | None) -> list[Load]:
    """The make-up air units, which give their heat to the outdoors."""
    if drying is None:
        return []
    power, place = (drying.power / drying.total, drying.power / drying.needed), make_up_place(layout)
    return [
        maker.load(name, "make-up-air", LoadClass.MECHANICAL, power, (0.0, False), place)
        for name in make_up_tags(drying)
    ]


def make_up_place(layout: Layout) -> Position | None:
    """Where make-up air units are fed: beside the first machine outdoors, else the first air unit."""
    near = layout.of("chiller") or layout.of("cooler") or layout.of("air-unit")
    return near[0].box.at if near else None


@dataclass(frozen=True, slots=True)
class _Maker:
    bench: Bench
    seats: dict[str, Placed]

    def load(
        self,
        name: str,
        kind: str,
        load_class: LoadClass,
        power: tuple[float, float],
        heat: tuple[float, bool],
        place: Position | None = None,
    ) -> Load:
        """A load: power = (design, peak) [kW]; heat = (share to the fluid [kW], whether the rest stays indoors)."""
        seat = self.seats.get(name)
        design, peak = power
        liquid, indoors = heat
        rest = design - liquid
        return Load(
            name,
            kind,
            Trade.COOLING,
            load_class,
            design,
            max(peak, design),
            design * self.bench.rules.si("idle_share"),
            self.bench.rules.si("power_factor"),
            liquid,
            rest if indoors else 0.0,
            0.0 if indoors else rest,
            2 if load_class is LoadClass.CORE else 1,
            seat.box.at if seat else place,
            seat.catalog if seat else "",
        )
