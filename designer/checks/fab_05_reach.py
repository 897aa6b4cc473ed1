"""No cable is longer than its optics and its medium reach.

Remedy: move the switch, use single-mode optics on the long runs, or shorten the way through the trays.
"""

from collections.abc import Iterator

import numpy as np

from designer.catalog import Cable, Catalog, Optic, UnknownRecord
from designer.checks.reading import dressings, slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept
from designer.fabric.records import Network

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-05", "fabric", "block", ("fabric.ports_and_optics",), clause="reach of optic and cable")


def judge(design: Design) -> Iterator[Ruling]:
    """The longest cable of each combination of cable and optics."""
    rows = [row for network in design.trades.fabric.networks for row in _rows(network, design.trades.catalog)]
    yield from ratio_kept(design, rows, "<=", "m")


def _rows(network: Network, catalog: Catalog) -> Iterator[tuple[str, float, float]]:
    length = np.maximum(network.cables["length"], network.cables["stock"])
    kinds, of = dressings(network)
    for kind, (cable, a_optic, b_optic) in enumerate(kinds):
        reaches = [_reach(catalog, Cable, network.cable_types, cable)]
        reaches += [_reach(catalog, Optic, network.optic_types, n) for n in (a_optic, b_optic)]
        known = [r for r in reaches if r is not None]
        if known:
            longest = float(length[of == kind].max())
            yield f"{network.name}: {slug(network.cable_types[cable])}", longest, min(known)


def _reach(catalog: Catalog, schema: type[Cable] | type[Optic], names: tuple[str, ...], index: int) -> float | None:
    if index < 0:
        return None
    try:
        value = catalog.get(schema, slug(names[index])).reach
    except UnknownRecord:
        return None
    return value.si("m") if value.known else None
