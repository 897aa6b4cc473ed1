"""Every GPU of the hall has its ports on the compute network.

Remedy: add leaves or planes until every adapter port of every node is cabled.
"""

from collections.abc import Iterator

from designer.checks.reading import wished_networks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-01", "fabric", "block", ("fabric.reaches_every_gpu",), clause="no GPU without network")


def judge(design: Design) -> Iterator[Ruling]:
    """GPUs of the compute networks, one for each kind of rack, against GPUs of the programme."""
    wanted, networks = design.trades.programme.gpus, wished_networks(design, "compute")
    if not wanted:
        yield not_applicable()
    elif not networks:
        yield not_modelled("compute")
    else:
        joined = float(sum(network.counts.gpus for network in networks))
        yield from compare(design, [("compute", joined)], ">=", float(wanted), "")
