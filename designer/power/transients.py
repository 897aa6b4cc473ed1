"""The moment in which all racks draw their transient peak at once, against the releases that open without delay.

A tap-off and the breaker of a busway are moulded cases: they open at their instantaneous setting. A draw-out main
waits; its short-time pick-up is held against the same moment. Each place is judged with its partner lost and every rack
on it at its peak, which is more than can happen on a board: what it carries at worst and the rise of all its racks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.ledger import Limit, formula
from designer.model import Load, NoteKind
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.records import Loading, Transient, Whip
from designer.power.three_phase import amperes
from designer.units import Quantity, q

__all__ = ["lowest_release", "moment_current", "transients_of"]


@formula("I_pk", unit="A", source="textbook", clause="every rack at its transient peak, the partner lost")
def moment_current(I_worst: Quantity, P_peak: Quantity, P_design: Quantity, V: Quantity, pf: Quantity) -> Quantity:
    """Current of a breaker in the moment of the transient peak: what it carries at worst and the rise of its racks."""
    return I_worst + (P_peak - P_design) / (3**0.5 * V * pf)


@formula("I_low", unit="A", source="unverified", clause="lowest setting of the release")
def lowest_release(k_low: Quantity, I_n: Quantity) -> Quantity:
    """Current at which the release opens at its lowest setting."""
    return k_low * I_n


@dataclass(frozen=True, slots=True)
class _Moment:
    """One breaker: kind, tag, rating [A], what it carries at worst [A], racks' peak and design power [kW], power
    factor.
    """

    place: str
    tag: str
    breaker: float
    worst: float
    peak: float
    design: float
    factor: float


def transients_of(
    basis: Basis, built: Built, whips: Sequence[Whip], loadings: Sequence[Loading]
) -> tuple[Transient, ...]:
    """The worst of each place and breaker rating; one that may open is a risk."""
    volts = basis.volts
    found: dict[tuple[str, float], tuple[Transient, _Moment]] = {}
    for moment in _moments(basis, built, whips, {x.tag: x for x in loadings}):
        peak = moment_current.function(
            I_worst=moment.worst, P_peak=moment.peak * 1e3, P_design=moment.design * 1e3, V=volts, pf=moment.factor
        )
        low = basis.number("short_time_least" if moment.place == "main" else "instantaneous_least")
        release = lowest_release.function(k_low=low, I_n=moment.breaker)
        key = moment.place, moment.breaker
        row = Transient(moment.place, moment.tag, moment.breaker, moment.worst, float(peak), float(release), 1)
        old = found.get(key)
        count = 1 + (old[0].count if old else 0)
        if old is None or row.peak / row.release > old[0].peak / old[0].release:
            old = row, moment
        found[key] = _counted(old[0], count), old[1]
    for row, moment in found.values():
        _keep(basis, row, moment)
    return tuple(row for row, _ in sorted(found.values(), key=lambda x: (_ORDER.index(x[0].place), x[0].breaker)))


#: From the rack upwards.
_ORDER = ("whip", "busway", "main")


def _counted(row: Transient, count: int) -> Transient:
    return Transient(row.place, row.tag, row.breaker, row.worst, row.peak, row.release, count)


def _moments(
    basis: Basis, built: Built, whips: Sequence[Whip], loadings: dict[str, Loading]
) -> Iterator[_Moment]:
    peaks = {w.rack: w for w in whips}
    for whip in whips:
        side = max(whip.whips // 2, 1) if whip.whips > 1 else 1
        worst = max(whip.current, amperes(whip.design_kw / side / whip.factor, basis.volts))
        yield _Moment("whip", whip.rack, whip.rating, worst, whip.peak_kw / side, whip.design_kw / side, whip.factor)
    for lane in built.lanes:
        peak, design = _racks(lane.racks, peaks)
        factor = lane.racks[0].power_factor
        worst = amperes(design / factor, lane.unit.plate.secondary)
        yield _Moment("busway", lane.tag, lane.track.breaker, worst, peak, design, factor)
    for unit in built.groups.units:
        mine = [lane for lane in built.lanes if lane.unit is unit]
        if not mine:
            continue
        powers = [_racks(lane.racks, peaks) for lane in mine]
        board = unit.board
        rating = unit.main_breaker(basis.pack)
        worst = amperes(loadings[board.tag].worst, unit.plate.secondary)
        place = "main" if board.draw_out else "busway"
        factor = mine[0].racks[0].power_factor
        yield _Moment(place, board.tag, rating, worst, sum(p for p, _ in powers), sum(d for _, d in powers), factor)


def _racks(racks: Sequence[Load], peaks: dict[str, Whip]) -> tuple[float, float]:
    """Transient peak and design power of racks [kW]."""
    peak = 0.0
    for rack in racks:
        whip = peaks.get(rack.catalog.removeprefix("rack/"))
        peak += whip.peak_kw if whip else max(rack.peak_kw, rack.design_kw)
    return peak, sum(r.design_kw for r in racks)


def _keep(basis: Basis, row: Transient, moment: _Moment) -> None:
    volts, name = q(basis.volts, "V"), f"{row.place} {row.breaker:g} A"
    low = basis.rule("short_time_least" if row.place == "main" else "instantaneous_least")
    release = basis.keep(lowest_release, f"release[{name}]", k_low=low, I_n=q(row.breaker, "A"))
    limit = Limit("<=", release.q, "no release without delay", low.evidence.source)
    step = basis.keep(
        moment_current, f"moment[{name}]", limit=limit, I_worst=q(row.worst, "A"), P_peak=q(moment.peak, "kW"),
        P_design=q(moment.design, "kW"), V=volts, pf=q(moment.factor),
    )  # fmt: skip
    if not step.verdict:
        basis.note(NoteKind.RISK, "peak_may_trip", row.tag, peak=step.q, release=release.q, breaker=q(row.breaker, "A"))
