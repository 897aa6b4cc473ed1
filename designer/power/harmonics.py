"""Harmonics: K-factor and usable power of every unit transformer, and the distortion of the import.

Spectra go by what draws the current: power shelves, UPS rectifiers, drives. Harmonics of one order are added as
numbers, not as vectors: the true sum is smaller.
"""

from collections.abc import Sequence

from designer.ledger import Limit, formula, sqrt
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.records import Harmonics, Loading
from designer.power.services import vector
from designer.units import Quantity, q

__all__ = ["demand_distortion", "harmonic_loss_factor", "harmonics_of", "usable_share"]

_ORDERS = (5, 7, 11, 13)


@formula("K", unit="", source="ieee-c57-110", clause="sum of h^2 I_h^2 over sum of I_h^2")
def harmonic_loss_factor(i_5: Quantity, i_7: Quantity, i_11: Quantity, i_13: Quantity) -> Quantity:
    """K-factor of a current with harmonics of orders 5, 7, 11 and 13 over the fundamental."""
    return (1 + 25 * i_5**2 + 49 * i_7**2 + 121 * i_11**2 + 169 * i_13**2) / (1 + i_5**2 + i_7**2 + i_11**2 + i_13**2)


@formula("k_S", unit="", source="ieee-c57-110", clause="transformer not rated for harmonics")
def usable_share(P_EC: Quantity, K: Quantity) -> Quantity:
    """Share of the nameplate that may be used under a harmonic current."""
    return sqrt((1 + P_EC) / (1 + K * P_EC))


@formula("TDD", unit="%", source="ieee519-text")
def demand_distortion(i_5: Quantity, i_7: Quantity, i_11: Quantity, i_13: Quantity) -> Quantity:
    """Total demand distortion of the current."""
    return sqrt(i_5**2 + i_7**2 + i_11**2 + i_13**2)


def harmonics_of(basis: Basis, built: Built, loadings: Sequence[Loading], fault_ka: float) -> tuple[Harmonics, ...]:
    """One row for each transformer; the worst is worked out, and the distortion of the import held to its limit."""
    worst = {x.tag: x.worst / x.rating for x in loadings if x.kind == "transformer"}
    drawn = _drawn(built)
    rows = []
    for unit in built.groups.units:
        shares = _spectrum(basis, drawn.get(unit.transformer, {}))
        factor = float(harmonic_loss_factor.function(**shares))
        usable = float(usable_share.function(P_EC=basis.number("eddy_share"), K=factor))
        distortion = float(demand_distortion.function(**shares))
        rows.append(Harmonics(unit.transformer, factor, distortion, usable, worst.get(unit.transformer, 0.0)))
    if rows:
        _work_out(basis, built, drawn, rows, fault_ka)
    return tuple(rows)


def _drawn(built: Built) -> dict[str, dict[str, float]]:
    """What each transformer feeds in normal service [kVA]: power shelves, UPS rectifiers, drives."""
    found: dict[str, dict[str, float]] = {u.transformer: {} for u in built.groups.units}
    board = {u.board.tag: u.transformer for u in built.groups.units}

    def add(tag: str, source: str, kva: float) -> None:
        found[tag][source] = found[tag].get(source, 0.0) + kva

    for lane in built.lanes:
        whole = abs(sum((vector(r) for r in lane.racks), 0j))
        add(lane.unit.transformer, "rack", whole * (0.5 if lane.partner else 1.0))
    panels = {c.tag: c for c in built.circuits if c.kind == "panel"}
    for circuit in (c for c in built.circuits if c.kind != "panel"):
        panel = panels[circuit.panel]
        source = "ups" if panel.upstream else ("rack" if circuit.load_kind == "rack" else "drive")
        add(board[panel.upstream or panel.source], source, abs(circuit.kva))
    return found


def _spectrum(basis: Basis, drawn: dict[str, float]) -> dict[str, float]:
    whole = sum(drawn.values())
    if whole <= 0.0:
        return {f"i_{h}": 0.0 for h in _ORDERS}
    return {
        f"i_{h}": sum(kva * basis.number(f"harmonic_{source}_{h}") for source, kva in sorted(drawn.items())) / whole
        for h in _ORDERS
    }


def _work_out(
    basis: Basis, built: Built, drawn: dict[str, dict[str, float]], rows: Sequence[Harmonics], fault_ka: float
) -> None:
    row = max(rows, key=lambda r: (r.k_factor, r.transformer))
    shares = {key: q(share) for key, share in _spectrum(basis, drawn[row.transformer]).items()}
    factor = basis.keep(harmonic_loss_factor, f"k_factor[{row.transformer}]", None, **shares)
    limit = Limit(">=", q(row.worst), "worst loading within the usable share", "ieee-c57-110")
    basis.keep(usable_share, f"usable[{row.transformer}]", limit, P_EC=basis.rule("eddy_share"), K=factor)
    over = [r for r in rows if r.worst > r.usable]
    if over:
        tight = max(over, key=lambda r: (r.worst - r.usable, r.transformer))
        basis.note(
            NoteKind.RISK, "harmonic_derating", tight.transformer, count=len(over), factor=q(tight.k_factor),
            usable=q(tight.usable * 100.0, "%"), worst=q(tight.worst * 100.0, "%"),
        )
    whole: dict[str, float] = {}
    for part in drawn.values():
        for source, kva in part.items():
            whole[source] = whole.get(source, 0.0) + kva
    demand = sum(abs(built.wired.main.current(s)) for s in built.mains.sections)
    ratio = fault_ka * 1000.0 / demand if demand > 0.0 else 0.0
    value = basis.rule(next(f"tdd_{key}" for key, upper in _TDD if ratio < upper))
    limit = Limit("<=", value.q, value.evidence.locator, value.evidence.source)
    shares = {key: q(share) for key, share in _spectrum(basis, whole).items()}
    basis.keep(demand_distortion, "import_distortion", limit, **shares)


#: Bands of short-circuit current over demand current, each below an upper bound.
_TDD = (("20", 20.0), ("50", 50.0), ("100", 100.0), ("above", float("inf")))
