"""Every link of every network is a cable of the bill of materials, and every end that needs one has its transceiver.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

import numpy as np

from designer.catalog import Cable, Optic
from designer.checks.reading import slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.fabric.records import Network

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-06", "consistency", "block", ("fabric.ports_and_optics",), clause="every edge class is billed")


def judge(design: Design) -> Iterator[Ruling]:
    """Links and ends in use against what is billed, by product; one cable or transceiver may carry several links."""
    catalog = design.trades.catalog
    billed: dict[str, float] = {}
    for line in design.bom.lines:
        billed[line.catalog] = billed.get(line.catalog, 0.0) + line.needed + line.redundant
    needed: dict[str, float] = {}
    for network in design.trades.fabric.networks:
        for address, links in _used(network):
            kind, name = address.partition("/")[0], slug(address)
            each = 1
            if name in catalog.slugs(kind):
                each = catalog.get(Cable, name).links if kind == "cable" else catalog.get(Optic, name).links
            needed[address] = needed.get(address, 0.0) + links / max(1, each)
    yield from every((address, billed.get(address, 0.0) >= count - 1e-6) for address, count in sorted(needed.items()))


def _used(network: Network) -> Iterator[tuple[str, int]]:
    for kind, names, columns in (
        ("cable", network.cable_types, ("cable",)),
        ("optic", network.optic_types, ("a_optic", "b_optic")),
    ):
        indices = np.concatenate([network.cables[c] for c in columns])
        for index, count in zip(*np.unique(indices[indices >= 0], return_counts=True), strict=True):
            yield f"{kind}/{slug(names[int(index)])}", int(count)
