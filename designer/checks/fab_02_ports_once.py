"""No port carries two cables.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

import numpy as np

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-02", "fabric", "block", ("fabric.ports_and_optics",), clause="ports conserve")


def judge(design: Design) -> Iterator[Ruling]:
    """Pairs of device and port over all cable ends of each network."""
    rows = []
    for network in design.trades.fabric.networks:
        ends = np.concatenate(
            [
                np.stack([network.cables["a"], network.cables["a_port"]], axis=1).astype(np.int64),
                np.stack([network.cables["b"], network.cables["b_port"]], axis=1).astype(np.int64),
            ]
        )
        rows.append((network.name, len(np.unique(ends, axis=0)) == len(ends)))
    yield from every(rows)
