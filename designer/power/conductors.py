"""Cables: ampacity with ambient and bundling, and the size and number in parallel for a breaker."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from designer.catalog import Conductor
from designer.ledger import formula, sqrt
from designer.power.rules import RulePack
from designer.units import Quantity, magnitude, q

__all__ = [
    "Cable",
    "Reach",
    "Strand",
    "ambient_factor",
    "bank_factor",
    "bundling_factor",
    "choose_cable",
    "conductor_area",
    "corrected_ampacity",
    "fullest_bank",
    "protects",
    "strands",
    "withstand_area",
]


@formula("I_z", unit="A", source="nfpa-70", clause="310.15(B), 310.15(C)")
def corrected_ampacity(n_par: Quantity, I_0: Quantity, f_amb: Quantity, f_bund: Quantity) -> Quantity:
    """Ampacity of parallel conductors with the factors of ambient temperature and bundling."""
    return n_par * I_0 * f_amb * f_bund


@formula("A_th", unit="mm2", source="iec-60949", clause="adiabatic heating over the clearing time")
def withstand_area(I_k: Quantity, J_1: Quantity, t: Quantity, t_1: Quantity) -> Quantity:
    """Least conductor area that a fault current does not overheat before it is cleared."""
    return I_k / J_1 * sqrt(t / t_1)


@dataclass(frozen=True, slots=True)
class Cable:
    """So many conductors of one size per phase: ampacity [A], resistance and reactance [ohm/km] of the set, area [mm2]
    of one conductor.
    """

    catalog: str
    size: str
    parallel: int
    ampacity: float
    resistance: float
    reactance: float
    area: float = 0.0

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


#: Circuits that one bank of ducts takes: what the tables of both rule packs end at.
BANK = 6
#: Loaded conductors of a circuit.
_PHASES = 3


def fullest_bank(circuits: int) -> int:
    """Circuits in the fullest of as few banks as hold so many.

    >>> [fullest_bank(n) for n in (1, 6, 7, 13)]
    [1, 6, 4, 5]
    """
    banks = -(-circuits // BANK)
    return -(-circuits // max(banks, 1))


def bank_factor(conductor: Conductor, circuits: int) -> float:
    """Ampacity of each of so many circuits in one bank of ducts over that of one alone."""
    return bundling_factor(conductor, _PHASES * min(circuits, BANK)) / bundling_factor(conductor, _PHASES)


def protects(pack: RulePack, breaker: float, ampacity: float) -> bool:
    """Whether a breaker protects conductors of that ampacity: breaker <= ampacity, or the next standard size up
    where the rule pack allows it."""
    if breaker <= ampacity * (1.0 + 1e-9):
        return True
    return breaker <= pack.round_up and breaker <= pack.breaker(ampacity)


@dataclass(frozen=True, slots=True)
class Strand:
    """One size of a family, ampacity [A] corrected for ambient and three conductors together; impedance [ohm/km].

    `company` are the further factors of one, two, three ... sets side by side (the last for all beyond); `area` [mm2].
    """

    catalog: str
    size: str
    base: float
    ampacity: float
    resistance: float
    reactance: float
    area: float = 0.0
    company: tuple[float, ...] = (1.0,)

    def holds(self, sets: int, reach: "Reach") -> bool:
        """Whether so many sets keep the drop."""
        turn = (1.0 - reach.factor**2) ** 0.5
        return (self.resistance * reach.factor + self.reactance * turn) / sets <= reach.ohms * (1.0 + 1e-9)

    def of(self, sets: int) -> float:
        """Ampacity [A] of so many sets in parallel."""
        return self.ampacity * sets * self.company[min(sets, len(self.company)) - 1]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a circuit may lose: the most effective impedance of its set [ohm/km] at the power factor of its load."""

    ohms: float
    factor: float


def conductor_area(size: str) -> float:
    """Area [mm2] of a size as the tables name it.

    >>> round(conductor_area("4/0"), 1), round(conductor_area("500 kcmil")), conductor_area("240 mm2")
    (107.2, 253, 240.0)
    """
    number, _, unit = size.partition(" ")
    if unit:
        return magnitude(q(float(number), unit), "mm2")
    gauge = 1 - int(number.split("/")[0]) if "/" in number else int(number.lstrip("#"))
    return float(_GAUGE_36 * 92.0 ** ((36 - gauge) / 19.5))


#: Area of gauge 36 [mm2]: the wire gauge goes in equal ratios of diameter, 92 over 39 steps, from 0.005 inch.
_GAUGE_36 = 3.141592653589793 / 4.0 * 0.127**2


def strands(
    families: Iterable[Conductor], ambient: float, touching: bool = False, beside: int = 0
) -> tuple[Strand, ...]:
    """Every size of the families at an ambient [degC].

    Each parallel set has a raceway of its own, so bundling counts three conductors; unless the sets lie `touching` on
    a tray, where each further set counts three more, or `beside` so many like circuits leave in the same duct banks.
    """
    found = []
    for family in families:
        factors = ambient_factor(family, ambient), bundling_factor(family, 3)
        rows = sorted(family.bundling_factors) if touching else []
        company = tuple(factor / factors[1] for most, factor in rows if most >= _PHASES) or (1.0,)
        if beside:
            company = tuple(bank_factor(family, fullest_bank(beside * sets)) for sets in range(1, 17))
        for size in family.sizes:
            base = size.ampacity.si("A")
            corrected = corrected_ampacity.function(n_par=1.0, I_0=base, f_amb=factors[0], f_bund=factors[1])
            resistance, reactance = size.resistance.si("ohm/km"), size.reactance.si("ohm/km")
            area = conductor_area(size.size)
            found.append(Strand(family.key, size.size, base, float(corrected), resistance, reactance, area, company))
    return tuple(found)


def choose_cable(
    pack: RulePack,
    stock: Iterable[Strand],
    breaker: float,
    least: float,
    area: float = 0.0,
    reach: Reach | None = None,
) -> Cable | None:
    """The cable with least metal that a breaker [A] protects and that carries `least` [A]; None when no table reaches.

    `area` [mm2] of metal per phase must stand the fault current; `reach` is the drop that it must keep. Before any
    factor the table value holds `least` with the continuous-load factor (NEC 210.19(A)(1), 215.2(A)(1)).

    Sets are paralleled only of sizes from the pack's least ampacity up (NEC 310.10(G): 1/0 and larger).
    """
    best: tuple[float, Cable] | None = None
    smallest, most = pack.parallel_least.si("A"), round(pack.parallel_most.si(""))
    further = pack.parallel_cost.si("")
    for strand in stock:
        needed = _parallel(pack, (breaker, least), strand, (most, area), reach)
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
                    strand.of(needed),
                    strand.resistance / needed,
                    strand.reactance / needed,
                    strand.area,
                ),
            )
    return best[1] if best else None


def _parallel(
    pack: RulePack, wanted: tuple[float, float], strand: Strand, held: tuple[int, float], reach: Reach | None
) -> int | None:
    """The fewest sets of a size for a breaker and a current [A] and an area [mm2]; None when more than allowed."""
    (breaker, least), (most, area) = wanted, held
    whole = least * pack.continuous_factor.si("") * (1.0 - 1e-9)
    first = max(1, int(least / strand.ampacity * (1.0 - 1e-9)), math.ceil(area / strand.area - 1e-9))
    for sets in range(first, most + 1):
        carries = strand.of(sets) >= least * (1.0 - 1e-9) and strand.base * sets >= whole
        if carries and protects(pack, breaker, strand.of(sets)) and (reach is None or strand.holds(sets, reach)):
            return sets
    return None
