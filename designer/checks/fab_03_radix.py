"""No device uses more ports than it has.

Remedy: add a switch or a tier; a billed link without a cage is no link.
"""

from collections.abc import Iterator

import numpy as np

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept
from designer.fabric.records import Network

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-03", "fabric", "block", ("fabric.ports_and_optics",), clause="cages times links of a cage")


def judge(design: Design) -> Iterator[Ruling]:
    """The highest port used on each model against its cages."""
    rows = [row for network in design.trades.fabric.networks for row in _rows(network)]
    yield from ratio_kept(design, rows, "<=", "")


def _rows(network: Network) -> Iterator[tuple[str, float, float]]:
    used = np.zeros(len(network.devices), dtype=np.int64)
    np.maximum.at(used, network.cables["a"], network.cables["a_port"].astype(np.int64))
    np.maximum.at(used, network.cables["b"], network.cables["b_port"].astype(np.int64))
    for model, (cages, lanes) in enumerate(zip(network.cages, network.lanes, strict=True)):
        of_model = used[network.devices["model"] == model]
        if cages and lanes and len(of_model):
            yield f"{network.name}: {network.models[model]}", float(of_model.max()), float(cages * lanes)
