"""Contents, expansion, buffer, filtration, and the seconds until the supply leaves its class."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.catalog import Cdu, Cooler, Rack
from designer.cooling.bench import Bench, delta
from designer.cooling.pressures import Pressures
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import PipeRun
from designer.cooling.technology import TechnologySide
from designer.layout.records import Placed
from designer.ledger import formula, maximum
from designer.model import NoteKind
from designer.sizing.coolant import Fluid, FluidState
from designer.units import Quantity, q

__all__ = ["Contents", "buffer_volume", "contents_of", "expansion_tank", "ride_seconds", "volumes_of", "water_stored"]


@formula("V_tank", unit="L", source="unverified", clause="closed expansion tank, absolute pressures")
def expansion_tank(V_s: Quantity, rho_cold: Quantity, rho_hot: Quantity, p_fill: Quantity, p_max: Quantity) -> Quantity:
    """Expansion tank of a loop."""
    return V_s * (rho_cold / rho_hot - 1) / (1 - p_fill / p_max)


@formula("t_ride", unit="s", source="derived", clause="pumps running, no heat leaves")
def ride_seconds(V: Quantity, rho: Quantity, c_p: Quantity, dT: Quantity, Q: Quantity) -> Quantity:
    """Seconds until a mixed loop has warmed by its margin."""
    return V * rho * c_p * dT / Q


@formula("t_still", unit="s", source="derived", clause="no flow: metal of the tray alone")
def still_seconds(C_tray: Quantity, dT: Quantity, P_tray: Quantity) -> Quantity:
    """Seconds until a tray without flow has warmed by its margin."""
    return C_tray * dT / P_tray


@formula("V_buffer", unit="m3", source="derived", clause="beside what the loop holds")
def buffer_volume(Q: Quantity, t: Quantity, rho: Quantity, c_p: Quantity, dT: Quantity, V_loop: Quantity) -> Quantity:
    """Buffer volume that a ride-through asks for."""
    return maximum(Q * t / (rho * c_p * dT) - V_loop, q(0, "m3"))


@formula("V_store", unit="m3", source="unverified", clause="mean use of the design day's thirstiest hours in a row")
def stored_water(W_t: Quantity, t: Quantity) -> Quantity:
    """Make-up water kept on site for wet operation."""
    return W_t * t


@dataclass(frozen=True, slots=True)
class Contents:
    """Litres: technology pipes, racks and CDUs, facility pipes and coolers, chilled-water pipes; of the facility pipes
    those of a buffer tank."""

    tcs_pipes: float
    racks: float
    cdus: float
    fws_pipes: float
    coolers: float
    chw_pipes: float
    to_buffer: float = 0.0

    @property
    def tcs(self) -> float:
        """Technology loops together."""
        return self.tcs_pipes + self.racks + self.cdus

    @property
    def fws(self) -> float:
        """Facility loop."""
        return self.fws_pipes + self.coolers


def contents_of(
    bench: Bench, side: TechnologySide, runs: Sequence[PipeRun], cdus: Sequence[Placed], coolers: Sequence[Placed]
) -> Contents:
    """What every part holds [L]."""
    by_loop = {name: math.fsum(r.volume for r in runs if r.loop.startswith(name)) for name in ("TCS", "FWS", "CHW")}
    racks = sum(len(s.loop.racks) for s in side.loops) * bench.rules.si("rack_volume", "L")
    in_cdus = 0.0
    for placed in cdus:
        record = bench.catalog.get(Cdu, slug_of(placed.catalog))
        assumed = record.heat_rated.si("MW") * bench.rules.si("cdu_volume", "m3/MW") * 1000.0
        in_cdus += record.volume.si("L") if record.volume.known else assumed
    rated = math.fsum(bench.catalog.get(Cooler, slug_of(p.catalog)).heat_rated.si("MW") for p in coolers)
    in_coolers = rated * bench.rules.si("cooler_volume", "m3/MW") * 1000.0
    to_buffer = math.fsum(r.volume for r in runs if "-BUF-" in r.tag)
    return Contents(by_loop["TCS"], racks, in_cdus, by_loop["FWS"], in_coolers, by_loop["CHW"], to_buffer)


def volumes_of(
    bench: Bench, side: TechnologySide, held: Contents, needs: tuple[float, float], pressures: Mapping[str, Pressures]
) -> tuple[dict[str, float], dict[str, float]]:
    """Volumes by name [L] and ride-through by lost function [s]; needs = (heat of the facility loop [kW], use of
    make-up water in the hours that the tanks bridge [L/day]); the vessels work between the `pressures` of their loops.
    """
    facility_heat, thirst = needs
    volumes = {
        "tcs_pipes": held.tcs_pipes,
        "tcs_racks": held.racks,
        "tcs_cdus": held.cdus,
        "tcs_total": held.tcs,
        "fws_pipes": held.fws_pipes,
        "fws_coolers": held.coolers,
        "fws_total": held.fws,
        "chw_total": held.chw_pipes,
        "reserve": (held.tcs + held.fws + held.chw_pipes) * bench.rules.si("make_up_reserve"),
        **water_stored(bench, thirst),
    }
    if held.chw_pipes > 0.0:
        volumes["expansion_chw"] = _tank(bench, "chw", (bench.fws, held.chw_pipes), pressures)
    if held.fws_pipes > 0.0:
        volumes["expansion_fws"] = _tank(bench, "fws", (bench.fws, held.fws), pressures)
    if side.supply is None or not side.loops:
        return volumes, {}
    volumes["expansion_tcs"] = _tank(bench, "tcs", (bench.tcs, held.tcs), pressures)
    margin = _margin(bench, side)
    # what its own lines hold is there only with the tank: counted, a far tank would do away with itself
    tank = _buffer(bench, side, held.tcs + held.fws - held.to_buffer, margin, facility_heat)
    if tank is not None:
        volumes["buffer"] = tank
    held_by = (held.tcs, held.fws + (tank or 0.0))
    return volumes, _rides(bench, side, held_by, margin, facility_heat)


def water_stored(bench: Bench, thirst: float) -> dict[str, float]:
    """Make-up water kept on site [L] for coolers that evaporate on the design day, as a volume, by their use in its
    thirstiest hours [L/day]; none for dry ones.
    """
    if thirst <= 0.0:
        return {}
    kept = bench.keep(stored_water, "water_storage", W_t=q(thirst, "L/day"), t=bench.rules["water_storage"])
    bench.decide("water_storage", "WATER", volume=kept.result, hours=bench.rules["water_storage"])
    return {"water_storage": kept.si("L")}


def _buffer(bench: Bench, side: TechnologySide, litres: float, margin: float, heat: float) -> float | None:
    """Buffer tank [L] for the wished ride-through; None without a wish, or without any margin to use."""
    wish, state = bench.site.wishes.cooling.ride_through, side.states[1]
    if not wish.known:
        return None
    if margin <= 0.0:
        bench.note(NoteKind.RISK, "no_margin", "TCS", wish=wish)
        return None
    tank = bench.keep(
        buffer_volume,
        "buffer",
        Q=q(heat, "kW"),
        t=wish,
        rho=q(state.density, "kg/m3"),
        c_p=q(state.heat_capacity, "J/kg/K"),
        dT=delta(margin),
        V_loop=q(litres, "L"),
    )
    if tank.si("L") > 0.0:
        bench.decide("buffer", "FWS", volume=tank.result, wish=wish, margin=q(margin, "K"))
    return tank.si("L")


def _tank(bench: Bench, name: str, charge: tuple[Fluid, float], pressures: Mapping[str, Pressures]) -> float:
    """Expansion tank [L] of a loop; charge = (its fluid, litres)."""
    (fluid, litres), within = charge, pressures.get(name.upper())
    if within is None:
        return 0.0
    cold, hot = (fluid.at(bench.rules.si(k, "degC")) for k in ("expansion_cold", "expansion_hot"))
    return bench.keep(
        expansion_tank,
        f"expansion_tank[{name}]",
        V_s=q(litres, "L"),
        rho_cold=q(cold.density, "kg/m3"),
        rho_hot=q(hot.density, "kg/m3"),
        p_fill=within.fill,
        p_max=within.relief,
    ).si("L")


def _margin(bench: Bench, side: TechnologySide) -> float:
    """Warming of the supply until the first rack's limit [K]."""
    if side.supply is None:
        return 0.0
    supply = side.supply.si("degC")
    slugs = {r.rack for s in side.loops for r in s.loop.racks}
    limits = [bench.catalog.get(Rack, slug).supply_temperature_max for slug in sorted(slugs)]
    return max(0.0, min((v.si("degC") for v in limits if v.known), default=supply) - supply)


def _rides(
    bench: Bench, side: TechnologySide, held: tuple[float, float], margin: float, facility_heat: float
) -> dict[str, float]:
    """Seconds by lost function; held = litres of the technology and the facility side, a buffer tank included."""
    rules = bench.rules
    tcs, fws = side.states
    rise = delta(margin)

    def seconds(name: str, litres: float, state: FluidState, heat: float) -> float:
        return bench.keep(
            ride_seconds,
            f"ride_through[{name}]",
            V=q(litres, "L"),
            rho=q(state.density, "kg/m3"),
            c_p=q(state.heat_capacity, "J/kg/K"),
            dT=rise,
            Q=q(heat, "kW"),
        ).si("s")

    still = bench.keep(
        still_seconds,
        "ride_through[cdu-pumps]",
        C_tray=rules["tray_heat_capacity"],
        dT=rise,
        P_tray=rules["tray_power"],
    )
    return {
        "rejection": seconds("rejection", held[0] + held[1], fws, facility_heat),
        "fws-pumps": seconds("fws-pumps", held[0], tcs, side.heat),
        "cdu-pumps": still.si("s"),
    }
