"""Why there is more than the duty needs: each system's k of n, its units, and the proof lines that it satisfies."""

from collections.abc import Mapping

from designer.bom.records import Redundant
from designer.redundancy.claims import loses
from designer.redundancy.records import Proof

__all__ = ["reserve"]

_TESTS = ("T1", "T2")


def reserve(proof: Proof) -> tuple[Redundant, ...]:
    """The redundancy groups of the design, those of one trade, kind and rule together."""
    lost = {test: {r.tag for r in proof.removals if r.test == test and loses(r)} for test in _TESTS}
    like: dict[tuple[str, str, int, int], list[int]] = {}
    for n, group in enumerate(proof.graph.groups):
        like.setdefault((group.trade.value, group.kind, group.needed, len(group.members)), []).append(n)
    return tuple(_row(proof, like[key], lost) for key in sorted(like))


def _row(proof: Proof, places: list[int], lost: Mapping[str, set[str]]) -> Redundant:
    groups = [proof.graph.groups[n] for n in places]
    units = tuple(sorted({m for g in groups for m in g.members}))
    failed = tuple(test for test in _TESTS if lost[test].intersection(units))
    first = groups[0]
    return Redundant(
        first.trade, first.kind, first.needed, len(first.members), len(groups), units,
        next((g.basis for g in groups if g.basis), ""), tuple(t for t in _TESTS if t not in failed), failed,
    )
