"""What chillers put into the facility supply on days that the coolers do not finish: trim exchangers, or evaporators.

Where the air coils have a chilled-water loop, plate exchangers beside the facility pumps take what is left, one more
than needed, each between valves on both sides. Without such a loop the chillers' own evaporators stand in the supply.
"""

import math
from dataclasses import dataclass

from designer.cooling.bench import Bench, delta, wished
from designer.cooling.floor_space import exchanger_box, late_box
from designer.cooling.records import TrimDuty
from designer.layout.late import seat_late
from designer.layout.records import Layout, Placed
from designer.ledger import Limit, ceil, formula, ln
from designer.model import Box, NoteKind, Position, tag
from designer.units import Quantity, q

__all__ = ["NO_TRIM", "TrimBank", "placed_exchangers", "trim_bank"]


@formula("n_hx", unit="", source="derived", clause="exchangers that must run at the design day")
def exchangers_by_heat(Q: Quantity, Q_unit: Quantity) -> Quantity:
    """Trim exchangers needed."""
    return ceil(Q / Q_unit)


@formula("V_chw", unit="LPM", source="textbook", clause="chilled water for the heat that the coolers leave")
def chilled_flow(Q: Quantity, rho_cp: Quantity, dT: Quantity) -> Quantity:
    """Chilled water of the trim exchangers."""
    return Q / (rho_cp * dT)


@formula("UA_hx", unit="kW/K", source="textbook", clause="logarithmic mean difference, counterflow")
def exchanger_ua(Q: Quantity, dT_a: Quantity, dT_b: Quantity) -> Quantity:
    """Heat transfer that one exchanger needs, from its two end differences."""
    return Q * ln(dT_a / dT_b) / (dT_a - dT_b)


@dataclass(frozen=True, slots=True)
class TrimBank:
    """The exchangers: each one's duty, how many must run, chilled water of all [LPM], drop in the facility supply
    [kPa]; without duties and with a drop the chillers' evaporators stand there themselves.
    """

    duties: tuple[TrimDuty, ...] = ()
    needed: int = 0
    water: float = 0.0
    drop: float = 0.0


NO_TRIM = TrimBank()


def trim_bank(
    bench: Bench, heat: float, facility: tuple[float, float, float], chilled: tuple[float, float], drop: float
) -> TrimBank:
    """The bank for a heat [kW] left in the facility loop.

    Args:
        bench: the workbench of the room.
        heat: what the coolers leave [kW].
        facility: flow [LPM], heat capacity rate [kW/K] and supply [degC] of the facility loop.
        chilled: supply and return of the chilled water [degC]; both nil without such a loop.
        drop: drop of the chillers' evaporators [kPa], which are in the way where there is no chilled-water loop.
    """
    if heat <= 0.0:
        return NO_TRIM
    rules, (flow, rate, supply) = bench.rules, facility
    if chilled[1] <= chilled[0]:
        return TrimBank(drop=drop)
    unit = rules["trim_unit"]
    needed = int(bench.keep(exchangers_by_heat, "trim_exchangers", Q=q(heat, "kW"), Q_unit=unit).si(""))
    state = bench.fws.at(math.fsum(chilled) / 2.0)
    water = bench.keep(
        chilled_flow, "trim_water", Q=q(heat, "kW"), rho_cp=q(state.volumetric / 1000.0, "kJ/K/m3"),
        dT=delta(chilled[1] - chilled[0]),
    ).si("LPM")
    warm = supply + heat / rate
    _sized(bench, heat / needed, (warm, supply), chilled)
    count = bench.spare.total(needed)
    duties = tuple(
        TrimDuty(
            tag("HX-T", i + 1), heat / count, unit.si("kW"), warm, supply, chilled[0], chilled[1],
            flow / needed, water / needed, "N" if i < needed else "R",
        )
        for i in range(count)
    )
    return TrimBank(duties, needed, water, rules.si("trim_drop", "kPa"))


def _sized(bench: Bench, heat: float, facility: tuple[float, float], chilled: tuple[float, float]) -> None:
    """Keep the transfer that one exchanger needs; end differences below the least are said with the nearest supply."""
    least = bench.rules.si("trim_approach", "delta_degC")
    ends = (facility[0] - chilled[1], facility[1] - chilled[0])
    if min(ends) < least:
        nearest = facility[1] + least - min(ends)
        bench.note(
            NoteKind.RISK, "trim_approach", "FWS", supply=q(facility[1], "degC"), chilled=q(chilled[0], "degC"),
            least=q(least, "K"), nearest=wished(nearest),
        )
        return
    apart = abs(ends[0] - ends[1]) > 1e-6
    bench.keep(
        exchanger_ua, "trim_transfer", limit=Limit(">=", q(0.0, "kW/K"), "a transfer that can be built", "derived"),
        Q=q(heat, "kW"), dT_a=delta(ends[0] if apart else ends[0] * (1.0 + 1e-6)), dT_b=delta(ends[1]),
    )


def placed_exchangers(bench: Bench, layout: Layout, bank: TrimBank) -> tuple[Placed, ...]:
    """The exchangers where the layout will seat them, else beside the facility pumps; none without pumps."""
    pumps = layout.of("pump")
    if not pumps or not bank.duties:
        return ()
    first, tags = pumps[0], tuple(d.tag for d in bank.duties)
    if tags not in bench.seats:
        width, depth, height, mass = exchanger_box(bench)
        wanted = [late_box(bench, (tag, "exchanger"), (width, depth, height, mass), first.tag) for tag in tags]
        found = {p.tag: p for p in seat_late(bench.site.hall, layout, wanted).of("exchanger")}
        beside = Box(Position(first.box.at.x, first.box.at.y), width, depth, height)
        bench.seats[tags] = tuple(found.get(tag) or Placed(tag, "exchanger", "", beside, 0.0) for tag in tags)
    return bench.seats[tags]
