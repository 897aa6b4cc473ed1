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
    """The highest port used on each model against its cages, the one that is kept for fabric managers aside."""
    rows = [row for network in design.trades.fabric.networks for row in _rows(network)]
    yield from ratio_kept(design, rows, "<=", "")


def _rows(network: Network) -> Iterator[tuple[str, float, float]]:
    model, lanes = network.devices["model"], np.array(network.lanes)
    apart = np.array(network.apart or (0,) * len(network.models))
    kept = np.where(apart > 0, apart * lanes + 1, 0)[model]
    used = np.zeros(len(network.devices), dtype=np.int64)
    for end in ("a", "b"):
        device, port = network.cables[end], network.cables[f"{end}_port"].astype(np.int64)
        np.maximum.at(used, device, np.where(port == kept[device], 0, port))
    for number, (cages, links) in enumerate(zip(network.cages, network.lanes, strict=True)):
        of_model = used[model == number]
        if cages and links and len(of_model):
            yield f"{network.name}: {network.models[number]}", float(of_model.max()), float(cages * links)
