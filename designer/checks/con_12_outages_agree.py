"""With an element of the cooling plant out, the solved state loses the racks that the proof says are lost.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.reading import gpu_racks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-12", "consistency", "block", clause="table of outages against the proof")

#: Kinds whose elements feed more than the cooling plant: the proof may lose racks for want of power too.
_FEEDS = ("feed", "control-panel")


def judge(design: Design) -> Iterator[Ruling]:
    """GPU racks lost in the normal state, and those that each solved state of one element out loses beside them,
    against the removals of the proof.
    """
    racks = frozenset(p.tag for p in gpu_racks(design))
    proved = {(r.test, r.tag): r.racks for r in design.proof.removals}
    outages = design.trades.cooling.outages
    before = frozenset(tag for o in outages if o.test == "T0" for tag in o.lost)
    rows = []
    for outage in outages:
        solved = len(racks.intersection(outage.lost) - (before if outage.tags else frozenset()))
        for tag in outage.tags or ("",):
            lost = proved.get((outage.test, tag))
            if lost is not None:
                agrees = solved <= lost if outage.kind in _FEEDS else solved == lost
                rows.append((f"{outage.test}:{tag}".rstrip(":"), agrees))
    yield from every(rows)
