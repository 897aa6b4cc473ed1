"""Which lineup of medium-voltage switchgear carries a section and interrupts its faults; what to do where none does."""

from collections.abc import Sequence

from designer.catalog import Switchboard
from designer.ledger import formula, sqrt
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.units import Quantity, q

__all__ = ["series_reactor", "switchgear_for"]


@formula("X_L", unit="ohm", source="textbook", clause="what limits a fault current to a rating, all paths reactive")
def series_reactor(c: Quantity, V_n: Quantity, I_max: Quantity, I_k: Quantity) -> Quantity:
    """Reactance in series with a source that brings its fault current down to a rating."""
    return c * V_n / sqrt(3) * (1 / I_max - 1 / I_k)


def switchgear_for(basis: Basis, full: float, fault: float) -> Switchboard | None:
    """The smallest lineup of the rule pack for the voltage of the feeders, their fault level [kA] and the current that
    one section carries alone [A].
    """
    volts, asked = basis.distribution.si("V"), fault * (1.0 + basis.number("mv_fault_margin"))
    rated = [
        b
        for b in basis.catalog.all(Switchboard)
        if b.level == "MV" and b.rules == basis.pack.name and b.voltage.si("V") >= volts * (1.0 - 1e-9)
    ]
    fit = [b for b in rated if b.interrupting.si("kA") >= asked and b.bus_current.si("A") >= full]
    found = min(fit, key=lambda b: (b.voltage.si("V"), b.bus_current.si("A"), b.interrupting.si("kA")), default=None)
    if found is None:
        _ask(basis, rated, full, asked)
    return found


def _ask(basis: Basis, rated: Sequence[Switchboard], full: float, asked: float) -> None:
    """An open question with the nearest that there is: of the strongest lineups of the voltage class the one of most
    current, and the reactors that would bring the fault level down to it.
    """
    facts = {"current": q(full, "A"), "fault": q(asked, "kA")}
    if not rated:
        basis.note(NoteKind.RFI, "switchgear_unknown", "MVS-01", voltage=basis.distribution, **facts)
        return
    class_ = min(b.voltage.si("V") for b in rated)
    same = [b for b in rated if b.voltage.si("V") <= class_ * (1.0 + 1e-9)]
    near = max(same, key=lambda b: (b.interrupting.si("kA"), b.bus_current.si("A"), b.slug))
    most = near.interrupting.si("kA")
    if most < asked:
        step = basis.keep(
            series_reactor, "series_reactor", c=basis.rule("voltage_factor_mv"), V_n=basis.distribution,
            I_max=near.interrupting, I_k=q(asked, "kA"),
        )  # fmt: skip
        facts["reactor"] = step.q
    else:
        facts["reactor"] = q(0.0, "ohm")
    basis.note(
        NoteKind.RFI, "switchgear_nearest", "MVS-01", voltage=basis.distribution, nearest=near.name,
        carries=near.bus_current, breaks=near.interrupting, **facts,
    )  # fmt: skip
