"""Screening of selectivity: for each pair of breakers in series, up to which fault only the lower one opens.

A draw-out main has a short-time delay and waits up to its own rating; a moulded case opens at its instantaneous
setting. A panel of one load is left out: either breaker takes that load alone. Alike pairs are one row, with the
greatest fault behind the lower breaker. The makers' tables decide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.ledger import formula
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.fault_study import FaultStudy
from designer.power.records import Branch, BusState, Selectivity
from designer.power.wiring import tap
from designer.units import Quantity, q

__all__ = ["instantaneous_setting", "selectivity_of", "trips"]


@formula("I_i", unit="kA", source="unverified", clause="instantaneous setting of a moulded case")
def instantaneous_setting(k_i: Quantity, I_n: Quantity) -> Quantity:
    """Instantaneous setting of a breaker."""
    return k_i * I_n


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two breakers in series: kinds, ratings [A], whether the upper one waits, and the bus between them."""

    above: str
    below: str
    upper: float
    lower: float
    waits: bool
    bus: str


def selectivity_of(basis: Basis, built: Built, buses: Sequence[BusState]) -> tuple[Selectivity, ...]:
    """One row for each kind of pair, worst fault first; what is not selective is a risk."""
    states = {b.tag: b for b in buses}
    found: dict[tuple[str, str, float, float], list[tuple[_Pair, float]]] = {}
    for pair in _pairs(basis, built):
        key = pair.above, pair.below, pair.upper, pair.lower
        found.setdefault(key, []).append((pair, states[pair.bus].fault_most_ka if pair.bus in states else 0.0))
    rows = tuple(_row(basis, states, members) for _, members in sorted(found.items()))
    partial = [r for r in rows if r.verdict != "full"]
    if partial:
        worst = max(partial, key=lambda r: (r.fault_ka / max(r.limit_ka, 1e-9), r.upstream_a, r.downstream_a))
        basis.note(
            NoteKind.RISK, "selectivity", "MSB", pairs=sum(r.pairs for r in partial), kinds=len(partial),
            upper=q(worst.upstream_a, "A"), lower=q(worst.downstream_a, "A"), limit=q(worst.limit_ka, "kA"),
            fault=q(worst.fault_ka, "kA"),
        )
    return rows


def _pairs(basis: Basis, built: Built) -> Iterator[_Pair]:
    mains = {}
    for unit in built.groups.units:
        mains[unit.board.tag] = unit.main_breaker(basis.pack)
        waits = unit.board.draw_out
        for lane in (x for x in built.lanes if x.unit is unit):
            yield _Pair("main", "busway", mains[unit.board.tag], lane.track.breaker, waits, unit.board.tag)
    waiting = {u.board.tag: u.board.draw_out for u in built.groups.units}
    alone = {p.tag(side) for p in built.services.panels if len(p.loads) == 1 for side in p.sides}
    panels = {c.tag: c for c in built.circuits if c.kind == "panel"}
    for circuit in built.circuits:
        if circuit.kind == "panel":
            board = circuit.upstream or circuit.source
            yield _Pair("main", "panel", mains[board], circuit.breaker, waiting[board], board)
        elif circuit.panel not in alone:
            yield _Pair("panel", circuit.kind, panels[circuit.panel].breaker, circuit.breaker, False, circuit.panel)


def _row(basis: Basis, states: dict[str, BusState], members: list[tuple[_Pair, float]]) -> Selectivity:
    pair, fault = max(members, key=lambda m: m[1])
    setting = instantaneous_setting.function(k_i=basis.number("instantaneous_most"), I_n=pair.upper / 1000.0)
    limit = states[pair.bus].rating_ka if pair.waits and pair.bus in states else float(setting)
    ratio = pair.upper / pair.lower
    if ratio < basis.number("selectivity_ratio"):
        verdict, limit = "none", 0.0
    else:
        verdict = "full" if fault <= limit else "partial"
    return Selectivity(pair.above, pair.below, pair.upper, pair.lower, ratio, fault, limit, verdict, len(members))


def trips(basis: Basis, built: Built, study: FaultStudy, branches: Sequence[Branch]) -> dict[str, float]:
    """Least fault [kA] at the far end of each branch; branches whose breaker would not open at once are a risk."""
    ends = {lane.tag: tap(lane, len(lane.racks) - 1) for lane in built.lanes}
    found = {b.tag: study.least_at(ends.get(b.tag, b.tag)) for b in branches if not b.kind.endswith("feeder")}
    least = basis.number("instantaneous_least")
    slow = [b for b in branches if b.tag in found and b.breaker * least / 1000.0 > found[b.tag]]
    if slow:
        worst = min(slow, key=lambda b: (found[b.tag] / b.breaker, b.tag))
        basis.note(
            NoteKind.RISK, "fault_below_trip", worst.tag, branches=len(slow), fault=q(found[worst.tag], "kA"),
            breaker=q(worst.breaker, "A"), multiple=q(least),
        )
    return found
