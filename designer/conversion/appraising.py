"""The appraisal: scorecard, phases and economics of a counted design, as far as its brief asks for them."""

from collections.abc import Callable
from dataclasses import replace

from designer.bom.records import BillOfMaterials
from designer.conversion.economics.judging import evaluate
from designer.conversion.phasing.planning import plan_phases
from designer.conversion.records import Conversion, Economics, Phasing, Suitability
from designer.conversion.suitability.scoring import suit
from designer.ledger import Step
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact
from designer.redundancy.records import Proof, Trades
from designer.site.case_records import Case, PhasingWish

__all__ = ["appraise"]

Planning = Callable[..., tuple[Phasing | None, tuple[Step, ...]]]


def appraise(
    trades: Trades, proof: Proof, bom: BillOfMaterials, planning: Planning = plan_phases
) -> Conversion:
    """The conversion case of a design; `planning` gives its phases. Raises `Refused` for phases of systems that it does
    not have.
    """
    case: Case = trades.site.case
    steps: list[Step] = []
    suitability: Suitability | None = None
    phasing: Phasing | None = None
    economics: Economics | None = None
    if case.standing is not None:
        suitability, work = suit(trades, bom, case.standing)
        steps += work
    wish = case.phasing or (PhasingWish("earliest-ai", "", None) if case.economics else None)
    if wish is not None:
        phasing, work = planning(trades, proof, bom, wish, case.standing)
        steps += work
    if case.economics is not None and phasing is not None:
        economics, work = evaluate(trades, bom, phasing, case.economics)
        steps += work
        margin = economics.mining_margin
        income = tuple((mwh * margin[0], mwh * margin[1], mwh * margin[2]) for mwh in phasing.mined_mwh)
        phasing = replace(phasing, income=income)
    notes = (*_questions(suitability), *_assumptions(phasing, economics), *_late(case, phasing))
    return Conversion(suitability, phasing, economics, None, notes, tuple(steps))


def _questions(suitability: Suitability | None) -> list[Note]:
    """Each factor that is not known is a question."""
    unknown = [f for f in (suitability.factors if suitability else ()) if f.points is None]
    return [Note(NoteKind.RFI, f"conversion.{f.reason}", Trade.CONVERSION, f.place) for f in unknown]


def _late(case: Case, phasing: Phasing | None) -> list[Note]:
    """A risk where the last phase is live after the tenant's start; dates say a day, a month or a year."""
    tenant = case.standing.tenant if case.standing else None
    if phasing is None or tenant is None or not tenant.start or not phasing.start:
        return []
    first, last = (phasing.date_of(week) for week in (phasing.live_weeks[0], phasing.live_weeks[-1]))
    if last[: len(tenant.start)] <= tenant.start:
        return []
    facts: dict[str, Fact] = {"start": tenant.start, "first": first, "last": last}
    return [Note(NoteKind.RISK, "conversion.tenant_before_hall", Trade.CONVERSION, "conversion.tenant", facts)]


def _assumptions(phasing: Phasing | None, economics: Economics | None) -> list[Note]:
    notes = []
    if phasing is not None:
        for key in ("bays_assumed", "durations_assumed", "shared_plant_first"):
            notes.append(Note(NoteKind.ASSUMPTION, f"conversion.{key}", Trade.CONVERSION, "phasing"))
        facts: dict[str, Fact] = {"order": phasing.weighed[0][0], "count": len(phasing.weighed)}
        notes.append(Note(NoteKind.DECISION, f"conversion.order_{phasing.aim}", Trade.CONVERSION, "phasing", facts))
    for key, values in (economics.inputs.items() if economics else ()):
        if not values[1].name.startswith("brief:"):
            facts_: dict[str, Fact] = {"low": values[0], "mid": values[1], "high": values[2]}
            notes.append(Note(NoteKind.ASSUMPTION, f"conversion.price_{key}", Trade.CONVERSION, "economics", facts_))
    return notes
