"""What the water of the design day asks of the next sizing: plant that takes less of it, else fewer racks; more of them
where it has room.

CDUs of a closer approach and more coolers keep the facility water reached by dry air for longer, so racks are given up
only when neither of both does. Water follows the racks in steps, for coolers stand in whole numbers: sizing learns the
litres that a kilowatt hour of its heat took, the racks for which the water was too little, and the most for which it
sufficed; the next round tries a number between them, until the water binds to the rack.
"""

from collections.abc import Callable, Iterator
from math import floor

from designer.catalog import Cdu
from designer.cooling.bench import Bench
from designer.sizing.records import Programme
from designer.sizing.rounds import APPROACH, WATER, WATER_FIRST, WATER_FOR, WATER_WITHIN
from designer.units import q

__all__ = ["tell_sizing"]

#: Make-up water of the design day [L] with a facility supply warmer by so many kelvins and so many coolers more.
Litres = Callable[[float, int], float]

#: Hours of a day; a limit beyond so many times the water taken does not matter to sizing; differences that do not.
_DAY, _NEAR, _SAME = 24.0, 2.0, 0.001
#: The round from which no more is tried than what sufficed.
_LAST = 6
#: Parts of the approach that may be given up, and times the standing coolers that may be added, that are tried.
_PARTS, _TIMES = 6, 2


def tell_sizing(bench: Bench, litres: float, others: Litres) -> None:
    """Ask for another round by the make-up water of the design day [L], and what it would be with other plant."""
    limit, programme = bench.site.water.daily_limit, bench.programme
    if not limit.known or programme is None or not programme.rejected:
        return
    racks, most = programme.gpu_racks, limit.si("L/day")
    if litres > most and _ask_plant(bench, programme, most, others):
        return
    if not programme.water_rate:
        return
    rate = litres / (programme.rejected * _DAY)
    cap, least = (_held(programme, key) for key in (WATER_WITHIN, WATER_FOR))
    if litres > most:
        late = programme.round >= _LAST and least is not None
        _ask(bench, "water_within", (racks, WATER_WITHIN, least if late and least is not None else racks - 1.0))
        _ask(bench, "water_rate", (rate, WATER, rate))
        if racks <= 1:
            _ask(bench, "water_first", (litres, WATER_FIRST, litres))
        return
    room = floor(most / (litres / racks)) if litres and racks else racks
    if cap is not None:
        room = max(room, racks + floor((cap - racks + 1.0) / 2.0))
    wanted = min(room, cap) if cap is not None else room
    if programme.binding == "water" and wanted > racks and programme.round < _LAST:
        _ask(bench, "water_for", (racks, WATER_FOR, float(racks)))
        _ask(bench, "water_rate", (rate, WATER, rate))
    elif programme.binding != "water" and most < _NEAR * litres:
        counted = any(one.key == "water" for one in programme.limits)
        if not counted or rate > programme.water_rate * (1.0 + _SAME):
            _ask(bench, "water_rate", (rate, WATER, rate))


def _ask_plant(bench: Bench, programme: Programme, most: float, others: Litres) -> bool:
    """Ask for the least of a closer approach and more coolers with which the water does, else once for the closest
    approach where that carries a rack more; whether any was asked for.
    """
    placed = sum(m.count for m in programme.modules if m.prefix == "CLR")
    if not placed or programme.round >= _LAST:
        return False
    approach, tried = programme.approach, list(_tries(bench, programme, placed))
    taken = {(warmer, more): others(warmer, more) for warmer, more in tried}
    do = [one for one in tried if taken[one] <= most]
    nearest = min((one for one in tried if not one[1]), key=lambda one: (taken[one], one[0]))
    racks = programme.gpu_racks * most
    gained = floor(racks / taken[nearest]) - floor(racks / taken[0.0, 0]) if taken[nearest] else racks
    if not do and (_held(programme, APPROACH) is not None or gained < 1):
        return False
    warmer, more = min(do, key=lambda one: _size(one, approach, placed)) if do else nearest
    if more:
        bench.fall_short("water_coolers", "FWS", q(float(placed + more)), q(float(placed)),
                         ("coolers.extra", float(more)))  # fmt: skip
    if warmer:
        closer = approach - warmer
        bench.fall_short("water_approach", "TCS", q(closer, "delta_degC"), q(approach, "delta_degC"),
                         (APPROACH, closer))  # fmt: skip
    return True


def _tries(bench: Bench, programme: Programme, placed: int) -> Iterator[tuple[float, int]]:
    """Facility supplies warmer by [K] and coolers more, within what CDUs are published with and what the yards hold."""
    wish, catalog = bench.site.wishes.cooling.cdu, bench.catalog
    units = [catalog.get(Cdu, wish)] if wish else [c for c in catalog.all(Cdu) if not c.missing()]
    least = min(c.approach_rated.si("delta_degC") for c in units)
    room = max(0.0, programme.approach - least) if programme.approach else 0.0
    yard = next((s.number for s in programme.steps if s.key == "sizing.coolers_in_yards"), None)
    more = _TIMES * placed if yard is None else min(_TIMES * placed, max(0, round(yard) - placed))
    for part in range(_PARTS + 1 if room else 1):
        yield from ((room * part / _PARTS, extra) for extra in range(more + 1))


def _size(one: tuple[float, int], approach: float, placed: int) -> float:
    """How much more plant a closer approach [K] and more coolers are, over what stands."""
    warmer, more = one
    return (warmer / (approach - warmer) if warmer else 0.0) + more / placed


def _held(programme: Programme, key: str) -> float | None:
    return next((c.amount for c in programme.constraints if c.key == key), None)


def _ask(bench: Bench, key: str, asked: tuple[float, str, float]) -> None:
    """A shortfall of (what was found, constraint, its amount)."""
    found, constraint, amount = asked
    unit = {WATER: "L/kWh", WATER_FIRST: "L/day"}.get(constraint, "")
    bench.fall_short(key, "site.water", q(found, unit), q(amount, unit), (constraint, amount))
