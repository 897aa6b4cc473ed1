"""What the water of the design day asks of the next sizing: fewer racks where it is too little, more where it has room.

Water follows the racks in steps, for coolers stand in whole numbers. So sizing learns the litres that a kilowatt hour
of its heat took, the racks for which the water was too little, and the most for which it sufficed; the next round tries
a number between them, until the water binds to the rack.
"""

from math import floor

from designer.cooling.bench import Bench
from designer.sizing.records import Programme
from designer.sizing.rounds import WATER, WATER_FOR, WATER_WITHIN
from designer.units import q

__all__ = ["tell_sizing"]

#: Hours of a day; a limit beyond so many times the water taken does not matter to sizing; differences that do not.
_DAY, _NEAR, _SAME = 24.0, 2.0, 0.001
#: The round from which no more is tried than what sufficed.
_LAST = 6


def tell_sizing(bench: Bench, litres: float) -> None:
    """Ask for another round by the make-up water of the design day [L]."""
    limit, programme = bench.site.water.daily_limit, bench.programme
    if not limit.known or programme is None or not programme.rejected or not programme.water_rate:
        return
    racks, most = programme.gpu_racks, limit.si("L/day")
    rate = litres / (programme.rejected * _DAY)
    cap, least = (_held(programme, key) for key in (WATER_WITHIN, WATER_FOR))
    if litres > most:
        late = programme.round >= _LAST and least is not None
        _ask(bench, "water_within", (racks, WATER_WITHIN, least if late and least is not None else racks - 1.0))
        _ask(bench, "water_rate", (rate, WATER, rate))
        return
    room = floor(most / (litres / racks)) if litres and racks else racks
    wanted = min(room, cap) if cap is not None else room
    if programme.binding == "water" and wanted > racks and programme.round < _LAST:
        _ask(bench, "water_for", (racks, WATER_FOR, float(racks)))
        _ask(bench, "water_rate", (rate, WATER, rate))
    elif programme.binding != "water" and most < _NEAR * litres:
        counted = any(one.key == "water" for one in programme.limits)
        if not counted or rate > programme.water_rate * (1.0 + _SAME):
            _ask(bench, "water_rate", (rate, WATER, rate))


def _held(programme: Programme, key: str) -> float | None:
    return next((c.amount for c in programme.constraints if c.key == key), None)


def _ask(bench: Bench, key: str, asked: tuple[float, str, float]) -> None:
    """A shortfall of (what was found, constraint, its amount)."""
    found, constraint, amount = asked
    unit = "L/kWh" if constraint == WATER else ""
    bench.fall_short(key, "site.water", q(found, unit), q(amount, unit), (constraint, amount))
