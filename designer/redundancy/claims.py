"""The words that the results allow. A claim is a key; its words stand in `templates/words/claims.yaml`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from designer.model import LoadClass
from designer.redundancy.records import Removal

__all__ = ["CRITICAL", "Backing", "claims", "loses"]

_CORE = (LoadClass.CONTROL, LoadClass.CORE)
#: Classes that a removal must not lose: all but the flexible one.
CRITICAL = (*_CORE, LoadClass.GPU, LoadClass.MECHANICAL)

Test = Callable[[Removal], bool]


@dataclass(frozen=True, slots=True)
class Backing:
    """Whether there are generators, whether they carry every class that must not be lost, and what the loss of all
    utility feeds at once loses (None without any).
    """

    there: bool
    whole: bool
    outage: Removal | None = None


def loses(removal: Removal, classes: Sequence[LoadClass] = CRITICAL) -> bool:
    """Whether a removal loses load of these classes or overloads what is left."""
    if removal.verdict == "overload":
        return True
    return bool(removal.lost_kw) and any(removal.lost_kw.get(c, 0.0) > 0.0 for c in classes)


def claims(
    removals: Sequence[Removal], single_points: Sequence[str], sources: Sequence[str], generators: Backing,
    contained: Callable[[Removal], bool],
) -> tuple[str, ...]:
    """Word keys in a fixed order. `sources` are the utility's tags.

    Without generators no word speaks of their operation; a design that does not serve its loads in the normal state has
    nothing to claim.
    """
    inside = [r for r in removals if r.tag not in sources]
    rows: list[tuple[str, str, Test]] = [
        ("served-in-normal-state", "T0", lambda r: not loses(r)),
        ("concurrently-maintainable-on-utility", "T1", lambda r: not loses(r)),
        ("core-maintainable-on-utility", "T1", lambda r: not loses(r, _CORE)),
        ("concurrently-maintainable-on-generators", "T1G", lambda r: generators.whole and not loses(r)),
        ("core-maintainable-on-generators", "T1G", lambda r: not loses(r, _CORE)),
        ("single-fault-served-on-utility", "T2", lambda r: not loses(r)),
        ("core-single-fault-served-on-utility", "T2", lambda r: not loses(r, _CORE)),
        ("gpu-faults-contained", "T2", contained),
        ("compartments-independent", "T4", lambda r: not loses(r)),
    ]
    if not _all(removals, "T0", lambda r: not loses(r)):
        return () if generators.there else ("no-generators",)
    found = [key for key, test, holds in rows if _all(inside, test, holds)]
    feeds = [r for r in removals if r.kind == "utility" and r.test == "T2"]
    if len(feeds) > 1 and not any(map(loses, feeds)):
        found.append("feed-loss-served")
    outage = generators.outage if generators.there else None
    if outage is not None and not loses(outage):
        found.append("utility-loss-served")
    if outage is not None and not loses(outage, _CORE):
        found.append("core-utility-loss-served")
    if not single_points and any(r.test == "T2" for r in removals):
        found.append("no-single-point")
    if not generators.there:
        found.append("no-generators")
    return tuple(found)


def _all(removals: Sequence[Removal], test: str, holds: Test) -> bool:
    tried = [r for r in removals if r.test == test]
    return bool(tried) and all(holds(r) for r in tried)
