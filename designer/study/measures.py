"""The measures of a design by which variants are compared: key, how it is printed, which way is better."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.checks.records import Verdict
from designer.model import NoteKind
from designer.pipeline import Judged
from designer.study import formulas
from designer.study.records import Goal
from designer.units import q

__all__ = ["MEASURES", "USUAL", "Measure", "measured"]

Read = Callable[[Judged], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """`printed` is the measure of the printer, whose base unit the numbers have."""

    printed: str
    goal: Goal
    read: Read


def _power(name: str) -> Read:
    return lambda j: getattr(j.design.trades.power, name)


def _annual(name: str) -> Read:
    return lambda j: getattr(j.design.trades.cooling.annual, name)


def _cost(index: int) -> Read:
    return lambda j: j.design.bom.total[index] or None


def _per_gpu(judged: Judged) -> float | None:
    gpus = judged.design.trades.programme.gpus
    cost = judged.design.bom.total[1]
    return formulas.cost_per_gpu(C_total=q(cost, "USD"), n_gpu=q(float(gpus))).m_as("USD") if gpus else None


def _per_kw(name: str) -> Read:
    def read(judged: Judged) -> float | None:
        kilowatts = getattr(judged.design.trades.power, name)
        cost = q(judged.design.bom.total[1], "USD")
        return formulas.cost_per_power(C_total=cost, P=q(kilowatts, "kW")).m_as("USD/kW") if kilowatts else None

    return read


def _failing(severity: str) -> Read:
    def count(judged: Judged) -> float:
        rules = {f.rule for f in judged.findings.failed if (f.severity == "block") == (severity == "block")}
        return float(len(rules))

    return count


def _risk(judged: Judged) -> float:
    undecided = {f.rule for f in judged.findings.findings if f.verdict is Verdict.NOT_MODELLED}
    risks = sum(note.kind is NoteKind.RISK for note in judged.design.notes)
    weigh = judged.design.trades.catalog.threshold
    return float(
        formulas.risk(
            n_block=_failing("block")(judged) or 0.0, n_advise=_failing("advise")(judged) or 0.0,
            n_open=float(len(undecided)), n_risk=float(risks), w_block=weigh("study", "risk_block"),
            w_advise=weigh("study", "risk_advise"), w_open=weigh("study", "risk_open"),
            w_risk=weigh("study", "risk_noted"),
        ).m_as("")
    )  # fmt: skip


def _case(name: str) -> Read:
    """A figure of the middle outcome of the economics."""

    def read(judged: Judged) -> float | None:
        economics = judged.design.conversion.economics
        found = getattr(economics.outcomes[1], name) if economics else None
        return None if found is None else float(found)

    return read


def _first(judged: Judged) -> float | None:
    """The week of the first megawatt by the schedule, or the longest lead time where nothing is phased."""
    phasing = judged.design.conversion.phasing
    if phasing is not None:
        return phasing.first_mw_week
    return judged.design.bom.longest_lead[1] or None


def _mined(judged: Judged) -> float | None:
    phasing = judged.design.conversion.phasing
    return sum(phasing.mined_mwh) if phasing else None


#: Key -> measure, in the order of the table.
MEASURES: Mapping[str, Measure] = {
    "racks": Measure("count", "most", lambda j: float(j.design.trades.programme.gpu_racks)),
    "gpus": Measure("count", "most", lambda j: float(j.design.trades.programme.gpus)),
    "it": Measure("power_mw", "most", _power("critical_it_kw")),
    "site_peak": Measure("power_mw", "least", _power("site_power_peak_kw")),
    "site_factor": Measure("ratio", "least", _power("peak_site_factor")),
    "pue": Measure("ratio", "least", _annual("pue")),
    "wue": Measure("water_use", "least", _annual("wue")),
    "water": Measure("water", "least", _annual("water")),
    "cost": Measure("money_m", "least", _cost(1)),
    "cost_low": Measure("money_m", "least", _cost(0)),
    "cost_high": Measure("money_m", "least", _cost(2)),
    "cost_per_gpu": Measure("dollars", "least", _per_gpu),
    "cost_per_it_kw": Measure("dollars_per_kw", "least", _per_kw("critical_it_kw")),
    "cost_per_site_kw": Measure("dollars_per_kw", "least", _per_kw("site_power_peak_kw")),
    "first_mw": Measure("week", "least", _first),
    "mined": Measure("energy", "most", _mined),
    "npv": Measure("money_m", "most", _case("npv")),
    "irr": Measure("share", "most", _case("irr")),
    "yield_on_cost": Measure("share", "most", _case("yield_on_cost")),
    "single_points": Measure("count", "least", lambda j: float(len(j.design.proof.single_points))),
    "blocking": Measure("count", "least", _failing("block")),
    "advising": Measure("count", "least", _failing("advise")),
    "risk": Measure("number", "least", _risk),
}

#: What is compared where the study does not say.
USUAL = ("gpus", "cost_per_gpu", "pue", "water", "first_mw", "risk")


def measured(judged: Judged) -> dict[str, float | None]:
    """Every measure of a design, to nine significant digits, so that no summing order shows."""
    found = {key: measure.read(judged) for key, measure in MEASURES.items()}
    return {key: None if number is None else float(f"{number:.9g}") for key, number in found.items()}
