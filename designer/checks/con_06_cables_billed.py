"""Every link of every network is a cable of the bill of materials, and every end that needs one has its transceiver.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

import numpy as np

from designer.catalog import Cable, Catalog, Optic
from designer.checks.reading import dressings, slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.fabric.records import Network

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-06", "consistency", "block", ("fabric.ports_and_optics",), clause="every edge class is billed")


def judge(design: Design) -> Iterator[Ruling]:
    """Cables and transceivers in use against what is billed, by product."""
    billed: dict[str, float] = {}
    for line in design.bom.lines:
        billed[line.catalog] = billed.get(line.catalog, 0.0) + line.needed + line.redundant
    needed: dict[str, float] = {}
    for network in design.trades.fabric.networks:
        for address, units in _used(network, design.trades.catalog):
            needed[address] = needed.get(address, 0.0) + units
    yield from every((address, billed.get(address, 0.0) >= count - 1e-6) for address, count in sorted(needed.items()))


def _used(network: Network, catalog: Catalog) -> Iterator[tuple[str, float]]:
    """Units that the links need at least; a splitter's trunk end, at the upper device, carries all its links, and so do
    both ends of a shuffle."""
    kinds, of = dressings(network)
    counts = np.bincount(of, minlength=len(kinds)).tolist()
    for (cable, lower, upper), links in zip(kinds, counts, strict=True):
        split = low = 1
        if cable >= 0:
            address = f"cable/{slug(network.cable_types[cable])}"
            split = _links(catalog, address)
            low = split if _shuffled(catalog, address) else 1
            yield address, links / split
        for index, ends in ((lower, links / low), (upper, links / split)):
            if index >= 0:
                address = f"optic/{slug(network.optic_types[index])}"
                yield address, ends / _links(catalog, address)


def _shuffled(catalog: Catalog, address: str) -> bool:
    """Whether both ends of a cable are split."""
    name = address.partition("/")[2]
    return name in catalog.slugs("cable") and catalog.get(Cable, name).shuffle


def _links(catalog: Catalog, address: str) -> int:
    kind, _, name = address.partition("/")
    if name not in catalog.slugs(kind):
        return 1
    return max(1, catalog.get(Cable, name).links if kind == "cable" else catalog.get(Optic, name).links)
