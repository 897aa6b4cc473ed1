"""Busways: standard sizes, racks that one run carries with its partner lost, and the ladder of taps."""

from dataclasses import dataclass

from designer.catalog import Busway, BuswaySize, Catalog
from designer.ledger import floor, formula, sqrt
from designer.power.conductors import Reach
from designer.power.rules import RulePack
from designer.units import Quantity

__all__ = ["Track", "choose_track", "family_of", "racks_per_run", "run_current", "track_of"]


@formula("n_run", unit="", source="derived", clause="partner run lost, lowest voltage allowed at the taps")
def racks_per_run(
    I_run: Quantity, f_ocpd: Quantity, V: Quantity, f_drop: Quantity, pf: Quantity, P_rack: Quantity
) -> Quantity:
    """Racks that one run carries alone; they take their power at any voltage."""
    return floor(I_run * f_ocpd * sqrt(3) * V * (1 - f_drop) * pf / P_rack)


@formula("I_run", unit="A", source="textbook", clause="partner run lost, lowest voltage allowed at the taps")
def run_current(P_run: Quantity, V: Quantity, f_drop: Quantity, pf: Quantity) -> Quantity:
    """Line current of a run that carries its racks alone."""
    return P_run / (sqrt(3) * V * (1 - f_drop) * pf)


@dataclass(frozen=True, slots=True)
class Track:
    """A busway of one size with its breaker: rating and breaker [A], impedance [ohm/m], withstand [kA], mass [kg/m]."""

    catalog: str
    rating: float
    breaker: float
    impedance: complex
    withstand: float
    mass: float | None

    def effective(self, factor: float) -> float:
        """What a current at a power factor meets in phase [ohm/km]."""
        return float((self.impedance.real * factor + self.impedance.imag * (1.0 - factor**2) ** 0.5) * 1000.0)


def family_of(catalog: Catalog, rules: str) -> Busway:
    """The busway family of most conductivity of a rule pack."""
    return min((b for b in catalog.all(Busway) if b.rules == rules), key=lambda b: (b.conductor != "copper", b.slug))


def choose_track(
    pack: RulePack, busway: Busway, current: float, ocpd_share: float, asked: tuple[Reach | None, float] = (None, 0.0)
) -> Track | None:
    """The smallest standard run for a continuous current [A] that keeps the drop and withstands the fault [kA] that are
    `asked`, the largest where none does; None when the family does not carry the current.

    The breaker is the standard size at or above current / `ocpd_share` (1 for a 100 %-rated assembly, else the
    inverse of
    the continuous-load factor); the busway is rated at least as the breaker, on its own continuous rating.
    """
    needed = current / ocpd_share
    if needed > pack.breakers[-1] * (1.0 + 1e-9):
        return None
    breaker = pack.breaker(needed)
    share = busway.continuous_share.si("")
    found, (reach, fault) = None, asked
    for size in sorted(busway.sizes, key=lambda s: s.current.si("A")):
        if size.current.si("A") * share >= max(current, 0.0) and size.current.si("A") >= breaker:
            found = track_of(busway, size, breaker)
            near = reach is None or found.effective(reach.factor) <= reach.ohms * (1.0 + 1e-9)
            if near and (found.withstand >= fault or not found.withstand):
                break
    return found


def track_of(busway: Busway, size: BuswaySize, breaker: float) -> Track:
    """A size of a family with its breaker [A]."""
    ohms = complex(size.resistance.si("mohm/100ft"), size.reactance.si("mohm/100ft")) * _PER_METRE
    withstand = size.withstand.si("kA") if size.withstand.known else 0.0
    return Track(
        f"{busway.key}",
        size.current.si("A"),
        breaker,
        ohms,
        withstand,
        size.mass.si("kg/m") if size.mass.known else None,
    )


#: mohm per 100 ft to ohm per metre.
_PER_METRE = 1e-3 / (100 * 0.3048)
