"""The distortion of the import at the connection, held to the rule pack's own limit: of the current under NEC (IEEE
519), of the voltage under IEC (planning levels of IEC 61000-3-6).

Drives are six-pulse unless that goes beyond the limit: then they are specified with active front ends, and said.
"""

from designer.ledger import Limit, Step, Value, formula, maximum, sqrt
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.harmonics import drawn_by
from designer.power.records import Distortion
from designer.power.three_phase import PER_VA
from designer.sizing.harmonic_share import spectrum
from designer.units import Quantity, q

__all__ = [
    "demand_distortion", "distortion_of", "filter_current", "front_of", "planning_limit", "short_circuit_ratio",
    "voltage_distortion",
]

#: Bands of short-circuit over demand power, each below an upper bound.
_BANDS = (("20", 20.0), ("50", 50.0), ("100", 100.0), ("above", float("inf")))
#: Front ends of the drives, in the order in which they are tried.
_FRONTS = ("drive", "drive_active")


@formula("k_sc", unit="", source="ieee519-text", clause="short-circuit over demand power at the connection")
def short_circuit_ratio(S_sc: Quantity, S_L: Quantity) -> Quantity:
    """Short-circuit current over demand current."""
    return S_sc / S_L


@formula("TDD", unit="%", source="ieee519-text")
def demand_distortion(i_5: Quantity, i_7: Quantity, i_11: Quantity, i_13: Quantity) -> Quantity:
    """Total demand distortion of the current."""
    return sqrt(i_5**2 + i_7**2 + i_11**2 + i_13**2)


@formula("THD_U", unit="%", source="derived", clause="a grid of pure reactance without resonance: U_h = h I_h / k_sc")
def voltage_distortion(i_5: Quantity, i_7: Quantity, i_11: Quantity, i_13: Quantity, k_sc: Quantity) -> Quantity:
    """Distortion of the voltage that the currents make on the impedance of the grid."""
    return sqrt((5 * i_5) ** 2 + (7 * i_7) ** 2 + (11 * i_11) ** 2 + (13 * i_13) ** 2) / k_sc


@formula("THD_lim", unit="%", source="iec-61000-3-6", clause="a share of the planning level")
def planning_limit(THD_plan: Quantity, f_site: Quantity) -> Quantity:
    """What the owner of the network leaves to one site of the distortion that it plans with."""
    return THD_plan * f_site


@formula("I_f", unit="A", source="derived", clause="what is above the limit, in quadrature")
def filter_current(
    S_L: Quantity, k_VA: Quantity, V: Quantity, TDD: Quantity, d: Quantity, d_lim: Quantity
) -> Quantity:
    """Current at low voltage of the active filters that bring a distortion down to its limit."""
    return S_L * k_VA / (sqrt(3) * V) * TDD * sqrt(maximum(1 - (d_lim / d) ** 2, 0 * d / d))


def front_of(basis: Basis, built: Built) -> str:
    """The front ends with which the drives keep the limit; the better ones where none does."""
    ratio = _ratio(basis, built)
    if ratio is None:
        return _FRONTS[0]
    limit = _limit(basis, ratio).si("%")
    return next((f for f in _FRONTS if _found(basis, built, f, ratio.number) <= limit), _FRONTS[-1])


def distortion_of(basis: Basis, built: Built, front: str) -> Distortion | None:
    """The distortion of the import with these front ends; None where nothing is drawn."""
    ratio = _ratio(basis, built)
    if ratio is None:
        return None
    basis.steps.append(ratio)
    limit = _limit(basis, ratio)
    if isinstance(limit, Step):
        basis.steps.append(limit)
    source = limit.source if isinstance(limit, Step) else limit.evidence.source
    clause = limit.clause if isinstance(limit, Step) else limit.evidence.locator
    shares = {key: q(share) for key, share in _whole(basis, built, front).items()}
    by_current = _by_current(basis)
    held = Limit("<=", limit.q, clause, source)
    current = basis.keep(demand_distortion, "import_distortion", held if by_current else None, **shares)
    voltage = basis.keep(voltage_distortion, "import_voltage", None if by_current else held, k_sc=ratio, **shares)
    found = current if by_current else voltage
    before = _found(basis, built, _FRONTS[0], ratio.number)
    filters = 0.0
    if found.si("%") > limit.si("%"):
        filters = basis.keep(
            filter_current, "filter_current", S_L=q(_demand(built), "kVA"), k_VA=PER_VA,
            V=basis.site.wishes.power.voltage, TDD=current, d=found, d_lim=limit.q,
        ).si("A")  # fmt: skip
    made = Distortion(
        ratio.number, current.si(""), voltage.si(""), limit.si(""), "current" if by_current else "voltage", front,
        before / 100.0, filters,
    )  # fmt: skip
    _say(basis, made)
    return made


def _say(basis: Basis, made: Distortion) -> None:
    facts = {
        "ratio": q(made.ratio), "before": q(made.before * 100.0, "%"), "found": q(made.found * 100.0, "%"),
        "limit": q(made.limit * 100.0, "%"),
    }  # fmt: skip
    if made.filters > 0.0:
        basis.note(NoteKind.RISK, f"distortion_filters_{made.held}", "import", filters=q(made.filters, "A"), **facts)
    elif made.front != _FRONTS[0]:
        basis.note(NoteKind.DECISION, f"drives_active_{made.held}", "import", **facts)
    if not _by_current(basis):
        basis.note(NoteKind.RFI, "planning_level", "import", share=basis.rule("planning_share"))


def _by_current(basis: Basis) -> bool:
    """Whether the rule pack limits the current at the connection; else the voltage."""
    return basis.pack.name == "NEC"


def _ratio(basis: Basis, built: Built) -> Step | None:
    demand = _demand(built)
    if demand <= 0.0:
        return None
    level = basis.known(basis.site.feed.fault_level, "fault_level", "site.utility.fault_level")
    return short_circuit_ratio.step("power.short_circuit_ratio", S_sc=level, S_L=q(demand, "kVA"))


def _demand(built: Built) -> float:
    """Apparent power of the import in normal service [kVA]."""
    return abs(sum((built.wired.main.power(s) for s in built.mains.sections), 0j))


def _limit(basis: Basis, ratio: Step) -> Value | Step:
    """The limit at the connection, by its voltage."""
    high = basis.site.feed.voltage.si("kV") > basis.number("distortion_high_from", "kV")
    if _by_current(basis):
        band = next(key for key, upper in _BANDS if ratio.number < upper)
        return basis.rule(f"tdd_high_{band}" if high else f"tdd_{band}")
    return planning_limit.step(
        "power.planning_limit", THD_plan=basis.rule("planning_high" if high else "planning_medium"),
        f_site=basis.rule("planning_share"),
    )  # fmt: skip


def _found(basis: Basis, built: Built, front: str, ratio: float) -> float:
    """The distortion that the rule pack limits [%]."""
    shares = _whole(basis, built, front)
    if _by_current(basis):
        return float(demand_distortion.function(**shares)) * 100.0
    return float(voltage_distortion.function(k_sc=ratio, **shares)) * 100.0


def _whole(basis: Basis, built: Built, front: str) -> dict[str, float]:
    """Currents of each order of the whole import over its fundamental."""
    whole: dict[str, float] = {}
    for part in drawn_by(built, front).values():
        for source, kva in part.items():
            whole[source] = whole.get(source, 0.0) + kva
    return spectrum(basis.catalog, whole)
