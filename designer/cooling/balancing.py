"""Settings of the balancing valve of every rack: what each valve must take so that its rack gets what it needs.

The loop is solved without balancing: every rack but the worst gets more than it needs. At its required flow the rack
and its branch take less than the header offers; the valve takes the rest, beside its own drop when fully open.
"""

import math

from designer.catalog import BalancingValve, ValveSize
from designer.cooling.bench import Bench
from designer.cooling.pipes import valve_kv
from designer.cooling.records import ValveSetting
from designer.cooling.technology import TechnologySide
from designer.cooling.technology_loop import SolvedLoop
from designer.units import q

__all__ = ["opening", "settings_of"]


def settings_of(bench: Bench, side: TechnologySide) -> tuple[ValveSetting, ...]:
    """One setting for each rack of each loop, with one worked example in the ledger for each loop."""
    records = bench.catalog.all(BalancingValve)
    if not records:
        return ()
    return tuple(row for solved in side.loops for row in _of_loop(bench, side, solved, records[0]))


def _of_loop(bench: Bench, side: TechnologySide, solved: SolvedLoop, record: BalancingValve) -> list[ValveSetting]:
    rules, density = bench.rules, side.states[0].density
    exponent, branch = rules.si("rack_drop_exponent"), 1.0 + rules.si("branch_share")
    got = {r.tag: r for r in solved.racks}
    made = []
    for need in sorted(solved.loop.racks, key=lambda r: r.tag):
        size = _size(record, need.flow, density, need.drop * rules.si("branch_share"))
        open_drop = _drop(need.flow, size.kvs.si("m3/h"), density)
        offered = need.drop * (got[need.tag].flow / need.flow) ** exponent * branch
        takes = max(0.0, offered - need.drop * branch) + open_drop
        kv = _kv(need.flow, takes, density)
        share = opening(kv, size.kvs.si("m3/h"), record.rangeability.si(""))
        place = (f"FV-{need.tag}", need.tag, record.key, size.nominal)
        made.append(ValveSetting(*place, need.flow, got[need.tag].flow, takes, kv, share))
    if made:
        first = max(made, key=lambda s: (s.drop, s.tag))
        bench.keep(
            valve_kv, f"balancing[{solved.loop.tag}]", V=q(first.flow, "LPM"), dp=q(first.drop, "kPa"),
            rho=q(density, "kg/m3"),
        )
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


def opening(kv: float, kvs: float, rangeability: float) -> float:
    """Opening of an equal-percentage valve, 1 fully open, as a share of its stroke.

    >>> opening(10.0, 10.0, 30.0), round(opening(10.0 / 30.0, 10.0, 30.0), 9)
    (1.0, 0.0)
    """
    return min(1.0, max(0.0, 1.0 + math.log(kv / kvs) / math.log(rangeability)))
