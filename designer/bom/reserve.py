"""Why there is more than the duty needs: each system's k of n, its units, and the proof lines that it satisfies."""

from collections.abc import Mapping

from designer.bom.records import Redundant
from designer.redundancy.claims import loses
from designer.redundancy.records import Proof

__all__ = ["reserve"]

_TESTS = ("T1", "T1G", "T2", "T5")


def reserve(proof: Proof) -> tuple[Redundant, ...]:
    """The redundancy groups of the design, those of one trade, kind and rule together."""
    given = {*proof.connection}
    lost = {t: {r.tag for r in proof.removals if r.test == t and loses(r) and r.tag not in given} for t in _TESTS}
    like: dict[tuple[str, str, int, int], list[int]] = {}
    spared = [{*g.members} for g in proof.graph.groups if g.spare_units > 0]
    for n, group in enumerate(proof.graph.groups):
        if group.spare_units <= 0 and any(spare.issuperset(group.members) for spare in spared):
            continue
        like.setdefault((group.trade.value, group.kind, group.needed, len(group.members)), []).append(n)
    return tuple(_row(proof, like[key], lost) for key in sorted(like))


def _row(proof: Proof, places: list[int], lost: Mapping[str, set[str]]) -> Redundant:
    groups = [proof.graph.groups[n] for n in places]
    units = tuple(sorted({m for g in groups for m in g.members}))
    tried = [t for t in _TESTS if t in proof.served]
    failed = tuple(test for test in tried if lost[test].intersection(units))
    first = groups[0]
    return Redundant(
        first.trade, first.kind, first.needed, len(first.members), len(groups), units,
        next((g.basis for g in groups if g.basis), ""), tuple(t for t in tried if t not in failed), failed,
    )
