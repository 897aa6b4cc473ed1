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
        device, port = (
            np.concatenate([network.cables[end + key] for end in "ab"]).astype(np.int64) for key in ("", "_port")
        )
        ends = device * (int(port.max(initial=0)) + 1) + port
        rows.append((network.name, len(np.unique(ends)) == len(ends)))
    yield from every(rows)
