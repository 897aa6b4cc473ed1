"""Settings of the balancing valve of every rack: what each valve must take so that its rack gets what it needs.

In the design state of the loop every rack gets what it needs. At that flow the rack and its branch take less than the
headers offer; the valve takes the rest, beside its own drop when fully open. Before balancing every rack but the worst
gets more.
"""

import math
from collections.abc import Sequence

import numpy as np

from designer.catalog import BalancingValve, ValveSize, Wetted
from designer.cooling.bench import Bench
from designer.cooling.pipes import valve_kv
from designer.cooling.records import ValveSetting
from designer.cooling.technology import TechnologySide
from designer.cooling.technology_loop import SolvedLoop
from designer.units import q

__all__ = ["opening", "opening_of", "settings_of"]

#: A product with its settings.
_Tried = tuple[BalancingValve, tuple[ValveSetting, ...]]


def settings_of(bench: Bench, side: TechnologySide) -> tuple[ValveSetting, ...]:
    """One setting for each rack of each loop, with one worked example in the ledger for each loop.

    Of the products whose body coolant may touch, or of which no one says, that one is taken which is set within its
    useful stroke at most racks.
    """
    may = {m.name: m.allowed for record in bench.catalog.all(Wetted) for m in record.materials}
    every = bench.catalog.all(BalancingValve)
    fit = [record for record in every if may.get(record.body, True)]
    if not fit or not side.loops:
        return ()
    tried = [(record, tuple(row for s in side.loops for row in _of_loop(bench, side, s, record))) for record in fit]
    chosen, rows = min(tried, key=lambda one: (one[0].body not in may, _outside(bench, one[1]), one[0].slug))
    _tell(bench, (chosen, rows), [record for record in every if record not in fit], len(fit))
    _keep(bench, side, rows)
    return rows


def _outside(bench: Bench, rows: Sequence[ValveSetting]) -> int:
    """Settings outside the useful stroke."""
    low, high = bench.rules.si("balancing_opening_least"), bench.rules.si("balancing_opening_most")
    return sum(not low <= row.opening <= high for row in rows)


def _tell(bench: Bench, chosen: _Tried, refused: Sequence[BalancingValve], count: int) -> None:
    record, rows = chosen
    if not rows:
        return
    bench.decide(
        "balancing_choice", record.key, valve=record.name, body=record.body or "-", racks=len(rows),
        outside=_outside(bench, rows), count=count, refused=", ".join(r.name for r in refused) or "-",
        least=bench.rules["balancing_opening_least"], most=bench.rules["balancing_opening_most"],
    )  # fmt: skip


def _keep(bench: Bench, side: TechnologySide, rows: Sequence[ValveSetting]) -> None:
    """The valve that takes most of each loop, worked."""
    for solved in side.loops:
        racks = {r.tag for r in solved.loop.racks}
        first = max((s for s in rows if s.rack in racks), key=lambda s: (s.drop, s.tag), default=None)
        if first is not None:
            bench.keep(
                valve_kv, f"balancing[{solved.loop.tag}]", V=q(first.flow, "LPM"), dp=q(first.drop, "kPa"),
                rho=q(side.states[0].density, "kg/m3"),
            )  # fmt: skip


def _of_loop(bench: Bench, side: TechnologySide, solved: SolvedLoop, record: BalancingValve) -> list[ValveSetting]:
    rules, density = bench.rules, side.states[0].density
    network, made = solved.network, []
    taken = network.throttles * network.required**2 / 1000.0
    for need, more in sorted(zip(solved.loop.racks, taken.tolist(), strict=True), key=lambda each: each[0].tag):
        size = _size(record, need.flow, density, need.drop * rules.si("branch_share"))
        takes = more + _drop(need.flow, size.kvs.si("m3/h"), density)
        kv = _kv(need.flow, takes, density)
        place, before = (f"FV-{need.tag}", need.tag, record.key, size.nominal), solved.free_racks[need.tag]
        made.append(ValveSetting(*place, need.flow, before, takes, kv, opening_of(record, size, kv)))
    return made


def _drop(flow: float, kv: float, density: float) -> float:
    """Drop [kPa] of a valve of a flow coefficient [m3/h] at a flow [LPM]."""
    return (flow * 0.06 / kv) ** 2 * density / 1000.0 * 100.0


def _kv(flow: float, drop: float, density: float) -> float:
    """Flow coefficient [m3/h] of a flow [LPM] at a drop [kPa]."""
    return flow * 0.06 * math.sqrt(density / 1000.0 * 100.0 / drop) if drop > 0.0 else math.inf


def _size(record: BalancingValve, flow: float, density: float, allowed: float) -> ValveSize:
    """The smallest size whose drop fully open stays within what the branch allows [kPa], else the largest."""
    sizes = sorted(record.sizes, key=lambda s: s.kvs.si("m3/h"))
    return next((s for s in sizes if _drop(flow, s.kvs.si("m3/h"), density) <= allowed), sizes[-1])


def opening_of(record: BalancingValve, size: ValveSize, kv: float) -> float:
    """Opening as a share of the stroke that gives a flow coefficient [m3/h]: by the maker's table where there is one,
    its coefficients on a logarithmic line between its points, else as equal percentage.
    """
    if not size.curve:
        return opening(kv, size.kvs.si("m3/h"), record.rangeability.si(""))
    points = sorted((p.kv.si("m3/h"), p.turns.si("")) for p in size.curve)
    logs, turns = [math.log(p[0]) for p in points], [p[1] for p in points]
    return float(np.interp(math.log(kv), logs, turns)) / turns[-1] if kv < math.inf else 1.0


def opening(kv: float, kvs: float, rangeability: float) -> float:
    """Opening of an equal-percentage valve, 1 fully open, as a share of its stroke.

    >>> opening(10.0, 10.0, 30.0), round(opening(10.0 / 30.0, 10.0, 30.0), 9)
    (1.0, 0.0)
    """
    return min(1.0, max(0.0, 1.0 + math.log(kv / kvs) / math.log(rangeability)))
