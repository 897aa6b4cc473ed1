"""Harmonics: K-factor and usable power of every unit transformer.

Spectra go by what draws the current: power shelves, UPS rectifiers, drives.
"""

from collections.abc import Mapping, Sequence

from designer.ledger import Limit
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.records import Harmonics, Loading
from designer.power.services import vector
from designer.sizing.harmonic_share import harmonic_loss_factor, spectrum, usable_share
from designer.units import q

__all__ = ["drawn_by", "harmonics_of", "usable_shares"]


def usable_shares(basis: Basis, built: Built, front: str) -> dict[str, float]:
    """Share of its nameplate that each transformer may be used with, under what it feeds in normal service; catchers
    with the least of those that they stand for.
    """
    drawn = drawn_by(built, front)
    found = {tag: _usable(basis, _factor(basis, parts)) for tag, parts in drawn.items()}
    for unit, reserve in built.groups.caught():
        found[reserve.transformer] = min(found[reserve.transformer], found[unit.transformer])
    return found


def harmonics_of(
    basis: Basis, built: Built, loadings: Sequence[Loading], front: str, usable: Mapping[str, float]
) -> tuple[Harmonics, ...]:
    """One row for each transformer; the worst is worked out."""
    worst = {x.tag: x.worst / x.rating for x in loadings if x.kind == "transformer"}
    drawn = drawn_by(built, front)
    rows = []
    for tag, parts in drawn.items():
        shares = spectrum(basis.catalog, parts)
        distortion = sum(share**2 for share in shares.values()) ** 0.5
        rows.append(Harmonics(tag, _factor(basis, parts), distortion, usable[tag], worst.get(tag, 0.0)))
    if rows:
        _work_out(basis, drawn, rows)
    return tuple(rows)


def _factor(basis: Basis, parts: Mapping[str, float]) -> float:
    return float(harmonic_loss_factor.function(**spectrum(basis.catalog, parts)))


def _usable(basis: Basis, factor: float) -> float:
    return float(usable_share.function(P_EC=basis.number("eddy_share"), K=factor))


def drawn_by(built: Built, front: str) -> dict[str, dict[str, float]]:
    """What each transformer feeds in normal service [kVA]: power shelves, UPS rectifiers, drives with front ends of
    that name.
    """
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
        source = "ups" if panel.upstream else ("rack" if circuit.load_kind == "rack" else front)
        add(board[panel.upstream or panel.source], source, abs(circuit.kva))
    return found


def _work_out(basis: Basis, drawn: Mapping[str, Mapping[str, float]], rows: Sequence[Harmonics]) -> None:
    row = max(rows, key=lambda r: (r.worst - r.usable, r.k_factor, r.transformer))
    shares = {key: q(share) for key, share in spectrum(basis.catalog, drawn[row.transformer]).items()}
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
