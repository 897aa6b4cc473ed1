"""From round to round: what the trades' shortfalls ask of the next sizing, and what asking again would not help."""

from collections.abc import Iterable, Sequence
from math import ceil

from designer.model import Constraint, Shortfall

__all__ = [
    "APPROACH", "BOARDS", "LIFTED", "WATER", "WATER_FIRST", "WATER_FOR", "WATER_WITHIN", "asked_for", "curable",
    "tighten",
]

#: Make-up water of the design day for the heat that sizing counts, the most racks that it may be enough for, and the
#: most for which it was.
WATER, WATER_WITHIN, WATER_FOR = "water.per_heat", "water_racks.max", "water_racks.min"
#: Make-up water of the design day of a hall of the fewest racks that were tried [L/day].
WATER_FIRST = "water.first"
#: The largest approach [K] that CDUs may be counted with.
APPROACH = "approach.max"
#: Fault current that every low-voltage board must interrupt [kA].
BOARDS = "boards.fault"
#: That a limit, named as the origin, shall not count for the racks of the last kind.
LIFTED = "limit.lifted"
#: Changes below a thousandth count as none.
_SAME = 0.001
#: Differences of what is found again that are none.
_EQUAL = 1e-9
#: Plant that the layout found no place for.
_NO_PLACE = "layout.plant"
#: What grows and falls with the racks, beside all that ends in ``.extra``.
_WITH_RACKS = ("network_racks.min", "losses.kw")


def tighten(
    constraints: tuple[Constraint, ...], shortfalls: Iterable[Shortfall], round: int, racks: int = 0
) -> tuple[Constraint, ...]:
    """The constraints of the next round: what ends in ``.max`` only falls; the others grow, for the `racks` that stood;
    the rate of water is the last one found.

    Extras asked for in one round do not add up among themselves, but on top of those of earlier rounds. From `racks`
    the cap falls by half at most in one round: with fewer racks the plant that took their room shrinks too. What was
    asked for more racks counts in proportion, so that plant falls with the racks; what each asks for a rack only grows,
    and racks.max only falls, so that no two rounds are alike.
    """
    earlier = {c.key: c for c in constraints}
    held = dict(earlier)
    for shortfall in shortfalls:
        cure = shortfall.cure
        if cure is None:
            continue
        follows = cure.key.endswith(".extra") or cure.key in _WITH_RACKS
        base = asked_for(earlier[cure.key], racks) if cure.key in earlier and cure.key.endswith(".extra") else 0.0
        amount = max(cure.amount, float(racks // 2)) if cure.key == "racks.max" else base + cure.amount
        asked = Constraint(cure.key, amount, shortfall.key, round, racks if follows else 0)
        old = held.get(cure.key)
        if old is None or _tighter(asked, old, racks):
            held[cure.key] = asked
    return tuple(held[key] for key in sorted(held))


def asked_for(constraint: Constraint, racks: int) -> float:
    """What a constraint asks for so many racks; of units a whole number."""
    amount = constraint.amount_for(racks)
    return amount if constraint.key in ("losses.kw", WATER) else float(ceil(amount - 1e-9))


def curable(shortfalls: Sequence[Shortfall], before: Sequence[Shortfall]) -> tuple[Shortfall, ...]:
    """The shortfalls without those that more plant would not help: it helped nothing in the round `before` (as much
    wanted, no more got), or what was asked for already found no place.
    """
    helped = {s.key: s for s in before}
    placed = all(s.key != _NO_PLACE for s in shortfalls)
    return tuple(
        s for s in shortfalls if (placed or not _more(s)) and (s.key not in helped or not _futile(s, helped[s.key]))
    )


def _more(shortfall: Shortfall) -> bool:
    """Whether a shortfall asks for more plant."""
    return shortfall.cure is not None and shortfall.cure.key.endswith(".extra")


def _futile(now: Shortfall, before: Shortfall) -> bool:
    if not _more(now) or not now.wanted.is_compatible_with(before.wanted.units):
        return False
    wanted, got = before.wanted.magnitude, before.got.magnitude
    other = abs(float(now.wanted.m_as(before.wanted.units)) - wanted) > _SAME * abs(wanted)
    more = float(now.got.m_as(before.got.units)) > got + _SAME * abs(got)
    return not other and not more


def _tighter(new: Constraint, old: Constraint, racks: int) -> bool:
    """Whether a constraint asks for more than the one held; changes below a thousandth do not start another round."""
    if new.key == WATER:
        return abs(new.amount - old.amount) > _EQUAL * old.amount
    if new.key.endswith(".max"):
        return new.amount < old.amount
    held = asked_for(old, racks) if old.racks else old.amount
    return new.amount > held * (1.0 + _SAME)
