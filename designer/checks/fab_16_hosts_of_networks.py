"""The compute hall has its other networks too: storage, in-band management, out-of-band.

Remedy: state nodes for the missing network; a training hall without storage cannot checkpoint.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "FAB-16",
    "fabric",
    "advise",
    ("fabric.storage_nodes", "fabric.management_nodes"),
    clause="whole link classes are not left out",
)

_NETWORKS = ("compute", "storage", "in_band", "oob")


def judge(design: Design) -> Iterator[Ruling]:
    """Each network stands and serves hosts."""
    if not design.trades.programme.gpus:
        yield not_applicable()
        return
    hosts = {n.name: n.counts.hosts for n in design.trades.fabric.networks}
    yield from every((name, hosts.get(name, 0) > 0) for name in _NETWORKS)
