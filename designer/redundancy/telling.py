"""What is told beside a verdict: the coupled count of GPU power, and the witness of what is survived."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, LoadClass
from designer.redundancy.coupling import couple
from designer.redundancy.records import Removal
from designer.redundancy.scenarios import Scenario
from designer.redundancy.trying import Bench, Tried
from designer.redundancy.witnessing import ways

__all__ = ["coupled", "witnessed"]

_PASSED = ("served", "degraded")


def witnessed(bench: Bench, tried: Tried, seconds: float) -> Tried:
    """The same removals, each survived one with a live way to a load that lost a feed."""
    if not tried.removals:
        return tried
    wiring = bench.wired(seconds)[Commodity.POWER]
    needing = np.array([
        e.needs.get(Commodity.POWER, 0) > 0 and Commodity.POWER not in e.sources for e in bench.ordered
    ])
    loads = [bench.index[load.tag] for load in bench.joined.loads]
    normal = bench.normal if bench.normal is not None else np.ones(len(needing), dtype=np.bool_)
    found = ways(wiring, (tried.table, normal), loads, needing, [e.tag for e in bench.ordered])
    told = tuple(
        replace(r, witness=way) if way and r.verdict in _PASSED else r
        for r, way in zip(tried.removals, found, strict=True)
    )
    return replace(tried, removals=told)


def coupled(
    bench: Bench, failing: Sequence[Scenario], table: NDArray[np.bool_], single: Tried, counted: bool = True
) -> Tried:
    """T5: every fault again, by the GPU power that keeps power and coolant and air and a fabric path.

    `single` holds the verdicts of the same faults; what is shed there keeps nothing. What is kept is told if `counted`.
    """
    racks = {bench.index[x.tag]: x.design_kw for x in bench.joined.loads if x.load_class is LoadClass.GPU}
    if not racks:
        return Tried((), (), {})
    if not counted:
        told = (_told(scenario, fault, {}) for scenario, fault in zip(failing, single.removals, strict=False))
        return Tried(tuple(told), (), {})
    wirings = bench.wired(bench.rules.seconds)
    found = couple(table, [bench.indices(s.removed) for s in failing], wirings, bench.ordered, racks)
    names = [c.value for c in found.kept]
    rows = np.stack([*found.kept.values(), found.together, found.least_alone], axis=1).tolist()
    seen: dict[tuple[float, ...], dict[str, float]] = {}
    removals, total = [], sum(racks.values())
    for scenario, row, fault in zip(failing, rows, single.removals, strict=False):
        shed = row[-2] > 0.0 and fault.lost_kw.get(LoadClass.GPU, 0.0) >= total
        key = tuple([0.0] * len(row) if shed else row)
        kept = seen.setdefault(key, dict(zip((*names, "all", "alone"), key, strict=True)))
        removals.append(_told(scenario, fault, kept))
    return Tried(tuple(removals), (), {})


def _told(scenario: Scenario, fault: Removal, kept: dict[str, float]) -> Removal:
    lost = {c: kw for c, kw in fault.lost_kw.items() if c == LoadClass.GPU}
    verdict = "lost" if lost else "degraded" if fault.verdict == "lost" else fault.verdict
    return Removal("T5", scenario.tag, scenario.kind, lost, (), 0, 0.0, "", verdict, kept_kw=kept)
