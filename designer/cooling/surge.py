"""Water hammer: what stopping a moving column does to the pressure, and how slowly valves must close.

A sudden stop raises the pressure by Joukowsky's rule with the wave speed of the pipe and its coolant. Where that would
leave the limit of the loop, a valve closes so slowly that the rise stays inside what the loop has to spare (Michaud),
and a check valve must shut before more than a small flow has turned back. The column counts whole from the valve
through all mains of its side; ring and branches that send waves back earlier are not taken into account.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from designer.catalog import Coolant, Pipe
from designer.cooling.bench import Bench
from designer.cooling.pipes import Bore
from designer.cooling.pressure_records import Surge, ValveLine
from designer.cooling.pressures import Pressures
from designer.cooling.rack_flow import slug_of
from designer.cooling.valve_lines import OWN_SIZE, Line, own_bore
from designer.ledger import Value, formula, maximum
from designer.units import Quantity, magnitude, q

__all__ = ["least_closing", "reverse_flow", "sudden_surge", "surges_of", "valve_lines_of", "wave_speed"]

#: Kinds of valves that a hand or a motor closes over a flow.
_CLOSED = ("isolation", "sectional", "bypass", "balancing", "control")
#: Digits by which lines are told apart: those of one main move alike but for a sum's last digits.
_TOLD = 6


@formula("a", unit="m/s", source="korteweg", clause="thin wall, free to move along its axis")
def wave_speed(K: Quantity, rho: Quantity, D: Quantity, E: Quantity, e: Quantity) -> Quantity:
    """Speed of pressure waves in a pipe."""
    return ((K / rho) / (1 + K * D / (E * e))) ** 0.5


@formula("dp_max", unit="bar", source="joukowsky", clause="closed faster than the wave returns")
def sudden_surge(rho: Quantity, a: Quantity, v: Quantity) -> Quantity:
    """Rise of pressure when a flow is stopped at once."""
    return rho * a * v


@formula("t_close", unit="s", source="michaud", clause="even closing, not faster than the wave returns")
def least_closing(
    rho: Quantity, L: Quantity, v: Quantity, L_m: Quantity, v_m: Quantity, dp: Quantity, a: Quantity
) -> Quantity:
    """Least time in which a valve may close."""
    return maximum(2 * rho * (L * v + L_m * v_m) / dp, 2 * (L + L_m) / a)


@formula("v_back", unit="m/s", source="joukowsky", clause="flow that has turned back when a check valve shuts")
def reverse_flow(dp: Quantity, rho: Quantity, a: Quantity) -> Quantity:
    """Reverse flow that a check valve may let through."""
    return dp / (rho * a)


def surges_of(
    bench: Bench, pressures: Mapping[str, Pressures], lines: Iterable[Line]
) -> tuple[Surge, ...]:
    """One row for each group of loops and size of line, with its working."""
    groups: dict[tuple[str, str], set[Line]] = {}
    for line in lines:
        groups.setdefault((_group(line.loop), line.bore.nominal), set()).add(line)
    mains = _mains(line for group in groups.values() for line in group)
    order = sorted(groups, key=lambda key: (key[0], -max(line.bore.bore_m for line in groups[key])))
    return tuple(
        _surge(bench, key, sorted(groups[key], key=repr), (pressures[key[0]], mains))
        for key in order if key[0] in pressures
    )


def _group(loop: str) -> str:
    return "TCS" if loop.startswith("TCS") else loop


def _mains(lines: Iterable[Line]) -> dict[str, tuple[float, Bore]]:
    """By loop the metres of its mains on one side, and the narrowest of their bores."""
    found: dict[str, set[Line]] = {}
    for line in lines:
        if line.main:
            found.setdefault(line.loop, set()).add(line)
    return {
        loop: (math.fsum(line.length for line in group), min((line.bore for line in group), key=lambda b: b.bore_m))
        for loop, group in found.items()
    }


def _column(line: Line, mains: Mapping[str, tuple[float, Bore]]) -> tuple[float, float]:
    """Metres and velocity [m/s] of a line's flow in the mains beside it."""
    length, bore = mains.get(line.loop, (0.0, line.bore))
    return max(0.0, length - (line.length if line.main else 0.0)), line.flow / 60000.0 / bore.area


