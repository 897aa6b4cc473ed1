"""Cables: ampacity with ambient and bundling, and the size and number in parallel for a breaker."""

from collections.abc import Iterable
from dataclasses import dataclass

from designer.catalog import Conductor
from designer.ledger import formula
from designer.power.rules import RulePack
from designer.units import Quantity

__all__ = [
    "Cable",
    "Strand",
    "ambient_factor",
    "bundling_factor",
    "choose_cable",
    "corrected_ampacity",
    "protects",
    "strands",
]


@formula("I_z", unit="A", source="nfpa-70", clause="310.15(B), 310.15(C)")
def corrected_ampacity(n_par: Quantity, I_0: Quantity, f_amb: Quantity, f_bund: Quantity) -> Quantity:
    """Ampacity of parallel conductors with the factors of ambient temperature and bundling."""
    return n_par * I_0 * f_amb * f_bund


@dataclass(frozen=True, slots=True)
class Cable:
    """So many conductors of one size per phase: ampacity [A], resistance and reactance [ohm/km] of the set."""

    catalog: str
    size: str
    parallel: int
    ampacity: float
    resistance: float
    reactance: float

    @property
    def label(self) -> str:
        """``4 x 500 kcmil``."""
        return f"{self.parallel} x {self.size}" if self.parallel > 1 else self.size


def ambient_factor(conductor: Conductor, ambient: float) -> float:
    """The factor of the first table row whose upper ambient [degC] is not exceeded. Raises `ValueError` above the
    table.
    """
    for upper, factor in conductor.ambient_factors:
        if ambient <= upper:
            return factor
    raise ValueError((conductor.slug, ambient))


def bundling_factor(conductor: Conductor, carrying: int) -> float:
    """The factor for so many current-carrying conductors in one raceway; 1 up to the table's first row.

    A row (n, factor) holds up to n conductors. Raises `ValueError` beyond the table.
    """
    for most, factor in sorted(conductor.bundling_factors):
        if carrying <= most:
            return factor
    if not conductor.bundling_factors:
        return 1.0
    raise ValueError((conductor.slug, carrying))


def protects(pack: RulePack, breaker: float, ampacity: float) -> bool:
    """Whether a breaker protects conductors of that ampacity: breaker <= ampacity, or the next standard size up
    where the rule pack allows it."""
    if breaker <= ampacity * (1.0 + 1e-9):
        return True
    return breaker <= pack.round_up and breaker <= pack.breaker(ampacity)


@dataclass(frozen=True, slots=True)
class Strand:
    """One size of a family, ampacity [A] corrected for ambient and three conductors together; impedance [ohm/km]."""

    catalog: str
    size: str
    base: float
    ampacity: float
    resistance: float
    reactance: float


def strands(families: Iterable[Conductor], ambient: float) -> tuple[Strand, ...]:
    """Every size of the families at an ambient [degC].

    Each parallel set has a raceway or tray tier of its own, so bundling counts three conductors.
    """
    found = []
    for family in families:
        factors = ambient_factor(family, ambient), bundling_factor(family, 3)
        for size in family.sizes:
            base = size.ampacity.si("A")
            corrected = corrected_ampacity.function(n_par=1.0, I_0=base, f_amb=factors[0], f_bund=factors[1])
            resistance, reactance = size.resistance.si("ohm/km"), size.reactance.si("ohm/km")
            found.append(Strand(family.key, size.size, base, float(corrected), resistance, reactance))
    return tuple(found)


def choose_cable(pack: RulePack, stock: Iterable[Strand], breaker: float, least: float) -> Cable | None:
    """The cable with least metal that a breaker [A] protects and that carries `least` [A]; None when no table reaches.

    Sets are paralleled only of sizes from the pack's least ampacity up (NEC 310.10(G): 1/0 and larger).
    """
    best: tuple[float, Cable] | None = None
    smallest, most = pack.parallel_least.si("A"), round(pack.parallel_most.si(""))
    further = pack.parallel_cost.si("")
    for strand in stock:
        needed = _parallel(pack, breaker, least, strand.ampacity, most)
        if needed is None or (needed > 1 and strand.base < smallest):
            continue
        metal = needed / strand.resistance * (1.0 + further * (needed - 1))
        if best is None or (metal, needed) < (best[0], best[1].parallel):
            best = (
                metal,
                Cable(
                    strand.catalog,
                    strand.size,
                    needed,
                    strand.ampacity * needed,
                    strand.resistance / needed,
                    strand.reactance / needed,
                ),
            )
    return best[1] if best else None


def _parallel(pack: RulePack, breaker: float, least: float, one: float, most: int) -> int | None:
    first = max(1, int(least / one * (1.0 - 1e-9)))
    for sets in range(first, most + 1):
        if one * sets >= least * (1.0 - 1e-9) and protects(pack, breaker, one * sets):
            return sets
    return None
