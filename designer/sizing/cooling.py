"""Counts of the cooling plant: CDUs by loop, air units, chillers, coolers and pumps, each with its spares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from designer.catalog import AirUnit, Cdu, Chiller, Cooler, Pump
from designer.ledger import Given, Step, Value, given
from designer.sizing import formulas as f
from designer.sizing import plant
from designer.sizing.architecture import Spare, spare_of
from designer.sizing.basis import Basis, usable
from designer.sizing.boxes import BOX, Where, module_of
from designer.sizing.chilling import at_supply, coil_water
from designer.sizing.demand import Part, PlantChoice, total
from designer.sizing.life_cost import cheapest
from designer.sizing.loops import parted
from designer.sizing.rear_doors import DoorsCounted, doors_counted, room_left
from designer.sizing.records import Module
from designer.sizing.standing import kept_tags
from designer.units import magnitude, q

__all__ = ["CoolingPlant", "cooling_plant"]

#: Air pressure at sea level, standard atmosphere.
_SEA_LEVEL = q(101.325, "kPa")


@dataclass(frozen=True, slots=True)
class CoolingPlant:
    """The plant to be placed, and what its CDUs and facility pumps draw [kW]."""

    modules: tuple[Module, ...]
    cdu_kw: float
    pump_kw: float


def cooling_plant(
    basis: Basis, parts: tuple[Part, ...], choice: PlantChoice, extra: Mapping[str, int]
) -> CoolingPlant:
    """The cooling plant of GPU racks of one or several kinds; `extra` is what earlier rounds asked for."""
    job = _Job(basis, parts, choice, extra, spare_of(basis.site.wishes.cooling.architecture or "N+1"))
    modules, running = job.cdus()
    warmed = running * _known(choice.cdu) * job.rule("cdu_heat_to_liquid").si("")
    air = job.room(running)
    doors = doors_counted(basis, parts, coil_water(basis, choice.air_unit))
    units, fans = job.air_units(air, doors)
    liquid = total(parts, "liquid") + (warmed if running else 0.0)
    chilled = air.si("kW") + fans + (doors.fans if doors else 0.0)
    modules += units
    modules += job.chillers(chilled + (liquid * choice.trim.number if choice.trim else 0.0))
    alone = not liquid and not choice.cold_enough
    modules += job.rejection(liquid + (0.0 if choice.chiller or alone else chilled), (units, doors))
    return CoolingPlant(tuple(modules), running * _known(choice.cdu), job.pumped())


def _known(cdu: Cdu | None) -> float:
    return cdu.power.si("kW") if cdu else 0.0


@dataclass(slots=True)
class _Job:
    """What the plant is counted from."""

    basis: Basis
    parts: tuple[Part, ...]
    choice: PlantChoice
    extra: Mapping[str, int]
    spare: Spare

    def rule(self, key: str) -> Value:
        """A planning value of ``threshold/cooling``."""
        return self.basis.catalog.threshold("cooling", key)

    def installed(self, key: str, duty: Given, unit: Given) -> tuple[int, int]:
        """Units to install and units that must run for a duty, with the spares of the architecture."""
        step = self.basis.keep(
            f.modules_installed,
            key,
            X_duty=duty,
            X_unit=unit,
            k_spare=q(float(self.spare.extra)),
            k_sides=q(float(self.spare.sides)),
        )
        count = round(step.number)
        return count, count // self.spare.sides - self.spare.extra

    def clear(self, *keys: str) -> tuple[float, float, float]:
        """Clearances front, rear and side [m] by their rules; "" for none."""
        front, rear, side = (self.basis.rule(f"clear_{key}").si("m") if key else 0.0 for key in keys)
        return front, rear, side

    def cdus(self) -> tuple[list[Module], int]:
        """CDUs of all technology loops, and how many of them must run."""
        cdu = self.choice.cdu
        groups = [group for part in self.parts if part.demand.liquid.number > 0.0 for group in _units(self.basis, part)]
        if cdu is None or not groups:
            return [], 0
        racks = q(float(sum(racks for racks, _, _ in groups)))
        count = self.basis.keep(plant.loop_count, "loops", n_racks=racks, n_max=self.rule("racks_per_loop"))
        part_of = parted([flow or heat for _, flow, heat in groups], round(count.number))
        needed = []
        for loop in sorted(set(part_of)):
            own = [group for group, at in zip(groups, part_of, strict=True) if at == loop]
            needed.append(self._loop(cdu, loop, own))
        installed = sum(self.spare.total(n) for n in needed) + self.extra.get("cdus.extra", 0)
        where = Where("mechanical", self.clear("front_mechanical", "rear_mechanical", ""))
        return [module_of("CDU", cdu, installed, sum(needed), where)], sum(needed)

    def _loop(self, cdu: Cdu, loop: int, own: Sequence[tuple[int, float, float]]) -> int:
        flow, heat = q(sum(group[1] for group in own), "LPM"), q(sum(group[2] for group in own), "kW")
        name = f"[TCS-{loop + 1:02d}]"
        unit = self.choice.cdu_heat or cdu.heat_rated
        by_heat = self.basis.keep(plant.cdus_by_heat, f"cdus_by_heat{name}", Q_loop=heat, Q_cdu=unit)
        if not flow.magnitude:
            return round(by_heat.number)
        by_flow = self.basis.keep(plant.cdus_by_flow, f"cdus_by_flow{name}", V_loop=flow, V_cdu=cdu.tcs_flow_rated)
        return round(max(by_heat.number, by_flow.number))

    def room(self, running: int) -> Step:
        """Heat to the hall's air: racks, losses indoors, house, CDUs and control panels."""
        area = given(q(self.basis.site.hall.polygon.area, "m2"), "brief", name="brief:hall.footprint")
        house = self.basis.keep(f.house_power, "house_power", A_hall=area, p_house=self.basis.rule("house_load"))
        return self.basis.keep(
            f.room_heat,
            "room_heat",
            P_IT=q(total(self.parts, "it"), "kW"),
            Q_liq=q(total(self.parts, "liquid"), "kW"),
            P_loss=q(total(self.parts, "losses"), "kW"),
            f_in=self.rule("losses_indoor"),
            P_house=house,
            P_cdu=q(running * _known(self.choice.cdu), "kW"),
            f_cdu=self.rule("cdu_heat_to_liquid"),
            P_panels=self.rule("panel_power").q * self.rule("panels").q,
        )

    def air_units(self, air: Step, doors: DoorsCounted | None) -> tuple[list[Module], float]:
        """Air units by heat with their own fans and by airflow, and what the fans of those that must run draw [kW]; for
        what rear doors leave, and with all of the units for the heat of the largest door beside it.
        """
        unit, taken = self.choice.air_unit, doors.heat if doors else 0.0
        supply = self.basis.site.wishes.cooling.air_supply
        sigma = self.basis.keep(plant.air_pressure_ratio, "air_density", z=self._height())
        density = self.basis.keep(plant.air_density, "air_density_supply", p=_SEA_LEVEL * sigma.q, T=supply)
        through = self.basis.keep(
            plant.rack_airflow,
            "rack_airflow",
            Q_air=q(max(0.0, total(self.parts, "it") - total(self.parts, "liquid") - taken), "kW"),
            rho=density,
            dT=self.rule("air_delta"),
            f_leak=self.rule("containment_leak"),
        )
        if doors:
            air = self.basis.keep(
                room_left, "room_left", Q_room=air, Q_doors=q(doors.heat, "kW"), P_fans=q(doors.fans, "kW")
            )
        least = plant.rack_airflow(Q_air=air.q, rho=density.q, dT=self.rule("air_delta").q, f_leak=q(0.0))
        most = q(max(through.si("m3/s"), magnitude(least, "m3/s")), "m3/s")
        hot = self.basis.keep(plant.hot_aisle, "hot_aisle", T_supply=supply, Q=air, V=most, rho=density)
        capacity = self._coil(unit, hot, sigma)
        by_heat = self.basis.keep(
            plant.units_by_heat, "air_units_by_heat", Q_room=air, Q_unit=capacity, P_fan=unit.fan_power
        )
        by_flow = self.basis.keep(plant.units_by_airflow, "air_units_by_airflow", V_racks=through, V_unit=unit.airflow)
        needed = round(max(by_heat.number, by_flow.number))
        more = (air.si("kW") + doors.largest) / (capacity.si("kW") - unit.fan_power.si("kW")) if doors else 0.0
        count = max(self.spare.total(needed), ceil(more)) + self.extra.get("air_units.extra", 0)
        where = Where("mechanical", self.clear("front_mechanical", "", ""), existing=self._standing("air-unit", count))
        return [module_of("ACU", unit, count, needed, where)], needed * unit.fan_power.si("kW")

    def _coil(self, unit: AirUnit, hot: Step, sigma: Step) -> Step:
        supply = self.basis.site.wishes.cooling.air_supply.si("degC")
        water = supply - (unit.air_out_rated.si("degC") - unit.water_in_rated.si("degC"))
        return self.basis.keep(
            plant.coil_heat,
            "air_unit_capacity",
            Q_rated=unit.heat_rated,
            T_hot=hot,
            T_water=q(water, "degC"),
            dT_rated=q(unit.air_in_rated.si("degC") - unit.water_in_rated.si("degC"), "delta_degC"),
            sigma=sigma,
        )

    def _height(self) -> Value:
        elevation = self.basis.site.elevation
        return elevation if elevation.known else self.basis.rule("elevation_default")

    def chillers(self, heat: float) -> list[Module]:
        """Chillers for a heat [kW] at the site's height and on its design day."""
        chiller = self.choice.chiller
        if chiller is None:
            return []
        count, needed = self.installed("chillers", q(heat, "kW"), self._chiller_unit(chiller))
        count += self.extra.get("chillers.extra", 0)
        where = Where("yard", self.clear("front_cooler", "", "side_cooler"), existing=self._standing("chiller", count))
        return [module_of("CH", chiller, count, needed, where)]

    def _standing(self, kind: str, count: int) -> tuple[str, ...]:
        """Machines of the mine that serve on, no more than there are to be."""
        return kept_tags(self.choice.standing, kind)[:count]

    def _chiller_unit(self, chiller: Chiller) -> Step | Value:
        climate = self.basis.site.climate
        rated: Value | Step = at_supply(self.basis, chiller, self.choice.chilled)
        if chiller.type != "water-cooled":
            slope = self.rule("chiller_altitude")
            rated = self.basis.keep(plant.chiller_altitude, "chiller_altitude", Q_r=rated, k=slope, z=self._height())
        if climate is None or not climate.design_dry_bulb.known or not chiller.capacity_slope.known:
            return rated
        air = climate.design_dry_bulb.si("degC") + self.rule("recirculation").si("delta_degC")
        return self.basis.keep(
            plant.chiller_capacity,
            "chiller_capacity",
            Q_r=rated,
            s=chiller.capacity_slope,
            T_air=q(max(air, self.rule("chiller_air_least").si("degC")), "degC"),
            T_r=chiller.air_rated,
        )

    def pumped(self) -> float:
        """Power of the facility pumps [kW]."""
        shares = {s.key: s.number for s in self.basis.steps if s.key.startswith("sizing.pump_share[")}
        return sum(
            part.racks * part.demand.liquid.si("kW") * shares[f"sizing.pump_share[{part.demand.wanted.rack.slug}]"]
            for part in self.parts
        )

    def rejection(self, heat: float, air: tuple[Sequence[Module], DoorsCounted | None]) -> list[Module]:
        """Coolers and facility pumps for a heat [kW], with the water of air units and rear doors where no chiller cools
        them.
        """
        units, doors = air
        cooler, unit = self.choice.cooler, self.choice.cooler_unit
        if cooler is None or unit is None or heat <= 0.0:
            return []
        modules = self._coolers(cooler, heat, unit)
        flow = self._facility_flow(heat)
        if self.choice.chiller is None and self.choice.air_unit.water_flow.known:
            flow += sum(unit.needed for unit in units) * self.choice.air_unit.water_flow.si("LPM")
            flow += doors.flow if doors else 0.0
        pump = self._pump(flow)
        if pump is None:
            return modules
        count, needed = self.installed("pumps", q(flow, "LPM"), q(self._pump_flow(pump), "LPM"))
        where = Where("mechanical", self.clear("front_mechanical", "rear_mechanical", ""))
        return [*modules, module_of("FWP", pump, count + self.extra.get("pumps.extra", 0), needed, where)]

    def _coolers(self, cooler: Cooler, heat: float, unit: Step) -> list[Module]:
        """The coolers for a heat [kW]: of one product, or new ones beside those of the mine."""
        clear, more = self.clear("front_cooler", "", "side_cooler"), self.extra.get("coolers.extra", 0)
        if not self.choice.beside:
            count, needed = self.installed("coolers", q(heat, "kW"), unit)
            where = Where("yard", clear, existing=self._standing("cooler", count + more))
            return [module_of("CLR", cooler, count + more, needed, where)]
        standing = [(each, tag, record) for record, each, tags in self.choice.beside for tag in tags]
        total, largest = sum(s[0] for s in standing), max(s[0] for s in standing)
        new = round(self.basis.keep(
            plant.coolers_beside, "coolers_beside", Q=q(heat * self.spare.sides, "kW"), Q_S=q(total, "kW"),
            Q_L=q(largest, "kW"), Q_U=unit, k_spare=q(float(self.spare.extra)),
        ).number)  # fmt: skip
        while not new + more and total - standing[-1][0] - self.spare.extra * largest >= heat * self.spare.sides:
            total -= standing.pop()[0]
        running = _least([s[0] for s in standing] + [unit.si("kW")] * (new + more), heat)
        found = []
        for record in dict.fromkeys(s[2].slug for s in standing):
            own = [s for s in standing if s[2].slug == record]
            where = Where("yard", clear, existing=tuple(s[1] for s in own))
            found.append(module_of("CLR", own[0][2], len(own), min(len(own), running), where))
        if new + more:
            found.append(module_of("CLR", cooler, new + more, new, Where("yard", clear)))
        return found

    def _facility_flow(self, heat: float) -> float:
        """Flow of the facility loop [LPM]: in step with the technology flow, else by the usual rise."""
        technology = sum(flow for part in self.parts for _, flow, _ in _units(self.basis, part))
        if technology:
            return technology * self.rule("facility_flow_ratio").si("")
        carried = self.basis.rule("water_rho_cp").si("kJ/K/m3") * self.basis.rule("fws_rise").si("delta_degC")
        return magnitude(q(heat / carried, "m3/s"), "LPM")

    def _pump(self, flow: float) -> Pump | None:
        """The pump of least cost over its life for a flow [LPM] at the planned head."""
        fit = [p for p in self.basis.catalog.all(Pump) if usable(p, ("head_curve", *BOX))]
        head = self.basis.rule("fws_head")

        def duty(pump: Pump) -> tuple[int, float]:
            known = pump.efficiency.known and pump.motor_efficiency.known
            share = pump.efficiency.si("") * pump.motor_efficiency.si("") if known else None
            work = magnitude(q(flow, "LPM") * head.q, "kW")
            return max(1, ceil(flow / self._pump_flow(pump) - 1e-9)), work / (
                self.basis.rule("pump_efficiency").si("") if share is None else share
            )

        return cheapest(self.basis, "pump", fit, duty)

    def _pump_flow(self, pump: Pump) -> float:
        """Flow of a pump at the planned head [LPM], along its curve."""
        points = sorted((p.head.si("kPa"), p.flow.si("LPM")) for p in pump.head_curve)
        heads, flows = [head for head, _ in points], [flow for _, flow in points]
        return float(np.interp(self.basis.rule("fws_head").si("kPa"), heads, flows))


def _least(capacities: Sequence[float], heat: float) -> int:
    """The fewest of some coolers, any of them, that carry a heat [kW]."""
    carried = np.cumsum(sorted(capacities))
    return int(np.searchsorted(carried, heat)) + 1


def _units(basis: Basis, part: Part) -> list[tuple[int, float, float]]:
    """Racks, flow [LPM] and heat [kW] of each scalable unit of a part: rows hold whole ones, and loops whole rows."""
    wanted, unit = part.demand.wanted, part.demand.wanted.unit_racks(basis)
    rack, heat = wanted.rack, part.demand.liquid.si("kW")
    flow = (rack.power_design.q * rack.flow_per_power.q).m_as("LPM") if rack.flow_per_power.known else 0.0
    sizes = [min(unit, part.racks - first) for first in range(0, part.racks, unit)]
    return [(size, size * flow, size * heat) for size in sizes]
