"""Findings: each rule's verdict with its evidence."""

from dataclasses import dataclass, field
from enum import StrEnum

from designer.bom.records import BillOfMaterials
from designer.conversion.records import Conversion
from designer.ledger import Ledger
from designer.model import Note
from designer.redundancy.records import Proof, Trades

__all__ = ["Design", "Finding", "Findings", "Verdict"]


@dataclass(frozen=True, slots=True)
class Design:
    """The whole design before it is judged: trades, proof, bill of materials, notes, steps, rounds of sizing,
    the conversion case.
    """

    trades: Trades
    proof: Proof
    bom: BillOfMaterials
    ledger: Ledger
    notes: tuple[Note, ...]
    rounds: int
    conversion: Conversion = field(default_factory=Conversion)

    @classmethod
    def of(
        cls, trades: Trades, proof: Proof, bom: BillOfMaterials, rounds: int, conversion: Conversion | None = None
    ) -> "Design":
        """The design with the notes and steps of all its records. Raises `KeyError` when a step's key stands twice."""
        case = conversion or Conversion()
        made = (trades.programme, trades.layout, trades.fabric, trades.cooling, trades.power, proof, bom, case)
        notes = (*trades.site.notes, *(note for record in made for note in record.notes))
        return cls(trades, proof, bom, Ledger.of(*(record.steps for record in made)), notes, rounds, case)


class Verdict(StrEnum):
    """Three verdicts and the honest fourth."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"
    NOT_MODELLED = "not modelled"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule judged on one group of subjects. `value` and `limit` are printed texts with units."""

    rule: str
    verdict: Verdict
    severity: str
    trade: str
    subjects: tuple[str, ...]
    value: str
    limit: str
    clause: str
    source: str
    status: str
    basis: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings and the conclusion.

    ``go``, ``go-with-conditions``, ``not-as-asked``, ``do-not-reuse-shell``, ``stay-a-mine`` or ``not-decidable``.

    `reasons` are rule ids that led to the conclusion; `met` maps a requirement id to the rule ids that judged it.
    """

    findings: tuple[Finding, ...]
    conclusion: str
    reasons: tuple[str, ...]
    met: dict[str, tuple[str, ...]]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings that fail."""
        return tuple(f for f in self.findings if f.verdict is Verdict.FAIL)

    @property
    def failing(self) -> tuple[str, ...]:
        """The rules of the design that fail, without those of the case: ids in order, each once."""
        return tuple(sorted({f.rule for f in self.failed if not f.rule.startswith("CNV-")}))