def _momentum(line: Line, mains: Mapping[str, tuple[float, Bore]]) -> float:
    """What moves when a line is closed, over the density and the bore [m2/s]."""
    return line.length * line.velocity + math.prod(_column(line, mains))


def _surge(
    bench: Bench, key: tuple[str, str], lines: Sequence[Line],
    within: tuple[Pressures, Mapping[str, tuple[float, Bore]]],
) -> Surge:
    """The row of one size; within = (pressures of the loop, its mains)."""
    (loop, nominal), (pressures, mains) = key, within
    name, bore = f"{loop} {nominal}", lines[0].bore
    fluid = bench.tcs if loop == "TCS" else bench.fws
    density = q(fluid.at(bench.rules.si("expansion_cold", "degC")).density, "kg/m3")
    wave = bench.keep(
        wave_speed, f"wave_speed[{name}]", K=bench.catalog.get(Coolant, slug_of(fluid.key)).bulk_modulus, rho=density,
        D=q(bore.bore_m * 1000.0, "mm"), E=bench.catalog.get(Pipe, slug_of(bore.catalog)).modulus,
        e=q((bore.outside_m - bore.bore_m) * 500.0, "mm"),
    )
    fastest = max(line.velocity for line in lines)
    sudden = bench.keep(sudden_surge, f"sudden_surge[{name}]", rho=density, a=wave, v=q(fastest, "m/s"))
    spare = pressures.spare
    longest = max(lines, key=lambda one: (round(_momentum(one, mains), _TOLD), round(one.length, _TOLD), repr(one)))
    rest, slow = _column(longest, mains)
    closing, back = 0.0, 0.0
    if magnitude(spare, "bar") > 0.0:
        back = bench.keep(reverse_flow, f"reverse_flow[{name}]", dp=spare, rho=density, a=wave).si("m/s")
        if sudden.si("bar") > magnitude(spare, "bar"):
            closing = bench.keep(
                least_closing, f"least_closing[{name}]", rho=density, L=q(longest.length, "m"),
                v=q(longest.velocity, "m/s"), L_m=q(rest, "m"), v_m=q(slow, "m/s"), dp=spare, a=wave,
            ).si("s")
    else:
        closing = math.inf
    return Surge(
        loop, nominal, fastest, longest.length + rest, wave.si("m/s"), sudden.si("bar"), magnitude(spare, "bar"),
        closing, back,
    )


def valve_lines_of(
    bench: Bench, valves: Sequence[tuple[str, str, str]], lines: Mapping[str, Line], surges: Sequence[Surge]
) -> tuple[ValveLine, ...]:
    """Every valve whose line is known, with its size (vents, drains and reliefs have their own), and its least time of
    closing where something closes it.
    """
    least = {(s.loop, s.nominal): s.closing for s in surges}
    return tuple(_valve_line(bench, row, lines[row[0]], least) for row in valves if row[0] in lines)


def _valve_line(
    bench: Bench, valve: tuple[str, str, str], line: Line, least: Mapping[tuple[str, str], float]
) -> ValveLine:
    tag, kind, _ = valve
    if kind in OWN_SIZE:
        return ValveLine(tag, own_bore(bench, kind, line.bore).nominal)
    nominal = line.bore.nominal
    closing = least.get((_group(line.loop), nominal))
    if kind not in _CLOSED or closing is None:
        return ValveLine(tag, nominal)
    operator, time = _operator(bench, kind, line, closing)
    return ValveLine(tag, nominal, closing, operator, time.si("s"))


def _operator(bench: Bench, kind: str, line: Line, closing: float) -> tuple[str, Value]:
    """How a valve is moved and how long that takes: a motor, a handwheel, a gear from its size on or where a lever
    would be too quick, one of two stages where the column asks for more time than that, else a lever.
    """
    rules = bench.rules
    if kind == "control":
        return "drive", rules["valve_stroke"]
    if kind == "balancing":
        return "handwheel", rules["gear_time"]
    lever = closing <= rules.si("lever_time", "s") and line.bore.bore_m < rules.si("gear_bore", "mm") / 1000.0
    if lever:
        return "lever", rules["lever_time"]
    slow = closing > rules.si("gear_time", "s")
    return ("slow-gear", rules["slow_gear_time"]) if slow else ("gear", rules["gear_time"])

