"""The rule packs: NEC and IEC, chosen once by the brief and never mixed."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from designer.catalog import Catalog, Conductor, RatingLadder
from designer.ledger import Limit, Value
from designer.units import Quantity

__all__ = ["RulePack", "at_or_above", "pack_of"]


@dataclass(frozen=True, slots=True)
class RulePack:
    """Breaker sizes [A], interrupting ratings [kA], continuous-load factor, drop limits, conductors and clauses of
    one rule set.

    `round_up_limit` [A]: up to it the next standard breaker above a conductor's ampacity is allowed (NEC 240.4(B)).
    `conductors` are those up to 1 kV, `medium_voltage` those above; `sets_touch` is 1 where the parallel sets of a
    circuit lie side by side on a tray and so warm one another, 0 where each has a raceway of its own.
    """

    name: Literal["NEC", "IEC"]
    source: str
    breakers: tuple[float, ...]
    interrupting: tuple[float, ...]
    continuous_factor: Value
    drop_branch: Value
    drop_total: Value
    round_up_limit: Value
    parallel_least: Value
    parallel_most: Value
    parallel_cost: Value
    conductors: tuple[Conductor, ...]
    medium_voltage: tuple[Conductor, ...]
    sets_touch: Value
    continuous_clause: str
    drop_clause: str
    fault_clause: str

    @property
    def round_up(self) -> float:
        """Ampacity [A] up to which the next standard breaker is allowed."""
        return self.round_up_limit.si("A")

    def breaker(self, least: float) -> float:
        """The standard breaker [A] at or above a current; the largest of the ladder when none is."""
        return at_or_above(self.breakers, least)

    def fault_rating(self, least: float) -> float:
        """The standard interrupting rating [kA] at or above a fault current."""
        return at_or_above(self.interrupting, least)

    def drop_limit(self, total: bool = True) -> Limit:
        """The voltage-drop limit as a ledger limit."""
        quantity = self.drop_total.q if total else self.drop_branch.q
        return Limit("<=", quantity, self.drop_clause, self.source)

    def at_most(self, quantity: Quantity, clause: str) -> Limit:
        """An upper limit of this rule pack."""
        return Limit("<=", quantity, clause, self.source)


def at_or_above(ladder: Sequence[float], least: float) -> float:
    """The first step of an ascending ladder at or above `least`, forgiving rounding noise; the last when none is.

    >>> at_or_above((1600.0, 2000.0, 2500.0), 1601.0)
    2000.0
    """
    return ladder[min(bisect_left(ladder, least * (1.0 - 1e-9)), len(ladder) - 1)]


def pack_of(name: Literal["NEC", "IEC"], catalog: Catalog) -> RulePack:
    """The rule pack of a name, from the catalog's ladders, conductors and thresholds of that rule set alone."""
    key = name.lower()
    clauses = {
        "NEC": ("nfpa-70", "210.20, 215.3", "210.19, 215.2 notes", "110.9"),
        "IEC": ("iec-60364", "60364-4-43, 433.1", "60364-5-52, annex G", "60364-4-43, 434.5"),
    }[name]
    return RulePack(
        name,
        clauses[0],
        _ladder(catalog, name, "A"),
        _ladder(catalog, name, "kA"),
        catalog.threshold("power", f"continuous_factor_{key}"),
        catalog.threshold("power", f"drop_branch_{key}"),
        catalog.threshold("power", f"drop_total_{key}"),
        catalog.threshold("power", f"round_up_limit_{key}"),
        catalog.threshold("power", "parallel_least"),
        catalog.threshold("power", "parallel_most"),
        catalog.threshold("power", "parallel_cost"),
        tuple(c for c in catalog.all(Conductor) if c.rules == name and c.level == "LV"),
        tuple(c for c in catalog.all(Conductor) if c.rules == name and c.level == "MV"),
        catalog.threshold("power", f"sets_touch_{key}"),
        *clauses[1:],
    )


def _ladder(catalog: Catalog, name: str, unit: str) -> tuple[float, ...]:
    fit = [r for r in catalog.all(RatingLadder) if r.unit == unit and r.rules in (name, "any")]
    own = [r for r in fit if r.rules == name] or fit
    return tuple(sorted({step for ladder in own for step in ladder.steps}))
