"""Ride-through of the design: the loops as they stand, followed second by second, against what bridges each loss."""

import math
from collections.abc import Mapping

from designer.catalog import Rack
from designer.cooling.bench import Bench
from designer.cooling.loops import facility_flow
from designer.cooling.plant_states import Works
from designer.cooling.records import Feeds, Ride
from designer.cooling.ride import LOST, RideCase, RideState, ride, seconds_to

__all__ = ["ride_case", "rides_of"]

#: Points of a printed curve.
_POINTS = 40
#: Least seconds that a curve shows.
_LEAST = 30.0


def rides_of(
    bench: Bench, works: Works, told: tuple[Mapping[str, float], Mapping[str, float]], feeds: Feeds
) -> tuple[Ride, ...]:
    """Each loss followed until the supply leaves its class; none without technology loops or coolers.

    Args:
        bench: the workbench of the room.
        works: the settled plant.
        told: volumes by name [L] and the closed-form seconds by lost function.
        feeds: what the power trade bridges.
    """
    side = works.side
    if side.supply is None or not side.loops or side.model is None or works.rate <= 0.0 or not works.coolers.duties:
        return ()
    volumes, mixed = told
    case, limit = ride_case(bench, works, volumes), _limit(bench, works)
    found = []
    for lost in LOST:
        state = ride(case, lost, bench.rules.si("ride_horizon", "s"))
        gap = feeds.start_seconds if lost == "rejection" else _bridged(feeds)
        seconds = seconds_to(state, limit)
        found.append(Ride(lost, seconds, mixed.get(lost, math.nan), limit, gap, seconds >= gap, _curve(state, seconds)))
    still = mixed.get("cdu-pumps", math.nan)
    gap = _bridged(feeds)
    return (*found, Ride("cdu-pumps", still, still, limit, gap, still >= gap, ()))


def _bridged(feeds: Feeds) -> float:
    """Seconds without power of what stands on the UPS: none while it lasts until the sets run."""
    return 0.0 if feeds.ups_seconds >= min(feeds.start_seconds, feeds.ups_seconds or math.inf) else feeds.start_seconds


def _limit(bench: Bench, works: Works) -> float:
    """The lowest supply limit of the racks [degC]."""
    slugs = sorted({r.rack for s in works.side.loops for r in s.loop.racks})
    limits = [bench.catalog.get(Rack, slug).supply_temperature_max for slug in slugs]
    supply = works.side.supply
    return min((v.si("degC") for v in limits if v.known), default=supply.si("degC") if supply is not None else 0.0)


def ride_case(bench: Bench, works: Works, volumes: Mapping[str, float]) -> RideCase:
    """Both loops as they stand, with what they hold [L] by the names of the plan's volumes."""
    side = works.side
    assert side.model is not None
    assert side.supply is not None
    tcs, fws = side.states
    heat_t, heat_f = tcs.volumetric / 1e6, fws.volumetric / 1e6
    exchange = 0.0
    for solved in side.loops:
        count = len(solved.loop.cdus)
        flow = solved.flow / max(count, 1)
        effect, least = side.model.effect(flow, facility_flow(bench, side.model, flow, side.states), tcs, fws)
        exchange += count * effect * least
    return RideCase(
        side.heat,
        tcs.kw_per_k(side.flow),
        works.rate,
        side.supply.si("degC"),
        works.supply_c,
        exchange,
        volumes["tcs_racks"] * heat_t,
        volumes["tcs_pipes"] * heat_t,
        volumes["tcs_cdus"] * heat_t,
        volumes["fws_pipes"] * heat_f,
        volumes["fws_coolers"] * heat_f,
        volumes.get("buffer", 0.0) * heat_f,
    )


def _curve(state: RideState, seconds: float) -> tuple[tuple[float, float], ...]:
    """The supply over time until twice the seconds that it rides, thinned out."""
    shown = state.time <= max(2.0 * seconds, _LEAST) if math.isfinite(seconds) else state.time >= 0.0
    times, supplies = state.time[shown], state.supply[shown]
    each = max(1, len(times) // _POINTS)
    return tuple((float(t), float(v)) for t, v in zip(times[::each], supplies[::each], strict=True))
